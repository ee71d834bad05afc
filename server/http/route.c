#include "http/route.h"

#include "http/target.h"

#include <stdlib.h>

static struct span skip_slashes(struct span path)
{
    while (path.len > 0 && path.at[0] == '/')
        path = span_tail(path, 1);
    return path;
}

/* Takes the next segment off `path`; empty at the end. */
static struct span next_segment(struct span *path)
{
    struct span rest = skip_slashes(*path);
    struct span segment;

    span_cut(rest, '/', &segment, path);
    return segment;
}

static bool is_place(struct span part)
{
    return span_starts(part, SPAN("{")) && span_ends(part, SPAN("}"));
}

static bool is_rest(struct span part)
{
    return is_place(part) && span_ends(part, SPAN("...}"));
}

/* `frame` is what the name stands in: "{" and "}", or "{" and "...}". */
static void keep(struct route_match *match, struct span part, size_t frame, struct span value)
{
    if (match->count >= ROUTE_PARTS_MAX)
        abort();
    match->names[match->count] = span_head(span_tail(part, 1), part.len - frame);
    match->values[match->count] = value;
    match->count++;
}

static bool match_segment(struct arena *arena, struct span part, struct span segment,
                          struct route_match *match)
{
    struct span decoded;

    if (span_is_empty(segment) || !target_segment_decode(arena, segment, &decoded))
        return false;
    if (!is_place(part))
        return span_equal(part, decoded);
    keep(match, part, sizeof "{}" - 1, decoded);
    return true;
}

static bool match_parts(struct arena *arena, struct span pattern, struct span path,
                        struct route_match *match)
{
    for (;;) {
        struct span part = next_segment(&pattern);

        if (span_is_empty(part))
            return span_is_empty(skip_slashes(path));
        if (is_rest(part)) {
            keep(match, part, sizeof "{...}" - 1, skip_slashes(path));
            return true;
        }
        if (!match_segment(arena, part, next_segment(&path), match))
            return false;
    }
}

bool route_match(struct arena *arena, struct span pattern, struct span path,
                 struct route_match *match)
{
    match->count = 0;
    if (span_starts(path, SPAN("/")) && match_parts(arena, pattern, path, match))
        return true;
    match->count = 0;
    return false;
}

struct span route_value(const struct route_match *match, struct span name)
{
    for (size_t i = 0; i < match->count; i++)
        if (span_equal(match->names[i], name))
            return match->values[i];
    return SPAN("");
}

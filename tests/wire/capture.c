#include "wire/capture.h"

#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"
#include "support/files.h"

#define FOLDER "tests/wire/captures"

enum { CAPTURES_MAX = 64 };

static bool is_used[CAPTURES_MAX]; /* by position in sources.json */

static const struct span TRACE = SPAN_INIT("{trace_id}");
static const struct span CORRELATION = SPAN_INIT("{correlation_id}");

/* Where an id stands in a body, and which. */
static const struct place {
    struct span before;
    const struct span *role;
} places[] = {
    {SPAN_INIT("\"trace_id\":\""), &TRACE},
    {SPAN_INIT("Trace ID: "), &TRACE},
    {SPAN_INIT("\"correlation_id\":\""), &CORRELATION},
    {SPAN_INIT("Correlation ID: "), &CORRELATION},
};

static const struct place *place_at(struct span text)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (span_starts(text, places[i].before))
            return &places[i];
    return NULL;
}

static size_t id_length(struct span text)
{
    size_t length = 0;

    while (length < text.len && !span_has(SPAN(" \\\""), text.at[length]))
        length++;
    return length;
}

/* Trace ids are drawn. The correlation id is the caller's, and stays unless its author altered it.
 */
static struct span with_roles(struct arena *arena, struct span text, bool is_altered)
{
    struct text result = {.arena = arena};

    while (text.len > 0) {
        const struct place *place = place_at(text);
        size_t length = place ? place->before.len : 1;

        text_put(&result, span_head(text, length));
        text = span_tail(text, length);
        if (!place || (place->role == &CORRELATION && !is_altered))
            continue;
        text_put(&result, *place->role);
        text = span_tail(text, id_length(text));
    }
    return text_span(&result);
}

/* In two captures the ids of the description are not those of the members: edited before they were
 * published. */
static bool is_altered(const json_t *capture)
{
    struct span rest = doc_member(capture, "error_description");

    while (rest.len > 0 && !span_starts(rest, SPAN("Correlation ID: ")))
        rest = span_tail(rest, 1);
    rest = span_tail(rest, sizeof "Correlation ID: " - 1);
    return !span_starts(rest, doc_member(capture, "correlation_id"));
}

/*
 * {"G01": {"source": where it was published, "status": where that was shown, "isCut": true where
 * its end was not}, …}
 */
static json_t *read_sources(struct arena *arena)
{
    json_t *all = doc_parse_in(arena, files_read(arena, FOLDER "/sources.json"), NULL);

    if (!all)
        fail_msg(FOLDER "/sources.json is no JSON");
    return all;
}

/* Notes the capture as used. */
static const json_t *source_of(struct arena *arena, struct span id)
{
    json_t *all = read_sources(arena);
    const json_t *found = NULL;
    const char *name;
    json_t *source;
    size_t i = 0;

    json_object_foreach(all, name, source) {
        if (i < CAPTURES_MAX && span_equal(span_of(name), id)) {
            is_used[i] = true;
            found = source;
        }
        i++;
    }
    if (!found)
        fail_msg(FOLDER "/sources.json does not know %.*s", SPAN_ARGS(id));
    return found;
}

static bool check_status(struct span id, const json_t *source, const struct answer *answer)
{
    const json_t *status = json_object_get(source, "status");

    if (!status || json_integer_value(status) == answer->status)
        return true;
    print_error("%.*s came with status %d\n", SPAN_ARGS(id), (int)json_integer_value(status));
    return false;
}

bool capture_check(struct arena *arena, struct span id, const struct answer *answer)
{
    struct span path = text_format(arena, FOLDER "/%.*s.json", SPAN_ARGS(id));
    struct span captured = files_read(arena, path.at);
    const json_t *source = source_of(arena, id);
    bool is_cut = json_is_true(json_object_get(source, "isCut"));
    const json_t *capture;
    struct span expected, actual;
    bool was_altered;

    if (span_ends(captured, SPAN("\n")))
        captured.len--;
    capture = doc_parse_in(arena, captured, NULL);
    if (!capture && !is_cut)
        fail_msg("%s is no JSON", path.at);
    was_altered = capture && is_altered(capture);
    expected = with_roles(arena, captured, was_altered);
    actual = with_roles(arena, answer->body, was_altered);
    if (is_cut ? span_starts(actual, expected) : span_equal(actual, expected))
        return check_status(id, source, answer);
    print_error("not as %s at byte %zu\n  got      %.*s\n  captured %.*s\n", path.at,
                span_difference(actual, expected), SPAN_ARGS(actual), SPAN_ARGS(expected));
    return false;
}

bool capture_check_all(void)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *all = read_sources(arena);
    bool ok = true;
    const char *name;
    json_t *source;
    size_t i = 0;

    json_object_foreach(all, name, source) {
        if (i >= CAPTURES_MAX || !is_used[i]) {
            print_error("no case is compared with capture %s\n", name);
            ok = false;
        }
        i++;
    }
    return ok;
}

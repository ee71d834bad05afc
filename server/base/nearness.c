#include "base/nearness.h"

#include <stdint.h>

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Wagner and Fischer's algorithm with one row. */
static size_t distance(struct span a, struct span b, bool (*equal)(struct span, struct span))
{
    size_t row[NEARNESS_COMPARED_BYTES + 1];

    a = span_head(a, NEARNESS_COMPARED_BYTES);
    b = span_head(b, NEARNESS_COMPARED_BYTES);
    for (size_t k = 0; k <= b.len; k++)
        row[k] = k;
    for (size_t i = 0; i < a.len; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t k = 0; k < b.len; k++) {
            size_t above = row[k + 1];

            row[k + 1] = smallest(
                above + 1, row[k] + 1,
                diagonal + !equal(span_head(span_tail(a, i), 1), span_head(span_tail(b, k), 1)));
            diagonal = above;
        }
    }
    return row[b.len];
}

size_t nearness_distance(struct span a, struct span b)
{
    return distance(a, b, span_equal);
}

size_t nearness_distance_nocase(struct span a, struct span b)
{
    return distance(a, b, span_equal_nocase);
}

/* Length of the white space that `text` begins with: ASCII blanks and the invisible ones that
 * people paste. */
static size_t blank_at(struct span text)
{
    static const struct span blanks[] = {
        SPAN_INIT(" "),
        SPAN_INIT("\t"),
        SPAN_INIT("\r"),
        SPAN_INIT("\n"),
        SPAN_INIT("\xC2\xA0"),     /* no-break space */
        SPAN_INIT("\xE2\x80\x8B"), /* zero width space */
        SPAN_INIT("\xEF\xBB\xBF"), /* byte order mark */
    };

    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
        if (span_starts(text, blanks[i]))
            return blanks[i].len;
    return 0;
}

static struct span skip_blanks(struct span text)
{
    for (size_t len = blank_at(text); len > 0; len = blank_at(text))
        text = span_tail(text, len);
    return text;
}

static bool equal_but_for_blanks(struct span a, struct span b)
{
    for (a = skip_blanks(a), b = skip_blanks(b); a.len > 0 && b.len > 0;
         a = skip_blanks(span_tail(a, 1)), b = skip_blanks(span_tail(b, 1)))
        if (a.at[0] != b.at[0])
            return false;
    return a.len == 0 && b.len == 0;
}

static bool is_with_slash(struct span with, struct span without)
{
    return with.len == without.len + 1 && span_starts(with, without) && span_ends(with, SPAN("/"));
}

enum nearness_kind nearness_of(struct span stored, struct span presented)
{
    if (span_equal(stored, presented))
        return NEARNESS_SAME;
    if (is_with_slash(presented, stored))
        return NEARNESS_SLASH_MISSING;
    if (is_with_slash(stored, presented))
        return NEARNESS_SLASH_EXTRA;
    if (span_equal_nocase(stored, presented))
        return NEARNESS_CASE;
    return equal_but_for_blanks(stored, presented) ? NEARNESS_SPACE : NEARNESS_OTHER;
}

struct nearness nearness_to(struct span wanted)
{
    return (struct nearness){.wanted = wanted, .distance = SIZE_MAX};
}

void nearness_offer(struct nearness *nearness, struct span candidate)
{
    size_t distance;

    if (nearness->offers++ >= NEARNESS_OFFERS_MAX)
        return;
    distance = nearness_distance(nearness->wanted, candidate);
    if (distance < nearness->distance) {
        nearness->distance = distance;
        nearness->nearest = candidate;
    }
}

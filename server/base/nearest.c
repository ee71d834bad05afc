#include "base/nearest.h"

#include "base/nearness.h"
#include "base/text.h"

enum { LONGEST = 64 };

void nearest_offer(struct nearest *nearest, struct span candidate)
{
    size_t far;

    if (nearest->wrong.len > LONGEST || candidate.len > LONGEST)
        return;
    /* Without case: a wrong case is the nearest miss of all. */
    far = nearness_distance_nocase(nearest->wrong, candidate);
    if (far > 1 + candidate.len / 5 || far >= candidate.len)
        return;
    if (span_is_empty(nearest->best) || far < nearest->distance) {
        nearest->best = candidate;
        nearest->distance = far;
    }
}

struct span nearest_question(struct arena *arena, const struct nearest *nearest)
{
    if (span_is_empty(nearest->best))
        return SPAN("");
    return text_format(arena, "did you mean \"%.*s\"?", SPAN_ARGS(nearest->best));
}

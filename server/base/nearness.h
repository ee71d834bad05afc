/*
 * How near two texts are, and in what way they differ: what turns "no match" into "a slash is
 * missing". Used only after a refusal is certain, and bounded, since one side comes from outside.
 */
#ifndef BADGED_BASE_NEARNESS_H
#define BADGED_BASE_NEARNESS_H

#include "base/span.h"

enum { NEARNESS_COMPARED_BYTES = 256, NEARNESS_OFFERS_MAX = 200 };

/* Insertions, deletions and replacements of bytes that turn one into the other; only the first
 * NEARNESS_COMPARED_BYTES count. */
size_t nearness_distance(struct span a, struct span b);
size_t nearness_distance_nocase(struct span a, struct span b);

/* How `presented` differs from `stored`, the most telling way first. */
enum nearness_kind {
    NEARNESS_SAME,
    NEARNESS_SLASH_MISSING, /* stored lacks the slash at the end that presented has */
    NEARNESS_SLASH_EXTRA,   /* stored has a slash at the end that presented lacks */
    NEARNESS_CASE,          /* equal but for ASCII case */
    NEARNESS_SPACE,         /* equal but for white space, visible or not, at any place */
    NEARNESS_OTHER,
};

enum nearness_kind nearness_of(struct span stored, struct span presented);

/* The nearest of several. */
struct nearness {
    struct span wanted;
    struct span nearest;
    size_t distance;
    size_t offers;
};

struct nearness nearness_to(struct span wanted);
void nearness_offer(struct nearness *nearness, struct span candidate);

#endif

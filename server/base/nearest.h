/* Which of the names that we know did somebody mean? */
#ifndef BADGED_BASE_NEAREST_H
#define BADGED_BASE_NEAREST_H

#include "base/arena.h"
#include "base/span.h"

struct nearest {
    struct span wrong; /* what was written */
    struct span best;  /* empty while nothing is near */
    size_t distance;
};

/* Keeps `candidate` when it is near, and nearer than what was offered before. */
void nearest_offer(struct nearest *nearest, struct span candidate);

/* "did you mean \"x\"?", or empty. */
struct span nearest_question(struct arena *arena, const struct nearest *nearest);

#endif

/*
 * Bodies that the real service sent, tests/wire/captures/GNN.json: what an answer at the capture's
 * own date must be, byte for byte, but for the drawn trace id. Of a capture that is cut, the answer
 * must have the beginning.
 */
#ifndef BADGED_TESTS_WIRE_CAPTURE_H
#define BADGED_TESTS_WIRE_CAPTURE_H

#include "wire/answer.h"

/* Is the answer the captured one? Both are printed when it is not. */
bool capture_check(struct arena *arena, struct span id, const struct answer *answer);

/* Has every capture been checked against a case? The others are printed. */
bool capture_check_all(void);

#endif

/*
 * What the fuzz targets share. A target is one file with fuzz_one: it hands the input to the code
 * and holds the code to its contract. The input lies in memory of exactly its size.
 */
#ifndef BADGED_TESTS_FUZZ_FUZZ_H
#define BADGED_TESTS_FUZZ_FUZZ_H

#include "base/arena.h"
#include "base/span.h"

/* Called before the first input. */
void fuzz_begin(void);

/* The arena lives as long as the input. */
void fuzz_one(struct arena *arena, struct span input);

/* The contract: prints the condition and aborts when it does not hold. */
#define FUZZ_HOLD(condition) fuzz_hold((condition), #condition, __FILE__, __LINE__)
void fuzz_hold(bool holds, const char *condition, const char *file, int line);

#endif

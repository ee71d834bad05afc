/* The world of tests/fuzz/world.json, with the keys of tests/support/keys. */
#ifndef BADGED_TESTS_FUZZ_FUZZ_WORLD_H
#define BADGED_TESTS_FUZZ_FUZZ_WORLD_H

#include "world/world.h"

/* Emulated now: 2026-12-01T00:00:00Z. */
#define FUZZ_WORLD_NOW ((int64_t)1796083200)

const struct world *fuzz_world_new(void);

/*
 * The template's `<<k:header|claims>>` become tokens over these very bytes, signed (RS256) with the
 * key that `k` names: a and b are the world's issuers', c is the client certificate's. So the
 * fuzzer changes what is signed, and the signature stays right.
 */
struct span fuzz_world_sign(struct arena *arena, struct span template);

#endif

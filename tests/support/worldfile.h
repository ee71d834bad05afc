/*
 * Worlds for tests: a fixture and the keys of tests/support/keys. A fixture that cannot be used
 * fails the running test with everything that was found.
 */
#ifndef BADGED_TESTS_SUPPORT_WORLDFILE_H
#define BADGED_TESTS_SUPPORT_WORLDFILE_H

#include "world/world.h"

#define WORLDFILE_ORIGIN SPAN("https://localhost:8443")

struct worldfile {
    struct span path;         /* of the fixture in the source tree */
    struct span text;         /* empty: what is at `path` */
    const struct span *hosts; /* that are ours beside the loopback literals */
    size_t host_count;
};

/* Entra signs with entra.pem, and an issuer that names no key file with issuer-a.pem. */
struct world *worldfile_make(struct arena *arena, const struct worldfile *from);

/* A private key of tests/support/keys, kept by the arena. */
const struct key *worldfile_key(struct arena *arena, struct span name);

#endif

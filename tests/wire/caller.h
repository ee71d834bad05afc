/* A client on a thread of its own: sends a case's bytes, plain or through TLS, and reads one
 * answer. */
#ifndef BADGED_TESTS_WIRE_CALLER_H
#define BADGED_TESTS_WIRE_CALLER_H

#include "wire/wirecase.h"

struct caller;

/* Connects at once, so that somebody is there to wait for. */
struct caller *caller_start(const struct wirecase *c, uint16_t port);

/* The answer as it came. Fails the running test when there was none. */
struct span caller_join(struct caller *caller, struct arena *arena);

#endif

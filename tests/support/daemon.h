/*
 * The built daemon as a process: on a port of its own, with keys of its own that nobody keeps, and
 * with everything that it logs. Whatever goes wrong here fails the running test.
 */
#ifndef BADGED_TESTS_SUPPORT_DAEMON_H
#define BADGED_TESTS_SUPPORT_DAEMON_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

struct daemon;

struct daemon_options {
    const char *fixtures; /* NULL: the built-in world */
    unsigned descriptors; /* as many as it may have open; 0: as many as we may */
};

/* Returns when it says that it is ready. */
struct daemon *daemon_start(const struct daemon_options *options);

uint16_t daemon_port(const struct daemon *daemon);

/* All that it has written to its standard error. */
struct span daemon_log(const struct daemon *daemon, struct arena *arena);

/* SIGTERM, to which the answer must be exit status 0 in time. The log can still be read then. */
void daemon_stop(struct daemon *daemon);

/* Ends it without a word when it still runs. Accepts NULL. */
void daemon_free(struct daemon *daemon);

#endif

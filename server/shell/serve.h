/*
 * The daemon: binds, reads the world, listens, says that it is ready, serves, drains.
 *
 * Knows nothing of the command line; `server/cli` fills the options.
 */
#ifndef BADGED_SHELL_SERVE_H
#define BADGED_SHELL_SERVE_H

#include "base/fail.h"
#include "base/instant.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct serve_options {
    const struct span *listens; /* "ADDR:PORT"; none: 127.0.0.1:8443 and [::1]:8443 */
    size_t listen_count;
    const struct span *fixtures; /* files and folders; none: the built-in world */
    size_t fixture_count;
    struct span state_dir; /* empty: house_default_dir */
    bool ephemeral;        /* no secret on disk, `state_dir` is not used */
    struct span origin;    /* empty: https://localhost:PORT */
    const struct span *hostnames;
    size_t hostname_count;
    bool has_now;
    struct instant now; /* where the emulated clock starts; with a seed, where it stands */
    bool has_seed;
    uint64_t seed;
    unsigned workers; /* threads that sign and verify; 0: one for each processor */
};

/*
 * Serves until SIGTERM or SIGINT, drains, and answers true: exit status 0. Prints one JSON line on
 * stdout when ready. False when it could not start; nothing listened then. What was wrong in a
 * fixture is on stderr, each finding on its line, and `fail` sums it up.
 *
 * Fixed for the process while it runs: the handlers of SIGTERM, SIGINT, SIGHUP and SIGPIPE.
 */
__attribute__((warn_unused_result)) bool serve_run(const struct serve_options *options,
                                                   struct fail *fail);

#endif

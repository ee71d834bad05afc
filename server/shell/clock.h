/*
 * The three clocks (interface.md, Clock): the machine's, for TLS certificates and the log; the
 * emulated one, for everything that is decided or minted; deadlines are libevent's monotonic one.
 */
#ifndef BADGED_SHELL_CLOCK_H
#define BADGED_SHELL_CLOCK_H

#include "base/instant.h"

#include <stdbool.h>

struct clock {
    int64_t ahead_ticks; /* of the machine's clock; negative when behind */
    bool stands_still;
    struct instant at; /* while it stands still */
};

struct instant clock_machine_now(void);

/* An emulated clock that shows `start` when the machine's shows `machine`, and runs on from
 * there. */
struct clock clock_starting_at(struct instant start, struct instant machine);

/* One that shows `at` for ever: with a seed, the same requests then have the same answers. */
struct clock clock_standing_at(struct instant at);

/* What it shows when the machine's clock shows `machine`. */
struct instant clock_emulated(const struct clock *clock, struct instant machine);

#endif

/*
 * The three clocks (interface.md, Clock): the machine's, for TLS certificates and the log; the
 * emulated one, for everything that is decided or minted; deadlines are libevent's monotonic one.
 */
#ifndef BADGED_SHELL_CLOCK_H
#define BADGED_SHELL_CLOCK_H

#include "base/instant.h"

/* How far the emulated clock is ahead of the machine's, in ticks; negative when behind. */
struct clock {
    int64_t ahead_ticks;
};

struct instant clock_machine_now(void);

/* An emulated clock that shows `start` when the machine's shows `machine`, and runs on from
 * there. */
struct clock clock_starting_at(struct instant start, struct instant machine);

/* What it shows when the machine's clock shows `machine`. */
struct instant clock_emulated(const struct clock *clock, struct instant machine);

#endif

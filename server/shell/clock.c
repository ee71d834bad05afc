#define _POSIX_C_SOURCE 200809L

#include "shell/clock.h"

#include <time.h>

enum { NANOSECONDS_PER_TICK = 100 };

struct instant clock_machine_now(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_REALTIME, &now);
    return (struct instant){.seconds = now.tv_sec,
                            .ticks = (uint32_t)(now.tv_nsec / NANOSECONDS_PER_TICK)};
}

static int64_t ticks_of(struct instant instant)
{
    return instant.seconds * INSTANT_TICKS_PER_SECOND + instant.ticks;
}

struct clock clock_starting_at(struct instant start, struct instant machine)
{
    return (struct clock){.ahead_ticks = ticks_of(start) - ticks_of(machine)};
}

struct clock clock_standing_at(struct instant at)
{
    return (struct clock){.stands_still = true, .at = at};
}

struct instant clock_emulated(const struct clock *clock, struct instant machine)
{
    int64_t ticks = ticks_of(machine) + clock->ahead_ticks;
    int64_t part = ticks % INSTANT_TICKS_PER_SECOND;

    if (clock->stands_still)
        return clock->at;
    if (part < 0)
        part += INSTANT_TICKS_PER_SECOND;
    return (struct instant){.seconds = (ticks - part) / INSTANT_TICKS_PER_SECOND,
                            .ticks = (uint32_t)part};
}

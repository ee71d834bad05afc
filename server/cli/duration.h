/* Lengths of time as people type them: "1h", "10m", "90s", "1h30m", "3600". */
#ifndef BADGED_CLI_DURATION_H
#define BADGED_CLI_DURATION_H

#include "base/span.h"

#include <stdint.h>

/* A hundred years: no sum of a time and a duration overflows. */
#define DURATION_MAX_SECONDS INT64_C(3153600000)

/* Numbers with a unit each (d, h, m, s), one behind the other, or seconds without a unit; a minus
 * in front turns it back in time. False when it is none, or longer than DURATION_MAX_SECONDS. */
bool duration_parse(struct span text, int64_t *seconds);

#endif

/*
 * Points in time as this wire writes them. An instant counts from 1970 in UTC, to a tenth of a
 * microsecond, because the sentence of AADSTS700024 prints seven fractional digits. There is no
 * clock here: time is an argument.
 */
#ifndef BADGED_BASE_INSTANT_H
#define BADGED_BASE_INSTANT_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

enum { INSTANT_TICKS_PER_SECOND = 10000000 };

struct instant {
    int64_t seconds;
    uint32_t ticks; /* of 100 ns, below INSTANT_TICKS_PER_SECOND */
};

/* RFC 3339: "2026-11-22T05:00:00Z", with or without fraction, Z or an offset. False when it is not.
 */
bool instant_parse(struct span text, struct instant *instant);

/* Seconds beyond the years 0001..9999 print as the nearest end, so that no claim can break a
 * sentence. */
struct span instant_rfc3339(struct arena *arena, int64_t seconds); /* 2026-11-22T05:00:00Z */
struct span instant_spaced(struct arena *arena,
                           int64_t seconds); /* 2026-11-22 05:00:00Z (entra-wire 1) */
struct span instant_precise(struct arena *arena,
                            struct instant instant); /* 2026-11-22T05:00:00.1234567Z (G17) */
struct span instant_http_date(struct arena *arena,
                              int64_t seconds); /* Sun, 22 Nov 2026 05:00:00 GMT */

/* The month as catalogue rows write it, "2026-11", as year * 12 + month - 1; -1 when the text is
 * not one. */
int instant_month_parse(struct span text);
int instant_month(int64_t seconds);

#endif

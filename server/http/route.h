/*
 * Paths against patterns: "/{tenant}/oauth2/v2.0/token". A `{name}` stands for one non-empty
 * segment, percent-decoded; a last `{name...}` stands for the rest of the path behind its slash, as
 * it is, which may be empty. Runs of slashes count as one, since clients join `{origin}/` and
 * `/path` (design.md); a slash at the end of the path is tolerated (client-wire.md 6).
 */
#ifndef BADGED_HTTP_ROUTE_H
#define BADGED_HTTP_ROUTE_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

enum { ROUTE_PARTS_MAX = 6 };

struct route_match {
    struct span names[ROUTE_PARTS_MAX];
    struct span values[ROUTE_PARTS_MAX];
    size_t count;
};

/* False when the path does not fit. A segment that does not decode fits no place. */
bool route_match(struct arena *arena, struct span pattern, struct span path,
                 struct route_match *match);

/* The value of a `{name}`; empty when the pattern has none of that name. */
struct span route_value(const struct route_match *match, struct span name);

#endif

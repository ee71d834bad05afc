/* The bytes that a scenario's client sends. Pure. */
#ifndef BADGED_CLI_SCENARIO_REQUEST_H
#define BADGED_CLI_SCENARIO_REQUEST_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>

/* POST /_badged/mint with this order. */
struct span scenario_mint_bytes(struct arena *arena, const json_t *order);

/*
 * What "request" says, and where it is silent the plain exchange: a POST to the token endpoint of
 * the world's first tenant, for its first application, with the assertion.
 */
struct span scenario_request_bytes(struct arena *arena, const json_t *document,
                                   struct span assertion);

#endif

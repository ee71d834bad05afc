/* The body of `POST /_badged/mint` from options. */
#ifndef BADGED_CLI_MINT_REQUEST_H
#define BADGED_CLI_MINT_REQUEST_H

#include "cli/options.h"

#include <jansson.h>

/* A new reference; holds the members that were asked for and nothing else, so that every default is
 * the daemon's. `options` have passed their checks. */
json_t *mint_request_new(const struct options *options);

/* The first minting option that stood on the command line; NULL when there is none. */
const struct option_row *mint_request_typed(const struct options *options);

#endif

/* The world that `badged explain` judges in, without a daemon and without the state folder's keys.
 */
#ifndef BADGED_CLI_EXPLAIN_WORLD_H
#define BADGED_CLI_EXPLAIN_WORLD_H

#include "cli/options.h"
#include "world/world.h"

/* Is it that of --credentials, where tenant and client are what the options say? */
bool explain_has_credentials(const struct options *options);

/* Can these options be meant together? */
__attribute__((warn_unused_result)) bool explain_world_is_one(const struct options *options,
                                                              struct fail *fail);

/*
 * The world of --credentials, else of --fixtures, else the built-in one. Of its issuers only those
 * are in it whose keys can be had: in a file that the fixture names, or in the --jwks of `issuer`,
 * whose token it is. NULL when something cannot be read: what was found is on standard error.
 */
struct world *explain_world_load(struct arena *arena, const struct options *options,
                                 struct span issuer, struct fail *fail);

#endif

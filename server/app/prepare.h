/* A world with the documents that are the same for every request rendered into it. */
#ifndef BADGED_APP_PREPARE_H
#define BADGED_APP_PREPARE_H

#include "world/world.h"

/* world_new, then the expressions of flexible credentials checked, and each issuer's discovery
 * document and keys rendered. */
struct world *app_world_new(struct fixture *fixture, const struct world_sources *sources,
                            struct fixture_report *report);

/* The issuer's keys, rendered when the world was made. */
struct span app_issuer_keys(const struct world *world, const struct world_issuer *issuer);

/* The issuer's discovery document for this `jwks_uri`: the one rendered when it is the origin's,
 * else made now. */
struct span app_issuer_configuration(struct arena *arena, const struct world *world,
                                     const struct world_issuer *issuer, struct span jwks_uri);

/* `authority` + the path of the issuer's keys on our own hosts. */
struct span app_issuer_keys_uri(struct arena *arena, const struct world *world,
                                const struct world_issuer *issuer, struct span authority);

#endif

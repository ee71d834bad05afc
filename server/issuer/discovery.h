/*
 * An issuer's discovery document as kube-apiserver writes it: five members in that order, compact
 * (issuer-side.md 1.1). There are no endpoints in it, on purpose: nobody logs in here.
 */
#ifndef BADGED_ISSUER_DISCOVERY_H
#define BADGED_ISSUER_DISCOVERY_H

#include "world/world.h"

/* `issuer` is always the true one; `jwks_uri` follows the host that was asked. */
struct span issuer_discovery_render(struct arena *arena, const struct world_issuer *issuer,
                                    struct span jwks_uri);

#endif

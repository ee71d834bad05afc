/* An issuer's public keys as kube-apiserver publishes them (issuer-side.md 1.3). */
#ifndef BADGED_ISSUER_JWKS_H
#define BADGED_ISSUER_JWKS_H

#include "world/world.h"

/* {"keys":[…]}, compact; no keys when the issuer's cannot be had. Only RSA keys are published: a
 * key of another type can come with a jwksFile, and no token of it is ever accepted (issuer-side.md
 * 1.3). */
struct span issuer_jwks_render(struct arena *arena, const struct world_issuer *issuer);

#endif

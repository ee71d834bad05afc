/* Entra's metadata (entra-wire.md 7): openid-configuration of both versions, signing keys, instance
 * discovery. */
#ifndef BADGED_ENTRA_DISCOVERY_H
#define BADGED_ENTRA_DISCOVERY_H

#include "entra/errors.h"
#include "world/world.h"

/*
 * `authority` is where the endpoints are: scheme, host and port that the client asked
 * ("https://localhost:8443"), since clients compare it with what they were told. `issuer` in the
 * document is the authentic one, equal to `iss` in tokens.
 */
struct span entra_configuration_v2(struct arena *arena, struct span authority,
                                   struct span tenant_id);
struct span entra_configuration_v1(struct arena *arena, struct span authority,
                                   struct span tenant_id);

/* {"keys":[{kty,use,kid,x5t,n,e,x5c,cloud_instance_name,issuer}]}; version 1 has no issuer. */
struct span entra_keys(struct arena *arena, const struct world *world, struct span tenant_id,
                       int version);

/*
 * Answers an instance discovery for `authorization_endpoint`, which clients send percent-encoded or
 * not, with its port or without (client-wire.md 1): two entries, with port and without, when its
 * host is ours; the real service's document when it is a Microsoft host. False for any other: the
 * answer is INSTANCE_UNKNOWN.
 */
bool entra_instance_discovery(struct arena *arena, const struct world *world,
                              struct span authorization_endpoint, struct span *document);

/* Is this a host of Entra's that we stand in for (lower case, without port)? */
bool entra_host_is_emulated(struct span host);

#endif

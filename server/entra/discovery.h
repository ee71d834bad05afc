/* Entra's metadata (entra-wire.md 7): openid-configuration of both versions, signing keys, instance
 * discovery. */
#ifndef BADGED_ENTRA_DISCOVERY_H
#define BADGED_ENTRA_DISCOVERY_H

#include "entra/errors.h"
#include "world/world.h"

/* Consumers have a tenant of their own, the same for everybody. */
#define ENTRA_CONSUMERS SPAN("9188040d-6c67-4c5b-b112-36a304b66dad")

/* What a configuration document is filled with. */
struct entra_configuration {
    struct span authority; /* scheme, host and port that the client asked: clients compare it with
                              what they were told */
    struct span path;      /* what stands for the tenant in endpoints: its id, or "common" */
    struct span tenant; /* and in `issuer`, which is the authentic one, equal to `iss`: its id, or
                           "{tenantid}" */
};

struct span entra_configuration_v2(struct arena *arena, const struct entra_configuration *of);
struct span entra_configuration_v1(struct arena *arena, const struct entra_configuration *of);

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

/* What a world is made of: for world.c, which reads it, and build.c, which makes it. Nobody else
 * includes this. */
#ifndef BADGED_WORLD_INSIDE_H
#define BADGED_WORLD_INSIDE_H

#include "base/index.h"
#include "world/world.h"

#include <stdatomic.h>

struct world_tenant {
    struct index *clients;   /* lower-case client id -> fixture_application */
    struct index *resources; /* lower-case appId or identifier URI -> fixture_application */
    const struct certificate ***certificates; /* [application][keyCredential] */
};

struct world {
    atomic_size_t references;
    struct arena *arena;
    struct fixture *fixture;
    struct span origin;
    const struct span *hosts;
    size_t host_count;
    uint64_t generation;
    struct world_issuer *issuers; /* parallel to fixture->issuers */
    struct index *issuers_by_name;
    struct index *issuers_by_url;
    struct world_tenant *tenants;  /* parallel to fixture->tenants */
    struct index *tenants_by_name; /* lower-case id or domain -> fixture_tenant */
    struct index *documents;
    const struct certificate *entra;
    const struct jwk_set *entra_keys;
};

#endif

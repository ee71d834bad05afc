/* Scopes and resources of the client credentials flow (entra-wire.md 6, client-wire.md 3). */
#ifndef BADGED_ENTRA_RESOURCE_H
#define BADGED_ENTRA_RESOURCE_H

#include "world/world.h"

enum entra_scope {
    ENTRA_SCOPE_RESOURCE, /* exactly one RESOURCE/.default, whatever OIDC scopes stand beside it */
    ENTRA_SCOPE_NOT_DEFAULT, /* one scope, but not RESOURCE/.default */
    ENTRA_SCOPE_SEVERAL,     /* several, each RESOURCE/.default */
    ENTRA_SCOPE_MALFORMED,   /* none, or without /.default among others */
};

/*
 * Takes the resource out of a scope: what stands before exactly one "/.default", so that
 * "https://x//.default" is "https://x/". openid, profile, offline_access and email are ignored, as
 * MSAL for Go sends them along.
 */
enum entra_scope entra_scope_parse(struct span scope, struct span *resource);

/* What a resource means for the token that is made for it. */
struct entra_resource {
    struct span audience; /* `aud` */
    struct span app_id;
    int version; /* of the token: 1 or 2, whichever endpoint was asked */
};

/*
 * Microsoft's own resources (resources.def) and the tenant's applications, by identifier URI or
 * application id; a slash at the end does not matter, case neither. False when the tenant knows
 * none such.
 */
bool entra_resource_find(const struct world *world, const struct fixture_tenant *tenant,
                         struct span requested, struct entra_resource *resource);

/* The identifier of a known resource that is nearest to what was asked: for the trace. */
struct span entra_resource_nearest(const struct fixture_tenant *tenant, struct span requested);

#endif

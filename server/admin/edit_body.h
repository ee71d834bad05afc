/*
 * Federated identity credentials as callers send and get them while the daemon runs: Graph's object
 * (applications) and ARM's with its `properties` (managed identities). Either is understood
 * everywhere; what is answered is in the shape of the surface that was asked.
 */
#ifndef BADGED_ADMIN_EDIT_BODY_H
#define BADGED_ADMIN_EDIT_BODY_H

#include "fixtures/model.h"

struct edit_body {
    json_t *object;                       /* as a world holds it, flat; in the arena */
    struct fixture_credential credential; /* its values, {origin} put in */
    struct span flaw;                     /* why it cannot be read; empty: it can */
};

void edit_body_read(struct arena *arena, struct span origin, struct span text,
                    struct edit_body *body);

/* Whose credential it is. */
struct edit_owner {
    const struct fixture_tenant *tenant;
    const struct fixture_application *application;
};

/* Ids are not kept but derived, of the tenant, the owner and the name. */
struct span edit_body_id(struct arena *arena, const struct edit_owner *owner,
                         const struct fixture_credential *credential);

/* One credential, and the list of all: new references. */
json_t *edit_body_render(struct arena *arena, const struct edit_owner *owner,
                         const struct fixture_credential *credential);
json_t *edit_body_render_all(struct arena *arena, const struct edit_owner *owner);

#endif

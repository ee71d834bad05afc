/*
 * Federated identity credentials read, made, replaced and removed while the daemon runs
 * (docs/editing.md). Nothing is changed here: what comes out of a change is a fixture, and the loop
 * makes a world of it. What Entra accepts and fails on later (a missing slash, a wrong case, a `*`)
 * is accepted.
 */
#ifndef BADGED_ADMIN_EDIT_H
#define BADGED_ADMIN_EDIT_H

#include "admin/edit_rules.h"
#include "world/world.h"

struct edit_order {
    const struct world *world;
    enum edit_kind kind;
    enum edit_verb verb;
    struct span tenant; /* id or domain */
    struct span owner;  /* of an application: appId or id; of an identity: clientId or name */
    struct span name;   /* of the credential, or its id; empty for LIST and CREATE */
    struct span body;
};

struct edit_outcome {
    int status;
    struct span code, message;      /* of a refusal */
    const struct edit_rule *broken; /* by which; NULL also when the reader of fixtures refused */
    json_t *body;                   /* NULL: none; in the arena */
    struct fixture *fixture;        /* NULL: nothing has changed; to be taken */
};

void edit_apply(struct arena *arena, const struct edit_order *order, struct edit_outcome *outcome);

#endif

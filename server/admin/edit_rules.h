/* What is refused when federated identity credentials are made, as a table: edit_rules.def. */
#ifndef BADGED_ADMIN_EDIT_RULES_H
#define BADGED_ADMIN_EDIT_RULES_H

#include "admin/edit_body.h"
#include "entra/errors.h"

enum edit_kind { EDIT_APPLICATION = 1, EDIT_IDENTITY = 2 };

enum edit_verb {
    EDIT_LIST = 1 << 0,
    EDIT_GET = 1 << 1,
    EDIT_CREATE = 1 << 2,
    EDIT_PUT = 1 << 3, /* make, or put in the place of the one with this name */
    EDIT_DELETE = 1 << 4,
    EDIT_WRITES = EDIT_CREATE | EDIT_PUT,
    EDIT_ANY = EDIT_LIST | EDIT_GET | EDIT_WRITES | EDIT_DELETE,
};

/* One edit as the rules look at it. */
struct edit_case {
    struct arena *arena;
    enum edit_kind kind;
    enum edit_verb verb;
    struct span tenant_name, owner_name,
        name;                                 /* as they were asked; a created one's: of its body */
    struct edit_owner owner;                  /* application NULL: there is none */
    const struct fixture_credential *present; /* the one of this name; NULL: there is none */
    struct edit_body body;                    /* of those that write */
    int month;                                /* of the wire, as world_wire_month has it */
    const char *member; /* what the check found: FederatedIdentityCredential's member, */
    struct span value;  /* its value, */
    const char *why;    /* and what an expression lacks */
};

struct edit_rule {
    const char *symbol;
    unsigned verbs, kinds;
    bool (*breaks)(struct edit_case *c);
    int status;
    struct span code;
    enum entra_evidence evidence;
    struct span source;
    struct span message; /* with named places */
};

/* The first rule that is broken; NULL when none is. */
const struct edit_rule *edit_rules_broken(struct edit_case *c);

/* The rule's sentence about this case. */
struct span edit_rules_sentence(const struct edit_rule *rule, const struct edit_case *c);

size_t edit_rules_count(void);
const struct edit_rule *edit_rules_at(size_t index);

#endif

/*
 * Clients with federated identity credentials, and assertions presented to them: what the table and
 * the property tests decide about. Every issuer that is named publishes the key of issuer-a.pem,
 * and Entra's own that of entra.pem, so that only what is under trial can be wrong.
 */
#ifndef BADGED_TESTS_TABLE_TRIAL_H
#define BADGED_TESTS_TABLE_TRIAL_H

#include "entra/decide.h"

#include <jansson.h>

/* 2026-11-22T05:00:00Z */
#define TRIAL_NOW INT64_C(1795323600)

struct trial {
    struct arena *arena;
    json_t *issuers, *applications; /* fixture JSON, owned by the arena */
    json_t *options;
    json_t *tenant;      /* members besides its id and applications */
    struct world *world; /* NULL until trial_build */
};

struct trial_credential {
    struct span name, issuer, subject, audience;
    struct span expression; /* of a flexible credential, which has no subject */
};

void trial_begin(struct trial *trial);
void trial_end(struct trial *trial);

/* Adds a client without credentials and answers its number. */
size_t trial_client_add(struct trial *trial);
void trial_credential_add(struct trial *trial, size_t client, const struct trial_credential *c);

/* An issuer that only assertions name. Entra itself is in every world. */
void trial_issuer_add(struct trial *trial, struct span url);

void trial_build(struct trial *trial);

/* An assertion with these claims; `tamper` as in support/assertion.h. */
struct span trial_assertion(struct arena *arena, json_t *claims, const char *tamper);

void trial_decide(const struct trial *trial, struct arena *arena, size_t client,
                  struct span assertion, struct entra_decision *decision);

#endif

/*
 * The world at one moment: fixtures, keys, documents rendered once. Immutable and shared by
 * reference count, so that a request that began in one world ends in it, whatever is reloaded
 * meanwhile.
 */
#ifndef BADGED_WORLD_WORLD_H
#define BADGED_WORLD_WORLD_H

#include "base/fail.h"
#include "fixtures/fixture.h"
#include "keys/certificate.h"
#include "keys/jwk.h"
#include "keys/key.h"

#include <stdint.h>

struct world;

/* A key that the shell generated or loaded for an issuer that names none; WORLD_ENTRA_KEY is
 * Entra's own. */
struct world_key {
    struct span name; /* issuer name */
    const struct key *key;
};
#define WORLD_ENTRA_KEY SPAN("entra")

/* Names for which world_new wants a generated key: every issuer that is ours and names no key file,
 * and Entra. */
struct fixture_paths world_wanted_keys(struct arena *arena, const struct fixture *fixture);

/* What a world is made of beside its fixture. Everything is copied or referenced. */
struct world_sources {
    const struct world_key *keys; /* one for each name of world_wanted_keys */
    size_t key_count;
    struct span origin;       /* "https://localhost:8443" */
    const struct span *hosts; /* names that are ours: the origin's host and every --hostname */
    size_t host_count;
    uint64_t generation;
};

/*
 * Takes the fixture. NULL, with findings added to the report, when a key, certificate or key set in
 * a named file is unusable; the fixture is then freed. libjwt is asked about every signing key
 * (design.md, Keys and tokens).
 */
struct world *world_new(struct fixture *fixture, const struct world_sources *sources,
                        struct fixture_report *report);

struct world *world_ref(const struct world *world);
void world_unref(const struct world *world); /* accepts NULL */

const struct fixture *world_fixture(const struct world *world);
struct span world_origin(const struct world *world);
uint64_t world_generation(const struct world *world);

/* Is this host name (lower case, without port) ours: the origin's, a loopback literal, or a
 * --hostname? */
bool world_host_is_ours(const struct world *world, struct span host);

/* An issuer of the world with what its URL and keys come to. */
struct world_issuer {
    const struct fixture_issuer *fixture;
    struct span host;               /* of its URL, lower case, without port */
    struct span path;               /* of its URL, without a slash at the end; empty for none */
    const struct key *signer;       /* NULL: we do not sign for it */
    const struct jwk_set *verifies; /* NULL: its keys cannot be had */
};

size_t world_issuer_count(const struct world *world);
const struct world_issuer *world_issuer_at(const struct world *world,
                                           size_t index); /* 0 is the default issuer */
const struct world_issuer *world_issuer_named(const struct world *world, struct span name);
/* By its URL, as `iss` has it, byte for byte. */
const struct world_issuer *world_issuer_of_url(const struct world *world, struct span url);

/* By id (in either case) or domain name; NULL when there is none. */
const struct fixture_tenant *world_tenant_find(const struct world *world, struct span id_or_domain);

/* By appId or clientId (in either case) within the tenant; NULL when there is none. */
const struct fixture_application *world_application_find(const struct world *world,
                                                         const struct fixture_tenant *tenant,
                                                         struct span client_id);

/* The application whose identifierUris or appId this is, within the tenant; NULL when there is
 * none. */
const struct fixture_application *world_resource_find(const struct world *world,
                                                      const struct fixture_tenant *tenant,
                                                      struct span resource);

/* Object id of the service principal: as the fixture says, else UUIDv5 of tenant and appId. */
struct span world_principal_id(struct arena *arena, const struct fixture_tenant *tenant,
                               const struct fixture_application *application);

/* The certificate of its keyCredentials[index]; unusable ones never get into a world. */
const struct certificate *world_certificate_at(const struct world *world,
                                               const struct fixture_tenant *tenant,
                                               const struct fixture_application *application,
                                               size_t index);

/* Entra's own signing key and its certificate. */
const struct key *world_entra_key(const struct world *world);
const struct certificate *world_entra_certificate(const struct world *world);

/*
 * Documents that are the same for every request are rendered once. Whoever makes a world keeps them
 * in it before it is shared (app/prepare.h); afterwards they are only found. The world copies both
 * spans.
 */
void world_keep_document(struct world *world, struct span name, struct span document);
struct span world_document(const struct world *world,
                           struct span name); /* empty when there is none */

/* Entra's own key under the id that its tokens name, for tokens of Entra's that come back as
 * assertions. */
const struct jwk_set *world_entra_keys(const struct world *world);

/* Which wording is on the wire: a month as instant_month counts, INT_MAX for the newest. */
int world_wire_month(const struct world *world);

#endif

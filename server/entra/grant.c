#include "entra/grant.h"

#include "base/doc.h"
#include "base/text.h"
#include "keys/sign.h"

#include <stdlib.h>

enum {
    BACKDATED_SECONDS = 300,           /* iat = nbf = now - 300 in every capture */
    MANAGED_IDENTITY_LIFETIME = 86400, /* cannot be configured (entra-wire.md 6) */
};

/* What the claims of one token are made from. */
struct token {
    struct arena *arena;
    const struct entra_decision *decision;
    struct draw *draw;
    int64_t issued, expires;
    struct span principal_id;
};

static json_t *claim_aud(struct token *t)
{
    return doc_string(t->decision->resource.audience);
}

/* Which issuer follows the token's version, not the endpoint that was asked. */
static json_t *claim_iss(struct token *t)
{
    struct span tenant_id = t->decision->tenant->tenant_id;

    if (t->decision->resource.version == 2)
        return doc_string(TEXT_CONCAT(t->arena, SPAN("https://login.microsoftonline.com/"),
                                      tenant_id, SPAN("/v2.0")));
    return doc_string(
        TEXT_CONCAT(t->arena, SPAN("https://sts.windows.net/"), tenant_id, SPAN("/")));
}

static json_t *claim_issued(struct token *t)
{
    return json_integer(t->issued);
}

static json_t *claim_exp(struct token *t)
{
    return json_integer(t->expires);
}

/* aio and rh are opaque to everybody but Entra; only their look is kept. */
static json_t *claim_aio(struct token *t)
{
    return doc_string(TEXT_CONCAT(t->arena, SPAN("k2"), draw_token(t->arena, t->draw, 24)));
}

static json_t *claim_rh(struct token *t)
{
    return doc_string(TEXT_CONCAT(t->arena, SPAN("1.A"), draw_token(t->arena, t->draw, 39)));
}

static json_t *claim_uti(struct token *t)
{
    return doc_string(draw_token(t->arena, t->draw, 16));
}

static json_t *claim_ftd(struct token *t)
{
    return doc_string(draw_token(t->arena, t->draw, 32));
}

static json_t *claim_client(struct token *t)
{
    return doc_string(t->decision->application->app_id);
}

/* "1" for a secret, "2" for a certificate or a federated assertion. */
static json_t *claim_proof(struct token *t)
{
    return json_string(t->decision->proof == ENTRA_PROOF_SECRET ? "1" : "2");
}

static json_t *claim_principal(struct token *t)
{
    return doc_string(t->principal_id);
}

static json_t *claim_tid(struct token *t)
{
    return doc_string(t->decision->tenant->tenant_id);
}

static json_t *claim_ver(struct token *t)
{
    return json_string(t->decision->resource.version == 2 ? "2.0" : "1.0");
}

static json_t *claim_idtyp(struct token *t)
{
    (void)t;
    return json_string("app");
}

static json_t *claim_act_fct(struct token *t)
{
    (void)t;
    return json_string("9 1");
}

static json_t *claim_sub_fct(struct token *t)
{
    (void)t;
    return json_string("1 9");
}

static json_t *claim_idrel(struct token *t)
{
    (void)t;
    return json_string("14 7");
}

/* Carried by tokens that a federated credential earned, and what 700231 later looks for. */
static json_t *claim_ficinfo(struct token *t)
{
    return t->decision->proof == ENTRA_PROOF_FEDERATED ? json_string("CAAQABgAIAAoAjAA") : NULL;
}

static json_t *claim_mirid(struct token *t)
{
    const struct fixture_application *a = t->decision->application;

    if (!a->is_managed_identity)
        return NULL;
    return doc_string(
        TEXT_CONCAT(t->arena, SPAN("/subscriptions/"), a->subscription_id, SPAN("/resourcegroups/"),
                    a->resource_group,
                    SPAN("/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"), a->name));
}

enum { V1 = 1, V2 = 2, BOTH = V1 | V2 };

/* The claims in the order of the captured tokens: a fixed head, then by the alphabet. A function
 * that answers NULL leaves its claim out. */
static const struct {
    const char *name;
    unsigned versions;
    json_t *(*make)(struct token *t);
} claims[] = {
    {"aud", BOTH, claim_aud},
    {"iss", BOTH, claim_iss},
    {"iat", BOTH, claim_issued},
    {"nbf", BOTH, claim_issued},
    {"exp", BOTH, claim_exp},
    {"aio", BOTH, claim_aio},
    {"appid", V1, claim_client},
    {"appidacr", V1, claim_proof},
    {"azp", V2, claim_client},
    {"azpacr", V2, claim_proof},
    {"idp", V1, claim_iss},
    {"idtyp", BOTH, claim_idtyp},
    {"oid", BOTH, claim_principal},
    {"rh", BOTH, claim_rh},
    {"sub", BOTH, claim_principal},
    {"tid", BOTH, claim_tid},
    {"uti", BOTH, claim_uti},
    {"ver", BOTH, claim_ver},
    {"xms_act_fct", V2, claim_act_fct},
    {"xms_ficinfo", BOTH, claim_ficinfo},
    {"xms_ftd", V2, claim_ftd},
    {"xms_idrel", V2, claim_idrel},
    {"xms_mirid", BOTH, claim_mirid},
    {"xms_sub_fct", V2, claim_sub_fct},
};

static json_t *make_claims(struct token *t)
{
    unsigned version = t->decision->resource.version == 2 ? V2 : V1;
    json_t *object = doc_keep(t->arena, json_object());

    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
        json_t *value = claims[i].versions & version ? claims[i].make(t) : NULL;

        if (value)
            json_object_set_new(object, claims[i].name, value);
    }
    return object;
}

/* typ, alg, x5t, kid in v1 tokens; x5t is left out of v2 tokens (entra-wire.md 6). */
static json_t *make_header(struct arena *arena, const struct world *world, int version)
{
    struct span kid = certificate_x5t(world_entra_certificate(world));
    json_t *header = doc_keep(arena, json_object());

    json_object_set_new(header, "typ", json_string("JWT"));
    json_object_set_new(header, "alg", json_string("RS256"));
    if (version != 2)
        json_object_set_new(header, "x5t", doc_string(kid));
    json_object_set_new(header, "kid", doc_string(kid));
    return header;
}

static int64_t lifetime_of(const struct world *world, const struct fixture_application *client)
{
    return client->is_managed_identity
               ? MANAGED_IDENTITY_LIFETIME
               : world_fixture(world)->options.access_token_lifetime_seconds;
}

void entra_grant_make(struct arena *arena, const struct world *world, struct draw *draw,
                      const struct entra_decision *decision, struct entra_grant *grant)
{
    int64_t lifetime = lifetime_of(world, decision->application);
    struct token token = {
        .arena = arena,
        .decision = decision,
        .draw = draw,
        .issued = decision->now.seconds - BACKDATED_SECONDS,
        .expires = decision->now.seconds + lifetime,
        .principal_id = decision->principal_id,
    };

    grant->header = doc_write(arena, make_header(arena, world, decision->resource.version));
    grant->claims = doc_write(arena, make_claims(&token));
    grant->issued = token.issued;
    grant->expires = token.expires;
    grant->expires_in = lifetime - 1;
    grant->token =
        sign_texts(arena, world_entra_key(world), SIGN_RS256, grant->header, grant->claims);
    if (span_is_empty(grant->token))
        abort();
}

#include "table/trial.h"

#include "base/doc.h"
#include "base/text.h"
#include "support/assertion.h"
#include "support/cm.h"
#include "support/worldfile.h"

#define TENANT "11111111-1111-1111-1111-111111111111"

/* Thumbprint of the certificate that a world makes from entra.pem. */
#define ENTRA_KEY_ID "Z_VfmHubcLSDavQeZNHSzZdaYmY"

void trial_begin(struct trial *trial)
{
    struct arena *arena = arena_new();

    *trial = (struct trial){
        .arena = arena,
        .issuers = doc_keep(arena, json_array()),
        .applications = doc_keep(arena, json_array()),
        .options = doc_keep(arena, json_object()),
        .tenant = doc_keep(arena, json_object()),
    };
}

void trial_end(struct trial *trial)
{
    world_unref(trial->world);
    arena_free(trial->arena);
    *trial = (struct trial){.arena = NULL};
}

static struct span client_id(struct arena *arena, size_t client)
{
    return text_format(arena, "22222222-2222-2222-2222-%012zu", client);
}

size_t trial_client_add(struct trial *trial)
{
    size_t client = json_array_size(trial->applications);

    json_array_append_new(trial->applications,
                          json_pack("{s:s, s:s, s:[]}", "appId", client_id(trial->arena, client).at,
                                    "displayName", "client", "federatedIdentityCredentials"));
    return client;
}

static bool is_entra(struct span issuer)
{
    return span_starts(issuer, SPAN("https://login.microsoftonline.com/")) ||
           span_starts(issuer, SPAN("https://sts.windows.net/"));
}

void trial_issuer_add(struct trial *trial, struct span url)
{
    size_t count = json_array_size(trial->issuers);
    json_t *issuer;
    size_t i;

    if (is_entra(url))
        return;
    json_array_foreach(trial->issuers, i, issuer) {
        if (span_equal(doc_member(issuer, "issuer"), url))
            return;
    }
    issuer = json_pack("{s:s, s:[{s:s}]}", "name", text_format(trial->arena, "i%zu", count).at,
                       "keys", "file", "../support/keys/issuer-a.pem");
    json_object_set_new(issuer, "issuer", doc_string(url));
    json_array_append_new(trial->issuers, issuer);
}

void trial_credential_add(struct trial *trial, size_t client, const struct trial_credential *c)
{
    json_t *application = json_array_get(trial->applications, client);
    json_t *credential = json_object();

    json_object_set_new(credential, "name", doc_string(c->name));
    json_object_set_new(credential, "issuer", doc_string(c->issuer));
    if (span_is_empty(c->expression))
        json_object_set_new(credential, "subject", doc_string(c->subject));
    else
        json_object_set_new(
            credential, "claimsMatchingExpression",
            json_pack("{s:o, s:i}", "value", doc_string(c->expression), "languageVersion", 1));
    json_object_set_new(credential, "audiences", json_pack("[o]", doc_string(c->audience)));
    json_array_append_new(json_object_get(application, "federatedIdentityCredentials"), credential);
    trial_issuer_add(trial, c->issuer);
}

static void make_world(struct trial *trial, const json_t *fixture)
{
    const struct worldfile from = {.path = SPAN("tests/table/trial.json"),
                                   .text = doc_write(trial->arena, fixture)};

    trial->world = worldfile_make(trial->arena, &from);
}

void trial_build(struct trial *trial)
{
    json_t *fixture;

    json_object_set_new(trial->tenant, "tenantId", json_string(TENANT));
    json_object_set(trial->tenant, "applications", trial->applications);
    fixture =
        doc_keep(trial->arena, json_pack("{s:O, s:[O], s:O}", "issuers", trial->issuers, "tenants",
                                         trial->tenant, "options", trial->options));
    make_world(trial, fixture);
}

struct span trial_assertion(struct arena *arena, json_t *claims, const char *tamper)
{
    bool is_of_entra = is_entra(doc_member(claims, "iss"));
    json_t *recipe =
        doc_keep(arena, json_pack("{s:s, s:{s:s, s:s}, s:O, s:s}", "key",
                                  is_of_entra ? "entra.pem" : "issuer-a.pem", "header", "alg",
                                  "RS256", "kid", is_of_entra ? ENTRA_KEY_ID : "{kid}", "claims",
                                  claims, "tamper", tamper ? tamper : ""));

    return assertion_make(arena, recipe);
}

void trial_decide(const struct trial *trial, struct arena *arena, size_t client,
                  struct span assertion, struct entra_decision *decision)
{
    const struct entra_parameter parameters[] = {
        {SPAN("grant_type"), SPAN("client_credentials")},
        {SPAN("client_id"), client_id(arena, client)},
        {SPAN("scope"), SPAN("https://management.azure.com/.default")},
        {SPAN("client_assertion_type"),
         SPAN("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")},
        {SPAN("client_assertion"), assertion},
    };
    struct entra_request request = {
        .method = SPAN("POST"),
        .tenant = SPAN(TENANT),
        .host = SPAN("login.microsoftonline.com"),
        .form = {.parameters = parameters, .count = sizeof parameters / sizeof parameters[0]},
    };

    entra_request_read(&request);
    entra_decide(arena, trial->world, (struct instant){.seconds = TRIAL_NOW}, &request, decision);
}

#include "unit/world/making.h"

#include "admin/edit.h"
#include "admin/edit_world.h"
#include "base/doc.h"
#include "base/text.h"

#include <string.h>

#define TENANT   "11111111-1111-1111-1111-111111111111"
#define CLIENT   "22222222-2222-2222-2222-222222222222"
#define IDENTITY "33333333-3333-3333-3333-333333333333"
#define FULL     "44444444-4444-4444-4444-444444444444"
#define CROWD    "55555555-5555-5555-5555-555555555555"
#define GITHUB   "https://token.actions.githubusercontent.com"
#define USUAL    "\"audiences\":[\"api://AzureADTokenExchange\"]"
#define PROD     "{\"name\":\"prod\",\"issuer\":\"{origin}/\",\"subject\":\"s\"," USUAL "}"

/* The world's files must survive an edit: a key, a certificate. */
static const struct span world_text = SPAN_INIT(
    "{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"{origin}/\","
    "\"keys\":[{\"file\":\"issuer-a.pem\"}]}],\"tenants\":[{\"tenantId\":\"" TENANT "\","
    "\"domains\":[\"contoso.test\"],\"applications\":["
    "{\"appId\":\"" CLIENT "\",\"id\":\"0b1ec7\",\"keyCredentials\":[{\"certificateFile\":"
    "\"client-cert.pem\"}],\"federatedIdentityCredentials\":[" PROD "]},"
    "{\"appId\":\"" FULL "\",\"federatedIdentityCredentials\":[{twenty}]}],"
    "\"managedIdentities\":[{\"clientId\":\"" IDENTITY "\",\"name\":\"id1\",\"subscriptionId\":"
    "\"S\",\"resourceGroup\":\"rg\",\"federatedIdentityCredentials\":[" PROD "]},"
    "{\"clientId\":\"" CROWD "\",\"name\":\"crowd\",\"federatedIdentityCredentials\":[{twenty}]}]"
    "}]{options}}");

static struct making making;
static struct world *world;
static struct edit_outcome outcome;

static struct span twenty(void)
{
    struct text text = {.arena = making.arena};

    for (int i = 0; i < 20; i++)
        text_printf(&text,
                    "%s{\"name\":\"fic-%d\",\"issuer\":\"{origin}/\",\"subject\":\"s%d\"," USUAL "}",
                    i > 0 ? "," : "", i, i);
    return text_span(&text);
}

static struct world *world_with(const char *options)
{
    const struct slot slots[] = {{SPAN("twenty"), twenty()}, {SPAN("options"), span_of(options)}};
    struct world *made =
        making_world(&making, world_new, text_filled(making.arena, world_text, slots, 2));

    if (!made)
        fail_msg("%.*s", SPAN_ARGS(making.report.findings[0].text));
    return made;
}

static int set_up(void **state)
{
    (void)state;
    making = (struct making){.arena = arena_new()};
    world = world_with("");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_free(outcome.fixture);
    world_unref(world);
    arena_free(making.arena);
    return 0;
}

static struct span with_long(const char *text)
{
    char letters[2 * 601];
    struct slot slot = {SPAN("long"), {letters, sizeof letters}};

    for (size_t i = 0; i < sizeof letters; i += 2)
        memcpy(letters + i, "\xC3\xA9", 2);
    return text_filled(making.arena, span_of(text), &slot, 1);
}

static const struct edit_outcome *edit(enum edit_kind kind, enum edit_verb verb, const char *owner,
                                       const char *name, const char *body)
{
    const struct edit_order order = {
        .world = world,
        .kind = kind,
        .verb = verb,
        .tenant = SPAN(TENANT),
        .owner = span_of(owner),
        .name = span_of(name),
        .body = with_long(body),
    };

    fixture_free(outcome.fixture);
    edit_apply(making.arena, &order, &outcome);
    return &outcome;
}

#define BODY(name, issuer, subject)                                                                \
    "{\"name\":\"" name "\",\"issuer\":\"" issuer "\",\"subject\":\"" subject "\"," USUAL "}"
#define FLEXIBLE(issuer, expression)                                                               \
    "{\"name\":\"flex\",\"issuer\":\"" issuer "\",\"claimsMatchingExpression\":{\"value\":"        \
    "\"" expression "\",\"languageVersion\":1}," USUAL "}"
#define TAIL(member, value)                                                                        \
    " paramName: FederatedIdentityCredential." member ", paramValue: " value                       \
    ", objectType: Microsoft.Online.DirectoryServices.Application"

enum { A = EDIT_APPLICATION, I = EDIT_IDENTITY };

/* `message` NULL: only the symbol is asked. */
static const struct trial {
    const char *what, *symbol;
    int kind, verb;
    const char *owner, *name, *body;
    const char *message;
} trials[] = {
    {"an_unknown_application_is_refused", "APPLICATION_MISSING", A, EDIT_LIST, "nobody", "", "",
     "Resource 'nobody' does not exist or one of its queried reference-property objects are not "
     "present."},
    {"an_identity_is_no_application", "APPLICATION_MISSING", A, EDIT_LIST, IDENTITY, "", "", NULL},
    {"an_application_is_no_identity", "IDENTITY_MISSING", I, EDIT_CREATE, CLIENT, "", "{}", NULL},
    {"an_unknown_credential_of_an_application_is_refused", "APPLICATION_HAS_NONE", A, EDIT_GET,
     CLIENT, "none", "", NULL},
    {"an_unknown_credential_of_an_identity_is_refused", "IDENTITY_HAS_NONE", I, EDIT_GET, IDENTITY,
     "none", "", NULL},
    {"what_is_no_json_is_refused", "APPLICATION_BODY", A, EDIT_CREATE, CLIENT, "", "{", NULL},
    {"an_array_is_refused", "APPLICATION_BODY", A, EDIT_CREATE, CLIENT, "", "[]",
     "Unable to read JSON request payload: not an object."},
    {"an_unknown_member_is_refused", "IDENTITY_BODY", I, EDIT_PUT, IDENTITY, "new",
     "{\"properties\":{\"audience\":[]}}",
     "The request content was invalid and could not be deserialized: there is no member "
     "'audience'."},
    {"a_subject_that_is_a_number_is_refused", "APPLICATION_BODY", A, EDIT_CREATE, CLIENT, "",
     "{\"subject\":1}", "Unable to read JSON request payload: 'subject' must be a string."},
    {"another_name_in_the_body_is_refused", "APPLICATION_RENAMED", A, EDIT_PUT, CLIENT, "prod",
     BODY("other", "i", "s2"), NULL},
    {"another_name_in_the_body_is_refused_of_identities", "IDENTITY_RENAMED", I, EDIT_PUT, IDENTITY,
     "prod", BODY("other", "i", "s2"), NULL},
    {"a_name_of_two_letters_is_refused", "APPLICATION_NAME", A, EDIT_CREATE, CLIENT, "",
     BODY("ab", "i", "s2"), NULL},
    {"no_name_is_refused", "APPLICATION_NAME", A, EDIT_CREATE, CLIENT, "", "{}", NULL},
    {"a_name_that_begins_with_a_dash_is_refused", "IDENTITY_NAME", I, EDIT_PUT, IDENTITY, "-abc",
     "{}", "Federated Identity Credential name '-abc' is invalid."},
    {"a_name_with_a_dot_is_refused", "IDENTITY_NAME", I, EDIT_PUT, IDENTITY, "a.bc", "{}", NULL},
    {"an_expression_of_an_identity_is_refused", "IDENTITY_FLEXIBLE", I, EDIT_CREATE, IDENTITY, "",
     FLEXIBLE(GITHUB, "claims['sub'] eq 'x'"), NULL},
    {"an_identitys_credential_without_subject_is_refused", "IDENTITY_INCOMPLETE", I, EDIT_PUT,
     IDENTITY, "new", "{\"properties\":{\"issuer\":\"i\"}}",
     "The request format was unexpected. Federated Identity Credential must specify 'issuer', "
     "'subject' and 'audience'."},
    {"an_applications_credential_without_issuer_is_refused", "APPLICATION_INCOMPLETE", A,
     EDIT_CREATE, CLIENT, "", "{\"name\":\"new\",\"subject\":\"s\"}",
     "The FederatedIdentityCredential.Issuer is required." TAIL("Issuer", "")},
    {"an_empty_subject_is_none", "APPLICATION_INCOMPLETE", A, EDIT_CREATE, CLIENT, "",
     BODY("new", "i", ""), NULL},
    {"subject_and_expression_together_are_refused", "APPLICATION_BOTH", A, EDIT_CREATE, CLIENT, "",
     "{\"name\":\"new\",\"issuer\":\"" GITHUB "\",\"subject\":\"s\",\"claimsMatchingExpression\":"
     "{\"value\":\"claims['sub'] eq 'x'\"}," USUAL "}",
     NULL},
    {"an_identitys_credential_without_audience_is_refused", "IDENTITY_AUDIENCES", I, EDIT_PUT,
     IDENTITY, "new", "{\"properties\":{\"issuer\":\"i\",\"subject\":\"s2\",\"audiences\":[]}}",
     "Federated identity credentials must have exactly 1 audience."},
    {"two_audiences_are_refused", "APPLICATION_AUDIENCES", A, EDIT_CREATE, CLIENT, "",
     "{\"name\":\"new\",\"issuer\":\"i\",\"subject\":\"s2\",\"audiences\":[\"a\",\"b\"]}",
     "Federated identity credentials must have exactly one audience." TAIL("Audiences", "a,b")},
    {"a_subject_of_601_characters_is_refused", "APPLICATION_LENGTH", A, EDIT_CREATE, CLIENT, "",
     BODY("new", "i", "{long}"), NULL},
    {"a_description_of_601_characters_is_refused", "APPLICATION_LENGTH", A, EDIT_CREATE, CLIENT, "",
     "{\"name\":\"new\",\"issuer\":\"i\",\"subject\":\"s2\",\"description\":\"{long}\"," USUAL "}",
     NULL},
    {"an_issuer_of_601_characters_is_refused", "IDENTITY_LENGTH", I, EDIT_CREATE, IDENTITY, "",
     BODY("new", "{long}", "s2"), "Federated Identity Credential 'Issuer' is longer than 600 "
                                  "characters."},
    {"an_expression_with_or_is_refused", "APPLICATION_GRAMMAR", A, EDIT_CREATE, CLIENT, "",
     FLEXIBLE(GITHUB, "claims['sub'] eq 'x' or claims['sub'] eq 'y'"), NULL},
    {"an_expression_over_sub_alone_is_refused", "APPLICATION_CLAIMS", A, EDIT_CREATE, CLIENT, "",
     FLEXIBLE(GITHUB, "claims['sub'] eq 'x'"),
     "The FederatedIdentityCredential.ClaimsMatchingExpression.Value is invalid. Rule exception: "
     "Expression configured for issuer '" GITHUB "' either lacks all required claims or contains "
     "unallowed claims." TAIL("ClaimsMatchingExpression.Value", "claims['sub'] eq 'x'")},
    {"an_expression_over_other_claims_is_refused", "APPLICATION_CLAIMS", A, EDIT_CREATE, CLIENT, "",
     FLEXIBLE("https://app.terraform.io", "claims['actor'] eq 'x'"), NULL},
    {"an_expression_over_another_issuer_is_refused", "APPLICATION_CLAIMS", A, EDIT_CREATE, CLIENT,
     "", FLEXIBLE("https://idp.example", "claims['sub'] eq 'x'"), NULL},
    {"a_name_that_is_taken_is_refused", "APPLICATION_NAME_TAKEN", A, EDIT_CREATE, CLIENT, "",
     BODY("prod", "i", "s2"), "FederatedIdentityCredential with name prod already exists."},
    {"a_name_that_is_taken_is_refused_of_identities", "IDENTITY_NAME_TAKEN", I, EDIT_CREATE,
     IDENTITY, "", BODY("prod", "i", "s2"), NULL},
    {"a_second_credential_of_the_same_pair_is_refused", "APPLICATION_PAIR_TAKEN", A, EDIT_CREATE,
     CLIENT, "", BODY("new", "{origin}/", "s"),
     "The combination of issuer and subject must be unique for the application. Issuer "
     "https://localhost:8443/ and Subject: s already exist." TAIL("Subject", "s")},
    {"replacing_with_anothers_pair_is_refused", "APPLICATION_PAIR_TAKEN", A, EDIT_PUT, FULL, "fic-1",
     BODY("fic-1", "https://localhost:8443/", "s2"), NULL},
    {"a_second_credential_of_the_same_pair_is_refused_of_identities", "IDENTITY_PAIR_TAKEN", I,
     EDIT_PUT, IDENTITY, "new", BODY("new", "https://localhost:8443/", "s"),
     "Issuer and subject combination already exists for this Managed Identity."},
    {"the_21st_credential_is_refused", "APPLICATION_FULL", A, EDIT_CREATE, FULL, "",
     BODY("new", "i", "new"), NULL},
    {"the_21st_credential_is_refused_of_identities", "IDENTITY_FULL", I, EDIT_PUT, "crowd", "new",
     BODY("new", "i", "new"), NULL},
};

enum { TRIALS = sizeof trials / sizeof trials[0] };

static const struct edit_rule *rule_of(const char *symbol)
{
    for (size_t i = 0; i < edit_rules_count(); i++)
        if (strcmp(edit_rules_at(i)->symbol, symbol) == 0)
            return edit_rules_at(i);
    fail_msg("no rule is called %s", symbol);
    return NULL;
}

static void each_rule_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < TRIALS; i++) {
        const struct trial *t = &trials[i];
        const struct edit_rule *rule = rule_of(t->symbol);

        edit((enum edit_kind)t->kind, (enum edit_verb)t->verb, t->owner, t->name, t->body);
        if (outcome.status != rule->status || !span_equal(outcome.code, rule->code) ||
            outcome.fixture)
            fail_msg("%s: %d %.*s %.*s", t->what, outcome.status, SPAN_ARGS(outcome.code),
                     SPAN_ARGS(outcome.message));
        if (t->message)
            assert_span(outcome.message, t->message);
        else if (!span_starts(outcome.message,
                              span_head(rule->message, span_difference(rule->message, SPAN("T")) ? 0 : 1)))
            fail_msg("%s: %.*s", t->what, SPAN_ARGS(outcome.message));
    }
}

static void every_rule_has_a_trial(void **state)
{
    (void)state;
    for (size_t i = 0; i < edit_rules_count(); i++) {
        size_t trial = 0;

        while (trial < TRIALS && strcmp(trials[trial].symbol, edit_rules_at(i)->symbol) != 0)
            trial++;
        if (trial == TRIALS)
            fail_msg("%s", edit_rules_at(i)->symbol);
    }
}

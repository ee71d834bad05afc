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
        text_printf(
            &text, "%s{\"name\":\"fic-%d\",\"issuer\":\"{origin}/\",\"subject\":\"s%d\"," USUAL "}",
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

    for (size_t i = 0; i < sizeof letters; i++)
        letters[i] = "\xC3\xA9"[i % 2];
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

/* `message` NULL: only the symbol is asked. */
static const struct trial {
    const char *what, *symbol;
    enum edit_kind kind;
    enum edit_verb verb;
    const char *owner, *name, *body;
    const char *message;
} trials[] = {
    {"an_unknown_application_is_refused", "APPLICATION_MISSING", EDIT_APPLICATION, EDIT_LIST,
     "nobody", "", "",
     "Resource 'nobody' does not exist or one of its queried reference-property objects are not "
     "present."},
    {"an_identity_is_no_application", "APPLICATION_MISSING", EDIT_APPLICATION, EDIT_LIST, IDENTITY,
     "", "", NULL},
    {"an_application_is_no_identity", "IDENTITY_MISSING", EDIT_IDENTITY, EDIT_CREATE, CLIENT, "",
     "{}", NULL},
    {"an_unknown_credential_of_an_application_is_refused", "APPLICATION_HAS_NONE", EDIT_APPLICATION,
     EDIT_GET, CLIENT, "none", "", NULL},
    {"an_unknown_credential_of_an_identity_is_refused", "IDENTITY_HAS_NONE", EDIT_IDENTITY,
     EDIT_GET, IDENTITY, "none", "", NULL},
    {"what_is_no_json_is_refused", "APPLICATION_BODY", EDIT_APPLICATION, EDIT_CREATE, CLIENT, "",
     "{", NULL},
    {"an_array_is_refused", "APPLICATION_BODY", EDIT_APPLICATION, EDIT_CREATE, CLIENT, "", "[]",
     "Unable to read JSON request payload: not an object."},
    {"an_unknown_member_is_refused", "IDENTITY_BODY", EDIT_IDENTITY, EDIT_PUT, IDENTITY, "new",
     "{\"properties\":{\"audience\":[]}}",
     "The request content was invalid and could not be deserialized: there is no member "
     "'audience'."},
    {"a_subject_that_is_a_number_is_refused", "APPLICATION_BODY", EDIT_APPLICATION, EDIT_CREATE,
     CLIENT, "", "{\"subject\":1}",
     "Unable to read JSON request payload: 'subject' must be a string."},
    {"another_name_in_the_body_is_refused", "APPLICATION_RENAMED", EDIT_APPLICATION, EDIT_PUT,
     CLIENT, "prod", BODY("other", "i", "s2"), NULL},
    {"another_name_in_the_body_is_refused_of_identities", "IDENTITY_RENAMED", EDIT_IDENTITY,
     EDIT_PUT, IDENTITY, "prod", BODY("other", "i", "s2"), NULL},
    {"a_name_of_two_letters_is_refused", "APPLICATION_NAME", EDIT_APPLICATION, EDIT_CREATE, CLIENT,
     "", BODY("ab", "i", "s2"), NULL},
    {"no_name_is_refused", "APPLICATION_NAME", EDIT_APPLICATION, EDIT_CREATE, CLIENT, "", "{}",
     NULL},
    {"a_name_that_begins_with_a_dash_is_refused", "IDENTITY_NAME", EDIT_IDENTITY, EDIT_PUT,
     IDENTITY, "-abc", "{}", "Federated Identity Credential name '-abc' is invalid."},
    {"a_name_with_a_dot_is_refused", "IDENTITY_NAME", EDIT_IDENTITY, EDIT_PUT, IDENTITY, "a.bc",
     "{}", NULL},
    {"an_expression_of_an_identity_is_refused", "IDENTITY_FLEXIBLE", EDIT_IDENTITY, EDIT_CREATE,
     IDENTITY, "", FLEXIBLE(GITHUB, "claims['sub'] eq 'x'"), NULL},
    {"an_identitys_credential_without_subject_is_refused", "IDENTITY_INCOMPLETE", EDIT_IDENTITY,
     EDIT_PUT, IDENTITY, "new", "{\"properties\":{\"issuer\":\"i\"}}",
     "The request format was unexpected. Federated Identity Credential must specify 'issuer', "
     "'subject' and 'audience'."},
    {"an_applications_credential_without_issuer_is_refused", "APPLICATION_INCOMPLETE",
     EDIT_APPLICATION, EDIT_CREATE, CLIENT, "", "{\"name\":\"new\",\"subject\":\"s\"}",
     "The FederatedIdentityCredential.Issuer is required." TAIL("Issuer", "")},
    {"an_empty_subject_is_none", "APPLICATION_INCOMPLETE", EDIT_APPLICATION, EDIT_CREATE, CLIENT,
     "", BODY("new", "i", ""), NULL},
    {"subject_and_expression_together_are_refused", "APPLICATION_BOTH", EDIT_APPLICATION,
     EDIT_CREATE, CLIENT, "",
     "{\"name\":\"new\",\"issuer\":\"" GITHUB "\",\"subject\":\"s\",\"claimsMatchingExpression\":"
     "{\"value\":\"claims['sub'] eq 'x'\"}," USUAL "}",
     NULL},
    {"an_identitys_credential_without_audience_is_refused", "IDENTITY_AUDIENCES", EDIT_IDENTITY,
     EDIT_PUT, IDENTITY, "new",
     "{\"properties\":{\"issuer\":\"i\",\"subject\":\"s2\",\"audiences\":[]}}",
     "Federated identity credentials must have exactly 1 audience."},
    {"two_audiences_are_refused", "APPLICATION_AUDIENCES", EDIT_APPLICATION, EDIT_CREATE, CLIENT,
     "", "{\"name\":\"new\",\"issuer\":\"i\",\"subject\":\"s2\",\"audiences\":[\"a\",\"b\"]}",
     "Federated identity credentials must have exactly one audience." TAIL("Audiences", "a,b")},
    {"a_subject_of_601_characters_is_refused", "APPLICATION_LENGTH", EDIT_APPLICATION, EDIT_CREATE,
     CLIENT, "", BODY("new", "i", "{long}"), NULL},
    {"a_description_of_601_characters_is_refused", "APPLICATION_LENGTH", EDIT_APPLICATION,
     EDIT_CREATE, CLIENT, "",
     "{\"name\":\"new\",\"issuer\":\"i\",\"subject\":\"s2\",\"description\":\"{long}\"," USUAL "}",
     NULL},
    {"an_issuer_of_601_characters_is_refused", "IDENTITY_LENGTH", EDIT_IDENTITY, EDIT_CREATE,
     IDENTITY, "", BODY("new", "{long}", "s2"),
     "Federated Identity Credential 'Issuer' is longer than 600 "
     "characters."},
    {"an_expression_with_or_is_refused", "APPLICATION_GRAMMAR", EDIT_APPLICATION, EDIT_CREATE,
     CLIENT, "", FLEXIBLE(GITHUB, "claims['sub'] eq 'x' or claims['sub'] eq 'y'"), NULL},
    {"an_expression_over_sub_alone_is_refused", "APPLICATION_CLAIMS", EDIT_APPLICATION, EDIT_CREATE,
     CLIENT, "", FLEXIBLE(GITHUB, "claims['sub'] eq 'x'"),
     "The FederatedIdentityCredential.ClaimsMatchingExpression.Value is invalid. Rule exception: "
     "Expression configured for issuer '" GITHUB "' either lacks all required claims or contains "
     "unallowed claims." TAIL("ClaimsMatchingExpression.Value", "claims['sub'] eq 'x'")},
    {"an_expression_over_other_claims_is_refused", "APPLICATION_CLAIMS", EDIT_APPLICATION,
     EDIT_CREATE, CLIENT, "", FLEXIBLE("https://app.terraform.io", "claims['actor'] eq 'x'"), NULL},
    {"an_expression_over_another_issuer_is_refused", "APPLICATION_CLAIMS", EDIT_APPLICATION,
     EDIT_CREATE, CLIENT, "", FLEXIBLE("https://idp.example", "claims['sub'] eq 'x'"), NULL},
    {"a_name_that_is_taken_is_refused", "APPLICATION_NAME_TAKEN", EDIT_APPLICATION, EDIT_CREATE,
     CLIENT, "", BODY("prod", "i", "s2"),
     "FederatedIdentityCredential with name prod already exists."},
    {"a_name_that_is_taken_is_refused_of_identities", "IDENTITY_NAME_TAKEN", EDIT_IDENTITY,
     EDIT_CREATE, IDENTITY, "", BODY("prod", "i", "s2"), NULL},
    {"a_second_credential_of_the_same_pair_is_refused", "APPLICATION_PAIR_TAKEN", EDIT_APPLICATION,
     EDIT_CREATE, CLIENT, "", BODY("new", "{origin}/", "s"),
     "The combination of issuer and subject must be unique for the application. Issuer "
     "https://localhost:8443/ and Subject: s already exist." TAIL("Subject", "s")},
    {"replacing_with_anothers_pair_is_refused", "APPLICATION_PAIR_TAKEN", EDIT_APPLICATION,
     EDIT_PUT, FULL, "fic-1", BODY("fic-1", "https://localhost:8443/", "s2"), NULL},
    {"a_second_credential_of_the_same_pair_is_refused_of_identities", "IDENTITY_PAIR_TAKEN",
     EDIT_IDENTITY, EDIT_PUT, IDENTITY, "new", BODY("new", "https://localhost:8443/", "s"),
     "Issuer and subject combination already exists for this Managed Identity."},
    {"the_21st_credential_is_refused", "APPLICATION_FULL", EDIT_APPLICATION, EDIT_CREATE, FULL, "",
     BODY("new", "i", "new"), NULL},
    {"the_21st_credential_is_refused_of_identities", "IDENTITY_FULL", EDIT_IDENTITY, EDIT_PUT,
     "crowd", "new", BODY("new", "i", "new"), NULL},
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

        edit(t->kind, t->verb, t->owner, t->name, t->body);
        if (outcome.broken != rule || outcome.status != rule->status || outcome.fixture)
            fail_msg("%s: %d %.*s: %.*s", t->what, outcome.status, SPAN_ARGS(outcome.code),
                     SPAN_ARGS(outcome.message));
        if (span_has(outcome.message, '{'))
            fail_msg("%s: a place is empty: %.*s", t->what, SPAN_ARGS(outcome.message));
        if (t->message)
            assert_span(outcome.message, t->message);
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

#define assert_edited(expected)                                                                    \
    do {                                                                                           \
        if (outcome.status != (expected) || !outcome.fixture)                                      \
            fail_msg("%d: %.*s", outcome.status, SPAN_ARGS(outcome.message));                      \
    } while (0)

static void assert_body(const char *expected)
{
    assert_span(doc_write(making.arena, outcome.body), expected);
}

/* They fail at the exchange, and a learner must be able to see that. */
static void what_entra_accepts_and_fails_on_later_is_accepted(void **state)
{
    static const char *const bodies[] = {
        BODY("new", "https://localhost:8443", "s"),
        BODY("new", "HTTPS://LOCALHOST:8443/", "s"),
        BODY("new", "https://localhost:8443/", "S"),
        BODY("new", "https://localhost:8443/", "system:serviceaccount:*"),
        BODY("new", "not a url", " s "),
        "{\"name\":\"new\",\"issuer\":\"i\",\"subject\":\"s\",\"audiences\":[\"API://x\"]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        edit(EDIT_APPLICATION, EDIT_CREATE, CLIENT, "", bodies[i]);
        assert_edited(201);
        edit(EDIT_IDENTITY, EDIT_CREATE, IDENTITY, "", bodies[i]);
        assert_edited(201);
    }
}

static void a_made_credential_is_answered_as_graph_has_it(void **state)
{
    struct span id;

    (void)state;
    edit(EDIT_APPLICATION, EDIT_CREATE, CLIENT, "", BODY("new", "{origin}/x", "s"));
    assert_edited(201);
    id = doc_member(outcome.body, "id");
    assert_int_equal(id.len, 36);
    assert_span(
        doc_write(making.arena, outcome.body),
        text_format(making.arena,
                    "{\"id\":\"%.*s\",\"name\":\"new\",\"issuer\":\"https://localhost:8443/x\","
                    "\"subject\":\"s\",\"description\":null," USUAL "}",
                    SPAN_ARGS(id))
            .at);
    assert_int_equal(outcome.fixture->tenants[0].applications[0].credential_count, 2);
    assert_span(outcome.fixture->tenants[0].applications[0].credentials[1].issuer,
                "https://localhost:8443/x");
}

static void a_put_credential_is_answered_as_arm_has_it(void **state)
{
    (void)state;
    edit(EDIT_IDENTITY, EDIT_PUT, "ID1", "new",
         "{\"properties\":{\"issuer\":\"i\",\"subject\":\"s\"," USUAL "}}");
    assert_edited(201);
    assert_body(
        "{\"id\":\"/subscriptions/S/resourcegroups/rg/providers/Microsoft.ManagedIdentity/"
        "userAssignedIdentities/id1/federatedIdentityCredentials/new\",\"name\":\"new\","
        "\"type\":\"Microsoft.ManagedIdentity/userAssignedIdentities/"
        "federatedIdentityCredentials\",\"properties\":{\"issuer\":\"i\",\"subject\":\"s\"," USUAL
        "}}");
}

static void putting_a_name_that_is_there_replaces_it(void **state)
{
    const struct fixture_application *identity;

    (void)state;
    edit(EDIT_IDENTITY, EDIT_PUT, IDENTITY, "prod", BODY("prod", "{origin}/", "s3"));
    assert_edited(200);
    identity = &outcome.fixture->tenants[0].applications[2];
    assert_int_equal(identity->credential_count, 1);
    assert_span(identity->credentials[0].subject, "s3");
    edit(EDIT_APPLICATION, EDIT_PUT, FULL, "fic-7", BODY("fic-7", "{origin}/", "s7"));
    assert_edited(200);
}

static void a_flexible_credential_is_made_with_the_claims_that_its_issuer_wants(void **state)
{
    (void)state;
    edit(EDIT_APPLICATION, EDIT_CREATE, CLIENT, "",
         FLEXIBLE(GITHUB, "claims['sub'] matches 'repo:x/*' and claims['repository_id'] eq '1'"));
    assert_edited(201);
    assert_true(json_is_null(json_object_get(outcome.body, "subject")));
    assert_span(doc_member(json_object_get(outcome.body, "claimsMatchingExpression"), "value"),
                "claims['sub'] matches 'repo:x/*' and claims['repository_id'] eq '1'");
    edit(EDIT_APPLICATION, EDIT_CREATE, CLIENT, "",
         FLEXIBLE("https://app.terraform.io", "claims['sub'] eq 'x'"));
    assert_edited(201);
}

static void before_july_2026_sub_alone_is_enough(void **state)
{
    struct world *newest = world;

    (void)state;
    world = world_with(",\"options\":{\"wireAs\":\"2026-06\"}");
    edit(EDIT_APPLICATION, EDIT_CREATE, CLIENT, "", FLEXIBLE(GITHUB, "claims['sub'] eq 'x'"));
    world_unref(world);
    world = newest;
    assert_edited(201);
}

static void a_credential_is_got_by_its_name_and_by_its_id(void **state)
{
    struct span id;

    (void)state;
    edit(EDIT_APPLICATION, EDIT_GET, "0B1EC7", "prod", "");
    assert_int_equal(outcome.status, 200);
    id = arena_copy(making.arena, doc_member(outcome.body, "id"));
    edit(EDIT_APPLICATION, EDIT_GET, CLIENT, id.at, "");
    assert_int_equal(outcome.status, 200);
    assert_span(doc_member(outcome.body, "name"), "prod");
    assert_null(outcome.fixture);
}

static void all_are_listed(void **state)
{
    (void)state;
    edit(EDIT_APPLICATION, EDIT_LIST, FULL, "", "");
    assert_int_equal(outcome.status, 200);
    assert_int_equal(json_array_size(json_object_get(outcome.body, "value")), 20);
}

static void what_was_listed_can_be_sent_back(void **state)
{
    (void)state;
    edit(EDIT_IDENTITY, EDIT_GET, IDENTITY, "prod", "");
    edit(EDIT_IDENTITY, EDIT_PUT, IDENTITY, "prod", doc_write(making.arena, outcome.body).at);
    assert_edited(200);
    edit(EDIT_APPLICATION, EDIT_GET, CLIENT, "prod", "");
    edit(EDIT_APPLICATION, EDIT_PUT, CLIENT, "prod", doc_write(making.arena, outcome.body).at);
    assert_edited(200);
}

static void a_removed_credential_is_gone_and_arm_minds_no_second_time(void **state)
{
    (void)state;
    edit(EDIT_APPLICATION, EDIT_DELETE, CLIENT, "prod", "");
    assert_edited(204);
    assert_int_equal(outcome.fixture->tenants[0].applications[0].credential_count, 0);
    edit(EDIT_APPLICATION, EDIT_DELETE, CLIENT, "none", "");
    assert_int_equal(outcome.status, 404);
    edit(EDIT_IDENTITY, EDIT_DELETE, IDENTITY, "prod", "");
    assert_edited(200);
    edit(EDIT_IDENTITY, EDIT_DELETE, IDENTITY, "none", "");
    assert_int_equal(outcome.status, 204);
    assert_null(outcome.fixture);
}

/* Nothing is read again: what the world holds is all there is. */
static void an_edited_world_keeps_keys_and_certificates_of_files(void **state)
{
    const struct fixture *before = world_fixture(world);

    (void)state;
    edit(EDIT_APPLICATION, EDIT_DELETE, CLIENT, "prod", "");
    assert_edited(204);
    assert_true(span_equal(outcome.fixture->issuers[0].signing_keys[0].file.text,
                           before->issuers[0].signing_keys[0].file.text));
    assert_true(span_equal(outcome.fixture->tenants[0].applications[0].certificates[0].file.text,
                           before->tenants[0].applications[0].certificates[0].file.text));
}

static void a_world_that_names_a_new_file_is_not_read(void **state)
{
    struct fail fail = {0};
    struct span text = SPAN("{\"issuers\":[{\"name\":\"a\",\"issuer\":\"https://a.test\","
                            "\"jwksFile\":\"/etc/passwd\"}]}");

    (void)state;
    assert_null(edit_world_read(making.arena, world, text, &fail));
    assert_string_equal(fail.what,
                        "the world names a file that it did not hold before: /etc/passwd");
}

static void a_tenant_is_found_by_its_domain(void **state)
{
    const struct edit_order order = {
        world, EDIT_APPLICATION, EDIT_LIST, SPAN("contoso.test"), SPAN(CLIENT), SPAN(""), SPAN("")};

    (void)state;
    fixture_free(outcome.fixture);
    edit_apply(making.arena, &order, &outcome);
    assert_int_equal(outcome.status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_refuses),
        cmocka_unit_test(every_rule_has_a_trial),
        cmocka_unit_test(what_entra_accepts_and_fails_on_later_is_accepted),
        cmocka_unit_test(a_made_credential_is_answered_as_graph_has_it),
        cmocka_unit_test(a_put_credential_is_answered_as_arm_has_it),
        cmocka_unit_test(putting_a_name_that_is_there_replaces_it),
        cmocka_unit_test(a_flexible_credential_is_made_with_the_claims_that_its_issuer_wants),
        cmocka_unit_test(before_july_2026_sub_alone_is_enough),
        cmocka_unit_test(a_credential_is_got_by_its_name_and_by_its_id),
        cmocka_unit_test(all_are_listed),
        cmocka_unit_test(what_was_listed_can_be_sent_back),
        cmocka_unit_test(a_removed_credential_is_gone_and_arm_minds_no_second_time),
        cmocka_unit_test(an_edited_world_keeps_keys_and_certificates_of_files),
        cmocka_unit_test(a_world_that_names_a_new_file_is_not_read),
        cmocka_unit_test(a_tenant_is_found_by_its_domain),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

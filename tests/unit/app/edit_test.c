#include "unit/app/asking.h"

#define OWN          "https://localhost:8443"
#define TENANT       "11111111-1111-1111-1111-111111111111"
#define CLIENT       "22222222-2222-2222-2222-222222222222"
#define IDENTITY     "33333333-3333-3333-3333-333333333333"
#define FIC          "/federatedIdentityCredentials"
#define APPLICATIONS "/_badged/tenants/" TENANT "/applications/" CLIENT FIC
#define IDENTITIES   "/_badged/tenants/" TENANT "/managedIdentities/" IDENTITY FIC
#define USUAL        "\"audiences\":[\"api://AzureADTokenExchange\"]"
#define PROD         "{\"name\":\"prod\",\"issuer\":\"{origin}/\",\"subject\":\"s\"," USUAL "}"

static const struct span text =
    SPAN_INIT("{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"{origin}/\"}],"
              "\"tenants\":[{\"tenantId\":\"" TENANT "\",\"applications\":[{\"appId\":\"" CLIENT
              "\",\"federatedIdentityCredentials\":[" PROD "]}],"
              "\"managedIdentities\":[{\"clientId\":\"" IDENTITY "\",\"name\":\"id1\"}]}]}");

static struct asking asking;

static int set_up(void **state)
{
    (void)state;
    asking_begin(&asking, text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    asking_end(&asking);
    return 0;
}

static const struct http_response *send(const char *method, const char *target, const char *body)
{
    return ask_full(
        &asking,
        &(struct asked){
            method, OWN, target, {{SPAN("Content-Type"), SPAN("application/json")}}, body});
}

static const json_t *error_of(void)
{
    const json_t *body = doc_parse_in(asking.arena, asking.result.response.body, NULL);

    return json_object_get(body, "error");
}

static void a_made_credential_is_201_and_a_new_world(void **state)
{
    (void)state;
    assert_status(send("POST", APPLICATIONS,
                       "{\"name\":\"new\",\"issuer\":\"{origin}/\",\"subject\":\"x\"," USUAL "}"),
                  201);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_WORLD);
    assert_int_equal(asking.result.effect.fixture->tenants[0].applications[0].credential_count, 2);
    assert_span(answer_member(&asking, "name"), "new");
}

/* As captured: azure-workload-identity#434. */
static void a_refusal_of_an_application_has_graphs_shape(void **state)
{
    const json_t *inner;
    struct span id;

    (void)state;
    assert_status(send("POST", APPLICATIONS,
                       "{\"name\":\"new\",\"issuer\":\"" OWN "/\",\"subject\":\"s\"," USUAL "}"),
                  400);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
    inner = json_object_get(error_of(), "innerError");
    id = doc_member(inner, "request-id");
    assert_int_equal(id.len, 36);
    assert_span(
        asking.result.response.body,
        text_format(
            asking.arena,
            "{\"error\":{\"code\":\"InvalidFederatedIdentityCredentialValue\",\"message\":\"The "
            "combination of issuer and subject must be unique for the application. Issuer " OWN
            "/ and Subject: s already exist. paramName: FederatedIdentityCredential.Subject, "
            "paramValue: s, objectType: Microsoft.Online.DirectoryServices.Application\","
            "\"innerError\":{\"date\":\"2026-11-22T05:00:00\",\"request-id\":\"%.*s\","
            "\"client-request-id\":\"%.*s\"}}}",
            SPAN_ARGS(id), SPAN_ARGS(id))
            .at);
}

/* As captured: azure-cli#31598. */
static void a_refusal_of_an_identity_has_arms_shape(void **state)
{
    (void)state;
    assert_status(send("PUT", IDENTITIES "/new",
                       "{\"properties\":{\"issuer\":\"i\",\"subject\":\"s\",\"audiences\":[]}}"),
                  400);
    assert_span(asking.result.response.body,
                "{\"error\":{\"code\":\"InvalidFederatedIdentityCredentialsAudienceLength\","
                "\"message\":\"Federated identity credentials must have exactly 1 audience.\"}}");
}

static void credentials_are_read_on_both_surfaces(void **state)
{
    (void)state;
    assert_status(ask(&asking, "GET", OWN, APPLICATIONS), 200);
    assert_true(answer_has(&asking.result.response, "\"name\":\"prod\""));
    assert_status(ask(&asking, "GET", OWN, APPLICATIONS "/prod"), 200);
    assert_status(ask(&asking, "GET", OWN, IDENTITIES), 200);
    assert_span(asking.result.response.body, "{\"value\":[]}");
    assert_status(ask(&asking, "GET", OWN, IDENTITIES "/prod"), 404);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
}

static void a_removed_credential_is_204_without_a_body(void **state)
{
    (void)state;
    assert_status(ask(&asking, "DELETE", OWN, APPLICATIONS "/prod"), 204);
    assert_span(asking.result.response.body, "");
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_WORLD);
}

static void an_edit_that_is_a_form_is_refused(void **state)
{
    struct asked asked = {"POST",
                          OWN,
                          APPLICATIONS,
                          {{SPAN("Content-Type"), SPAN("application/x-www-form-urlencoded")}},
                          PROD};

    (void)state;
    assert_status(ask_full(&asking, &asked), 403);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
}

static void edits_are_light(void **state)
{
    struct asked asked = {"POST", OWN, APPLICATIONS, {{{0}, {0}}}, NULL};

    (void)state;
    assert_int_equal(app_weigh(asking.world, asking.arena, asking_request(&asking, &asked)),
                     APP_LIGHT);
}

static void a_world_is_replaced_whole_or_not_at_all(void **state)
{
    (void)state;
    assert_status(send("PUT", "/_badged/world", "{\"issuers\":[],\"tenants\":[]}"), 200);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_WORLD);
    assert_int_equal(asking.result.effect.fixture->tenant_count, 0);
    assert_status(send("PUT", "/_badged/world", "{\"tenant\":[]}"), 400);
    assert_span(answer_member(&asking, "hint"), "did you mean \"tenants\"?");
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
}

static void a_secret_that_was_hidden_is_not_taken_for_one(void **state)
{
    (void)state;
    assert_status(send("PUT", "/_badged/world",
                       "{\"tenants\":[{\"tenantId\":\"" TENANT
                       "\",\"applications\":[{\"appId\":\"" CLIENT
                       "\",\"passwordCredentials\":[{\"secretText\":\"(hidden)\"}]}]}]}"),
                  400);
    assert_span(answer_member(&asking, "hint"), "write each secretText out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_made_credential_is_201_and_a_new_world),
        cmocka_unit_test(a_refusal_of_an_application_has_graphs_shape),
        cmocka_unit_test(a_refusal_of_an_identity_has_arms_shape),
        cmocka_unit_test(credentials_are_read_on_both_surfaces),
        cmocka_unit_test(a_removed_credential_is_204_without_a_body),
        cmocka_unit_test(an_edit_that_is_a_form_is_refused),
        cmocka_unit_test(edits_are_light),
        cmocka_unit_test(a_world_is_replaced_whole_or_not_at_all),
        cmocka_unit_test(a_secret_that_was_hidden_is_not_taken_for_one),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "unit/app/asking.h"

#define OWN    "https://localhost:8443"
#define TENANT "11111111-1111-1111-1111-111111111111"
#define CLIENT "22222222-2222-2222-2222-222222222222"
#define OTHER  "33333333-3333-3333-3333-333333333333"

static const struct span text = SPAN_INIT(
    "{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"{origin}/\"}],"
    "\"tenants\":[{\"tenantId\":\"" TENANT "\",\"applications\":[{\"appId\":\"" CLIENT "\","
    "\"federatedIdentityCredentials\":[{\"name\":\"prod\",\"issuer\":\"{origin}/\","
    "\"subject\":\"s\",\"audiences\":[\"api://AzureADTokenExchange\"]}]},"
    "{\"appId\":\"" OTHER "\"}]}]}");

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

static const struct http_response *post(const char *target, const char *body)
{
    return ask_full(
        &asking,
        &(struct asked){
            "POST", OWN, target, {{SPAN("Content-Type"), SPAN("application/json")}}, body});
}

/* The answer about a token of the default issuer, minted for this subject. */
static const json_t *explained(const char *subject, const char *more)
{
    struct span token;
    struct span body = text_format(asking.arena, "{\"subject\":\"%s\"}", subject);

    assert_status(post("/_badged/mint", body.at), 200);
    token = answer_member(&asking, "token");
    body = text_format(asking.arena, "{\"token\":\"%.*s\"%s}", SPAN_ARGS(token), more);
    assert_status(post("/_badged/explain", body.at), 200);
    return doc_parse_in(asking.arena, asking.result.response.body, NULL);
}

static json_int_t code_of(const json_t *record)
{
    return json_integer_value(json_object_get(json_object_get(record, "answer"), "code"));
}

static void a_token_that_fits_is_accepted_with_its_signature(void **state)
{
    const json_t *record = explained("s", "");

    (void)state;
    assert_true(json_is_true(json_object_get(record, "accepted")));
    assert_true(json_is_true(json_object_get(record, "signatureChecked")));
    assert_int_equal(json_array_size(json_object_get(record, "notes")), 0);
    assert_span(doc_member(json_object_get(json_object_get(record, "assertion"), "claims"), "sub"),
                "s");
}

static void the_client_with_credentials_is_meant_when_none_is_named(void **state)
{
    (void)state;
    assert_span(doc_member(explained("s", ""), "clientId"), CLIENT);
    assert_int_equal(code_of(explained("s", ",\"clientId\":\"" OTHER "\"")), 70025);
}

static void a_client_that_the_token_is_good_for_is_named(void **state)
{
    const json_t *record = explained("s", ",\"clientId\":\"" OTHER "\"");

    (void)state;
    assert_span(doc_member(record, "cause"), "credential_on_other_client");
    record = explained("other", ",\"clientId\":\"" OTHER "\"");
    assert_span(doc_member(record, "cause"), "no_credentials");
}

static void a_refusal_has_code_and_cause(void **state)
{
    const json_t *record = explained("S", ",\"tenantId\":\"" TENANT "\"");

    (void)state;
    assert_true(json_is_false(json_object_get(record, "accepted")));
    assert_span(doc_member(record, "cause"), "subject_case");
    assert_int_equal(code_of(record), 7002138);
}

static void a_token_is_judged_at_the_time_that_is_wanted(void **state)
{
    (void)state;
    assert_int_equal(code_of(explained("s", ",\"at\":\"2027-01-01T00:00:00Z\"")), 700024);
}

static void an_unknown_tenant_is_a_refusal(void **state)
{
    (void)state;
    assert_int_equal(code_of(explained("s", ",\"tenantId\":\"fabrikam.com\"")), 90002);
}

static void explaining_is_no_exchange(void **state)
{
    (void)state;
    explained("s", "");
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
    assert_false(answer_has(&asking.result.response, ".ey"));
}

static void what_is_no_order_is_refused_with_400(void **state)
{
    static const char *const bodies[] = {
        "",
        "[]",
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":7}",
        "{\"token\":\"t\",\"at\":\"noon\"}",
        "{\"token\":\"t\",\"client\":\"" CLIENT "\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_status(post("/_badged/explain", bodies[i]), 400);
        assert_false(span_is_empty(answer_member(&asking, "error")));
        assert_false(span_is_empty(answer_member(&asking, "hint")));
    }
}

static void a_world_with_several_clients_asks_which_is_meant(void **state)
{
    static const struct span several = SPAN_INIT(
        "{\"tenants\":[{\"tenantId\":\"" TENANT "\",\"applications\":[{\"appId\":\"" CLIENT
        "\",\"federatedIdentityCredentials\":[{\"name\":\"one\",\"issuer\":\"https://i\","
        "\"subject\":\"s\",\"audiences\":[\"a\"]}]},{\"appId\":\"" OTHER "\","
        "\"federatedIdentityCredentials\":[{\"name\":\"two\",\"issuer\":\"https://i\","
        "\"subject\":\"s\",\"audiences\":[\"a\"]}]}]}]}");
    struct asking before = asking;

    (void)state;
    asking_begin(&asking, several);
    assert_status(post("/_badged/explain", "{\"token\":\"t\"}"), 400);
    assert_true(answer_has(&asking.result.response, CLIENT ", " OTHER));
    asking_end(&asking);
    asking = before;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_that_fits_is_accepted_with_its_signature),
        cmocka_unit_test(the_client_with_credentials_is_meant_when_none_is_named),
        cmocka_unit_test(a_client_that_the_token_is_good_for_is_named),
        cmocka_unit_test(a_refusal_has_code_and_cause),
        cmocka_unit_test(a_token_is_judged_at_the_time_that_is_wanted),
        cmocka_unit_test(an_unknown_tenant_is_a_refusal),
        cmocka_unit_test(explaining_is_no_exchange),
        cmocka_unit_test(what_is_no_order_is_refused_with_400),
        cmocka_unit_test(a_world_with_several_clients_asks_which_is_meant),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "unit/app/asking.h"

#define OWN           "https://localhost:8443"
#define ENTRA         "https://login.microsoftonline.com"
#define TENANT        "11111111-1111-1111-1111-111111111111"
#define INSTANCE      "/common/discovery/instance?api-version=1.1&authorization_endpoint="
#define CONFIGURATION "/v2.0/.well-known/openid-configuration"

static const struct span text =
    SPAN_INIT("{\"tenants\":[{\"tenantId\":\"" TENANT "\",\"domains\":[\"contoso.example\"]}]}");

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

/* Recorded lengths (entra-wire.md 7). */
static void recorded_documents_have_their_recorded_lengths(void **state)
{
    (void)state;
    assert_int_equal(ask(&asking, "GET", ENTRA, "/" TENANT CONFIGURATION)->body.len, 1753);
    assert_int_equal(ask(&asking, "GET", ENTRA,
                         INSTANCE "https%3A%2F%2Flogin.microsoftonline.com%2F" TENANT
                                  "%2Foauth2%2Fv2.0%2Fauthorize")
                         ->body.len,
                     980);
}

static void configuration_follows_the_host_and_its_issuer_is_the_authentic_one(void **state)
{
    static const struct {
        const char *authority, *target, *token, *issuer, *keys;
    } cases[] = {
        {OWN, "/contoso.example" CONFIGURATION, OWN "/" TENANT "/oauth2/v2.0/token",
         ENTRA "/" TENANT "/v2.0", OWN "/" TENANT "/discovery/v2.0/keys"},
        {"https://login.windows.net", "/" TENANT CONFIGURATION,
         "https://login.windows.net/" TENANT "/oauth2/v2.0/token", ENTRA "/" TENANT "/v2.0",
         "https://login.windows.net/" TENANT "/discovery/v2.0/keys"},
        {"http://127.0.0.1:9", "/" TENANT "/.well-known/openid-configuration",
         "http://127.0.0.1:9/" TENANT "/oauth2/token", "https://sts.windows.net/" TENANT "/",
         "http://127.0.0.1:9/common/discovery/keys"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_status(ask(&asking, "GET", cases[i].authority, cases[i].target), 200);
        assert_span(answer_member(&asking, "token_endpoint"), cases[i].token);
        assert_span(answer_member(&asking, "issuer"), cases[i].issuer);
        assert_span(answer_member(&asking, "jwks_uri"), cases[i].keys);
    }
}

static json_int_t code_of_answer(void)
{
    const json_t *body = doc_parse_in(asking.arena, asking.result.response.body, NULL);

    return json_integer_value(json_array_get(json_object_get(body, "error_codes"), 0));
}

static void a_tenant_that_is_not_there_is_refused_as_entra_does(void **state)
{
    (void)state;
    assert_status(ask(&asking, "GET", ENTRA, "/22222222-1111-1111-1111-111111111111" CONFIGURATION),
                  400);
    assert_int_equal(code_of_answer(), 90002);
    assert_span(answer_member(&asking, "error"), "invalid_tenant");
    assert_status(ask(&asking, "GET", ENTRA, "/a%22b" CONFIGURATION), 400);
    assert_int_equal(code_of_answer(), 900023);
}

static void keys_are_at_every_tenant_and_at_common(void **state)
{
    static const char *const targets[] = {
        "/" TENANT "/discovery/v2.0/keys", "/contoso.example/discovery/v2.0/keys",
        "/common/discovery/v2.0/keys",     "/" TENANT "/discovery/keys",
        "/common/discovery/keys",
    };

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        const struct http_response *response = ask(&asking, "GET", ENTRA, targets[i]);

        assert_status(response, 200);
        assert_true(answer_has(response, "\"x5c\":[\"MII"));
        assert_int_equal(answer_has(response, "\"issuer\":"), i < 3);
    }
}

/* client-wire.md 1: encoded or not, with its port or without. */
static void instance_discovery_of_our_host_has_two_entries_in_every_form(void **state)
{
    static const struct {
        const char *endpoint, *discovery;
    } cases[] = {
        {"https%3A%2F%2Flocalhost%3A8443%2F" TENANT "%2Foauth2%2Fv2.0%2Fauthorize",
         OWN "/" TENANT CONFIGURATION},
        {"https://localhost:8443/" TENANT "/oauth2/v2.0/authorize", OWN "/" TENANT CONFIGURATION},
        {"https://LOCALHOST/contoso.example/oauth2/v2.0/authorize",
         OWN "/contoso.example" CONFIGURATION},
        {"https://localhost:9/common/oauth2/v2.0/authorize",
         "https://localhost:9/common" CONFIGURATION},
        {"https://[::1]:8443/" TENANT "/oauth2/v2.0/authorize",
         "https://[::1]:8443/" TENANT CONFIGURATION},
        {"https://[::1]/" TENANT "/oauth2/v2.0/authorize",
         "https://[::1]:8443/" TENANT CONFIGURATION},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct span target = text_format(asking.arena, INSTANCE "%s", cases[i].endpoint);
        const json_t *body;

        assert_status(ask(&asking, "GET", OWN, target.at), 200);
        assert_span(answer_member(&asking, "tenant_discovery_endpoint"), cases[i].discovery);
        body = doc_parse_in(asking.arena, asking.result.response.body, NULL);
        assert_int_equal(json_array_size(json_object_get(body, "metadata")), 2);
    }
}

static void instance_discovery_of_any_other_host_is_refused_with_50049(void **state)
{
    static const char *const endpoints[] = {
        "https://evil.example/" TENANT "/oauth2/v2.0/authorize",
        "http://localhost:8443/" TENANT "/oauth2/v2.0/authorize",
        "https://localhost:8443",
        "https://localhost:port/" TENANT "/oauth2/v2.0/authorize",
        "https://localhost:999999/" TENANT "/oauth2/v2.0/authorize",
        "https://user@localhost/" TENANT "/oauth2/v2.0/authorize",
        "https://[::1/" TENANT "/oauth2/v2.0/authorize",
        "https://[::1]8443/" TENANT "/oauth2/v2.0/authorize",
        "localhost",
        "",
        "%zz",
    };

    (void)state;
    for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
        struct span target = text_format(asking.arena, INSTANCE "%s", endpoints[i]);

        assert_status(ask(&asking, "GET", OWN, target.at), 400);
        assert_int_equal(code_of_answer(), 50049);
        assert_span(answer_member(&asking, "error"), "invalid_instance");
    }
    assert_status(ask(&asking, "GET", OWN, "/common/discovery/instance"), 400);
}

static void json_in_the_nested_tenant_is_not_echoed(void **state)
{
    static const char *const tenants[] = {"a%22,%22evil%22:%22b", "a%5C", "%7Bhost%7D", "a%0Ab",
                                          "a%C3%A4"};

    (void)state;
    for (size_t i = 0; i < sizeof tenants / sizeof tenants[0]; i++) {
        const struct http_response *response = ask(
            &asking, "GET", OWN,
            text_format(asking.arena, INSTANCE "https://localhost:8443/%s/oauth2", tenants[i]).at);

        assert_status(response, 400);
        assert_int_equal(code_of_answer(), 50049);
        assert_false(answer_has(response, "evil"));
    }
}

static void strict_transport_security_stays_away_from_our_own_names(void **state)
{
    static const struct span name = SPAN_INIT("Strict-Transport-Security");

    (void)state;
    assert_span(answer_header(ask(&asking, "GET", ENTRA, "/" TENANT CONFIGURATION), name),
                "max-age=31536000; includeSubDomains");
    assert_span(answer_header(ask(&asking, "GET", OWN, "/" TENANT CONFIGURATION), name), "");
    assert_span(answer_header(ask(&asking, "POST", OWN, "/" TENANT "/oauth2/v2.0/token"), name),
                "");
}

static const struct http_response *ask_with_ids(const char *target, const char *id)
{
    struct asked asked = {"GET",
                          ENTRA,
                          target,
                          {{SPAN("client-request-id"), span_of(id)},
                           {SPAN("Return-Client-Request-Id"), SPAN("True")}},
                          NULL};

    return ask_full(&asking, &asked);
}

static void the_callers_id_comes_back_when_it_asks_for_it(void **state)
{
    static const struct span name = SPAN_INIT("client-request-id");
    const char *id = "0a1b2c3d-0000-4000-8000-000000000001";
    const struct http_response *response = ask_with_ids("/" TENANT CONFIGURATION, id);

    (void)state;
    assert_span(answer_header(response, name), id);
    response = ask(&asking, "GET", ENTRA, "/" TENANT CONFIGURATION);
    assert_span(answer_header(response, name), "");
    assert_int_equal(answer_header(response, SPAN("x-ms-request-id")).len, 36);
}

static void an_exchange_says_its_number_and_nothing_else_of_ours(void **state)
{
    const struct http_response *response =
        ask(&asking, "POST", ENTRA, "/" TENANT "/oauth2/v2.0/token");

    (void)state;
    assert_span(answer_header(response, SPAN("x-badged-exchange")), "1");
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_RECORD);
    assert_int_equal(asking.result.effect.entry->id, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_documents_have_their_recorded_lengths),
        cmocka_unit_test(configuration_follows_the_host_and_its_issuer_is_the_authentic_one),
        cmocka_unit_test(a_tenant_that_is_not_there_is_refused_as_entra_does),
        cmocka_unit_test(keys_are_at_every_tenant_and_at_common),
        cmocka_unit_test(instance_discovery_of_our_host_has_two_entries_in_every_form),
        cmocka_unit_test(instance_discovery_of_any_other_host_is_refused_with_50049),
        cmocka_unit_test(json_in_the_nested_tenant_is_not_echoed),
        cmocka_unit_test(strict_transport_security_stays_away_from_our_own_names),
        cmocka_unit_test(the_callers_id_comes_back_when_it_asks_for_it),
        cmocka_unit_test(an_exchange_says_its_number_and_nothing_else_of_ours),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

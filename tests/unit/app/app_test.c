#include "unit/app/asking.h"

#define OWN "https://localhost:8443"

static const struct span text =
    SPAN_INIT("{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"{origin}/\"},"
              "{\"name\":\"gh\",\"issuer\":\"https://token.example/\"}],"
              "\"tenants\":[{\"tenantId\":\"11111111-1111-1111-1111-111111111111\","
              "\"applications\":[{\"appId\":\"22222222-2222-2222-2222-222222222222\","
              "\"passwordCredentials\":[{\"secretText\":\"hush-hush\"}]}]}]}");

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

static void a_foreign_host_is_answered_421(void **state)
{
    static const char *const foreign[] = {
        "https://evil.example",
        "https://localhost.evil.example:8443",
        "http://127.0.0.2:8443",
        "https://a.sts.test",
        "https://login.microsoftonline.com.evil.example",
    };

    (void)state;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        assert_status(ask(&asking, "GET", foreign[i], "/_badged/health"), 421);
        assert_status(ask(&asking, "GET", foreign[i], "/openid/v1/jwks"), 421);
    }
    assert_true(answer_has(ask(&asking, "GET", "https://evil.example", "/"), "evil.example"));
}

static void a_request_without_a_host_is_answered_421(void **state)
{
    (void)state;
    assert_status(ask(&asking, "GET", "https://", "/_badged/health"), 421);
    assert_span(answer_member(&asking, "error"), "the request names no host");
}

static void our_own_hosts_serve_our_api_on_any_port(void **state)
{
    static const char *const own[] = {OWN, "http://127.0.0.1:9", "https://[::1]:8443",
                                      "https://STS.test", "https://localhost.:8443"};

    (void)state;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        assert_status(ask(&asking, "GET", own[i], "/_badged/health"), 200);
}

static void our_api_is_not_on_other_peoples_hosts(void **state)
{
    static const char *const others[] = {"https://login.microsoftonline.com",
                                         "https://token.example"};
    static const char *const paths[] = {"/_badged/health", "//_badged/health", "/%5Fbadged/health",
                                        "/_badged", "/issuers/gh/openid/v1/jwks"};

    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < sizeof paths / sizeof paths[0]; k++)
            assert_status(ask(&asking, "GET", others[i], paths[k]), 404);
}

static void our_api_is_not_in_absolute_form(void **state)
{
    static const char *const targets[] = {
        "http://localhost:8443/_badged/health",   "http://localhost:8443//_badged/health",
        "http://localhost:8443/%5Fbadged/health", "http://localhost:8443/_badged//health",
        "https://sts.test/_badged/health",
    };

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        assert_status(ask(&asking, "GET", OWN, targets[i]), 404);
    assert_status(ask(&asking, "GET", OWN, "http://localhost:8443/openid/v1/jwks"), 200);
}

static void the_host_of_an_absolute_form_decides(void **state)
{
    (void)state;
    assert_status(ask(&asking, "GET", OWN, "http://evil.example/openid/v1/jwks"), 421);
}

static void an_unknown_path_is_a_sentence_on_our_hosts_and_empty_on_entras(void **state)
{
    const struct http_response *response;

    (void)state;
    assert_status(ask(&asking, "GET", OWN, "/nothing/here"), 404);
    assert_span(answer_member(&asking, "error"), "nothing is served at /nothing/here");
    response = ask(&asking, "GET", "https://login.microsoftonline.com", "/nothing/here");
    assert_status(response, 404);
    assert_span(response->body, "");
    assert_span(answer_header(response, SPAN("Content-Type")), "");
}

static void a_wrong_method_is_answered_405_with_what_is_allowed(void **state)
{
    const struct http_response *response = ask(&asking, "PUT", OWN, "/_badged/exchanges");

    (void)state;
    assert_status(response, 405);
    assert_span(answer_header(response, SPAN("Allow")), "GET, HEAD, DELETE");
    response = ask(&asking, "GET", OWN, "/_badged/mint");
    assert_status(response, 405);
    assert_span(answer_header(response, SPAN("Allow")), "POST");
    response = ask(&asking, "OPTIONS", OWN, "/openid/v1/jwks");
    assert_status(response, 405);
    assert_span(answer_header(response, SPAN("Allow")), "GET, HEAD");
}

static void head_is_answered_where_get_is(void **state)
{
    (void)state;
    assert_status(ask(&asking, "HEAD", OWN, "/_badged/health"), 200);
    assert_status(ask(&asking, "HEAD", OWN, "/openid/v1/jwks"), 200);
    assert_status(ask(&asking, "HEAD", OWN, "/_badged/mint"), 405);
}

static int change(const char *method, const char *target, struct span type, struct span origin)
{
    struct asked asked = {method, OWN, target, {{SPAN("Accept"), SPAN("*/*")}}, NULL};
    size_t count = 1;

    if (type.len > 0)
        asked.headers[count++] = (struct http_header){SPAN("content-type"), type};
    if (origin.len > 0)
        asked.headers[count++] = (struct http_header){SPAN("Origin"), origin};
    return ask_full(&asking, &asked)->status;
}

static void a_change_must_come_as_json(void **state)
{
    static const char *const types[] = {"",
                                        "text/plain",
                                        "application/x-www-form-urlencoded",
                                        "multipart/form-data",
                                        "application/json2",
                                        "text/plain; application/json"};

    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_int_equal(change("POST", "/_badged/reload", span_of(types[i]), SPAN("")), 403);
        assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
    }
    assert_int_equal(change("POST", "/_badged/reload", SPAN("application/json"), SPAN("")), 202);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_RELOAD);
    assert_int_equal(
        change("POST", "/_badged/reload", SPAN("Application/JSON ; charset=utf-8"), SPAN("")), 202);
}

static void a_change_from_a_foreign_page_is_refused(void **state)
{
    static const char *const origins[] = {"https://evil.example", "null", "http://localhost:8443",
                                          "https://localhost", "https://localhost:8443/"};

    (void)state;
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        assert_int_equal(
            change("POST", "/_badged/reload", SPAN("application/json"), span_of(origins[i])), 403);
        assert_int_equal(change("DELETE", "/_badged/exchanges", SPAN(""), span_of(origins[i])),
                         403);
        assert_int_equal(asking.result.effect.kind, APP_EFFECT_NONE);
    }
    assert_int_equal(change("POST", "/_badged/reload", SPAN("application/json"), SPAN(OWN)), 202);
}

static void deleting_needs_no_content_type(void **state)
{
    (void)state;
    assert_int_equal(change("DELETE", "/_badged/exchanges", SPAN(""), SPAN("")), 204);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_CLEAR_JOURNAL);
}

static void every_answer_has_the_date_of_the_emulated_clock(void **state)
{
    static const char *const targets[] = {"/_badged/health", "/nothing", "/openid/v1/jwks"};

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_span(answer_header(ask(&asking, "GET", OWN, targets[i]), SPAN("Date")),
                    "Sun, 22 Nov 2026 05:00:00 GMT");
}

static enum app_weight weigh(const char *method, const char *authority, const char *target)
{
    return app_weigh(
        asking.world, asking.arena,
        asking_request(&asking, &(struct asked){method, authority, target, {{{0}, {0}}}, NULL}));
}

static void only_what_signs_or_verifies_is_heavy(void **state)
{
    (void)state;
    assert_int_equal(weigh("GET", OWN, "/openid/v1/jwks"), APP_LIGHT);
    assert_int_equal(weigh("POST", OWN, "/_badged/mint"), APP_HEAVY);
    assert_int_equal(weigh("GET", OWN, "/_badged/mint"), APP_LIGHT);
    assert_int_equal(weigh("POST", OWN, "/contoso/oauth2/v2.0/token"), APP_EXCHANGE);
    assert_int_equal(weigh("GET", OWN, "/contoso/oauth2/v2.0/token"), APP_EXCHANGE);
    assert_int_equal(weigh("POST", "https://login.microsoftonline.com", "/t/oauth2/v2.0/token"),
                     APP_EXCHANGE);
    assert_int_equal(weigh("POST", "https://token.example", "/t/oauth2/v2.0/token"), APP_LIGHT);
    assert_int_equal(weigh("POST", "https://evil.example", "/t/oauth2/v2.0/token"), APP_LIGHT);
}

static void ready_tells_the_generation_and_the_last_reload_error(void **state)
{
    (void)state;
    assert_span(ask(&asking, "GET", OWN, "/_badged/ready")->body,
                "{\"ready\":true,\"generation\":7,\"reloadError\":null}");
    asking.view.reload_error = "world.json:1: no";
    assert_span(ask(&asking, "GET", OWN, "/_badged/ready")->body,
                "{\"ready\":true,\"generation\":7,\"reloadError\":\"world.json:1: no\"}");
    asking.view.reload_error = NULL;
}

/* A file name may hold any byte, and a long text is cut anywhere. */
static void a_reload_error_that_is_no_utf8_is_still_told(void **state)
{
    (void)state;
    asking.view.reload_error = "caf\xE9.json: no";
    assert_status(ask(&asking, "GET", OWN, "/_badged/ready"), 200);
    assert_span(answer_member(&asking, "reloadError"), "caf\xEF\xBF\xBD.json: no");
    asking.view.reload_error = NULL;
}

static void the_world_is_shown_without_its_secrets(void **state)
{
    const struct http_response *response = ask(&asking, "GET", OWN, "/_badged/world");

    (void)state;
    assert_status(response, 200);
    assert_false(answer_has(response, "hush-hush"));
    assert_true(answer_has(response, "\"secretText\":\"(hidden)\""));
    assert_true(answer_has(response, "\"{origin}/\""));
}

static void the_ca_is_handed_out_as_pem(void **state)
{
    const struct http_response *response = ask(&asking, "GET", OWN, "/_badged/ca.pem");

    (void)state;
    assert_status(response, 200);
    assert_span(answer_header(response, SPAN("Content-Type")), "application/x-pem-file");
    assert_span(response->body, "-----BEGIN CERTIFICATE-----\n");
}

static void the_same_request_gives_the_same_bytes(void **state)
{
    static const char *const target = "/contoso/v2.0/.well-known/openid-configuration";
    struct span first = ask(&asking, "GET", OWN, target)->body;

    (void)state;
    assert_true(span_equal(ask(&asking, "GET", OWN, target)->body, first));
}

static void bytes_that_are_no_request_are_told_why_and_the_connection_ends(void **state)
{
    struct http_response response;

    (void)state;
    app_refuse_bytes(asking.arena, 400, SPAN("no \"request\" line"), &response);
    assert_int_equal(response.status, 400);
    assert_span(response.body, "{\"error\":\"no \\\"request\\\" line\"}");
    assert_true(response.close);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_foreign_host_is_answered_421),
        cmocka_unit_test(a_request_without_a_host_is_answered_421),
        cmocka_unit_test(our_own_hosts_serve_our_api_on_any_port),
        cmocka_unit_test(our_api_is_not_on_other_peoples_hosts),
        cmocka_unit_test(our_api_is_not_in_absolute_form),
        cmocka_unit_test(the_host_of_an_absolute_form_decides),
        cmocka_unit_test(an_unknown_path_is_a_sentence_on_our_hosts_and_empty_on_entras),
        cmocka_unit_test(a_wrong_method_is_answered_405_with_what_is_allowed),
        cmocka_unit_test(head_is_answered_where_get_is),
        cmocka_unit_test(a_change_must_come_as_json),
        cmocka_unit_test(a_change_from_a_foreign_page_is_refused),
        cmocka_unit_test(deleting_needs_no_content_type),
        cmocka_unit_test(every_answer_has_the_date_of_the_emulated_clock),
        cmocka_unit_test(only_what_signs_or_verifies_is_heavy),
        cmocka_unit_test(ready_tells_the_generation_and_the_last_reload_error),
        cmocka_unit_test(a_reload_error_that_is_no_utf8_is_still_told),
        cmocka_unit_test(the_world_is_shown_without_its_secrets),
        cmocka_unit_test(the_ca_is_handed_out_as_pem),
        cmocka_unit_test(the_same_request_gives_the_same_bytes),
        cmocka_unit_test(bytes_that_are_no_request_are_told_why_and_the_connection_ends),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

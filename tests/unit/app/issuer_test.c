#include "unit/app/asking.h"

#define OWN "https://localhost:8443"

/* Two issuers share a host, one of them below the other's path; one is at the root of another. */
static const struct span text =
    SPAN_INIT("{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"{origin}/\"},"
              "{\"name\":\"one\",\"issuer\":\"https://oic.example/T/\"},"
              "{\"name\":\"two\",\"issuer\":\"https://oic.example/T/G\","
              "\"keys\":[{\"file\":\"issuer-b.pem\"}]},"
              "{\"name\":\"gh\",\"issuer\":\"https://token.example\"},"
              "{\"name\":\"down\",\"issuer\":\"https://down.example/\",\"unreachable\":true}]}");

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

/* Every way to an issuer names the true issuer, and keys on the host that was asked. */
static void discovery_is_on_our_origin_by_name_and_on_the_issuers_own_host(void **state)
{
    static const struct {
        const char *authority, *at, *issuer, *keys;
    } cases[] = {
        {OWN, "", OWN "/", OWN "/openid/v1/jwks"},
        {OWN, "/issuers/aks", OWN "/", OWN "/openid/v1/jwks"},
        {OWN, "/issuers/one", "https://oic.example/T/", OWN "/issuers/one/openid/v1/jwks"},
        {OWN, "/issuers/gh", "https://token.example", OWN "/issuers/gh/openid/v1/jwks"},
        {"http://127.0.0.1:9", "", OWN "/", "http://127.0.0.1:9/openid/v1/jwks"},
        {"https://sts.test", "/issuers/two", "https://oic.example/T/G",
         "https://sts.test/issuers/two/openid/v1/jwks"},
        {"https://oic.example", "/T", "https://oic.example/T/",
         "https://oic.example/T/openid/v1/jwks"},
        {"https://oic.example", "/T/", "https://oic.example/T/",
         "https://oic.example/T/openid/v1/jwks"},
        {"https://oic.example", "/T/G", "https://oic.example/T/G",
         "https://oic.example/T/G/openid/v1/jwks"},
        {"https://OIC.example:8443", "/T/G", "https://oic.example/T/G",
         "https://oic.example:8443/T/G/openid/v1/jwks"},
        {"https://token.example", "", "https://token.example",
         "https://token.example/openid/v1/jwks"},
        {"https://token.example", "/", "https://token.example",
         "https://token.example/openid/v1/jwks"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct span target =
            text_format(asking.arena, "%s/.well-known/openid-configuration", cases[i].at);

        assert_status(ask(&asking, "GET", cases[i].authority, target.at), 200);
        assert_span(answer_member(&asking, "issuer"), cases[i].issuer);
        assert_span(answer_member(&asking, "jwks_uri"), cases[i].keys);
    }
}

static struct span kid_at(const char *authority, const char *target)
{
    const struct http_response *response = ask(&asking, "GET", authority, target);
    const json_t *set;

    assert_status(response, 200);
    assert_span(answer_header(response, SPAN("Content-Type")), "application/jwk-set+json");
    set = doc_parse_in(asking.arena, response->body, NULL);
    return doc_member(json_array_get(json_object_get(set, "keys"), 0), "kid");
}

static void each_issuer_publishes_its_own_keys_on_every_host(void **state)
{
    struct span two = kid_at(OWN, "/issuers/two/openid/v1/jwks");

    (void)state;
    assert_int_equal(two.len, 43);
    assert_true(span_equal(two, kid_at("https://oic.example", "/T/G/openid/v1/jwks")));
    assert_false(span_equal(two, kid_at("https://oic.example", "/T/openid/v1/jwks")));
    assert_false(span_equal(two, kid_at(OWN, "/openid/v1/jwks")));
}

static void documents_may_be_cached_for_an_hour(void **state)
{
    (void)state;
    assert_span(answer_header(ask(&asking, "GET", OWN, "/openid/v1/jwks"), SPAN("Cache-Control")),
                "public, max-age=3600");
}

static void an_issuers_host_serves_only_below_its_issuers_paths(void **state)
{
    static const char *const targets[] = {
        "/.well-known/openid-configuration",
        "/T2/.well-known/openid-configuration",
        "/T/Go/.well-known/openid-configuration",
        "/t/.well-known/openid-configuration",
        "/openid/v1/jwks",
        "/issuers/one/openid/v1/jwks",
        "/T/oauth2/v2.0/token",
        "/common/discovery/instance",
    };

    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        assert_status(ask(&asking, "GET", "https://oic.example", targets[i]), 404);
}

static void an_unreachable_or_unknown_issuer_is_not_served(void **state)
{
    (void)state;
    assert_status(ask(&asking, "GET", OWN, "/issuers/down/openid/v1/jwks"), 404);
    assert_status(ask(&asking, "GET", OWN, "/issuers/none/openid/v1/jwks"), 404);
    assert_status(ask(&asking, "GET", OWN, "/issuers//openid/v1/jwks"), 404);
    assert_status(ask(&asking, "GET", "https://down.example", "/openid/v1/jwks"), 404);
}

static void a_world_without_issuers_has_no_default_one(void **state)
{
    struct asking empty;

    (void)state;
    asking_begin(&empty, SPAN("{}"));
    assert_status(ask(&empty, "GET", OWN, "/openid/v1/jwks"), 404);
    assert_status(ask(&empty, "GET", OWN, "/.well-known/openid-configuration"), 404);
    asking_end(&empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(discovery_is_on_our_origin_by_name_and_on_the_issuers_own_host),
        cmocka_unit_test(each_issuer_publishes_its_own_keys_on_every_host),
        cmocka_unit_test(documents_may_be_cached_for_an_hour),
        cmocka_unit_test(an_issuers_host_serves_only_below_its_issuers_paths),
        cmocka_unit_test(an_unreachable_or_unknown_issuer_is_not_served),
        cmocka_unit_test(a_world_without_issuers_has_no_default_one),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

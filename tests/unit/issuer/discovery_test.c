#include "support/cm.h"
#include "support/files.h"

#include "issuer/discovery.h"

#include <openssl/ec.h>

static const struct fixture_issuer aks = {
    .name = SPAN_INIT("aks"),
    .url = SPAN_INIT("https://eastus.oic.prod-aks.azure.com/T/G/"),
};

static struct key *load(const char *path)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    if (!key)
        fail_msg("%s: %s", path, fail.what);
    return key;
}

static void assert_discovery(const struct jwk_set *keys, const char *expected)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct world_issuer issuer = {.fixture = &aks, .verifies = keys};

    assert_span(issuer_discovery_render(arena, &issuer, SPAN("https://h.example/openid/v1/jwks")),
                expected);
}

static void the_document_has_the_five_members_of_kube_apiserver_in_its_order(void **state)
{
    struct key *key = load("tests/support/keys/issuer-a.pem");
    struct jwk_set *keys = jwk_set_new((const struct key *[]){key}, 1);

    (void)state;
    assert_discovery(keys, "{\"issuer\":\"https://eastus.oic.prod-aks.azure.com/T/G/\","
                           "\"jwks_uri\":\"https://h.example/openid/v1/jwks\","
                           "\"response_types_supported\":[\"id_token\"],"
                           "\"subject_types_supported\":[\"public\"],"
                           "\"id_token_signing_alg_values_supported\":[\"RS256\"]}");
    jwk_set_unref(keys);
    key_unref(key);
}

static void two_keys_of_one_type_name_their_algorithm_once(void **state)
{
    struct key *a = load("tests/support/keys/issuer-a.pem");
    struct key *b = load("tests/support/keys/issuer-b.pem");
    struct jwk_set *keys = jwk_set_new((const struct key *[]){a, b}, 2);

    (void)state;
    assert_discovery(keys, "{\"issuer\":\"https://eastus.oic.prod-aks.azure.com/T/G/\","
                           "\"jwks_uri\":\"https://h.example/openid/v1/jwks\","
                           "\"response_types_supported\":[\"id_token\"],"
                           "\"subject_types_supported\":[\"public\"],"
                           "\"id_token_signing_alg_values_supported\":[\"RS256\"]}");
    jwk_set_unref(keys);
    key_unref(a);
    key_unref(b);
}

static void the_algorithm_of_a_key_that_is_not_published_is_not_named(void **state)
{
    struct key *rsa = load("tests/support/keys/issuer-a.pem");
    struct key *ec = key_take(EVP_EC_gen("P-256"));
    struct jwk_set *keys = jwk_set_new((const struct key *[]){ec, rsa}, 2);

    (void)state;
    assert_discovery(keys, "{\"issuer\":\"https://eastus.oic.prod-aks.azure.com/T/G/\","
                           "\"jwks_uri\":\"https://h.example/openid/v1/jwks\","
                           "\"response_types_supported\":[\"id_token\"],"
                           "\"subject_types_supported\":[\"public\"],"
                           "\"id_token_signing_alg_values_supported\":[\"RS256\"]}");
    jwk_set_unref(keys);
    key_unref(rsa);
    key_unref(ec);
}

static void an_issuer_without_keys_supports_no_algorithm(void **state)
{
    (void)state;
    assert_discovery(NULL, "{\"issuer\":\"https://eastus.oic.prod-aks.azure.com/T/G/\","
                           "\"jwks_uri\":\"https://h.example/openid/v1/jwks\","
                           "\"response_types_supported\":[\"id_token\"],"
                           "\"subject_types_supported\":[\"public\"],"
                           "\"id_token_signing_alg_values_supported\":[]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_has_the_five_members_of_kube_apiserver_in_its_order),
        cmocka_unit_test(two_keys_of_one_type_name_their_algorithm_once),
        cmocka_unit_test(the_algorithm_of_a_key_that_is_not_published_is_not_named),
        cmocka_unit_test(an_issuer_without_keys_supports_no_algorithm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

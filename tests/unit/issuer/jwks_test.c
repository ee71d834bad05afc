#include "support/cm.h"
#include "support/files.h"

#include "base/doc.h"
#include "base/text.h"
#include "issuer/jwks.h"

#include <openssl/ec.h>

static struct key *load(const char *path)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    if (!key)
        fail_msg("%s: %s", path, fail.what);
    return key;
}

static void the_published_keys_stand_in_one_array_in_their_order(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *a = load("tests/support/keys/issuer-a.pem");
    struct key *b = load("tests/support/keys/issuer-b.pem");
    struct jwk_set *keys = jwk_set_new((const struct key *[]){a, b}, 2);
    struct world_issuer issuer = {.verifies = keys};
    struct span first = doc_write(arena, doc_keep(arena, jwk_write_kubernetes(a)));
    struct span second = doc_write(arena, doc_keep(arena, jwk_write_kubernetes(b)));
    struct span expected =
        TEXT_CONCAT(arena, SPAN("{\"keys\":["), first, SPAN(","), second, SPAN("]}"));

    (void)state;
    assert_true(span_equal(issuer_jwks_render(arena, &issuer), expected));
    jwk_set_unref(keys);
    key_unref(a);
    key_unref(b);
}

static void what_is_published_reads_back_as_the_same_key_without_its_private_half(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load("tests/support/keys/issuer-a.pem");
    struct jwk_set *keys = jwk_set_new((const struct key *[]){key}, 1);
    struct world_issuer issuer = {.verifies = keys};
    struct fail fail = {0};
    struct jwk_set *read = jwk_set_parse(issuer_jwks_render(arena, &issuer), &fail);

    (void)state;
    assert_non_null(read);
    assert_int_equal(jwk_set_count(read), 1);
    assert_true(span_equal(key_id(jwk_set_at(read, 0)), key_id(key)));
    assert_false(key_is_private(jwk_set_at(read, 0)));
    jwk_set_unref(read);
    jwk_set_unref(keys);
    key_unref(key);
}

static void an_elliptic_key_is_not_published(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *ec = key_take(EVP_EC_gen("P-256"));
    struct jwk_set *keys = jwk_set_new((const struct key *[]){ec}, 1);
    struct world_issuer issuer = {.verifies = keys};

    (void)state;
    assert_span(issuer_jwks_render(arena, &issuer), "{\"keys\":[]}");
    jwk_set_unref(keys);
    key_unref(ec);
}

static void an_issuer_whose_keys_cannot_be_had_publishes_none(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct world_issuer issuer = {0};

    (void)state;
    assert_span(issuer_jwks_render(arena, &issuer), "{\"keys\":[]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_keys_stand_in_one_array_in_their_order),
        cmocka_unit_test(what_is_published_reads_back_as_the_same_key_without_its_private_half),
        cmocka_unit_test(an_elliptic_key_is_not_published),
        cmocka_unit_test(an_issuer_whose_keys_cannot_be_had_publishes_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

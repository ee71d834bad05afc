#include "keys/second_opinion.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "keys/sign.h"
#include "support/cm.h"
#include "support/files.h"

#include <jwt.h>
#include <stdlib.h>

static struct key *load(struct arena *arena, const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    assert_non_null(key);
    return key;
}

static struct span token_of(struct arena *arena, const struct key *key, enum sign_alg alg,
                            const char *header)
{
    json_t *claims = doc_keep(arena, json_pack("{s:s,s:[s]}", "sub", "me", "aud", "x"));

    return sign_token(arena, key, alg, doc_parse_in(arena, span_of(header), NULL), claims);
}

static void a_key_that_signs_is_accepted(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    struct fail fail = {0};

    (void)state;
    assert_true(second_opinion_on_key(key, &fail));
    key_unref(key);
}

static void a_public_key_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/rsa-public.pem");
    struct fail fail = {0};

    (void)state;
    assert_false(second_opinion_on_key(key, &fail));
    assert_string_equal(fail.what, "the key cannot sign with RS256");
    key_unref(key);
}

static void a_token_is_accepted_with_its_own_key_alone(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    struct key *other = load(arena, "tests/support/keys/issuer-b.pem");
    struct span token = token_of(arena, key, SIGN_RS256, "{\"alg\":\"RS256\",\"kid\":\"k\"}");
    struct fail fail = {0};

    (void)state;
    assert_true(second_opinion_on_token(token, key, &fail));
    assert_false(second_opinion_on_token(token, other, &fail));
    assert_true(span_starts(span_of(fail.what), SPAN("libjwt does not accept the token")));
    key_unref(key);
    key_unref(other);
}

/* libjwt 1.10 alone accepts an HMAC made with the public key's PEM (performance.md section 2). */
static void an_hmac_with_the_public_key_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span pem = files_read(arena, "tests/support/keys/rsa-public.pem");
    struct key *key = load(arena, "tests/support/keys/rsa-public.pem");
    struct fail fail = {0};
    jwt_t *jwt = NULL;
    char *token;

    (void)state;
    assert_int_equal(jwt_new(&jwt), 0);
    assert_int_equal(jwt_set_alg(jwt, JWT_ALG_HS256, (const unsigned char *)pem.at, (int)pem.len),
                     0);
    token = jwt_encode_str(jwt);
    assert_non_null(token);
    assert_false(second_opinion_on_token(span_of(token), key, &fail));
    assert_string_equal(fail.what, "libjwt is asked about RS256 and RSA keys alone");
    free(token);
    jwt_free(jwt);
    key_unref(key);
}

static void what_is_no_token_never_reaches_libjwt(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    struct span pss = token_of(arena, key, SIGN_PS256, "{\"alg\":\"PS256\"}");
    struct fail fail = {0};

    (void)state;
    assert_false(second_opinion_on_token(SPAN("e30.e30"), key, &fail));
    assert_string_equal(fail.what, "the token is not three parts separated by dots");
    assert_false(second_opinion_on_token(pss, key, &fail));
    key_unref(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_that_signs_is_accepted),
        cmocka_unit_test(a_public_key_is_refused),
        cmocka_unit_test(a_token_is_accepted_with_its_own_key_alone),
        cmocka_unit_test(an_hmac_with_the_public_key_is_refused),
        cmocka_unit_test(what_is_no_token_never_reaches_libjwt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

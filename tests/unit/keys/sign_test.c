#include "keys/sign.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "keys/jwk.h"
#include "keys/jws.h"
#include "support/cm.h"
#include "support/files.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

/* RFC 7515 appendices A.2 and A.3. */
static const char rfc7515_a2[] =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGx"
    "lLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5R"
    "Zmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrn"
    "byTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHW"
    "EsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0ig"
    "cN_IoypGlUPQGe77Rw";
static const char rfc7515_a3[] =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGx"
    "lLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8I"
    "SlSApmWQxfKTUJqPP3-Kg6NU1Q";
static const char rfc7515_a3_keys[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
                                      "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                                      "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";

static struct key *load(struct arena *arena, const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    assert_non_null(key);
    return key;
}

static struct key *load_ec(struct arena *arena)
{
    struct span pem = files_read(arena, "tests/support/keys/ec-p256.pem");
    BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
    EVP_PKEY *pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    assert_non_null(pkey);
    return key_take(pkey);
}

/* RS256 is deterministic: the same input has one signature, that of the RFC. */
static void assert_known_answer(struct arena *arena, struct span token, const char *path)
{
    struct key *key = load(arena, path);
    struct span signature;
    struct jws jws;

    assert_int_equal(jws_parse(arena, token, &jws), JWS_FLAW_NONE);
    assert_true(sign_verify(key, SIGN_RS256, jws.signing_input, jws.signature));
    assert_true(sign_bytes(arena, key, SIGN_RS256, jws.signing_input, &signature));
    assert_true(span_equal(signature, jws.signature));
    key_unref(key);
}

static void rfc7515_a2_is_signed_and_verified(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_known_answer(arena, span_of(rfc7515_a2), "tests/support/keys/rfc7515-a2.pem");
}

static void rfc7515_a3_is_verified(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct jwk_set *set = jwk_set_parse(span_of(rfc7515_a3_keys), &fail);
    struct jws jws;

    (void)state;
    assert_non_null(set);
    assert_int_equal(jws_parse(arena, span_of(rfc7515_a3), &jws), JWS_FLAW_NONE);
    assert_true(sign_verify(jwk_set_at(set, 0), SIGN_ES256, jws.signing_input, jws.signature));
    assert_false(sign_verify(jwk_set_at(set, 0), SIGN_ES256, jws.payload, jws.signature));
    jwk_set_unref(set);
}

/* RFC 7520 section 4.1; its key is that of section 3.4. */
static void rfc7520_4_1_is_signed_and_verified(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *folder = getenv("BADGED_VECTORS");
    const char *path;

    (void)state;
    if (!folder) {
        print_message("BADGED_VECTORS is not set: RFC 7520 section 4.1 is left out\n");
        return;
    }
    path = text_format(arena, "%s/rfc7515-7520/rfc7520_4.1.jwsc", folder).at;
    assert_known_answer(arena, files_read(arena, path), "tests/support/keys/rfc7520-3.4.pem");
}

static void only_algorithms_of_the_table_have_a_name(void **state)
{
    static const char *const refused[] = {"",      "none",  "None",  "NONE",   "nOnE",
                                          "rs256", "Rs256", "HS256", "HS384",  "HS512",
                                          "EdDSA", "ES384", "PS384", "RS256 ", "RS2566"};
    static const char *const known[] = {"RS256", "RS384", "RS512", "PS256", "ES256"};
    enum sign_alg alg;

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(sign_alg_parse(span_of(refused[i]), &alg));
    assert_false(sign_alg_parse((struct span){"RS256\0", 6}, &alg));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        assert_true(sign_alg_parse(span_of(known[i]), &alg));
        assert_span(sign_alg_text(alg), known[i]);
    }
}

static void every_algorithm_verifies_what_it_signed_and_nothing_else(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *rsa = load(arena, "tests/support/keys/issuer-a.pem");
    struct key *ec = load_ec(arena);

    (void)state;
    for (int i = SIGN_RS256; i <= SIGN_ES256; i++) {
        enum sign_alg alg = (enum sign_alg)i;
        const struct key *key = sign_alg_key_type(alg) == KEY_TYPE_EC ? ec : rsa;
        struct span signature;

        assert_true(sign_bytes(arena, key, alg, SPAN("bytes"), &signature));
        assert_int_equal(signature.len, alg == SIGN_ES256 ? 64 : 256);
        for (int k = SIGN_RS256; k <= SIGN_ES256; k++)
            assert_int_equal(sign_verify(key, (enum sign_alg)k, SPAN("bytes"), signature), k == i);
        assert_false(sign_verify(key, alg, SPAN("bytes."), signature));
        assert_false(sign_verify(key == ec ? rsa : ec, alg, SPAN("bytes"), signature));
    }
    key_unref(rsa);
    key_unref(ec);
}

/* RFC 7518 section 3.4; secp256k1 has signatures of the same length. */
static void es256_is_for_p256_alone(void **state)
{
    static const char *const curves[] = {"secp256k1", "P-384"};
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        struct key *key = key_take(EVP_EC_gen(curves[i]));
        struct span signature;

        assert_int_equal(key_type(key), KEY_TYPE_EC);
        assert_false(sign_bytes(arena, key, SIGN_ES256, SPAN("bytes"), &signature));
        key_unref(key);
    }
}

static void another_key_does_not_verify(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *one = load(arena, "tests/support/keys/issuer-a.pem");
    struct key *other = load(arena, "tests/support/keys/issuer-b.pem");
    struct span signature;

    (void)state;
    assert_true(sign_bytes(arena, one, SIGN_RS256, SPAN("bytes"), &signature));
    assert_false(sign_verify(other, SIGN_RS256, SPAN("bytes"), signature));
    key_unref(one);
    key_unref(other);
}

static void mangled_signatures_do_not_verify(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    struct span good;
    char mangled[257] = {0};

    (void)state;
    assert_true(sign_bytes(arena, key, SIGN_RS256, SPAN("bytes"), &good));
    assert_false(sign_verify(key, SIGN_RS256, SPAN("bytes"), SPAN("")));
    assert_false(sign_verify(key, SIGN_RS256, SPAN("bytes"), (struct span){NULL, 0}));
    assert_false(sign_verify(key, SIGN_RS256, SPAN("bytes"), (struct span){mangled, 256}));
    memcpy(mangled, good.at, good.len);
    assert_true(sign_verify(key, SIGN_RS256, SPAN("bytes"), (struct span){mangled, 256}));
    assert_false(sign_verify(key, SIGN_RS256, SPAN("bytes"), (struct span){mangled, 255}));
    assert_false(sign_verify(key, SIGN_RS256, SPAN("bytes"), (struct span){mangled, 257}));
    mangled[255] ^= 1;
    assert_false(sign_verify(key, SIGN_RS256, SPAN("bytes"), (struct span){mangled, 256}));
    assert_int_equal(ERR_peek_error(), 0); /* or TLS on this thread would take it for its own */
    key_unref(key);
}

static void a_public_key_does_not_sign(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/rsa-public.pem");
    struct span signature;

    (void)state;
    assert_false(sign_bytes(arena, key, SIGN_RS256, SPAN("bytes"), &signature));
    assert_true(span_is_empty(signature));
    key_unref(key);
}

static void a_token_keeps_the_order_of_its_members(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    json_t *header = doc_keep(arena, json_pack("{s:s,s:s}", "kid", "k", "alg", "RS256"));
    json_t *claims = doc_keep(arena, json_pack("{s:s,s:[s]}", "sub", "a/b", "aud", "x"));
    struct span token = sign_token(arena, key, SIGN_RS256, header, claims);
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, token, &jws), JWS_FLAW_NONE);
    assert_span(jws.header_bytes, "{\"kid\":\"k\",\"alg\":\"RS256\"}");
    assert_span(jws.payload, "{\"sub\":\"a/b\",\"aud\":[\"x\"]}");
    assert_true(sign_verify(key, SIGN_RS256, jws.signing_input, jws.signature));
    assert_true(span_is_empty(sign_token(arena, key, SIGN_ES256, header, claims)));
    key_unref(key);
}

enum { THREADS = 4, ROUNDS = 25 };

static int sign_and_verify(void *key)
{
    ARENA_AUTO struct arena *arena = arena_new();
    int good = 0;

    for (int i = 0; i < ROUNDS; i++) {
        struct span bytes = text_format(arena, "%d", i);
        struct span signature;

        good += sign_bytes(arena, key, SIGN_RS256, bytes, &signature) &&
                sign_verify(key, SIGN_RS256, bytes, signature);
    }
    return good;
}

static void threads_share_a_key(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    thrd_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(thrd_create(&threads[i], sign_and_verify, key), thrd_success);
    for (int i = 0; i < THREADS; i++) {
        int good;

        thrd_join(threads[i], &good);
        assert_int_equal(good, ROUNDS);
    }
    key_unref(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc7515_a2_is_signed_and_verified),
        cmocka_unit_test(rfc7515_a3_is_verified),
        cmocka_unit_test(rfc7520_4_1_is_signed_and_verified),
        cmocka_unit_test(only_algorithms_of_the_table_have_a_name),
        cmocka_unit_test(every_algorithm_verifies_what_it_signed_and_nothing_else),
        cmocka_unit_test(es256_is_for_p256_alone),
        cmocka_unit_test(another_key_does_not_verify),
        cmocka_unit_test(mangled_signatures_do_not_verify),
        cmocka_unit_test(a_public_key_does_not_sign),
        cmocka_unit_test(a_token_keeps_the_order_of_its_members),
        cmocka_unit_test(threads_share_a_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "keys/jwk.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "keys/sign.h"
#include "support/cm.h"
#include "support/files.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <string.h>

/* The sample of azure-workload-identity, docs/book/src/topics/azwi/jwks.md (issuer-side.md 1.3). */
static const char sample_kid[] = "Me5VC6i4_4mymFj7T5rcUftFjYX70YoCfSnZB6-nBY4";
static const char sample_n[] =
    "ywg7HeKIFX3vleVKZHeYoNpuLHIDisnczYXrUdIGCNilCJFA1ymjG2UAADnt_FpYUsCVyKYJTqcxNbK4boNg_P3u"
    "K39OAqXabwYrilEZvsVJQKhzn8dXLeqAnM98L8eBpySU208KTsfMkS3Q6lqwurUP7c_a3g_1XRJukz_EmQxg9jLD"
    "_fQd5VwPTEo8HJQIFqIxFWzjTkkK5hbcL9Cclkf6RpeRyjh7Vem57Fu-jAlxDUiYiqyieM4OBNm4CQjiqDE8_xOC"
    "8viNpHNw542MYVDKSRnYui31lCOj32wBDphczR8BbnrZgbqN3K_zzB3gIjcGbWbbGA5xKJYqSu5uRwN89_CWrT3v"
    "Gw5RN3XQPSbhGC4smgZkOCw3N9i1b-x-rrd-mRse6F95ONaoslCJUbJvxvDdb5X0P4_CVZRwJvUyP3OJ44Zvwzsh"
    "A-zilG-QC9E1j2R9DTSMqOJzUuOxS0JIvoboteI1FAByV9KyU948zQRM7r7MMZYBKWIsu6h7";

#define EC_POINT_MEMBERS                                                                           \
    "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                                       \
    "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\""

/* Big-endian numbers of `count` bytes with these first and last ones, as JWK writes them. */
static struct span number(struct arena *arena, size_t count, int first, int last)
{
    char *bytes = arena_alloc(arena, count);

    memset(bytes, 0x5b, count);
    bytes[0] = (char)first;
    bytes[count - 1] = (char)last;
    return base64url_encode(arena, (struct span){bytes, count});
}

/* 65537^128 has 2049 bits and leaves a power of 65537 modulo everything. */
static struct span roca_number(struct arena *arena)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *base = BN_new();
    BIGNUM *power = BN_new();
    unsigned char bytes[257];

    BN_set_word(base, 65537);
    BN_set_word(power, 128);
    BN_exp(power, base, power, context);
    assert_int_equal(BN_bn2bin(power, bytes), sizeof bytes);
    BN_free(base);
    BN_free(power);
    BN_CTX_free(context);
    return base64url_encode(arena, (struct span){(const char *)bytes, sizeof bytes});
}

/* `{n}` is a sound modulus; the other names are moduli with one fault each. */
static struct jwk_set *parse(const char *text, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct slot slots[] = {
        {SPAN("n"), span_of(sample_n)},
        {SPAN("even"), number(arena, 256, 0xcc, 0x5c)},
        {SPAN("short"), number(arena, 256, 0x4c, 0x5b)},
        {SPAN("long"), number(arena, 513, 0x01, 0x5b)},
        {SPAN("zero"), number(arena, 257, 0x00, 0x5b)},
        {SPAN("roca"), roca_number(arena)},
        {SPAN("ec"), SPAN(EC_POINT_MEMBERS)},
    };

    return jwk_set_parse(text_filled(arena, span_of(text), slots, sizeof slots / sizeof *slots),
                         fail);
}

static void the_key_id_of_the_sample_is_the_one_kubernetes_gives(void **state)
{
    struct fail fail = {0};
    struct jwk_set *set =
        parse("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\"}]}", &fail);

    (void)state;
    assert_non_null(set);
    assert_span(key_id(jwk_set_at(set, 0)), sample_kid);
    jwk_set_unref(set);
}

static void a_key_is_written_as_kube_apiserver_writes_it(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct jwk_set *set =
        parse("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\"}]}", &fail);
    json_t *jwk = doc_keep(arena, jwk_write_kubernetes(jwk_set_at(set, 0)));

    (void)state;
    assert_span(doc_write(arena, jwk),
                text_format(arena,
                            "{\"use\":\"sig\",\"kty\":\"RSA\",\"kid\":\"%s\",\"alg\":\"RS256\","
                            "\"n\":\"%s\",\"e\":\"AQAB\"}",
                            sample_kid, sample_n)
                    .at);
    jwk_set_unref(set);
}

/* A set, and what is said of it. */
static const struct {
    const char *text;
    const char *what;
    const char *where;
} refused[] = {
    {"[]", "the text is not an object with an array \"keys\"", ""},
    {"{}", "the text is not an object with an array \"keys\"", ""},
    {"{\"keys\":{}}", "the text is not an object with an array \"keys\"", ""},
    {"{\"keys\":[],\"keys\":[]}", "the set is not JSON: duplicate object key near '\"keys\"'",
     "line 1, column 17"},
    {"{\"keys\":[5]}", "the key is not an object", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"x\"},{\"kty\":1}]}", "kty is not a string", "keys[1]"},
    {"{\"keys\":[{\"kid\":1}]}", "kid is not a string", "keys[0]"},
    {"{\"keys\":[{\"alg\":[]}]}", "alg is not a string", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"oct\",\"k\":\"\",\"kid\":\"a\"},{\"kty\":\"RSA\",\"kid\":\"b\","
     "\"n\":\"{n}\",\"e\":\"AQAB\"}]}",
     "the set mixes symmetric keys with others", "keys[1]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"{n}\",\"e\":\"AQAB\"},"
     "{\"kty\":\"OKP\",\"kid\":\"a\"}]}",
     "two keys have the kid \"a\"", "keys[1]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\"},"
     "{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\"}]}",
     "two keys have the id \"Me5VC6i4_4mymFj7T5rcUftFjYX70YoCfSnZB6-nBY4\"", "keys[1]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"e\":\"AQAB\"}]}",
     "n and e of the RSA key are not two numbers in base64url", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":65537}]}",
     "n and e of the RSA key are not two numbers in base64url", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AAEAAQ\"}]}",
     "n and e of the RSA key are not two numbers in base64url", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}=\",\"e\":\"AQAB\"}]}",
     "n and e of the RSA key are not two numbers in base64url", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{zero}\",\"e\":\"AQAB\"}]}",
     "n and e of the RSA key are not two numbers in base64url", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{short}\",\"e\":\"AQAB\"}]}",
     "the RSA key has 2047 bits; 2048 to 4096 are accepted", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{long}\",\"e\":\"AQAB\"}]}",
     "the RSA key has 4097 bits; 2048 to 4096 are accepted", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{even}\",\"e\":\"AQAB\"}]}",
     "the RSA key's modulus is even", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQ\"}]}",
     "the RSA key's exponent is not an odd number from 65537 to 2^31", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"Aw\"}]}",
     "the RSA key's exponent is not an odd number from 65537 to 2^31", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAC\"}]}",
     "the RSA key's exponent is not an odd number from 65537 to 2^31", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"gAAAAQ\"}]}",
     "the RSA key's exponent is not an odd number from 65537 to 2^31", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"{n}\"}]}",
     "the RSA key's exponent is not an odd number from 65537 to 2^31", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"{roca}\",\"e\":\"AQAB\"}]}",
     "the RSA key has the ROCA fingerprint (CVE-2017-15361): its factors can be found", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\"}]}",
     "x and y of the EC key are not a point of P-256 in base64url", "keys[0]"},
    {"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
     "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
     "\"y\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}]}",
     "x and y of the EC key are not a point of P-256 in base64url", "keys[0]"},
};

static void sets_that_are_weak_or_malformed_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct fail fail = {0};

        if (parse(refused[i].text, &fail) || strcmp(fail.what, refused[i].what) != 0 ||
            strcmp(fail.where, refused[i].where) != 0)
            fail_msg("%s\n  %s\n  %s", refused[i].text, fail.what, fail.where);
        assert_int_equal(ERR_peek_error(), 0);
    }
}

/* One key, and how many are left of it. */
static void keys_of_no_use_are_skipped(void **state)
{
    static const struct {
        const char *key;
        size_t count;
    } rows[] = {
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"use\":\"sig\"}", 1},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"use\":\"jwt-svid\"}", 1},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"use\":\"enc\"}", 0},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"use\":\"x509-svid\"}", 0},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"use\":[\"sig\"]}", 0},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"key_ops\":[\"sign\",\"verify\"]}", 1},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"key_ops\":[\"encrypt\"]}", 0},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"key_ops\":\"verify\"}", 0},
        {"{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\",\"x5c\":5,\"d\":\"AQ\"}", 1},
        {"{\"kty\":\"rsa\",\"n\":\"{n}\",\"e\":\"AQAB\"}", 0},
        {"{\"kty\":\"oct\",\"k\":\"AAAA\"}", 0},
        {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", 0},
        {"{\"kty\":\"EC\",\"crv\":\"P-256\",{ec}}", 1},
        {"{\"kty\":\"EC\",\"crv\":\"P-384\",{ec}}", 0},
        {"{}", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct fail fail = {0};
        struct jwk_set *set = parse(text_format(arena, "{\"keys\":[%s]}", rows[i].key).at, &fail);

        if (!set || jwk_set_count(set) != rows[i].count)
            fail_msg("%s: %s", rows[i].key, fail.what);
        jwk_set_unref(set);
    }
}

static void a_key_is_found_by_its_kid_alone(void **state)
{
    struct fail fail = {0};
    struct jwk_set *set = parse("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"One\",\"n\":\"{n}\",\"e\":"
                                "\"AQAB\"},{\"kty\":\"EC\",\"kid\":\"two\",\"crv\":\"P-256\","
                                "{ec}},{\"kty\":\"RSA\",\"n\":\"{n}\",\"e\":\"AQAB\"}]}",
                                &fail);

    (void)state;
    assert_non_null(set);
    assert_int_equal(jwk_set_count(set), 3);
    assert_ptr_equal(jwk_set_find(set, SPAN("One")), jwk_set_at(set, 0));
    assert_int_equal(key_type(jwk_set_find(set, SPAN("two"))), KEY_TYPE_EC);
    assert_non_null(jwk_set_find(set, span_of(sample_kid)));
    assert_null(jwk_set_find(set, SPAN("one")));
    assert_null(jwk_set_find(set, SPAN("One\0")));
    assert_null(jwk_set_find(set, SPAN("")));
    assert_null(jwk_set_find(set, SPAN("../../etc/passwd")));
    assert_null(jwk_set_at(set, 3));
    jwk_set_unref(set);
}

static struct key *load(struct arena *arena, const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    assert_non_null(key);
    return key;
}

/* RFC 8725 section 3.1: a key that names its algorithm is for no other. */
static void a_key_with_an_algorithm_verifies_with_that_one_alone(void **state)
{
    static const struct {
        const char *alg;
        bool verifies;
    } rows[] = {{"RS256", true}, {"PS256", false}, {"RSA-OAEP", false}, {"rs256", false}};
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    json_t *jwk = doc_keep(arena, jwk_write_kubernetes(key));
    struct span signature;

    (void)state;
    assert_true(sign_bytes(arena, key, SIGN_RS256, SPAN("bytes"), &signature));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fail fail = {0};
        struct jwk_set *set;

        json_object_set_new(jwk, "alg", json_string(rows[i].alg));
        set = jwk_set_parse(
            TEXT_CONCAT(arena, SPAN("{\"keys\":["), doc_write(arena, jwk), SPAN("]}")), &fail);
        assert_int_equal(sign_verify(jwk_set_at(set, 0), SIGN_RS256, SPAN("bytes"), signature),
                         rows[i].verifies);
        jwk_set_unref(set);
    }
    key_unref(key);
}

static struct span set_of(struct arena *arena, size_t count, size_t spaces)
{
    struct text text = {.arena = arena};

    text_put(&text, SPAN("{\"keys\":["));
    for (size_t i = 0; i < count; i++)
        text_put(&text, i ? SPAN(",{}") : SPAN("{}"));
    text_put(&text, SPAN("]}"));
    for (size_t i = 0; i < spaces; i++)
        text_put_byte(&text, ' ');
    return text_span(&text);
}

static void the_limits_hold_and_what_is_at_them_is_read(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span most = set_of(arena, 0, JWK_SET_MAX_BYTES - sizeof "{\"keys\":[]}" + 1);
    struct jwk_set *set;
    struct fail fail = {0};

    (void)state;
    set = jwk_set_parse(set_of(arena, JWK_SET_MAX_KEYS, 0), &fail);
    assert_non_null(set);
    jwk_set_unref(set);
    set = jwk_set_parse(most, &fail);
    assert_non_null(set);
    jwk_set_unref(set);
    assert_null(jwk_set_parse(TEXT_CONCAT(arena, most, SPAN(" ")), &fail));
    assert_string_equal(fail.what, "the set has 65537 bytes; 65536 are accepted");
    fail = (struct fail){0};
    assert_null(jwk_set_parse(set_of(arena, JWK_SET_MAX_KEYS + 1, 0), &fail));
    assert_string_equal(fail.what, "the set has 101 keys; 100 are accepted");
}

static void a_set_holds_its_keys(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    const struct key *keys[] = {key, key};
    struct jwk_set *set = jwk_set_new(keys, 2);
    struct jwk_set *held = jwk_set_ref(set);

    (void)state;
    key_unref(key);
    jwk_set_unref(set);
    assert_int_equal(jwk_set_count(held), 2);
    assert_int_equal(key_id(jwk_set_at(held, 1)).len, 43);
    jwk_set_unref(held);
    jwk_set_unref(NULL);
    jwk_set_unref(jwk_set_new(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_id_of_the_sample_is_the_one_kubernetes_gives),
        cmocka_unit_test(a_key_is_written_as_kube_apiserver_writes_it),
        cmocka_unit_test(sets_that_are_weak_or_malformed_are_refused),
        cmocka_unit_test(keys_of_no_use_are_skipped),
        cmocka_unit_test(a_key_is_found_by_its_kid_alone),
        cmocka_unit_test(a_key_with_an_algorithm_verifies_with_that_one_alone),
        cmocka_unit_test(the_limits_hold_and_what_is_at_them_is_read),
        cmocka_unit_test(a_set_holds_its_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

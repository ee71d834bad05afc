#include "keys/jwk.h"

#include "base/base64.h"
#include "base/doc.h"
#include "keys/key_inner.h"
#include "keys/pkey.h"

#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { P256_COORDINATE_BYTES = 32, POINT_UNCOMPRESSED = 4 };

struct jwk_set {
    struct jwk_set *self; /* what a holder of a const set counts through */
    atomic_size_t references;
    struct arena *arena; /* holds the set itself */
    const struct key **keys;
    size_t count;
};

/* RFC 7518 section 6.3.1: big-endian, without leading zero bytes. A new reference. */
static json_t *write_number(struct arena *arena, const struct key *key, const char *name)
{
    BIGNUM *number = pkey_number(key_pkey(key), name);
    unsigned char *bytes;
    size_t length;

    if (!number)
        abort(); /* only RSA keys are published */
    length = (size_t)BN_num_bytes(number);
    bytes = arena_alloc(arena, length);
    BN_bn2bin(number, bytes);
    BN_free(number);
    return doc_string(base64url_encode(arena, (struct span){(const char *)bytes, length}));
}

json_t *jwk_write_kubernetes(const struct key *key)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *jwk = json_object();

    if (json_object_set_new(jwk, "use", json_string("sig")) != 0 ||
        json_object_set_new(jwk, "kty", json_string("RSA")) != 0 ||
        json_object_set_new(jwk, "kid", doc_string(key_id(key))) != 0 ||
        json_object_set_new(jwk, "alg", json_string("RS256")) != 0 ||
        json_object_set_new(jwk, "n", write_number(arena, key, OSSL_PKEY_PARAM_RSA_N)) != 0 ||
        json_object_set_new(jwk, "e", write_number(arena, key, OSSL_PKEY_PARAM_RSA_E)) != 0)
        abort();
    return jwk;
}

/* An empty set with room for `count` keys. */
static struct jwk_set *set_new(size_t count)
{
    struct arena *arena = arena_new();
    struct jwk_set *set = arena_alloc(arena, sizeof *set);

    set->self = set;
    atomic_init(&set->references, 1);
    set->arena = arena;
    set->keys = arena_array(arena, count, sizeof *set->keys);
    return set;
}

struct jwk_set *jwk_set_new(const struct key *const *keys, size_t count)
{
    struct jwk_set *set = set_new(count);

    for (size_t i = 0; i < count; i++)
        set->keys[set->count++] = key_ref(keys[i]);
    return set;
}

struct jwk_set *jwk_set_ref(const struct jwk_set *set)
{
    atomic_fetch_add_explicit(&set->self->references, 1, memory_order_relaxed);
    return set->self;
}

void jwk_set_unref(const struct jwk_set *set)
{
    if (!set || atomic_fetch_sub_explicit(&set->self->references, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < set->count; i++)
        key_unref(set->keys[i]);
    arena_free(set->arena);
}

size_t jwk_set_count(const struct jwk_set *set)
{
    return set->count;
}

const struct key *jwk_set_at(const struct jwk_set *set, size_t index)
{
    return index < set->count ? set->keys[index] : NULL;
}

const struct key *jwk_set_find(const struct jwk_set *set, struct span kid)
{
    for (size_t i = 0; i < set->count; i++)
        if (span_equal(key_id(set->keys[i]), kid))
            return set->keys[i];
    return NULL;
}

static bool is_symmetric(const json_t *jwk)
{
    return span_equal(doc_member(jwk, "kty"), SPAN("oct"));
}

static bool has_verify(const json_t *operations)
{
    for (size_t i = 0; i < json_array_size(operations); i++)
        if (span_equal(doc_span(json_array_get(operations, i)), SPAN("verify")))
            return true;
    return false;
}

/* RFC 7517 sections 4.2 and 4.3; "jwt-svid" is SPIFFE's word for it. */
static bool is_for_verifying(const json_t *jwk)
{
    const json_t *use = json_object_get(jwk, "use");
    const json_t *operations = json_object_get(jwk, "key_ops");

    if (use && !span_equal(doc_span(use), SPAN("sig")) &&
        !span_equal(doc_span(use), SPAN("jwt-svid")))
        return false;
    return !operations || has_verify(operations);
}

static bool is_usable(const json_t *jwk)
{
    struct span type = doc_member(jwk, "kty");

    if (!is_for_verifying(jwk))
        return false;
    return span_equal(type, SPAN("RSA")) ||
           (span_equal(type, SPAN("EC")) && span_equal(doc_member(jwk, "crv"), SPAN("P-256")));
}

/* A member as a big-endian number; without leading zeros, as RFC 7518 section 2 wants it. */
static bool read_number(struct arena *arena, const json_t *jwk, const char *name, BIGNUM **number)
{
    struct span bytes;

    if (!base64url_decode(arena, doc_member(jwk, name), &bytes) || bytes.len == 0 ||
        bytes.at[0] == '\0')
        return false;
    *number = BN_bin2bn((const unsigned char *)bytes.at, (int)bytes.len, NULL);
    if (!*number)
        abort();
    return true;
}

static EVP_PKEY *build_rsa(const BIGNUM *modulus, const BIGNUM *exponent)
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *pkey;

    if (!builder || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) != 1)
        abort();
    pkey = pkey_import("RSA", EVP_PKEY_PUBLIC_KEY, builder);
    OSSL_PARAM_BLD_free(builder);
    return pkey;
}

static EVP_PKEY *read_rsa(struct arena *arena, const json_t *jwk, struct fail *fail)
{
    BIGNUM *modulus = NULL;
    BIGNUM *exponent = NULL;
    EVP_PKEY *pkey = NULL;

    if (read_number(arena, jwk, "n", &modulus) && read_number(arena, jwk, "e", &exponent))
        pkey = build_rsa(modulus, exponent);
    BN_free(modulus);
    BN_free(exponent);
    if (!pkey)
        fail_what(fail, "n and e of the RSA key are not two numbers in base64url");
    if (!pkey || pkey_is_sound_rsa(pkey, fail))
        return pkey;
    EVP_PKEY_free(pkey);
    return NULL;
}

static bool read_point(struct arena *arena, const json_t *jwk,
                       unsigned char point[1 + 2 * P256_COORDINATE_BYTES])
{
    struct span x;
    struct span y;

    if (!base64url_decode(arena, doc_member(jwk, "x"), &x) || x.len != P256_COORDINATE_BYTES ||
        !base64url_decode(arena, doc_member(jwk, "y"), &y) || y.len != P256_COORDINATE_BYTES)
        return false;
    point[0] = POINT_UNCOMPRESSED;
    for (size_t i = 0; i < P256_COORDINATE_BYTES; i++) {
        point[1 + i] = (unsigned char)x.at[i];
        point[1 + P256_COORDINATE_BYTES + i] = (unsigned char)y.at[i];
    }
    return true;
}

/* OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *read_ec(struct arena *arena, const json_t *jwk, struct fail *fail)
{
    unsigned char point[1 + 2 * P256_COORDINATE_BYTES];
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *pkey = NULL;

    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME,
                                                    SN_X9_62_prime256v1, 0) != 1)
        abort();
    if (read_point(arena, jwk, point)) {
        if (OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point,
                                             sizeof point) != 1)
            abort();
        pkey = pkey_import("EC", EVP_PKEY_PUBLIC_KEY, builder);
    }
    OSSL_PARAM_BLD_free(builder);
    if (!pkey)
        fail_what(fail, "x and y of the EC key are not a point of P-256 in base64url");
    return pkey;
}

static bool is_text_or_absent(const json_t *jwk, const char *name, struct fail *fail)
{
    const json_t *value = json_object_get(jwk, name);

    return !value || json_is_string(value) || fail_what(fail, "%s is not a string", name);
}

static const struct key *read_key(const json_t *jwk, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    bool is_rsa = span_equal(doc_member(jwk, "kty"), SPAN("RSA"));
    EVP_PKEY *pkey = is_rsa ? read_rsa(arena, jwk, fail) : read_ec(arena, jwk, fail);

    return pkey ? key_bind(pkey, doc_member(jwk, "kid"), doc_member(jwk, "alg")) : NULL;
}

/* What must hold of every key, also of those that are of no use to us. `first` is the set's first.
 */
static bool is_in_order(const json_t *jwk, const json_t *first, struct fail *fail)
{
    if (!json_is_object(jwk))
        return fail_what(fail, "the key is not an object");
    if (!is_text_or_absent(jwk, "kty", fail) || !is_text_or_absent(jwk, "kid", fail) ||
        !is_text_or_absent(jwk, "alg", fail))
        return false;
    if (is_symmetric(jwk) != is_symmetric(first))
        return fail_what(fail, "the set mixes symmetric keys with others");
    return true;
}

/* Whether the key at `index` has a kid that an earlier one has. */
static bool is_repeated(const json_t *keys, size_t index)
{
    struct span kid = doc_member(json_array_get(keys, index), "kid");

    for (size_t i = 0; i < index; i++)
        if (!span_is_empty(kid) && span_equal(doc_member(json_array_get(keys, i), "kid"), kid))
            return true;
    return false;
}

static bool add_key(struct jwk_set *set, const json_t *keys, size_t index, struct fail *fail)
{
    const json_t *jwk = json_array_get(keys, index);
    const struct key *key;

    if (!is_in_order(jwk, json_array_get(keys, 0), fail))
        return false;
    if (is_repeated(keys, index))
        return fail_what(fail, "two keys have the kid \"%s\"",
                         json_string_value(json_object_get(jwk, "kid")));
    if (!is_usable(jwk))
        return true;
    key = read_key(jwk, fail);
    if (!key)
        return false;
    /* A key without kid has the id that is computed of it, and may so meet another. */
    if (jwk_set_find(set, key_id(key))) {
        fail_what(fail, "two keys have the id \"%.*s\"", SPAN_ARGS(key_id(key)));
        key_unref(key);
        return false;
    }
    set->keys[set->count++] = key;
    return true;
}

static struct jwk_set *read_set(const json_t *doc, struct fail *fail)
{
    const json_t *keys = json_object_get(doc, "keys");
    size_t count = json_array_size(keys);
    struct jwk_set *set;

    if (!json_is_array(keys)) {
        fail_what(fail, "the text is not an object with an array \"keys\"");
        return NULL;
    }
    if (count > JWK_SET_MAX_KEYS) {
        fail_what(fail, "the set has %zu keys; %d are accepted", count, JWK_SET_MAX_KEYS);
        return NULL;
    }
    set = set_new(count);
    for (size_t i = 0; i < count; i++)
        if (!add_key(set, keys, i, fail)) {
            fail_where(fail, "keys[%zu]", i);
            jwk_set_unref(set);
            return NULL;
        }
    return set;
}

struct jwk_set *jwk_set_parse(struct span text, struct fail *fail)
{
    DOC_AUTO json_t *doc = NULL;
    struct doc_error error;

    if (text.len > JWK_SET_MAX_BYTES) {
        fail_what(fail, "the set has %zu bytes; %d are accepted", text.len, JWK_SET_MAX_BYTES);
        return NULL;
    }
    doc = doc_parse(text, &error);
    if (!doc) {
        fail_what(fail, "the set is not JSON: %s", error.text);
        fail_where(fail, "line %u, column %u", error.line, error.column);
        return NULL;
    }
    return read_set(doc, fail);
}

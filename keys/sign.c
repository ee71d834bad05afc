#include "keys/sign.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "keys/key_inner.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <stdlib.h>

enum { P256_BYTES = 32, ES256_BYTES = 2 * P256_BYTES };

struct algorithm {
    struct span text;
    enum key_type type;
    const char *digest;
    bool is_pss;
};

/* RFC 7518 section 3.1 */
static const struct algorithm algorithms[] = {
    [SIGN_RS256] = {SPAN_INIT("RS256"), KEY_TYPE_RSA, "SHA256", false},
    [SIGN_RS384] = {SPAN_INIT("RS384"), KEY_TYPE_RSA, "SHA384", false},
    [SIGN_RS512] = {SPAN_INIT("RS512"), KEY_TYPE_RSA, "SHA512", false},
    [SIGN_PS256] = {SPAN_INIT("PS256"), KEY_TYPE_RSA, "SHA256", true},
    [SIGN_ES256] = {SPAN_INIT("ES256"), KEY_TYPE_EC, "SHA256", false},
};

bool sign_alg_parse(struct span text, enum sign_alg *alg)
{
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
        if (span_equal(algorithms[i].text, text)) {
            *alg = (enum sign_alg)i;
            return true;
        }
    return false;
}

struct span sign_alg_text(enum sign_alg alg)
{
    return algorithms[alg].text;
}

enum key_type sign_alg_key_type(enum sign_alg alg)
{
    return algorithms[alg].type;
}

/* ES256 is P-256 and no other curve (RFC 7518 section 3.4). */
static bool is_p256(const struct key *key)
{
    char name[32];
    size_t length;

    return EVP_PKEY_get_group_name(key_pkey(key), name, sizeof name, &length) == 1 &&
           span_equal(span_of(name), SPAN(SN_X9_62_prime256v1));
}

static bool key_suits(const struct key *key, enum sign_alg alg)
{
    struct span only = key_alg(key);

    if (key_type(key) != algorithms[alg].type)
        return false;
    if (!span_is_empty(only) && !span_equal(only, algorithms[alg].text))
        return false;
    return algorithms[alg].type != KEY_TYPE_EC || is_p256(key);
}

typedef int begin_function(EVP_MD_CTX *, EVP_PKEY_CTX **, const char *, OSSL_LIB_CTX *,
                           const char *, EVP_PKEY *, const OSSL_PARAM *);

/* NULL when OpenSSL does not let this key do it. */
static EVP_MD_CTX *begin(begin_function *init, const struct key *key, enum sign_alg alg)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *options = NULL;
    bool ready;

    if (!context)
        abort();
    ready = init(context, &options, algorithms[alg].digest, NULL, NULL, key_pkey(key), NULL) == 1;
    /* RFC 7518 section 3.5: the salt is as long as the digest. */
    if (ready && algorithms[alg].is_pss)
        ready = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
                EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    if (ready)
        return context;
    EVP_MD_CTX_free(context);
    return NULL;
}

/* DER of ECDSA-Sig-Value -> r || s */
static bool der_to_fixed(struct arena *arena, struct span *signature)
{
    const unsigned char *at = (const unsigned char *)signature->at;
    ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &at, (long)signature->len);
    unsigned char *fixed = arena_alloc(arena, ES256_BYTES);
    bool done = pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), fixed, P256_BYTES) == P256_BYTES &&
                BN_bn2binpad(ECDSA_SIG_get0_s(pair), fixed + P256_BYTES, P256_BYTES) == P256_BYTES;

    ECDSA_SIG_free(pair);
    *signature = (struct span){(const char *)fixed, ES256_BYTES};
    return done;
}

/* r || s -> DER */
static struct span fixed_to_der(struct arena *arena, struct span fixed)
{
    const unsigned char *bytes = (const unsigned char *)fixed.at;
    ECDSA_SIG *pair = ECDSA_SIG_new();
    unsigned char *der = NULL;
    struct span copy;
    int length;

    if (!pair || ECDSA_SIG_set0(pair, BN_bin2bn(bytes, P256_BYTES, NULL),
                                BN_bin2bn(bytes + P256_BYTES, P256_BYTES, NULL)) != 1)
        abort();
    length = i2d_ECDSA_SIG(pair, &der);
    if (length <= 0)
        abort();
    copy = arena_copy(arena, (struct span){(const char *)der, (size_t)length});
    OPENSSL_free(der);
    ECDSA_SIG_free(pair);
    return copy;
}

static bool sign_with(struct arena *arena, EVP_MD_CTX *context, struct span bytes,
                      struct span *signature)
{
    const unsigned char *input = (const unsigned char *)(bytes.len > 0 ? bytes.at : "");
    unsigned char *out;
    size_t length = 0;

    if (EVP_DigestSign(context, NULL, &length, input, bytes.len) != 1)
        return false;
    out = arena_alloc(arena, length);
    if (EVP_DigestSign(context, out, &length, input, bytes.len) != 1)
        return false;
    *signature = (struct span){(const char *)out, length};
    return true;
}

bool sign_bytes(struct arena *arena, const struct key *key, enum sign_alg alg, struct span bytes,
                struct span *signature)
{
    EVP_MD_CTX *context;
    bool done;

    *signature = SPAN("");
    if (!key_suits(key, alg) || !key_is_private(key))
        return false;
    ERR_set_mark();
    context = begin(EVP_DigestSignInit_ex, key, alg);
    done = context && sign_with(arena, context, bytes, signature) &&
           (alg != SIGN_ES256 || der_to_fixed(arena, signature));
    EVP_MD_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

static bool verify_with(EVP_MD_CTX *context, struct span bytes, struct span signature)
{
    return EVP_DigestVerify(context, (const unsigned char *)signature.at, signature.len,
                            (const unsigned char *)(bytes.len > 0 ? bytes.at : ""), bytes.len) == 1;
}

bool sign_verify(const struct key *key, enum sign_alg alg, struct span bytes, struct span signature)
{
    size_t length = alg == SIGN_ES256 ? ES256_BYTES : (size_t)EVP_PKEY_get_size(key_pkey(key));
    EVP_MD_CTX *context;
    struct arena *arena;
    bool good;

    if (!key_suits(key, alg) || signature.len != length)
        return false;
    arena = arena_new();
    if (alg == SIGN_ES256)
        signature = fixed_to_der(arena, signature);
    ERR_set_mark();
    context = begin(EVP_DigestVerifyInit_ex, key, alg);
    good = context && verify_with(context, bytes, signature);
    EVP_MD_CTX_free(context);
    ERR_pop_to_mark();
    arena_free(arena);
    return good;
}

struct span sign_texts(struct arena *arena, const struct key *key, enum sign_alg alg,
                       struct span header, struct span claims)
{
    struct span input = TEXT_CONCAT(arena, base64url_encode(arena, header), SPAN("."),
                                    base64url_encode(arena, claims));
    struct span signature;

    if (!sign_bytes(arena, key, alg, input, &signature))
        return SPAN("");
    return TEXT_CONCAT(arena, input, SPAN("."), base64url_encode(arena, signature));
}

struct span sign_token(struct arena *arena, const struct key *key, enum sign_alg alg,
                       const json_t *header, const json_t *claims)
{
    return sign_texts(arena, key, alg, doc_write(arena, header), doc_write(arena, claims));
}

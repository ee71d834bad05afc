#include "hostile/forge.h"

#include "base/base64.h"
#include "base/doc.h"
#include "keys/jwk.h"
#include "keys/sign.h"
#include "support/cm.h"
#include "support/files.h"
#include "support/worldfile.h"

#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

enum { SIGNATURE_BYTES = 256 };

static const struct key *issuer_key(struct arena *arena)
{
    return worldfile_key(arena, SPAN("issuer-a.pem"));
}

static struct span raw(struct arena *arena, const struct key *key, enum sign_alg alg,
                       struct span input)
{
    struct span signature;

    assert_true(sign_bytes(arena, key, alg, input, &signature));
    return signature;
}

/* The issuer's own signature. */
static struct span well(struct arena *arena, struct span input)
{
    return raw(arena, issuer_key(arena), SIGN_RS256, input);
}

struct span sign_with_rs512(struct arena *arena, struct span input)
{
    return base64url_encode(arena, raw(arena, issuer_key(arena), SIGN_RS512, input));
}

struct span sign_with_pss(struct arena *arena, struct span input)
{
    return base64url_encode(arena, raw(arena, issuer_key(arena), SIGN_PS256, input));
}

static EVP_PKEY *curve_pkey(struct arena *arena)
{
    struct span pem = files_read(arena, "tests/support/keys/ec-p256.pem");
    BIO *bio = BIO_new_mem_buf(pem.at, (int)pem.len);
    EVP_PKEY *pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL) : NULL;

    BIO_free(bio);
    assert_non_null(pkey);
    return pkey;
}

struct span sign_with_curve(struct arena *arena, struct span input)
{
    struct key *key = key_take(curve_pkey(arena));
    struct span signature = raw(arena, key, SIGN_ES256, input);

    key_unref(key);
    return base64url_encode(arena, signature);
}

struct span sign_with_edwards(struct arena *arena, struct span input)
{
    unsigned char signature[64];
    size_t length = sizeof signature;
    EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, pkey), 1);
    assert_int_equal(
        EVP_DigestSign(context, signature, &length, (const unsigned char *)input.at, input.len), 1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    return base64url_encode(arena, (struct span){(const char *)signature, length});
}

struct span sign_with_other_key(struct arena *arena, struct span input)
{
    const struct key *key = worldfile_key(arena, SPAN("issuer-b.pem"));

    return base64url_encode(arena, raw(arena, key, SIGN_RS256, input));
}

struct span sign_with_nothing(struct arena *arena, struct span input)
{
    (void)arena;
    (void)input;
    return SPAN("");
}

static struct span filled_with(struct arena *arena, int byte)
{
    char bytes[SIGNATURE_BYTES];

    memset(bytes, byte, sizeof bytes);
    return base64url_encode(arena, (struct span){bytes, sizeof bytes});
}

struct span sign_with_zeros(struct arena *arena, struct span input)
{
    (void)input;
    return filled_with(arena, 0);
}

struct span sign_with_ones(struct arena *arena, struct span input)
{
    (void)input;
    return filled_with(arena, 0xff);
}

struct span sign_one_byte_short(struct arena *arena, struct span input)
{
    return base64url_encode(arena, span_head(well(arena, input), SIGNATURE_BYTES - 1));
}

static struct span framed(struct arena *arena, size_t before, size_t after, struct span input)
{
    char *bytes = arena_alloc(arena, before + SIGNATURE_BYTES + after);

    memcpy(bytes + before, well(arena, input).at, SIGNATURE_BYTES);
    return base64url_encode(arena, (struct span){bytes, before + SIGNATURE_BYTES + after});
}

struct span sign_one_byte_long(struct arena *arena, struct span input)
{
    return framed(arena, 0, 1, input);
}

struct span sign_zero_in_front(struct arena *arena, struct span input)
{
    return framed(arena, 1, 0, input);
}

struct span sign_first_half(struct arena *arena, struct span input)
{
    return base64url_encode(arena, span_head(well(arena, input), SIGNATURE_BYTES / 2));
}

static struct span mac(struct arena *arena, const EVP_MD *digest, struct span key,
                       struct span input)
{
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned length = 0;

    assert_non_null(HMAC(digest, key.at, (int)key.len, (const unsigned char *)input.at, input.len,
                         code, &length));
    return base64url_encode(arena, (struct span){(const char *)code, length});
}

static struct span public_pem(struct arena *arena)
{
    BIO *bio = BIO_new(BIO_s_mem());
    struct span pem;
    char *at;

    assert_int_equal(PEM_write_bio_PUBKEY(bio, key_pkey(issuer_key(arena))), 1);
    pem.len = (size_t)BIO_get_mem_data(bio, &at);
    pem.at = at;
    pem = arena_copy(arena, pem);
    BIO_free(bio);
    return pem;
}

static struct span public_der(struct arena *arena, int (*write)(const EVP_PKEY *, unsigned char **))
{
    unsigned char *der = NULL;
    int length = write(key_pkey(issuer_key(arena)), &der);
    struct span copy;

    assert_true(length > 0);
    copy = arena_copy(arena, (struct span){(const char *)der, (size_t)length});
    OPENSSL_free(der);
    return copy;
}

struct span mac_with_pem(struct arena *arena, struct span input)
{
    return mac(arena, EVP_sha256(), public_pem(arena), input);
}

struct span mac_384_with_pem(struct arena *arena, struct span input)
{
    return mac(arena, EVP_sha384(), public_pem(arena), input);
}

struct span mac_512_with_pem(struct arena *arena, struct span input)
{
    return mac(arena, EVP_sha512(), public_pem(arena), input);
}

struct span mac_with_spki(struct arena *arena, struct span input)
{
    return mac(arena, EVP_sha256(), public_der(arena, i2d_PUBKEY), input);
}

struct span mac_with_pkcs1(struct arena *arena, struct span input)
{
    return mac(arena, EVP_sha256(), public_der(arena, i2d_PublicKey), input);
}

struct span mac_with_modulus(struct arena *arena, struct span input)
{
    json_t *jwk = doc_keep(arena, jwk_write_kubernetes(issuer_key(arena)));
    struct span modulus;

    assert_true(base64url_decode(arena, doc_member(jwk, "n"), &modulus));
    return mac(arena, EVP_sha256(), modulus, input);
}

struct span mac_with_jwk(struct arena *arena, struct span input)
{
    json_t *jwk = doc_keep(arena, jwk_write_kubernetes(issuer_key(arena)));

    return mac(arena, EVP_sha256(), doc_write(arena, jwk), input);
}

struct span mac_with_empty_key(struct arena *arena, struct span input)
{
    return mac(arena, EVP_sha256(), SPAN(""), input);
}

#include "keys/key.h"

#include "base/base64.h"
#include "keys/digest.h"
#include "keys/key_inner.h"
#include "keys/pkey.h"

#include <openssl/bio.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdatomic.h>
#include <stdlib.h>

struct key {
    struct key *self; /* what a holder of a const key counts through */
    atomic_size_t references;
    struct arena *arena; /* holds the key itself */
    EVP_PKEY *pkey;
    enum key_type type;
    bool is_private;
    struct span id;
    struct span alg; /* empty: any that its type can do */
};

static void release(void *pkey)
{
    EVP_PKEY_free(pkey);
}

/* issuer-side.md 1.3 */
static struct span id_of(struct arena *arena, const EVP_PKEY *pkey)
{
    unsigned char digest[DIGEST_SHA256_BYTES];

    digest_sha256(pkey_spki(arena, pkey), digest);
    return base64url_encode(arena, (struct span){(const char *)digest, sizeof digest});
}

struct key *key_bind(EVP_PKEY *pkey, struct span kid, struct span alg)
{
    struct arena *arena = arena_new();
    struct key *key = arena_alloc(arena, sizeof *key);

    arena_defer(arena, release, pkey);
    key->self = key;
    atomic_init(&key->references, 1);
    key->arena = arena;
    key->pkey = pkey;
    key->type = pkey_type(pkey);
    key->is_private = pkey_is_private(pkey);
    key->id = span_is_empty(kid) ? id_of(arena, pkey) : arena_copy(arena, kid);
    key->alg = arena_copy(arena, alg);
    return key;
}

struct key *key_take(EVP_PKEY *pkey)
{
    return key_bind(pkey, SPAN(""), SPAN(""));
}

struct key *key_named(const struct key *key, struct span kid)
{
    if (EVP_PKEY_up_ref(key->pkey) != 1)
        abort();
    return key_bind(key->pkey, kid, key->alg);
}

struct key *key_ref(const struct key *key)
{
    atomic_fetch_add_explicit(&key->self->references, 1, memory_order_relaxed);
    return key->self;
}

void key_unref(const struct key *key)
{
    if (!key)
        return;
    if (atomic_fetch_sub_explicit(&key->self->references, 1, memory_order_acq_rel) == 1)
        arena_free(key->arena);
}

enum key_type key_type(const struct key *key)
{
    return key->type;
}

bool key_is_private(const struct key *key)
{
    return key->is_private;
}

struct span key_id(const struct key *key)
{
    return key->id;
}

struct span key_alg(const struct key *key)
{
    return key->alg;
}

EVP_PKEY *key_pkey(const struct key *key)
{
    return key->pkey;
}

/* Any encoding of any type, so that a key of the wrong type can be named as such. */
static EVP_PKEY *decode(struct span pem)
{
    EVP_PKEY *pkey = NULL;
    OSSL_DECODER_CTX *decoder =
        OSSL_DECODER_CTX_new_for_pkey(&pkey, "PEM", NULL, NULL, 0, NULL, NULL);
    const unsigned char *at = (const unsigned char *)pem.at;
    size_t left = pem.len;

    if (!decoder)
        abort();
    ERR_set_mark();
    OSSL_DECODER_CTX_set_pem_password_cb(decoder, pkey_no_password, NULL);
    if (left == 0 || OSSL_DECODER_from_data(decoder, &at, &left) != 1) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    ERR_pop_to_mark();
    OSSL_DECODER_CTX_free(decoder);
    return pkey;
}

struct key *key_parse_pem(struct span pem, struct fail *fail)
{
    EVP_PKEY *pkey = decode(pem);

    if (!pkey)
        fail_what(fail, "the text holds no key in PEM that can be read without a password");
    else if (pkey_type(pkey) != KEY_TYPE_RSA)
        fail_what(fail, "the key is not an RSA key");
    else if (pkey_is_sound_rsa(pkey, fail))
        return key_take(pkey);
    fail_remedy(fail, "make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:%d",
                KEY_RSA_BITS);
    EVP_PKEY_free(pkey);
    return NULL;
}

struct span key_write_pem(struct arena *arena, const struct key *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    int written = 0;

    if (bio && key->is_private)
        written = PEM_write_bio_PKCS8PrivateKey(bio, key->pkey, NULL, NULL, 0, NULL, NULL);
    else if (bio)
        written = PEM_write_bio_PUBKEY(bio, key->pkey);
    if (written != 1)
        abort();
    return pkey_bio_take(arena, bio);
}

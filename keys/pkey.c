#include "keys/pkey.h"

#include "keys/roca.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* As crypto/rsa of Go, with which kube-apiserver checks signatures. */
enum { EXPONENT_MIN = 65537, EXPONENT_BITS_MAX = 31 };

EVP_PKEY *pkey_import(const char *type, int selection, OSSL_PARAM_BLD *numbers)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(numbers);
    EVP_PKEY *pkey = NULL;

    if (!context || !params)
        abort();
    ERR_set_mark();
    if (EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &pkey, selection, params) != 1)
        pkey = NULL;
    ERR_pop_to_mark();
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(context);
    return pkey;
}

enum key_type pkey_type(const EVP_PKEY *pkey)
{
    if (EVP_PKEY_is_a(pkey, "RSA"))
        return KEY_TYPE_RSA;
    return EVP_PKEY_is_a(pkey, "EC") ? KEY_TYPE_EC : KEY_TYPE_OTHER;
}

BIGNUM *pkey_number(const EVP_PKEY *pkey, const char *name)
{
    BIGNUM *number = NULL;

    ERR_set_mark();
    if (EVP_PKEY_get_bn_param(pkey, name, &number) != 1)
        number = NULL;
    ERR_pop_to_mark();
    return number;
}

bool pkey_is_private(const EVP_PKEY *pkey)
{
    bool is_rsa = pkey_type(pkey) == KEY_TYPE_RSA;
    BIGNUM *secret = pkey_number(pkey, is_rsa ? OSSL_PKEY_PARAM_RSA_D : OSSL_PKEY_PARAM_PRIV_KEY);
    bool is_private = secret != NULL;

    BN_clear_free(secret);
    return is_private;
}

struct span pkey_spki(struct arena *arena, const EVP_PKEY *pkey)
{
    unsigned char *der = NULL;
    int length = i2d_PUBKEY(pkey, &der);
    struct span spki;

    if (length <= 0)
        abort();
    spki = arena_copy(arena, (struct span){(const char *)der, (size_t)length});
    OPENSSL_free(der);
    return spki;
}

static bool is_sound_exponent(const BIGNUM *exponent)
{
    return BN_is_odd(exponent) && BN_num_bits(exponent) <= EXPONENT_BITS_MAX &&
           BN_get_word(exponent) >= EXPONENT_MIN;
}

static bool are_sound(const BIGNUM *modulus, const BIGNUM *exponent, struct fail *fail)
{
    int bits = BN_num_bits(modulus);

    if (bits < KEY_RSA_BITS_MIN || bits > KEY_RSA_BITS_MAX)
        return fail_what(fail, "the RSA key has %d bits; %d to %d are accepted", bits,
                         KEY_RSA_BITS_MIN, KEY_RSA_BITS_MAX);
    if (!BN_is_odd(modulus))
        return fail_what(fail, "the RSA key's modulus is even");
    if (!is_sound_exponent(exponent))
        return fail_what(fail, "the RSA key's exponent is not an odd number from %d to 2^%d",
                         EXPONENT_MIN, EXPONENT_BITS_MAX);
    if (roca_is_suspect(modulus))
        return fail_what(fail, "the RSA key has the ROCA fingerprint (CVE-2017-15361): its factors "
                               "can be found");
    return true;
}

bool pkey_is_sound_rsa(const EVP_PKEY *pkey, struct fail *fail)
{
    BIGNUM *modulus = pkey_number(pkey, OSSL_PKEY_PARAM_RSA_N);
    BIGNUM *exponent = pkey_number(pkey, OSSL_PKEY_PARAM_RSA_E);
    bool sound = modulus && exponent ? are_sound(modulus, exponent, fail)
                                     : fail_what(fail, "the key is not an RSA key");

    BN_free(modulus);
    BN_free(exponent);
    return sound;
}

struct span pkey_bio_take(struct arena *arena, BIO *bio)
{
    char *bytes = NULL;
    long length = BIO_get_mem_data(bio, &bytes);
    struct span copy = arena_copy(arena, (struct span){bytes, length > 0 ? (size_t)length : 0});

    BIO_free(bio);
    return copy;
}

/* The type is OpenSSL's. NOLINTNEXTLINE(readability-non-const-parameter) */
int pkey_no_password(char *buffer, int size, int is_write, void *data)
{
    (void)buffer;
    (void)size;
    (void)is_write;
    (void)data;
    return -1;
}

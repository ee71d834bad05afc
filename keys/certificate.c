#include "keys/certificate.h"

#include "base/base64.h"
#include "keys/digest.h"
#include "keys/pkey.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { SERIAL_BYTES = 16, SECONDS_PER_DAY = 24 * 60 * 60 };

struct certificate {
    struct certificate *self; /* what a holder of a const certificate counts through */
    atomic_size_t references;
    struct arena *arena; /* holds the certificate itself */
    struct span der;
    struct span x5t;
    struct span x5t_s256;
    const struct key *key;
    int64_t not_before;
    int64_t not_after;
};

struct certificate *certificate_ref(const struct certificate *certificate)
{
    atomic_fetch_add_explicit(&certificate->self->references, 1, memory_order_relaxed);
    return certificate->self;
}

void certificate_unref(const struct certificate *certificate)
{
    if (!certificate ||
        atomic_fetch_sub_explicit(&certificate->self->references, 1, memory_order_acq_rel) != 1)
        return;
    key_unref(certificate->key);
    arena_free(certificate->arena);
}

struct span certificate_der(const struct certificate *certificate)
{
    return certificate->der;
}

struct span certificate_x5t(const struct certificate *certificate)
{
    return certificate->x5t;
}

struct span certificate_x5t_s256(const struct certificate *certificate)
{
    return certificate->x5t_s256;
}

const struct key *certificate_key(const struct certificate *certificate)
{
    return certificate->key;
}

int64_t certificate_not_before(const struct certificate *certificate)
{
    return certificate->not_before;
}

int64_t certificate_not_after(const struct certificate *certificate)
{
    return certificate->not_after;
}

static struct span der_of(struct arena *arena, const X509 *x509)
{
    unsigned char *der = NULL;
    int length = i2d_X509(x509, &der);
    struct span copy;

    if (length <= 0)
        abort();
    copy = arena_copy(arena, (struct span){(const char *)der, (size_t)length});
    OPENSSL_free(der);
    return copy;
}

static bool seconds_of(const ASN1_TIME *time, int64_t *seconds)
{
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0;
    int rest = 0;
    bool is_time = epoch && ASN1_TIME_diff(&days, &rest, epoch, time) == 1;

    ASN1_TIME_free(epoch);
    *seconds = (int64_t)days * SECONDS_PER_DAY + rest;
    return is_time;
}

/* Takes `key`. */
static struct certificate *wrap(const X509 *x509, const struct key *key, struct fail *fail)
{
    struct arena *arena = arena_new();
    struct certificate *made = arena_alloc(arena, sizeof *made);
    unsigned char sha1[DIGEST_SHA1_BYTES];
    unsigned char sha256[DIGEST_SHA256_BYTES];

    made->self = made;
    atomic_init(&made->references, 1);
    made->arena = arena;
    made->key = key;
    if (!seconds_of(X509_get0_notBefore(x509), &made->not_before) ||
        !seconds_of(X509_get0_notAfter(x509), &made->not_after)) {
        fail_what(fail, "the certificate's times cannot be read");
        certificate_unref(made);
        return NULL;
    }
    made->der = der_of(arena, x509);
    digest_sha1(made->der, sha1);
    digest_sha256(made->der, sha256);
    made->x5t = base64url_encode(arena, (struct span){(const char *)sha1, sizeof sha1});
    made->x5t_s256 = base64url_encode(arena, (struct span){(const char *)sha256, sizeof sha256});
    return made;
}

/* Positive and not zero, as RFC 5280 section 4.1.2.2 wants it. */
static bool set_serial(X509 *x509, const struct key *key)
{
    ARENA_AUTO struct arena *arena = arena_new();
    unsigned char digest[DIGEST_SHA256_BYTES];
    BIGNUM *number;
    bool done;

    digest_sha256(pkey_spki(arena, key_pkey(key)), digest);
    digest[0] = (unsigned char)((digest[0] & 0x7f) | 0x40);
    number = BN_bin2bn(digest, SERIAL_BYTES, NULL);
    done = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
    BN_free(number);
    return done;
}

static bool set_names(X509 *x509, struct span common_name)
{
    X509_NAME *name = X509_get_subject_name(x509);

    return common_name.len <= ub_common_name &&
           X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                      (const unsigned char *)common_name.at, (int)common_name.len,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(x509, name) == 1;
}

/* An extension is what makes it version 3. */
static bool set_key_identifier(X509 *x509)
{
    unsigned char digest[DIGEST_SHA1_BYTES];
    ASN1_OCTET_STRING *identifier = ASN1_OCTET_STRING_new();
    bool done =
        identifier && X509_pubkey_digest(x509, EVP_sha1(), digest, NULL) == 1 &&
        ASN1_OCTET_STRING_set(identifier, digest, sizeof digest) == 1 &&
        X509_add1_ext_i2d(x509, NID_subject_key_identifier, identifier, 0, X509V3_ADD_DEFAULT) == 1;

    ASN1_OCTET_STRING_free(identifier);
    return done;
}

static bool set_times(X509 *x509, int64_t from, int64_t until)
{
    return ASN1_TIME_set(X509_getm_notBefore(x509), (time_t)from) &&
           ASN1_TIME_set(X509_getm_notAfter(x509), (time_t)until);
}

struct certificate *certificate_self_sign(const struct key *key, struct span common_name,
                                          int64_t from, int64_t until, struct fail *fail)
{
    X509 *x509 = X509_new();
    struct certificate *made = NULL;
    bool done;

    if (!x509)
        abort();
    ERR_set_mark();
    done = X509_set_version(x509, X509_VERSION_3) == 1 && set_serial(x509, key) &&
           set_names(x509, common_name) && set_times(x509, from, until) &&
           X509_set_pubkey(x509, key_pkey(key)) == 1 && set_key_identifier(x509) &&
           X509_sign(x509, key_pkey(key), EVP_sha256()) > 0;
    ERR_pop_to_mark();
    if (done)
        made = wrap(x509, key_ref(key), fail);
    else
        fail_what(fail, "cannot make a certificate for \"%.*s\"", SPAN_ARGS(common_name));
    X509_free(x509);
    return made;
}

static X509 *read_pem(struct span pem)
{
    BIO *bio = BIO_new_mem_buf(pem.len > 0 ? pem.at : "", (int)pem.len);
    X509 *x509;

    if (!bio)
        abort();
    ERR_set_mark();
    x509 = PEM_read_bio_X509(bio, NULL, pkey_no_password, NULL);
    ERR_pop_to_mark();
    BIO_free(bio);
    return x509;
}

/* NULL when the certificate's key is of no use. */
static struct key *read_key(X509 *x509, struct fail *fail)
{
    EVP_PKEY *pkey;

    ERR_set_mark();
    pkey = X509_get_pubkey(x509);
    ERR_pop_to_mark();
    if (!pkey) {
        fail_what(fail, "the certificate's key is of a kind that OpenSSL does not know");
        return NULL;
    }
    if (pkey_type(pkey) != KEY_TYPE_RSA || pkey_is_sound_rsa(pkey, fail))
        return key_take(pkey);
    EVP_PKEY_free(pkey);
    return NULL;
}

struct certificate *certificate_parse_pem(struct span pem, struct fail *fail)
{
    X509 *x509 = pem.len <= INT_MAX ? read_pem(pem) : NULL;
    struct certificate *made = NULL;
    const struct key *key;

    if (!x509) {
        fail_what(fail, "the text holds no certificate in PEM");
        fail_remedy(fail, "give the text from -----BEGIN CERTIFICATE----- on");
        return NULL;
    }
    key = read_key(x509, fail);
    if (key)
        made = wrap(x509, key, fail);
    X509_free(x509);
    return made;
}

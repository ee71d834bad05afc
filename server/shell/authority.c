#define _POSIX_C_SOURCE 200809L

#include "shell/authority.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_PER_DAY = 86400, SERIAL_BYTES = 16 };

/*
 * The domains that are emulated, as narrow as their users allow. A name without a leading dot
 * covers itself and all below it, in every client that was tried (proxy-proof.md 7).
 */
static const struct span domains[] = {
    SPAN_INIT("localhost"),
    SPAN_INIT("microsoftonline.com"),
    SPAN_INIT("microsoftonline.us"),
    SPAN_INIT("microsoftonline.de"),
    SPAN_INIT("partner.microsoftonline.cn"),
    SPAN_INIT("chinacloudapi.cn"),
    SPAN_INIT("login.windows.net"),
    SPAN_INIT("sts.windows.net"),
    SPAN_INIT("login.microsoft.com"), /* regional: westus.login.microsoft.com */
    SPAN_INIT("graph.microsoft.com"),
    SPAN_INIT("management.azure.com"),
    SPAN_INIT("vault.azure.net"),
    SPAN_INIT("oic.prod-aks.azure.com"),
    SPAN_INIT("token.actions.githubusercontent.com"),
    SPAN_INIT("vstoken.dev.azure.com"),
    SPAN_INIT("app.terraform.io"),
    SPAN_INIT("gitlab.com"),
};

struct authority {
    X509 *certificate;
    EVP_PKEY *key;
};

bool authority_is_address(struct span name)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const char *text = arena_copy(arena, name).at;
    unsigned char address[16];

    return inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

bool authority_is_name(struct span name)
{
    static const struct span letters = SPAN_INIT("abcdefghijklmnopqrstuvwxyz0123456789-_.");
    size_t i;

    if (name.len == 0 || name.len > AUTHORITY_NAME_MAX)
        return false;
    if (authority_is_address(name))
        return true;
    for (i = 0; i < name.len; i++)
        if (!span_has(letters, name.at[i]) ||
            (name.at[i] == '.' && (i == 0 || name.at[i - 1] == '.')))
            return false;
    return true;
}

/* Names come through authority_is_name, so that none can write further items into the list. */
static void put_constraint(struct text *text, struct span name)
{
    const char *mask = "";

    if (authority_is_address(name))
        mask =
            span_has(name, ':') ? "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "/255.255.255.255";
    text_printf(text, ",permitted;%s:%.*s%s", *mask ? "IP" : "DNS", SPAN_ARGS(name), mask);
}

static struct span constraints(struct arena *arena, const struct span *names, size_t count)
{
    struct text text = {.arena = arena};
    size_t i;

    text_put(&text, SPAN("critical,permitted;IP:127.0.0.0/255.0.0.0,"
                         "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
    for (i = 0; i < sizeof domains / sizeof *domains; i++)
        put_constraint(&text, domains[i]);
    for (i = 0; i < count; i++)
        put_constraint(&text, names[i]);
    return text_span(&text);
}

static bool extend(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    bool added;

    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension)
        return false;
    added = X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

struct extension {
    int nid;
    const char *value;
};

static bool extend_all(X509 *certificate, X509 *issuer, const struct extension *list, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (!extend(certificate, issuer, list[i].nid, list[i].value))
            return false;
    return true;
}

static bool set_serial(X509 *certificate)
{
    unsigned char bytes[SERIAL_BYTES];
    BIGNUM *number;
    bool set;

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = (unsigned char)((bytes[0] & 0x7f) | 0x40); /* positive, and never short */
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    set = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return set;
}

static bool set_times(X509 *certificate, int64_t now, int days)
{
    time_t at = (time_t)now;

    return X509_time_adj_ex(X509_getm_notBefore(certificate), -AUTHORITY_BACKDATED_DAYS, 0, &at) &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), days, 0, &at);
}

static bool set_name(X509_NAME *name, const char *common_name)
{
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"badged", -1,
                                      -1, 0) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)common_name,
                                      -1, -1, 0) == 1;
}

/* All but issuer, extensions and signature. */
static X509 *blank(EVP_PKEY *key, const char *common_name, int64_t now, int days)
{
    X509 *certificate = X509_new();

    if (certificate && X509_set_version(certificate, X509_VERSION_3) && set_serial(certificate) &&
        set_times(certificate, now, days) && X509_set_pubkey(certificate, key) &&
        set_name(X509_get_subject_name(certificate), common_name))
        return certificate;
    X509_free(certificate);
    return NULL;
}

EVP_PKEY *authority_generate_key(void)
{
    return EVP_EC_gen("P-256");
}

static bool make_root(struct authority *authority, struct span permitted, int64_t now)
{
    const struct extension list[] = {
        {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
        {NID_key_usage, "critical,keyCertSign,cRLSign"},
        {NID_ext_key_usage, "serverAuth"},
        {NID_subject_key_identifier, "hash"},
        {NID_name_constraints, permitted.at},
    };
    X509 *root;

    authority->key = authority_generate_key();
    if (!authority->key)
        return false;
    authority->certificate = root = blank(authority->key, "badged local CA", now, AUTHORITY_DAYS);
    return root && X509_set_issuer_name(root, X509_get_subject_name(root)) &&
           extend_all(root, root, list, sizeof list / sizeof *list) &&
           X509_sign(root, authority->key, EVP_sha256()) > 0;
}

struct authority *authority_new(const struct span *names, size_t count, int64_t now,
                                struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct authority *authority = calloc(1, sizeof *authority);

    if (!authority)
        abort();
    if (make_root(authority, constraints(arena, names, count), now))
        return authority;
    fail_what(fail, "cannot make a certificate authority: OpenSSL refused");
    authority_free(authority);
    return NULL;
}

static BIO *bio_over(struct span bytes)
{
    return BIO_new_mem_buf(bytes.at, (int)bytes.len);
}

struct authority *authority_parse(struct span certificate_pem, struct span key_pem,
                                  struct fail *fail)
{
    struct authority *authority = calloc(1, sizeof *authority);
    BIO *certificate = bio_over(certificate_pem);
    BIO *key = bio_over(key_pem);

    if (!authority || !certificate || !key)
        abort();
    authority->certificate = PEM_read_bio_X509(certificate, NULL, NULL, NULL);
    authority->key = PEM_read_bio_PrivateKey(key, NULL, NULL, NULL);
    BIO_free(certificate);
    BIO_free(key);
    if (authority->certificate && authority->key &&
        X509_check_private_key(authority->certificate, authority->key) == 1)
        return authority;
    fail_what(fail, "the certificate authority's certificate and key do not fit each other");
    authority_free(authority);
    return NULL;
}

void authority_free(struct authority *authority)
{
    if (!authority)
        return;
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
    free(authority);
}

static struct span bio_take(struct arena *arena, BIO *bio)
{
    char *at = NULL;
    long len = BIO_get_mem_data(bio, &at);
    struct span bytes = arena_copy(arena, (struct span){at, (size_t)len});

    BIO_free(bio);
    return bytes;
}

struct span authority_certificate_pem(struct arena *arena, const struct authority *authority)
{
    BIO *bio = BIO_new(BIO_s_mem());

    if (!bio || PEM_write_bio_X509(bio, authority->certificate) != 1)
        abort();
    return bio_take(arena, bio);
}

struct span authority_key_pem(struct arena *arena, const struct authority *authority)
{
    BIO *bio = BIO_new(BIO_s_secmem());

    if (!bio || PEM_write_bio_PKCS8PrivateKey(bio, authority->key, NULL, NULL, 0, NULL, NULL) != 1)
        abort();
    return bio_take(arena, bio);
}

X509 *authority_certificate(const struct authority *authority)
{
    return authority->certificate;
}

bool authority_is_expired(const struct authority *authority, int64_t now)
{
    time_t soon = (time_t)(now + (int64_t)AUTHORITY_LEAF_DAYS * SECONDS_PER_DAY);

    return X509_cmp_time(X509_get0_notAfter(authority->certificate), &soon) < 0;
}

bool authority_permits(const struct authority *authority, struct span name)
{
    X509 *probe;
    NAME_CONSTRAINTS *permitted;
    bool ok;

    if (!authority_is_name(name))
        return false;
    permitted = X509_get_ext_d2i(authority->certificate, NID_name_constraints, NULL, NULL);
    probe = authority_issue(authority, authority->key, &name, 1, 0);
    /* X509_check_purpose makes OpenSSL look at the extensions; the check sees none before. */
    ok = permitted && probe && X509_check_purpose(probe, -1, 0) == 1 &&
         NAME_CONSTRAINTS_check(probe, permitted) == X509_V_OK;
    X509_free(probe);
    NAME_CONSTRAINTS_free(permitted);
    return ok;
}

static struct span alternatives(struct arena *arena, const struct span *names, size_t count)
{
    struct text text = {.arena = arena};
    size_t i;

    for (i = 0; i < count; i++)
        text_printf(&text, "%s%s:%.*s", i ? "," : "", authority_is_address(names[i]) ? "IP" : "DNS",
                    SPAN_ARGS(names[i]));
    return text_span(&text);
}

X509 *authority_issue(const struct authority *authority, EVP_PKEY *key, const struct span *names,
                      size_t count, int64_t now)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct extension list[] = {
        {NID_basic_constraints, "critical,CA:FALSE"},
        {NID_key_usage, "critical,digitalSignature"},
        {NID_ext_key_usage, "serverAuth"},
        {NID_subject_key_identifier, "hash"},
        /* Which of two authorities of one name signed: clients' bundles keep old ones. */
        {NID_authority_key_identifier, "keyid:always"},
        {NID_subject_alt_name, alternatives(arena, names, count).at},
    };
    X509 *root = authority->certificate;
    X509 *leaf = blank(key, "badged", now, AUTHORITY_LEAF_DAYS);

    if (leaf && X509_set_issuer_name(leaf, X509_get_subject_name(root)) &&
        extend_all(leaf, root, list, sizeof list / sizeof *list) &&
        X509_sign(leaf, authority->key, EVP_sha256()) > 0)
        return leaf;
    X509_free(leaf);
    return NULL;
}

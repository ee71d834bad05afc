#define _POSIX_C_SOURCE 200809L

#include "shell/tls.h"

#include "base/text.h"
#include "shell/clock.h"

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum { SECONDS_PER_DAY = 86400 };

/* A leaf is remade in the middle of its life, so that a daemon that runs for a year stays valid. */
enum { LEAF_FRESH_SECONDS = AUTHORITY_LEAF_DAYS / 2 * SECONDS_PER_DAY };

struct leaf {
    char name[AUTHORITY_NAME_MAX + 1]; /* empty: the default one */
    X509 *certificate;
    int64_t made;
};

struct tls {
    struct arena *arena;
    const struct authority *authority;
    SSL_CTX *context;
    EVP_PKEY *key; /* of every leaf */
    struct span *names;
    size_t name_count;
    struct leaf leaves[TLS_LEAVES_MAX];
    size_t leaf_count;
    size_t next_victim;
};

static X509 *issue(const struct tls *tls, struct span name, int64_t now)
{
    if (span_is_empty(name))
        return authority_issue(tls->authority, tls->key, tls->names, tls->name_count, now);
    return authority_issue(tls->authority, tls->key, &name, 1, now);
}

static struct leaf *find(struct tls *tls, struct span name)
{
    size_t i;

    for (i = 0; i < tls->leaf_count; i++)
        if (span_equal(span_of(tls->leaves[i].name), name))
            return &tls->leaves[i];
    return NULL;
}

/* The first place is the default leaf's; the others are given again in turn when all are used. */
static struct leaf *add(struct tls *tls, struct span name)
{
    struct leaf *leaf;

    if (tls->leaf_count < TLS_LEAVES_MAX) {
        leaf = &tls->leaves[tls->leaf_count++];
    } else {
        leaf = &tls->leaves[1 + tls->next_victim];
        tls->next_victim = (tls->next_victim + 1) % (TLS_LEAVES_MAX - 1);
        X509_free(leaf->certificate);
        leaf->certificate = NULL;
    }
    memcpy(leaf->name, name.at, name.len);
    leaf->name[name.len] = '\0';
    return leaf;
}

/* Borrowed; NULL only when OpenSSL cannot sign. */
static X509 *fresh_certificate(struct tls *tls, struct leaf *leaf, int64_t now)
{
    X509 *fresh;

    if (leaf->certificate && now - leaf->made < LEAF_FRESH_SECONDS && now >= leaf->made)
        return leaf->certificate;
    fresh = issue(tls, span_of(leaf->name), now);
    if (fresh) {
        X509_free(leaf->certificate);
        leaf->certificate = fresh;
        leaf->made = now;
    }
    return leaf->certificate;
}

static bool is_default_name(const struct tls *tls, struct span name)
{
    size_t i;

    for (i = 0; i < tls->name_count; i++)
        if (span_equal(tls->names[i], name))
            return true;
    return false;
}

static struct leaf *leaf_for(struct tls *tls, const char *asked)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span name = text_lower(arena, span_of(asked));
    struct leaf *leaf;

    if (span_ends(name, SPAN(".")))
        name = span_head(name, name.len - 1);
    if (is_default_name(tls, name))
        return &tls->leaves[0];
    leaf = find(tls, name);
    if (leaf)
        return leaf;
    return authority_permits(tls->authority, name) ? add(tls, name) : &tls->leaves[0];
}

static int choose_certificate(SSL *ssl, void *object)
{
    struct tls *tls = object;
    struct leaf *leaf = leaf_for(tls, SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name));
    X509 *certificate = fresh_certificate(tls, leaf, clock_machine_now().seconds);

    return certificate && SSL_use_certificate(ssl, certificate) == 1 &&
           SSL_use_PrivateKey(ssl, tls->key) == 1;
}

/* http/1.1 when it is offered, else no answer: some clients treat the alert as fatal, all of them
 * live without the extension (proxy-proof.md 4.7). */
static int choose_protocol(SSL *ssl, const unsigned char **chosen, unsigned char *chosen_len,
                           const unsigned char *offered, unsigned int offered_len, void *object)
{
    static const unsigned char ours[] = "http/1.1";
    unsigned int at = 0;

    (void)ssl;
    (void)object;
    while (at < offered_len && offered[at] <= offered_len - at - 1) {
        if (offered[at] == sizeof ours - 1 &&
            memcmp(offered + at + 1, ours, sizeof ours - 1) == 0) {
            *chosen = offered + at + 1;
            *chosen_len = offered[at];
            return SSL_TLSEXT_ERR_OK;
        }
        at += 1U + offered[at];
    }
    return SSL_TLSEXT_ERR_NOACK;
}

static bool set_up(struct tls *tls)
{
    SSL_CTX *context = tls->context = SSL_CTX_new(TLS_server_method());

    tls->key = authority_generate_key();
    if (!context || !tls->key || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1)
        return false;
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cert_cb(context, choose_certificate, tls);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    return fresh_certificate(tls, add(tls, SPAN("")), clock_machine_now().seconds) != NULL;
}

static void set_names(struct tls *tls, const struct span *names, size_t count)
{
    size_t i;

    tls->names = arena_array(tls->arena, count + 3, sizeof *tls->names);
    tls->names[tls->name_count++] = SPAN("localhost");
    tls->names[tls->name_count++] = SPAN("127.0.0.1");
    tls->names[tls->name_count++] = SPAN("::1");
    for (i = 0; i < count; i++)
        if (!is_default_name(tls, names[i]))
            tls->names[tls->name_count++] = arena_copy(tls->arena, names[i]);
}

struct tls *tls_new(const struct authority *authority, const struct span *names, size_t count,
                    struct fail *fail)
{
    struct arena *arena = arena_new();
    struct tls *tls = arena_alloc(arena, sizeof *tls);

    tls->arena = arena;
    tls->authority = authority;
    set_names(tls, names, count);
    if (set_up(tls))
        return tls;
    fail_what(fail, "cannot set up TLS: %s", ERR_reason_error_string(ERR_peek_error()));
    tls_free(tls);
    return NULL;
}

void tls_free(struct tls *tls)
{
    size_t i;

    if (!tls)
        return;
    for (i = 0; i < tls->leaf_count; i++)
        X509_free(tls->leaves[i].certificate);
    EVP_PKEY_free(tls->key);
    SSL_CTX_free(tls->context);
    arena_free(tls->arena);
}

SSL *tls_accept_new(struct tls *tls)
{
    return SSL_new(tls->context);
}

struct span tls_failure_text(unsigned long error)
{
    const char *reason = ERR_reason_error_string(error);

    return reason ? span_of(reason) : SPAN("the client closed during the handshake");
}

struct span tls_failure_remedy(unsigned long error)
{
    switch (ERR_GET_REASON(error)) {
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        return SPAN("the client does not trust the CA: give it the ca.pem of the ready line");
    default:
        return SPAN("");
    }
}

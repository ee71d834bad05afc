/*
 * Our own certificate authority: P-256, name-constrained, so that trusting it is trusting it for
 * loopback, for the names given with --hostname and for the domains that are emulated, and for
 * nothing else (proxy-proof.md 7; Java does not enforce that on a trust anchor).
 *
 * Knows no file and no socket. Times are the machine's, in seconds since 1970.
 */
#ifndef BADGED_SHELL_AUTHORITY_H
#define BADGED_SHELL_AUTHORITY_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    AUTHORITY_DAYS = 3650,
    AUTHORITY_LEAF_DAYS = 90,
    AUTHORITY_BACKDATED_DAYS = 1, /* a container's clock may be behind */
    AUTHORITY_NAME_MAX = 253,
};

struct authority;

/* `names` are host names or IP literals, in lower case, beside the fixed list. */
struct authority *authority_new(const struct span *names, size_t count, int64_t now,
                                struct fail *fail);

/* The one that was made earlier. NULL when the two do not fit each other. */
struct authority *authority_parse(struct span certificate_pem, struct span key_pem,
                                  struct fail *fail);
void authority_free(struct authority *authority); /* accepts NULL */

struct span authority_certificate_pem(struct arena *arena, const struct authority *authority);
struct span authority_key_pem(struct arena *arena, const struct authority *authority);
X509 *authority_certificate(const struct authority *authority); /* borrowed */
bool authority_is_expired(const struct authority *authority, int64_t now);

/* May certificates be issued for this host name or IP literal? */
bool authority_permits(const struct authority *authority, struct span name);

/* Letters, digits, '-', '_' and '.', or an IP literal without brackets: what a certificate can be
 * made for. */
bool authority_is_name(struct span name);
bool authority_is_address(struct span name);

/* A certificate for a server's key and its names, the first of which every authority permits or was
 * asked about with authority_permits. */
X509 *authority_issue(const struct authority *authority, EVP_PKEY *key, const struct span *names,
                      size_t count, int64_t now);

/* A new P-256 key. */
EVP_PKEY *authority_generate_key(void);

#endif

/*
 * TLS for accepted connections: one context, and a certificate for each name that clients ask for.
 *
 * A name that the authority permits gets a leaf of its own, made at the first handshake and kept;
 * every other one, and none, gets the default leaf: localhost, 127.0.0.1, ::1 and our own names.
 */
#ifndef BADGED_SHELL_TLS_H
#define BADGED_SHELL_TLS_H

#include "base/fail.h"
#include "base/span.h"
#include "shell/authority.h"

#include <openssl/ssl.h>

enum { TLS_LEAVES_MAX = 256 };

struct tls;

/* Borrows the authority, which must permit `names`. */
struct tls *tls_new(const struct authority *authority, const struct span *names, size_t count,
                    struct fail *fail);
void tls_free(struct tls *tls); /* accepts NULL */

/* For one connection; who wants it frees it. NULL when the machine is out of memory. */
SSL *tls_accept_new(struct tls *tls);

/* Why a handshake ended, from OpenSSL's error code, and what to do about it (may be empty). */
struct span tls_failure_text(unsigned long error);
struct span tls_failure_remedy(unsigned long error);

#endif

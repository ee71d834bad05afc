/* X.509 certificates: Entra's signing certificate (x5c, x5t), and the client certificates that
 * applications register. */
#ifndef BADGED_KEYS_CERTIFICATE_H
#define BADGED_KEYS_CERTIFICATE_H

#include "keys/key.h"

#include <stdint.h>

struct certificate; /* immutable, reference counted */

struct certificate *certificate_ref(const struct certificate *certificate);
void certificate_unref(const struct certificate *certificate);

/*
 * A self-signed certificate for `key`, subject and issuer CN=`common_name`, valid from..until
 * (seconds since 1970). The serial number is derived from the key, so that the same key and times
 * give the same certificate: its thumbprint is a key id.
 */
struct certificate *certificate_self_sign(const struct key *key, struct span common_name,
                                          int64_t from, int64_t until, struct fail *fail);

/* The first certificate in a PEM text. */
struct certificate *certificate_parse_pem(struct span pem, struct fail *fail);

struct span certificate_der(const struct certificate *certificate);
struct span
certificate_x5t(const struct certificate *certificate); /* base64url(SHA-1(DER)), 27 characters */
struct span
certificate_x5t_s256(const struct certificate *certificate); /* base64url(SHA-256(DER)) */
const struct key *certificate_key(const struct certificate *certificate);
int64_t certificate_not_before(const struct certificate *certificate);
int64_t certificate_not_after(const struct certificate *certificate);

#endif

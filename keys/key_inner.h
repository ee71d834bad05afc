/* What jwk.c may know of a key and the rest of the project need not. */
#ifndef BADGED_KEYS_KEY_INNER_H
#define BADGED_KEYS_KEY_INNER_H

#include "keys/key.h"

/*
 * Takes `pkey`. An empty `kid` means the key's own id; an empty `alg` means any algorithm that its
 * type can do. Otherwise the key is for that one algorithm alone (RFC 8725 section 3.1), and for
 * none when `alg` is a name we do not know.
 */
struct key *key_bind(EVP_PKEY *pkey, struct span kid, struct span alg);

struct span key_alg(const struct key *key);

#endif

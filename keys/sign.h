/*
 * Signatures with OpenSSL. The algorithm is named by the caller, who has checked it against a table
 * before any cryptography; a key of another type never verifies.
 */
#ifndef BADGED_KEYS_SIGN_H
#define BADGED_KEYS_SIGN_H

#include "keys/key.h"

#include <jansson.h>

enum sign_alg { SIGN_RS256, SIGN_RS384, SIGN_RS512, SIGN_PS256, SIGN_ES256 };

/* The alg header's text -> the algorithm; false for every other text, `none` and `rs256` included.
 */
bool sign_alg_parse(struct span text, enum sign_alg *alg);
struct span sign_alg_text(enum sign_alg alg);

/* The type of key an algorithm needs. */
enum key_type sign_alg_key_type(enum sign_alg alg);

/* Over any bytes. The signature is in the arena. False only when the key cannot (wrong type, public
 * only). */
bool sign_bytes(struct arena *arena, const struct key *key, enum sign_alg alg, struct span bytes,
                struct span *signature);

/* True when `signature` over `bytes` is this key's. False for anything else, without saying why.
 * ES256 takes the 64-byte form. */
bool sign_verify(const struct key *key, enum sign_alg alg, struct span bytes,
                 struct span signature);

/*
 * A token in compact form: base64url(header) "." base64url(claims) "." base64url(signature), both
 * documents written in insertion order. Empty when the key cannot sign.
 */
struct span sign_token(struct arena *arena, const struct key *key, enum sign_alg alg,
                       const json_t *header, const json_t *claims);

/* The same of two documents that are written already. */
struct span sign_texts(struct arena *arena, const struct key *key, enum sign_alg alg,
                       struct span header, struct span claims);

#endif

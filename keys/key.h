/*
 * Signing keys and public keys. An EVP_PKEY is parsed once and kept; nothing on the hot path sees a
 * PEM.
 *
 * A key id is base64url(SHA-256(DER of SubjectPublicKeyInfo)) as kube-apiserver computes it
 * (issuer-side.md 1.3), unless the fixture says otherwise. `struct key` is immutable and may be
 * used by many threads at once.
 */
#ifndef BADGED_KEYS_KEY_H
#define BADGED_KEYS_KEY_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <openssl/evp.h>
#include <stdbool.h>

enum { KEY_RSA_BITS = 2048, KEY_RSA_BITS_MIN = 2048, KEY_RSA_BITS_MAX = 4096, KEY_SEED_BYTES = 32 };

enum key_type { KEY_TYPE_RSA, KEY_TYPE_EC, KEY_TYPE_OTHER };

struct key; /* shared: reference counted, immutable */

struct key *key_ref(const struct key *key);
void key_unref(const struct key *key); /* accepts NULL */

/* A new RSA-2048 key: from the machine's randomness, or from a seed (the same seed, the same key:
 * `--seed`). */
struct key *key_generate(struct fail *fail);
struct key *key_generate_seeded(const unsigned char seed[KEY_SEED_BYTES], struct fail *fail);

/* A private or public RSA key in PEM (PKCS#8, PKCS#1 or SPKI). Refuses other types, bits outside
 * the limits, an even or small exponent. */
struct key *key_parse_pem(struct span pem, struct fail *fail);

/* Takes ownership of a public or private EVP_PKEY. */
struct key *key_take(EVP_PKEY *pkey);

/* The same key under another key id. */
struct key *key_named(const struct key *key, struct span kid);

/* PKCS#8 in PEM, for the state folder. */
struct span key_write_pem(struct arena *arena, const struct key *key);

enum key_type key_type(const struct key *key);
bool key_is_private(const struct key *key);
struct span key_id(const struct key *key); /* lives as long as the key */
EVP_PKEY *key_pkey(const struct key *key); /* borrowed */

#endif

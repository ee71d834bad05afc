/*
 * Keys as JSON (RFC 7517). Written as kube-apiserver and as Entra write them, which differ in
 * members and order; read strictly, since a set may come from a file or from a stranger.
 */
#ifndef BADGED_KEYS_JWK_H
#define BADGED_KEYS_JWK_H

#include "keys/key.h"

#include <jansson.h>

enum { JWK_SET_MAX_BYTES = 64 * 1024, JWK_SET_MAX_KEYS = 100 };

/* {"use","kty","kid","alg","n","e"}, in that order (issuer-side.md 1.3). A new reference. */
json_t *jwk_write_kubernetes(const struct key *key);

/* A set of keys to verify with. Immutable, reference counted. */
struct jwk_set;

struct jwk_set *jwk_set_new(const struct key *const *keys, size_t count); /* refs the keys */
struct jwk_set *jwk_set_ref(const struct jwk_set *set);
void jwk_set_unref(const struct jwk_set *set);

/*
 * NULL with the reason in `fail` when the text is not a JSON object with a `keys` array, is over
 * the limits, has two keys with one kid, mixes symmetric with other keys, or has an RSA key that is
 * weak or malformed. Keys that are merely of no use to us (unknown `kty`, `use` other than "sig" or
 * "jwt-svid", `key_ops` without "verify") are skipped (RFC 7517 section 5). EC P-256 keys are kept,
 * so that "key of the wrong type" can be told from "no such key". A key without `kid` has the id of
 * key.h; a key with `alg` verifies with that algorithm alone (RFC 8725 section 3.1).
 */
struct jwk_set *jwk_set_parse(struct span text, struct fail *fail);

size_t jwk_set_count(const struct jwk_set *set);
const struct key *jwk_set_at(const struct jwk_set *set, size_t index);

/* The key with this kid, by byte; NULL when there is none. */
const struct key *jwk_set_find(const struct jwk_set *set, struct span kid);

#endif

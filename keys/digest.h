/* SHA-1 and SHA-256 of bytes, UUIDv5, and a deterministic stream of draws from a 32-byte seed. */
#ifndef BADGED_KEYS_DIGEST_H
#define BADGED_KEYS_DIGEST_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

enum { DIGEST_SHA1_BYTES = 20, DIGEST_SHA256_BYTES = 32, DRAW_SEED_BYTES = 32 };

void digest_sha1(struct span bytes, unsigned char digest[DIGEST_SHA1_BYTES]);
void digest_sha256(struct span bytes, unsigned char digest[DIGEST_SHA256_BYTES]);

/* RFC 9562 section 5.5: the UUID of `name` within `space` (a UUID's text). Lower case. */
struct span digest_uuid5(struct arena *arena, struct span space, struct span name);

/*
 * A stream of bytes that only its seed decides: block n is SHA-256(seed, n). Two requests with
 * different seeds never share ids; the same seed draws the same ids, which is what `--seed`
 * promises.
 */
struct draw {
    unsigned char seed[DRAW_SEED_BYTES];
    uint64_t block;
};

void draw_bytes(struct draw *draw, unsigned char *bytes, size_t count);
struct span draw_uuid4(struct arena *arena, struct draw *draw);

/* `count` drawn bytes as base64url. */
struct span draw_token(struct arena *arena, struct draw *draw, size_t count);

#endif

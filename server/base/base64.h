/*
 * Base64url without padding as JOSE writes it (RFC 7515 section 2), and plain base64 for
 * certificates in `x5c`.
 *
 * Decoding is strict: only the alphabet, no padding, no white space, a possible length, and zero
 * bits behind the last byte. What decodes has exactly one spelling, so two different texts never
 * mean the same bytes.
 */
#ifndef BADGED_BASE_BASE64_H
#define BADGED_BASE_BASE64_H

#include "base/arena.h"
#include "base/span.h"

struct span base64url_encode(struct arena *arena, struct span bytes);

/* False when `text` is not strict base64url; `bytes` is then empty. */
bool base64url_decode(struct arena *arena, struct span text, struct span *bytes);

/* RFC 4648 section 4, with padding. */
struct span base64_encode(struct arena *arena, struct span bytes);

/* RFC 4648 section 4, with padding, equally strict: HTTP Basic credentials use it. */
bool base64_decode(struct arena *arena, struct span text, struct span *bytes);

/* Upper-case hexadecimal, as certificate thumbprints are shown. */
struct span hex_encode(struct arena *arena, struct span bytes);

#endif

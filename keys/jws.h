/*
 * A JWS in compact form (RFC 7515 section 7.1), parsed strictly and without looking at any key. Its
 * parts:
 *
 *     header . payload . signature        each strict base64url, the header a JSON object
 *
 * The payload need not be JSON (the test vectors' is not); jws_claims reads it as claims where a
 * caller needs them.
 */
#ifndef BADGED_KEYS_JWS_H
#define BADGED_KEYS_JWS_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>
#include <stdbool.h>

enum {
    JWS_MAX_BYTES = 16 * 1024, /* of a whole token; larger ones are refused before anything is
                                  decoded */
    JWS_DEPTH_MAX = 28,        /* levels of header and claims: a list of records, which show them
                                  four levels deeper, stays within DOC_DEPTH_MAX */
};

struct jws {
    const json_t *header;      /* an object, owned by the arena; no duplicate members */
    struct span header_bytes;  /* decoded */
    struct span payload;       /* decoded */
    struct span signature;     /* decoded */
    struct span signing_input; /* "header.payload", as it was sent: what the signature is over */
    struct span alg;           /* empty when absent or not a string */
    struct span kid, typ, x5t, x5t_s256;
};

enum jws_flaw {
    JWS_FLAW_NONE,
    JWS_FLAW_TOO_LONG,
    JWS_FLAW_PARTS,  /* not exactly three parts separated by dots, or an empty header; an empty
                        payload is a JWS (RFC 7515 section 2) but no claims */
    JWS_FLAW_BASE64, /* a part is not strict base64url */
    JWS_FLAW_HEADER, /* the header is not a JSON object, is too deep, has a duplicate member, or a
                        known member that is not a string */
    JWS_FLAW_CRIT,   /* `crit` or `b64` is present: we understand no extension (RFC 7515
                        section 4.1.11) */
    JWS_FLAW_CLAIMS, /* jws_claims: the payload is not a JSON object of unique members, or too
                        deep */
};

__attribute__((warn_unused_result)) enum jws_flaw jws_parse(struct arena *arena, struct span token,
                                                            struct jws *jws);

/* The payload as a claims object owned by the arena. */
__attribute__((warn_unused_result)) enum jws_flaw
jws_claims(struct arena *arena, const struct jws *jws, const json_t **claims);

/* One sentence: "a part is not base64url without padding". */
struct span jws_flaw_text(enum jws_flaw flaw);

#endif

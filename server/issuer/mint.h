/*
 * Service-account tokens as kube-apiserver signs them for a projected volume (issuer-side.md 2.1):
 * header `alg` and `kid` and nothing else, `aud` always an array, members sorted at every level, as
 * go-jose's maps come out, `iat` and `nbf` the same second.
 *
 * Every claim and header can be overridden, because a wrong token is what a learner wants to see
 * refused. The signature is always RS256 with the issuer's own key, whatever the header then says.
 */
#ifndef BADGED_ISSUER_MINT_H
#define BADGED_ISSUER_MINT_H

#include "base/fail.h"
#include "keys/digest.h"
#include "world/world.h"

#include <jansson.h>
#include <stdint.h>

enum { MINT_TTL_SECONDS = 3600 };

/* At most 2^32 seconds, as TokenRequest (issuer-side.md 2.2). */
#define MINT_TTL_SECONDS_MAX ((int64_t)1 << 32)

/* What is asked for. All zero asks for the default: a token that the built-in credential accepts.
 */
struct mint_order {
    struct span issuer; /* name or URL; empty: the default issuer of the world */
    struct span namespace, service_account; /* empty: those of the issuer's first service account
                                               that has the other; unknown ones are minted too */
    struct span *audiences;                 /* none: api://AzureADTokenExchange */
    size_t audience_count;
    struct span subject; /* empty: system:serviceaccount:NAMESPACE:NAME */
    int64_t ttl_seconds; /* 0: MINT_TTL_SECONDS; below 0: a token that has expired already */
    bool has_not_before; /* else `nbf` is `iat` */
    int64_t not_before;
    const json_t *claims;  /* an object or NULL; a member replaces the claim, null removes it */
    const json_t *headers; /* likewise */
    struct span pod, node; /* empty: names of our choice */
};

/*
 * From {"issuer","namespace","serviceAccount","audiences","subject","ttlSeconds","notBefore",
 * "claims","headers","pod","node"}. Each may be absent or null, which means its default. False for
 * a member that is unknown or of the wrong type. The order lives in the arena.
 */
__attribute__((warn_unused_result)) bool mint_order_parse(struct arena *arena, const json_t *json,
                                                          struct mint_order *order,
                                                          struct fail *fail);

/* All that a token depends on beside the order. */
struct mint {
    struct arena *arena;
    const struct world *world;
    int64_t now;       /* seconds since 1970 */
    struct draw *draw; /* where the `jti` comes from */
};

/* In the arena. */
struct minted {
    struct span token;
    const json_t *header;
    const json_t *claims;
};

/* False when the world has no such issuer, or when we do not sign for it. */
__attribute__((warn_unused_result)) bool mint_token(const struct mint *mint,
                                                    const struct mint_order *order,
                                                    struct minted *minted, struct fail *fail);

#endif

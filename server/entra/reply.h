/*
 * What Entra says: the success body and the error envelope, byte for byte (entra-wire.md 1 and 4).
 */
#ifndef BADGED_ENTRA_REPLY_H
#define BADGED_ENTRA_REPLY_H

#include "base/instant.h"
#include "entra/errors.h"
#include "entra/grant.h"

/* Everything in an envelope beside the refusal itself. */
struct entra_envelope {
    struct span host;           /* that the request was sent to, for `error_uri` */
    struct span trace_id;       /* also the header x-ms-request-id */
    struct span correlation_id; /* the caller's, or drawn */
    int64_t now;
    struct span policy_id; /* of a conditional access policy: adds suberror and claims (G32) */
    int month;             /* before 2023-12 the ids stand on lines of their own (CRLF) */
};

struct span entra_refusal_render(struct arena *arena, const struct entra_error *error,
                                 struct span sentence, const struct entra_envelope *envelope);

/* {"token_type":"Bearer","expires_in":N,"ext_expires_in":N,"access_token":"…"} */
struct span entra_grant_render(struct arena *arena, struct span access_token, int64_t expires_in);

/* The same of the endpoint of version 1: every value a string, with the times and the resource as
 * it was asked for. */
struct span entra_grant_render_v1(struct arena *arena, const struct entra_grant *grant,
                                  struct span resource);

#endif

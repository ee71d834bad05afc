/* Access tokens as Entra makes them for a client that acts for itself (entra-wire.md 6). */
#ifndef BADGED_ENTRA_GRANT_H
#define BADGED_ENTRA_GRANT_H

#include "entra/decide.h"
#include "keys/digest.h"

struct entra_grant {
    struct span token;       /* compact JWS */
    int64_t issued, expires; /* seconds since 1970: iat and exp */
    int64_t expires_in;      /* seconds, as the body says: one less than the lifetime */
    struct span header;      /* its parts as JSON text, for the trace */
    struct span claims;
};

/* Makes the token of a decision that is ENTRA_GRANTED. Random claims are drawn from `draw`. */
void entra_grant_make(struct arena *arena, const struct world *world, struct draw *draw,
                      const struct entra_decision *decision, struct entra_grant *grant);

#endif

/* What the checks of issuer, subject and audience share: one set of candidates, narrowed. For these
 * checks alone. */
#ifndef BADGED_ENTRA_FEDERATION_H
#define BADGED_ENTRA_FEDERATION_H

#include "entra/exchange.h"

/* Keeps the candidates that `keep` likes. When none is left the set stays as it is, so that the
 * nearest can be named. */
bool federation_narrow(struct exchange *x, struct trace_row *row,
                       bool (*keep)(const struct exchange *, const struct fixture_credential *));

/* The candidate that is nearest in issuer, subject and audience together. */
const struct fixture_credential *federation_nearest(const struct exchange *x);

/* Names the credential in the row, and as {credential}. */
void federation_name(struct exchange *x, struct trace_row *row, const struct fixture_credential *c);

/* Is the subject one of Microsoft's own kind, as Azure DevOps and agents have it? */
bool federation_is_first_party(struct span subject);

/* Does the assertion have this credential's subject, or fit its expression? */
bool federation_has_subject(const struct exchange *x, const struct fixture_credential *c);

#endif

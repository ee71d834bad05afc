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

/*
 * Refuses, and says so when another client of the world has a credential that fits in all three:
 * the mistake is then the client id, or the application that the credential was added to, and not
 * what differs here.
 */
void federation_refuse(struct exchange *x, struct trace_row *row, enum entra_refusal refusal,
                       enum trace_cause cause);

/* Is the subject one of Microsoft's own kind, as Azure DevOps and agents have it? */
bool federation_is_first_party(struct span subject);

/* Does the assertion have this credential's subject, or fit its expression? */
bool federation_has_subject(const struct exchange *x, const struct fixture_credential *c);

#endif

/*
 * The decision: does this request get a token? All rows of checks.def that can run do run, in their
 * order; the first that fails is the answer, and the trace has them all.
 *
 * Invariant (held by tests and fuzzers): granted exactly when every row of the flow passed; a row
 * is skipped only behind one that failed.
 */
#ifndef BADGED_ENTRA_DECIDE_H
#define BADGED_ENTRA_DECIDE_H

#include "base/instant.h"
#include "entra/errors.h"
#include "entra/request.h"
#include "entra/resource.h"
#include "trace/trace.h"
#include "world/world.h"

enum entra_proof {
    ENTRA_PROOF_NONE,
    ENTRA_PROOF_FEDERATED,
    ENTRA_PROOF_SECRET,
    ENTRA_PROOF_CERTIFICATE
};

struct entra_decision {
    struct instant now;              /* when it was decided, and what tokens are made at */
    enum entra_refusal refusal;      /* ENTRA_GRANTED: a token is to be made */
    const struct entra_error *error; /* the wording of the refusal; NULL when granted */
    struct span sentence;            /* its sentence, filled */
    struct trace trace;
    enum entra_proof proof;
    const struct fixture_tenant *tenant;           /* NULL when unknown */
    const struct fixture_application *application; /* NULL when unknown */
    struct span principal_id;                      /* of its service principal in the tenant */
    struct span policy_id; /* of the conditional access policy that blocked; else empty */
    struct entra_resource resource;
    struct span
        assertion_header; /* decoded, as JSON text, for the trace; empty when there is none */
    struct span assertion_claims;
};

/* `decision` and all it holds live in `arena` and in `world`. `request` has been read
 * (entra_request_read). */
void entra_decide(struct arena *arena, const struct world *world, struct instant now,
                  const struct entra_request *request, struct entra_decision *decision);

/* A token for the exchange, and for whom it is meant. */
struct entra_judged {
    struct span token, tenant, client_id;
};

/*
 * Would this token be accepted? The rows about the token and its client, without those about a
 * request; a token that the client made itself is held against its certificates. Keys and signature
 * are looked at where the world holds the issuer's keys; where it does not, their rows are not
 * there, since they would say nothing of the token.
 */
void entra_judge(struct arena *arena, const struct world *world, struct instant now,
                 const struct entra_judged *judged, struct entra_decision *decision);

/* The tenant of a path, as the first check sees it: also discovery asks. ENTRA_GRANTED when
 * `*tenant` is set. */
enum entra_refusal entra_tenant_find(const struct world *world, struct span name, bool is_discovery,
                                     const struct fixture_tenant **tenant);

/* common, organizations or consumers. */
bool entra_is_shared_endpoint(struct span name);

/* Letters, digits, dots and hyphens: what may stand in a path as a tenant. */
bool entra_is_domain_text(struct span name);

#endif

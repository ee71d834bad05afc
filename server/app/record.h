/*
 * The record of one exchange, for the journal (interface.md, own API):
 *
 *   {"id","time","method","host","target","tenant","clientId","proof","scope",
 *    "assertion":{"header","claims"}, "checks":[rows of trace.h],
 *    "answer":{"status", granted: "accessToken":{"header","claims"}, refused:
 * "code","error","description","evidence", "source","traceId","correlationId"}}
 *
 * Tokens are decoded and without their signature; secrets are not in it.
 */
#ifndef BADGED_APP_RECORD_H
#define BADGED_APP_RECORD_H

#include "app/call.h"
#include "entra/decide.h"
#include "entra/grant.h"

struct record_answer {
    const struct entra_decision *decision;
    const struct entra_grant *grant; /* NULL when refused */
    struct span trace_id, correlation_id;
};

/* Makes the entry and puts it into the call's effect. */
void record_exchange(struct call *call, const struct entra_request *request,
                     const struct record_answer *answer);

#endif

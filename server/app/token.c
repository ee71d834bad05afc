/* The token endpoints: the straight line from a form to a token or a refusal. */
#include "app/call.h"
#include "app/envelope.h"
#include "app/record.h"
#include "app/token_request.h"
#include "base/text.h"
#include "entra/decide.h"
#include "entra/grant.h"
#include "entra/reply.h"

/* Every answer of the token endpoint, granted or not, in the recorded order (entra-wire.md 5). */
static const struct envelope_header token_headers[] = {
    {SPAN_INIT("Cache-Control"), SPAN_INIT("no-store, no-cache")},
    {SPAN_INIT("Pragma"), SPAN_INIT("no-cache")},
    {SPAN_INIT("Content-Type"), SPAN_INIT("application/json; charset=utf-8")},
    {SPAN_INIT("Expires"), SPAN_INIT("-1")},
    {SPAN_INIT("Strict-Transport-Security"), SPAN_INIT("max-age=31536000; includeSubDomains")},
    {SPAN_INIT("X-Content-Type-Options"), SPAN_INIT("nosniff")},
    {SPAN_INIT("P3P"), SPAN_INIT("CP=\"DSP CUR OTPi IND OTRi ONL FIN\"")},
};

/* Throttling: only that it is plain text, and that Retry-After is there, was captured
 * (entra-wire.md 2.8). */
static const struct envelope_header throttled_headers[] = {
    {SPAN_INIT("Cache-Control"), SPAN_INIT("no-store, no-cache")},
    {SPAN_INIT("Pragma"), SPAN_INIT("no-cache")},
    {SPAN_INIT("Content-Type"), SPAN_INIT("text/plain")},
};

static void put_token_headers(struct call *call, enum entra_refusal refusal,
                              const struct envelope_ids *ids)
{
    if (refusal == ENTRA_THROTTLED)
        ENVELOPE_PUT(call, throttled_headers);
    else
        ENVELOPE_PUT(call, token_headers);
    envelope_put_ids(call, ids);
    envelope_put_server(call);
}

static struct span grant_body(const struct call *call, const struct entra_request *request,
                              const struct entra_grant *grant)
{
    if (request->version == 1)
        return entra_grant_render_v1(call->arena, grant, request->resource);
    return entra_grant_render(call->arena, grant->token, grant->expires_in);
}

/* 429 is plain text and says how long to wait; everything else is the envelope. */
static void answer_refusal(struct call *call, const struct entra_decision *decision,
                           const struct envelope_ids *ids)
{
    const struct envelope_refused refused = {decision->error, decision->sentence,
                                             decision->policy_id};
    struct span body = envelope_refusal(call, &refused, ids);

    call_answer(call, decision->error->status, SPAN(""), body);
    if (decision->refusal == ENTRA_THROTTLED)
        call_header(call, SPAN("Retry-After"),
                    text_format(call->arena, "%lld",
                                (long long)decision->application->retry_after_seconds));
}

/* Bytes to bytes: read, decide, make or refuse, render, record. */
static void exchange_tokens(struct call *call, int version)
{
    struct entra_request request;
    struct entra_decision decision;
    struct entra_grant grant;
    struct envelope_ids ids;
    bool is_granted;

    token_request_read(call, version, &request);
    entra_decide(call->arena, call->view->world, call->context->now, &request, &decision);
    is_granted = decision.refusal == ENTRA_GRANTED;
    ids = envelope_ids_draw(call, request.correlation_id);
    put_token_headers(call, decision.refusal, &ids);
    if (is_granted) {
        entra_grant_make(call->arena, call->view->world, &call->draw, &decision, &grant);
        call_answer(call, 200, SPAN(""), grant_body(call, &request, &grant));
    } else {
        answer_refusal(call, &decision, &ids);
    }
    record_exchange(
        call, &request,
        &(struct record_answer){&decision, is_granted ? &grant : NULL, ids.trace, ids.correlation});
    call_header(call, SPAN("x-badged-exchange"),
                text_format(call->arena, "%llu", (unsigned long long)call->context->exchange));
}

void call_token_v2(struct call *call)
{
    exchange_tokens(call, 2);
}

void call_token_v1(struct call *call)
{
    exchange_tokens(call, 1);
}

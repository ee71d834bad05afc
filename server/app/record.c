#include "app/record.h"

#include "base/doc_put.h"

static const char *const proofs[] = {
    [ENTRA_PROOF_NONE] = "none",
    [ENTRA_PROOF_FEDERATED] = "federated",
    [ENTRA_PROOF_SECRET] = "secret",
    [ENTRA_PROOF_CERTIFICATE] = "certificate",
};

/* Throttling has no AADSTS code: its status stands in. */
static int code_of(const struct entra_error *error)
{
    return error->code > 0 ? error->code : error->status;
}

static void put_token(struct doc_object *record, const char *name, struct span header,
                      struct span claims)
{
    struct doc_object token;

    if (span_is_empty(header))
        return;
    doc_put_name(record, name);
    token = doc_object_begin(record->text);
    doc_put_raw(&token, "header", header);
    doc_put_raw(&token, "claims", claims);
    doc_object_end(&token);
}

static void put_refusal(struct doc_object *object, const struct record_answer *answer)
{
    const struct entra_error *error = answer->decision->error;

    doc_put_number(object, "code", code_of(error));
    doc_put(object, "error", error->error);
    doc_put(object, "description", answer->decision->sentence);
    doc_put(object, "evidence", entra_evidence_text(error->evidence));
    doc_put(object, "source", error->source);
    doc_put(object, "traceId", answer->trace_id);
}

static void put_answer(struct doc_object *record, const struct record_answer *answer, int status)
{
    struct doc_object object;

    doc_put_name(record, "answer");
    object = doc_object_begin(record->text);
    doc_put_number(&object, "status", status);
    if (answer->grant)
        put_token(&object, "accessToken", answer->grant->header, answer->grant->claims);
    else
        put_refusal(&object, answer);
    doc_put(&object, "correlationId", answer->correlation_id);
    doc_object_end(&object);
}

static struct span record_text(const struct call *call, const struct entra_request *request,
                               const struct record_answer *answer)
{
    const struct entra_decision *decision = answer->decision;
    struct text text = {.arena = call->arena};
    struct doc_object record = doc_object_begin(&text);

    doc_put(&record, "id",
            text_format(call->arena, "%llu", (unsigned long long)call->context->exchange));
    doc_put(&record, "time", instant_precise(call->arena, call->context->now));
    doc_put(&record, "method", request->method);
    doc_put(&record, "host", call_host(call));
    /* Without its query, where a token or a secret may have been put by mistake. */
    doc_put(&record, "target", call->request->path);
    doc_put(&record, "tenant", request->tenant);
    doc_put(&record, "clientId", request->client_id);
    doc_put(&record, "proof", span_of(proofs[decision->proof]));
    doc_put(&record, "scope", request->scope);
    put_token(&record, "assertion", decision->assertion_header, decision->assertion_claims);
    doc_put_name(&record, "checks");
    trace_rows_put(&decision->trace, &text);
    put_answer(&record, answer, call->result->response.status);
    doc_object_end(&record);
    return text_span(&text);
}

void record_exchange(struct call *call, const struct entra_request *request,
                     const struct record_answer *answer)
{
    int code = answer->grant ? 0 : code_of(answer->decision->error);
    struct span text = record_text(call, request, answer);

    call->result->effect = (struct app_effect){
        .kind = APP_EFFECT_RECORD,
        .entry = journal_entry_new(call->context->exchange, code, request->client_id, text),
    };
}

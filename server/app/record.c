#include "app/record.h"

#include "base/doc.h"

static const char *const proofs[] = {
    [ENTRA_PROOF_NONE] = "none",
    [ENTRA_PROOF_FEDERATED] = "federated",
    [ENTRA_PROOF_SECRET] = "secret",
    [ENTRA_PROOF_CERTIFICATE] = "certificate",
};

static void put(json_t *object, const char *name, struct span value)
{
    if (!span_is_empty(value))
        json_object_set_new(object, name, doc_string(value));
}

static json_t *token_json(const json_t *header, const json_t *claims)
{
    json_t *token = json_object();

    json_object_set_new(token, "header", json_incref((json_t *)(uintptr_t)header));
    json_object_set_new(token, "claims", json_incref((json_t *)(uintptr_t)claims));
    return token;
}

/* Throttling has no AADSTS code: its status stands in. */
static int code_of(const struct entra_error *error)
{
    return error->code > 0 ? error->code : error->status;
}

static json_t *answer_json(const struct record_answer *answer, int status)
{
    const struct entra_decision *decision = answer->decision;
    json_t *object = json_object();

    json_object_set_new(object, "status", json_integer(status));
    if (answer->grant) {
        json_object_set_new(object, "accessToken",
                            token_json(answer->grant->header, answer->grant->claims));
    } else {
        json_object_set_new(object, "code", json_integer(code_of(decision->error)));
        put(object, "error", decision->error->error);
        put(object, "description", decision->sentence);
        put(object, "evidence", entra_evidence_text(decision->error->evidence));
        put(object, "source", decision->error->source);
        put(object, "traceId", answer->trace_id);
    }
    put(object, "correlationId", answer->correlation_id);
    return object;
}

void record_exchange(struct call *call, const struct entra_request *request,
                     const struct record_answer *answer)
{
    const struct entra_decision *decision = answer->decision;
    json_t *record = doc_keep(call->arena, json_object());
    struct span id = text_format(call->arena, "%llu", (unsigned long long)call->context->exchange);

    put(record, "id", id);
    put(record, "time", instant_precise(call->arena, call->context->now));
    put(record, "method", request->method);
    put(record, "host", call_host(call));
    /* Without its query, where a token or a secret may have been put by mistake. */
    put(record, "target", call->request->path);
    put(record, "tenant", request->tenant);
    put(record, "clientId", request->client_id);
    json_object_set_new(record, "proof", json_string(proofs[decision->proof]));
    put(record, "scope", request->scope);
    if (decision->assertion_header)
        json_object_set_new(record, "assertion",
                            token_json(decision->assertion_header, decision->assertion_claims));
    json_object_set_new(record, "checks", trace_rows_json(&decision->trace));
    json_object_set_new(record, "answer", answer_json(answer, call->result->response.status));
    call->result->effect = (struct app_effect){
        .kind = APP_EFFECT_RECORD,
        .entry =
            journal_entry_new(call->context->exchange, answer->grant ? 0 : code_of(decision->error),
                              request->client_id, doc_write(call->arena, record)),
    };
}

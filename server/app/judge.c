#include "app/judge.h"

#include "base/doc_put.h"
#include "base/text.h"
#include "entra/decide.h"

enum { LISTED_MAX = 5 };

static void list(struct text *text, struct span name, size_t index)
{
    if (index < LISTED_MAX)
        text_printf(text, "%s%.*s", index > 0 ? ", " : "", SPAN_ARGS(name));
    else if (index == LISTED_MAX)
        text_put(text, SPAN(", ..."));
}

static bool guess_tenant(struct arena *arena, const struct fixture *fixture, struct span *tenant,
                         struct fail *fail)
{
    struct text names = {.arena = arena};

    if (fixture->tenant_count == 1) {
        *tenant = fixture->tenants[0].tenant_id;
        return true;
    }
    for (size_t i = 0; i < fixture->tenant_count; i++)
        list(&names, fixture->tenants[i].tenant_id, i);
    fail_what(fail, "the tenant is not named, and the world has %zu", fixture->tenant_count);
    return fail_remedy(fail, "name one (tenant): %.*s", SPAN_ARGS(text_span(&names)));
}

static bool guess_client(struct arena *arena, const struct fixture_tenant *tenant,
                         struct span *client_id, struct fail *fail)
{
    struct text names = {.arena = arena};
    size_t count = 0;

    for (size_t i = 0; i < tenant->application_count; i++) {
        const struct fixture_application *client = &tenant->applications[i];

        if (client->credential_count == 0 && tenant->application_count > 1)
            continue;
        *client_id = client->app_id;
        list(&names, client->app_id, count++);
    }
    if (count == 1)
        return true;
    fail_what(fail, "the client is not named, and %zu have federated identity credentials", count);
    return fail_remedy(fail, "name one (client id)%s%.*s", count > 0 ? ": " : "",
                       SPAN_ARGS(text_span(&names)));
}

/* An unknown tenant is no failure here: it has a row of its own. */
static bool guess(struct arena *arena, const struct world *world, struct judge_order *order,
                  struct fail *fail)
{
    const struct fixture *fixture = world_fixture(world);
    const struct fixture_tenant *tenant;

    if (span_is_empty(order->tenant) && !guess_tenant(arena, fixture, &order->tenant, fail))
        return false;
    tenant = world_tenant_find(world, order->tenant);
    return !span_is_empty(order->client_id) || !tenant ||
           guess_client(arena, tenant, &order->client_id, fail);
}

static bool is_signature_checked(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++)
        if (span_equal(trace->rows[i].id, SPAN("signature")))
            return trace->rows[i].verdict != TRACE_SKIPPED;
    return false;
}

static bool has_row(const struct trace *trace, struct span id)
{
    for (size_t i = 0; i < trace->count; i++)
        if (span_equal(trace->rows[i].id, id))
            return true;
    return false;
}

static void add_note(struct judge_order *order, struct span note)
{
    if (order->note_count < JUDGE_NOTES_MAX)
        order->notes[order->note_count++] = note;
}

static void add_notes(struct judge_order *order, const struct entra_decision *decision)
{
    if (!span_is_empty(decision->assertion_claims) && decision->proof == ENTRA_PROOF_FEDERATED &&
        !has_row(&decision->trace, SPAN("keys")))
        add_note(order, SPAN("The signature was not checked: the issuer's keys are not known here. "
                             "Its key set (a JWKS file) would tell."));
    if (decision->proof == ENTRA_PROOF_CERTIFICATE)
        add_note(order, SPAN("Entra takes this for an assertion that the client signed with its "
                             "certificate, not for a federated token: its issuer is the client "
                             "itself, or it names a key by thumbprint alone."));
}

static void put_token(struct doc_object *record, const struct entra_decision *decision)
{
    struct doc_object token;

    if (span_is_empty(decision->assertion_header))
        return;
    doc_put_name(record, "assertion");
    token = doc_object_begin(record->text);
    doc_put_raw(&token, "header", decision->assertion_header);
    doc_put_raw(&token, "claims", decision->assertion_claims);
    doc_object_end(&token);
}

static void put_answer(struct doc_object *record, const struct entra_decision *decision)
{
    const struct entra_error *error = decision->error;
    struct doc_object answer;

    doc_put_name(record, "answer");
    answer = doc_object_begin(record->text);
    doc_put_number(&answer, "status", error ? error->status : 200);
    if (error) {
        doc_put_number(&answer, "code", error->code);
        doc_put(&answer, "error", error->error);
        doc_put(&answer, "description", decision->sentence);
        doc_put(&answer, "evidence", entra_evidence_text(error->evidence));
        doc_put(&answer, "source", error->source);
    }
    doc_object_end(&answer);
}

static void put_notes(struct doc_object *record, const struct judge_order *order)
{
    doc_put_name(record, "notes");
    text_put_byte(record->text, '[');
    for (size_t i = 0; i < order->note_count; i++) {
        if (i > 0)
            text_put_byte(record->text, ',');
        doc_put_string(record->text, order->notes[i]);
    }
    text_put_byte(record->text, ']');
}

static struct span record_text(struct arena *arena, const struct judge_order *order,
                               const struct entra_decision *decision)
{
    const struct trace_row *failure = trace_first_failure(&decision->trace);
    bool is_checked = is_signature_checked(&decision->trace);
    struct text text = {.arena = arena};
    struct doc_object record = doc_object_begin(&text);

    doc_put_raw(&record, "accepted", failure ? SPAN("false") : SPAN("true"));
    doc_put(&record, "time", instant_precise(arena, order->now));
    doc_put(&record, "tenant", order->tenant);
    doc_put(&record, "clientId", order->client_id);
    if (failure)
        doc_put(&record, "cause", trace_cause_key(failure->cause));
    doc_put_raw(&record, "signatureChecked", is_checked ? SPAN("true") : SPAN("false"));
    put_token(&record, decision);
    doc_put_name(&record, "checks");
    trace_rows_put(&decision->trace, &text);
    put_answer(&record, decision);
    put_notes(&record, order);
    doc_object_end(&record);
    return text_span(&text);
}

bool judge_token(struct arena *arena, const struct world *world, struct judge_order *order,
                 struct span *json, struct fail *fail)
{
    struct entra_decision decision;

    if (!guess(arena, world, order, fail))
        return false;
    entra_judge(arena, world, order->now,
                &(struct entra_judged){order->token, order->tenant, order->client_id}, &decision);
    add_notes(order, &decision);
    *json = record_text(arena, order, &decision);
    return true;
}

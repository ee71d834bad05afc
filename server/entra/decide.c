#include "entra/decide.h"

#include "entra/checks.h"

#include <stdlib.h>

static const struct check {
    struct span id, title;
    unsigned flows, needs, gives;
    void (*run)(struct exchange *x, struct trace_row *row);
} checks[] = {
#define CHECK(name, title, reference, flows, needs, gives)                                         \
    {SPAN_INIT(#name), SPAN_INIT(title), flows, needs, gives, check_##name},
#include "entra/checks.def"
#undef CHECK
};

static const unsigned flow_of_proof[] = {
    [ENTRA_PROOF_NONE] = FLOW_UNKNOWN,
    [ENTRA_PROOF_FEDERATED] = FLOW_FEDERATED,
    [ENTRA_PROOF_SECRET] = FLOW_SECRET,
    [ENTRA_PROOF_CERTIFICATE] = FLOW_CERTIFICATE,
};

void exchange_note(struct exchange *x, struct span name, struct span value)
{
    for (size_t i = 0; i < x->slot_count; i++) {
        if (!span_equal(x->slots[i].name, name))
            continue;
        x->slots[i].value = value;
        return;
    }
    if (x->slot_count == EXCHANGE_SLOTS_MAX)
        abort();
    x->slots[x->slot_count++] = (struct slot){name, value};
}

/* The sentence is filled at once: a later row may note another value under the same name. */
void exchange_refuse(struct exchange *x, struct trace_row *row, enum entra_refusal refusal,
                     enum trace_cause cause)
{
    struct entra_decision *decision = x->decision;

    trace_blame(&decision->trace, row, cause, x->slots, x->slot_count);
    if (decision->refusal != ENTRA_GRANTED)
        return;
    decision->refusal = refusal;
    decision->error = entra_error_find(refusal, x->month);
    decision->sentence = text_filled(x->arena, decision->error->sentence, x->slots, x->slot_count);
}

static void run(struct exchange *x, const struct check *check)
{
    struct trace_row *row = trace_add(&x->decision->trace, check->id, check->title);

    if ((check->needs & x->facts) != check->needs)
        row->verdict = TRACE_SKIPPED;
    else
        check->run(x, row);
    if (row->verdict == TRACE_PASSED)
        x->facts |= check->gives;
}

static struct exchange exchange_of(struct arena *arena, const struct world *world,
                                   struct instant now, const struct entra_request *request,
                                   struct entra_decision *decision)
{
    struct exchange x = {
        .arena = arena,
        .world = world,
        .request = request,
        .month = world_wire_month(world),
        .decision = decision,
    };

    *decision = (struct entra_decision){.now = now, .trace = {.arena = arena}};
    exchange_note(&x, SPAN("tenant"), request->tenant);
    return x;
}

void entra_decide(struct arena *arena, const struct world *world, struct instant now,
                  const struct entra_request *request, struct entra_decision *decision)
{
    struct exchange x = exchange_of(arena, world, now, request, decision);

    exchange_note(&x, SPAN("method"), request->method);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (checks[i].flows & flow_of_proof[decision->proof])
            run(&x, &checks[i]);
}

/* A world that holds no key of Entra's but its own knows nothing of the key of a real token. */
static bool keys_are_known(const struct exchange *x)
{
    const struct world_issuer *issuer = world_issuer_of_url(x->world, x->issuer);

    if (x->decision->proof == ENTRA_PROOF_CERTIFICATE)
        return true;
    if (issuer)
        return issuer->verifies || issuer->fixture->keys == FIXTURE_KEYS_UNREACHABLE;
    return exchange_is_of_entra(x) && jwk_set_find(world_entra_keys(x->world), x->jws.kid);
}

static bool is_about_token(const struct exchange *x, const struct check *check)
{
    unsigned flows = FLOW_TOKEN | (keys_are_known(x) ? (unsigned)FLOW_TOKEN_KEYS : 0);

    return (check->flows & flows) && (check->flows & flow_of_proof[x->decision->proof]);
}

void entra_judge(struct arena *arena, const struct world *world, struct instant now,
                 const struct entra_judged *judged, struct entra_decision *decision)
{
    const struct entra_request request = {
        .tenant = judged->tenant,
        .client_id = judged->client_id,
        .client_assertion = judged->token,
        .host = SPAN("login.microsoftonline.com"),
    };
    struct exchange x = exchange_of(arena, world, now, &request, decision);

    decision->proof = exchange_read_assertion(&x);
    x.facts = FACT_FORM | FACT_CLIENT_ID;
    exchange_note(&x, SPAN("client_id"), judged->client_id);
    exchange_note(&x, SPAN("client"), judged->client_id);
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (is_about_token(&x, &checks[i]))
            run(&x, &checks[i]);
}

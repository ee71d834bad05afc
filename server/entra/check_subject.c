/* The subject: by byte, or by the expression of a flexible credential. */
#include "base/nearness.h"
#include "entra/checks.h"
#include "entra/expression.h"
#include "entra/federation.h"

/* Subjects of Microsoft's own: Azure DevOps, Power Platform, agents (issuer-side.md 4.2). */
static const struct span FIRST_PARTY = SPAN_INIT("/eid1/c/pub/t/");

/* Which cause a way of differing is. */
static const enum trace_cause subject_causes[] = {
    [NEARNESS_SAME] = TRACE_CAUSE_SUBJECT_DIFFERS,
    [NEARNESS_SLASH_MISSING] = TRACE_CAUSE_SUBJECT_SLASH,
    [NEARNESS_SLASH_EXTRA] = TRACE_CAUSE_SUBJECT_SLASH,
    [NEARNESS_CASE] = TRACE_CAUSE_SUBJECT_CASE,
    [NEARNESS_SPACE] = TRACE_CAUSE_SUBJECT_SPACE,
    [NEARNESS_OTHER] = TRACE_CAUSE_SUBJECT_DIFFERS,
};

bool federation_is_first_party(struct span subject)
{
    return span_starts(subject, FIRST_PARTY);
}

/* A flexible credential has an expression in the place of a subject; a wrong one never got into the
 * world. */
bool federation_has_subject(const struct exchange *x, const struct fixture_credential *c)
{
    struct expression expression;

    if (c->is_stale)
        return false;
    if (span_is_empty(c->expression))
        return span_equal(c->subject, x->subject);
    return !expression_parse(c->expression, &expression).why &&
           expression_match(&expression, x->claims);
}

/* "system:serviceaccount:NAMESPACE:NAME" */
static bool service_account_parse(struct span subject, struct span *namespace, struct span *name)
{
    static const struct span prefix = SPAN_INIT("system:serviceaccount:");

    return span_starts(subject, prefix) &&
           span_cut(span_tail(subject, prefix.len), ':', namespace, name);
}

static enum trace_cause subject_cause(struct span stored, struct span presented)
{
    struct span namespaces[2];
    struct span names[2];

    if (span_has(stored, '*') && expression_is_fit(stored, presented))
        return TRACE_CAUSE_SUBJECT_STAR;
    if (nearness_of(stored, presented) != NEARNESS_OTHER ||
        !service_account_parse(stored, &namespaces[0], &names[0]) ||
        !service_account_parse(presented, &namespaces[1], &names[1]))
        return subject_causes[nearness_of(stored, presented)];
    if (span_equal(names[0], names[1]))
        return TRACE_CAUSE_SUBJECT_NAMESPACE;
    return span_equal(namespaces[0], namespaces[1]) ? TRACE_CAUSE_SUBJECT_SERVICE_ACCOUNT
                                                    : TRACE_CAUSE_SUBJECT_DIFFERS;
}

/* A credential of the client that has the subject, though not the issuer: a match across two
 * credentials is none. */
static const struct fixture_credential *subject_elsewhere(const struct exchange *x)
{
    const struct fixture_application *client = x->decision->application;

    for (size_t i = 0; i < client->credential_count; i++)
        if (federation_has_subject(x, &client->credentials[i]))
            return &client->credentials[i];
    return NULL;
}

/* A candidate whose subject differs in case alone, or NULL. */
static const struct fixture_credential *subject_in_other_case(const struct exchange *x)
{
    for (size_t i = 0; i < x->candidate_count; i++)
        if (!x->candidates[i]->is_stale && span_is_empty(x->candidates[i]->expression) &&
            span_equal_nocase(x->candidates[i]->subject, x->subject))
            return x->candidates[i];
    return NULL;
}

static bool has_flexible(const struct exchange *x)
{
    for (size_t i = 0; i < x->candidate_count; i++)
        if (!span_is_empty(x->candidates[i]->expression))
            return true;
    return false;
}

/* Which refusal a subject gets that no candidate has; case goes before everything else. */
static enum entra_refusal subject_refusal(const struct exchange *x)
{
    if (subject_in_other_case(x))
        return ENTRA_SUBJECT_CASE;
    if (federation_is_first_party(x->subject))
        return ENTRA_SUBJECT_FIRST_PARTY;
    return has_flexible(x) ? ENTRA_EXPRESSION_MISMATCH : ENTRA_SUBJECT_MISMATCH;
}

/* The sentence of 7002137 shows a place where the tenant stands: "/eid1/c/pub/t/{tenantId}/a/…"
 * (G06). */
static struct span first_party_subject(const struct exchange *x)
{
    struct span tenant;
    struct span rest;

    span_cut(span_tail(x->subject, FIRST_PARTY.len), '/', &tenant, &rest);
    return TEXT_CONCAT(x->arena, FIRST_PARTY, SPAN("{tenantId}/"), rest);
}

static void compare_subject(const struct exchange *x, struct trace_row *row,
                            const struct fixture_credential *c)
{
    if (span_is_empty(c->expression))
        trace_compare(row, c->subject, x->subject);
    else
        row->expected = c->expression;
}

static enum trace_cause blame_subject(struct exchange *x, const struct fixture_credential *c)
{
    bool is_case = subject_in_other_case(x) != NULL;
    const struct fixture_credential *elsewhere = is_case ? NULL : subject_elsewhere(x);

    if (elsewhere) {
        exchange_note(x, SPAN("credential"), elsewhere->name);
        return TRACE_CAUSE_SUBJECT_UNDER_OTHER_ISSUER;
    }
    if (c->is_stale && span_equal(c->subject, x->subject))
        return TRACE_CAUSE_CREDENTIAL_STALE;
    if (!span_is_empty(c->expression))
        return TRACE_CAUSE_EXPRESSION_DIFFERS;
    return federation_is_first_party(x->subject) && !is_case
               ? TRACE_CAUSE_SUBJECT_FIRST_PARTY
               : subject_cause(c->subject, x->subject);
}

void check_subject(struct exchange *x, struct trace_row *row)
{
    const struct fixture_credential *twin;
    const struct fixture_credential *c;
    enum trace_cause cause;

    row->source = SPAN("assertion.payload.sub");
    row->presented = x->subject;
    if (federation_narrow(x, row, federation_has_subject)) {
        c = x->candidates[0];
        row->expected = span_is_empty(c->expression) ? c->subject : c->expression;
        return;
    }
    twin = subject_in_other_case(x);
    c = twin ? twin : federation_nearest(x);
    compare_subject(x, row, c);
    federation_name(x, row, c);
    exchange_note(x, SPAN("expected_subject"), first_party_subject(x));
    cause = blame_subject(x, c);
    federation_refuse(x, row, subject_refusal(x), cause);
}

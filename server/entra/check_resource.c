/* What the token is wanted for. */
#include "entra/checks.h"

/* What each form of a scope that is no resource is refused with. */
static const struct {
    enum entra_refusal refusal;
    enum trace_cause cause;
} refusals[] = {
    [ENTRA_SCOPE_RESOURCE] = {ENTRA_GRANTED, TRACE_CAUSE_NONE},
    [ENTRA_SCOPE_NOT_DEFAULT] = {ENTRA_SCOPE_NOT_DEFAULT_SUFFIX, TRACE_CAUSE_SCOPE_NOT_DEFAULT},
    [ENTRA_SCOPE_SEVERAL] = {ENTRA_SCOPE_OF_SEVERAL, TRACE_CAUSE_SCOPE_OF_SEVERAL},
    [ENTRA_SCOPE_MALFORMED] = {ENTRA_SCOPE_AMBIGUOUS, TRACE_CAUSE_SCOPE_MALFORMED},
};

void check_scope(struct exchange *x, struct trace_row *row)
{
    const struct entra_request *request = x->request;
    enum entra_scope form = ENTRA_SCOPE_RESOURCE;

    row->source = request->version == 1 ? SPAN("form.resource") : SPAN("form.scope");
    row->presented = request->version == 1 ? request->resource : request->scope;
    if (request->version == 1)
        x->resource_name = request->resource;
    else
        form = entra_scope_parse(request->scope, &x->resource_name);
    exchange_note(x, SPAN("scope"), request->scope);
    exchange_note(x, SPAN("resource"), x->resource_name);
    if (form == ENTRA_SCOPE_RESOURCE)
        return;
    if (span_ends(x->resource_name, SPAN("/.default")))
        row->expected = x->resource_name;
    else if (!span_is_empty(x->resource_name))
        row->expected = TEXT_CONCAT(x->arena, x->resource_name, SPAN("/.default"));
    exchange_refuse(x, row, refusals[form].refusal, refusals[form].cause);
}

void check_resource(struct exchange *x, struct trace_row *row)
{
    const struct fixture_tenant *tenant = x->decision->tenant;

    row->source = x->request->version == 1 ? SPAN("form.resource") : SPAN("form.scope");
    row->presented = x->resource_name;
    if (entra_resource_find(x->world, tenant, x->resource_name, &x->decision->resource))
        return;
    row->expected = entra_resource_nearest(tenant, x->resource_name);
    exchange_refuse(x, row, ENTRA_RESOURCE_NOT_FOUND, TRACE_CAUSE_RESOURCE_UNKNOWN);
}

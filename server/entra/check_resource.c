/* What the token is wanted for. */
#include "entra/checks.h"

void check_scope(struct exchange *x, struct trace_row *row)
{
    struct span scope = x->request->scope;
    struct span resource;
    enum entra_scope form = entra_scope_parse(scope, &resource);

    row->source = SPAN("form.scope");
    row->presented = scope;
    exchange_note(x, SPAN("scope"), scope);
    exchange_note(x, SPAN("resource"), resource);
    if (form == ENTRA_SCOPE_RESOURCE)
        return;
    if (!span_is_empty(resource))
        row->expected = TEXT_CONCAT(x->arena, resource, SPAN("/.default"));
    exchange_refuse(x, row,
                    form == ENTRA_SCOPE_NOT_DEFAULT ? ENTRA_SCOPE_NOT_DEFAULT_SUFFIX
                                                    : ENTRA_SCOPE_AMBIGUOUS,
                    form == ENTRA_SCOPE_NOT_DEFAULT ? TRACE_CAUSE_SCOPE_NOT_DEFAULT
                                                    : TRACE_CAUSE_SCOPE_MALFORMED);
}

void check_resource(struct exchange *x, struct trace_row *row)
{
    const struct fixture_tenant *tenant = x->decision->tenant;
    struct span requested;

    entra_scope_parse(x->request->scope, &requested);
    row->source = SPAN("form.scope");
    row->presented = requested;
    if (entra_resource_find(x->world, tenant, requested, &x->decision->resource))
        return;
    row->expected = entra_resource_nearest(tenant, requested);
    exchange_refuse(x, row, ENTRA_RESOURCE_NOT_FOUND, TRACE_CAUSE_RESOURCE_UNKNOWN);
}

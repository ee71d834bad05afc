/* What a tenant forbids: Entra's own tokens as assertions, issuers, and clients by conditional
 * access. */
#include "base/doc.h"
#include "entra/checks.h"
#include "entra/federation.h"

/* Managed identities' tokens are accepted as assertions since this month; before, no token of
 * Entra's was. */
enum { MANAGED_IDENTITIES_SINCE = 2024 * 12 + 11 };

static const struct span V2_PREFIX = SPAN_INIT("https://login.microsoftonline.com/");
static const struct span V1_PREFIX = SPAN_INIT("https://sts.windows.net/");

bool exchange_is_of_entra(const struct exchange *x)
{
    return span_starts(x->issuer, V1_PREFIX) || span_starts(x->issuer, V2_PREFIX);
}

/* Is the token of the tenant that was asked, as its `tid` says? */
static bool is_of_tenant(const struct exchange *x)
{
    return span_equal_nocase(doc_member(x->claims, "tid"), x->decision->tenant->tenant_id);
}

void check_entra_token(struct exchange *x, struct trace_row *row)
{
    struct span kind = doc_member(x->claims, "idtyp");

    row->source = SPAN("assertion.payload.iss");
    row->presented = x->issuer;
    /* Entra signs for Azure DevOps and agents too; their tokens are no principal's (issuer-side.md
     * 4.2). */
    if (!exchange_is_of_entra(x) || federation_is_first_party(x->subject))
        return;
    if (span_starts(x->issuer, V1_PREFIX) || x->month < MANAGED_IDENTITIES_SINCE) {
        exchange_refuse(x, row, ENTRA_TOKEN_OF_ENTRA, TRACE_CAUSE_ENTRA_TOKEN);
    } else if (!span_equal(kind, SPAN("app"))) {
        row->source = SPAN("assertion.payload.idtyp");
        trace_compare(row, SPAN("app"), kind);
        exchange_refuse(x, row, ENTRA_TOKEN_OF_USER, TRACE_CAUSE_ENTRA_TOKEN_OF_USER);
    } else if (json_object_get(x->claims, "xms_ficinfo")) {
        row->source = SPAN("assertion.payload.xms_ficinfo");
        row->presented = doc_member(x->claims, "xms_ficinfo");
        exchange_refuse(x, row, ENTRA_TOKEN_CHAINED, TRACE_CAUSE_ENTRA_TOKEN_CHAINED);
    } else if (!json_object_get(x->claims, "xms_mirid")) {
        row->source = SPAN("assertion.payload.xms_mirid");
        row->presented = SPAN("");
        exchange_refuse(x, row, ENTRA_TOKEN_OF_APPLICATION, TRACE_CAUSE_ENTRA_TOKEN_OF_APPLICATION);
    } else if (!is_of_tenant(x)) {
        row->source = SPAN("assertion.payload.tid");
        trace_compare(row, x->decision->tenant->tenant_id, doc_member(x->claims, "tid"));
        exchange_refuse(x, row, ENTRA_TOKEN_OF_OTHER_TENANT,
                        TRACE_CAUSE_ENTRA_TOKEN_OF_OTHER_TENANT);
    }
}

static bool is_one_of(struct span value, const struct span *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(values[i], value))
            return true;
    return false;
}

static struct span listed(struct arena *arena, const struct span *values, size_t count)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < count; i++)
        exchange_list(&text, values[i]);
    return text_span(&text);
}

/* "'microsoft', 'github' or 'microsoftopensource'", as the sentence of 7002381 has it. */
static struct span quoted(struct arena *arena, const struct span *values, size_t count)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_put(&text, i + 1 == count ? SPAN(" or ") : SPAN(", "));
        text_printf(&text, "'%.*s'", SPAN_ARGS(values[i]));
    }
    return text_span(&text);
}

/* An enterprise's own issuer has its name behind a slash. */
static bool is_github(struct span issuer)
{
    static const struct span plain = SPAN_INIT("https://token.actions.githubusercontent.com");

    return span_equal(issuer, plain) ||
           (span_starts(issuer, plain) && span_starts(span_tail(issuer, plain.len), SPAN("/")));
}

void check_policy(struct exchange *x, struct trace_row *row)
{
    const struct fixture_federation_policy *policy = &x->decision->tenant->federation;
    struct span enterprise = doc_member(x->claims, "enterprise");

    row->source = SPAN("assertion.payload.iss");
    row->presented = x->issuer;
    if (policy->is_disabled) {
        exchange_refuse(x, row, ENTRA_FEDERATION_DISABLED, TRACE_CAUSE_FEDERATION_DISABLED);
    } else if (policy->issuer_count > 0 &&
               !is_one_of(x->issuer, policy->issuers, policy->issuer_count)) {
        row->expected = listed(x->arena, policy->issuers, policy->issuer_count);
        exchange_refuse(x, row, ENTRA_FEDERATION_ISSUER_FORBIDDEN,
                        TRACE_CAUSE_FEDERATION_ISSUER_FORBIDDEN);
    } else if (policy->enterprise_count > 0 && is_github(x->issuer) &&
               !is_one_of(enterprise, policy->enterprises, policy->enterprise_count)) {
        row->source = SPAN("assertion.payload.enterprise");
        row->presented = enterprise;
        row->expected = quoted(x->arena, policy->enterprises, policy->enterprise_count);
        exchange_note(x, SPAN("enterprises"), row->expected);
        exchange_note(x, SPAN("enterprise"), enterprise);
        exchange_refuse(x, row, ENTRA_FEDERATION_ENTERPRISE, TRACE_CAUSE_FEDERATION_ENTERPRISE);
    }
}

/* Lists of principals in fixtures name them by object id, or by client id where that is handier. */
static bool is_named(const struct exchange *x, const struct span *ids, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal_nocase(ids[i], x->decision->principal_id) ||
            span_equal_nocase(ids[i], x->decision->application->app_id))
            return true;
    return false;
}

void check_assignment(struct exchange *x, struct trace_row *row)
{
    const struct fixture_application *resource =
        world_resource_find(x->world, x->decision->tenant, x->decision->resource.app_id);

    row->source = x->request->version == 1 ? SPAN("form.resource") : SPAN("form.scope");
    row->presented = x->resource_name;
    if (!resource || !resource->wants_assignment ||
        is_named(x, resource->assigned, resource->assigned_count))
        return;
    exchange_note(x, SPAN("resource_id"), resource->app_id);
    exchange_note(x, SPAN("resource_name"), resource->display_name);
    exchange_refuse(x, row, ENTRA_ASSIGNMENT_MISSING, TRACE_CAUSE_ASSIGNMENT_MISSING);
}

static bool blocks(const struct exchange *x, const struct fixture_block *block)
{
    return (block->is_for_all || is_named(x, block->included, block->included_count)) &&
           !is_named(x, block->excluded, block->excluded_count);
}

/* Managed identities are outside of conditional access for workload identities. */
void check_access(struct exchange *x, struct trace_row *row)
{
    const struct fixture_tenant *tenant = x->decision->tenant;

    row->source = SPAN("form.client_id");
    for (size_t i = 0; i < tenant->block_count && !x->decision->application->is_managed_identity;
         i++) {
        if (!blocks(x, &tenant->blocks[i]))
            continue;
        row->presented = tenant->blocks[i].id;
        exchange_refuse(x, row, ENTRA_ACCESS_BLOCKED, TRACE_CAUSE_ACCESS_BLOCKED);
        if (x->decision->refusal == ENTRA_ACCESS_BLOCKED)
            x->decision->policy_id = tenant->blocks[i].id;
        return;
    }
}

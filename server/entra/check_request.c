/* Checks of what the request is and who sends it, before any credential is looked at. */
#include "base/uuid.h"
#include "entra/checks.h"

void check_method(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("request.method");
    trace_compare(row, SPAN("POST"), x->request->method);
    if (row->differs_at != SPAN_SAME)
        exchange_refuse(x, row, ENTRA_METHOD_NOT_POST, TRACE_CAUSE_METHOD);
}

bool entra_is_domain_text(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-')
            return false;
    }
    return name.len > 0;
}

bool entra_is_shared_endpoint(struct span name)
{
    static const struct span shared[] = {SPAN_INIT("common"), SPAN_INIT("organizations"),
                                         SPAN_INIT("consumers")};

    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (span_equal_nocase(name, shared[i]))
            return true;
    return false;
}

/*
 * A name of one label is refused as malformed at the token endpoint ('undefined', G27) and as not
 * found by discovery
 * ('test', G23); both are captured, nothing says what else sets them apart.
 */
static bool is_well_formed(struct span name, bool is_discovery)
{
    return uuid_is(name) || entra_is_shared_endpoint(name) ||
           (entra_is_domain_text(name) && (is_discovery || span_has(name, '.')));
}

enum entra_refusal entra_tenant_find(const struct world *world, struct span name, bool is_discovery,
                                     const struct fixture_tenant **tenant)
{
    *tenant = world_tenant_find(world, name);
    if (*tenant)
        return ENTRA_GRANTED;
    if (span_equal(name, SPAN("00000000-0000-0000-0000-000000000000")))
        return ENTRA_TENANT_EMPTY;
    if (!is_discovery && entra_is_shared_endpoint(name))
        return ENTRA_TENANT_NOT_NAMED;
    if (!is_well_formed(name, is_discovery))
        return ENTRA_TENANT_MALFORMED;
    return is_discovery ? ENTRA_TENANT_NOT_FOUND_IN_DISCOVERY : ENTRA_TENANT_NOT_FOUND;
}

void exchange_list(struct text *text, struct span name)
{
    if (text->len > 0)
        text_put(text, SPAN(", "));
    text_put(text, name);
}

static struct span known_tenants(const struct exchange *x)
{
    const struct fixture *fixture = world_fixture(x->world);
    struct text text = {.arena = x->arena};

    for (size_t i = 0; i < fixture->tenant_count && i < EXCHANGE_LISTED_MAX; i++)
        exchange_list(&text, fixture->tenants[i].tenant_id);
    return text_span(&text);
}

static enum trace_cause tenant_cause(enum entra_refusal refusal)
{
    if (refusal == ENTRA_TENANT_NOT_NAMED)
        return TRACE_CAUSE_TENANT_NOT_NAMED;
    return refusal == ENTRA_TENANT_MALFORMED ? TRACE_CAUSE_TENANT_MALFORMED
                                             : TRACE_CAUSE_TENANT_UNKNOWN;
}

void check_tenant(struct exchange *x, struct trace_row *row)
{
    const struct fixture_tenant *tenant;
    enum entra_refusal refusal = entra_tenant_find(x->world, x->request->tenant, false, &tenant);

    row->presented = x->request->tenant;
    row->source = SPAN("request.path");
    if (refusal == ENTRA_GRANTED) {
        x->decision->tenant = tenant;
        exchange_note(x, SPAN("tenant"), tenant->tenant_id);
        exchange_note(x, SPAN("tenant_name"), tenant->display_name);
        return;
    }
    exchange_note(x, SPAN("known"), known_tenants(x));
    exchange_refuse(x, row, refusal, tenant_cause(refusal));
}

void check_form(struct exchange *x, struct trace_row *row)
{
    const struct entra_form *form = &x->request->form;

    row->source = SPAN("request.body");
    row->presented = form->flaw == ENTRA_FORM_FINE ? x->request->repeated : form->flawed;
    /* A body that is no form holds no parameter, and Entra says of a JSON body that one is missing
     * (entra-wire.md 2.5). */
    if (form->flaw == ENTRA_FORM_CONTENT_TYPE) {
        exchange_note(x, SPAN("parameter"), SPAN("grant_type"));
        exchange_refuse(x, row, ENTRA_PARAMETER_MISSING, TRACE_CAUSE_FORM_CONTENT_TYPE);
    } else if (form->flaw == ENTRA_FORM_SYNTAX) {
        exchange_refuse(x, row, ENTRA_FORM_MALFORMED, TRACE_CAUSE_FORM_SYNTAX);
    } else if (!span_is_empty(x->request->repeated)) {
        exchange_refuse(x, row, ENTRA_FORM_MALFORMED, TRACE_CAUSE_FORM_REPEATED);
    }
}

void exchange_refuse_missing(struct exchange *x, struct trace_row *row, struct span name)
{
    row->presented = name;
    exchange_note(x, SPAN("parameter"), name);
    exchange_refuse(x, row, ENTRA_PARAMETER_MISSING, TRACE_CAUSE_PARAMETER_MISSING);
}

/* Grants for users, which are not emulated, and what each is asked for before anything else
 * (entra-wire.md 2.5). */
static const struct {
    struct span grant, parameter;
} user_grants[] = {
    {SPAN_INIT("authorization_code"), SPAN_INIT("code")},
    {SPAN_INIT("refresh_token"), SPAN_INIT("refresh_token")},
    {SPAN_INIT("password"), SPAN_INIT("")},
    {SPAN_INIT("urn:ietf:params:oauth:grant-type:device_code"), SPAN_INIT("")},
    {SPAN_INIT("urn:ietf:params:oauth:grant-type:jwt-bearer"), SPAN_INIT("")},
};

static bool form_has(const struct entra_form *form, struct span name)
{
    for (size_t i = 0; i < form->count; i++)
        if (span_equal(form->parameters[i].name, name) && !span_is_empty(form->parameters[i].value))
            return true;
    return span_is_empty(name);
}

/* A grant for users gets as far as its own parameter and the client's credential. True when it was
 * refused for one of them. */
static bool refuse_user_grant(struct exchange *x, struct trace_row *row)
{
    const struct entra_request *request = x->request;

    for (size_t i = 0; i < sizeof user_grants / sizeof user_grants[0]; i++) {
        if (!span_equal(request->grant_type, user_grants[i].grant))
            continue;
        if (!form_has(&request->form, user_grants[i].parameter))
            exchange_refuse_missing(x, row, user_grants[i].parameter);
        else if (span_is_empty(request->client_assertion) && span_is_empty(request->client_secret))
            exchange_refuse(x, row, ENTRA_CREDENTIAL_MISSING_FOR_USER,
                            TRACE_CAUSE_CREDENTIAL_MISSING);
        return row->verdict == TRACE_FAILED;
    }
    return false;
}

void check_grant_type(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.grant_type");
    if (span_is_empty(x->request->grant_type)) {
        exchange_refuse_missing(x, row, SPAN("grant_type"));
        return;
    }
    trace_compare(row, SPAN("client_credentials"), x->request->grant_type);
    if (row->differs_at == SPAN_SAME || refuse_user_grant(x, row))
        return;
    exchange_note(x, SPAN("grant"), x->request->grant_type);
    exchange_refuse(x, row, ENTRA_GRANT_UNSUPPORTED, TRACE_CAUSE_GRANT_UNSUPPORTED);
}

void check_client_id(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.client_id");
    row->presented = x->request->client_id;
    if (span_is_empty(x->request->client_id))
        exchange_refuse_missing(x, row, SPAN("client_id"));
    exchange_note(x, SPAN("client_id"), x->request->client_id);
    exchange_note(x, SPAN("client"), x->request->client_id);
}

/* Version 1 takes `resource` where version 2 takes `scope`, and refuses the other's. */
void check_scope_sent(struct exchange *x, struct trace_row *row)
{
    const struct entra_request *request = x->request;
    bool is_old = request->version == 1;
    struct span name = is_old ? SPAN("resource") : SPAN("scope");

    row->source = is_old ? SPAN("form.resource") : SPAN("form.scope");
    row->presented = is_old ? request->resource : request->scope;
    exchange_note(x, SPAN("parameter"), name);
    if (!is_old && !span_is_empty(request->resource)) {
        row->source = SPAN("form.resource");
        row->presented = request->resource;
        exchange_refuse(x, row, ENTRA_RESOURCE_UNSUPPORTED, TRACE_CAUSE_RESOURCE_UNSUPPORTED);
    } else if (span_is_empty(row->presented)) {
        exchange_refuse(x, row, is_old ? ENTRA_PARAMETER_MISSING : ENTRA_FIELD_MISSING,
                        is_old ? TRACE_CAUSE_RESOURCE_MISSING : TRACE_CAUSE_SCOPE_MISSING);
    }
}

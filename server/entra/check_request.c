/* Checks of what the request is and who sends it, before any credential is looked at. */
#include "base/doc.h"
#include "base/uuid.h"
#include "entra/checks.h"

enum { KNOWN_LISTED_MAX = 5 };

static const struct span JWT_BEARER =
    SPAN_INIT("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

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

static bool is_shared_endpoint(struct span name)
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
    return uuid_is(name) || is_shared_endpoint(name) ||
           (entra_is_domain_text(name) && (is_discovery || span_has(name, '.')));
}

enum entra_refusal entra_tenant_find(const struct world *world, struct span name, bool is_discovery,
                                     const struct fixture_tenant **tenant)
{
    *tenant = world_tenant_find(world, name);
    if (*tenant)
        return ENTRA_GRANTED;
    if (!is_well_formed(name, is_discovery))
        return ENTRA_TENANT_MALFORMED;
    return is_discovery ? ENTRA_TENANT_NOT_FOUND_IN_DISCOVERY : ENTRA_TENANT_NOT_FOUND;
}

static void list(struct text *text, struct span name)
{
    if (text->len > 0)
        text_put(text, SPAN(", "));
    text_put(text, name);
}

static struct span known_tenants(const struct exchange *x)
{
    const struct fixture *fixture = world_fixture(x->world);
    struct text text = {.arena = x->arena};

    for (size_t i = 0; i < fixture->tenant_count && i < KNOWN_LISTED_MAX; i++)
        list(&text, fixture->tenants[i].tenant_id);
    return text_span(&text);
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
    exchange_refuse(x, row, refusal,
                    refusal == ENTRA_TENANT_MALFORMED ? TRACE_CAUSE_TENANT_MALFORMED
                                                      : TRACE_CAUSE_TENANT_UNKNOWN);
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

static void refuse_missing(struct exchange *x, struct trace_row *row, struct span name)
{
    row->presented = name;
    exchange_note(x, SPAN("parameter"), name);
    exchange_refuse(x, row, ENTRA_PARAMETER_MISSING, TRACE_CAUSE_PARAMETER_MISSING);
}

void check_grant_type(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.grant_type");
    if (span_is_empty(x->request->grant_type)) {
        refuse_missing(x, row, SPAN("grant_type"));
        return;
    }
    trace_compare(row, SPAN("client_credentials"), x->request->grant_type);
    if (row->differs_at == SPAN_SAME)
        return;
    exchange_note(x, SPAN("grant"), x->request->grant_type);
    exchange_refuse(x, row, ENTRA_GRANT_UNSUPPORTED, TRACE_CAUSE_GRANT_UNSUPPORTED);
}

void check_client_id(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.client_id");
    row->presented = x->request->client_id;
    if (span_is_empty(x->request->client_id))
        refuse_missing(x, row, SPAN("client_id"));
    exchange_note(x, SPAN("client_id"), x->request->client_id);
    exchange_note(x, SPAN("client"), x->request->client_id);
}

void check_scope_sent(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.scope");
    row->presented = x->request->scope;
    if (!span_is_empty(x->request->scope))
        return;
    exchange_note(x, SPAN("parameter"), SPAN("scope"));
    exchange_refuse(x, row, ENTRA_FIELD_MISSING, TRACE_CAUSE_SCOPE_MISSING);
}

/* The tenant that does have this client, or NULL. */
static const struct fixture_tenant *home_of(const struct exchange *x, struct span client_id)
{
    const struct fixture *fixture = world_fixture(x->world);

    for (size_t i = 0; i < fixture->tenant_count; i++)
        if (world_application_find(x->world, &fixture->tenants[i], client_id))
            return &fixture->tenants[i];
    return NULL;
}

static struct span known_clients(const struct exchange *x)
{
    const struct fixture_tenant *tenant = x->decision->tenant;
    struct text text = {.arena = x->arena};

    for (size_t i = 0; i < tenant->application_count && i < KNOWN_LISTED_MAX; i++)
        list(&text, tenant->applications[i].app_id);
    return text.len > 0 ? text_span(&text) : SPAN("none");
}

void check_client(struct exchange *x, struct trace_row *row)
{
    const struct fixture_application *client =
        world_application_find(x->world, x->decision->tenant, x->request->client_id);
    const struct fixture_tenant *home;

    row->source = SPAN("form.client_id");
    row->presented = x->request->client_id;
    if (client) {
        x->decision->application = client;
        exchange_note(x, SPAN("app_id"), client->app_id);
        exchange_note(x, SPAN("client_name"), client->display_name);
        return;
    }
    home = home_of(x, x->request->client_id);
    exchange_note(x, SPAN("known"), home ? home->tenant_id : known_clients(x));
    exchange_refuse(x, row, ENTRA_CLIENT_NOT_FOUND,
                    home ? TRACE_CAUSE_CLIENT_IN_OTHER_TENANT : TRACE_CAUSE_CLIENT_UNKNOWN);
}

/*
 * An assertion that names the client itself as issuer is the client's own, signed with its
 * certificate; so is one that names only a certificate by thumbprint. A federated token may carry
 * x5t too, but beside a kid (GitHub's do).
 */
static enum entra_proof kind_of_assertion(const struct exchange *x)
{
    struct jws jws;
    const json_t *claims;

    if (jws_parse(x->arena, x->request->client_assertion, &jws) != JWS_FLAW_NONE ||
        jws_claims(x->arena, &jws, &claims) != JWS_FLAW_NONE)
        return ENTRA_PROOF_FEDERATED;
    if (span_equal_nocase(doc_member(claims, "iss"), x->request->client_id))
        return ENTRA_PROOF_CERTIFICATE;
    if (span_is_empty(jws.kid) && !(span_is_empty(jws.x5t) && span_is_empty(jws.x5t_s256)))
        return ENTRA_PROOF_CERTIFICATE;
    return ENTRA_PROOF_FEDERATED;
}

void check_credential(struct exchange *x, struct trace_row *row)
{
    const struct entra_request *request = x->request;

    row->source = SPAN("form.client_assertion_type");
    if (span_is_empty(request->client_assertion)) {
        row->source = SPAN("form");
        row->presented = span_is_empty(request->client_secret) ? SPAN("") : SPAN("client_secret");
        x->decision->proof =
            span_is_empty(request->client_secret) ? ENTRA_PROOF_NONE : ENTRA_PROOF_SECRET;
        if (x->decision->proof == ENTRA_PROOF_NONE)
            exchange_refuse(x, row, ENTRA_CREDENTIAL_MISSING, TRACE_CAUSE_CREDENTIAL_MISSING);
        return;
    }
    x->decision->proof = kind_of_assertion(x);
    if (span_is_empty(request->client_assertion_type)) {
        refuse_missing(x, row, SPAN("client_assertion_type"));
        return;
    }
    trace_compare(row, JWT_BEARER, request->client_assertion_type);
    if (row->differs_at != SPAN_SAME)
        exchange_refuse(x, row, ENTRA_ASSERTION_TYPE, TRACE_CAUSE_ASSERTION_TYPE);
}

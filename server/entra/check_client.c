/* Checks of the client: that it exists, may be used in this tenant, and what it proves itself with.
 */
#include "base/doc.h"
#include "entra/checks.h"

static const struct span JWT_BEARER =
    SPAN_INIT("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

/* The tenant in which this client is registered, or NULL. */
static const struct fixture_tenant *home_of(const struct exchange *x, struct span client_id)
{
    const struct fixture *fixture = world_fixture(x->world);

    for (size_t i = 0; i < fixture->tenant_count; i++)
        if (world_application_find(x->world, &fixture->tenants[i], client_id))
            return &fixture->tenants[i];
    return NULL;
}

/* The principal that a client of another tenant has in this one, or NULL. */
static const struct fixture_guest *guest_find(const struct fixture_tenant *tenant,
                                              struct span client_id)
{
    for (size_t i = 0; i < tenant->guest_count; i++)
        if (span_equal_nocase(tenant->guests[i].app_id, client_id))
            return &tenant->guests[i];
    return NULL;
}

static struct span known_clients(const struct exchange *x)
{
    const struct fixture_tenant *tenant = x->decision->tenant;
    struct text text = {.arena = x->arena};

    for (size_t i = 0; i < tenant->application_count && i < EXCHANGE_LISTED_MAX; i++)
        exchange_list(&text, tenant->applications[i].app_id);
    return text.len > 0 ? text_span(&text) : SPAN("none");
}

static void take_client(struct exchange *x, const struct fixture_application *client)
{
    const struct fixture_tenant *tenant = x->decision->tenant;
    bool has_id = x->guest && !span_is_empty(x->guest->principal_id);

    x->decision->application = client;
    x->decision->principal_id =
        has_id ? x->guest->principal_id : world_principal_id(x->arena, tenant, client);
    exchange_note(x, SPAN("app_id"), client->app_id);
    exchange_note(x, SPAN("client_name"), client->display_name);
}

static enum trace_cause unknown_client_cause(const struct exchange *x,
                                             const struct fixture_tenant *home)
{
    if (!home)
        return TRACE_CAUSE_CLIENT_UNKNOWN;
    return world_application_find(x->world, home, x->request->client_id)->is_multi_tenant
               ? TRACE_CAUSE_CLIENT_NOT_CONSENTED
               : TRACE_CAUSE_CLIENT_IN_OTHER_TENANT;
}

void check_client(struct exchange *x, struct trace_row *row)
{
    struct span client_id = x->request->client_id;
    const struct fixture_tenant *tenant = x->decision->tenant;
    const struct fixture_application *client = world_application_find(x->world, tenant, client_id);
    const struct fixture_tenant *home = client ? tenant : home_of(x, client_id);

    row->source = SPAN("form.client_id");
    row->presented = client_id;
    x->guest = client ? NULL : guest_find(tenant, client_id);
    if (x->guest && home)
        client = world_application_find(x->world, home, client_id);
    if (client) {
        take_client(x, client);
        return;
    }
    exchange_note(x, SPAN("known"), home ? home->tenant_id : known_clients(x));
    exchange_refuse(x, row, ENTRA_CLIENT_NOT_FOUND, unknown_client_cause(x, home));
}

void check_throttle(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.client_id");
    row->presented = x->request->client_id;
    if (x->decision->application->retry_after_seconds > 0)
        exchange_refuse(x, row, ENTRA_THROTTLED, TRACE_CAUSE_THROTTLED);
}

void check_principal(struct exchange *x, struct trace_row *row)
{
    enum fixture_principal state =
        x->guest ? x->guest->principal : x->decision->application->principal;

    row->source = SPAN("form.client_id");
    row->presented = state == FIXTURE_PRINCIPAL_MISSING ? x->decision->application->app_id
                                                        : x->decision->principal_id;
    if (state == FIXTURE_PRINCIPAL_MISSING)
        exchange_refuse(x, row, ENTRA_PRINCIPAL_MISSING, TRACE_CAUSE_PRINCIPAL_MISSING);
    else if (state == FIXTURE_PRINCIPAL_DISABLED)
        exchange_refuse(x, row, ENTRA_PRINCIPAL_DISABLED, TRACE_CAUSE_PRINCIPAL_DISABLED);
}

void check_confidential(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("form.client_id");
    row->presented = x->request->client_id;
    if (x->decision->application->is_public)
        exchange_refuse(x, row, ENTRA_CLIENT_IS_PUBLIC, TRACE_CAUSE_CLIENT_PUBLIC);
}

/*
 * An assertion that names the client itself as issuer is the client's own, signed with its
 * certificate; so is one that names only a certificate by thumbprint. A federated token may carry
 * x5t too, but beside a kid (GitHub's do).
 */
enum entra_proof exchange_read_assertion(struct exchange *x)
{
    x->jws_flaw = jws_parse(x->arena, x->request->client_assertion, &x->jws);
    if (x->jws_flaw == JWS_FLAW_NONE)
        x->jws_flaw = jws_claims(x->arena, &x->jws, &x->claims);
    if (x->jws_flaw != JWS_FLAW_NONE)
        return ENTRA_PROOF_FEDERATED;
    if (span_equal_nocase(doc_member(x->claims, "iss"), x->request->client_id))
        return ENTRA_PROOF_CERTIFICATE;
    if (span_is_empty(x->jws.kid) && !(span_is_empty(x->jws.x5t) && span_is_empty(x->jws.x5t_s256)))
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
    x->decision->proof = exchange_read_assertion(x);
    if (span_is_empty(request->client_assertion_type)) {
        exchange_refuse_missing(x, row, SPAN("client_assertion_type"));
        return;
    }
    trace_compare(row, JWT_BEARER, request->client_assertion_type);
    if (row->differs_at != SPAN_SAME)
        exchange_refuse(x, row, ENTRA_ASSERTION_TYPE, TRACE_CAUSE_ASSERTION_TYPE);
}

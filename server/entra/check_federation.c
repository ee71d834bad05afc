/*
 * Issuer, subject and audience against the client's federated identity credentials. They narrow one
 * set of candidates: those with the issuer, of these those with the subject, of these those with
 * the audience. They never match across credentials. Every comparison is by byte; nearness only
 * finds words for a refusal.
 */
#include "base/nearness.h"
#include "entra/checks.h"
#include "entra/federation.h"

/* Which cause a way of differing is, for each of the three. */
static const enum trace_cause issuer_causes[] = {
    [NEARNESS_SAME] = TRACE_CAUSE_ISSUER_DIFFERS,
    [NEARNESS_SLASH_MISSING] = TRACE_CAUSE_ISSUER_SLASH_MISSING,
    [NEARNESS_SLASH_EXTRA] = TRACE_CAUSE_ISSUER_SLASH_EXTRA,
    [NEARNESS_CASE] = TRACE_CAUSE_ISSUER_CASE,
    [NEARNESS_SPACE] = TRACE_CAUSE_ISSUER_SPACE,
    [NEARNESS_OTHER] = TRACE_CAUSE_ISSUER_DIFFERS,
};

static const enum trace_cause audience_causes[] = {
    [NEARNESS_SAME] = TRACE_CAUSE_AUDIENCE_DIFFERS,
    [NEARNESS_SLASH_MISSING] = TRACE_CAUSE_AUDIENCE_SLASH,
    [NEARNESS_SLASH_EXTRA] = TRACE_CAUSE_AUDIENCE_SLASH,
    [NEARNESS_CASE] = TRACE_CAUSE_AUDIENCE_CASE,
    [NEARNESS_SPACE] = TRACE_CAUSE_AUDIENCE_SPACE,
    [NEARNESS_OTHER] = TRACE_CAUSE_AUDIENCE_DIFFERS,
};

/* A slash, case or white space is the nearest miss, however many bytes it is. */
static size_t distance(struct span stored, struct span presented)
{
    switch (nearness_of(stored, presented)) {
    case NEARNESS_SAME:
        return 0;
    case NEARNESS_OTHER:
        return 1 + nearness_distance(stored, presented);
    case NEARNESS_SLASH_MISSING:
    case NEARNESS_SLASH_EXTRA:
    case NEARNESS_CASE:
    case NEARNESS_SPACE:
        return 1;
    }
    return 0;
}

static size_t audience_distance(const struct exchange *x, const struct fixture_credential *c,
                                struct span *stored, struct span *presented)
{
    size_t least = (size_t)-1;

    for (size_t i = 0; i < c->audience_count; i++)
        for (size_t k = 0; k < x->audience_count && k < NEARNESS_OFFERS_MAX / 20; k++) {
            size_t found = distance(c->audiences[i], x->audiences[k]);

            if (found >= least)
                continue;
            least = found;
            *stored = c->audiences[i];
            *presented = x->audiences[k];
        }
    return least;
}

/* The candidate that is nearest in issuer, subject and audience together. */
const struct fixture_credential *federation_nearest(const struct exchange *x)
{
    const struct fixture_credential *found = x->candidates[0];
    size_t least = (size_t)-1;

    for (size_t i = 0; i < x->candidate_count && i < NEARNESS_OFFERS_MAX / 2; i++) {
        const struct fixture_credential *c = x->candidates[i];
        struct span ignored;
        size_t sum = distance(c->issuer, x->issuer) + distance(c->subject, x->subject) +
                     (c->audience_count > 0 ? audience_distance(x, c, &ignored, &ignored) : 0);

        if (sum >= least)
            continue;
        least = sum;
        found = c;
    }
    return found;
}

void federation_name(struct exchange *x, struct trace_row *row, const struct fixture_credential *c)
{
    exchange_note(x, SPAN("credential"), c->name);
    row->stored_at = TEXT_CONCAT(x->arena, SPAN("credential '"), c->name, SPAN("', "),
                                 c->place.file, SPAN("#"), c->place.pointer);
}

/* Keeps the candidates that `keep` likes. When none is left the set stays as it is, so that the
 * nearest can be named. */
bool federation_narrow(struct exchange *x, struct trace_row *row,
                       bool (*keep)(const struct exchange *, const struct fixture_credential *))
{
    size_t kept = 0;

    for (size_t i = 0; i < x->candidate_count; i++)
        kept += keep(x, x->candidates[i]);
    if (kept == 0)
        return false;
    for (size_t i = 0, at = 0; i < x->candidate_count; i++)
        if (keep(x, x->candidates[i]))
            x->candidates[at++] = x->candidates[i];
    x->candidate_count = kept;
    federation_name(x, row, x->candidates[0]);
    return true;
}

static struct span without_slash(struct span url)
{
    return span_ends(url, SPAN("/")) ? span_head(url, url.len - 1) : url;
}

/* `issuerSlash: lenient` replays the time before the service became strict
 * (azure-workload-identity#1700). */
static bool has_issuer(const struct exchange *x, const struct fixture_credential *c)
{
    if (world_fixture(x->world)->options.issuer_slash_is_lenient)
        return span_equal(without_slash(c->issuer), without_slash(x->issuer));
    return span_equal(c->issuer, x->issuer);
}

/* Entra's own tokens for the exchange carry its application id, credentials its name
 * (issuer-side.md 4.8). */
static bool is_audience(const struct exchange *x, struct span stored, struct span presented)
{
    static const struct span name = SPAN_INIT("api://AzureADTokenExchange");
    static const struct span id = SPAN_INIT("fb60f99c-7a34-4190-8149-302f77469936");

    return span_equal(stored, presented) ||
           (exchange_is_of_entra(x) && span_equal(stored, name) && span_equal(presented, id));
}

static bool has_audience(const struct exchange *x, const struct fixture_credential *c)
{
    for (size_t i = 0; i < c->audience_count; i++)
        for (size_t k = 0; k < x->audience_count; k++)
            if (is_audience(x, c->audiences[i], x->audiences[k]))
                return true;
    return false;
}

/* The credential of `client` that fits the assertion in all three, or NULL. */
static const struct fixture_credential *fitting(const struct exchange *x,
                                                const struct fixture_application *client)
{
    for (size_t i = 0; i < client->credential_count; i++) {
        const struct fixture_credential *c = &client->credentials[i];

        if (has_issuer(x, c) && federation_has_subject(x, c) && has_audience(x, c))
            return c;
    }
    return NULL;
}

/* Notes whose credential would have fitted. False when nobody has one. */
static bool note_other_client(struct exchange *x)
{
    const struct fixture *fixture = world_fixture(x->world);

    for (size_t i = 0; i < fixture->tenant_count; i++)
        for (size_t k = 0; k < fixture->tenants[i].application_count; k++) {
            const struct fixture_application *client = &fixture->tenants[i].applications[k];
            const struct fixture_credential *c = fitting(x, client);

            if (!c)
                continue;
            exchange_note(x, SPAN("credential"), c->name);
            exchange_note(x, SPAN("other_client"), client->app_id);
            exchange_note(x, SPAN("other_tenant"), fixture->tenants[i].tenant_id);
            return true;
        }
    return false;
}

void federation_refuse(struct exchange *x, struct trace_row *row, enum entra_refusal refusal,
                       enum trace_cause cause)
{
    bool is_elsewhere = x->facts & FACT_ASSERTION && note_other_client(x);

    exchange_refuse(x, row, refusal, is_elsewhere ? TRACE_CAUSE_CREDENTIAL_ON_OTHER_CLIENT : cause);
}

void check_configured(struct exchange *x, struct trace_row *row)
{
    const struct fixture_application *client = x->decision->application;

    row->source = SPAN("form.client_id");
    row->presented = client->app_id;
    x->candidate_count = client->credential_count;
    x->candidates = arena_array(x->arena, client->credential_count, sizeof *x->candidates);
    for (size_t i = 0; i < client->credential_count; i++)
        x->candidates[i] = &client->credentials[i];
    if (x->candidate_count == 0)
        federation_refuse(x, row, ENTRA_NO_CREDENTIALS, TRACE_CAUSE_NO_CREDENTIALS);
}

/* A candidate in which issuer and subject stand in each other's place, or NULL. */
static const struct fixture_credential *swapped(const struct exchange *x)
{
    for (size_t i = 0; i < x->candidate_count; i++)
        if (span_equal(x->candidates[i]->issuer, x->subject) &&
            span_equal(x->candidates[i]->subject, x->issuer))
            return x->candidates[i];
    return NULL;
}

void check_issuer(struct exchange *x, struct trace_row *row)
{
    const struct fixture_credential *mirror = swapped(x);
    const struct fixture_credential *c;

    row->source = SPAN("assertion.payload.iss");
    row->presented = x->issuer;
    if (federation_narrow(x, row, has_issuer)) {
        row->expected = x->candidates[0]->issuer;
        return;
    }
    c = mirror ? mirror : federation_nearest(x);
    federation_name(x, row, c);
    trace_compare(row, c->issuer, x->issuer);
    federation_refuse(x, row, ENTRA_ISSUER_MISMATCH,
                      mirror ? TRACE_CAUSE_ISSUER_SUBJECT_SWAPPED
                             : issuer_causes[nearness_of(c->issuer, x->issuer)]);
}

/* The exchange's audience in each cloud (entra-wire.md 9). */
static bool is_exchange_audience(struct span audience)
{
    static const struct span clouds[] = {SPAN_INIT("api://AzureADTokenExchange"),
                                         SPAN_INIT("api://AzureADTokenExchangeUSGov"),
                                         SPAN_INIT("api://AzureADTokenExchangeChina")};

    for (size_t i = 0; i < sizeof clouds / sizeof clouds[0]; i++)
        if (span_equal(audience, clouds[i]))
            return true;
    return false;
}

static enum trace_cause audience_cause(struct span stored, struct span presented)
{
    if (is_exchange_audience(stored) && is_exchange_audience(presented))
        return TRACE_CAUSE_AUDIENCE_OF_OTHER_CLOUD;
    return audience_causes[nearness_of(stored, presented)];
}

void check_audience(struct exchange *x, struct trace_row *row)
{
    struct span stored = SPAN("");
    struct span presented = x->audiences[0];
    const struct fixture_credential *c;

    row->source = SPAN("assertion.payload.aud");
    row->presented = presented;
    if (federation_narrow(x, row, has_audience)) {
        audience_distance(x, x->candidates[0], &row->expected, &row->presented);
        return;
    }
    c = federation_nearest(x);
    if (c->audience_count > 0)
        audience_distance(x, c, &stored, &presented);
    federation_name(x, row, c);
    trace_compare(row, stored, presented);
    federation_refuse(x, row,
                      exchange_is_of_entra(x) ? ENTRA_AUDIENCE_OF_ENTRA_MISMATCH
                                              : ENTRA_AUDIENCE_MISMATCH,
                      audience_cause(stored, presented));
}

/* Assertions that a client signs itself, with the key of a certificate that it has registered. */
#include "base/base64.h"
#include "entra/checks.h"

#include <string.h>

static bool is_named(const struct jws *jws, const struct certificate *certificate)
{
    return span_equal(jws->x5t, certificate_x5t(certificate)) ||
           span_equal(jws->x5t_s256, certificate_x5t_s256(certificate)) ||
           span_equal(jws->kid, certificate_x5t(certificate));
}

/* "11/22/2026 15:04:05", as .NET writes a date in the sentence of 700027. */
static struct span dotnet_date(struct arena *arena, int64_t seconds)
{
    struct span date = instant_rfc3339(arena, seconds);

    return text_format(arena, "%.2s/%.2s/%.4s %.8s", date.at + 5, date.at + 8, date.at,
                       date.at + 11);
}

static void note_certificate(struct exchange *x, const struct certificate *certificate)
{
    struct span thumbprint;

    base64url_decode(x->arena, certificate_x5t(certificate), &thumbprint);
    exchange_note(x, SPAN("thumbprint"), hex_encode(x->arena, thumbprint));
    exchange_note(x, SPAN("start"), dotnet_date(x->arena, certificate_not_before(certificate)));
    exchange_note(x, SPAN("end"), dotnet_date(x->arena, certificate_not_after(certificate)));
}

void check_certificate(struct exchange *x, struct trace_row *row)
{
    const struct fixture_application *client = x->decision->application;
    struct text registered = {.arena = x->arena};

    row->source =
        span_is_empty(x->jws.x5t) ? SPAN("assertion.header") : SPAN("assertion.header.x5t");
    row->presented = span_is_empty(x->jws.x5t) ? x->jws.x5t_s256 : x->jws.x5t;
    for (size_t i = 0; i < client->certificate_count && !x->certificate; i++) {
        const struct certificate *certificate =
            world_certificate_at(x->world, x->decision->tenant, client, i);

        text_put(&registered, i > 0 ? SPAN(", ") : SPAN(""));
        text_put(&registered, certificate_x5t(certificate));
        if (is_named(&x->jws, certificate))
            x->certificate = certificate;
    }
    if (!x->certificate) {
        row->expected = registered.len > 0 ? text_span(&registered) : SPAN("none");
        exchange_refuse(x, row, ENTRA_CERTIFICATE_NOT_FOUND, TRACE_CAUSE_CERTIFICATE_UNKNOWN);
        return;
    }
    note_certificate(x, x->certificate);
    x->key = certificate_key(x->certificate);
    if (x->decision->now.seconds < certificate_not_before(x->certificate) ||
        x->decision->now.seconds > certificate_not_after(x->certificate))
        exchange_refuse(x, row, ENTRA_CERTIFICATE_EXPIRED, TRACE_CAUSE_CERTIFICATE_EXPIRED);
}

void check_owner(struct exchange *x, struct trace_row *row)
{
    bool is_issuer = span_equal_nocase(x->issuer, x->request->client_id);

    row->source = is_issuer ? SPAN("assertion.payload.sub") : SPAN("assertion.payload.iss");
    trace_compare(row, x->request->client_id, is_issuer ? x->subject : x->issuer);
    if (!span_equal_nocase(row->expected, row->presented))
        exchange_refuse(x, row, ENTRA_ASSERTION_NOT_OWN, TRACE_CAUSE_ASSERTION_NOT_OWN);
}

/* The audiences that clients use: the token endpoints of both versions and the issuers of both
 * (certificate-credentials). */
static const struct span addresses[] = {
    SPAN_INIT("https://{host}/{path}/oauth2/v2.0/token"),
    SPAN_INIT("https://{host}/{path}/oauth2/token"),
    SPAN_INIT("https://{host}/{path}/v2.0"),
    SPAN_INIT("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
    SPAN_INIT("https://login.microsoftonline.com/{tenant}/oauth2/token"),
    SPAN_INIT("https://login.microsoftonline.com/{tenant}/v2.0"),
    SPAN_INIT("https://sts.windows.net/{tenant}/"),
};

void check_addressee(struct exchange *x, struct trace_row *row)
{
    const struct slot slots[] = {
        {SPAN("host"), x->request->host},
        {SPAN("path"), x->request->tenant},
        {SPAN("tenant"), x->decision->tenant->tenant_id},
    };

    row->source = SPAN("assertion.payload.aud");
    row->presented = x->audiences[0];
    row->expected = text_filled(x->arena, addresses[0], slots, 3);
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        struct span address = text_filled(x->arena, addresses[i], slots, 3);

        for (size_t k = 0; k < x->audience_count; k++)
            if (span_equal_nocase(address, x->audiences[k]))
                return;
    }
    exchange_refuse(x, row, ENTRA_ASSERTION_NOT_FOR_US, TRACE_CAUSE_ASSERTION_NOT_FOR_US);
}

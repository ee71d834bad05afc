#include "app/envelope.h"

#include "base/text.h"
#include "base/uuid.h"
#include "entra/reply.h"

static const struct envelope_header server_headers[] = {
    {SPAN_INIT("x-ms-ests-server"), SPAN_INIT("2.1.11722.21 - WUS2 ProdSlices")},
    {SPAN_INIT("Set-Cookie"),
     SPAN_INIT("x-ms-gateway-slice=estsfd; path=/; secure; samesite=none; httponly")},
    {SPAN_INIT("Set-Cookie"),
     SPAN_INIT("stsservicecookie=estsfd; path=/; secure; samesite=none; httponly")},
};

/*
 * Strict-Transport-Security stays away from our own names: a browser that trusts our CA would
 * refuse plain HTTP to every other server on localhost for a year.
 */
void envelope_put(struct call *call, const struct envelope_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(call->surfaces & SURFACE_OWN) ||
            !span_equal(headers[i].name, SPAN("Strict-Transport-Security")))
            call_header(call, headers[i].name, headers[i].value);
}

void envelope_put_server(struct call *call)
{
    ENVELOPE_PUT(call, server_headers);
}

struct envelope_ids envelope_ids_draw(struct call *call, struct span correlation)
{
    unsigned char bytes[UUID_BYTES];
    struct span drawn;

    draw_bytes(&call->draw, bytes, sizeof bytes);
    uuid_stamp(bytes, 4);
    bytes[UUID_BYTES - 1] = 0;
    drawn = draw_uuid4(call->arena, &call->draw);
    return (struct envelope_ids){
        .trace = uuid_render(call->arena, bytes),
        .correlation = span_is_empty(correlation) ? drawn : correlation,
    };
}

void envelope_put_ids(struct call *call, const struct envelope_ids *ids)
{
    struct span wanted = http_header_find(call->request, SPAN("return-client-request-id"));

    call_header(call, SPAN("x-ms-request-id"), ids->trace);
    if (span_equal_nocase(wanted, SPAN("true")))
        call_header(call, SPAN("client-request-id"), ids->correlation);
}

struct span envelope_correlation(const struct call *call)
{
    struct span id = http_header_find(call->request, SPAN("client-request-id"));
    struct form query = {0};

    if (uuid_is(id))
        return id;
    if (form_parse(call->arena, call->request->query, &query) == FORM_FLAW_NONE)
        id = form_value(&query, SPAN("client-request-id"));
    return uuid_is(id) ? id : SPAN("");
}

struct span envelope_refusal(const struct call *call, const struct envelope_refused *refused,
                             const struct envelope_ids *ids)
{
    struct entra_envelope envelope = {
        .host = call_host(call),
        .trace_id = ids->trace,
        .correlation_id = ids->correlation,
        .now = call->context->now.seconds,
        .policy_id = refused->policy_id,
        .month = world_wire_month(call->view->world),
    };

    return entra_refusal_render(call->arena, refused->error, refused->sentence, &envelope);
}

/* Entra's metadata: discovery of both versions, keys, instance discovery. */
#include "app/call.h"
#include "app/envelope.h"
#include "base/text.h"
#include "entra/decide.h"
#include "entra/discovery.h"

/* Every answer of discovery, its errors too. */
static const struct envelope_header metadata_headers[] = {
    {SPAN_INIT("Cache-Control"), SPAN_INIT("max-age=86400, private")},
    {SPAN_INIT("Content-Type"), SPAN_INIT("application/json; charset=utf-8")},
    {SPAN_INIT("Strict-Transport-Security"), SPAN_INIT("max-age=31536000; includeSubDomains")},
    {SPAN_INIT("X-Content-Type-Options"), SPAN_INIT("nosniff")},
    {SPAN_INIT("Access-Control-Allow-Origin"), SPAN_INIT("*")},
    {SPAN_INIT("Access-Control-Allow-Methods"), SPAN_INIT("GET, OPTIONS")},
    {SPAN_INIT("P3P"), SPAN_INIT("CP=\"DSP CUR OTPi IND OTRi ONL FIN\"")},
};

static void answer_metadata(struct call *call, int status, struct span body,
                            const struct envelope_ids *ids)
{
    call_answer(call, status, SPAN(""), body);
    ENVELOPE_PUT(call, metadata_headers);
    envelope_put_ids(call, ids);
    envelope_put_server(call);
}

static void refuse_metadata(struct call *call, enum entra_refusal refusal, struct span tenant)
{
    const struct entra_error *error =
        entra_error_find(refusal, world_wire_month(call->view->world));
    const struct slot slots[] = {{SPAN("tenant"), tenant}};
    const struct envelope_refused refused = {
        .error = error, .sentence = text_filled(call->arena, error->sentence, slots, 1)};
    struct envelope_ids ids = envelope_ids_draw(call, envelope_correlation(call));

    answer_metadata(call, error->status, envelope_refusal(call, &refused, &ids), &ids);
}

/* What a document of the tenant in the path is filled with. The path may have its id or a domain;
 * documents name the id. */
static enum entra_refusal configuration_of(const struct call *call, struct span name,
                                           struct entra_configuration *of)
{
    const struct fixture_tenant *tenant;
    enum entra_refusal refusal;

    *of = (struct entra_configuration){call->authority, name, SPAN("{tenantid}")};
    if (span_equal_nocase(name, SPAN("consumers")))
        of->path = of->tenant = ENTRA_CONSUMERS;
    if (entra_is_shared_endpoint(name))
        return ENTRA_GRANTED;
    refusal = entra_tenant_find(call->view->world, name, true, &tenant);
    if (refusal == ENTRA_GRANTED)
        of->path = of->tenant = tenant->tenant_id;
    return refusal;
}

/* Answers with a document of the tenant in the path, or says that there is no such tenant. */
static void answer_tenant(struct call *call,
                          struct span (*render)(struct call *call,
                                                const struct entra_configuration *of))
{
    struct span name = route_value(&call->match, SPAN("tenant"));
    struct entra_configuration of;
    enum entra_refusal refusal = configuration_of(call, name, &of);
    struct envelope_ids ids;

    if (refusal != ENTRA_GRANTED) {
        refuse_metadata(call, refusal, name);
        return;
    }
    ids = envelope_ids_draw(call, envelope_correlation(call));
    answer_metadata(call, 200, render(call, &of), &ids);
}

static struct span configuration_v2(struct call *call, const struct entra_configuration *of)
{
    return entra_configuration_v2(call->arena, of);
}

static struct span configuration_v1(struct call *call, const struct entra_configuration *of)
{
    return entra_configuration_v1(call->arena, of);
}

/* One key signs for every tenant. */
static struct span keys_v2(struct call *call, const struct entra_configuration *of)
{
    return entra_keys(call->arena, call->view->world, of->tenant, 2);
}

static struct span keys_v1(struct call *call, const struct entra_configuration *of)
{
    return entra_keys(call->arena, call->view->world, of->tenant, 1);
}

void call_entra_configuration_v2(struct call *call)
{
    answer_tenant(call, configuration_v2);
}

void call_entra_configuration_v1(struct call *call)
{
    answer_tenant(call, configuration_v1);
}

void call_entra_keys_v2(struct call *call)
{
    answer_tenant(call, keys_v2);
}

void call_entra_keys_v1(struct call *call)
{
    answer_tenant(call, keys_v1);
}

void call_instance_discovery(struct call *call)
{
    struct envelope_ids ids = envelope_ids_draw(call, envelope_correlation(call));
    struct form query = {0};
    struct span document;

    if (form_parse(call->arena, call->request->query, &query) != FORM_FLAW_NONE ||
        !entra_instance_discovery(call->arena, call->view->world,
                                  form_value(&query, SPAN("authorization_endpoint")), &document))
        refuse_metadata(call, ENTRA_INSTANCE_UNKNOWN, SPAN(""));
    else
        answer_metadata(call, 200, document, &ids);
}

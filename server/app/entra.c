/* Entra's surface: the token endpoint and its metadata. */
#include "app/call.h"
#include "app/record.h"
#include "base/base64.h"
#include "base/text.h"
#include "base/uuid.h"
#include "entra/decide.h"
#include "entra/discovery.h"
#include "entra/grant.h"
#include "entra/reply.h"

struct header {
    struct span name, value;
};

/* Every answer of the token endpoint, granted or not, in the recorded order (entra-wire.md 5). */
static const struct header token_headers[] = {
    {SPAN_INIT("Cache-Control"), SPAN_INIT("no-store, no-cache")},
    {SPAN_INIT("Pragma"), SPAN_INIT("no-cache")},
    {SPAN_INIT("Content-Type"), SPAN_INIT("application/json; charset=utf-8")},
    {SPAN_INIT("Expires"), SPAN_INIT("-1")},
    {SPAN_INIT("Strict-Transport-Security"), SPAN_INIT("max-age=31536000; includeSubDomains")},
    {SPAN_INIT("X-Content-Type-Options"), SPAN_INIT("nosniff")},
    {SPAN_INIT("P3P"), SPAN_INIT("CP=\"DSP CUR OTPi IND OTRi ONL FIN\"")},
};

/* Throttling: only that it is plain text, and that Retry-After is there, was captured
 * (entra-wire.md 2.8). */
static const struct header throttled_headers[] = {
    {SPAN_INIT("Cache-Control"), SPAN_INIT("no-store, no-cache")},
    {SPAN_INIT("Pragma"), SPAN_INIT("no-cache")},
    {SPAN_INIT("Content-Type"), SPAN_INIT("text/plain")},
};

/* Every answer of discovery, its errors too. */
static const struct header metadata_headers[] = {
    {SPAN_INIT("Cache-Control"), SPAN_INIT("max-age=86400, private")},
    {SPAN_INIT("Content-Type"), SPAN_INIT("application/json; charset=utf-8")},
    {SPAN_INIT("Strict-Transport-Security"), SPAN_INIT("max-age=31536000; includeSubDomains")},
    {SPAN_INIT("X-Content-Type-Options"), SPAN_INIT("nosniff")},
    {SPAN_INIT("Access-Control-Allow-Origin"), SPAN_INIT("*")},
    {SPAN_INIT("Access-Control-Allow-Methods"), SPAN_INIT("GET, OPTIONS")},
    {SPAN_INIT("P3P"), SPAN_INIT("CP=\"DSP CUR OTPi IND OTRi ONL FIN\"")},
};

static const struct header server_headers[] = {
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
static void put_headers(struct call *call, const struct header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(call->surfaces & SURFACE_OWN) ||
            !span_equal(headers[i].name, SPAN("Strict-Transport-Security")))
            call_header(call, headers[i].name, headers[i].value);
}

#define PUT_HEADERS(call, headers) put_headers(call, headers, sizeof(headers) / sizeof(headers)[0])

/* What every answer of Entra carries: the two ids that its support asks for. */
struct ids {
    struct span trace;       /* drawn; the last byte is 00, as nearly always in captures */
    struct span correlation; /* the caller's, or drawn */
};

static struct ids ids_draw(struct call *call, struct span correlation)
{
    unsigned char bytes[UUID_BYTES];
    struct span drawn;

    draw_bytes(&call->draw, bytes, sizeof bytes);
    uuid_stamp(bytes, 4);
    bytes[UUID_BYTES - 1] = 0;
    drawn = draw_uuid4(call->arena, &call->draw);
    return (struct ids){
        .trace = uuid_render(call->arena, bytes),
        .correlation = span_is_empty(correlation) ? drawn : correlation,
    };
}

static void put_ids(struct call *call, const struct ids *ids)
{
    struct span wanted = http_header_find(call->request, SPAN("return-client-request-id"));

    call_header(call, SPAN("x-ms-request-id"), ids->trace);
    if (span_equal_nocase(wanted, SPAN("true")))
        call_header(call, SPAN("client-request-id"), ids->correlation);
}

struct refusal {
    const struct entra_error *error;
    struct span sentence;
    struct span policy_id; /* of conditional access */
};

static struct span refusal_body(const struct call *call, const struct refusal *refusal,
                                const struct ids *ids)
{
    struct entra_envelope envelope = {
        .host = call_host(call),
        .trace_id = ids->trace,
        .correlation_id = ids->correlation,
        .now = call->context->now.seconds,
        .policy_id = refusal->policy_id,
        .month = world_wire_month(call->view->world),
    };

    return entra_refusal_render(call->arena, refusal->error, refusal->sentence, &envelope);
}

static struct span flaw_text(enum form_flaw flaw)
{
    static const struct span texts[] = {
        [FORM_FLAW_NONE] = SPAN_INIT(""),
        [FORM_FLAW_ESCAPE] = SPAN_INIT("a '%' is not followed by two hexadecimal digits"),
        [FORM_FLAW_NUL] = SPAN_INIT("it holds a NUL byte"),
        [FORM_FLAW_FIELDS] = SPAN_INIT("it has more than 200 fields"),
    };

    return texts[flaw];
}

/* The caller's id, where it is one: the header goes before the query, the query before the form
 * (client-wire.md 3). */
static struct span correlation_sent(const struct call *call)
{
    struct span id = http_header_find(call->request, SPAN("client-request-id"));
    struct form query = {0};

    if (uuid_is(id))
        return id;
    if (form_parse(call->arena, call->request->query, &query) == FORM_FLAW_NONE)
        id = form_value(&query, SPAN("client-request-id"));
    return uuid_is(id) ? id : SPAN("");
}

static void read_form(const struct call *call, struct entra_form *form)
{
    struct span type = http_header_find(call->request, SPAN("Content-Type"));
    struct form parsed = {0};
    struct entra_parameter *parameters;
    enum form_flaw flaw;

    if (!form_is_content_type(type)) {
        *form = (struct entra_form){.flaw = ENTRA_FORM_CONTENT_TYPE, .flawed = type};
        return;
    }
    flaw = form_parse(call->arena, call->request->body, &parsed);
    if (flaw != FORM_FLAW_NONE) {
        *form = (struct entra_form){.flaw = ENTRA_FORM_SYNTAX, .flawed = flaw_text(flaw)};
        return;
    }
    parameters = arena_array(call->arena, parsed.count, sizeof *parameters);
    for (size_t i = 0; i < parsed.count; i++)
        parameters[i] = (struct entra_parameter){parsed.fields[i].name, parsed.fields[i].value};
    *form = (struct entra_form){.parameters = parameters, .count = parsed.count};
}

/* One half of Basic credentials, which are encoded as in a form (RFC 6749 section 2.3.1). */
static struct span basic_part(const struct call *call, struct span encoded)
{
    struct form form = {0};

    if (form_parse(call->arena, TEXT_CONCAT(call->arena, SPAN("p="), encoded), &form) !=
        FORM_FLAW_NONE)
        return SPAN("");
    return form_value(&form, SPAN("p"));
}

/* client_secret_basic: id and secret in a header, where the form does not have them. */
static void read_basic(const struct call *call, struct entra_request *request)
{
    struct span header = http_header_find(call->request, SPAN("Authorization"));
    struct span scheme;
    struct span encoded;
    struct span id;
    struct span secret;

    if (!span_cut(header, ' ', &scheme, &encoded) || !span_equal_nocase(scheme, SPAN("Basic")) ||
        !base64_decode(call->arena, span_trim(encoded), &encoded) ||
        !span_cut(encoded, ':', &id, &secret))
        return;
    if (span_is_empty(request->client_id))
        request->client_id = basic_part(call, id);
    if (span_is_empty(request->client_secret) && span_is_empty(request->client_assertion))
        request->client_secret = basic_part(call, secret);
}

static void read_request(struct call *call, int version, struct entra_request *request)
{
    *request = (struct entra_request){
        .version = version,
        .method = call->request->method_name,
        .tenant = route_value(&call->match, SPAN("tenant")),
        .host = call_host(call),
        .correlation_id = correlation_sent(call),
    };
    read_form(call, &request->form);
    entra_request_read(request);
    read_basic(call, request);
}

static void put_token_headers(struct call *call, enum entra_refusal refusal, const struct ids *ids)
{
    if (refusal == ENTRA_THROTTLED)
        PUT_HEADERS(call, throttled_headers);
    else
        PUT_HEADERS(call, token_headers);
    put_ids(call, ids);
    PUT_HEADERS(call, server_headers);
}

static struct span grant_body(const struct call *call, const struct entra_request *request,
                              const struct entra_grant *grant)
{
    if (request->version == 1)
        return entra_grant_render_v1(call->arena, grant, request->resource);
    return entra_grant_render(call->arena, grant->token, grant->expires_in);
}

/* 429 is plain text and says how long to wait; everything else is the envelope. */
static void answer_refusal(struct call *call, const struct entra_decision *decision,
                           const struct ids *ids)
{
    const struct refusal refusal = {decision->error, decision->sentence, decision->policy_id};
    struct span body = refusal_body(call, &refusal, ids);

    call_answer(call, decision->error->status, SPAN(""), body);
    if (decision->refusal == ENTRA_THROTTLED)
        call_header(call, SPAN("Retry-After"),
                    text_format(call->arena, "%lld",
                                (long long)decision->application->retry_after_seconds));
}

/* Bytes to bytes: read, decide, make or refuse, render, record. */
static void exchange_tokens(struct call *call, int version)
{
    struct entra_request request;
    struct entra_decision decision;
    struct entra_grant grant;
    struct ids ids;
    bool is_granted;

    read_request(call, version, &request);
    entra_decide(call->arena, call->view->world, call->context->now, &request, &decision);
    is_granted = decision.refusal == ENTRA_GRANTED;
    ids = ids_draw(call, request.correlation_id);
    put_token_headers(call, decision.refusal, &ids);
    if (is_granted) {
        entra_grant_make(call->arena, call->view->world, call->context->now, &call->draw, &decision,
                         &grant);
        call_answer(call, 200, SPAN(""), grant_body(call, &request, &grant));
    } else {
        answer_refusal(call, &decision, &ids);
    }
    record_exchange(
        call, &request,
        &(struct record_answer){&decision, is_granted ? &grant : NULL, ids.trace, ids.correlation});
    call_header(call, SPAN("x-badged-exchange"),
                text_format(call->arena, "%llu", (unsigned long long)call->context->exchange));
}

void call_token_v2(struct call *call)
{
    exchange_tokens(call, 2);
}

void call_token_v1(struct call *call)
{
    exchange_tokens(call, 1);
}

static void answer_metadata(struct call *call, int status, struct span body, const struct ids *ids)
{
    call_answer(call, status, SPAN(""), body);
    PUT_HEADERS(call, metadata_headers);
    put_ids(call, ids);
    PUT_HEADERS(call, server_headers);
}

static void refuse_metadata(struct call *call, enum entra_refusal refusal, struct span tenant)
{
    const struct entra_error *error =
        entra_error_find(refusal, world_wire_month(call->view->world));
    const struct slot slots[] = {{SPAN("tenant"), tenant}};
    const struct refusal refused = {
        .error = error, .sentence = text_filled(call->arena, error->sentence, slots, 1)};
    struct ids ids = ids_draw(call, correlation_sent(call));

    answer_metadata(call, error->status, refusal_body(call, &refused, &ids), &ids);
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
    struct ids ids;

    if (refusal != ENTRA_GRANTED) {
        refuse_metadata(call, refusal, name);
        return;
    }
    ids = ids_draw(call, correlation_sent(call));
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
    struct ids ids = ids_draw(call, correlation_sent(call));
    struct form query = {0};
    struct span document;

    if (form_parse(call->arena, call->request->query, &query) != FORM_FLAW_NONE ||
        !entra_instance_discovery(call->arena, call->view->world,
                                  form_value(&query, SPAN("authorization_endpoint")), &document))
        refuse_metadata(call, ENTRA_INSTANCE_UNKNOWN, SPAN(""));
    else
        answer_metadata(call, 200, document, &ids);
}

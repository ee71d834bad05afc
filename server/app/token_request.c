#include "app/token_request.h"

#include "app/envelope.h"
#include "base/base64.h"
#include "base/text.h"

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

void token_request_read(struct call *call, int version, struct entra_request *request)
{
    *request = (struct entra_request){
        .version = version,
        .method = call->request->method_name,
        .tenant = route_value(&call->match, SPAN("tenant")),
        .host = call_host(call),
        .correlation_id = envelope_correlation(call),
    };
    read_form(call, &request->form);
    entra_request_read(request);
    read_basic(call, request);
}

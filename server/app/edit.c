/* The world edited while it is served (docs/editing.md): federated identity credentials, in the
 * words of Graph and of ARM, and the world as a whole. */
#include "admin/edit.h"
#include "admin/edit_world.h"
#include "app/call.h"
#include "base/doc.h"
#include "base/text.h"
#include "base/uuid.h"

static enum edit_verb verb_of(const struct http_request *request, struct span name)
{
    if (request->method == HTTP_POST)
        return EDIT_CREATE;
    if (request->method == HTTP_PUT)
        return EDIT_PUT;
    if (request->method == HTTP_DELETE)
        return EDIT_DELETE;
    return span_is_empty(name) ? EDIT_LIST : EDIT_GET;
}

/* The request's id, and the caller's own when it sent one (as captured: else they are equal). */
static json_t *inner_error(struct call *call)
{
    struct span date = instant_rfc3339(call->arena, call->context->now.seconds);
    struct span id = draw_uuid4(call->arena, &call->draw);
    struct span callers = http_header_find(call->request, SPAN("client-request-id"));
    json_t *inner = json_object();

    json_object_set_new(inner, "date", doc_string(span_head(date, date.len - 1)));
    json_object_set_new(inner, "request-id", doc_string(id));
    json_object_set_new(inner, "client-request-id", doc_string(uuid_is(callers) ? callers : id));
    return inner;
}

static void answer(struct call *call, int status, json_t *document)
{
    call_answer(call, status, SPAN("application/json"), doc_write(call->arena, document));
    call_header(call, SPAN("Cache-Control"), SPAN("no-store"));
}

static void answer_refusal(struct call *call, enum edit_kind kind,
                           const struct edit_outcome *outcome)
{
    json_t *document = doc_keep(call->arena, json_object());
    json_t *error = json_object();

    json_object_set_new(error, "code", doc_string(outcome->code));
    json_object_set_new(error, "message", doc_string(outcome->message));
    if (kind == EDIT_APPLICATION)
        json_object_set_new(error, "innerError", inner_error(call));
    json_object_set_new(document, "error", error);
    answer(call, outcome->status, document);
}

static void take_fixture(struct call *call, struct fixture *fixture)
{
    call->result->effect = (struct app_effect){.kind = APP_EFFECT_WORLD, .fixture = fixture};
}

static void credentials(struct call *call, enum edit_kind kind)
{
    struct span name = route_value(&call->match, SPAN("name"));
    const struct edit_order order = {
        .world = call->view->world,
        .kind = kind,
        .verb = verb_of(call->request, name),
        .tenant = route_value(&call->match, SPAN("tenant")),
        .owner = route_value(&call->match, SPAN("id")),
        .name = name,
        .body = call->request->body,
    };
    struct edit_outcome outcome;

    edit_apply(call->arena, &order, &outcome);
    if (!span_is_empty(outcome.code))
        answer_refusal(call, kind, &outcome);
    else if (outcome.body)
        answer(call, outcome.status, outcome.body);
    else
        call_answer(call, outcome.status, SPAN(""), SPAN(""));
    if (outcome.fixture)
        take_fixture(call, outcome.fixture);
}

void call_application_credentials(struct call *call)
{
    credentials(call, EDIT_APPLICATION);
}

void call_identity_credentials(struct call *call)
{
    credentials(call, EDIT_IDENTITY);
}

/* GET /_badged/world shows no secrets. Sent back as it was shown, it would set them all to this. */
static bool has_hidden_secret(json_t *value)
{
    const char *name;
    json_t *member;
    size_t i;

    json_object_foreach(value, name, member) {
        if (span_equal(span_of(name), SPAN("secretText")) &&
            span_equal(doc_span(member), SPAN("(hidden)")))
            return true;
        if (has_hidden_secret(member))
            return true;
    }
    json_array_foreach(value, i, member) {
        if (has_hidden_secret(member))
            return true;
    }
    return false;
}

void call_world_replace(struct call *call)
{
    const struct world *world = call->view->world;
    struct fixture *fixture;
    struct fail fail = {0};

    if (has_hidden_secret(doc_parse_in(call->arena, call->request->body, NULL))) {
        call_refuse(call, 400, SPAN("a secret in this world is \"(hidden)\", as it was shown"),
                    SPAN("write each secretText out"));
        return;
    }
    fixture = edit_world_read(call->arena, world, call->request->body, &fail);
    if (!fixture) {
        call_refuse(
            call, 400,
            text_format(call->arena, "%s%s%s", fail.where, fail.where[0] ? ": " : "", fail.what),
            text_format(call->arena, "%s", fail.remedy));
        return;
    }
    call_json(call, json_pack("{s:I}", "generation", (json_int_t)world_generation(world) + 1));
    take_fixture(call, fixture);
}

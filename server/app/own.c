/* Our own API, /_badged: what the daemon is and has seen. */
#include "app/call.h"
#include "base/doc.h"
#include "base/text.h"
#include "trace/explain.h"

#include <inttypes.h>

void call_health(struct call *call)
{
    call_json(call, json_pack("{s:s}", "status", "ok"));
}

void call_ready(struct call *call)
{
    const struct app_view *view = call->view;
    json_t *document = json_object();

    json_object_set_new(document, "ready", json_true());
    json_object_set_new(document, "generation",
                        json_integer((json_int_t)world_generation(view->world)));
    json_object_set_new(document, "reloadError",
                        view->reload_error ? doc_string(span_of(view->reload_error)) : json_null());
    call_json(call, document);
}

void call_ca(struct call *call)
{
    call_answer(call, 200, SPAN("application/x-pem-file"), call->view->ca_pem);
}

/* Secrets that the fixtures hold are not shown again. */
static void hide_secrets(json_t *value)
{
    const char *name;
    json_t *member;
    size_t i;

    json_object_foreach(value, name, member) {
        if (span_equal(span_of(name), SPAN("secretText")))
            json_string_set(member, "(hidden)");
        hide_secrets(member);
    }
    json_array_foreach(value, i, member)
        hide_secrets(member);
}

void call_world(struct call *call)
{
    json_t *document = json_deep_copy(world_fixture(call->view->world)->document);

    hide_secrets(document);
    call_json(call, document);
}

/* False when the text is no number. */
static bool number_of(struct span text, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || *number > UINT64_MAX / 10 - 1)
            return false;
        *number = *number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.len > 0;
}

static bool query_number(const struct form *query, struct span name, uint64_t *number)
{
    return !form_find(query, name) || number_of(form_value(query, name), number);
}

void call_exchanges(struct call *call)
{
    struct journal_query query = {.code = -1};
    uint64_t since = 0;
    uint64_t limit = 0;
    uint64_t code = 0;
    struct form form = {0};

    if (form_parse(call->arena, call->request->query, &form) != FORM_FLAW_NONE ||
        !query_number(&form, SPAN("since"), &since) ||
        !query_number(&form, SPAN("limit"), &limit) || !query_number(&form, SPAN("code"), &code) ||
        code > INT32_MAX) {
        call_refuse(call, 400, SPAN("the query cannot be read"),
                    SPAN("since, limit and code take a number, client_id a client id"));
        return;
    }
    query.since = since;
    query.limit = (size_t)limit;
    query.client_id = form_value(&form, SPAN("client_id"));
    if (form_find(&form, SPAN("code")))
        query.code = (int)code;
    call_answer(call, 200, SPAN("application/json"),
                journal_render(call->arena, call->view->journal, &query));
    call_header(call, SPAN("Cache-Control"), SPAN("no-store"));
}

void call_exchanges_clear(struct call *call)
{
    call->result->effect.kind = APP_EFFECT_CLEAR_JOURNAL;
    call_answer(call, 204, SPAN(""), SPAN(""));
}

void call_exchange(struct call *call)
{
    struct span accept = http_header_find(call->request, SPAN("Accept"));
    const struct journal_entry *entry = NULL;
    uint64_t id;

    if (number_of(route_value(&call->match, SPAN("id")), &id))
        entry = journal_find(call->view->journal, id);
    if (!entry)
        call_refuse(call, 404, SPAN("the journal has no such exchange"),
                    SPAN("GET /_badged/exchanges lists what it has; old ones are dropped"));
    else if (span_starts(accept, SPAN("text/plain")))
        call_answer(
            call, 200, SPAN("text/plain; charset=utf-8"),
            explain_render(call->arena, doc_parse_in(call->arena, entry->json, NULL), false));
    else
        call_answer(call, 200, SPAN("application/json"), arena_copy(call->arena, entry->json));
}

void call_reload(struct call *call)
{
    call->result->effect.kind = APP_EFFECT_RELOAD;
    call_answer(call, 202, SPAN("application/json"),
                SPAN("{\"reload\":\"started\",\"see\":\"/_badged/ready\"}"));
}

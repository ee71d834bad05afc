/* POST /_badged/explain: would this token be accepted in this world, and if not, why. */
#include "app/call.h"
#include "app/judge.h"
#include "base/doc.h"
#include "base/nearest.h"
#include "base/text.h"

#include <string.h>

/* The body, as it came. */
struct wanted {
    struct span token, tenant, client_id, at;
};

static const struct member {
    const char *name;
    size_t at; /* of its text in struct wanted */
} members[] = {
    {"token", offsetof(struct wanted, token)},
    {"tenantId", offsetof(struct wanted, tenant)},
    {"clientId", offsetof(struct wanted, client_id)},
    {"at", offsetof(struct wanted, at)},
};

enum { MEMBER_COUNT = sizeof members / sizeof members[0] };

static bool refuse_unknown(struct arena *arena, const char *name, struct fail *fail)
{
    struct nearest nearest = {.wrong = span_of(name)};

    for (size_t i = 0; i < MEMBER_COUNT; i++)
        nearest_offer(&nearest, span_of(members[i].name));
    fail_what(fail, "there is no member \"%s\" here", name);
    if (!span_is_empty(nearest.best))
        return fail_remedy(fail, "%.*s", SPAN_ARGS(nearest_question(arena, &nearest)));
    return fail_remedy(fail, "the members are token, tenantId, clientId, at");
}

static bool read_member(struct arena *arena, const char *name, const json_t *value,
                        struct wanted *wanted, struct fail *fail)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        struct span *text = (void *)((char *)wanted + members[i].at);

        if (strcmp(members[i].name, name) != 0)
            continue;
        *text = doc_span(value);
        if (json_is_string(value) || json_is_null(value))
            return true;
        fail_what(fail, "\"%s\" is not a text", name);
        return fail_remedy(fail, "write it in quotes");
    }
    return refuse_unknown(arena, name, fail);
}

static bool read_wanted(struct arena *arena, struct span body, struct wanted *wanted,
                        struct fail *fail)
{
    struct doc_error error = {0};
    json_t *json = doc_parse_in(arena, body, &error);
    const char *name;
    json_t *value;

    if (!json_is_object(json)) {
        fail_what(fail, "line %u: %s", error.line, json ? "not an object" : error.text);
        return fail_remedy(fail, "send {\"token\": \"...\", \"clientId\": \"...\"}");
    }
    json_object_foreach(json, name, value) {
        if (!read_member(arena, name, value, wanted, fail))
            return false;
    }
    if (!span_is_empty(wanted->token))
        return true;
    fail_what(fail, "there is no token");
    return fail_remedy(fail, "send it as {\"token\": \"...\"}");
}

static bool read_order(const struct call *call, struct judge_order *order, struct fail *fail)
{
    struct wanted wanted = {0};

    if (!read_wanted(call->arena, call->request->body, &wanted, fail))
        return false;
    *order = (struct judge_order){
        .token = wanted.token,
        .tenant = wanted.tenant,
        .client_id = wanted.client_id,
        .now = call->context->now,
    };
    if (span_is_empty(wanted.at) || instant_parse(wanted.at, &order->now))
        return true;
    fail_what(fail, "\"at\" is not a time");
    return fail_remedy(fail, "write it as RFC 3339 has it: 2026-11-22T05:00:00Z");
}

void call_explain(struct call *call)
{
    struct judge_order order;
    struct fail fail = {0};
    struct span json;

    if (!read_order(call, &order, &fail) ||
        !judge_token(call->arena, call->view->world, &order, &json, &fail)) {
        struct span what = text_format(call->arena, "%s", fail.what);

        call_refuse(call, 400, what, text_format(call->arena, "%s", fail.remedy));
        return;
    }
    call_answer(call, 200, SPAN("application/json"), json);
    call_header(call, SPAN("Cache-Control"), SPAN("no-store"));
}

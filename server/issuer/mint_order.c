#include "base/doc.h"
#include "base/instant.h"
#include "base/nearest.h"
#include "base/text.h"
#include "issuer/mint.h"

#include <string.h>

enum { SHOWN_BYTES_MAX = 80 };

/* One member of an order. `read` answers false when the value is not what the member takes. */
struct member {
    const char *name;
    const char *takes;
    bool (*read)(struct arena *arena, json_t *value, void *into);
    size_t at; /* of what it fills, within struct mint_order */
};

static bool read_text(struct arena *arena, json_t *value, void *into)
{
    struct span *text = into;

    (void)arena;
    *text = doc_span(value);
    return text->len > 0;
}

static bool read_audiences(struct arena *arena, json_t *value, void *into)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    struct mint_order *order = into;

    order->audiences = arena_array(arena, count, sizeof *order->audiences);
    order->audience_count = count;
    for (size_t i = 0; i < count; i++)
        if (!read_text(arena, json_is_array(value) ? json_array_get(value, i) : value,
                       &order->audiences[i]))
            return false;
    return count > 0;
}

static bool read_ttl(struct arena *arena, json_t *value, void *into)
{
    int64_t *seconds = into;

    (void)arena;
    *seconds = json_integer_value(value);
    return json_is_integer(value) && *seconds <= MINT_TTL_SECONDS_MAX &&
           *seconds >= -MINT_TTL_SECONDS_MAX;
}

static bool read_not_before(struct arena *arena, json_t *value, void *into)
{
    struct mint_order *order = into;
    struct instant instant = {0};

    (void)arena;
    order->has_not_before = instant_parse(doc_span(value), &instant);
    order->not_before = instant.seconds;
    return order->has_not_before;
}

static bool read_object(struct arena *arena, json_t *value, void *into)
{
    const json_t **object = into;

    (void)arena;
    *object = value;
    return json_is_object(value);
}

#define TEXT_TAKES   "a text that is not empty"
#define OBJECT_TAKES "an object, in which null removes a member"

static const struct member members[] = {
    {"issuer", TEXT_TAKES, read_text, offsetof(struct mint_order, issuer)},
    {"namespace", TEXT_TAKES, read_text, offsetof(struct mint_order, namespace)},
    {"serviceAccount", TEXT_TAKES, read_text, offsetof(struct mint_order, service_account)},
    {"audiences", "a text or a list of texts, none of them empty", read_audiences, 0},
    {"subject", TEXT_TAKES, read_text, offsetof(struct mint_order, subject)},
    {"ttlSeconds", "a whole number of seconds, 4294967296 at most", read_ttl,
     offsetof(struct mint_order, ttl_seconds)},
    {"notBefore", "a time such as \"2026-11-22T05:00:00Z\"", read_not_before, 0},
    {"claims", OBJECT_TAKES, read_object, offsetof(struct mint_order, claims)},
    {"headers", OBJECT_TAKES, read_object, offsetof(struct mint_order, headers)},
    {"pod", TEXT_TAKES, read_text, offsetof(struct mint_order, pod)},
    {"node", TEXT_TAKES, read_text, offsetof(struct mint_order, node)},
};

enum { MEMBER_COUNT = sizeof members / sizeof *members };

static const struct member *member_find(const char *name)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    return NULL;
}

static bool refuse_unknown(struct arena *arena, const char *name, struct fail *fail)
{
    struct nearest nearest = {.wrong = span_of(name)};
    struct text all = {.arena = arena};

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        nearest_offer(&nearest, span_of(members[i].name));
        text_printf(&all, "%s%s", i > 0 ? ", " : "", members[i].name);
    }
    fail_what(fail, "an order for a token has no member \"%s\"", name);
    if (!span_is_empty(nearest.best))
        return fail_remedy(fail, "%.*s", SPAN_ARGS(nearest_question(arena, &nearest)));
    return fail_remedy(fail, "its members are %.*s", SPAN_ARGS(text_span(&all)));
}

static bool read_member(struct arena *arena, const char *name, json_t *value,
                        struct mint_order *order, struct fail *fail)
{
    const struct member *member = member_find(name);
    struct span shown;

    if (!member)
        return refuse_unknown(arena, name, fail);
    if (json_is_null(value) || member->read(arena, value, (char *)order + member->at))
        return true;
    shown = span_head(doc_write(arena, value), SHOWN_BYTES_MAX);
    fail_what(fail, "\"%s\" cannot be %.*s", name, SPAN_ARGS(shown));
    return fail_remedy(fail, "give %s, or leave it out for the default", member->takes);
}

bool mint_order_parse(struct arena *arena, const json_t *json, struct mint_order *order,
                      struct fail *fail)
{
    json_t *own = doc_keep(arena, json_deep_copy(json));
    const char *name;
    json_t *value;

    *order = (struct mint_order){0};
    if (!json_is_object(own))
        return fail_what(fail, "an order for a token is a JSON object");
    json_object_foreach(own, name, value) {
        if (!read_member(arena, name, value, order, fail))
            return false;
    }
    return true;
}

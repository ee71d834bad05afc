#include "cli/mint_request.h"

#include "base/doc.h"
#include "cli/assignment.h"
#include "cli/duration.h"

static json_t *make_text(const struct option_values *values)
{
    return doc_string(values->items[values->count - 1]);
}

static json_t *make_list(const struct option_values *values)
{
    json_t *list = json_array();

    for (size_t i = 0; i < values->count; i++)
        json_array_append_new(list, doc_string(values->items[i]));
    return list;
}

static json_t *make_seconds(const struct option_values *values)
{
    int64_t seconds;

    if (!duration_parse(values->items[values->count - 1], &seconds))
        return json_null();
    return json_integer(seconds);
}

static json_t *make_object(const struct option_values *values)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *object = json_object();

    for (size_t i = 0; i < values->count; i++) {
        struct fail fail = {0};
        struct span name;
        json_t *value;

        if (assignment_parse(values->items[i], &name, &value, &fail))
            json_object_set_new(object, arena_copy(arena, name).at, value);
    }
    return object;
}

struct member {
    enum option_id id;
    const char *name;
    json_t *(*make)(const struct option_values *values);
};

static const struct member members[] = {
    {OPTION_ISSUER, "issuer", make_text},
    {OPTION_NAMESPACE, "namespace", make_text},
    {OPTION_SERVICE_ACCOUNT, "serviceAccount", make_text},
    {OPTION_AUDIENCE, "audiences", make_list},
    {OPTION_SUBJECT, "subject", make_text},
    {OPTION_TTL, "ttlSeconds", make_seconds},
    {OPTION_NOT_BEFORE, "notBefore", make_text},
    {OPTION_CLAIM, "claims", make_object},
    {OPTION_HEADER, "headers", make_object},
};

json_t *mint_request_new(const struct options *options)
{
    json_t *request = json_object();

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (option_is_set(options, members[i].id))
            json_object_set_new(request, members[i].name,
                                members[i].make(&options->values[members[i].id]));
    return request;
}

const struct option_row *mint_request_typed(const struct options *options)
{
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (options->values[members[i].id].is_typed)
            return option_row_at(members[i].id);
    return NULL;
}

#include "cli/assignment.h"

#include "base/doc.h"
#include "base/text.h"

/* Any JSON value. doc_parse wants an object or an array at the top, so it gets an array of one. */
static json_t *parse_value(struct arena *arena, struct span text, struct doc_error *error)
{
    struct span wrapped = TEXT_CONCAT(arena, SPAN("["), text, SPAN("]"));
    DOC_AUTO json_t *array = doc_parse(wrapped, error);

    return json_array_size(array) == 1 ? json_incref(json_array_get(array, 0)) : NULL;
}

static bool parse_json(struct span name, struct span text, json_t **value, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct doc_error error = {.text = "one value is wanted"};

    *value = parse_value(arena, text, &error);
    if (*value)
        return true;
    fail_what(fail, "what stands behind \"%.*s:=\" is not JSON: %s", SPAN_ARGS(name), error.text);
    return fail_remedy(fail, "write %.*s=TEXT for a text, or quote the JSON: '%.*s:=[\"a\",\"b\"]'",
                       SPAN_ARGS(name), SPAN_ARGS(name));
}

bool assignment_parse(struct span text, struct span *name, json_t **value, struct fail *fail)
{
    struct span after;
    bool has_value = span_cut(text, '=', name, &after);
    bool is_json = span_ends(*name, SPAN(":"));

    *value = NULL;
    if (has_value && is_json)
        *name = span_head(*name, name->len - 1);
    if (!has_value || span_is_empty(*name)) {
        fail_what(fail, "\"%.*s\" gives no name a value", SPAN_ARGS(text));
        return fail_remedy(fail, "write NAME=TEXT, or NAME:=JSON for anything but a text");
    }
    if (is_json)
        return parse_json(*name, after, value, fail);
    *value = doc_string(after);
    return true;
}

bool assignment_check(struct span text, struct fail *fail)
{
    DOC_AUTO json_t *value = NULL;
    struct span name;

    return assignment_parse(text, &name, &value, fail);
}

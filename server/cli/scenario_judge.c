#include "cli/scenario_judge.h"

#include "base/doc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct span scenario_outcome_text(struct arena *arena, const struct scenario_outcome *outcome)
{
    struct text text = {.arena = arena};

    text_printf(&text, "%d", outcome->status);
    if (outcome->code > 0)
        text_printf(&text, ", AADSTS%d", outcome->code);
    if (!span_is_empty(outcome->cause))
        text_printf(&text, ", %.*s", SPAN_ARGS(outcome->cause));
    return text_span(&text);
}

static bool holds(struct arena *arena, struct span text, struct span part)
{
    return strstr(arena_copy(arena, text).at, arena_copy(arena, part).at) != NULL;
}

/* Members of "expect" that may be absent: what they are compared with, and how. */
static struct span judge_rest(struct arena *arena, const json_t *expect,
                              const struct scenario_outcome *outcome)
{
    const json_t *body = outcome->body.len > 0 ? doc_parse_in(arena, outcome->body, NULL) : NULL;
    const struct {
        const char *name;
        struct span came;
        bool is_part;
    } rows[] = {
        {"error", doc_member(body, "error"), false},
        {"says", doc_member(body, "error_description"), true},
        {"differs", outcome->differs, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct span want = doc_member(expect, rows[i].name);
        bool is_so =
            rows[i].is_part ? holds(arena, rows[i].came, want) : span_equal(rows[i].came, want);

        if (json_object_get(expect, rows[i].name) && !is_so)
            return text_format(arena, "expected that it %s \"%.*s\"; came \"%.*s\"", rows[i].name,
                               SPAN_ARGS(want), SPAN_ARGS(rows[i].came));
    }
    return SPAN("");
}

struct span scenario_judge(struct arena *arena, const struct scenario *scenario,
                           const struct scenario_outcome *outcome)
{
    const json_t *expect = json_object_get(scenario->document, "expect");
    const struct scenario_outcome wanted = {
        .status = (int)json_integer_value(json_object_get(expect, "status")),
        .code = (int)json_integer_value(json_object_get(expect, "code")),
        .cause = doc_member(expect, "cause"),
    };
    struct span got = scenario_outcome_text(arena, outcome);
    struct span want = scenario_outcome_text(arena, &wanted);

    if (!span_equal(got, want))
        return text_format(arena, "expected %.*s; came %.*s", SPAN_ARGS(want), SPAN_ARGS(got));
    return judge_rest(arena, expect, outcome);
}

static int compare(const void *a, const void *b)
{
    const struct span *left = a;
    const struct span *right = b;

    return span_compare(*left, *right);
}

struct span scenario_difference(struct arena *arena, struct span body, struct span other)
{
    json_t *left = doc_parse_in(arena, body, NULL);
    const json_t *right = doc_parse_in(arena, other, NULL);
    struct span *names = arena_array(arena, json_object_size(left) + 1, sizeof *names);
    struct text text = {.arena = arena};
    size_t count = 0;
    const char *name;
    json_t *value;

    json_object_foreach(left, name, value) {
        if (!json_equal(value, json_object_get(right, name)))
            names[count++] = span_of(name);
    }
    qsort(names, count, sizeof *names, compare);
    for (size_t i = 0; i < count; i++)
        text_printf(&text, "%s%.*s", i > 0 ? ", " : "", SPAN_ARGS(names[i]));
    return text_span(&text);
}

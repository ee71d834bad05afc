#include "trace/trace.h"

#include "base/doc.h"

#include <stdlib.h>

static const struct {
    struct span key, sentence, repair;
} causes[] = {
    [TRACE_CAUSE_NONE] = {SPAN_INIT("none"), SPAN_INIT(""), SPAN_INIT("")},
#define CAUSE(symbol, key, sentence, repair)                                                       \
    [TRACE_CAUSE_##symbol] = {SPAN_INIT(key), SPAN_INIT(sentence), SPAN_INIT(repair)},
#include "trace/causes.def"
#undef CAUSE
};

static const char *const verdicts[] = {
    [TRACE_PASSED] = "passed",
    [TRACE_FAILED] = "failed",
    [TRACE_SKIPPED] = "skipped",
};

enum { SLOTS_MAX = 32 };

struct trace_row *trace_add(struct trace *trace, struct span id, struct span title)
{
    struct trace_row *row;

    if (trace->count == TRACE_ROWS_MAX)
        abort();
    row = &trace->rows[trace->count++];
    *row = (struct trace_row){.id = id, .title = title, .differs_at = SPAN_SAME};
    return row;
}

void trace_compare(struct trace_row *row, struct span expected, struct span presented)
{
    row->expected = expected;
    row->presented = presented;
    row->differs_at = span_difference(expected, presented);
}

void trace_blame(struct trace *trace, struct trace_row *row, enum trace_cause cause,
                 const struct slot *slots, size_t count)
{
    struct slot all[SLOTS_MAX] = {
        {SPAN("presented"), row->presented},
        {SPAN("expected"), row->expected},
    };

    for (size_t i = 0; i < count && i + 2 < SLOTS_MAX; i++)
        all[i + 2] = slots[i];
    count = count + 2 < SLOTS_MAX ? count + 2 : SLOTS_MAX;
    row->verdict = TRACE_FAILED;
    row->cause = cause;
    row->why = text_filled(trace->arena, causes[cause].sentence, all, count);
    row->repair = text_filled(trace->arena, causes[cause].repair, all, count);
}

struct span trace_cause_key(enum trace_cause cause)
{
    return causes[cause].key;
}

const struct trace_row *trace_first_failure(const struct trace *trace)
{
    for (size_t i = 0; i < trace->count; i++)
        if (trace->rows[i].verdict == TRACE_FAILED)
            return &trace->rows[i];
    return NULL;
}

static void put_unless_empty(json_t *object, const char *name, struct span value)
{
    if (!span_is_empty(value))
        json_object_set_new(object, name, doc_string(value));
}

static json_t *row_json(const struct trace_row *row)
{
    json_t *object = json_object();

    json_object_set_new(object, "check", doc_string(row->id));
    json_object_set_new(object, "title", doc_string(row->title));
    json_object_set_new(object, "verdict", json_string(verdicts[row->verdict]));
    put_unless_empty(object, "expected", row->expected);
    put_unless_empty(object, "presented", row->presented);
    put_unless_empty(object, "source", row->source);
    put_unless_empty(object, "storedAt", row->stored_at);
    if (row->verdict != TRACE_FAILED)
        return object;
    if (row->differs_at != SPAN_SAME)
        json_object_set_new(object, "differsAt", json_integer((json_int_t)row->differs_at));
    json_object_set_new(object, "cause", doc_string(trace_cause_key(row->cause)));
    put_unless_empty(object, "why", row->why);
    put_unless_empty(object, "repair", row->repair);
    return object;
}

json_t *trace_rows_json(const struct trace *trace)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < trace->count; i++)
        json_array_append_new(rows, row_json(&trace->rows[i]));
    return rows;
}

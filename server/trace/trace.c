#include "trace/trace.h"

#include "base/doc_put.h"

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

enum { SLOTS_MAX = 40 };

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

static void row_put(const struct trace_row *row, struct text *text)
{
    struct doc_object object = doc_object_begin(text);

    doc_put(&object, "check", row->id);
    doc_put(&object, "title", row->title);
    doc_put(&object, "verdict", span_of(verdicts[row->verdict]));
    doc_put(&object, "expected", row->expected);
    doc_put(&object, "presented", row->presented);
    doc_put(&object, "source", row->source);
    doc_put(&object, "storedAt", row->stored_at);
    if (row->verdict == TRACE_FAILED && row->differs_at != SPAN_SAME)
        doc_put_number(&object, "differsAt", (int64_t)row->differs_at);
    if (row->verdict == TRACE_FAILED)
        doc_put(&object, "cause", trace_cause_key(row->cause));
    doc_put(&object, "why", row->why);
    doc_put(&object, "repair", row->repair);
    doc_object_end(&object);
}

void trace_rows_put(const struct trace *trace, struct text *text)
{
    text_put_byte(text, '[');
    for (size_t i = 0; i < trace->count; i++) {
        if (i > 0)
            text_put_byte(text, ',');
        row_put(&trace->rows[i], text);
    }
    text_put_byte(text, ']');
}

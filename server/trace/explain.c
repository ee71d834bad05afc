#include "trace/explain.h"

#include "base/doc.h"
#include "base/text.h"

#include <string.h>

enum { WIDTH = 80, LABEL_WIDTH = 14, VALUE_WIDTH = WIDTH - LABEL_WIDTH - 2, LEAD_IN = 24 };

struct page {
    struct text text;
    bool colour;
};

struct ink {
    const char *on;
    const char *off;
};

static struct ink ink(const struct page *page, const char *sequence)
{
    return page->colour ? (struct ink){sequence, "\033[0m"} : (struct ink){"", ""};
}

static const char RED[] = "\033[31m";
static const char GREEN[] = "\033[32m";
static const char FAINT[] = "\033[2m";
static const char BOLD[] = "\033[1m";

/*
 * One byte as it is shown: printable ASCII stands for itself, everything else as \xNN, so that a
 * zero-width space, a non-breaking space or a letter of another alphabet cannot pass for what it
 * looks like.
 */
static void put_visible(struct text *text, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.at[i];

        if (c > 0x20 && c < 0x7f)
            text_put_byte(text, (char)c);
        else if (c == ' ')
            text_put_byte(text, ' ');
        else
            text_printf(text, "\\x%02X", c);
    }
}

static struct span visible(struct arena *arena, struct span bytes)
{
    struct text text = {.arena = arena};

    put_visible(&text, bytes);
    return text_span(&text);
}

static void put_label(struct page *page, const char *label)
{
    text_printf(&page->text, "  %-*s", LABEL_WIDTH, label);
}

/* Words on lines of at most WIDTH columns, each but the first indented to the value column. A word
 * that is too long gets its own line. */
static void put_wrapped(struct page *page, const char *label, struct span words)
{
    struct span shown = visible(page->text.arena, words);
    size_t column = 0;
    struct span word;

    if (span_is_empty(words))
        return;
    put_label(page, label);
    while (shown.len > 0) {
        span_cut(shown, ' ', &word, &shown);
        if (column > 0 && column + 1 + word.len > VALUE_WIDTH) {
            text_printf(&page->text, "\n  %*s", LABEL_WIDTH, "");
            column = 0;
        }
        if (column > 0)
            text_put_byte(&page->text, ' ');
        text_put(&page->text, word);
        column += word.len + (column > 0);
    }
    text_put_byte(&page->text, '\n');
}

/* A value on one line; when it is wider than the page only the part around byte `from` is shown. */
static void put_value(struct page *page, const char *label, struct span value, size_t from)
{
    struct span shown = visible(page->text.arena, span_tail(value, from));
    bool is_cut = shown.len > VALUE_WIDTH - (from > 0 ? 3 : 0);

    put_label(page, label);
    text_printf(&page->text, "%s%.*s%s\n", from > 0 ? "..." : "",
                SPAN_ARGS(span_head(shown, is_cut ? VALUE_WIDTH - 6 : shown.len)),
                is_cut ? "..." : "");
}

static struct span byte_name(struct arena *arena, struct span value, size_t at)
{
    if (at >= value.len)
        return SPAN("the end");
    return TEXT_CONCAT(arena, SPAN("'"), visible(arena, (struct span){value.at + at, 1}),
                       SPAN("'"));
}

/* Which byte both values are shown from: the first when they fit, else one LEAD_IN columns before
 * the difference. An invisible byte takes four columns. */
static size_t first_shown(struct arena *arena, struct span expected, struct span presented,
                          size_t at)
{
    struct span same = span_head(presented, at);
    size_t from = same.len;

    if (visible(arena, same).len <= LEAD_IN || (visible(arena, expected).len <= VALUE_WIDTH &&
                                                visible(arena, presented).len <= VALUE_WIDTH))
        return 0;
    while (from > 0 && visible(arena, span_tail(same, from - 1)).len <= LEAD_IN)
        from--;
    return from;
}

/* Expected and presented, one below the other, and a mark under the first byte in which they
 * differ. */
static void put_comparison(struct page *page, const json_t *row)
{
    struct arena *arena = page->text.arena;
    struct span expected = doc_member(row, "expected");
    struct span presented = doc_member(row, "presented");
    const json_t *place = json_object_get(row, "differsAt");
    size_t at = (size_t)json_integer_value(place);
    size_t from = first_shown(arena, expected, presented, at);
    struct ink red = ink(page, RED);
    size_t column;

    if (!span_is_empty(expected))
        put_value(page, "expected", expected, from);
    put_value(page, "presented", presented, from);
    if (!json_is_integer(place) || span_is_empty(expected))
        return;
    column = visible(arena, span_tail(span_head(presented, at), from)).len + (from > 0 ? 3 : 0);
    put_label(page, "");
    text_printf(&page->text, "%*s%s^%s\n", (int)column, "", red.on, red.off);
    put_wrapped(page, "differs",
                text_format(arena, "at byte %zu: %.*s is expected, %.*s is presented", at,
                            SPAN_ARGS(byte_name(arena, expected, at)),
                            SPAN_ARGS(byte_name(arena, presented, at))));
}

static const json_t *first_failure(const json_t *rows)
{
    size_t i;
    json_t *row;

    json_array_foreach(rows, i, row)
        if (span_equal(doc_member(row, "verdict"), SPAN("failed")))
            return row;
    return NULL;
}

static void put_reason(struct page *page, const json_t *row)
{
    struct ink bold = ink(page, BOLD);

    text_printf(&page->text, "\n%s%.*s: no%s\n", bold.on, SPAN_ARGS(doc_member(row, "title")),
                bold.off);
    put_comparison(page, row);
    put_wrapped(page, "presented in", doc_member(row, "source"));
    put_wrapped(page, "stored in", doc_member(row, "storedAt"));
    put_wrapped(page, "cause", doc_member(row, "cause"));
    put_wrapped(page, "", doc_member(row, "why"));
    put_wrapped(page, "to fix it", doc_member(row, "repair"));
}

static void put_row(struct page *page, const json_t *row)
{
    static const struct {
        struct span verdict;
        const char *mark;
        const char *colour;
    } marks[] = {
        {SPAN_INIT("passed"), "ok", GREEN},
        {SPAN_INIT("failed"), "NO", RED},
        {SPAN_INIT("skipped"), "--", FAINT},
    };

    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        struct ink colour = ink(page, marks[i].colour);

        if (span_equal(doc_member(row, "verdict"), marks[i].verdict))
            text_printf(&page->text, "  %s%s%s  %.*s\n", colour.on, marks[i].mark, colour.off,
                        SPAN_ARGS(doc_member(row, "title")));
    }
}

static void put_head(struct page *page, const json_t *record)
{
    const json_t *answer = json_object_get(record, "answer");
    const json_t *code = json_object_get(answer, "code");
    long long status = (long long)json_integer_value(json_object_get(answer, "status"));
    struct span error = doc_member(answer, "error");
    struct span id = doc_member(record, "id");
    struct ink bold = ink(page, code ? RED : GREEN);

    if (span_is_empty(id))
        text_printf(&page->text, "Token: %swould be ", bold.on);
    else
        text_printf(&page->text, "Exchange %.*s: %s", SPAN_ARGS(id), bold.on);
    if (code && span_is_empty(error)) /* throttling has no code */
        text_printf(&page->text, "refused with %lld", status);
    else if (code)
        text_printf(&page->text, "refused with AADSTS%lld (%lld %.*s)",
                    (long long)json_integer_value(code), status, SPAN_ARGS(error));
    else
        text_printf(&page->text, "granted");
    text_printf(&page->text, "%s\n", bold.off);
    put_wrapped(page, "tenant", doc_member(record, "tenant"));
    put_wrapped(page, "client", doc_member(record, "clientId"));
    put_wrapped(page, "at", doc_member(record, "time"));
}

/* What the rows do not tell, of a token that was judged without being posted. */
static void put_notes(struct page *page, const json_t *notes)
{
    size_t i;
    json_t *note;

    if (json_array_size(notes) > 0)
        text_put_byte(&page->text, '\n');
    json_array_foreach(notes, i, note)
        put_wrapped(page, "note", doc_span(note));
}

struct span explain_render(struct arena *arena, const json_t *record, bool colour)
{
    struct page page = {.text = {.arena = arena}, .colour = colour};
    const json_t *rows = json_object_get(record, "checks");
    const json_t *failure = first_failure(rows);
    size_t i;
    json_t *row;

    put_head(&page, record);
    if (failure)
        put_reason(&page, failure);
    text_put(&page.text, SPAN("\nChecks, in order\n"));
    json_array_foreach(rows, i, row)
        put_row(&page, row);
    put_notes(&page, json_object_get(record, "notes"));
    return text_span(&page.text);
}

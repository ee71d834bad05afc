#include "support/cm.h"

#include "base/doc.h"
#include "base/text.h"
#include "trace/explain.h"
#include "trace/trace.h"

#include <string.h>

enum { COLUMNS = 80 };

/* A refused exchange whose one failed row compares these two. */
static json_t *refused(struct arena *arena, struct span expected, struct span presented)
{
    struct trace trace = {.arena = arena};
    struct text rows = {.arena = arena};
    struct trace_row *row;
    json_t *record;

    trace_add(&trace, SPAN("method"), SPAN("The method is POST"));
    row = trace_add(&trace, SPAN("subject"), SPAN("Subject is that of a credential"));
    trace_compare(row, expected, presented);
    row->source = SPAN("assertion.payload.sub");
    row->stored_at = SPAN("credential prod, world.json#/tenants/0");
    trace_blame(&trace, row, TRACE_CAUSE_SECRET_IS_ID, NULL, 0);
    trace_add(&trace, SPAN("audience"), SPAN("Audience"))->verdict = TRACE_SKIPPED;
    trace_rows_put(&trace, &rows);
    record = json_pack("{s:s, s:s, s:{s:i, s:i, s:s}, s:o}", "id", "7", "tenant", "contoso",
                       "answer", "status", 401, "code", 700213, "error", "invalid_client", "checks",
                       doc_parse(text_span(&rows), NULL));
    return doc_keep(arena, record);
}

static struct span rendered(struct arena *arena, const char *expected, const char *presented)
{
    return explain_render(arena, refused(arena, span_of(expected), span_of(presented)), false);
}

static bool contains(struct span text, const char *part)
{
    for (size_t i = 0; i < text.len; i++)
        if (span_starts(span_tail(text, i), span_of(part)))
            return true;
    return false;
}

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        struct span text_ = (text);                                                                \
        if (!contains(text_, part))                                                                \
            fail_msg("\"%s\" is not in\n%.*s", part, SPAN_ARGS(text_));                            \
    } while (0)

static struct span line_with(struct span text, const char *part)
{
    struct span line;

    while (span_cut(text, '\n', &line, &text) || line.len > 0)
        if (contains(line, part))
            return line;
    fail_msg("no line has \"%s\"", part);
    return SPAN("");
}

static size_t mark_column(struct span text)
{
    struct span before;
    struct span after;

    assert_true(span_cut(line_with(text, "^"), '^', &before, &after));
    return before.len;
}

static void assert_fits(struct span text)
{
    struct span line;

    while (span_cut(text, '\n', &line, &text) || line.len > 0)
        if (line.len > COLUMNS)
            fail_msg("%zu columns: %.*s", line.len, SPAN_ARGS(line));
}

static void the_whole_of_a_refusal_reads_as_a_page(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(rendered(arena, "repo:a/b", "repo:a/B"),
                "Exchange 7: refused with AADSTS700213 (401 invalid_client)\n"
                "  tenant        contoso\n"
                "\n"
                "Subject is that of a credential: no\n"
                "  expected      repo:a/b\n"
                "  presented     repo:a/B\n"
                "                       ^\n"
                "  differs       at byte 7: 'b' is expected, 'B' is presented\n"
                "  presented in  assertion.payload.sub\n"
                "  stored in     credential prod, world.json#/tenants/0\n"
                "  cause         secret_is_id\n"
                "                What was sent is the id of a secret, not its value.\n"
                "  to fix it     Send the value, which is shown only once, when the secret is\n"
                "                made.\n"
                "\n"
                "Checks, in order\n"
                "  ok  The method is POST\n"
                "  NO  Subject is that of a credential\n"
                "  --  Audience\n");
}

static void the_mark_stands_under_the_first_differing_byte(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char expected[200];
    char presented[200];

    (void)state;
    memset(expected, 'a', sizeof expected - 1);
    memset(presented, 'a', sizeof presented - 1);
    expected[sizeof expected - 1] = presented[sizeof presented - 1] = '\0';
    for (size_t at = 0; at < sizeof expected - 1; at++) {
        struct span page;

        presented[at] = 'X';
        page = rendered(arena, expected, presented);
        assert_int_equal(line_with(page, "  presented  ").at[mark_column(page)], 'X');
        assert_int_equal(line_with(page, "  expected  ").at[mark_column(page)], 'a');
        assert_fits(page);
        presented[at] = 'a';
    }
}

static void the_mark_stands_behind_a_value_that_ends_too_early(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span page = rendered(arena, "https://a/", "https://a");

    (void)state;
    assert_int_equal(mark_column(page), line_with(page, "  presented  ").len);
    assert_contains(page, "at byte 9: '/' is expected, the end is presented");
    assert_contains(rendered(arena, "https://a", "https://a/"),
                    "at byte 9: the end is expected, '/' is presented");
}

static void invisible_bytes_are_shown_and_counted(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span page = rendered(arena, "\xC2\xA0xy", "\xC2\xA0xz\x7f\x01\t");

    (void)state;
    assert_contains(page, "  expected      \\xC2\\xA0xy\n");
    assert_contains(page, "  presented     \\xC2\\xA0xz\\x7F\\x01\\x09\n");
    assert_int_equal(line_with(page, "  presented  ").at[mark_column(page)], 'z');
    assert_contains(rendered(arena, "ab",
                             "a\xE2\x80\x8B"
                             "b"),
                    "at byte 1: 'b' is expected, '\\xE2' is presented");
}

/* Four columns a byte: the mark must not run away from what is shown. */
static void a_difference_behind_many_invisible_bytes_stays_on_the_page(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char expected[81];
    char presented[81];

    (void)state;
    for (size_t i = 0; i < 80; i += 2)
        memcpy(expected + i, "\xD0\xB0", 2);
    expected[80] = '\0';
    memcpy(presented, expected, sizeof presented);
    for (size_t at = 1; at < 80; at += 2) {
        struct span page;

        presented[at] = '\xB1';
        page = rendered(arena, expected, presented);
        assert_fits(page);
        assert_int_equal(line_with(page, "  presented  ").at[mark_column(page)], '\\');
        presented[at] = '\xB0';
    }
}

static void every_line_has_eighty_columns_at_most(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text longer = {.arena = arena};

    (void)state;
    for (int i = 0; i < 60; i++)
        text_put(&longer, SPAN("many words "));
    assert_fits(rendered(arena, text_span(&longer).at, "few"));
    assert_fits(rendered(arena, "few", text_span(&longer).at));
}

static void there_is_no_escape_sequence_without_colour(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *record = refused(arena, SPAN("a\033[31m"), SPAN("b\033[2J"));

    (void)state;
    assert_false(span_has(explain_render(arena, record, false), '\033'));
}

/* With colour only our own sequences: each is switched off on the line where it began. */
static void colour_ends_on_its_own_line(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span page = explain_render(arena, refused(arena, SPAN("a"), SPAN("b\033[2J")), true);
    struct span line;

    (void)state;
    assert_contains(page, "\033[31m^\033[0m");
    assert_false(contains(page, "\033[2J"));
    while (span_cut(page, '\n', &line, &page))
        assert_int_equal(contains(line, "\033"), contains(line, "\033[0m"));
}

static void a_granted_exchange_has_no_reason(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *record = doc_keep(
        arena, json_pack("{s:s, s:{s:i}, s:[]}", "id", "8", "answer", "status", 200, "checks"));

    (void)state;
    assert_span(explain_render(arena, record, false), "Exchange 8: granted\n\nChecks, in order\n");
}

static void a_record_without_an_id_is_of_a_token_that_nobody_posted(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *granted =
        doc_keep(arena, json_pack("{s:{s:i}, s:[]}", "answer", "status", 200, "checks"));
    json_t *denied = refused(arena, SPAN("a"), SPAN("b"));

    (void)state;
    json_object_del(denied, "id");
    assert_span(explain_render(arena, granted, false),
                "Token: would be granted\n\nChecks, in order\n");
    assert_contains(explain_render(arena, denied, false),
                    "Token: would be refused with AADSTS700213 (401 invalid_client)\n");
}

static void notes_stand_at_the_end_and_are_wrapped(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *record = doc_keep(
        arena, json_pack("{s:{s:i}, s:[], s:[s, s]}", "answer", "status", 200, "checks", "notes",
                         "The signature was not checked: the issuer's keys are not known here.",
                         "Second."));

    (void)state;
    assert_span(explain_render(arena, record, false),
                "Token: would be granted\n\nChecks, in order\n\n"
                "  note          The signature was not checked: the issuer's keys are not known\n"
                "                here.\n"
                "  note          Second.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_of_a_refusal_reads_as_a_page),
        cmocka_unit_test(the_mark_stands_under_the_first_differing_byte),
        cmocka_unit_test(the_mark_stands_behind_a_value_that_ends_too_early),
        cmocka_unit_test(invisible_bytes_are_shown_and_counted),
        cmocka_unit_test(a_difference_behind_many_invisible_bytes_stays_on_the_page),
        cmocka_unit_test(every_line_has_eighty_columns_at_most),
        cmocka_unit_test(there_is_no_escape_sequence_without_colour),
        cmocka_unit_test(colour_ends_on_its_own_line),
        cmocka_unit_test(a_granted_exchange_has_no_reason),
        cmocka_unit_test(a_record_without_an_id_is_of_a_token_that_nobody_posted),
        cmocka_unit_test(notes_stand_at_the_end_and_are_wrapped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

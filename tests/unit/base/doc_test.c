#include "support/cm.h"

#include "base/doc.h"
#include "base/text.h"

static void assert_refused(struct span text, unsigned line)
{
    struct doc_error error = {0};
    DOC_AUTO json_t *doc = doc_parse(text, &error);

    if (doc)
        fail_msg("\"%.*s\" was accepted", SPAN_ARGS(text));
    assert_int_equal(error.line, line);
    assert_true(error.text[0] != '\0');
    assert_null(doc_parse(text, NULL));
}

static void what_is_not_strict_json_is_refused_with_its_line(void **state)
{
    (void)state;
    assert_refused(SPAN("\xEF\xBB\xBF{}"), 1);
    assert_refused(SPAN("{\"a\":1,\n\"a\":2}"), 2);
    assert_refused(SPAN("{\n\n\"a\":,}"), 3);
    assert_refused(SPAN("[1] x"), 1);
    assert_refused(SPAN("\"a\""), 1);
    assert_refused(SPAN("7"), 1);
    assert_refused(SPAN("{\"a\":\"\xff\"}"), 1);
    assert_refused(SPAN("{\"a\":\"\\u0000\"}"), 1);
    assert_refused(SPAN("[NaN]"), 1);
    assert_refused(SPAN("{'a':1}"), 1);
}

static void nothing_at_all_is_refused(void **state)
{
    (void)state;
    assert_null(doc_parse(SPAN(""), NULL));
    assert_null(doc_parse((struct span){NULL, 0}, NULL));
}

static struct span nested(struct arena *arena, int depth, struct span inside)
{
    struct text text = {.arena = arena};

    for (int i = 0; i < depth; i++)
        text_put_byte(&text, '[');
    text_put(&text, inside);
    for (int i = 0; i < depth; i++)
        text_put_byte(&text, ']');
    return text_span(&text);
}

static void thirty_two_levels_are_read_and_thirty_three_are_not(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct doc_error error;

    (void)state;
    assert_non_null(doc_parse_in(arena, nested(arena, DOC_DEPTH_MAX, SPAN("")), NULL));
    assert_null(doc_parse_in(arena, nested(arena, DOC_DEPTH_MAX + 1, SPAN("")), &error));
    assert_string_equal(error.text, "nested deeper than 32 levels");
}

static void brackets_inside_strings_are_no_levels(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span brackets = SPAN("\"[[[[\\\"[[[[\\\\\"");

    (void)state;
    assert_non_null(doc_parse_in(arena, nested(arena, DOC_DEPTH_MAX, brackets), NULL));
}

static void documents_are_written_compactly_in_the_order_of_insertion(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *doc =
        doc_parse_in(arena, SPAN("{ \"z\": \"a/b\", \"a\": [1, true], \"m\": null }"), NULL);

    (void)state;
    assert_span(doc_write(arena, doc), "{\"z\":\"a/b\",\"a\":[1,true],\"m\":null}");
    assert_span(doc_write_pretty(arena, doc),
                "{\n  \"z\": \"a/b\",\n  \"a\": [\n    1,\n    true\n  ],\n  \"m\": null\n}");
}

static void bytes_that_are_not_utf8_become_the_replacement_character(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(doc_span(doc_keep(arena, doc_string(SPAN("a\xff"
                                                         "b\xC3\xA4\xE2\x82")))),
                "a\xEF\xBF\xBD"
                "b\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD");
    assert_span(doc_write(arena, doc_keep(arena, doc_string(SPAN("a\0b\"")))), "\"a\\u0000b\\\"\"");
    assert_span(doc_span(doc_keep(arena, doc_string((struct span){NULL, 0}))), "");
}

static void what_is_no_string_has_no_bytes(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *doc = doc_parse_in(arena, SPAN("{\"s\":\"x\",\"n\":1}"), NULL);

    (void)state;
    assert_span(doc_member(doc, "s"), "x");
    assert_span(doc_member(doc, "n"), "");
    assert_span(doc_member(doc, "none"), "");
    assert_span(doc_member(NULL, "s"), "");
    assert_span(doc_span(NULL), "");
}

/* jansson 2.14 loses a NUL that stands behind a number. */
static void a_nul_byte_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    assert_null(doc_parse(SPAN("{\"x\":12\0}"), NULL));
    assert_null(doc_parse(SPAN("{\"x\":true\0}"), NULL));
    assert_null(doc_parse(SPAN("\0{}"), NULL));
    assert_null(doc_parse(SPAN("{}\0"), NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_nul_byte_is_refused_wherever_it_stands),
        cmocka_unit_test(what_is_not_strict_json_is_refused_with_its_line),
        cmocka_unit_test(nothing_at_all_is_refused),
        cmocka_unit_test(thirty_two_levels_are_read_and_thirty_three_are_not),
        cmocka_unit_test(brackets_inside_strings_are_no_levels),
        cmocka_unit_test(documents_are_written_compactly_in_the_order_of_insertion),
        cmocka_unit_test(bytes_that_are_not_utf8_become_the_replacement_character),
        cmocka_unit_test(what_is_no_string_has_no_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

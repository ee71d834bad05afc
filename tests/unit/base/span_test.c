#include "support/cm.h"

static void a_null_string_is_the_empty_span(void **state)
{
    (void)state;
    assert_true(span_is_empty(span_of(NULL)));
    assert_non_null(span_of(NULL).at);
    assert_span(span_of("abc"), "abc");
}

static void equality_is_by_byte_and_nul_is_a_byte(void **state)
{
    (void)state;
    assert_true(span_equal(SPAN("a\0b"), SPAN("a\0b")));
    assert_false(span_equal(SPAN("a\0b"), SPAN("a\0c")));
    assert_false(span_equal(SPAN("a"), SPAN("A")));
    assert_true(span_equal((struct span){NULL, 0}, SPAN("")));
}

static void ignoring_case_folds_ascii_letters_alone(void **state)
{
    (void)state;
    assert_true(span_equal_nocase(SPAN("Content-Type"), SPAN("cONTENT-tYPE")));
    assert_false(span_equal_nocase(SPAN("@"), SPAN("`")));
    assert_false(span_equal_nocase(SPAN("["), SPAN("{")));
    assert_false(span_equal_nocase(SPAN("\xC3\x84"), SPAN("\xC3\xA4")));
    assert_false(span_equal_nocase(SPAN("ab"), SPAN("abc")));
}

static void a_span_starts_and_ends_with_itself_and_with_nothing(void **state)
{
    (void)state;
    assert_true(span_starts(SPAN("ab"), SPAN("ab")));
    assert_true(span_ends(SPAN("ab"), SPAN("ab")));
    assert_true(span_starts(SPAN(""), SPAN("")));
    assert_true(span_ends(SPAN("ab"), SPAN("")));
    assert_false(span_starts(SPAN("ab"), SPAN("abc")));
    assert_false(span_ends(SPAN("ab"), SPAN("xab")));
    assert_false(span_ends(SPAN("ab"), SPAN("a")));
}

static void head_and_tail_stop_at_the_end(void **state)
{
    (void)state;
    assert_span(span_head(SPAN("abc"), 2), "ab");
    assert_span(span_head(SPAN("abc"), 9), "abc");
    assert_span(span_tail(SPAN("abc"), 2), "c");
    assert_span(span_tail(SPAN("abc"), 3), "");
    assert_span(span_tail(SPAN("abc"), SIZE_MAX), "");
}

static void trimming_takes_spaces_and_tabs_but_no_line_ends(void **state)
{
    (void)state;
    assert_span(span_trim(SPAN(" \t a b \t")), "a b");
    assert_span(span_trim(SPAN(" \t ")), "");
    assert_span(span_trim(SPAN("a\r\n")), "a\r\n");
}

static void cutting_splits_at_the_first_of_several(void **state)
{
    struct span before;
    struct span after;

    (void)state;
    assert_true(span_cut(SPAN("a:b:c"), ':', &before, &after));
    assert_span(before, "a");
    assert_span(after, "b:c");
    assert_true(span_cut(SPAN("a:"), ':', &before, &after));
    assert_span(after, "");
}

static void cutting_without_the_byte_gives_the_whole_and_nothing(void **state)
{
    struct span before;
    struct span after;

    (void)state;
    assert_false(span_cut(SPAN("abc"), ':', &before, &after));
    assert_span(before, "abc");
    assert_span(after, "");
    assert_false(span_cut((struct span){NULL, 0}, ':', &before, &after));
    assert_true(span_is_empty(before));
}

static void a_span_may_be_cut_into_itself(void **state)
{
    struct span rest = SPAN("a b");
    struct span word;

    (void)state;
    assert_true(span_cut(rest, ' ', &word, &rest));
    assert_span(word, "a");
    assert_span(rest, "b");
}

static void the_difference_of_a_beginning_is_its_length(void **state)
{
    (void)state;
    assert_int_equal(span_difference(SPAN("abc"), SPAN("abd")), 2);
    assert_int_equal(span_difference(SPAN("abc"), SPAN("ab")), 2);
    assert_int_equal(span_difference(SPAN(""), SPAN("a")), 0);
    assert_true(span_difference(SPAN("abc"), SPAN("abc")) == SPAN_SAME);
}

static void order_is_by_unsigned_byte_and_shorter_first(void **state)
{
    (void)state;
    assert_true(span_compare(SPAN("a"), SPAN("b")) < 0);
    assert_true(span_compare(SPAN("ab"), SPAN("a")) > 0);
    assert_true(span_compare(SPAN("\x7f"), SPAN("\x80")) < 0);
    assert_int_equal(span_compare(SPAN(""), SPAN("")), 0);
}

static void a_byte_is_found_wherever_it_stands(void **state)
{
    (void)state;
    assert_true(span_has(SPAN("abc"), 'c'));
    assert_false(span_has(SPAN("abc"), '\0'));
    assert_false(span_has((struct span){NULL, 0}, 'a'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_null_string_is_the_empty_span),
        cmocka_unit_test(equality_is_by_byte_and_nul_is_a_byte),
        cmocka_unit_test(ignoring_case_folds_ascii_letters_alone),
        cmocka_unit_test(a_span_starts_and_ends_with_itself_and_with_nothing),
        cmocka_unit_test(head_and_tail_stop_at_the_end),
        cmocka_unit_test(trimming_takes_spaces_and_tabs_but_no_line_ends),
        cmocka_unit_test(cutting_splits_at_the_first_of_several),
        cmocka_unit_test(cutting_without_the_byte_gives_the_whole_and_nothing),
        cmocka_unit_test(a_span_may_be_cut_into_itself),
        cmocka_unit_test(the_difference_of_a_beginning_is_its_length),
        cmocka_unit_test(order_is_by_unsigned_byte_and_shorter_first),
        cmocka_unit_test(a_byte_is_found_wherever_it_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

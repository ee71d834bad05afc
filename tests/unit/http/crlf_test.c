#include "support/cm.h"

#include "http/crlf.h"

static void a_line_comes_without_its_end_and_the_next_one_follows(void **state)
{
    struct span bytes = SPAN("one\r\n\r\ntwo\r\n");
    struct crlf_cursor cursor = {0, 0};
    struct span line;

    (void)state;
    assert_int_equal(crlf_take(&cursor, bytes, 3, &line), CRLF_LINE);
    assert_span(line, "one");
    assert_int_equal(crlf_take(&cursor, bytes, 3, &line), CRLF_LINE);
    assert_span(line, "");
    assert_int_equal(crlf_take(&cursor, bytes, 3, &line), CRLF_LINE);
    assert_span(line, "two");
    assert_int_equal(crlf_take(&cursor, bytes, 3, &line), CRLF_MORE);
    assert_int_equal(cursor.at, bytes.len);
}

static void a_byte_is_searched_once(void **state)
{
    struct crlf_cursor cursor = {0, 0};
    struct span line;

    (void)state;
    assert_int_equal(crlf_take(&cursor, SPAN("abc"), 9, &line), CRLF_MORE);
    assert_int_equal(crlf_take(&cursor, SPAN("a\nc\r"), 9, &line), CRLF_MORE);
    assert_int_equal(crlf_take(&cursor, SPAN("a\nc\r\n"), 9, &line), CRLF_LINE);
    assert_int_equal(line.len, 3);
}

static void a_line_is_too_long_as_soon_as_it_cannot_end_in_time(void **state)
{
    struct crlf_cursor cursor = {0, 0};
    struct span line;

    (void)state;
    assert_int_equal(crlf_take(&cursor, SPAN("abcd"), 3, &line), CRLF_MORE);
    assert_int_equal(crlf_take(&cursor, SPAN("abcde"), 3, &line), CRLF_LONG);
}

static void a_line_feed_alone_is_bare(void **state)
{
    struct crlf_cursor cursor = {0, 0};
    struct span line;

    (void)state;
    assert_int_equal(crlf_take(&cursor, SPAN("\n"), 3, &line), CRLF_BARE);
    cursor = (struct crlf_cursor){0, 0};
    crlf_skip(&cursor, 2);
    assert_int_equal(crlf_take(&cursor, SPAN("a\r\n"), 3, &line), CRLF_BARE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_comes_without_its_end_and_the_next_one_follows),
        cmocka_unit_test(a_byte_is_searched_once),
        cmocka_unit_test(a_line_is_too_long_as_soon_as_it_cannot_end_in_time),
        cmocka_unit_test(a_line_feed_alone_is_bare),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

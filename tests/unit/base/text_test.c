#include "support/cm.h"

#include "base/text.h"

#include <string.h>

static void text_that_was_never_written_is_an_empty_string(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text text = {.arena = arena};

    (void)state;
    assert_span(text_span(&text), "");
    assert_string_equal(text_span(&text).at, "");
}

static void text_grows_past_its_first_size(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text text = {.arena = arena};

    (void)state;
    for (int i = 0; i < 1000; i++)
        text_put_byte(&text, (char)('a' + i % 26));
    assert_int_equal(text_span(&text).len, 1000);
    assert_int_equal(text_span(&text).at[999], 'a' + 999 % 26);
    assert_int_equal(text_span(&text).at[1000], '\0');
}

static void numbers_are_written_to_their_ends(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text text = {.arena = arena};

    (void)state;
    text_put_number(&text, INT64_MIN);
    text_put_byte(&text, ' ');
    text_put_number(&text, INT64_MAX);
    assert_span(text_span(&text), "-9223372036854775808 9223372036854775807");
}

static void a_long_format_is_not_cut(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char long_word[600];

    (void)state;
    memset(long_word, 'x', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    assert_int_equal(text_format(arena, "<%s>", long_word).len, 601);
    assert_span(text_format(arena, "%d-%.*s", 7, SPAN_ARGS(SPAN("abc"))), "7-abc");
}

static const struct slot slots[] = {
    {SPAN_INIT("subject"), SPAN_INIT("repo:a/b")},
    {SPAN_INIT("again"), SPAN_INIT("{subject}")},
    {SPAN_INIT("empty"), SPAN_INIT("")},
};

static void places_are_filled_and_unknown_ones_stay(void **state)
{
    static const struct {
        struct span sentence;
        const char *filled;
    } cases[] = {
        {SPAN_INIT("'{subject}' is"), "'repo:a/b' is"},
        {SPAN_INIT("{subject}{subject}"), "repo:a/brepo:a/b"},
        {SPAN_INIT("{unknown} {subject}"), "{unknown} repo:a/b"},
        {SPAN_INIT("{\"a\":\"{subject}\"}"), "{\"a\":\"repo:a/b\"}"},
        {SPAN_INIT("{{subject}}"), "{repo:a/b}"},
        {SPAN_INIT("open { and {subject"), "open { and {subject"},
        {SPAN_INIT("<{empty}>"), "<>"},
        {SPAN_INIT(""), ""},
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_span(text_filled(arena, cases[i].sentence, slots, 3), cases[i].filled);
}

static void braces_in_a_value_are_not_filled_again(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(text_filled(arena, SPAN("{again}"), slots, 3), "{subject}");
}

static void pieces_are_joined_in_order(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(TEXT_CONCAT(arena, SPAN("a"), SPAN(""), SPAN("bc")), "abc");
}

static void only_ascii_letters_are_made_small(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(text_lower(arena, SPAN("AZ[@\xC3\x84")), "az[@\xC3\x84");
    assert_span(text_lower(arena, SPAN("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_that_was_never_written_is_an_empty_string),
        cmocka_unit_test(text_grows_past_its_first_size),
        cmocka_unit_test(numbers_are_written_to_their_ends),
        cmocka_unit_test(a_long_format_is_not_cut),
        cmocka_unit_test(places_are_filled_and_unknown_ones_stay),
        cmocka_unit_test(braces_in_a_value_are_not_filled_again),
        cmocka_unit_test(pieces_are_joined_in_order),
        cmocka_unit_test(only_ascii_letters_are_made_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

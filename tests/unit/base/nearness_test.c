#include "support/cm.h"

#include "base/nearness.h"

#include <string.h>

static void distance_counts_insertions_deletions_and_replacements(void **state)
{
    (void)state;
    assert_int_equal(nearness_distance(SPAN("kitten"), SPAN("sitting")), 3);
    assert_int_equal(nearness_distance(SPAN(""), SPAN("abc")), 3);
    assert_int_equal(nearness_distance(SPAN("abc"), SPAN("")), 3);
    assert_int_equal(nearness_distance(SPAN("abc"), SPAN("abc")), 0);
    assert_int_equal(nearness_distance(SPAN("flaw"), SPAN("lawn")), 2);
}

static void only_the_first_bytes_are_compared(void **state)
{
    char a[NEARNESS_COMPARED_BYTES + 100];
    char b[NEARNESS_COMPARED_BYTES + 100];

    (void)state;
    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    memset(b + NEARNESS_COMPARED_BYTES, 'b', 100);
    assert_int_equal(nearness_distance((struct span){a, sizeof a}, (struct span){b, sizeof b}), 0);
}

static void the_way_in_which_two_texts_differ_is_named(void **state)
{
    static const struct {
        struct span stored, presented;
        enum nearness_kind kind;
    } cases[] = {
        {SPAN_INIT("https://a/"), SPAN_INIT("https://a/"), NEARNESS_SAME},
        {SPAN_INIT("https://a"), SPAN_INIT("https://a/"), NEARNESS_SLASH_MISSING},
        {SPAN_INIT("https://a/"), SPAN_INIT("https://a"), NEARNESS_SLASH_EXTRA},
        {SPAN_INIT("https://a//"), SPAN_INIT("https://a"), NEARNESS_OTHER},
        {SPAN_INIT("repo:A/b"), SPAN_INIT("repo:a/B"), NEARNESS_CASE},
        {SPAN_INIT("a b"), SPAN_INIT("ab "), NEARNESS_SPACE},
        {SPAN_INIT("ab"),
         SPAN_INIT("a\xE2\x80\x8B"
                   "b"),
         NEARNESS_SPACE},
        {SPAN_INIT("\xEF\xBB\xBF"
                   "ab"),
         SPAN_INIT("ab\r\n"), NEARNESS_SPACE},
        {SPAN_INIT("a\xC2\xA0"
                   "b"),
         SPAN_INIT("a b"), NEARNESS_SPACE},
        {SPAN_INIT("ab"), SPAN_INIT("ac"), NEARNESS_OTHER},
        {SPAN_INIT("ab"), SPAN_INIT("abc"), NEARNESS_OTHER},
        {SPAN_INIT(""), SPAN_INIT(" "), NEARNESS_SPACE},
        {SPAN_INIT(""), SPAN_INIT("/"), NEARNESS_SLASH_MISSING},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (nearness_of(cases[i].stored, cases[i].presented) != cases[i].kind)
            fail_msg("case %zu is %d", i, nearness_of(cases[i].stored, cases[i].presented));
}

static void the_nearest_of_several_wins_and_the_first_of_equals(void **state)
{
    struct nearness nearness = nearness_to(SPAN("main"));

    (void)state;
    nearness_offer(&nearness, SPAN("develop"));
    nearness_offer(&nearness, SPAN("mail"));
    nearness_offer(&nearness, SPAN("maid"));
    assert_span(nearness.nearest, "mail");
    assert_int_equal(nearness.distance, 1);
    assert_int_equal(nearness.offers, 3);
}

static void without_an_offer_nothing_is_near(void **state)
{
    struct nearness nearness = nearness_to(SPAN("main"));

    (void)state;
    assert_true(span_is_empty(nearness.nearest));
    assert_true(nearness.distance == SIZE_MAX);
}

static void offers_beyond_the_limit_are_not_looked_at(void **state)
{
    struct nearness nearness = nearness_to(SPAN("main"));

    (void)state;
    for (int i = 0; i < NEARNESS_OFFERS_MAX; i++)
        nearness_offer(&nearness, SPAN("far away"));
    nearness_offer(&nearness, SPAN("main"));
    assert_span(nearness.nearest, "far away");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distance_counts_insertions_deletions_and_replacements),
        cmocka_unit_test(only_the_first_bytes_are_compared),
        cmocka_unit_test(the_way_in_which_two_texts_differ_is_named),
        cmocka_unit_test(the_nearest_of_several_wins_and_the_first_of_equals),
        cmocka_unit_test(without_an_offer_nothing_is_near),
        cmocka_unit_test(offers_beyond_the_limit_are_not_looked_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

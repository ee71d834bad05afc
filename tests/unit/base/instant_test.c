#include "support/cm.h"

#include "base/instant.h"

static void known_moments_are_read(void **state)
{
    static const struct {
        struct span text;
        int64_t seconds;
        uint32_t ticks;
    } cases[] = {
        {SPAN_INIT("1970-01-01T00:00:00Z"), 0, 0},
        {SPAN_INIT("2026-11-22T05:00:00Z"), 1795323600, 0},
        {SPAN_INIT("2026-11-22T06:30:00+01:30"), 1795323600, 0},
        {SPAN_INIT("2026-11-21T23:00:00-06:00"), 1795323600, 0},
        {SPAN_INIT("2026-11-22t05:00:00.5z"), 1795323600, 5000000},
        {SPAN_INIT("2026-11-22 05:00:00.12345678901234Z"), 1795323600, 1234567},
        {SPAN_INIT("2000-02-29T00:00:00Z"), 951782400, 0},
        {SPAN_INIT("1969-12-31T23:59:59Z"), -1, 0},
        {SPAN_INIT("0001-01-01T00:00:00Z"), -62135596800, 0},
        {SPAN_INIT("9999-12-31T23:59:59Z"), 253402300799, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct instant instant;

        if (!instant_parse(cases[i].text, &instant))
            fail_msg("\"%.*s\" was refused", SPAN_ARGS(cases[i].text));
        assert_true(instant.seconds == cases[i].seconds);
        assert_int_equal(instant.ticks, cases[i].ticks);
    }
}

static void what_is_no_moment_is_refused(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT(""),
        SPAN_INIT("2026-11-22"),
        SPAN_INIT("2026-11-22T05:00:00"),
        SPAN_INIT("2026-11-22T05:00Z"),
        SPAN_INIT("2026-11-22T05:00:00Z "),
        SPAN_INIT("2026-11-22T05:00:00.Z"),
        SPAN_INIT("2026-11-22T05:00:00+1:00"),
        SPAN_INIT("2026-11-22T05:00:00+24:00"),
        SPAN_INIT("2026-11-22T24:00:00Z"),
        SPAN_INIT("2026-11-22T05:60:00Z"),
        SPAN_INIT("2026-11-22T05:00:60Z"),
        SPAN_INIT("2026-13-01T00:00:00Z"),
        SPAN_INIT("2026-00-01T00:00:00Z"),
        SPAN_INIT("2026-11-31T00:00:00Z"),
        SPAN_INIT("2026-02-29T00:00:00Z"),
        SPAN_INIT("1900-02-29T00:00:00Z"),
        SPAN_INIT("0000-01-01T00:00:00Z"),
        SPAN_INIT("+026-11-22T05:00:00Z"),
        SPAN_INIT("2026-11-22T05:00:00\0Z"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct instant instant;

        if (instant_parse(bad[i], &instant))
            fail_msg("\"%.*s\" was accepted", SPAN_ARGS(bad[i]));
    }
}

static void each_way_of_writing_has_its_shape(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(instant_rfc3339(arena, 1795323600), "2026-11-22T05:00:00Z");
    assert_span(instant_spaced(arena, 1795323600), "2026-11-22 05:00:00Z");
    assert_span(instant_precise(arena, (struct instant){1795323600, 1234}),
                "2026-11-22T05:00:00.0001234Z");
    assert_span(instant_http_date(arena, 1795323600), "Sun, 22 Nov 2026 05:00:00 GMT");
    assert_span(instant_http_date(arena, 784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_span(instant_http_date(arena, -1), "Wed, 31 Dec 1969 23:59:59 GMT");
}

static void seconds_beyond_the_calendar_print_as_its_end(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(instant_rfc3339(arena, INT64_MAX), "9999-12-31T23:59:59Z");
    assert_span(instant_rfc3339(arena, INT64_MIN), "0001-01-01T00:00:00Z");
}

static void every_day_of_four_centuries_is_read_as_it_was_written(void **state)
{
    struct arena *arena = arena_new();
    int64_t second = 43201;

    (void)state;
    for (int day = 0; day < 146097; day++, second += 86400) {
        struct instant instant;

        assert_true(instant_parse(instant_rfc3339(arena, second), &instant));
        assert_true(instant.seconds == second);
    }
    arena_free(arena);
}

static void months_count_from_january(void **state)
{
    (void)state;
    assert_int_equal(instant_month_parse(SPAN("2026-11")), 2026 * 12 + 10);
    assert_int_equal(instant_month(1795323600), 2026 * 12 + 10);
    assert_int_equal(instant_month(0), 1970 * 12);
    assert_int_equal(instant_month_parse(SPAN("2026-13")), -1);
    assert_int_equal(instant_month_parse(SPAN("2026-00")), -1);
    assert_int_equal(instant_month_parse(SPAN("2026-1")), -1);
    assert_int_equal(instant_month_parse(SPAN("2026-011")), -1);
    assert_int_equal(instant_month_parse(SPAN("")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_moments_are_read),
        cmocka_unit_test(what_is_no_moment_is_refused),
        cmocka_unit_test(each_way_of_writing_has_its_shape),
        cmocka_unit_test(seconds_beyond_the_calendar_print_as_its_end),
        cmocka_unit_test(every_day_of_four_centuries_is_read_as_it_was_written),
        cmocka_unit_test(months_count_from_january),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

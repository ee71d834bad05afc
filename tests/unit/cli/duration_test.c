#include "support/cm.h"

#include "cli/duration.h"

struct sample {
    const char *text;
    int64_t seconds;
};

static void assert_refused(const char *text)
{
    int64_t seconds;

    if (duration_parse(span_of(text), &seconds))
        fail_msg("\"%s\" was taken for %lld seconds", text, (long long)seconds);
}

static void numbers_with_units_add_up(void **state)
{
    static const struct sample samples[] = {
        {"1h", 3600},    {"10m", 600},   {"90s", 90},         {"3600", 3600},
        {"1h30m", 5400}, {"2d", 172800}, {"1d2h3m4s", 93784}, {"0", 0},
        {"0s", 0},       {"-1h", -3600}, {"-1h30m", -5400},   {"-5", -5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        int64_t seconds = -7;

        assert_true(duration_parse(span_of(samples[i].text), &seconds));
        assert_int_equal(seconds, samples[i].seconds);
    }
}

static void what_is_no_duration_is_refused(void **state)
{
    static const char *const texts[] = {"",    "h",   "1w", "1 h", "1h 30m", "1.5h", "+1h",
                                        "--1", "1h-", "1H", "-",   "1hh",    "1h30"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(texts[i]);
}

static void no_length_overflows(void **state)
{
    int64_t seconds;

    (void)state;
    assert_true(duration_parse(SPAN("36500d"), &seconds));
    assert_int_equal(seconds, DURATION_MAX_SECONDS);
    assert_refused("36500d1s");
    assert_refused("36501d");
    assert_refused("99999999999999999999999999");
    assert_refused("3153600000d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_with_units_add_up),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(no_length_overflows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/cm.h"

#include "shell/clock.h"

static void an_emulated_clock_starts_where_it_is_told_and_runs_on(void **state)
{
    const struct instant start = {.seconds = 1893456000, .ticks = 5};
    const struct instant machine = {.seconds = 1795323600, .ticks = 9999999};
    struct clock clock = clock_starting_at(start, machine);
    struct instant shown = clock_emulated(&clock, machine);

    (void)state;
    assert_int_equal(shown.seconds, start.seconds);
    assert_int_equal(shown.ticks, start.ticks);
    shown = clock_emulated(&clock, (struct instant){.seconds = 1795323601, .ticks = 9999998});
    assert_int_equal(shown.seconds, start.seconds + 1);
    assert_int_equal(shown.ticks, start.ticks - 1);
}

static void a_clock_of_long_ago_has_whole_ticks(void **state)
{
    const struct instant start = {.seconds = -10, .ticks = 3};
    const struct instant machine = {.seconds = 1795323600};
    struct clock clock = clock_starting_at(start, machine);
    struct instant shown = clock_emulated(&clock, machine);

    (void)state;
    assert_int_equal(shown.seconds, -10);
    assert_int_equal(shown.ticks, 3);
}

static void a_clock_that_stands_shows_its_time_whatever_the_machines_shows(void **state)
{
    const struct clock clock = clock_standing_at((struct instant){.seconds = 5, .ticks = 3});
    struct instant shown = clock_emulated(&clock, (struct instant){.seconds = 1795323600});

    (void)state;
    assert_int_equal(shown.seconds, 5);
    assert_int_equal(shown.ticks, 3);
}

static void a_clock_that_was_not_set_is_the_machines(void **state)
{
    const struct instant machine = {.seconds = 1795323600, .ticks = 7};
    const struct clock clock = {0};
    struct instant shown = clock_emulated(&clock, machine);

    (void)state;
    assert_int_equal(shown.seconds, machine.seconds);
    assert_int_equal(shown.ticks, machine.ticks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_emulated_clock_starts_where_it_is_told_and_runs_on),
        cmocka_unit_test(a_clock_of_long_ago_has_whole_ticks),
        cmocka_unit_test(a_clock_that_stands_shows_its_time_whatever_the_machines_shows),
        cmocka_unit_test(a_clock_that_was_not_set_is_the_machines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/cm.h"

#include "cli/report.h"

static void an_error_says_what_where_and_what_to_do(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {.what = "it broke", .where = "here", .remedy = "mend it"};

    (void)state;
    assert_span(report_render(arena, &fail, false), "badged: it broke (here)\n  mend it\n");
}

static void what_is_not_known_is_left_out(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {.what = "it broke"};

    (void)state;
    assert_span(report_render(arena, &fail, false), "badged: it broke\n");
}

static void colour_marks_the_name_alone(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {.what = "it broke"};

    (void)state;
    assert_span(report_render(arena, &fail, true), "\033[1;31mbadged:\033[0m it broke\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_says_what_where_and_what_to_do),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(colour_marks_the_name_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

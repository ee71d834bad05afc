#include "support/cm.h"

#include "base/text.h"
#include "cli/help.h"

#include <string.h>

static void assert_narrow(struct span text)
{
    while (text.len > 0) {
        struct span line;

        assert_true(span_cut(text, '\n', &line, &text));
        if (line.len > HELP_COLUMNS || span_ends(line, SPAN(" ")))
            fail_msg("%zu columns: \"%.*s\"", line.len, SPAN_ARGS(line));
    }
}

static void no_help_is_wider_than_a_terminal(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_narrow(help_overview(arena));
    for (size_t i = 0; command_at(i); i++)
        assert_narrow(help_of_command(arena, command_at(i)));
}

static void the_overview_lists_every_command(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span overview = help_overview(arena);

    (void)state;
    for (size_t i = 0; command_at(i); i++)
        assert_non_null(strstr(overview.at, text_format(arena, "\n  %s ", command_at(i)->name).at));
}

static void a_commands_help_lists_its_options_and_no_other(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; command_at(i); i++) {
        struct span help = help_of_command(arena, command_at(i));

        for (int id = 0; id < OPTION_COUNT; id++) {
            const struct option_row *row = option_row_at((enum option_id)id);
            struct span term =
                text_format(arena, "\n  --%s%s", row->flag, row->argument ? " " : "");
            bool applies = (row->commands & (unsigned)command_at(i)->bit) != 0;

            assert_int_equal(strstr(help.at, term.at) != NULL, applies);
            if (applies && row->environment)
                assert_non_null(strstr(help.at, text_format(arena, "[%s]", row->environment).at));
        }
    }
}

static void an_option_shows_argument_text_default_and_variable(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span help = help_of_command(arena, command_find(SPAN("exchange")));

    (void)state;
    assert_non_null(strstr(help.at,
                           "\n  --tenant ID             tenant id or domain name [default:\n"
                           "                          "
                           "11111111-1111-1111-1111-111111111111] [BADGED_TENANT]\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_help_is_wider_than_a_terminal),
        cmocka_unit_test(the_overview_lists_every_command),
        cmocka_unit_test(a_commands_help_lists_its_options_and_no_other),
        cmocka_unit_test(an_option_shows_argument_text_default_and_variable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

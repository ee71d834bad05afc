#define _POSIX_C_SOURCE 200809L

#include "support/cm.h"

#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 16 };

/* The words of one command line; getopt_long permutes them, so each parse gets an array of its own.
 */
struct line {
    struct arena *arena;
    char *argv[WORDS_MAX + 1];
    struct options options;
    struct fail fail;
};

static bool parse(struct line *line, enum command_bit command, const char *words)
{
    struct span rest = span_of(words);
    size_t count = 0;

    line->fail = (struct fail){0};
    while (rest.len > 0 && count < WORDS_MAX) {
        struct span word;

        span_cut(rest, ' ', &word, &rest);
        line->argv[count] = arena_alloc(line->arena, word.len + 1);
        memcpy(line->argv[count++], word.at, word.len);
    }
    line->argv[count] = NULL;
    return options_parse(line->arena, command, line->argv, &line->options, &line->fail);
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct line *line = arena_alloc(arena, sizeof *line);

    line->arena = arena;
    *state = line;
    for (int id = 0; id < OPTION_COUNT; id++)
        if (option_row_at((enum option_id)id)->environment)
            unsetenv(option_row_at((enum option_id)id)->environment);
    return 0;
}

static int tear_down(void **state)
{
    struct line *line = *state;

    arena_free(line->arena);
    return 0;
}

static void values_are_taken_with_a_space_or_an_equals_sign(void **state)
{
    struct line *line = *state;

    assert_true(parse(line, COMMAND_MINT, "mint --namespace prod --service-account=sa"));
    assert_span(option_text(&line->options, OPTION_NAMESPACE), "prod");
    assert_span(option_text(&line->options, OPTION_SERVICE_ACCOUNT), "sa");
    assert_false(option_is_set(&line->options, OPTION_SUBJECT));
}

static void a_repeatable_option_keeps_every_value_in_order(void **state)
{
    struct line *line = *state;
    const struct option_values *audiences = &line->options.values[OPTION_AUDIENCE];

    assert_true(parse(line, COMMAND_MINT,
                      "mint --audience a --audience b --audience c --audience d --audience e"));
    assert_int_equal(audiences->count, 5);
    assert_span(audiences->items[0], "a");
    assert_span(audiences->items[4], "e");
}

static void of_a_single_option_the_last_value_counts(void **state)
{
    struct line *line = *state;

    assert_true(parse(line, COMMAND_MINT, "mint --subject a --subject b"));
    assert_span(option_text(&line->options, OPTION_SUBJECT), "b");
}

static void an_empty_value_is_a_value(void **state)
{
    struct line *line = *state;

    assert_true(parse(line, COMMAND_MINT, "mint --subject="));
    assert_true(option_is_set(&line->options, OPTION_SUBJECT));
    assert_span(option_text(&line->options, OPTION_SUBJECT), "");
}

static void options_and_operands_may_be_mixed(void **state)
{
    struct line *line = *state;

    assert_true(parse(line, COMMAND_SERVE, "serve a --seed 7 b -- --seed"));
    assert_int_equal(line->options.operand_count, 3);
    assert_span(line->options.operands[0], "a");
    assert_span(line->options.operands[1], "b");
    assert_span(line->options.operands[2], "--seed");
    assert_span(option_text(&line->options, OPTION_SEED), "7");
}

static void a_negative_duration_is_a_value_and_no_option(void **state)
{
    struct line *line = *state;

    assert_true(parse(line, COMMAND_MINT, "mint --ttl -1h"));
    assert_span(option_text(&line->options, OPTION_TTL), "-1h");
}

static void a_default_stands_in_for_what_was_not_given(void **state)
{
    struct line *line = *state;

    assert_true(parse(line, COMMAND_EXCHANGE, "exchange"));
    assert_false(option_is_set(&line->options, OPTION_TENANT));
    assert_span(option_text(&line->options, OPTION_TENANT), "11111111-1111-1111-1111-111111111111");
    assert_span(option_text(&line->options, OPTION_SCOPE), "https://management.azure.com/.default");
}

static void the_environment_gives_what_the_command_line_does_not(void **state)
{
    struct line *line = *state;

    setenv("BADGED_NAMESPACE", "from-env", 1);
    setenv("BADGED_SUBJECT", "from-env", 1);
    assert_true(parse(line, COMMAND_MINT, "mint --subject typed"));
    assert_span(option_text(&line->options, OPTION_NAMESPACE), "from-env");
    assert_false(line->options.values[OPTION_NAMESPACE].is_typed);
    assert_span(option_text(&line->options, OPTION_SUBJECT), "typed");
    assert_true(line->options.values[OPTION_SUBJECT].is_typed);
}

static void a_list_in_the_environment_is_separated_by_commas(void **state)
{
    struct line *line = *state;
    const struct option_values *audiences = &line->options.values[OPTION_AUDIENCE];

    setenv("BADGED_AUDIENCE", "a,b,,c", 1);
    assert_true(parse(line, COMMAND_MINT, "mint"));
    assert_int_equal(audiences->count, 3);
    assert_span(audiences->items[2], "c");
    assert_true(parse(line, COMMAND_MINT, "mint --audience only"));
    assert_int_equal(audiences->count, 1);
    assert_span(audiences->items[0], "only");
}

static void a_flag_in_the_environment_says_yes_or_no(void **state)
{
    struct line *line = *state;

    setenv("BADGED_EPHEMERAL", "1", 1);
    assert_true(parse(line, COMMAND_SERVE, "serve"));
    assert_true(option_is_set(&line->options, OPTION_EPHEMERAL));
    setenv("BADGED_EPHEMERAL", "false", 1);
    assert_true(parse(line, COMMAND_SERVE, "serve"));
    assert_false(option_is_set(&line->options, OPTION_EPHEMERAL));
    setenv("BADGED_EPHEMERAL", "perhaps", 1);
    assert_false(parse(line, COMMAND_SERVE, "serve"));
    assert_string_equal(line->fail.where, "environment variable BADGED_EPHEMERAL");
}

static void an_empty_environment_variable_is_not_set(void **state)
{
    struct line *line = *state;

    setenv("BADGED_SUBJECT", "", 1);
    setenv("BADGED_TTL", "", 1);
    assert_true(parse(line, COMMAND_MINT, "mint"));
    assert_false(option_is_set(&line->options, OPTION_SUBJECT));
}

static void a_bad_value_in_the_environment_names_the_variable(void **state)
{
    struct line *line = *state;

    setenv("BADGED_TTL", "soon", 1);
    assert_false(parse(line, COMMAND_MINT, "mint"));
    assert_string_equal(line->fail.what, "\"soon\" is not a duration");
    assert_string_equal(line->fail.where, "environment variable BADGED_TTL");
}

static void another_commands_variable_is_not_looked_at(void **state)
{
    struct line *line = *state;

    setenv("BADGED_SEED", "nonsense", 1);
    assert_true(parse(line, COMMAND_MINT, "mint"));
}

static void an_unknown_option_suggests_the_nearest(void **state)
{
    struct line *line = *state;

    assert_false(parse(line, COMMAND_MINT, "mint --namspace prod"));
    assert_string_equal(line->fail.what, "unknown option \"--namspace\"");
    assert_string_equal(line->fail.remedy, "did you mean \"--namespace\"?");
    assert_false(parse(line, COMMAND_MINT, "mint --audeince=prod"));
    assert_string_equal(line->fail.what, "unknown option \"--audeince\"");
    assert_string_equal(line->fail.remedy, "did you mean \"--audience\"?");
}

static void an_option_like_no_other_points_to_the_help(void **state)
{
    struct line *line = *state;

    assert_false(parse(line, COMMAND_HEALTH, "health --zzzzzzzzzz"));
    assert_string_equal(line->fail.remedy, "badged health --help lists the options");
    assert_false(parse(line, COMMAND_HEALTH, "health -x"));
    assert_string_equal(line->fail.what, "unknown option \"-x\"");
}

static void an_option_of_another_command_is_unknown(void **state)
{
    struct line *line = *state;

    assert_false(parse(line, COMMAND_MINT, "mint --listen 127.0.0.1:0"));
    assert_string_equal(line->fail.what, "unknown option \"--listen\"");
}

static void a_missing_value_is_named_with_what_it_should_be(void **state)
{
    struct line *line = *state;

    assert_false(parse(line, COMMAND_MINT, "mint --ttl"));
    assert_string_equal(line->fail.what, "--ttl wants a value");
    assert_string_equal(line->fail.remedy, "write --ttl DURATION");
}

static void a_flag_takes_no_value(void **state)
{
    struct line *line = *state;

    assert_false(parse(line, COMMAND_EXCHANGE, "exchange --explain=yes"));
    assert_string_equal(line->fail.what, "--explain takes no value");
}

static void values_that_cannot_be_meant_are_refused_with_their_option(void **state)
{
    static const char *const lines[][2] = {
        {"exchange --ttl soon", "--ttl"},
        {"exchange --not-before yesterday", "--not-before"},
        {"exchange --claim nothing", "--claim"},
        {"exchange --header x:=nope", "--header"},
        {"exchange --server localhost:8443", "--server"},
        {"exchange --server https://", "--server"},
        {"exchange --server https://localhost/path", "--server"},
    };
    struct line *line = *state;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_false(parse(line, COMMAND_EXCHANGE, lines[i][0]));
        assert_string_equal(line->fail.where, lines[i][1]);
        assert_true(line->fail.remedy[0] != '\0');
    }
    assert_false(parse(line, COMMAND_SERVE, "serve --seed -1"));
    assert_false(parse(line, COMMAND_SERVE, "serve --seed 9999999999999999999"));
    assert_false(parse(line, COMMAND_SERVE, "serve --now 2026-11-22"));
    assert_true(parse(line, COMMAND_SERVE, "serve --now 2026-11-22T05:00:00Z --seed 0"));
}

static void help_is_seen_before_the_environment_is_judged(void **state)
{
    struct line *line = *state;

    setenv("BADGED_TTL", "soon", 1);
    assert_true(parse(line, COMMAND_MINT, "mint --help"));
    assert_true(option_is_set(&line->options, OPTION_HELP));
    assert_true(parse(line, COMMAND_MINT, "mint -h"));
    assert_true(option_is_set(&line->options, OPTION_HELP));
}

static void every_variable_is_the_flag_in_capitals(void **state)
{
    (void)state;
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option_row *row = option_row_at((enum option_id)id);
        char expected[64] = "BADGED_";

        if (id == OPTION_HELP)
            continue;
        for (size_t i = 0; row->flag[i]; i++) {
            char c = row->flag[i];

            expected[strlen("BADGED_") + i] = c == '-' ? '_' : (char)(c - 'a' + 'A');
        }
        assert_string_equal(row->environment, expected);
        assert_true((row->kind == OPTION_KIND_FLAG) == (row->argument == NULL));
        assert_true(row->commands != 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_are_taken_with_a_space_or_an_equals_sign),
        TEST(a_repeatable_option_keeps_every_value_in_order),
        TEST(of_a_single_option_the_last_value_counts),
        TEST(an_empty_value_is_a_value),
        TEST(options_and_operands_may_be_mixed),
        TEST(a_negative_duration_is_a_value_and_no_option),
        TEST(a_default_stands_in_for_what_was_not_given),
        TEST(the_environment_gives_what_the_command_line_does_not),
        TEST(a_list_in_the_environment_is_separated_by_commas),
        TEST(a_flag_in_the_environment_says_yes_or_no),
        TEST(an_empty_environment_variable_is_not_set),
        TEST(a_bad_value_in_the_environment_names_the_variable),
        TEST(another_commands_variable_is_not_looked_at),
        TEST(an_unknown_option_suggests_the_nearest),
        TEST(an_option_like_no_other_points_to_the_help),
        TEST(an_option_of_another_command_is_unknown),
        TEST(a_missing_value_is_named_with_what_it_should_be),
        TEST(a_flag_takes_no_value),
        TEST(values_that_cannot_be_meant_are_refused_with_their_option),
        TEST(help_is_seen_before_the_environment_is_judged),
        TEST(every_variable_is_the_flag_in_capitals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

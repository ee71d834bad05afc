#include "support/cm.h"

#include "cli/cli.h"

#include <stdio.h>

enum { WORDS_MAX = 6 };

/* The exit status of a command line, for lines that need no daemon. */
static int run(const char *line)
{
    char words[WORDS_MAX][1024] = {""};
    char *argv[WORDS_MAX + 1] = {NULL};
    struct span rest = span_of(line);
    int argc = 0;

    while (rest.len > 0 && argc < WORDS_MAX) {
        struct span word;

        span_cut(rest, ' ', &word, &rest);
        snprintf(words[argc], sizeof words[argc], "%.*s", SPAN_ARGS(word));
        argv[argc] = words[argc];
        argc++;
    }
    return cli_main(argc, argv);
}

static void help_and_version_are_done(void **state)
{
    static const char *const lines[] = {
        "badged --help",          "badged -h",
        "badged --version",       "badged serve --help",
        "badged mint --help",     "badged check -h",
        "badged exchange --help", "badged health --help",
        "badged explain --help",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_int_equal(run(lines[i]), CLI_DONE);
}

static void what_is_not_understood_is_wrong_usage(void **state)
{
    static const char *const lines[] = {
        "badged",
        "badged exchnage",
        "badged --verzion",
        "badged mint --bogus",
        "badged mint operand",
        "badged check",
        "badged exchange --assertion=file --ttl=1h",
        "badged explain one two",
        "badged explain --format=xml",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_int_equal(run(lines[i]), CLI_USAGE);
}

static void a_sound_fixture_passes_the_check(void **state)
{
    (void)state;
    assert_int_equal(run("badged check " BADGED_SOURCE_DIR "/fixtures/worlds/builtin.json"),
                     CLI_DONE);
}

static void a_file_that_is_no_world_does_not(void **state)
{
    (void)state;
    assert_int_equal(run("badged check " BADGED_SOURCE_DIR "/CMakeLists.txt"), CLI_NO);
}

static void a_path_that_cannot_be_read_is_the_worlds_fault(void **state)
{
    (void)state;
    assert_int_equal(run("badged check no/such/file.json"), CLI_FAILED);
}

static void without_a_daemon_there_is_nobody_to_ask(void **state)
{
    (void)state;
    assert_int_equal(run("badged health --state no/such/folder"), CLI_FAILED);
    assert_int_equal(run("badged exchange --state no/such/folder"), CLI_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_and_version_are_done),
        cmocka_unit_test(what_is_not_understood_is_wrong_usage),
        cmocka_unit_test(a_sound_fixture_passes_the_check),
        cmocka_unit_test(a_file_that_is_no_world_does_not),
        cmocka_unit_test(a_path_that_cannot_be_read_is_the_worlds_fault),
        cmocka_unit_test(without_a_daemon_there_is_nobody_to_ask),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "cli/cli.h"

#include "base/nearest.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/report.h"

static enum cli_status print(struct span text, struct fail *fail)
{
    return report_output(text, fail) ? CLI_DONE : CLI_FAILED;
}

/* Names go with the space that stands before them: a longer word may be wrong by more letters, and
 * two swapped ones are two. */
static enum cli_status refuse_command(struct arena *arena, struct span name, struct fail *fail)
{
    struct nearest nearest = {.wrong = TEXT_CONCAT(arena, SPAN(" "), name)};
    const struct command *command;

    for (size_t i = 0; (command = command_at(i)); i++)
        nearest_offer(&nearest, text_format(arena, " %s", command->name));
    nearest_offer(&nearest, SPAN(" --help"));
    nearest_offer(&nearest, SPAN(" --version"));
    fail_what(fail, "unknown %s \"%.*s\"", span_starts(name, SPAN("-")) ? "option" : "command",
              SPAN_ARGS(name));
    if (!span_is_empty(nearest.best))
        fail_remedy(fail, "did you mean \"badged%.*s\"?", SPAN_ARGS(nearest.best));
    fail_remedy(fail, "badged --help lists the commands");
    return CLI_USAGE;
}

static enum cli_status run_command(struct arena *arena, const struct command *command, char **argv,
                                   struct fail *fail)
{
    struct options options;

    if (!options_parse(arena, command->bit, argv, &options, fail))
        return CLI_USAGE;
    if (option_is_set(&options, OPTION_HELP))
        return print(help_of_command(arena, command), fail);
    if (options.operand_count > 0 && !command->operands) {
        fail_what(fail, "unexpected argument \"%.*s\"", SPAN_ARGS(options.operands[0]));
        fail_remedy(fail, "badged %s takes options only: badged %s --help lists them",
                    command->name, command->name);
        return CLI_USAGE;
    }
    return command->run(arena, &options, fail);
}

static enum cli_status dispatch(struct arena *arena, char **argv, struct fail *fail)
{
    struct span name = span_of(argv[0]);
    const struct command *command = command_find(name);

    if (command)
        return run_command(arena, command, argv, fail);
    if (span_equal(name, SPAN("--help")) || span_equal(name, SPAN("-h")))
        return print(help_overview(arena), fail);
    if (span_equal(name, SPAN("--version")))
        return print(SPAN("badged " BADGED_VERSION "\n"), fail);
    return refuse_command(arena, name, fail);
}

int cli_main(int argc, char **argv)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    enum cli_status status;

    if (argc < 2) {
        fail_what(&fail, "a command is missing");
        fail_remedy(&fail, "badged --help lists the commands");
        status = CLI_USAGE;
    } else {
        status = dispatch(arena, argv + 1, &fail);
    }
    if (fail_is_set(&fail))
        report_fail(&fail);
    return (int)status;
}

#include "cli/command.h"
#include "shell/serve.h"

#include <stdlib.h>

enum cli_status serve_command(struct arena *arena, const struct options *options, struct fail *fail)
{
    const struct option_values *values = options->values;
    struct serve_options serve = {
        .listens = values[OPTION_LISTEN].items,
        .listen_count = values[OPTION_LISTEN].count,
        .fixtures = values[OPTION_FIXTURES].items,
        .fixture_count = values[OPTION_FIXTURES].count,
        .state_dir = option_text(options, OPTION_STATE),
        .ephemeral = option_is_set(options, OPTION_EPHEMERAL),
        .origin = option_text(options, OPTION_ORIGIN),
        .hostnames = values[OPTION_HOSTNAME].items,
        .hostname_count = values[OPTION_HOSTNAME].count,
        .has_now = option_is_set(options, OPTION_NOW),
        .has_seed = option_is_set(options, OPTION_SEED),
    };

    (void)arena;
    if (serve.has_now && !instant_parse(option_text(options, OPTION_NOW), &serve.now))
        return CLI_USAGE;
    if (serve.has_seed)
        serve.seed = strtoull(option_text(options, OPTION_SEED).at, NULL, 10);
    if (option_is_set(options, OPTION_WORKERS))
        serve.workers = (unsigned)strtoul(option_text(options, OPTION_WORKERS).at, NULL, 10);
    return serve_run(&serve, fail) ? CLI_DONE : CLI_FAILED;
}

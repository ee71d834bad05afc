#define _POSIX_C_SOURCE 200809L

#include "base/text.h"
#include "cli/command.h"
#include "cli/mint.h"
#include "cli/report.h"

#include <stdio.h>
#include <unistd.h>

static enum cli_status mint(struct arena *arena, const struct options *options, struct span *token,
                            struct fail *fail)
{
    struct remote remote;

    if (!remote_is_there(options))
        return mint_offline(arena, options, token, fail);
    if (options->values[OPTION_FIXTURES].is_typed) {
        fail_what(fail, "--fixtures is for minting without a daemon, and one runs");
        fail_remedy(fail, "leave it out, or name another state folder with --state");
        return CLI_USAGE;
    }
    if (!remote_find(arena, options, &remote, fail))
        return CLI_FAILED;
    return mint_remotely(arena, &remote, options, token, fail);
}

enum cli_status mint_command(struct arena *arena, const struct options *options, struct fail *fail)
{
    bool is_terminal = isatty(fileno(stdout)) == 1;
    struct span token;
    enum cli_status status = mint(arena, options, &token, fail);

    if (status != CLI_DONE)
        return status;
    if (is_terminal) /* as kubectl create token does: a file or a variable gets the token alone */
        token = TEXT_CONCAT(arena, token, SPAN("\n"));
    return report_output(token, fail) ? CLI_DONE : CLI_FAILED;
}

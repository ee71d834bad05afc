#include "cli/command.h"

static const struct command commands[] = {
    {.name = "serve",
     .bit = COMMAND_SERVE,
     .summary = "run the daemon: issuer and token service on one port",
     .about = "Runs the daemon in the foreground. When it is ready it prints one line of JSON on "
              "standard output (origin, port, path of its certificate authority, pid); its log "
              "goes to standard error. SIGTERM and SIGINT drain it, SIGHUP reads the fixtures "
              "again.",
     .run = serve_command},
    {.name = "mint",
     .bit = COMMAND_MINT,
     .summary = "print a token that an issuer of the world signed",
     .about = "Prints a service-account token. The daemon of the state folder signs it, or the one "
              "that --server names; where none runs, the state folder's own keys do, in the "
              "world of --fixtures and for the origin last used there. Without options it is the "
              "token of the built-in world's "
              "service account.\n"
              "The token is followed by a newline on a terminal only.",
     .run = mint_command},
    {.name = "exchange",
     .bit = COMMAND_EXCHANGE,
     .summary = "post an assertion as a client would and print the answer",
     .about = "Mints a token, posts it to the daemon's token endpoint as client_assertion, and "
              "prints the JSON that came back. Without options everything is the built-in "
              "world's. The exit status is 0 when a token was granted, 1 when it was refused.",
     .run = exchange_command},
    {.name = "check",
     .bit = COMMAND_CHECK,
     .operands = "PATH...",
     .summary = "look for errors in fixtures",
     .about = "Reads the files and folders together, as one world, and prints every error and "
              "warning with file, line and JSON pointer. The exit status is 0 when there is no "
              "error, 1 when there are errors, 3 when a path cannot be read.",
     .run = check_command},
    {.name = "health",
     .bit = COMMAND_HEALTH,
     .summary = "ask whether the daemon is ready",
     .about = "Prints one line. The exit status is 0 when the daemon is ready, 1 when it is not, 3 "
              "when it cannot be reached.",
     .run = health_command},
};

const struct command *command_at(size_t index)
{
    return index < sizeof commands / sizeof *commands ? &commands[index] : NULL;
}

const struct command *command_find(struct span name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (span_equal(span_of(commands[i].name), name))
            return &commands[i];
    return NULL;
}

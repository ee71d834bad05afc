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
    {.name = "explain",
     .bit = COMMAND_EXPLAIN,
     .operands = "[FILE|-]",
     .summary = "say whether a token would be accepted, and if not, why",
     .about = "Judges the token of a file, or of standard input, by the credentials that az "
              "printed (--credentials), by a world (--fixtures), or by the built-in world. No "
              "daemon is needed and nothing is sent anywhere. The signature is checked with the "
              "keys of --jwks, or with those in files that the world names; where there are none, "
              "a note says so.\n"
              "A world with one tenant, or one client that has credentials, needs no --tenant and "
              "no --client-id. docs/explain.md describes the JSON. The exit status is 0 when the "
              "token would be accepted, 1 when it would be refused, 3 when a file cannot be read "
              "or is not what az prints.",
     .run = explain_command},
    {.name = "check",
     .bit = COMMAND_CHECK,
     .operands = "PATH...",
     .summary = "look for errors in fixtures",
     .about = "Reads the files and folders together, as one world, and prints every error and "
              "warning with file, line and JSON pointer. The exit status is 0 when there is no "
              "error, 1 when there are errors, 3 when a path cannot be read.",
     .run = check_command},
    {.name = "scenario",
     .bit = COMMAND_SCENARIO,
     .operands = "list|run NAME",
     .summary = "play a failure that people really had",
     .about = "list prints the recorded failures. run plays one of them in memory, by name or by "
              "number: its story, the answer, the reason, and what cures it; no daemon and no "
              "network are needed. The exit status is 0 when it came out as it should, 1 when it "
              "did not.",
     .run = scenario_command},
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

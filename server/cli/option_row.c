#include "cli/option_row.h"

#include "base/instant.h"
#include "cli/assignment.h"
#include "cli/duration.h"
#include "shell/limits.h"

#include <stdlib.h>

/* The world that is there without any fixture (interface.md, "Built-in world"). */
#define BUILTIN_TENANT "11111111-1111-1111-1111-111111111111"
#define BUILTIN_CLIENT "22222222-2222-2222-2222-222222222222"
#define DEFAULT_SCOPE  "https://management.azure.com/.default"

enum {
    MINTS = COMMAND_MINT | COMMAND_EXCHANGE,
    ASKS = COMMAND_MINT | COMMAND_EXCHANGE | COMMAND_HEALTH,
    EVERY = COMMAND_SERVE | COMMAND_MINT | COMMAND_EXCHANGE | COMMAND_CHECK | COMMAND_HEALTH |
            COMMAND_SCENARIO | COMMAND_EXPLAIN,
};

static bool check_time(struct span value, struct fail *fail)
{
    struct instant instant;

    if (instant_parse(value, &instant))
        return true;
    fail_what(fail, "\"%.*s\" is not a time", SPAN_ARGS(value));
    return fail_remedy(fail, "write it as RFC 3339 has it: 2026-11-22T05:00:00Z");
}

static bool check_duration(struct span value, struct fail *fail)
{
    int64_t seconds;

    if (duration_parse(value, &seconds))
        return true;
    fail_what(fail, "\"%.*s\" is not a duration", SPAN_ARGS(value));
    return fail_remedy(fail, "write it as 1h, 10m, 90s, 1h30m, or as seconds: 3600");
}

static bool check_number(struct span value, struct fail *fail)
{
    enum { DIGITS_MAX = 18 };
    bool good = value.len > 0 && value.len <= DIGITS_MAX;

    for (size_t i = 0; good && i < value.len; i++)
        good = value.at[i] >= '0' && value.at[i] <= '9';
    if (good)
        return true;
    fail_what(fail, "\"%.*s\" is not a whole number", SPAN_ARGS(value));
    return fail_remedy(fail, "write up to %d digits", DIGITS_MAX);
}

static bool check_workers(struct span value, struct fail *fail)
{
    struct fail ignored = {0};
    long count = check_number(value, &ignored) ? strtol(value.at, NULL, 10) : 0;

    if (count >= 1 && count <= WORKERS_MAX)
        return true;
    fail_what(fail, "\"%.*s\" is not a number of threads", SPAN_ARGS(value));
    return fail_remedy(fail, "write a number from 1 to %d", WORKERS_MAX);
}

static bool check_format(struct span value, struct fail *fail)
{
    if (span_equal(value, SPAN("text")) || span_equal(value, SPAN("json")))
        return true;
    fail_what(fail, "\"%.*s\" is not a format", SPAN_ARGS(value));
    return fail_remedy(fail, "write text or json");
}

static bool check_origin(struct span value, struct fail *fail)
{
    struct span rest = span_tail(value, span_starts(value, SPAN("https://")) ? 8 : 7);

    if (span_ends(rest, SPAN("/")))
        rest = span_head(rest, rest.len - 1);
    if ((span_starts(value, SPAN("https://")) || span_starts(value, SPAN("http://"))) &&
        rest.len > 0 && !span_has(rest, '/'))
        return true;
    fail_what(fail, "\"%.*s\" is not an origin", SPAN_ARGS(value));
    return fail_remedy(fail, "write scheme, host and port alone: https://localhost:8443");
}

static const struct option_row rows[OPTION_COUNT] = {
    [OPTION_LISTEN] = {.flag = "listen",
                       .argument = "ADDR:PORT",
                       .environment = "BADGED_LISTEN",
                       .fallback = "127.0.0.1:8443,[::1]:8443",
                       .kind = OPTION_KIND_LIST,
                       .commands = COMMAND_SERVE,
                       .help = "address to listen on; port 0 is any free one"},
    [OPTION_FIXTURES] = {.flag = "fixtures",
                         .argument = "PATH",
                         .environment = "BADGED_FIXTURES",
                         .kind = OPTION_KIND_LIST,
                         .commands = COMMAND_SERVE | COMMAND_MINT | COMMAND_EXPLAIN,
                         .help = "world file, or a folder of them; without it, the built-in world"},
    [OPTION_CREDENTIALS] = {.flag = "credentials",
                            .argument = "FILE",
                            .environment = "BADGED_CREDENTIALS",
                            .kind = OPTION_KIND_TEXT,
                            .commands = COMMAND_EXPLAIN,
                            .help = "judge by what az ad app federated-credential list or az "
                                    "identity federated-credential list printed, instead of a "
                                    "world"},
    [OPTION_JWKS] = {.flag = "jwks",
                     .argument = "FILE",
                     .environment = "BADGED_JWKS",
                     .kind = OPTION_KIND_TEXT,
                     .commands = COMMAND_EXPLAIN,
                     .help = "keys that the token's issuer publishes, to check the signature "
                             "with"},
    [OPTION_ORIGIN] = {.flag = "origin",
                       .argument = "URL",
                       .environment = "BADGED_ORIGIN",
                       .kind = OPTION_KIND_TEXT,
                       .commands = COMMAND_SERVE | COMMAND_EXPLAIN,
                       .check = check_origin,
                       .help = "what clients call this daemon; without it, "
                               "https://localhost:PORT"},
    [OPTION_HOSTNAME] = {.flag = "hostname",
                         .argument = "NAME",
                         .environment = "BADGED_HOSTNAME",
                         .kind = OPTION_KIND_LIST,
                         .commands = COMMAND_SERVE,
                         .help = "a further name that is ours: answered, and in the certificate"},
    [OPTION_EPHEMERAL] = {.flag = "ephemeral",
                          .environment = "BADGED_EPHEMERAL",
                          .kind = OPTION_KIND_FLAG,
                          .commands = COMMAND_SERVE,
                          .help = "put no secret on the disk: keys live and die with the daemon"},
    [OPTION_NOW] = {.flag = "now",
                    .argument = "RFC3339",
                    .environment = "BADGED_NOW",
                    .kind = OPTION_KIND_TEXT,
                    .commands = COMMAND_SERVE,
                    .check = check_time,
                    .help = "where the emulated clock starts; without it, at the machine's time; "
                            "with --seed, it stands still there"},
    [OPTION_SEED] = {.flag = "seed",
                     .argument = "N",
                     .environment = "BADGED_SEED",
                     .kind = OPTION_KIND_TEXT,
                     .commands = COMMAND_SERVE,
                     .check = check_number,
                     .help = "draw keys and ids from this number, the same ones every time"},
    [OPTION_WORKERS] = {.flag = "workers",
                        .argument = "N",
                        .environment = "BADGED_WORKERS",
                        .kind = OPTION_KIND_TEXT,
                        .commands = COMMAND_SERVE,
                        .check = check_workers,
                        .help = "threads that sign and verify, 1 to 64; without it, one for each "
                                "processor"},
    [OPTION_TENANT] = {.flag = "tenant",
                       .argument = "ID",
                       .environment = "BADGED_TENANT",
                       .fallback = BUILTIN_TENANT,
                       .kind = OPTION_KIND_TEXT,
                       .commands = COMMAND_EXCHANGE | COMMAND_EXPLAIN,
                       .help = "tenant id or domain name"},
    [OPTION_CLIENT_ID] = {.flag = "client-id",
                          .argument = "ID",
                          .environment = "BADGED_CLIENT_ID",
                          .fallback = BUILTIN_CLIENT,
                          .kind = OPTION_KIND_TEXT,
                          .commands = COMMAND_EXCHANGE | COMMAND_EXPLAIN,
                          .help = "application or managed identity that the token is for"},
    [OPTION_SCOPE] = {.flag = "scope",
                      .argument = "SCOPE",
                      .environment = "BADGED_SCOPE",
                      .fallback = DEFAULT_SCOPE,
                      .kind = OPTION_KIND_TEXT,
                      .commands = COMMAND_EXCHANGE,
                      .help = "what is asked for"},
    [OPTION_ASSERTION] = {.flag = "assertion",
                          .argument = "FILE",
                          .environment = "BADGED_ASSERTION",
                          .kind = OPTION_KIND_TEXT,
                          .commands = COMMAND_EXCHANGE,
                          .help = "post the token in this file (- is standard input) instead of "
                                  "minting one"},
    [OPTION_EXPLAIN] = {.flag = "explain",
                        .environment = "BADGED_EXPLAIN",
                        .kind = OPTION_KIND_FLAG,
                        .commands = COMMAND_EXCHANGE,
                        .help = "say on standard error why it was granted or refused"},
    [OPTION_VERIFY] = {.flag = "verify",
                       .environment = "BADGED_VERIFY",
                       .kind = OPTION_KIND_FLAG,
                       .commands = COMMAND_EXCHANGE,
                       .help = "have libjwt check the access token against the published keys"},
    [OPTION_AT] = {.flag = "at",
                   .argument = "RFC3339",
                   .environment = "BADGED_AT",
                   .kind = OPTION_KIND_TEXT,
                   .commands = COMMAND_EXPLAIN,
                   .check = check_time,
                   .help = "when the token is presented; without it, now"},
    [OPTION_FORMAT] = {.flag = "format",
                       .argument = "text|json",
                       .environment = "BADGED_FORMAT",
                       .fallback = "text",
                       .kind = OPTION_KIND_TEXT,
                       .commands = COMMAND_EXPLAIN,
                       .check = check_format,
                       .help = "for people or for programs"},
    [OPTION_ISSUER] = {.flag = "issuer",
                       .argument = "NAME|URL",
                       .environment = "BADGED_ISSUER",
                       .kind = OPTION_KIND_TEXT,
                       .commands = MINTS,
                       .help = "who signs the token; without it, the world's first issuer"},
    [OPTION_NAMESPACE] = {.flag = "namespace",
                          .argument = "NS",
                          .environment = "BADGED_NAMESPACE",
                          .kind = OPTION_KIND_TEXT,
                          .commands = MINTS,
                          .help = "namespace of the service account"},
    [OPTION_SERVICE_ACCOUNT] = {.flag = "service-account",
                                .argument = "SA",
                                .environment = "BADGED_SERVICE_ACCOUNT",
                                .kind = OPTION_KIND_TEXT,
                                .commands = MINTS,
                                .help = "service account whose token it is"},
    [OPTION_AUDIENCE] = {.flag = "audience",
                         .argument = "AUD",
                         .environment = "BADGED_AUDIENCE",
                         .kind = OPTION_KIND_LIST,
                         .commands = MINTS,
                         .help = "audience of the token"},
    [OPTION_SUBJECT] = {.flag = "subject",
                        .argument = "SUB",
                        .environment = "BADGED_SUBJECT",
                        .kind = OPTION_KIND_TEXT,
                        .commands = MINTS,
                        .help = "subject, instead of the service account's"},
    [OPTION_TTL] = {.flag = "ttl",
                    .argument = "DURATION",
                    .environment = "BADGED_TTL",
                    .kind = OPTION_KIND_TEXT,
                    .commands = MINTS,
                    .check = check_duration,
                    .help = "how long the token is valid: 1h, 10m, 90s, 3600; below zero, it "
                            "has expired already"},
    [OPTION_NOT_BEFORE] = {.flag = "not-before",
                           .argument = "RFC3339",
                           .environment = "BADGED_NOT_BEFORE",
                           .kind = OPTION_KIND_TEXT,
                           .commands = MINTS,
                           .check = check_time,
                           .help = "when the token becomes valid; without it, now"},
    [OPTION_CLAIM] = {.flag = "claim",
                      .argument = "NAME=TEXT",
                      .environment = "BADGED_CLAIM",
                      .kind = OPTION_KIND_LIST,
                      .commands = MINTS,
                      .check = assignment_check,
                      .help = "set a claim to a text, or with NAME:=JSON to any value"},
    [OPTION_HEADER] = {.flag = "header",
                       .argument = "NAME=TEXT",
                       .environment = "BADGED_HEADER",
                       .kind = OPTION_KIND_LIST,
                       .commands = MINTS,
                       .check = assignment_check,
                       .help = "set a header member to a text, or with NAME:=JSON to any value"},
    [OPTION_SERVER] = {.flag = "server",
                       .argument = "ORIGIN",
                       .environment = "BADGED_SERVER",
                       .kind = OPTION_KIND_TEXT,
                       .commands = ASKS,
                       .check = check_origin,
                       .help = "daemon to talk to; without it, the one of the state folder"},
    [OPTION_CA] = {.flag = "ca",
                   .argument = "FILE",
                   .environment = "BADGED_CA",
                   .kind = OPTION_KIND_TEXT,
                   .commands = ASKS,
                   .help = "certificate authority to trust; without it, the daemon's own"},
    [OPTION_STATE] = {.flag = "state",
                      .argument = "DIR",
                      .environment = "BADGED_STATE",
                      .kind = OPTION_KIND_TEXT,
                      .commands = COMMAND_SERVE | COMMAND_EXPLAIN | ASKS,
                      .help = "state folder; without it, $XDG_STATE_HOME/badged or "
                              "~/.local/state/badged"},
    [OPTION_SCENARIOS] = {.flag = "scenarios",
                          .argument = "DIR",
                          .environment = "BADGED_SCENARIOS",
                          .kind = OPTION_KIND_TEXT,
                          .commands = COMMAND_SCENARIO,
                          .help = "folder of the scenarios; without it, fixtures/scenarios of the "
                                  "source tree that this was built from, and where that is not "
                                  "there, share/badged/scenarios where it was installed"},
    [OPTION_HELP] = {.flag = "help",
                     .kind = OPTION_KIND_FLAG,
                     .commands = EVERY,
                     .help = "print this and exit"},
};

const struct option_row *option_row_at(enum option_id id)
{
    return &rows[id];
}

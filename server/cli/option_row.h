/*
 * The one table of options. A row is everything that is known about an option: getopt_long's array,
 * `--help`, the environment and the usage errors all grow from it, so that an option is added in
 * one place.
 */
#ifndef BADGED_CLI_OPTION_ROW_H
#define BADGED_CLI_OPTION_ROW_H

#include "base/fail.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

/* Commands as bits, so that a row can say which ones it applies to. */
enum command_bit {
    COMMAND_SERVE = 1 << 0,
    COMMAND_MINT = 1 << 1,
    COMMAND_EXCHANGE = 1 << 2,
    COMMAND_CHECK = 1 << 3,
    COMMAND_HEALTH = 1 << 4,
    COMMAND_SCENARIO = 1 << 5,
    COMMAND_EXPLAIN = 1 << 6,
};

/* In the order in which help lists them. */
enum option_id {
    OPTION_LISTEN,
    OPTION_FIXTURES,
    OPTION_CREDENTIALS,
    OPTION_JWKS,
    OPTION_ORIGIN,
    OPTION_HOSTNAME,
    OPTION_EPHEMERAL,
    OPTION_NOW,
    OPTION_SEED,
    OPTION_WORKERS,
    OPTION_TENANT,
    OPTION_CLIENT_ID,
    OPTION_SCOPE,
    OPTION_ASSERTION,
    OPTION_EXPLAIN,
    OPTION_VERIFY,
    OPTION_AT,
    OPTION_FORMAT,
    OPTION_ISSUER,
    OPTION_NAMESPACE,
    OPTION_SERVICE_ACCOUNT,
    OPTION_AUDIENCE,
    OPTION_SUBJECT,
    OPTION_TTL,
    OPTION_NOT_BEFORE,
    OPTION_CLAIM,
    OPTION_HEADER,
    OPTION_SERVER,
    OPTION_CA,
    OPTION_STATE,
    OPTION_SCENARIOS,
    OPTION_HELP,
    OPTION_COUNT
};

enum option_kind {
    OPTION_KIND_FLAG, /* takes no argument */
    OPTION_KIND_TEXT, /* the last one given counts */
    OPTION_KIND_LIST, /* all count, in order; comma-separated in the environment */
};

struct option_row {
    const char *flag;        /* without the dashes */
    const char *argument;    /* what help calls it; NULL for flags */
    const char *environment; /* NULL for --help alone */
    const char *fallback;    /* what option_text answers when nothing was given; NULL for none */
    const char *help;
    unsigned commands; /* bits of enum command_bit */
    enum option_kind kind;
    /* False, with `what` and `remedy` filled, for a value that cannot be meant; NULL accepts all.
     */
    bool (*check)(struct span value, struct fail *fail);
};

const struct option_row *option_row_at(enum option_id id);

#endif

/* The table of commands. A row is everything that dispatch and help need. */
#ifndef BADGED_CLI_COMMAND_H
#define BADGED_CLI_COMMAND_H

#include "cli/cli.h"
#include "cli/options.h"

struct command {
    const char *name;
    enum command_bit bit;
    const char *operands; /* "PATH..."; NULL: it takes none */
    const char *summary;  /* one line of the list of commands */
    const char *about;    /* paragraphs of its own help */
    enum cli_status (*run)(struct arena *arena, const struct options *options, struct fail *fail);
};

/* NULL behind the last one. */
const struct command *command_at(size_t index);

/* NULL when there is none of that name. */
const struct command *command_find(struct span name);

/*
 * What the rows run. Results go to standard output. With CLI_DONE and CLI_NO, `fail` may stay
 * empty; when it is filled, the caller reports it.
 */
enum cli_status serve_command(struct arena *arena, const struct options *options,
                              struct fail *fail);
enum cli_status mint_command(struct arena *arena, const struct options *options, struct fail *fail);
enum cli_status exchange_command(struct arena *arena, const struct options *options,
                                 struct fail *fail);
enum cli_status check_command(struct arena *arena, const struct options *options,
                              struct fail *fail);
enum cli_status explain_command(struct arena *arena, const struct options *options,
                                struct fail *fail);
enum cli_status health_command(struct arena *arena, const struct options *options,
                               struct fail *fail);
enum cli_status scenario_command(struct arena *arena, const struct options *options,
                                 struct fail *fail);

#endif

/* `--help`, grown from the tables of commands and options; never wider than 80 columns. */
#ifndef BADGED_CLI_HELP_H
#define BADGED_CLI_HELP_H

#include "cli/command.h"

enum { HELP_COLUMNS = 80 };

/* The list of commands. */
struct span help_overview(struct arena *arena);

/* One command with its options. */
struct span help_of_command(struct arena *arena, const struct command *command);

#endif

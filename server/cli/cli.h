/* argv -> subcommand -> exit status (interface.md, Commands). */
#ifndef BADGED_CLI_CLI_H
#define BADGED_CLI_CLI_H

/* Exit status of every command but `run`. */
enum cli_status { CLI_DONE = 0, CLI_NO = 1, CLI_USAGE = 2, CLI_FAILED = 3 };

int cli_main(int argc, char **argv);

#endif

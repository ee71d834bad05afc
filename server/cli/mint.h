/* A token from options: by the daemon, or without one by the keys of the state folder. */
#ifndef BADGED_CLI_MINT_H
#define BADGED_CLI_MINT_H

#include "cli/remote.h"

/* `token` lives in the arena. */
enum cli_status mint_remotely(struct arena *arena, const struct remote *remote,
                              const struct options *options, struct span *token, struct fail *fail);

/* In the world of --fixtures, with the keys of the state folder and the origin last used there. */
enum cli_status mint_offline(struct arena *arena, const struct options *options, struct span *token,
                             struct fail *fail);

#endif

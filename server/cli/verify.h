/* What libjwt says about a token that the daemon granted, with the keys that the daemon publishes.
 */
#ifndef BADGED_CLI_VERIFY_H
#define BADGED_CLI_VERIFY_H

#include "cli/remote.h"

/* CLI_DONE when libjwt accepts it, CLI_NO with its reason when not. */
enum cli_status verify_token(struct arena *arena, const struct remote *remote, struct span tenant,
                             struct span token, struct fail *fail);

#endif

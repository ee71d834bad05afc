/*
 * Plays a scenario in memory: the world from its fixture, the token minted as it says, the exchange
 * by app_handle. No daemon, no network, no clock and no randomness: keys come from a seed.
 */
#ifndef BADGED_CLI_SCENARIO_PLAY_H
#define BADGED_CLI_SCENARIO_PLAY_H

#include "cli/scenario.h"
#include "shell/keyring.h"

/* Everything lives in the arena. */
struct scenario_outcome {
    struct span token; /* the assertion that was sent; empty where none was */
    int status;
    int code;              /* AADSTS; 0 when there is none */
    struct span cause;     /* of the first check that failed; empty when none did */
    struct span body;      /* of the answer */
    const json_t *record;  /* of the exchange; NULL when what was asked is none */
    struct span differs;   /* members of the body that are others the second time */
    struct span complaint; /* how it is not what the scenario expects; empty when it is */
};

/* A keyring for scenarios: keys from a seed, nothing on the disk. */
struct keyring *scenario_keyring_new(void);

/* Plays it, and a second time, one second later and with other ids, when the scenario says what
 * then differs. False when the scenario itself is unusable. */
__attribute__((warn_unused_result)) bool
scenario_play(struct arena *arena, const struct scenario *scenario, struct keyring *keyring,
              struct scenario_outcome *outcome, struct fail *fail);

/* The scenario's world; its errors are in `fail`. `without`: a member that the world is not to
 * have, or NULL. */
struct world *scenario_world_new(struct arena *arena, const struct scenario *scenario,
                                 struct keyring *keyring, const char *without, struct fail *fail);

#endif

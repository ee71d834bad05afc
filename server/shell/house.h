/*
 * The state folder: where a daemon lives between two starts.
 *
 *     ca.pem ca-key.pem keys/<issuer>.pem daemon.json lock
 *
 * One process at a time inhabits it (an flock on `lock`). Secrets are 0600 and refused when group
 * or world can read them. An ephemeral house is a temporary folder, 0700, that holds only what is
 * public and goes with its owner.
 */
#ifndef BADGED_SHELL_HOUSE_H
#define BADGED_SHELL_HOUSE_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

struct house;

/* $XDG_STATE_HOME/badged, else $HOME/.local/state/badged. Fails when neither is set. */
bool house_default_dir(struct arena *arena, struct span *dir, struct fail *fail);

/*
 * Makes the folder where needed and takes its lock; `dir` empty means house_default_dir. NULL when
 * somebody else lives there: `fail` names the folder and the process. The command line uses this
 * too, to work with the folder's keys while no daemon runs.
 */
struct house *house_open(struct span dir, struct fail *fail);

/* A temporary folder, removed by house_free. */
struct house *house_new_ephemeral(struct fail *fail);

/* Gives up the lock. Accepts NULL. */
void house_free(struct house *house);

bool house_is_ephemeral(const struct house *house);
struct span house_dir(const struct house *house); /* absolute */

/* "DIR/name" */
struct span house_path(struct arena *arena, const struct house *house, struct span name);

/* Reads a secret; refuses one that group or world can read. `*bytes` is empty, and the answer true,
 * when there is no such file. An ephemeral house has none. */
bool house_secret_load(const struct house *house, struct arena *arena, struct span name,
                       struct span *bytes, struct fail *fail);

/* Writes a secret, 0600 and atomically; an ephemeral house forgets it at once. */
bool house_secret_store(const struct house *house, struct span name, struct span bytes,
                        struct fail *fail);

/* What is public about the daemon that lives (or lived last) in a folder: daemon.json. */
struct house_daemon {
    struct span origin;  /* "https://localhost:8443" */
    struct span server;  /* where it can be reached for sure: "https://127.0.0.1:8443" */
    struct span ca;      /* path of ca.pem */
    struct span version; /* of badged */
    uint16_t port;
    int64_t pid;
};

bool house_announce(const struct house *house, const struct house_daemon *daemon,
                    struct fail *fail);

/* Without a lock. False when no daemon ever lived in `dir` (empty: house_default_dir). Whether it
 * still does, house_is_inhabited knows. */
bool house_daemon_load(struct arena *arena, struct span dir, struct house_daemon *daemon,
                       struct fail *fail);
bool house_is_inhabited(struct span dir);

#endif

/*
 * Generated signing keys, by issuer name. Each is loaded from the house, else derived from the seed
 * or generated, and kept: a reload finds the keys that it had. Those that are missing are made
 * at the same time, one for each processor, until somebody wants the daemon to stop.
 */
#ifndef BADGED_SHELL_KEYRING_H
#define BADGED_SHELL_KEYRING_H

#include "base/fail.h"
#include "fixtures/fixture.h"
#include "shell/house.h"
#include "world/world.h"

struct keyring;

/* Borrows the house. `seed` NULL: keys come from the machine's randomness and are kept on disk;
 * else SHA-256 of the number and the name decides, and nothing is written. */
struct keyring *keyring_new(const struct house *house, const uint64_t *seed);
void keyring_free(struct keyring *keyring); /* accepts NULL */

/* A key for each name, in the same order. The keys live as long as the keyring, the array in the
 * arena. */
bool keyring_find(struct keyring *keyring, struct arena *arena, const struct fixture_paths *names,
                  struct world_key **keys, struct fail *fail);

#endif

/*
 * libjwt as an independent second opinion (design.md): no key is published before libjwt has
 * accepted a token that it signed. libjwt 1.10 is never the judge of a token from outside
 * (models.md, Traps).
 */
#ifndef BADGED_KEYS_SECOND_OPINION_H
#define BADGED_KEYS_SECOND_OPINION_H

#include "keys/key.h"

/* Signs a small token with `key` and has libjwt verify it against the public half. */
bool second_opinion_on_key(const struct key *key, struct fail *fail);

/* Has libjwt verify a token that we minted. False with its reason. */
bool second_opinion_on_token(struct span token, const struct key *key, struct fail *fail);

#endif

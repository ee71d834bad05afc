/* The certificate authority of a house: the one that was kept, or a new one. */
#ifndef BADGED_SHELL_TRUST_H
#define BADGED_SHELL_TRUST_H

#include "shell/authority.h"
#include "shell/house.h"

/*
 * Writes ca.pem, and ca-key.pem unless the house is ephemeral. The authority is made anew when it
 * is missing, near its end, or does not permit `names`; never under a running daemon, whose leaves
 * would no longer be trusted (proxy-proof.md 7).
 */
struct authority *trust_load(const struct house *house, const struct span *names, size_t count,
                             int64_t now, struct fail *fail);

#endif

/* One outgoing connection, plain or TLS, blocking for its caller but never beyond its deadline. */
#ifndef BADGED_SHELL_DIAL_H
#define BADGED_SHELL_DIAL_H

#include "base/fail.h"
#include "base/text.h"

#include <stdbool.h>

struct dial;

struct dial_target {
    struct span host; /* lower case; an IPv6 literal without brackets */
    struct span port; /* digits */
    bool is_tls;
    struct span ca_file; /* PEM; empty: what the system trusts */
    int milliseconds;    /* for everything, from connecting to the last byte */
};

/* NULL when nobody answers there or, with TLS, somebody whom the authority does not know. */
struct dial *dial_open(const struct dial_target *target, struct fail *fail);
void dial_close(struct dial *dial); /* accepts NULL */

bool dial_write(struct dial *dial, struct span bytes, struct fail *fail);

/* Puts what is there behind `text`; `ended` when the peer has closed. */
bool dial_read(struct dial *dial, struct text *text, bool *ended, struct fail *fail);

#endif

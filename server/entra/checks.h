/* The functions of checks.def, declared from its rows. Each leaves a row that has passed as it is,
 * or refuses. */
#ifndef BADGED_ENTRA_CHECKS_H
#define BADGED_ENTRA_CHECKS_H

#include "entra/exchange.h"

#define CHECK(name, title, reference, flows, needs, gives)                                         \
    void check_##name(struct exchange *x, struct trace_row *row);
#include "entra/checks.def"
#undef CHECK

#endif

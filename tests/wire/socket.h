/* A case through the real transport: a listener, its connections, TLS, and a client on a thread of
 * its own. */
#ifndef BADGED_TESTS_WIRE_SOCKET_H
#define BADGED_TESTS_WIRE_SOCKET_H

#include "wire/wirecase.h"

struct socket;

struct socket *socket_open(void);
void socket_close(struct socket *s);

void socket_run(struct socket *s, const struct wirecase *c, struct outcome *outcome);

#endif

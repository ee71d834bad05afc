/*
 * Connections: bytes into requests, answers into bytes, one request at a time and in order, with a
 * deadline for everything that waits for the peer.
 *
 * Knows neither world nor routes. Whoever owns the set handles an exchange and calls
 * connection_answer, at once or later; until then the connection reads nothing.
 */
#ifndef BADGED_SHELL_CONNECTION_H
#define BADGED_SHELL_CONNECTION_H

#include "shell/exchange.h"
#include "shell/limits.h"

#include <event2/util.h>

struct event_base;
struct tls;

struct connections;

struct connections_owner {
    struct event_base *base;
    struct tls *tls;
    void (*handle)(void *object, struct exchange *exchange);
    void (*changed)(void *object); /* the number of connections; may not free the set */
    void *object;
};

struct connections *connections_new(const struct connections_owner *owner);

/* Cuts off what is left. Accepts NULL. */
void connections_free(struct connections *connections);

size_t connections_count(const struct connections *connections);

/* Takes the socket. */
void connections_accept(struct connections *connections, evutil_socket_t fd);

/* From now on each connection closes behind the answer that it is at, and idle ones when nothing
 * has come in a moment: a request that was sent before is still read. */
void connections_drain(struct connections *connections);

/* Sends the result of an exchange, which is then freed. */
void connection_answer(struct exchange *exchange);

#endif

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

#include <event2/util.h>

struct event_base;
struct tls;

/* The limits of interface.md. Deadlines are absolute: a byte now and then does not move them. */
enum {
    CONNECTIONS_MAX = 10000,
    CONNECTION_HEAD_SECONDS = 10, /* also for a TLS handshake */
    CONNECTION_BODY_SECONDS = 10, /* behind the head */
    CONNECTION_IDLE_SECONDS = 75,
    CONNECTION_WRITE_SECONDS = 30,         /* for the peer to take its answer */
    CONNECTION_LINGER_SECONDS = 2,         /* for the peer to close behind it */
    CONNECTION_BACKLOG_BYTES = 256 * 1024, /* of unread answers, before the next request waits */
};

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

/* From now on each connection closes behind the answer that it is at, and idle ones at once. */
void connections_drain(struct connections *connections);

/* Sends the result of an exchange, which is then freed. */
void connection_answer(struct exchange *exchange);

#endif

/* What connection.c and connections.c share. */
#ifndef BADGED_SHELL_CONNECTION_INSIDE_H
#define BADGED_SHELL_CONNECTION_INSIDE_H

#include "http/read.h"
#include "shell/connection.h"
#include "shell/wire.h"

#include <event2/event.h>

enum phase {
    PHASE_IDLE,      /* no byte of a request yet */
    PHASE_HANDSHAKE, /* TLS */
    PHASE_HEAD,
    PHASE_BODY,
    PHASE_RUNNING, /* the owner has the exchange */
    PHASE_FULL,    /* the peer must read before the next request is looked at */
    PHASE_LEAVING,
};

struct connection {
    struct connections *all;
    struct connection *next, *previous;
    struct wire *wire;
    struct http_reader *reader;
    struct event *deadline;    /* of the phase */
    struct event *overdue;     /* of the whole request, until its answer has left */
    struct exchange *exchange; /* NULL while idle */
    enum phase phase;
    bool is_owing;     /* an answer has not left yet */
    bool peer_ended;   /* sends no more */
    bool is_dead;      /* to be freed once the owner gives the exchange back */
    bool is_asked;     /* 100 Continue may be due */
    bool is_advancing; /* an answer that comes at once must not recurse: requests are pipelined */
};

struct connections {
    struct connections_owner owner;
    struct connection *first;
    size_t count;
    bool draining;
};

/* No deadline when `milliseconds` is 0. */
void connection_set_phase(struct connection *connection, enum phase phase, int milliseconds);

/* The clock of the whole request: from its first byte, and until nothing is owed to the peer. */
void connection_request_begins(struct connection *connection);
void connection_answer_left(struct connection *connection);

/* Frees it, or has it freed when the exchange comes back: a worker may be reading the request out
 * of our input. */
void connection_cut(struct connection *connection);

/* Into the set, with the socket. */
void connection_open(struct connections *connections, evutil_socket_t fd);

/* Out of the set. A worker must not be at its exchange. */
void connection_free(struct connection *connection);

/* Closes it when nothing is in flight. */
void connection_drain(struct connection *connection);

#endif

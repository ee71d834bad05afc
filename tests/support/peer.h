/*
 * A client that may be as rude as it likes: bytes as they are, plain or through TLS, and what comes
 * back. Nothing waits longer than PEER_PATIENCE_MILLISECONDS; who waits in vain fails the running
 * test.
 */
#ifndef BADGED_TESTS_SUPPORT_PEER_H
#define BADGED_TESTS_SUPPORT_PEER_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum { PEER_PATIENCE_MILLISECONDS = 20000 };

enum peer_kind { PEER_PLAIN, PEER_TLS };

struct peer;

struct reply {
    int status;
    struct span head; /* without the empty line */
    struct span body;
};

/* Connects to this port of this machine. */
struct peer *peer_open(struct arena *arena, uint16_t port, enum peer_kind kind);
void peer_close(struct peer *peer);

int peer_socket(const struct peer *peer);

/* False when the other side has gone. */
bool peer_send(struct peer *peer, struct span bytes);

/* Says that nothing more will be sent, and can still read. */
void peer_end(struct peer *peer);

/* The next answer; false when the connection ended instead. */
bool peer_read(struct peer *peer, struct reply *reply);

/* The next answer's head alone: for answers to HEAD, whose length is that of no body. */
bool peer_read_head(struct peer *peer, struct reply *reply);

/* Waits for the end of the connection; false when anything came before it. */
bool peer_is_ended(struct peer *peer);

/* All that comes until the connection ends. */
struct span peer_rest(struct peer *peer);

/* Without waiting: is there an answer, a piece of one, or the end? What TLS sends for itself is
 * none of these. */
bool peer_has_something(struct peer *peer);

/* One connection, one request, one answer; fails the running test when none comes. */
void peer_ask(struct arena *arena, uint16_t port, struct span request, struct reply *reply);

/* peer_ask with a request in pieces: "GET /path", header lines with their ends, and a body whose
 * length is added. */
struct peer_message {
    struct span line, headers, body;
};

void peer_request(struct arena *arena, uint16_t port, const struct peer_message *message,
                  struct reply *reply);

/* The value of the first header of this name, or empty. */
struct span reply_header(const struct reply *reply, struct span name);

#endif

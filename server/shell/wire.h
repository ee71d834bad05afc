/*
 * The bytes of one accepted socket, plain or TLS by the first byte (0x16 begins a TLS record, no
 * HTTP method does). Whoever owns a wire sees bytes and ends, never a handshake.
 *
 * TLS is an OpenSSL filter over the plain bufferevent, so that bytes that were already read are not
 * lost.
 */
#ifndef BADGED_SHELL_WIRE_H
#define BADGED_SHELL_WIRE_H

#include "base/span.h"

#include <event2/util.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct evbuffer;
struct tls;
struct wire;

/* All are called from the loop. Each but `began` may free the wire. */
struct wire_events {
    void (*began)(void *object);    /* the first byte is there */
    void (*secured)(void *object);  /* TLS: the handshake is over */
    void (*readable)(void *object); /* more bytes in wire_input */
    void (*drained)(void *object);  /* all that was written has left for the kernel */
    void (*ended)(void *object);    /* the peer sends no more; it may still read */
    void (*broken)(void *object);   /* nothing goes either way */
};

/* Owns the socket. The events, tls and `object` are borrowed. */
struct wire *wire_new(struct event_base *base, evutil_socket_t fd, struct tls *tls,
                      const struct wire_events *events, void *object);
void wire_free(struct wire *wire);

bool wire_is_tls(const struct wire *wire);

/* Everything that was received and not drained yet, in one piece; valid until the next event. */
struct span wire_received(struct wire *wire);
void wire_forget(struct wire *wire, size_t count);

void wire_write(struct wire *wire, struct span bytes);

/* Bytes that were written and have not left. */
size_t wire_backlog(const struct wire *wire);

/* While paused, nothing is read and what was received stays where it is. */
void wire_pause(struct wire *wire);
void wire_resume(struct wire *wire);

/*
 * Says good-bye behind what was written (close_notify, FIN) and throws away what still arrives, so
 * that the peer can read its answer: closing with unread bytes would reset the connection (RFC 9112
 * section 9.6). `ended` or `broken` tells when the peer has gone too.
 */
void wire_finish(struct wire *wire);

#endif

/*
 * Every limit of the shell in one block (interface.md, Limits). How large a request may be is the
 * reader's business: http/message.h.
 *
 * A request has two clocks: one for the step that it is at, and one for all of it. Both are
 * absolute, so that a byte now and then moves neither.
 */
#ifndef BADGED_SHELL_LIMITS_H
#define BADGED_SHELL_LIMITS_H

enum {
    CONNECTIONS_MAX = 10000,         /* more wait in the kernel's queue */
    CONNECTION_HEAD_SECONDS = 10,    /* also for a TLS handshake */
    CONNECTION_BODY_SECONDS = 10,    /* behind the head */
    CONNECTION_WRITE_SECONDS = 30,   /* for the peer to take its answer */
    CONNECTION_REQUEST_SECONDS = 60, /* from the request's first byte to the answer's last */
    CONNECTION_IDLE_SECONDS = 75,
    CONNECTION_LINGER_SECONDS = 2,         /* for the peer to close behind its answer */
    CONNECTION_BACKLOG_BYTES = 256 * 1024, /* of unread answers, before the next request waits */

    LISTENER_BACKLOG = 1024,           /* connections that wait in the kernel */
    LISTENER_PAUSE_MILLISECONDS = 100, /* at the limit of descriptors */
    LISTENER_LOG_EVERY_SECONDS = 10,
    LISTENER_PORT_TRIES = 20, /* to find a port that is free in both families */

    DRAIN_MILLISECONDS = 4500,     /* for what is in flight; the rest of 5 s is for going */
    DRAIN_IDLE_MILLISECONDS = 100, /* for a request that was sent before it could be refused */

    WORKERS_MAX = 64,
};

#endif

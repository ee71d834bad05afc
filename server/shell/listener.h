/*
 * Listening sockets. Binding and listening are two steps, since the port must be known before the
 * world is read, and nobody may be let in before it is.
 */
#ifndef BADGED_SHELL_LISTENER_H
#define BADGED_SHELL_LISTENER_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <event2/util.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;

struct listeners;

/* Binds every address, "ADDR:PORT", or the defaults when there are none. NULL: nothing is bound.
 */
struct listeners *listeners_bind(const struct span *addresses, size_t count, struct fail *fail);
void listeners_free(struct listeners *listeners); /* accepts NULL */

/* The first port that was bound. */
uint16_t listeners_port(const struct listeners *listeners);

/* "127.0.0.1:8443": where a client on this machine reaches the first one. */
struct span listeners_server(const struct listeners *listeners, struct arena *arena);

/* Begins to accept; `accepted` owns the socket, which does not block. */
bool listeners_start(struct listeners *listeners, struct event_base *base,
                     void (*accepted)(evutil_socket_t fd, void *object), void *object,
                     struct fail *fail);

/* No more connections are taken until listeners_resume; those that come wait in the kernel. */
void listeners_pause(struct listeners *listeners);
void listeners_resume(struct listeners *listeners);

/* Takes all who wait now: as far as they know they have a connection, and may have asked. */
void listeners_take_waiting(struct listeners *listeners);

/* Closes the sockets: a new connection is refused. */
void listeners_close(struct listeners *listeners);

#endif

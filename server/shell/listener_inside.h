/* What listener.c, which accepts, and listener_bind.c, which binds, share. */
#ifndef BADGED_SHELL_LISTENER_INSIDE_H
#define BADGED_SHELL_LISTENER_INSIDE_H

#include "shell/address.h"
#include "shell/limits.h"
#include "shell/listener.h"

#include <time.h>

struct event;
struct evconnlistener;

struct listener {
    struct listeners *all;
    struct address address;
    bool may_be_missing;
    evutil_socket_t fd; /* until libevent has it; -1: skipped */
    struct evconnlistener *handle;
};

struct listeners {
    struct arena *arena;
    struct listener *items;
    size_t count;
    uint16_t port;
    int reserve;        /* a descriptor to give up when there is no other; -1: none */
    struct event *wake; /* ends the pause after a failed accept */
    bool paused;
    time_t said_at;
    int64_t unsaid;
    void (*accepted)(evutil_socket_t fd, void *object);
    void *object;
};

/* Binds all that have no socket, without listening. */
bool listener_bind_all(struct listeners *listeners, struct fail *fail);

/* Closes what was bound and did not begin to listen. */
void listener_unbind_all(struct listeners *listeners);

bool listener_bind_failed(const struct address *address, int why, struct fail *fail);

uint16_t listener_bound_port(evutil_socket_t fd);

#endif

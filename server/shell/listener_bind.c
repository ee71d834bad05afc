#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "shell/listener_inside.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Without SO_REUSEPORT: two daemons on one port would share the requests silently. */
static evutil_socket_t bind_one(struct address address)
{
    int family = address.at.any.sa_family;
    evutil_socket_t fd = socket(family, SOCK_STREAM, 0);
    const int on = 1;
    int why;

    if (fd < 0)
        return -1;
    evutil_make_socket_nonblocking(fd);
    evutil_make_socket_closeonexec(fd);
    evutil_make_listen_socket_reuseable(fd);
    /* Accepted sockets inherit it. Without it each answer over TLS waits for a delayed ACK: 44 ms
     * instead of 0.3 (performance.md 3). */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd, &address.at.any, address.length) == 0)
        return fd;
    why = errno;
    close(fd);
    errno = why;
    return -1;
}

uint16_t listener_bound_port(evutil_socket_t fd)
{
    struct address address = {.length = sizeof address.at};

    return getsockname(fd, &address.at.any, &address.length) == 0 ? address_port(&address) : 0;
}

static bool family_is_missing(int why)
{
    return why == EAFNOSUPPORT || why == EADDRNOTAVAIL || why == EPROTONOSUPPORT;
}

bool listener_bind_failed(const struct address *address, int why, struct fail *fail)
{
    if (why == EADDRINUSE)
        fail_remedy(fail, "stop what uses the port, or choose another with --listen (port 0: any "
                          "free one)");
    else if (why == EACCES)
        fail_remedy(fail, "choose a port above 1023 with --listen");
    else
        fail_remedy(fail, "choose another address with --listen");
    return fail_what(fail, "cannot listen on %.*s: %s", SPAN_ARGS(address->text), strerror(why));
}

void listener_unbind_all(struct listeners *listeners)
{
    size_t i;

    for (i = 0; i < listeners->count; i++) {
        if (listeners->items[i].fd >= 0)
            close(listeners->items[i].fd);
        listeners->items[i].fd = -1;
    }
    listeners->port = 0;
}

/* 0, or why it could not be bound. `*any` is the port that those with port 0 share; 0: not known
 * yet. */
static int bind_shared(struct listener *listener, uint16_t *any)
{
    struct address address = listener->address;
    bool is_any = address_port(&address) == 0;

    if (is_any)
        address_set_port(&address, *any);
    listener->fd = bind_one(address);
    if (listener->fd < 0)
        return listener->may_be_missing && family_is_missing(errno) ? 0 : errno;
    if (is_any)
        *any = listener_bound_port(listener->fd);
    if (listener->all->port == 0)
        listener->all->port = listener_bound_port(listener->fd);
    return 0;
}

static int bind_each(struct listeners *listeners, size_t *index)
{
    uint16_t any = 0;
    int why = 0;

    for (*index = 0; *index < listeners->count; (*index)++) {
        why = bind_shared(&listeners->items[*index], &any);
        if (why != 0)
            return why;
    }
    *index = 0;
    return 0;
}

bool listener_bind_all(struct listeners *listeners, struct fail *fail)
{
    size_t index = 0;
    int tries;
    int why = 0;

    for (tries = 0; tries < LISTENER_PORT_TRIES; tries++) {
        why = bind_each(listeners, &index);
        if (why == 0 && listeners->port != 0)
            return true;
        listener_unbind_all(listeners);
        /* Only a port that the kernel chose for the other family is worth another try. */
        if (why != EADDRINUSE || address_port(&listeners->items[index].address) != 0)
            break;
    }
    return listener_bind_failed(&listeners->items[index].address, why ? why : EADDRNOTAVAIL, fail);
}

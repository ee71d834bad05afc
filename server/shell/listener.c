#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "shell/listener.h"

#include "shell/address.h"
#include "shell/log.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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
    struct event *wake; /* ends the pause after a failed accept */
    bool paused;
    time_t said_at;
    int64_t unsaid;
    void (*accepted)(evutil_socket_t fd, void *object);
    void *object;
};

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

static uint16_t bound_port(evutil_socket_t fd)
{
    struct address address = {.length = sizeof address.at};

    return getsockname(fd, &address.at.any, &address.length) == 0 ? address_port(&address) : 0;
}

static bool family_is_missing(int why)
{
    return why == EAFNOSUPPORT || why == EADDRNOTAVAIL || why == EPROTONOSUPPORT;
}

static bool bind_failed(const struct address *address, int why, struct fail *fail)
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

static void unbind(struct listeners *listeners)
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
        *any = bound_port(listener->fd);
    if (listener->all->port == 0)
        listener->all->port = bound_port(listener->fd);
    return 0;
}

static int bind_all(struct listeners *listeners, size_t *index)
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

static bool bind_with_luck(struct listeners *listeners, struct fail *fail)
{
    size_t index = 0;
    int tries;
    int why = 0;

    for (tries = 0; tries < LISTENER_PORT_TRIES; tries++) {
        why = bind_all(listeners, &index);
        if (why == 0 && listeners->port != 0)
            return true;
        unbind(listeners);
        /* Only a port that the kernel chose for the other family is worth another try. */
        if (why != EADDRINUSE || address_port(&listeners->items[index].address) != 0)
            break;
    }
    return bind_failed(&listeners->items[index].address, why ? why : EADDRNOTAVAIL, fail);
}

struct listeners *listeners_bind(const struct span *addresses, size_t count, struct fail *fail)
{
    static const struct span defaults[] = {SPAN_INIT("127.0.0.1:8443"), SPAN_INIT("[::1]:8443")};
    struct arena *arena = arena_new();
    struct listeners *listeners = arena_alloc(arena, sizeof *listeners);
    bool is_default = count == 0;
    bool ok = true;
    size_t i;

    if (is_default) {
        addresses = defaults;
        count = sizeof defaults / sizeof *defaults;
    }
    listeners->arena = arena;
    listeners->count = count;
    listeners->items = arena_array(arena, count, sizeof *listeners->items);
    for (i = 0; i < count; i++)
        listeners->items[i] =
            (struct listener){.all = listeners, .fd = -1, .may_be_missing = is_default};
    for (i = 0; i < count && ok; i++)
        ok = address_parse(arena, addresses[i], &listeners->items[i].address, fail);
    if (ok && bind_with_luck(listeners, fail))
        return listeners;
    listeners_free(listeners);
    return NULL;
}

uint16_t listeners_port(const struct listeners *listeners)
{
    return listeners->port;
}

static const struct listener *first(const struct listeners *listeners)
{
    const struct listener *listener = listeners->items;

    while (listener->fd < 0 && !listener->handle)
        listener++;
    return listener;
}

struct span listeners_server(const struct listeners *listeners, struct arena *arena)
{
    return address_reach(arena, &first(listeners)->address, listeners->port);
}

static void on_accept(struct evconnlistener *handle, evutil_socket_t fd, struct sockaddr *peer,
                      int length, void *object)
{
    struct listener *listener = object;

    (void)handle;
    (void)peer;
    (void)length;
    listener->all->accepted(fd, listener->all->object);
}

static void enable_all(struct listeners *listeners, bool enable)
{
    size_t i;

    for (i = 0; i < listeners->count; i++) {
        struct evconnlistener *handle = listeners->items[i].handle;

        if (handle && enable)
            evconnlistener_enable(handle);
        else if (handle)
            evconnlistener_disable(handle);
    }
}

static void say_accept_failed(struct listeners *listeners, int why)
{
    time_t now = time(NULL);
    struct log_line line;

    listeners->unsaid++;
    if (now - listeners->said_at < LISTENER_LOG_EVERY_SECONDS && now >= listeners->said_at)
        return;
    log_begin(&line, LOG_ACCEPT_FAILED);
    log_text(&line, "why", span_of(strerror(why)));
    log_number(&line, "times", listeners->unsaid);
    log_end(&line);
    listeners->said_at = now;
    listeners->unsaid = 0;
}

/* At the descriptor limit the listening socket stays readable: without a pause the loop would spin
 * (failures-and-hardening.md B4, EMFILE). */
static void on_accept_error(struct evconnlistener *handle, void *object)
{
    const struct timeval pause = {0, LISTENER_PAUSE_MILLISECONDS * 1000};
    struct listener *listener = object;
    struct listeners *listeners = listener->all;

    (void)handle;
    say_accept_failed(listeners, EVUTIL_SOCKET_ERROR());
    enable_all(listeners, false);
    event_add(listeners->wake, &pause);
}

static void on_wake(evutil_socket_t fd, short what, void *object)
{
    struct listeners *listeners = object;

    (void)fd;
    (void)what;
    enable_all(listeners, !listeners->paused);
}

static void say_listening(const struct listener *listener)
{
    const struct address *address = &listener->address;
    bool is_loopback = address_is_loopback(address);
    struct log_line line;

    log_begin(&line, is_loopback ? LOG_LISTENING : LOG_BEYOND_LOOPBACK);
    log_text(&line, "address", address->text);
    log_number(&line, "port", bound_port(listener->fd));
    log_end(&line);
}

static bool start_one(struct listener *listener, struct event_base *base, struct fail *fail)
{
    struct log_line line;

    if (listener->fd < 0) {
        log_begin(&line, LOG_LISTEN_SKIPPED);
        log_text(&line, "address", listener->address.text);
        log_text(&line, "why", SPAN("this machine does not have it"));
        log_end(&line);
        return true;
    }
    listener->handle =
        evconnlistener_new(base, on_accept, listener, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
                           LISTENER_BACKLOG, listener->fd);
    if (!listener->handle)
        return bind_failed(&listener->address, EVUTIL_SOCKET_ERROR(), fail);
    evconnlistener_set_error_cb(listener->handle, on_accept_error);
    say_listening(listener);
    listener->fd = -1;
    return true;
}

bool listeners_start(struct listeners *listeners, struct event_base *base,
                     void (*accepted)(evutil_socket_t fd, void *object), void *object,
                     struct fail *fail)
{
    size_t i;

    listeners->accepted = accepted;
    listeners->object = object;
    listeners->wake = event_new(base, -1, 0, on_wake, listeners);
    for (i = 0; i < listeners->count; i++)
        if (!start_one(&listeners->items[i], base, fail))
            return false;
    return true;
}

void listeners_pause(struct listeners *listeners)
{
    listeners->paused = true;
    enable_all(listeners, false);
}

void listeners_resume(struct listeners *listeners)
{
    if (!listeners->paused)
        return;
    listeners->paused = false;
    enable_all(listeners, true);
}

void listeners_close(struct listeners *listeners)
{
    size_t i;

    for (i = 0; i < listeners->count; i++)
        if (listeners->items[i].handle) {
            evconnlistener_free(listeners->items[i].handle);
            listeners->items[i].handle = NULL;
        }
    if (listeners->wake)
        event_del(listeners->wake);
}

void listeners_free(struct listeners *listeners)
{
    if (!listeners)
        return;
    listeners_close(listeners);
    unbind(listeners);
    if (listeners->wake)
        event_free(listeners->wake);
    arena_free(listeners->arena);
}

#define _POSIX_C_SOURCE 200809L

#include "shell/listener_inside.h"
#include "shell/log.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What it is open on does not matter: it is closed for the descriptor that it frees. */
static int open_reserve(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
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
    listeners->reserve = open_reserve();
    listeners->items = arena_array(arena, count, sizeof *listeners->items);
    for (i = 0; i < count; i++)
        listeners->items[i] =
            (struct listener){.all = listeners, .fd = -1, .may_be_missing = is_default};
    for (i = 0; i < count && ok; i++)
        ok = address_parse(arena, addresses[i], &listeners->items[i].address, fail);
    if (ok && listener_bind_all(listeners, fail))
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

/* The next one who waits, or -1. */
static evutil_socket_t take(const struct listener *listener)
{
    evutil_socket_t fd = accept(evconnlistener_get_fd(listener->handle), NULL, NULL);

    if (fd < 0)
        return -1;
    evutil_make_socket_nonblocking(fd);
    evutil_make_socket_closeonexec(fd);
    return fd;
}

/* With the one descriptor kept for this, those who wait are told at once, instead of hanging. */
static void turn_away(struct listeners *listeners, const struct listener *listener)
{
    evutil_socket_t fd;
    int count;

    if (listeners->reserve < 0)
        return;
    close(listeners->reserve);
    for (count = 0; count < LISTENER_BACKLOG; count++) {
        fd = take(listener);
        if (fd < 0)
            break;
        close(fd);
    }
    listeners->reserve = open_reserve();
}

/* At the descriptor limit the listening socket stays readable: without a pause the loop would spin
 * (failures-and-hardening.md B4, EMFILE). */
static void on_accept_error(struct evconnlistener *handle, void *object)
{
    const struct timeval pause = {0, LISTENER_PAUSE_MILLISECONDS * 1000};
    struct listener *listener = object;
    struct listeners *listeners = listener->all;
    int why = EVUTIL_SOCKET_ERROR();

    (void)handle;
    say_accept_failed(listeners, why);
    if (why == EMFILE || why == ENFILE)
        turn_away(listeners, listener);
    enable_all(listeners, false);
    event_add(listeners->wake, &pause);
}

static void on_wake(evutil_socket_t fd, short what, void *object)
{
    struct listeners *listeners = object;

    (void)fd;
    (void)what;
    if (listeners->reserve < 0)
        listeners->reserve = open_reserve();
    enable_all(listeners, !listeners->paused);
}

static void say_listening(const struct listener *listener)
{
    const struct address *address = &listener->address;
    bool is_loopback = address_is_loopback(address);
    struct log_line line;

    log_begin(&line, is_loopback ? LOG_LISTENING : LOG_BEYOND_LOOPBACK);
    log_text(&line, "address", address->text);
    log_number(&line, "port", listener_bound_port(listener->fd));
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
        return listener_bind_failed(&listener->address, EVUTIL_SOCKET_ERROR(), fail);
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

static void take_waiting(const struct listener *listener)
{
    evutil_socket_t fd;
    int count;

    for (count = 0; count < LISTENER_BACKLOG && !listener->all->paused; count++) {
        fd = take(listener);
        if (fd < 0)
            return;
        listener->all->accepted(fd, listener->all->object);
    }
}

void listeners_take_waiting(struct listeners *listeners)
{
    size_t i;

    for (i = 0; i < listeners->count; i++)
        if (listeners->items[i].handle)
            take_waiting(&listeners->items[i]);
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
    listener_unbind_all(listeners);
    if (listeners->reserve >= 0)
        close(listeners->reserve);
    if (listeners->wake)
        event_free(listeners->wake);
    arena_free(listeners->arena);
}

#define _POSIX_C_SOURCE 200809L

#include "shell/wire.h"

#include "shell/log.h"
#include "shell/tls.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { TLS_HANDSHAKE_RECORD = 0x16 };

struct wire {
    struct tls *tls;
    const struct wire_events *events;
    void *object;
    struct bufferevent *plain; /* over the socket */
    struct bufferevent *top;   /* what is read and written: `plain`, or TLS over it */
    struct event *tell;        /* calls `drained` outside of libevent's own writing */
    bool has_begun, is_tls, is_secured, is_finishing, is_notified, is_shut, is_paused;
};

static void on_read(struct bufferevent *bev, void *object);
static void on_event(struct bufferevent *bev, short what, void *object);

size_t wire_backlog(const struct wire *wire)
{
    size_t backlog = evbuffer_get_length(bufferevent_get_output(wire->plain));

    if (wire->top != wire->plain)
        backlog += evbuffer_get_length(bufferevent_get_output(wire->top));
    return backlog;
}

/* close_notify, and once that has left too, FIN. */
static void say_goodbye(struct wire *wire)
{
    if (wire->is_secured && !wire->is_notified) {
        wire->is_notified = true;
        SSL_shutdown(bufferevent_openssl_get_ssl(wire->top));
        if (wire_backlog(wire) > 0)
            return;
    }
    if (!wire->is_shut)
        shutdown(bufferevent_getfd(wire->plain), SHUT_WR);
    wire->is_shut = true;
}

static void on_tell(evutil_socket_t fd, short what, void *object)
{
    struct wire *wire = object;

    (void)fd;
    (void)what;
    if (wire_backlog(wire) > 0)
        return;
    if (wire->is_finishing)
        say_goodbye(wire);
    if (wire->top == wire->plain || wire->is_secured)
        wire->events->drained(wire->object);
}

/* libevent is in the middle of writing here: only a note is made. */
static void on_output(struct evbuffer *output, const struct evbuffer_cb_info *info, void *object)
{
    struct wire *wire = object;

    if (info->n_deleted > 0 && evbuffer_get_length(output) == 0)
        event_active(wire->tell, EV_WRITE, 0);
}

static bool start_tls(struct wire *wire)
{
    SSL *ssl = tls_accept_new(wire->tls);
    struct bufferevent *filter = NULL;

    /* Deferred: writing may fail at once, and must not free the wire under its writer. */
    if (ssl)
        filter = bufferevent_openssl_filter_new(bufferevent_get_base(wire->plain), wire->plain, ssl,
                                                BUFFEREVENT_SSL_ACCEPTING,
                                                BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
    if (!filter) {
        SSL_free(ssl);
        return false;
    }
    wire->is_tls = true;
    wire->top = filter;
    /* Requests say how long they are, so a FIN without close_notify cuts nothing off unseen. */
    bufferevent_openssl_set_allow_dirty_shutdown(filter, 1);
    bufferevent_setcb(filter, on_read, NULL, on_event, wire);
    bufferevent_enable(filter, EV_READ | EV_WRITE);
    /* The hello has been read already; no further readiness would announce it. */
    bufferevent_trigger(wire->plain, EV_READ,
                        BEV_TRIG_IGNORE_WATERMARKS | BEV_TRIG_DEFER_CALLBACKS);
    return true;
}

/* True when the bytes at hand are for the owner. */
static bool peek(struct wire *wire)
{
    unsigned char byte = 0;

    wire->has_begun = true;
    evbuffer_copyout(bufferevent_get_input(wire->plain), &byte, 1);
    wire->events->began(wire->object);
    return byte != TLS_HANDSHAKE_RECORD;
}

static void on_first_read(struct bufferevent *bev, void *object)
{
    struct wire *wire = object;

    (void)bev;
    if (peek(wire)) {
        bufferevent_setcb(wire->plain, on_read, NULL, on_event, wire);
        wire->events->readable(wire->object);
    } else if (!start_tls(wire)) {
        wire->events->broken(wire->object);
    }
}

static void on_read(struct bufferevent *bev, void *object)
{
    struct wire *wire = object;
    struct evbuffer *input = bufferevent_get_input(bev);

    if (wire->is_finishing)
        evbuffer_drain(input, evbuffer_get_length(input));
    else
        wire->events->readable(wire->object);
}

/* With TLS 1.3 a client's "unknown CA" comes after the server's handshake is over. */
static void say_tls_failed(struct wire *wire)
{
    unsigned long error = bufferevent_get_openssl_error(wire->top);
    struct span remedy = tls_failure_remedy(error);
    struct log_line line;

    if (wire->is_secured && span_is_empty(remedy))
        return;
    log_begin(&line, LOG_TLS_FAILED);
    log_text(&line, "why", tls_failure_text(error));
    if (!span_is_empty(remedy))
        log_text(&line, "remedy", remedy);
    log_end(&line);
}

static void on_event(struct bufferevent *bev, short what, void *object)
{
    struct wire *wire = object;

    (void)bev;
    if (what & BEV_EVENT_CONNECTED) {
        wire->is_secured = true;
        wire->events->secured(wire->object);
        return;
    }
    if (wire->is_tls)
        say_tls_failed(wire);
    if ((what & BEV_EVENT_EOF) && (!wire->is_tls || wire->is_secured))
        wire->events->ended(wire->object);
    else
        wire->events->broken(wire->object);
}

struct wire *wire_new(struct event_base *base, evutil_socket_t fd, struct tls *tls,
                      const struct wire_events *events, void *object)
{
    struct wire *wire = calloc(1, sizeof *wire);

    if (!wire)
        abort();
    *wire = (struct wire){.tls = tls, .events = events, .object = object};
    wire->plain = wire->top = bufferevent_socket_new(base, fd, BEV_OPT_CLOSE_ON_FREE);
    wire->tell = event_new(base, -1, 0, on_tell, wire);
    if (!wire->plain || !wire->tell)
        abort();
    evbuffer_add_cb(bufferevent_get_output(wire->plain), on_output, wire);
    bufferevent_setcb(wire->plain, on_first_read, NULL, on_event, wire);
    bufferevent_enable(wire->plain, EV_READ | EV_WRITE);
    return wire;
}

void wire_free(struct wire *wire)
{
    evbuffer_remove_cb(bufferevent_get_output(wire->plain), on_output, wire);
    event_free(wire->tell);
    bufferevent_free(wire->top); /* and with it what is below */
    free(wire);
}

bool wire_is_tls(const struct wire *wire)
{
    return wire->is_tls;
}

struct span wire_received(struct wire *wire)
{
    struct evbuffer *input = bufferevent_get_input(wire->top);
    size_t len = evbuffer_get_length(input);

    return len == 0 ? SPAN("") : (struct span){(const char *)evbuffer_pullup(input, -1), len};
}

void wire_forget(struct wire *wire, size_t count)
{
    evbuffer_drain(bufferevent_get_input(wire->top), count);
}

void wire_write(struct wire *wire, struct span bytes)
{
    if (bytes.len > 0)
        evbuffer_add(bufferevent_get_output(wire->top), bytes.at, bytes.len);
}

void wire_pause(struct wire *wire)
{
    if (!wire->is_paused)
        bufferevent_disable(wire->top, EV_READ);
    wire->is_paused = true;
}

void wire_resume(struct wire *wire)
{
    if (wire->is_paused)
        bufferevent_enable(wire->top, EV_READ);
    wire->is_paused = false;
}

void wire_finish(struct wire *wire)
{
    if (wire->is_finishing)
        return;
    wire->is_finishing = true;
    wire_forget(wire, wire_received(wire).len);
    wire_resume(wire);
    event_active(wire->tell, EV_WRITE, 0);
}

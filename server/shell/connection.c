#define _POSIX_C_SOURCE 200809L

#include "shell/connection_inside.h"

#include "http/write.h"
#include "shell/log.h"

#include <stdlib.h>

static void advance(struct connection *connection);

static void set_phase(struct connection *connection, enum phase phase, int seconds)
{
    connection_set_phase(connection, phase, seconds * 1000);
}

/* An answer may not stay unread for as long as a connection may be idle. */
static void set_idle(struct connection *connection)
{
    int milliseconds = CONNECTION_IDLE_SECONDS * 1000;

    if (wire_backlog(connection->wire) > 0)
        milliseconds = CONNECTION_WRITE_SECONDS * 1000;
    else if (connection->all->draining)
        milliseconds = DRAIN_IDLE_MILLISECONDS;
    connection_set_phase(connection, PHASE_IDLE, milliseconds);
}

void connection_free(struct connection *connection)
{
    struct connections *all = connection->all;

    if (connection->previous)
        connection->previous->next = connection->next;
    else
        all->first = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    all->count--;
    if (connection->exchange)
        exchange_free(connection->exchange);
    event_free(connection->deadline);
    event_free(connection->overdue);
    wire_free(connection->wire);
    http_reader_free(connection->reader);
    free(connection);
    all->owner.changed(all->owner.object);
}

void connection_cut(struct connection *connection)
{
    if (connection->phase == PHASE_RUNNING)
        connection->is_dead = true;
    else
        connection_free(connection);
}

static void leave(struct connection *connection)
{
    set_phase(connection, PHASE_LEAVING, CONNECTION_WRITE_SECONDS);
    wire_finish(connection->wire);
}

static void forget_request(struct connection *connection)
{
    exchange_free(connection->exchange);
    connection->exchange = NULL;
    http_reader_reset(connection->reader);
}

static void send_response(struct connection *connection, const struct exchange *exchange,
                          const struct http_response *response)
{
    wire_write(connection->wire, http_write_head(exchange->arena, response));
    if (exchange->request.method != HTTP_HEAD)
        wire_write(connection->wire, response->body);
    connection->is_owing = true;
}

/* HTTP/1.0 closes unless both say otherwise. */
static void settle_persistence(const struct connection *connection, struct exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    struct http_response *response = &exchange->result.response;

    if (!request->keep_alive || connection->all->draining || connection->peer_ended)
        response->close = true;
    if (!response->close && request->minor_version == 0)
        http_response_add(response, SPAN("Connection"), SPAN("keep-alive"));
}

static void await_next(struct connection *connection)
{
    if (wire_backlog(connection->wire) > CONNECTION_BACKLOG_BYTES) {
        set_phase(connection, PHASE_FULL, CONNECTION_WRITE_SECONDS);
        wire_pause(connection->wire);
        return;
    }
    set_idle(connection);
    wire_resume(connection->wire);
}

void connection_answer(struct exchange *exchange)
{
    struct connection *connection = exchange->connection;
    bool close;

    if (connection->is_dead) {
        connection_free(connection);
        return;
    }
    settle_persistence(connection, exchange);
    close = exchange->result.response.close;
    send_response(connection, exchange, &exchange->result.response);
    wire_forget(connection->wire, http_reader_consumed(connection->reader));
    forget_request(connection);
    if (close) {
        leave(connection);
        return;
    }
    await_next(connection);
    advance(connection);
}

static void refuse(struct connection *connection, int status, struct span why)
{
    struct exchange *exchange = connection->exchange;
    struct http_response *response = &exchange->result.response;
    struct log_line line;

    log_begin(&line, LOG_BAD_REQUEST);
    log_number(&line, "status", status);
    log_text(&line, "why", why);
    log_end(&line);
    app_refuse_bytes(exchange->arena, status, why, response);
    response->close = true;
    send_response(connection, exchange, response);
    forget_request(connection);
    leave(connection);
}

static void begin_body(struct connection *connection)
{
    const struct http_request *request = &connection->exchange->request;
    bool is_admin = span_equal(request->path, SPAN("/_badged")) ||
                    span_starts(request->path, SPAN("/_badged/"));

    set_phase(connection, PHASE_BODY, CONNECTION_BODY_SECONDS);
    if (is_admin)
        http_reader_set_body_max(connection->reader, HTTP_BODY_MAX_ADMIN);
    connection->is_asked = request->expects_continue;
}

static void run(struct connection *connection)
{
    struct exchange *exchange = connection->exchange;

    exchange->request.is_tls = wire_is_tls(connection->wire);
    set_phase(connection, PHASE_RUNNING, 0);
    connection->all->owner.handle(connection->all->owner.object, exchange);
    if (connection->phase == PHASE_RUNNING)
        wire_pause(connection->wire);
}

static void await_more(struct connection *connection)
{
    if (connection->is_asked)
        wire_write(connection->wire, SPAN("HTTP/1.1 100 Continue\r\n\r\n"));
    connection->is_asked = false;
    if (connection->peer_ended)
        leave(connection);
}

/* Looks at what was received; true when there is more to look at. */
static bool step(struct connection *connection)
{
    struct span bytes = wire_received(connection->wire);
    struct exchange *exchange;

    if (span_is_empty(bytes)) {
        await_more(connection);
        return false;
    }
    if (!connection->exchange) {
        connection->exchange = exchange_new(connection);
        connection_request_begins(connection);
        set_phase(connection, PHASE_HEAD, CONNECTION_HEAD_SECONDS);
    }
    exchange = connection->exchange;
    switch (http_read(connection->reader, exchange->arena, bytes, &exchange->request)) {
    case HTTP_READ_MORE:
        await_more(connection);
        return false;
    case HTTP_READ_HEAD:
        begin_body(connection);
        return true;
    case HTTP_READ_DONE:
        run(connection);
        return true;
    case HTTP_READ_BAD:
        refuse(connection, http_reader_status(connection->reader),
               http_reader_why(connection->reader));
        return false;
    }
    return false;
}

static bool is_reading(enum phase phase)
{
    return phase == PHASE_IDLE || phase == PHASE_HEAD || phase == PHASE_BODY;
}

static void advance(struct connection *connection)
{
    if (connection->is_advancing)
        return;
    connection->is_advancing = true;
    while (is_reading(connection->phase) && step(connection))
        continue;
    connection->is_advancing = false;
}

static void on_began(void *object)
{
    struct connection *connection = object;

    set_phase(connection, PHASE_HANDSHAKE, CONNECTION_HEAD_SECONDS);
}

static void on_secured(void *object)
{
    struct connection *connection = object;

    if (connection->phase == PHASE_HANDSHAKE)
        set_idle(connection);
}

static void on_readable(void *object)
{
    struct connection *connection = object;

    if (connection->phase == PHASE_HANDSHAKE) /* a plain connection's first bytes */
        set_idle(connection);
    advance(connection);
}

static void on_drained(void *object)
{
    struct connection *connection = object;

    connection_answer_left(connection);
    if (connection->phase == PHASE_LEAVING && connection->peer_ended) {
        connection_free(connection);
    } else if (connection->phase == PHASE_LEAVING) {
        set_phase(connection, PHASE_LEAVING, CONNECTION_LINGER_SECONDS);
    } else if (connection->phase == PHASE_IDLE) {
        set_idle(connection);
    } else if (connection->phase == PHASE_FULL) {
        await_next(connection);
        advance(connection);
    }
}

/* Half-closed: a client may send its request, say FIN, and read the answer. */
static void on_ended(void *object)
{
    struct connection *connection = object;

    connection->peer_ended = true;
    if (connection->phase == PHASE_RUNNING || connection->phase == PHASE_FULL)
        return;
    if (wire_backlog(connection->wire) == 0)
        connection_free(connection);
    else
        leave(connection);
}

static void on_broken(void *object)
{
    connection_cut(object);
}

static void on_deadline(evutil_socket_t fd, short what, void *object)
{
    struct connection *connection = object;

    (void)fd;
    (void)what;
    if (connection->phase == PHASE_IDLE && wire_backlog(connection->wire) == 0)
        leave(connection);
    else if (connection->phase == PHASE_HEAD)
        refuse(connection, 408, SPAN("the request's headers did not arrive in time"));
    else if (connection->phase == PHASE_BODY)
        refuse(connection, 408, SPAN("the request's body did not arrive in time"));
    else
        connection_cut(connection);
}

static void on_overdue(evutil_socket_t fd, short what, void *object)
{
    (void)fd;
    (void)what;
    connection_cut(object);
}

static const struct wire_events wire_events = {
    .began = on_began,
    .secured = on_secured,
    .readable = on_readable,
    .drained = on_drained,
    .ended = on_ended,
    .broken = on_broken,
};

void connection_open(struct connections *connections, evutil_socket_t fd)
{
    struct event_base *base = connections->owner.base;
    struct connection *connection = calloc(1, sizeof *connection);

    if (!connection)
        abort();
    connection->all = connections;
    connection->next = connections->first;
    if (connection->next)
        connection->next->previous = connection;
    connections->first = connection;
    connections->count++;
    connection->reader = http_reader_new();
    connection->deadline = event_new(base, -1, 0, on_deadline, connection);
    connection->overdue = event_new(base, -1, 0, on_overdue, connection);
    connection->wire = wire_new(base, fd, connections->owner.tls, &wire_events, connection);
    set_idle(connection);
}

void connection_drain(struct connection *connection)
{
    if (connection->phase == PHASE_IDLE)
        set_idle(connection);
    else if (connection->phase == PHASE_HANDSHAKE)
        connection_free(connection);
}

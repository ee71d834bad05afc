#define _POSIX_C_SOURCE 200809L

#include "wire/socket.h"

#include "shell/authority.h"
#include "shell/clock.h"
#include "shell/connection.h"
#include "shell/listener.h"
#include "shell/tls.h"
#include "support/cm.h"
#include "wire/caller.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>

struct socket {
    struct event_base *base;
    struct authority *authority;
    struct tls *tls;
    struct listeners *listeners;
    struct connections *connections;
    const struct wirecase *at; /* the case that is running */
    struct outcome *outcome;
    bool is_connected;
};

static void handle(void *object, struct exchange *exchange)
{
    struct socket *s = object;

    wirecase_answer(s->at, exchange->arena, &exchange->request, &exchange->result, s->outcome);
    exchange->world = world_ref(s->at->world);
    connection_answer(exchange);
}

/* A case is over when its one connection is gone. */
static void changed(void *object)
{
    struct socket *s = object;
    size_t count = connections_count(s->connections);

    if (s->is_connected && count == 0)
        event_base_loopbreak(s->base);
    s->is_connected = count > 0;
}

static void accepted(evutil_socket_t fd, void *object)
{
    struct socket *s = object;

    connections_accept(s->connections, fd);
}

struct socket *socket_open(void)
{
    static const struct span address = SPAN_INIT("127.0.0.1:0");
    struct socket *s = calloc(1, sizeof *s);
    struct connections_owner owner = {.handle = handle, .changed = changed, .object = s};
    struct fail fail = {0};

    if (!s)
        abort();
    signal(SIGPIPE, SIG_IGN);
    s->base = owner.base = event_base_new();
    s->authority = authority_new(NULL, 0, clock_machine_now().seconds, &fail);
    s->tls = owner.tls = s->authority ? tls_new(s->authority, NULL, 0, &fail) : NULL;
    s->listeners = listeners_bind(&address, 1, &fail);
    if (!s->tls || !s->listeners || !listeners_start(s->listeners, s->base, accepted, s, &fail))
        fail_msg("%s", fail.what);
    s->connections = connections_new(&owner);
    return s;
}

void socket_close(struct socket *s)
{
    connections_free(s->connections);
    listeners_free(s->listeners);
    tls_free(s->tls);
    authority_free(s->authority);
    event_base_free(s->base);
    free(s);
}

void socket_run(struct socket *s, const struct wirecase *c, struct outcome *outcome)
{
    struct caller *caller;

    s->at = c;
    s->outcome = outcome;
    caller = caller_start(c, listeners_port(s->listeners));
    event_base_dispatch(s->base);
    outcome->reply = caller_join(caller, c->arena);
}

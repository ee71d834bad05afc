/* Connections over a socket pair, with an owner that echoes: no world, no route, no port. */
#define _XOPEN_SOURCE 700

#include "support/cm.h"

#include "base/text.h"
#include "shell/connection.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TURNS_MAX = 100000 };

struct bench {
    struct arena *arena;
    struct event_base *base;
    struct connections *connections;
    int peer;
    bool answers_later;
    struct exchange *waiting; /* what is to be answered later */
    size_t handled;
};

static void echo(void *object, struct exchange *exchange)
{
    struct bench *bench = object;
    struct http_response *response = &exchange->result.response;

    bench->handled++;
    response->status = 200;
    response->body = TEXT_CONCAT(exchange->arena, exchange->request.path, SPAN("="),
                                 exchange->request.body, SPAN(";"));
    if (bench->answers_later)
        bench->waiting = exchange;
    else
        connection_answer(exchange);
}

static void ignore(void *object)
{
    (void)object;
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct bench *bench = arena_alloc(arena, sizeof *bench);
    struct connections_owner owner = {.handle = echo, .changed = ignore, .object = bench};
    evutil_socket_t pair[2];

    bench->arena = arena;
    owner.base = bench->base = event_base_new();
    bench->connections = connections_new(&owner);
    assert_int_equal(evutil_socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    evutil_make_socket_nonblocking(pair[0]);
    evutil_make_socket_nonblocking(pair[1]);
    bench->peer = pair[1];
    connections_accept(bench->connections, pair[0]);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    connections_free(bench->connections);
    event_base_free(bench->base);
    close(bench->peer);
    arena_free(bench->arena);
    return 0;
}

static void turn(struct bench *bench)
{
    event_base_loop(bench->base, EVLOOP_NONBLOCK);
}

static void say(struct bench *bench, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = send(bench->peer, bytes.at, bytes.len, MSG_NOSIGNAL);

        if (sent > 0)
            bytes = span_tail(bytes, (size_t)sent);
        else if (errno != EAGAIN)
            return;
        turn(bench);
    }
}

/* All that comes until it ends with `end`; until the other side closes when that is empty. */
static struct span hear(struct bench *bench, struct span end)
{
    struct text text = {.arena = bench->arena};
    char piece[4096];
    int turns;

    for (turns = 0; turns < TURNS_MAX; turns++) {
        ssize_t got = recv(bench->peer, piece, sizeof piece, 0);

        if (got == 0)
            return text_span(&text);
        if (got > 0)
            text_put(&text, (struct span){piece, (size_t)got});
        if (end.len > 0 && span_ends(text_span(&text), end))
            return text_span(&text);
        turn(bench);
    }
    fail_msg("nothing more came behind \"%s\"", text_span(&text).at);
    return SPAN("");
}

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static size_t count_of(struct span text, const char *what)
{
    const char *at = text.at;
    size_t count = 0;

    while ((at = strstr(at, what))) {
        count++;
        at++;
    }
    return count;
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    struct bench *bench = *state;
    struct span heard;

    say(bench, SPAN(GET("/1") GET("/2") LAST("/3")));
    heard = hear(bench, SPAN(""));
    assert_int_equal(count_of(heard, "HTTP/1.1 200 OK\r\n"), 3);
    assert_true(strstr(heard.at, "/1=;") < strstr(heard.at, "/2=;"));
    assert_true(strstr(heard.at, "/2=;") < strstr(heard.at, "/3=;"));
}

static void a_long_pipeline_does_not_grow_the_stack(void **state)
{
    struct bench *bench = *state;
    struct text text = {.arena = bench->arena};
    int i;

    for (i = 0; i < 3000; i++)
        text_put(&text, SPAN(GET("/")));
    text_put(&text, SPAN(LAST("/end")));
    say(bench, text_span(&text));
    assert_int_equal(count_of(hear(bench, SPAN("")), "HTTP/1.1 200 OK\r\n"), 3001);
}

static void one_byte_at_a_time_is_a_request_too(void **state)
{
    struct bench *bench = *state;
    struct span request = SPAN(LAST("/slow"));
    size_t i;

    for (i = 0; i < request.len; i++)
        say(bench, (struct span){request.at + i, 1});
    assert_true(span_ends(hear(bench, SPAN("")), SPAN("/slow=;")));
}

static void nothing_is_read_while_an_answer_is_awaited(void **state)
{
    struct bench *bench = *state;

    bench->answers_later = true;
    say(bench, SPAN(GET("/1") GET("/2")));
    turn(bench);
    assert_int_equal(bench->handled, 1);
    connection_answer(bench->waiting);
    hear(bench, SPAN("/1=;"));
    assert_int_equal(bench->handled, 2);
    connection_answer(bench->waiting);
    hear(bench, SPAN("/2=;"));
}

/* A worker reads the request out of the input meanwhile: it must not move, nor grow. */
static void what_comes_while_an_answer_is_awaited_stays_in_the_kernel(void **state)
{
    struct bench *bench = *state;
    char *piece = arena_alloc(bench->arena, 65536);
    size_t taken = 0;
    int turns;

    bench->answers_later = true;
    say(bench, SPAN(GET("/1")));
    turn(bench);
    for (turns = 0; turns < 300; turns++) {
        ssize_t sent = send(bench->peer, piece, 65536, MSG_NOSIGNAL);

        taken += sent > 0 ? (size_t)sent : 0;
        turn(bench);
    }
    assert_true(taken < 1024 * 1024);
    assert_span(bench->waiting->request.path, "/1");
    connection_answer(bench->waiting);
    assert_non_null(strstr(hear(bench, SPAN("")).at, "HTTP/1.1 4"));
}

static void a_peer_that_goes_meanwhile_leaves_the_exchange_to_its_owner(void **state)
{
    struct bench *bench = *state;
    int turns;

    bench->answers_later = true;
    say(bench, SPAN(GET("/1")));
    shutdown(bench->peer, SHUT_RDWR);
    turn(bench);
    assert_int_equal(connections_count(bench->connections), 1);
    bench->answers_later = false;
    connection_answer(bench->waiting);
    for (turns = 0; turns < TURNS_MAX && connections_count(bench->connections) > 0; turns++)
        turn(bench);
    assert_int_equal(connections_count(bench->connections), 0);
}

static void a_half_closed_peer_gets_its_answer(void **state)
{
    struct bench *bench = *state;

    say(bench, SPAN(GET("/half")));
    shutdown(bench->peer, SHUT_WR);
    assert_true(span_ends(hear(bench, SPAN("")), SPAN("/half=;")));
}

static void head_has_the_length_and_no_body(void **state)
{
    struct bench *bench = *state;
    struct span heard;

    say(bench, SPAN("HEAD /h HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    heard = hear(bench, SPAN(""));
    assert_true(span_ends(heard, SPAN("\r\n\r\n")));
    assert_int_equal(count_of(heard, "Content-Length: 4\r\n"), 1);
}

static void a_client_that_asks_is_told_to_continue(void **state)
{
    struct bench *bench = *state;

    say(bench, SPAN("POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    "Content-Length: 2\r\n\r\n"));
    assert_span(hear(bench, SPAN("\r\n\r\n")), "HTTP/1.1 100 Continue\r\n\r\n");
    say(bench, SPAN("ok"));
    assert_true(span_starts(hear(bench, SPAN("/p=ok;")), SPAN("HTTP/1.1 200 OK\r\n")));
}

static void a_body_too_large_is_refused_before_it_is_sent(void **state)
{
    struct bench *bench = *state;

    say(bench, SPAN("POST /p HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                    "Content-Length: 100000\r\n\r\n"));
    assert_true(span_starts(hear(bench, SPAN("")), SPAN("HTTP/1.1 413 ")));
    assert_int_equal(bench->handled, 0);
}

static void our_own_api_takes_a_larger_body(void **state)
{
    struct bench *bench = *state;
    char *body = arena_alloc(bench->arena, 100000);

    memset(body, 'b', 100000);
    say(bench, SPAN("PUT /_badged/world HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"));
    say(bench, (struct span){body, 100000});
    assert_true(span_starts(hear(bench, SPAN("b;")), SPAN("HTTP/1.1 200 ")));
}

static void junk_is_refused_readably_however_much_follows(void **state)
{
    struct bench *bench = *state;
    char *junk = arena_alloc(bench->arena, 200000);

    memset(junk, 'z', 200000);
    say(bench, SPAN("junk\r\n\r\n"));
    say(bench, (struct span){junk, 200000});
    assert_true(span_starts(hear(bench, SPAN("")), SPAN("HTTP/1.1 400 ")));
}

static void http_1_0_closes_unless_it_asks_to_stay(void **state)
{
    struct bench *bench = *state;
    struct span heard;

    say(bench, SPAN("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    heard = hear(bench, SPAN("/1=;"));
    assert_int_equal(count_of(heard, "Connection: keep-alive\r\n"), 1);
    say(bench, SPAN("GET /2 HTTP/1.0\r\n\r\n"));
    heard = hear(bench, SPAN(""));
    assert_int_equal(count_of(heard, "Connection: close\r\n"), 1);
}

static void draining_closes_idle_connections_and_finishes_the_others(void **state)
{
    struct bench *bench = *state;
    struct span heard;

    say(bench, SPAN("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\no"));
    turn(bench);
    connections_drain(bench->connections);
    say(bench, SPAN("k"));
    heard = hear(bench, SPAN(""));
    assert_int_equal(count_of(heard, "Connection: close\r\n"), 1);
    assert_true(span_ends(heard, SPAN("/p=ok;")));
}

/* Its bytes may be in the kernel already: sent, as far as the peer knows, to a daemon that listens.
 */
static void a_request_that_was_sent_before_draining_is_answered(void **state)
{
    struct bench *bench = *state;
    struct span request = SPAN(GET("/sent"));
    struct span heard;

    assert_int_equal(send(bench->peer, request.at, request.len, MSG_NOSIGNAL), request.len);
    connections_drain(bench->connections);
    heard = hear(bench, SPAN(""));
    assert_int_equal(count_of(heard, "Connection: close\r\n"), 1);
    assert_true(span_ends(heard, SPAN("/sent=;")));
}

static void an_answer_that_is_being_read_is_not_cut_by_draining(void **state)
{
    enum { LENGTH = 250000 }; /* more than the kernel takes, less than the backlog may be */
    const struct timeval longer = {0, (DRAIN_IDLE_MILLISECONDS + 100) * 1000};
    struct bench *bench = *state;
    char *body = arena_alloc(bench->arena, LENGTH);

    memset(body, 'b', LENGTH);
    say(bench, SPAN("PUT /_badged/world HTTP/1.1\r\nHost: a\r\nContent-Length: 250000\r\n\r\n"));
    say(bench, (struct span){body, LENGTH});
    turn(bench);
    assert_int_equal(bench->handled, 1);
    connections_drain(bench->connections);
    event_base_loopexit(bench->base, &longer);
    event_base_dispatch(bench->base);
    assert_true(hear(bench, SPAN("b;")).len > LENGTH);
}

static void an_idle_connection_says_goodbye_when_draining(void **state)
{
    struct bench *bench = *state;

    char byte;

    connections_drain(bench->connections);
    while (recv(bench->peer, &byte, 1, MSG_PEEK) < 0) /* it waits for a request first */
        event_base_loop(bench->base, EVLOOP_ONCE);
    assert_span(hear(bench, SPAN("")), "");
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(pipelined_requests_are_answered_in_order),
        WITH_BENCH(a_long_pipeline_does_not_grow_the_stack),
        WITH_BENCH(one_byte_at_a_time_is_a_request_too),
        WITH_BENCH(nothing_is_read_while_an_answer_is_awaited),
        WITH_BENCH(what_comes_while_an_answer_is_awaited_stays_in_the_kernel),
        WITH_BENCH(a_peer_that_goes_meanwhile_leaves_the_exchange_to_its_owner),
        WITH_BENCH(a_half_closed_peer_gets_its_answer),
        WITH_BENCH(head_has_the_length_and_no_body),
        WITH_BENCH(a_client_that_asks_is_told_to_continue),
        WITH_BENCH(a_body_too_large_is_refused_before_it_is_sent),
        WITH_BENCH(our_own_api_takes_a_larger_body),
        WITH_BENCH(junk_is_refused_readably_however_much_follows),
        WITH_BENCH(http_1_0_closes_unless_it_asks_to_stay),
        WITH_BENCH(draining_closes_idle_connections_and_finishes_the_others),
        WITH_BENCH(a_request_that_was_sent_before_draining_is_answered),
        WITH_BENCH(an_answer_that_is_being_read_is_not_cut_by_draining),
        WITH_BENCH(an_idle_connection_says_goodbye_when_draining),
    };

    signal(SIGPIPE, SIG_IGN); /* as the daemon does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}

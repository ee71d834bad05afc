/*
 * Connections that are odd rather than their bytes: many requests at once, one byte at a time, ends
 * in the middle, more of them than there are descriptors.
 */
#include "support/cm.h"
#include "support/daemon.h"
#include "support/peer.h"

#define END  "\r\n"
#define HOST "Host: localhost\r\n"
/* The token endpoint's work is done elsewhere than the others', and must keep its place all the
 * same. */
#define TOKEN                                                                                      \
    "POST /11111111-1111-1111-1111-111111111111/oauth2/v2.0/token HTTP/1.1\r\n" HOST               \
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 18\r\n" END                \
    "client_id=somebody"
#define HEALTH  "GET /_badged/health HTTP/1.1\r\n" HOST END
#define NOWHERE "GET /no/where HTTP/1.1\r\n" HOST END

enum {
    DESCRIPTORS = 64,
    CLIENTS = 100,
    LOG_LINES_MAX = 10,
    CHURN = 1000,
    PIPELINED = 200,
    TRIES = 50
};

static struct daemon *daemon;

static int start(void **state)
{
    (void)state;
    daemon = daemon_start(&(struct daemon_options){.descriptors = DESCRIPTORS});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    daemon_stop(daemon);
    daemon_free(daemon);
    return 0;
}

static void assert_answer(struct peer *peer, int status)
{
    struct reply reply;

    assert_true(peer_read(peer, &reply));
    assert_int_equal(reply.status, status);
}

static void assert_healthy(void)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    peer_ask(arena, daemon_port(daemon), SPAN(HEALTH), &reply);
    assert_int_equal(reply.status, 200);
}

static void pipelined(enum peer_kind kind)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), kind);

    peer_send(peer, SPAN(TOKEN HEALTH NOWHERE));
    assert_answer(peer, 400);
    assert_answer(peer, 200);
    assert_answer(peer, 404);
    peer_close(peer);
}

static void three_requests_at_once_are_answered_in_order(void **state)
{
    (void)state;
    pipelined(PEER_PLAIN);
    pipelined(PEER_TLS);
}

static void two_hundred_requests_at_once_are_answered(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), PEER_PLAIN);

    (void)state;
    for (size_t i = 0; i < PIPELINED; i++)
        peer_send(peer, i % 10 ? SPAN(HEALTH) : SPAN(TOKEN));
    for (size_t i = 0; i < PIPELINED; i++)
        assert_answer(peer, i % 10 ? 200 : 400);
    peer_close(peer);
}

static void dripped(enum peer_kind kind, struct span request, int status)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), kind);

    for (size_t i = 0; i < request.len; i++)
        peer_send(peer, span_head(span_tail(request, i), 1));
    assert_answer(peer, status);
    peer_close(peer);
}

static void one_byte_at_a_time_makes_the_same_request(void **state)
{
    (void)state;
    dripped(PEER_PLAIN, SPAN(HEALTH), 200);
    dripped(PEER_PLAIN, SPAN(TOKEN), 400);
    dripped(PEER_TLS, SPAN(HEALTH), 200);
    dripped(PEER_TLS, SPAN(TOKEN), 400);
}

/* `status` 0: no answer, only the end. */
static void half_closed(enum peer_kind kind, struct span request, int status)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), kind);

    peer_send(peer, request);
    peer_end(peer);
    if (status)
        assert_answer(peer, status);
    assert_true(peer_is_ended(peer));
    peer_close(peer);
}

static void who_says_that_nothing_follows_still_gets_the_answer(void **state)
{
    (void)state;
    half_closed(PEER_PLAIN, SPAN(HEALTH), 200);
    half_closed(PEER_PLAIN, SPAN(TOKEN), 400);
    half_closed(PEER_TLS, SPAN(HEALTH), 200);
    half_closed(PEER_TLS, SPAN(TOKEN), 400);
}

static void half_a_request_is_none(void **state)
{
    static const struct span token = SPAN_INIT(TOKEN);

    (void)state;
    half_closed(PEER_PLAIN, SPAN("GET /_badged/health HTTP/1.1\r\nHost: loc"), 0);
    half_closed(PEER_TLS, SPAN("GET /_badged/health HTTP/1.1\r\nHost: loc"), 0);
    half_closed(PEER_PLAIN, span_head(token, token.len - 1), 0);
    half_closed(PEER_PLAIN, SPAN(""), 0);
}

static void an_expected_continue_is_sent_before_the_body(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), PEER_PLAIN);

    (void)state;
    peer_send(peer, SPAN("POST /_badged/mint HTTP/1.1\r\n" HOST "Content-Type: application/json\r\n"
                         "Expect: 100-continue\r\nContent-Length: 2\r\n" END));
    assert_answer(peer, 100);
    peer_send(peer, SPAN("{}"));
    assert_answer(peer, 200);
    peer_close(peer);
}

/* The beginnings of a TLS record with a ClientHello. */
static void a_hello_that_is_cut_short_gets_no_answer(void **state)
{
    static const struct span hellos[] = {
        SPAN_INIT("\x16"),
        SPAN_INIT("\x16\x03\x01"),
        SPAN_INIT("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof hellos / sizeof hellos[0]; i++)
        half_closed(PEER_PLAIN, hellos[i], 0);
    assert_healthy();
}

static void what_only_begins_like_a_hello_is_cut(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), PEER_PLAIN);

    (void)state;
    peer_send(peer, SPAN("\x16 GET /_badged/health HTTP/1.1\r\n" HOST END));
    assert_false(span_starts(peer_rest(peer), SPAN("HTTP/")));
    peer_close(peer);
    assert_healthy();
}

/* With so few descriptors, one that is not given back is missed soon. Every third waits for its
 * answer, so that no more than a few are there at once. */
static void a_thousand_connections_come_and_go(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHURN; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct peer *peer = peer_open(arena, daemon_port(daemon), PEER_PLAIN);

        if (i % 3 == 1)
            peer_send(peer, SPAN("GET"));
        if (i % 3 == 2) {
            peer_send(peer, SPAN(HEALTH));
            assert_answer(peer, 200);
        }
        peer_close(peer);
    }
    assert_healthy();
}

static size_t count_of(struct span log, struct span word)
{
    size_t count = 0;

    for (size_t i = 0; i < log.len; i++)
        count += span_starts(span_tail(log, i), word);
    return count;
}

static bool is_served(struct peer *peer)
{
    struct reply reply;

    peer_send(peer, SPAN(HEALTH));
    return peer_read(peer, &reply) && reply.status == 200;
}

/* The daemon may still be closing what its clients have closed. */
static void assert_healthy_again(void)
{
    for (size_t i = 0; i < TRIES; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct peer *peer = peer_open(arena, daemon_port(daemon), PEER_PLAIN);
        bool is_healthy = is_served(peer);

        peer_close(peer);
        if (is_healthy)
            return;
    }
    fail_msg("nobody is served any more");
}

/* Whom it cannot take waits or is told, but none hangs, and the log does not say it of each. */
static void more_clients_than_descriptors_do_not_stop_it(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peers[CLIENTS];
    size_t served = 0;

    (void)state;
    for (size_t i = 0; i < CLIENTS; i++)
        peers[i] = peer_open(arena, daemon_port(daemon), PEER_PLAIN);
    for (size_t i = 0; i < CLIENTS; i++) {
        served += is_served(peers[i]);
        peer_close(peers[i]);
    }
    assert_in_range(served, DESCRIPTORS / 2, CLIENTS);
    assert_healthy_again();
    assert_in_range(count_of(daemon_log(daemon, arena), SPAN("event=accept_failed")), 1,
                    LOG_LINES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_requests_at_once_are_answered_in_order),
        cmocka_unit_test(two_hundred_requests_at_once_are_answered),
        cmocka_unit_test(one_byte_at_a_time_makes_the_same_request),
        cmocka_unit_test(who_says_that_nothing_follows_still_gets_the_answer),
        cmocka_unit_test(half_a_request_is_none),
        cmocka_unit_test(an_expected_continue_is_sent_before_the_body),
        cmocka_unit_test(a_hello_that_is_cut_short_gets_no_answer),
        cmocka_unit_test(what_only_begins_like_a_hello_is_cut),
        cmocka_unit_test(a_thousand_connections_come_and_go),
        cmocka_unit_test(more_clients_than_descriptors_do_not_stop_it),
    };

    return cmocka_run_group_tests_name("hostile connections", tests, start, stop);
}

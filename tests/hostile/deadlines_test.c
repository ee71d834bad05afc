/*
 * Clients that take their time. All of them at once, since a deadline cannot be hurried: each sends
 * a byte whenever nothing has happened for a while, and is cut when its time is over and not
 * before, however alive it looks.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/cm.h"
#include "support/daemon.h"
#include "support/peer.h"

#include <poll.h>
#include <time.h>

#define END  "\r\n"
#define HOST "Host: localhost\r\n"

/* Headers within 10 s, the body within 10 s more (interface.md, Limits); the rest is for a machine
 * that is busy. */
enum { DEADLINE_SECONDS = 10, GRACE_SECONDS = 8, DRIP_MILLISECONDS = 250 };

/* What each sends at once, what it sends again and again, and the answer; 0 is none. */
static const struct drip {
    const char *sentence;
    enum peer_kind kind;
    struct span first, then;
    int status;
} drips[] = {
    {"a header that never ends", PEER_PLAIN, SPAN_INIT("GET /_badged/health HTTP/1.1\r\nX: "),
     SPAN_INIT("x"), 408},
    {"headers one after another", PEER_PLAIN, SPAN_INIT("GET /_badged/health HTTP/1.1\r\n" HOST),
     SPAN_INIT("X: y\r\n"), 408},
    {"a header that never ends, through TLS", PEER_TLS,
     SPAN_INIT("GET /_badged/health HTTP/1.1\r\nX: "), SPAN_INIT("x"), 408},
    {"a body that never ends", PEER_PLAIN,
     SPAN_INIT("POST /_badged/mint HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n" END),
     SPAN_INIT("x"), 408},
    {"chunks one after another", PEER_PLAIN,
     SPAN_INIT("POST /_badged/mint HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n" END),
     SPAN_INIT("1\r\nx\r\n"), 408},
    {"a body that never ends, through TLS", PEER_TLS,
     SPAN_INIT("POST /_badged/mint HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n" END),
     SPAN_INIT("x"), 408},
    {"half a request and silence", PEER_PLAIN, SPAN_INIT("GET /_badged/health HTTP/1.1\r\n"),
     SPAN_INIT(""), 408},
    {"half a TLS hello and silence", PEER_PLAIN, SPAN_INIT("\x16\x03\x01\x02"), SPAN_INIT(""), 0},
    {"a TLS hello one byte after another", PEER_PLAIN,
     SPAN_INIT("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), SPAN_INIT("x"), 0},
};

enum { DRIPS = sizeof drips / sizeof drips[0] };

struct client {
    const struct drip *drip;
    struct peer *peer;
    int64_t began;
    bool is_over;
};

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void begin(struct arena *arena, uint16_t port, const struct drip *drip,
                  struct client *client)
{
    *client = (struct client){.drip = drip, .peer = peer_open(arena, port, drip->kind)};
    client->began = milliseconds();
    peer_send(client->peer, drip->first);
}

static void finish(struct client *client)
{
    int64_t took = milliseconds() - client->began;
    struct reply reply = {0};

    if (peer_read(client->peer, &reply) && !peer_is_ended(client->peer))
        fail_msg("%s: not the end", client->drip->sentence);
    if (reply.status != client->drip->status)
        fail_msg("%s: status %d", client->drip->sentence, reply.status);
    if (took < (DEADLINE_SECONDS - 1) * 1000 || took > (DEADLINE_SECONDS + GRACE_SECONDS) * 1000)
        fail_msg("%s: cut after %lld ms", client->drip->sentence, (long long)took);
    client->is_over = true;
    peer_close(client->peer);
}

/* Waits until one of them is answered or cut, or for the next byte to be due. */
static void await(const struct client *clients)
{
    struct pollfd waits[DRIPS];

    for (size_t i = 0; i < DRIPS; i++)
        waits[i] = (struct pollfd){.fd = clients[i].is_over ? -1 : peer_socket(clients[i].peer),
                                   .events = POLLIN};
    poll(waits, DRIPS, DRIP_MILLISECONDS);
}

/* How many are still there. */
static size_t go_on(struct client *clients)
{
    size_t left = 0;

    for (size_t i = 0; i < DRIPS; i++) {
        if (clients[i].is_over)
            continue;
        if (peer_has_something(clients[i].peer))
            finish(&clients[i]);
        else
            peer_send(clients[i].peer, clients[i].drip->then);
        left += !clients[i].is_over;
    }
    return left;
}

static void who_drips_is_cut_in_time_and_the_others_are_served(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct daemon *daemon = daemon_start(&(struct daemon_options){.fixtures = NULL});
    int64_t end = milliseconds() + (DEADLINE_SECONDS + GRACE_SECONDS) * 1000;
    struct client clients[DRIPS];
    struct reply reply;

    (void)state;
    for (size_t i = 0; i < DRIPS; i++)
        begin(arena, daemon_port(daemon), &drips[i], &clients[i]);
    do {
        peer_ask(arena, daemon_port(daemon), SPAN("GET /_badged/health HTTP/1.1\r\n" HOST END),
                 &reply);
        assert_int_equal(reply.status, 200);
        await(clients);
    } while (go_on(clients) > 0 && milliseconds() < end);
    for (size_t i = 0; i < DRIPS; i++)
        if (!clients[i].is_over)
            fail_msg("%s: never cut", drips[i].sentence);
    daemon_stop(daemon);
    daemon_free(daemon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_drips_is_cut_in_time_and_the_others_are_served),
    };

    return cmocka_run_group_tests_name("hostile deadlines", tests, NULL, NULL);
}

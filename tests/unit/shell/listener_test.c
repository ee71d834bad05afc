#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "support/cm.h"

#include "shell/listener.h"

#include <event2/event.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WAITING = 5 };

struct bench {
    struct event_base *base;
    struct listeners *listeners;
    int peers[WAITING];
    size_t accepted;
};

static void count(evutil_socket_t fd, void *object)
{
    struct bench *bench = object;

    bench->accepted++;
    close(fd);
}

static int connected(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Their connections are complete, in the kernel's queue. */
static int set_up(void **state)
{
    static const struct span addresses[] = {SPAN_INIT("127.0.0.1:0")};
    static struct bench bench;
    struct fail fail = {0};
    size_t i;

    bench = (struct bench){.base = event_base_new()};
    bench.listeners = listeners_bind(addresses, 1, &fail);
    assert_non_null(bench.listeners);
    assert_true(listeners_start(bench.listeners, bench.base, count, &bench, &fail));
    for (i = 0; i < WAITING; i++)
        bench.peers[i] = connected(listeners_port(bench.listeners));
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    size_t i;

    for (i = 0; i < WAITING; i++)
        close(bench->peers[i]);
    listeners_free(bench->listeners);
    event_base_free(bench->base);
    return 0;
}

static void who_waits_is_taken_before_the_door_closes(void **state)
{
    struct bench *bench = *state;

    listeners_take_waiting(bench->listeners);
    assert_int_equal(bench->accepted, WAITING);
}

static void while_paused_nobody_is_taken(void **state)
{
    struct bench *bench = *state;

    listeners_pause(bench->listeners);
    event_base_loop(bench->base, EVLOOP_NONBLOCK);
    listeners_take_waiting(bench->listeners);
    assert_int_equal(bench->accepted, 0);
    listeners_resume(bench->listeners);
    event_base_loop(bench->base, EVLOOP_NONBLOCK);
    assert_int_equal(bench->accepted, WAITING);
}

/* A limit below what is open already: no further descriptor can be had, but for the reserve. */
static void at_the_limit_who_waits_is_turned_away_and_the_next_one_is_served(void **state)
{
    struct bench *bench = *state;
    struct rlimit old, none;
    char byte;
    size_t i;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    none = old;
    none.rlim_cur = (rlim_t)dup(0);
    close((int)none.rlim_cur);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    event_base_loop(bench->base, EVLOOP_NONBLOCK);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    assert_int_equal(bench->accepted, 0);
    for (i = 0; i < WAITING; i++)
        assert_true(recv(bench->peers[i], &byte, 1, 0) <= 0);
    close(bench->peers[0]);
    bench->peers[0] = connected(listeners_port(bench->listeners));
    while (bench->accepted == 0) /* until the pause is over */
        event_base_loop(bench->base, EVLOOP_ONCE);
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(who_waits_is_taken_before_the_door_closes),
        WITH_BENCH(while_paused_nobody_is_taken),
        WITH_BENCH(at_the_limit_who_waits_is_turned_away_and_the_next_one_is_served),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What keeps a daemon from starting; that it serves is seen in tests/e2e. */
#define _POSIX_C_SOURCE 200809L

#include "support/cm.h"

#include "base/text.h"
#include "shell/serve.h"
#include "shell/stop.h"

#include <netinet/in.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const struct span any_port[] = {SPAN_INIT("127.0.0.1:0")};

static struct serve_options ephemeral(void)
{
    return (struct serve_options){
        .listens = any_port, .listen_count = 1, .ephemeral = true, .has_seed = true};
}

static void an_origin_with_a_path_is_refused(void **state)
{
    struct serve_options options = ephemeral();
    struct fail fail = {0};

    (void)state;
    options.origin = SPAN("https://localhost:8443/path");
    assert_false(serve_run(&options, &fail));
    assert_non_null(strstr(fail.what, "is not an origin"));
    assert_non_null(strstr(fail.remedy, "scheme, host and port"));
}

static void a_host_name_that_is_none_is_refused(void **state)
{
    const struct span names[] = {SPAN("https://badged.test")};
    struct serve_options options = ephemeral();
    struct fail fail = {0};

    (void)state;
    options.hostnames = names;
    options.hostname_count = 1;
    assert_false(serve_run(&options, &fail));
    assert_non_null(strstr(fail.what, "is not a host name"));
}

static void a_busy_port_is_refused_with_the_way_out(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int other = socket(AF_INET, SOCK_STREAM, 0);
    struct serve_options options = ephemeral();
    struct span taken;

    (void)state;
    assert_int_equal(bind(other, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(other, 1), 0);
    assert_int_equal(getsockname(other, (struct sockaddr *)&address, &length), 0);
    taken = text_format(arena, "127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    options.listens = &taken;
    assert_false(serve_run(&options, &fail));
    assert_non_null(strstr(fail.what, "cannot listen on"));
    assert_non_null(strstr(fail.remedy, "--listen"));
    close(other);
}

static void a_fixture_that_is_missing_keeps_it_from_listening(void **state)
{
    const struct span paths[] = {SPAN("/nonexistent/world.json")};
    struct serve_options options = ephemeral();
    struct fail fail = {0};

    (void)state;
    options.fixtures = paths;
    options.fixture_count = 1;
    assert_false(serve_run(&options, &fail));
    assert_non_null(strstr(fail.what, "the fixtures have 1 error"));
}

/* Blocked signals stay pending, so that nothing has to be timed. */
static void a_signal_that_came_before_it_listened_ends_it_well(void **state)
{
    struct serve_options options = ephemeral();
    struct fail fail = {0};
    int signal;
    sigset_t set;

    (void)state;
    stop_block();
    assert_false(stop_is_wanted());
    assert_int_equal(kill(getpid(), SIGTERM), 0);
    assert_true(stop_is_wanted());
    assert_true(serve_run(&options, &fail));
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    assert_int_equal(sigwait(&set, &signal), 0);
    stop_unblock();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_with_a_path_is_refused),
        cmocka_unit_test(a_host_name_that_is_none_is_refused),
        cmocka_unit_test(a_busy_port_is_refused_with_the_way_out),
        cmocka_unit_test(a_fixture_that_is_missing_keeps_it_from_listening),
        cmocka_unit_test(a_signal_that_came_before_it_listened_ends_it_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

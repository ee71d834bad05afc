/* The client against a thread that says what a table tells it to, byte by byte. */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "support/cm.h"

#include "base/text.h"
#include "shell/client.h"

#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
    int fd;
    unsigned port;
    pthread_t thread;
    struct span says;
    char heard[4096]; /* the request, as far as its answer was not begun */
};

/* Waits for the end of the head, so that the answer never overtakes the request. */
static void *serve(void *object)
{
    struct server *server = object;
    int fd = accept(server->fd, NULL, NULL);
    size_t len = 0;
    ssize_t got;

    while (!strstr(server->heard, "\r\n\r\n") && len + 1 < sizeof server->heard) {
        got = recv(fd, server->heard + len, sizeof server->heard - 1 - len, 0);
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    if (send(fd, server->says.at, server->says.len, MSG_NOSIGNAL) < 0)
        server->heard[0] = '\0';
    close(fd);
    return NULL;
}

static void start(struct server *server, struct span says)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;

    *server = (struct server){.fd = socket(AF_INET, SOCK_STREAM, 0), .says = says};
    assert_int_equal(bind(server->fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server->fd, 1), 0);
    assert_int_equal(getsockname(server->fd, (struct sockaddr *)&address, &length), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static bool ask(struct arena *arena, struct server *server, struct client_answer *answer,
                struct fail *fail)
{
    struct http_header header = {SPAN("X-A"), SPAN("b")};
    const struct client_request request = {
        .method = SPAN("POST"),
        .url = text_format(arena, "http://127.0.0.1:%u/p?q", server->port),
        .headers = &header,
        .header_count = 1,
        .body = SPAN("hello"),
    };
    bool ok = client_send(arena, &request, answer, fail);

    pthread_join(server->thread, NULL);
    close(server->fd);
    return ok;
}

static void an_answer_is_taken_apart(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct client_answer answer = {0};
    struct server server;
    struct fail fail = {0};

    (void)state;
    start(&server, SPAN("HTTP/1.1 401 Unauthorized\r\nContent-Type: text/plain\r\n"
                        "Content-Length: 2\r\n\r\nno"));
    assert_true(ask(arena, &server, &answer, &fail));
    assert_int_equal(answer.status, 401);
    assert_span(answer.body, "no");
    assert_span(client_answer_header(&answer, SPAN("content-type")), "text/plain");
    assert_span(client_answer_header(&answer, SPAN("missing")), "");
    assert_non_null(strstr(server.heard, "POST /p?q HTTP/1.0\r\nHost: 127.0.0.1:"));
    assert_non_null(strstr(server.heard, "\r\nX-A: b\r\n"));
    assert_non_null(strstr(server.heard, "\r\nContent-Length: 5\r\n"));
}

static const struct row {
    const char *what, *says;
} rows[] = {
    {"nothing", ""},
    {"no HTTP", "SSH-2.0-x\r\n\r\n"},
    {"an informational status", "HTTP/1.1 100 Continue\r\n\r\n"},
    {"a status that is no number", "HTTP/1.1 2x0 OK\r\n\r\n"},
    {"headers that do not end", "HTTP/1.1 200 OK\r\nA: b\r\n"},
    {"a body that is cut off", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"},
};

static void what_is_no_whole_answer_is_a_failure_that_says_so(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct client_answer answer = {0};
        struct server server;
        struct fail fail = {0};

        start(&server, span_of(rows[i].says));
        if (ask(arena, &server, &answer, &fail))
            fail_msg("%s was taken for an answer", rows[i].what);
        assert_true(fail_is_set(&fail));
    }
}

static void an_answer_beyond_the_limit_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char *flood = arena_alloc(arena, CLIENT_ANSWER_MAX_BYTES + 1000);
    static const char head[] = "HTTP/1.0 200 OK\r\n\r\n";
    struct client_answer answer = {0};
    struct server server;
    struct fail fail = {0};

    (void)state;
    memset(flood, 'x', CLIENT_ANSWER_MAX_BYTES + 1000);
    memcpy(flood, head, sizeof head - 1);
    start(&server, (struct span){flood, CLIENT_ANSWER_MAX_BYTES + 1000});
    assert_false(ask(arena, &server, &answer, &fail));
    assert_non_null(strstr(fail.what, "longer than"));
}

static void a_url_that_is_none_is_refused_before_anything_is_sent(void **state)
{
    static const char *const urls[] = {"", "localhost:1", "ftp://localhost/", "http://",
                                       "https:///"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof urls / sizeof *urls; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        const struct client_request request = {.method = SPAN("GET"), .url = span_of(urls[i])};
        struct client_answer answer;
        struct fail fail = {0};

        assert_false(client_send(arena, &request, &answer, &fail));
        assert_non_null(strstr(fail.what, "is not an http or https URL"));
    }
}

static void a_port_where_nobody_listens_is_a_failure(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct client_answer answer = {0};
    struct server server;
    struct fail fail = {0};
    struct client_request request = {.method = SPAN("GET")};

    (void)state;
    start(&server, SPAN("HTTP/1.0 204 No Content\r\n\r\n"));
    request.url = text_format(arena, "http://127.0.0.1:%u", server.port);
    assert_true(ask(arena, &server, &answer, &fail));
    assert_false(client_send(arena, &request, &answer, &fail));
    assert_true(fail_is_set(&fail));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_taken_apart),
        cmocka_unit_test(what_is_no_whole_answer_is_a_failure_that_says_so),
        cmocka_unit_test(an_answer_beyond_the_limit_is_refused),
        cmocka_unit_test(a_url_that_is_none_is_refused_before_anything_is_sent),
        cmocka_unit_test(a_port_where_nobody_listens_is_a_failure),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

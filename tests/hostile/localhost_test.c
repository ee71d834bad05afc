/* What a web page can make a browser send to a daemon on the same machine. */
#include "base/text.h"
#include "support/cm.h"
#include "support/daemon.h"
#include "support/peer.h"

#define END       "\r\n"
#define LOCAL     "Host: localhost\r\n"
#define TENANT    "/11111111-1111-1111-1111-111111111111"
#define TOKEN     TENANT "/oauth2/v2.0/token"
#define JSON      "Content-Type: application/json\r\n"
#define FEDERATED "client_id=22222222-2222-2222-2222-222222222222"
#define ORDER     "grant_type=client_credentials&scope=https://management.azure.com/.default&"

struct host_row {
    const char *sentence;
    struct span line;
    int own, token, discovery;
};

static const struct host_row host_rows[] = {
#define HOST(sentence, line, own, token, discovery)                                                \
    {sentence, SPAN_INIT(line), own, token, discovery},
#include "hostile/localhost.def"
#undef HOST
};

struct forged_row {
    const char *sentence;
    struct span headers, body;
    int status;
};

static const struct forged_row forged_rows[] = {
#define FORGED(sentence, headers, body, status)                                                    \
    {sentence, SPAN_INIT(headers), SPAN_INIT(body), status},
#include "hostile/localhost.def"
#undef FORGED
};

enum {
    HOST_ROWS = sizeof host_rows / sizeof host_rows[0],
    FORGED_ROWS = sizeof forged_rows / sizeof forged_rows[0],
    OTHER_TESTS = 5,
};

static struct daemon *daemon;

static int start(void **state)
{
    (void)state;
    daemon = daemon_start(
        &(struct daemon_options){.fixtures = BADGED_SOURCE_DIR "/tests/hostile/world.json"});
    return 0;
}

static void ask(struct arena *arena, const char *line, struct span headers, struct span body,
                struct reply *reply)
{
    peer_request(arena, daemon_port(daemon), &(struct peer_message){span_of(line), headers, body},
                 reply);
}

static void assert_status(const struct reply *reply, const char *what, int status)
{
    if (reply->status != status)
        fail_msg("%s: wanted %d, got %.*s\n%.*s", what, status, SPAN_ARGS(reply->head),
                 SPAN_ARGS(reply->body));
}

/* One HOST row. The token endpoint's 401 says that the client presents no credential. */
static void addressed(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct host_row *row = *state;
    struct reply reply;

    ask(arena, "GET /_badged/health", row->line, SPAN(""), &reply);
    assert_status(&reply, "/_badged", row->own);
    ask(arena, "GET " TENANT "/v2.0/.well-known/openid-configuration", row->line, SPAN(""), &reply);
    assert_status(&reply, "discovery", row->discovery);
    ask(arena, "POST " TOKEN,
        TEXT_CONCAT(arena, row->line, SPAN("Content-Type: application/x-www-form-urlencoded\r\n")),
        SPAN(ORDER FEDERATED), &reply);
    assert_status(&reply, "the token endpoint", row->token);
}

/* One FORGED row, against everything that changes something. 200 stands for any way to say yes. */
static void forged(void **state)
{
    static const char *const changes[] = {"POST /_badged/mint", "POST /_badged/reload",
                                          "DELETE /_badged/exchanges"};
    ARENA_AUTO struct arena *arena = arena_new();
    const struct forged_row *row = *state;
    struct reply reply;

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        ask(arena, changes[i], TEXT_CONCAT(arena, SPAN(LOCAL), row->headers), row->body, &reply);
        if (row->status == 200)
            assert_in_range(reply.status, 200, 204);
        else
            assert_status(&reply, changes[i], row->status);
    }
}

static void http_1_0_without_a_host_is_nobodys(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    peer_ask(arena, daemon_port(daemon), SPAN("GET /_badged/health HTTP/1.0\r\n\r\n"), &reply);
    assert_int_equal(reply.status, 421);
}

static void nothing_changes_by_reading(void **state)
{
    static const char *const lines[] = {"GET /_badged/mint", "GET /_badged/reload",
                                        "HEAD /_badged/reload", "PUT /_badged/mint",
                                        "OPTIONS /_badged/mint"};
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct peer *peer = peer_open(arena, daemon_port(daemon), PEER_PLAIN);

        peer_send(peer, TEXT_CONCAT(arena, span_of(lines[i]),
                                    SPAN(" HTTP/1.1\r\n" LOCAL "Connection: close\r\n" END)));
        assert_true(peer_read_head(peer, &reply));
        assert_status(&reply, lines[i], 405);
        assert_span(reply_header(&reply, SPAN("Allow")), "POST");
        peer_close(peer);
    }
}

static void a_page_elsewhere_cannot_read_our_own_api(void **state)
{
    static const char *const lines[] = {"GET /_badged/exchanges",
                                        "GET /_badged/world",
                                        "GET /_badged/health",
                                        "POST /_badged/mint",
                                        "OPTIONS /_badged/mint",
                                        "DELETE /_badged/exchanges",
                                        "POST " TOKEN,
                                        "OPTIONS " TOKEN,
                                        "GET /_badged/nothing"};
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ask(arena, lines[i],
            SPAN(LOCAL "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n"
                       "Access-Control-Request-Private-Network: true\r\n"),
            SPAN(""), &reply);
        assert_span(reply_header(&reply, SPAN("Access-Control-Allow-Origin")), "");
        assert_span(reply_header(&reply, SPAN("Access-Control-Allow-Private-Network")), "");
    }
}

static void our_own_api_is_not_behind_absolute_form(void **state)
{
    static const struct {
        const char *line;
        int status;
    } rows[] = {
        {"GET http://localhost/_badged/health", 404},
        {"GET http://127.0.0.1:8443/_badged/world", 404},
        {"GET http://localhost//_badged/world", 404},
        {"GET http://localhost/%5fbadged/world", 404},
        {"GET HTTPS://LOCALHOST/_badged/world", 404},
        {"POST http://localhost/_badged/mint", 404},
        {"GET http://login.microsoftonline.com/_badged/world", 404},
        {"GET http://evil.example/_badged/world", 421},
        {"GET http://evil@localhost/_badged/world", 400},
    };
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ask(arena, rows[i].line, SPAN(LOCAL JSON), SPAN(""), &reply);
        assert_status(&reply, rows[i].line, rows[i].status);
    }
}

static void our_own_api_is_not_behind_connect(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    ask(arena, "CONNECT evil.example:443", SPAN(LOCAL), SPAN(""), &reply);
    assert_true(reply.status >= 400 && reply.status < 500);
}

static int stop(void **state)
{
    (void)state;
    daemon_stop(daemon);
    daemon_free(daemon);
    return 0;
}

int main(void)
{
    static struct CMUnitTest tests[OTHER_TESTS + HOST_ROWS + FORGED_ROWS] = {
        cmocka_unit_test(http_1_0_without_a_host_is_nobodys),
        cmocka_unit_test(nothing_changes_by_reading),
        cmocka_unit_test(a_page_elsewhere_cannot_read_our_own_api),
        cmocka_unit_test(our_own_api_is_not_behind_absolute_form),
        cmocka_unit_test(our_own_api_is_not_behind_connect),
    };
    size_t count = OTHER_TESTS;

    for (size_t i = 0; i < HOST_ROWS; i++)
        tests[count++] = (struct CMUnitTest){host_rows[i].sentence, addressed, NULL, NULL,
                                             (void *)(uintptr_t)&host_rows[i]};
    for (size_t i = 0; i < FORGED_ROWS; i++)
        tests[count++] = (struct CMUnitTest){forged_rows[i].sentence, forged, NULL, NULL,
                                             (void *)(uintptr_t)&forged_rows[i]};
    return cmocka_run_group_tests_name("hostile localhost", tests, start, stop);
}

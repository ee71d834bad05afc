/*
 * What the daemon must not let out: tokens, secrets and keys, in its log, in its journal and in the
 * world that it shows. They are sent where they belong and where people put them by mistake.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"
#include "support/daemon.h"
#include "support/peer.h"

#include <regex.h>

#define LOCAL     "Host: localhost\r\n"
#define JSON      "Content-Type: application/json\r\n"
#define TOKEN     "/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token"
#define SECRET    "hush~hush-not-a-word-of-this"
#define HOLDER    "client_id=33333333-3333-3333-3333-333333333333"
#define FEDERATED "client_id=22222222-2222-2222-2222-222222222222"
#define ORDER     "grant_type=client_credentials&scope=https://management.azure.com/.default&"
#define WITH_ASSERTION                                                                             \
    "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&"                \
    "client_assertion="

static struct daemon *daemon;

static int start(void **state)
{
    (void)state;
    daemon = daemon_start(
        &(struct daemon_options){.fixtures = BADGED_SOURCE_DIR "/tests/hostile/world.json"});
    return 0;
}

static void ask(struct arena *arena, const struct peer_message *message, int status,
                struct reply *reply)
{
    peer_request(arena, daemon_port(daemon), message, reply);
    if (reply->status != status)
        fail_msg("%.*s: wanted %d, got %.*s\n%.*s", SPAN_ARGS(message->line), status,
                 SPAN_ARGS(reply->head), SPAN_ARGS(reply->body));
}

static bool has_match(const char *pattern, struct span text)
{
    regex_t regex;
    bool has;

    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED), 0);
    has = regexec(&regex, text.at, 0, NULL, 0) == 0;
    regfree(&regex);
    return has;
}

static bool has_secrets(struct span text)
{
    static const char *const patterns[] = {"eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.",
                                           "PRIVATE KEY", "hush~hush", "hush%7Ehush"};
    bool has = false;

    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        has |= has_match(patterns[i], text);
    return has;
}

static struct span minted(struct arena *arena)
{
    const struct peer_message order = {
        SPAN("POST /_badged/mint"), SPAN(LOCAL JSON),
        SPAN("{\"issuer\":\"cluster\",\"subject\":\"system:serviceaccount:default:sa\"}")};
    struct reply reply;

    ask(arena, &order, 200, &reply);
    return doc_member(doc_parse_in(arena, reply.body, NULL), "token");
}

static void post(struct arena *arena, struct span line, struct span body, int status)
{
    const struct peer_message form = {
        line, SPAN(LOCAL "Content-Type: application/x-www-form-urlencoded\r\n"), body};
    struct reply reply;

    ask(arena, &form, status, &reply);
}

static void send_secrets(struct arena *arena)
{
    struct span token = minted(arena);
    struct span assertion = TEXT_CONCAT(arena, SPAN(WITH_ASSERTION), token);
    struct span endpoint = SPAN("POST " TOKEN);
    struct span with_query = TEXT_CONCAT(arena, endpoint, SPAN("?client_assertion="), token,
                                         SPAN("&client_secret=" SECRET));

    post(arena, endpoint, TEXT_CONCAT(arena, SPAN(ORDER FEDERATED "&"), assertion), 200);
    post(arena, endpoint, TEXT_CONCAT(arena, SPAN(ORDER FEDERATED "&"), assertion, SPAN("x")), 400);
    post(arena, endpoint, TEXT_CONCAT(arena, SPAN(ORDER HOLDER "&"), assertion), 401);
    post(arena, endpoint, SPAN(ORDER HOLDER "&client_secret=" SECRET), 200);
    post(arena, endpoint, SPAN(ORDER HOLDER "&client_secret=" SECRET "x"), 401);
    post(arena, endpoint, SPAN(ORDER HOLDER "&client_secret=" SECRET "&client_secret=x"), 400);
    post(arena, endpoint, SPAN(ORDER HOLDER "&client_secret=" SECRET "%zz"), 400);
    post(arena, with_query, SPAN(ORDER HOLDER), 401);
    post(arena, SPAN("POST /_badged/mint"), assertion, 403);
}

/* Bytes that are no request, with a token in each place where one may be quoted. */
static void send_broken_secrets(struct arena *arena)
{
    static const char *const templates[] = {
        "GET /{token} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /{token}\r\n\r\n",
        "{token} / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: {token}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization : Bearer {token}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {token}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: {token}\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{token}\r\n",
        "GET /_badged/exchanges?client_id={token} HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };
    const struct slot slots[] = {{SPAN("token"), minted(arena)}};
    struct reply reply;

    for (size_t i = 0; i < sizeof templates / sizeof templates[0]; i++)
        peer_ask(arena, daemon_port(daemon), text_filled(arena, span_of(templates[i]), slots, 1),
                 &reply);
}

static void the_test_for_secrets_would_find_one(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_true(has_secrets(minted(arena)));
    assert_true(has_secrets(SPAN("x=" SECRET)));
    assert_false(has_secrets(SPAN("nothing")));
}

static void no_secret_is_in_log_journal_or_world(void **state)
{
    static const struct peer_message views[] = {
        {SPAN_INIT("GET /_badged/exchanges"), SPAN_INIT(LOCAL), SPAN_INIT("")},
        {SPAN_INIT("GET /_badged/world"), SPAN_INIT(LOCAL), SPAN_INIT("")},
        {SPAN_INIT("GET /_badged/ready"), SPAN_INIT(LOCAL), SPAN_INIT("")},
        {SPAN_INIT("GET /_badged/ca.pem"), SPAN_INIT(LOCAL), SPAN_INIT("")},
    };
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    send_secrets(arena);
    send_broken_secrets(arena);
    ask(arena, &views[0], 200, &reply);
    assert_true(has_match("\"clientId\":\"33333333.*\"proof\":\"secret\"", reply.body));
    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        ask(arena, &views[i], 200, &reply);
        if (has_secrets(reply.body))
            fail_msg("%.*s: %.*s", SPAN_ARGS(views[i].line), SPAN_ARGS(reply.body));
    }
    assert_false(has_secrets(daemon_log(daemon, arena)));
}

/* The whole log, the last line too. */
static int stop(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    daemon_stop(daemon);
    assert_false(has_secrets(daemon_log(daemon, arena)));
    daemon_free(daemon);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_for_secrets_would_find_one),
        cmocka_unit_test(no_secret_is_in_log_journal_or_world),
    };

    return cmocka_run_group_tests_name("hostile secrets", tests, start, stop);
}

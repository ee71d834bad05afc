/*
 * Bytes that are not quite HTTP, through real sockets, against the daemon as it was built: each row
 * plain and through TLS. What an attacker hides behind them is a request to the token endpoint,
 * which would stand in the journal had it been taken for one.
 */
#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"
#include "support/daemon.h"
#include "support/peer.h"

#include <stdlib.h>

#define END       "\r\n"
#define HOST      "Host: localhost\r\n"
#define PATH      "/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token"
#define GET(path) "GET " path " HTTP/1.1\r\n"
#define POST      "POST " PATH " HTTP/1.1\r\n"
#define AS_FORM   "Content-Type: application/x-www-form-urlencoded\r\n"
#define CHUNKED   "Transfer-Encoding: chunked\r\n" END
#define SMUGGLED  POST HOST AS_FORM "Content-Length: 18\r\n" END "client_id=smuggled"

enum after { KEPT, CLOSED };

struct bytes_row {
    const char *sentence;
    struct span bytes;
    int status;
    enum after after;
};

static const struct bytes_row bytes_rows[] = {
#define BYTES(sentence, bytes, status, after) {sentence, SPAN_INIT(bytes), status, after},
#include "hostile/http.def"
#undef BYTES
};

#define URLENCODED "application/x-www-form-urlencoded"
#define ORDER                                                                                      \
    "grant_type=client_credentials&client_id=22222222-2222-2222-2222-222222222222&scope=https:/"   \
    "/management.azure.com/.default"

struct form_row {
    const char *sentence;
    const char *type;
    struct span body;
    int code;
};

static const struct form_row form_rows[] = {
#define FORM(sentence, type, body, code) {sentence, type, SPAN_INIT(body), code},
#include "hostile/forms.def"
#undef FORM
};

enum {
    BYTES_ROWS = sizeof bytes_rows / sizeof bytes_rows[0],
    FORM_ROWS = sizeof form_rows / sizeof form_rows[0],
};

static const struct span HEALTH = SPAN_INIT(GET("/_badged/health") HOST END);
static struct daemon *daemon;

static int start(void **state)
{
    (void)state;
    daemon = daemon_start(&(struct daemon_options){.fixtures = NULL});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    daemon_stop(daemon);
    daemon_free(daemon);
    return 0;
}

static struct span repeated(struct arena *arena, struct span piece, size_t times)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < times; i++)
        text_put(&text, piece);
    return text_span(&text);
}

static struct span filled(struct arena *arena, struct span template)
{
    const struct span header = SPAN("X: y\r\n");
    struct span eight = repeated(arena, SPAN("k"), 8 * 1024);
    struct span chunk = TEXT_CONCAT(arena, SPAN("2000\r\n"), eight, SPAN("\r\n"));
    const struct slot slots[] = {
        {SPAN("8 KiB"), eight},
        {SPAN("9 chunks"), repeated(arena, chunk, 9)},
        {SPAN("64 KiB"), repeated(arena, SPAN("k"), 64 * 1024)},
        {SPAN("99 headers"), repeated(arena, header, 99)},
        {SPAN("100 headers"), repeated(arena, header, 100)},
        {SPAN("1000 headers"), repeated(arena, header, 1000)},
        {SPAN("300 fields"), repeated(arena, SPAN("a=b&"), 300)},
        {SPAN("smuggled length"), text_format(arena, "%zu", sizeof SMUGGLED - 1)},
    };

    return text_filled(arena, template, slots, sizeof slots / sizeof slots[0]);
}

static void assert_healthy(struct peer *peer)
{
    struct reply reply;

    peer_send(peer, HEALTH);
    assert_true(peer_read(peer, &reply));
    assert_int_equal(reply.status, 200);
    assert_span(reply.body, "{\"status\":\"ok\"}");
}

static void send_row(const struct bytes_row *row, enum peer_kind kind)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct peer *peer = peer_open(arena, daemon_port(daemon), kind);
    struct reply reply;

    peer_send(peer, filled(arena, row->bytes));
    assert_true(peer_read(peer, &reply));
    if (reply.status != row->status)
        fail_msg("wanted %d, got %.*s\n%.*s", row->status, SPAN_ARGS(reply.head),
                 SPAN_ARGS(reply.body));
    if (row->status == 405)
        assert_span(reply_header(&reply, SPAN("Allow")), "GET, HEAD");
    if (row->after == KEPT)
        assert_healthy(peer);
    else if (!peer_is_ended(peer))
        fail_msg("something came behind the answer");
    peer_close(peer);
}

/* One row of http.def. */
static void sent(void **state)
{
    send_row(*state, PEER_PLAIN);
    send_row(*state, PEER_TLS);
}

static struct span post(struct arena *arena, const char *type, struct span body)
{
    struct span line = type ? text_format(arena, "Content-Type: %s\r\n", type) : SPAN("");

    return TEXT_CONCAT(arena, SPAN(POST HOST), line,
                       text_format(arena, "Content-Length: %zu\r\n\r\n", body.len), body);
}

static int first_code(struct arena *arena, const struct reply *reply)
{
    const json_t *json = doc_parse_in(arena, reply->body, NULL);

    return (int)json_integer_value(json_array_get(json_object_get(json, "error_codes"), 0));
}

/* One row of forms.def. */
static void posted(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct form_row *row = *state;
    struct reply reply;

    peer_ask(arena, daemon_port(daemon), post(arena, row->type, filled(arena, row->body)), &reply);
    assert_int_equal(first_code(arena, &reply), row->code);
    assert_true(reply.status == 400 || reply.status == 401);
}

static size_t smuggled_count(struct arena *arena)
{
    struct reply reply;
    const json_t *json;

    peer_ask(arena, daemon_port(daemon),
             SPAN(GET("/_badged/exchanges?client_id=smuggled") HOST END), &reply);
    json = doc_parse_in(arena, reply.body, NULL);
    assert_true(json_is_array(json_object_get(json, "exchanges")));
    return json_array_size(json_object_get(json, "exchanges"));
}

static void what_is_smuggled_would_be_seen_in_the_journal(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct reply reply;

    (void)state;
    peer_ask(arena, daemon_port(daemon), SPAN(SMUGGLED), &reply);
    assert_int_equal(smuggled_count(arena), 1);
    peer_ask(arena, daemon_port(daemon), SPAN("DELETE /_badged/exchanges HTTP/1.1\r\n" HOST END),
             &reply);
    assert_int_equal(reply.status, 204);
    assert_int_equal(smuggled_count(arena), 0);
}

static void nothing_smuggled_was_executed(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_int_equal(smuggled_count(arena), 0);
}

int main(void)
{
    static struct CMUnitTest tests[BYTES_ROWS + FORM_ROWS + 2];
    size_t count = 0;

    tests[count++] =
        (struct CMUnitTest)cmocka_unit_test(what_is_smuggled_would_be_seen_in_the_journal);
    for (size_t i = 0; i < BYTES_ROWS; i++)
        tests[count++] = (struct CMUnitTest){bytes_rows[i].sentence, sent, NULL, NULL,
                                             (void *)(uintptr_t)&bytes_rows[i]};
    for (size_t i = 0; i < FORM_ROWS; i++)
        tests[count++] = (struct CMUnitTest){form_rows[i].sentence, posted, NULL, NULL,
                                             (void *)(uintptr_t)&form_rows[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(nothing_smuggled_was_executed);
    return cmocka_run_group_tests_name("hostile HTTP", tests, start, stop);
}

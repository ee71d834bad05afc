/* What http/read accepts and what it makes of it; read_hostile_test.c has what it refuses. */
#include "support/cm.h"

#include "base/text.h"
#include "feed.h"

struct good {
    const char *name;
    struct span bytes;
    const char *host;
    const char *port;
    const char *path;
    const char *query;
    const char *body;
    size_t left; /* bytes that are the next request's */
    enum http_method method;
    unsigned minor_version;
    bool keep_alive;
    bool expects_continue;
    bool is_absolute_form;
};

#define HOST    "Host: a\r\n"
#define CHUNKED "POST /x HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
/* A POST to a:/x whose headers and body are `text`. */
#define POSTED(title, text)                                                                        \
    .name = (title), .bytes = SPAN_INIT("POST /x HTTP/1.1\r\n" HOST text), .host = "a",            \
    .path = "/x", .method = HTTP_POST, .minor_version = 1
#define CHUNKS(title, text)                                                                        \
    .name = (title), .bytes = SPAN_INIT(CHUNKED text), .host = "a", .path = "/x",                  \
    .method = HTTP_POST, .minor_version = 1, .keep_alive = true
/* A GET of /x?y from a, by this request line and these headers. */
#define GOTTEN(title, text)                                                                        \
    .name = (title), .bytes = SPAN_INIT(text "\r\n"), .host = "a", .path = "/x", .query = "y",     \
    .method = HTTP_GET, .minor_version = 1, .keep_alive = true

static const struct good GOOD[] = {
    {GOTTEN("the simplest", "GET /x?y HTTP/1.1\r\n" HOST)},
    {GOTTEN("one blank line first", "\r\nGET /x?y HTTP/1.1\r\n" HOST)},
    {GOTTEN("two blank lines first", "\r\n\r\nGET /x?y HTTP/1.1\r\n" HOST)},
    {GOTTEN("a Host in capitals with a dot", "GET /x?y HTTP/1.1\r\nHOST:A.\r\n")},
    {GOTTEN("two slashes first", "GET //x?y HTTP/1.1\r\n" HOST)},
    {GOTTEN("white space around values", "GET /x?y HTTP/1.1\r\nHost: \t a \t\r\n")},
    {GOTTEN("a value above ASCII", "GET /x?y HTTP/1.1\r\n" HOST "A: \xc3\xa9\r\n")},
    {GOTTEN("an empty value", "GET /x?y HTTP/1.1\r\n" HOST "A:\r\n")},
    {GOTTEN("a length of zero", "GET /x?y HTTP/1.1\r\n" HOST "Content-Length: 0\r\n")},
    {GOTTEN("an Expect without body", "GET /x?y HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n")},
    {GOTTEN("absolute form, which wins over Host", "GET http://A/x?y HTTP/1.1\r\nHost: b:1\r\n"),
     .is_absolute_form = true},
    {GOTTEN("a port", "GET /x?y HTTP/1.1\r\nHost: a:8443\r\n"), .port = "8443"},

    {.name = "an empty query behind a question mark",
     .bytes = SPAN_INIT("GET /x/? HTTP/1.1\r\n" HOST "\r\n"),
     .host = "a",
     .path = "/x/",
     .method = HTTP_GET,
     .minor_version = 1,
     .keep_alive = true},
    {.name = "a method of one's own",
     .bytes = SPAN_INIT("get / HTTP/1.1\r\n" HOST "Connection: Upgrade, Close\r\n\r\n"),
     .host = "a",
     .path = "/",
     .method = HTTP_OTHER,
     .minor_version = 1},
    {.name = "HTTP/1.0 without Host",
     .bytes = SPAN_INIT("GET / HTTP/1.0\r\n\r\n"),
     .path = "/",
     .method = HTTP_GET},
    {.name = "HTTP/1.0 kept alive",
     .bytes = SPAN_INIT("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"),
     .path = "/",
     .method = HTTP_GET,
     .keep_alive = true},
    {.name = "keep-alive and close",
     .bytes = SPAN_INIT("GET / HTTP/1.1\r\n" HOST "Connection: keep-alive\r\n"
                        "Connection: close\r\n\r\n"),
     .host = "a",
     .path = "/",
     .method = HTTP_GET,
     .minor_version = 1},
    {.name = "what Python sends to a proxy (proxy-proof.md 4.1)",
     .bytes = SPAN_INIT("CONNECT Login.MicrosoftOnline.com.:443 HTTP/1.0\r\n\r\n\x16\x03\x01"),
     .host = "login.microsoftonline.com",
     .port = "443",
     .method = HTTP_CONNECT,
     .left = 3},
    {.name = "OPTIONS of everything",
     .bytes = SPAN_INIT("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
     .host = "a",
     .path = "*",
     .method = HTTP_OPTIONS,
     .minor_version = 1,
     .keep_alive = true},

    {POSTED("a body by length", "Content-Length: 3\r\n\r\nabcGET"), .body = "abc", .left = 3,
     .keep_alive = true},
    {POSTED("a length with zeros first", "content-length:0003\r\n\r\nabc"), .body = "abc",
     .keep_alive = true},
    {POSTED("a body of the largest size", "Content-Length: 16\r\n\r\n0123456789abcdef"),
     .body = "0123456789abcdef", .keep_alive = true},
    {POSTED("a body that is waited with",
            "Expect: 100-Continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"),
     .body = "x", .expects_continue = true},
    {.name = "HTTP/1.0 has no Expect",
     .bytes = SPAN_INIT("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"),
     .path = "/",
     .body = "x",
     .method = HTTP_POST},

    {CHUNKS("chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nGET"), .body = "abcde", .left = 3},
    {CHUNKS("no chunks", "0\r\n\r\n")},
    {CHUNKS("chunks of the largest size together",
            "8\r\n01234567\r\n008\r\n89abcdef\r\n000\r\n\r\n"),
     .body = "0123456789abcdef"},
    {CHUNKS("a chunk size in capitals", "A\r\n0123456789\r\n0\r\n\r\n"), .body = "0123456789"},
    {CHUNKS("a chunk of line ends", "4\r\n\r\n\r\n\r\n0\r\n\r\n"), .body = "\r\n\r\n"},
    {CHUNKS("chunk extensions", "3;a=b;c=\"d\"\r\nabc\r\n0 ;last\r\n\r\n"), .body = "abc"},
    {CHUNKS("trailers", "1\r\nx\r\n0\r\nHost: b\r\nContent-Length: 7\r\n\r\nGET"), .body = "x",
     .left = 3},
};

enum { BODY_MAX = 16 };

static void check_good(struct feed *feed, const void *expected)
{
    const struct good *row = expected;
    const struct http_request *request = &feed->request;

    if (feed->result != HTTP_READ_DONE)
        fail_msg("%s: result %d: %.*s", row->name, (int)feed->result,
                 SPAN_ARGS(http_reader_why(feed->reader)));
    assert_int_equal(feed->heads, 1);
    assert_int_equal(request->method, row->method);
    assert_span(request->host, row->host);
    assert_span(request->port, row->port);
    assert_span(request->path, row->path);
    assert_span(request->query, row->query);
    assert_span(request->body, row->body);
    assert_int_equal(request->minor_version, row->minor_version);
    assert_int_equal(request->keep_alive, row->keep_alive);
    assert_int_equal(request->expects_continue, row->expects_continue);
    assert_int_equal(request->is_absolute_form, row->is_absolute_form);
    assert_int_equal(http_reader_consumed(feed->reader), row->bytes.len - row->left);
}

static void every_good_request_is_read_however_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
        feed_every_way(GOOD[i].bytes, BODY_MAX, check_good, &GOOD[i]);
}

static void check_unfinished(struct feed *feed, const void *expected)
{
    const struct good *row = expected;

    if (feed->result != HTTP_READ_MORE)
        fail_msg("%s: result %d of a part", row->name, (int)feed->result);
}

static void every_part_of_a_good_request_waits_for_more(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++)
        for (size_t cut = 0; cut < GOOD[i].bytes.len - GOOD[i].left; cut++)
            feed_every_way(span_head(GOOD[i].bytes, cut), BODY_MAX, check_unfinished, &GOOD[i]);
}

static void check_headers(struct feed *feed, const void *expected)
{
    const struct http_request *request = &feed->request;

    (void)expected;
    assert_int_equal(feed->result, HTTP_READ_DONE);
    assert_span(request->method_name, "PUT");
    assert_span(request->target, "/a%20b?c");
    assert_int_equal(request->header_count, 4);
    assert_span(request->headers[0].name, "hoSt");
    assert_span(request->headers[0].value, "a");
    assert_span(http_header_find(request, SPAN("X-Two-Words")), "two  words");
    assert_span(http_header_find(request, SPAN("Empty")), "");
    assert_span(http_header_find(request, SPAN("Content-Length")), "2");
    assert_span(request->body, "xy");
}

static void headers_keep_their_order_and_lose_their_outer_white_space(void **state)
{
    (void)state;
    feed_every_way(SPAN("PUT /a%20b?c HTTP/1.1\r\nhoSt:a\r\nX-Two-Words: \ttwo  words \t\r\n"
                        "Empty: \t \r\nContent-Length: 2\r\n\r\nxy"),
                   BODY_MAX, check_headers, NULL);
}

static void the_head_is_told_once_and_before_the_body(void **state)
{
    struct span bytes = SPAN("POST /big HTTP/1.1\r\n" HOST "Content-Length: 20\r\n\r\n"
                             "01234567890123456789");
    ARENA_AUTO struct arena *arena = arena_new();
    struct http_reader *reader = http_reader_new();
    struct http_request request;

    (void)state;
    http_reader_set_body_max(reader, BODY_MAX);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_HEAD);
    assert_span(request.path, "/big");
    assert_span(http_header_find(&request, SPAN("content-length")), "20");
    http_reader_set_body_max(reader, 20);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_DONE);
    assert_span(request.body, "01234567890123456789");
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_DONE);
    http_reader_free(reader);
}

static void a_reset_forgets_the_request_and_its_body_limit(void **state)
{
    struct span bytes = SPAN("POST / HTTP/1.1\r\n" HOST "Content-Length: 17\r\n\r\n");
    ARENA_AUTO struct arena *arena = arena_new();
    struct http_reader *reader = http_reader_new();
    struct http_request request;

    (void)state;
    http_reader_set_body_max(reader, BODY_MAX);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_HEAD);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_BAD);
    http_reader_reset(reader);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_HEAD);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_MORE);
    http_reader_free(reader);
}

/* Answers what is left of `bytes` behind one request, whose path has to be this. */
static struct span read_one(struct http_reader *reader, struct span bytes, const char *path)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct http_request request;

    http_reader_reset(reader);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_HEAD);
    assert_int_equal(http_read(reader, arena, bytes, &request), HTTP_READ_DONE);
    assert_span(request.path, path);
    return span_tail(bytes, http_reader_consumed(reader));
}

static void pipelined_requests_are_read_one_after_another(void **state)
{
    struct span bytes = SPAN("POST /one HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
                             "POST /two HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                             "1\r\nx\r\n0\r\n\r\n"
                             "\r\nGET /three HTTP/1.1\r\n" HOST "\r\n");
    struct http_reader *reader = http_reader_new();

    (void)state;
    bytes = read_one(reader, bytes, "/one");
    bytes = read_one(reader, bytes, "/two");
    bytes = read_one(reader, bytes, "/three");
    assert_int_equal(bytes.len, 0);
    http_reader_free(reader);
}

static void bytes_that_were_used_are_not_looked_at_again(void **state)
{
    static const char *const PIECES[] = {CHUNKED, "5\r\nhello", "\r\n3\r\na", "bc\r\n",
                                         "0\r\n\r\n"};
    char memory[256];
    size_t there = 0;
    ARENA_AUTO struct arena *arena = arena_new();
    struct http_reader *reader = http_reader_new();
    struct http_request request;
    enum http_read_result result = HTTP_READ_MORE;

    (void)state;
    for (size_t i = 0; i < sizeof PIECES / sizeof PIECES[0]; i++) {
        memset(memory + sizeof CHUNKED - 1, '\n', there > 0 ? there - (sizeof CHUNKED - 1) : 0);
        memcpy(memory + there, PIECES[i], strlen(PIECES[i]));
        there += strlen(PIECES[i]);
        do
            result = http_read(reader, arena, (struct span){memory, there}, &request);
        while (result == HTTP_READ_HEAD);
    }
    assert_int_equal(result, HTTP_READ_DONE);
    assert_span(request.body, "helloabc");
    http_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_good_request_is_read_however_it_is_cut),
        cmocka_unit_test(every_part_of_a_good_request_waits_for_more),
        cmocka_unit_test(headers_keep_their_order_and_lose_their_outer_white_space),
        cmocka_unit_test(the_head_is_told_once_and_before_the_body),
        cmocka_unit_test(a_reset_forgets_the_request_and_its_body_limit),
        cmocka_unit_test(pipelined_requests_are_read_one_after_another),
        cmocka_unit_test(bytes_that_were_used_are_not_looked_at_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

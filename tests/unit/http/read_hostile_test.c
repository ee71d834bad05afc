/* What http/read has to refuse, however the bytes are cut (failures-and-hardening.md B4). */
#include "support/cm.h"

#include "base/text.h"
#include "feed.h"

enum { BODY_MAX = 16, BODY_TESTED = 2048 };

struct hostile {
    const char *name;
    struct span bytes;
    int status;
};

#define HOST         "Host: a\r\n"
#define GET          "GET / HTTP/1.1\r\n" HOST
#define POST         "POST / HTTP/1.1\r\n" HOST
#define CHUNKED      POST "Transfer-Encoding: chunked\r\n\r\n"
#define SMUGGLED     "GET /smuggled HTTP/1.1\r\n" HOST "\r\n"
#define LINE(text)   SPAN_INIT(text "\r\n" HOST "\r\n")
#define FIELD(text)  SPAN_INIT(GET text "\r\n\r\n")
#define CHUNKS(text) SPAN_INIT(CHUNKED text)

static const struct hostile HOSTILE[] = {
    {"a request line without version", LINE("GET /"), 400},
    {"a request line of one word", LINE("GET"), 400},
    {"two spaces before the target", LINE("GET  / HTTP/1.1"), 400},
    {"two spaces before the version", LINE("GET /  HTTP/1.1"), 400},
    {"a tab for a space", LINE("GET\t/ HTTP/1.1"), 400},
    {"a space behind the version", LINE("GET / HTTP/1.1 "), 400},
    {"a space before the method", LINE(" GET / HTTP/1.1"), 400},
    {"no method", LINE("/ HTTP/1.1"), 400},
    {"a method that is not a token", LINE("G@T / HTTP/1.1"), 400},
    {"a NUL in the method", LINE("G\0T / HTTP/1.1"), 400},
    {"a TLS hello", SPAN_INIT("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n"), 400},
    {"the preface of HTTP/2", LINE("PRI * HTTP/2.0"), 505},
    {"HTTP/1.2", LINE("GET / HTTP/1.2"), 505},
    {"HTTP/0.9", LINE("GET / HTTP/0.9"), 505},
    {"HTTP/2.1", LINE("GET / HTTP/2.1"), 505},
    {"a version that overflows", LINE("GET / HTTP/4294967297.1"), 400},
    {"a version with a zero before it", LINE("GET / HTTP/01.1"), 400},
    {"a version with two minor digits", LINE("GET / HTTP/1.10"), 400},
    {"a version without minor", LINE("GET / HTTP/1"), 400},
    {"a version in small letters", LINE("GET / http/1.1"), 400},
    {"a target that is no path", LINE("GET x HTTP/1.1"), 400},
    {"a fragment in the target", LINE("GET /#x HTTP/1.1"), 400},
    {"a NUL in the target", LINE("GET /\0 HTTP/1.1"), 400},
    {"a byte above ASCII in the target", LINE("GET /\xc3\xa9 HTTP/1.1"), 400},
    {"user info in the target", LINE("GET http://me@a/ HTTP/1.1"), 400},
    {"a scheme that is not HTTP", LINE("GET ftp://a/ HTTP/1.1"), 400},
    {"an asterisk without OPTIONS", LINE("GET * HTTP/1.1"), 400},
    {"CONNECT to a path", LINE("CONNECT / HTTP/1.1"), 400},
    {"CONNECT without a port", LINE("CONNECT a HTTP/1.1"), 400},
    {"CONNECT to a port out of range", LINE("CONNECT a:65536 HTTP/1.1"), 400},
    {"CONNECT with a body", SPAN_INIT("CONNECT a:1 HTTP/1.1\r\n" HOST "Content-Length: 1\r\n\r\nx"),
     400},
    {"CONNECT with chunks",
     SPAN_INIT("CONNECT a:1 HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"), 400},
    {"three blank lines first", SPAN_INIT("\r\n\r\n\r\n" GET "\r\n"), 400},
    {"a bare line feed first", SPAN_INIT("\n" GET "\r\n"), 400},

    {"a bare line feed behind the request line", SPAN_INIT("GET / HTTP/1.1\n" HOST "\r\n"), 400},
    {"a bare line feed behind a header", SPAN_INIT(GET "A: b\n\r\n"), 400},
    {"a bare line feed for the blank line", SPAN_INIT(GET "\n"), 400},
    {"a bare carriage return in the request line", LINE("GET / HTTP/1.1\rA: b"), 400},
    {"a bare carriage return in a header", FIELD("A: b\rC: d"), 400},
    {"a bare carriage return at the end of a header", FIELD("A: b\r"), 400},

    {"no Host", SPAN_INIT("GET / HTTP/1.1\r\n\r\n"), 400},
    {"no Host with the absolute form", SPAN_INIT("GET http://a/ HTTP/1.1\r\n\r\n"), 400},
    {"CONNECT of HTTP/1.1 without Host", SPAN_INIT("CONNECT a:1 HTTP/1.1\r\n\r\n"), 400},
    {"two Hosts", FIELD("Host: b"), 400},
    {"the same Host twice", FIELD("hOST: a"), 400},
    {"two Hosts in HTTP/1.0", SPAN_INIT("GET / HTTP/1.0\r\n" HOST HOST "\r\n"), 400},
    {"an empty Host", SPAN_INIT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 400},
    {"two names in one Host", SPAN_INIT("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400},
    {"user info in Host", SPAN_INIT("GET / HTTP/1.1\r\nHost: me@a\r\n\r\n"), 400},
    {"a path in Host", SPAN_INIT("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), 400},
    {"a bad Host beside the absolute form",
     SPAN_INIT("GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n"), 400},

    {"white space before the colon", SPAN_INIT(POST "Content-Length : 36\r\n\r\n" SMUGGLED), 400},
    {"a tab before the colon", FIELD("A\t: b"), 400},
    {"a folded header", FIELD("A: b\r\n c"), 400},
    {"a folded header by tab", FIELD("A: b\r\n\tc"), 400},
    {"a first header that is folded", SPAN_INIT("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), 400},
    {"a header without a colon", FIELD("A"), 400},
    {"a header without a name", FIELD(": b"), 400},
    {"a header name that is not a token", FIELD("A(: b"), 400},
    {"a header name above ASCII", FIELD("\xc3\xa9: b"), 400},
    {"a NUL in a header name", FIELD("A\0: b"), 400},
    {"a NUL in a value", FIELD("A: b\0c"), 400},
    {"an escape in a value", FIELD("A: \x1b[0m"), 400},
    {"a DEL in a value", FIELD("A: \x7f"), 400},
    {"a vertical tab in a value", FIELD("A: \x0b"), 400},

    {"length and chunked",
     SPAN_INIT(POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
    {"chunked and length",
     SPAN_INIT(POST "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n"), 400},
    {"two lengths that differ",
     SPAN_INIT(POST "Content-Length: 0\r\nContent-Length: 34\r\n\r\n" SMUGGLED), 400},
    {"one length twice", SPAN_INIT(POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), 400},
    {"a list of lengths", FIELD("Content-Length: 3,3"), 400},
    {"a length with a plus", FIELD("Content-Length: +3"), 400},
    {"a length with a minus", FIELD("Content-Length: -1"), 400},
    {"a length in hexadecimal", FIELD("Content-Length: 0x3"), 400},
    {"a length with a space behind it", FIELD("Content-Length: 3 "), 400},
    {"a length with a fraction", FIELD("Content-Length: 3.0"), 400},
    {"an empty length", FIELD("Content-Length:"), 400},
    {"a length of 2^63", FIELD("Content-Length: 9223372036854775808"), 413},
    {"a length of 2^64 and three", FIELD("Content-Length: 18446744073709551619"), 413},
    {"a length of thirty digits", FIELD("Content-Length: 999999999999999999999999999999"), 413},
    {"a length of one too many", FIELD("Content-Length: 17"), 413},

    {"a coding that is not known", FIELD("Transfer-Encoding: xchunked"), 400},
    {"gzip before chunked", FIELD("Transfer-Encoding: gzip, chunked"), 400},
    {"chunked before identity", FIELD("Transfer-Encoding: chunked, identity"), 400},
    {"identity", FIELD("Transfer-Encoding: identity"), 400},
    {"chunked in quotes", FIELD("Transfer-Encoding: \"chunked\""), 400},
    {"chunked behind a vertical tab",
     FIELD("Transfer-Encoding: \x0b"
           "chunked"),
     400},
    {"chunked in two headers", FIELD("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
     400},
    {"an empty coding", FIELD("Transfer-Encoding:"), 400},
    {"chunked in HTTP/1.0",
     SPAN_INIT("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},

    {"a chunk size with 0x", CHUNKS("0x3\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk size with a plus", CHUNKS("+3\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk size with a minus", CHUNKS("-3\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk size behind a space", CHUNKS(" 3\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk size before a space", CHUNKS("3 \r\nabc\r\n0\r\n\r\n"), 400},
    {"an empty chunk size", CHUNKS("\r\nabc\r\n0\r\n\r\n"), 400},
    {"an empty chunk size for the last", CHUNKS("\r\n\r\n"), 400},
    {"an extension without a chunk size", CHUNKS(";a\r\n\r\n"), 400},
    {"a chunk size that is a word", CHUNKS("xyz\r\n"), 400},
    {"a chunk size with junk behind it", CHUNKS("3z\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk size with a NUL behind it", CHUNKS("3\0\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk size of 2^64 - 1", CHUNKS("ffffffffffffffff\r\n"), 413},
    {"a chunk size of 2^64 and three", CHUNKS("10000000000000003\r\nabc\r\n0\r\n\r\n"), 413},
    {"a chunk of one too many", CHUNKS("11\r\n"), 413},
    {"chunks of one too many together", CHUNKS("8\r\n12345678\r\n9\r\n"), 413},
    {"a chunk line that ends in LF", CHUNKS("3\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk that ends in LF", CHUNKS("3\r\nabc\n0\r\n\r\n"), 400},
    {"a chunk longer than its size", CHUNKS("3\r\nabcd\r\n0\r\n\r\n"), 400},
    {"a chunk shorter than its size", CHUNKS("3\r\nab\r\n0\r\n\r\n"), 400},
    {"a NUL in a chunk extension", CHUNKS("3;a\0b\r\nabc\r\n0\r\n\r\n"), 400},
    {"a carriage return in a chunk extension", CHUNKS("3;a\rb\r\nabc\r\n0\r\n\r\n"), 400},
    {"a trailer that is no header", CHUNKS("0\r\njunk\r\n\r\n"), 400},
    {"a folded trailer", CHUNKS("0\r\nA: b\r\n c\r\n\r\n"), 400},
    {"a NUL in a trailer", CHUNKS("0\r\nA: \0\r\n\r\n"), 400},
    {"a trailer that ends in LF", CHUNKS("0\r\nA: b\n\r\n"), 400},
};

static void check_refused(struct feed *feed, const void *expected)
{
    const struct hostile *row = expected;

    if (feed->result != HTTP_READ_BAD || http_reader_status(feed->reader) != row->status)
        fail_msg("%s: result %d, status %d: %.*s", row->name, (int)feed->result,
                 http_reader_status(feed->reader), SPAN_ARGS(http_reader_why(feed->reader)));
    if (span_is_empty(http_reader_why(feed->reader)))
        fail_msg("%s: no sentence", row->name);
}

static void every_hostile_request_is_refused_however_it_is_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof HOSTILE / sizeof HOSTILE[0]; i++)
        feed_every_way(HOSTILE[i].bytes, BODY_MAX, check_refused, &HOSTILE[i]);
}

static void check_same_sentence(struct feed *feed, const void *expected)
{
    const struct span *sentence = expected;

    assert_true(span_equal(http_reader_why(feed->reader), *sentence));
}

static void the_sentence_does_not_depend_on_the_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof HOSTILE / sizeof HOSTILE[0]; i++) {
        struct feed feed;
        struct span sentence;

        feed_begin(&feed, BODY_MAX);
        feed_up_to(&feed, HOSTILE[i].bytes, HOSTILE[i].bytes.len);
        sentence = http_reader_why(feed.reader);
        feed_end(&feed);
        feed_every_way(HOSTILE[i].bytes, BODY_MAX, check_same_sentence, &sentence);
    }
}

static void what_was_refused_stays_refused(void **state)
{
    struct span bytes = SPAN("GET / HTTP/3.0\r\n" HOST "\r\n");
    struct feed feed;

    (void)state;
    feed_begin(&feed, BODY_MAX);
    feed_up_to(&feed, bytes, bytes.len);
    assert_int_equal(feed.result, HTTP_READ_BAD);
    feed_up_to(&feed, bytes, bytes.len);
    assert_int_equal(feed.result, HTTP_READ_BAD);
    assert_int_equal(http_reader_status(feed.reader), 505);
    feed_end(&feed);
}

/* A request with something repeated in its middle: limits are held to the byte. */
struct limit {
    const char *name;
    struct span before;
    struct span repeated;
    size_t fits;
    struct span after;
    int status;
};

enum {
    LINE_FITS = HTTP_REQUEST_LINE_MAX - (int)(sizeof "GET / HTTP/1.1" - 1),
    FIELD_FITS = HTTP_HEADERS_MAX_BYTES - (int)(sizeof HOST "A: \r\n\r\n" - 1),
    TRAILER_FITS = HTTP_HEADERS_MAX_BYTES - (int)(sizeof "A: \r\n\r\n" - 1),
    EXTENSION_FITS = 256 - (int)(sizeof "3;" - 1),
    /* "3;0123456789" is four bytes more than a chunk line may have for free, 4096 in all. */
    EXTENDED_CHUNKS_FIT = 4096 / 4,
};

static const struct limit LIMITS[] = {
    {"the request line", SPAN_INIT("GET /"), SPAN_INIT("x"), LINE_FITS,
     SPAN_INIT(" HTTP/1.1\r\n" HOST "\r\n"), 414},
    {"a header", SPAN_INIT(GET "A: "), SPAN_INIT("x"), FIELD_FITS, SPAN_INIT("\r\n\r\n"), 431},
    {"the number of headers", SPAN_INIT(GET), SPAN_INIT("A: b\r\n"), HTTP_HEADERS_MAX_COUNT - 1,
     SPAN_INIT("\r\n"), 431},
    {"a trailer", SPAN_INIT(CHUNKED "0\r\nA: "), SPAN_INIT("x"), TRAILER_FITS,
     SPAN_INIT("\r\n\r\n"), 431},
    {"the number of trailers", SPAN_INIT(CHUNKED "0\r\n"), SPAN_INIT("A: b\r\n"),
     HTTP_HEADERS_MAX_COUNT, SPAN_INIT("\r\n"), 431},
    {"a chunk extension", SPAN_INIT(CHUNKED "3;"), SPAN_INIT("x"), EXTENSION_FITS,
     SPAN_INIT("\r\nabc\r\n0\r\n\r\n"), 400},
    {"chunk extensions together", SPAN_INIT(CHUNKED), SPAN_INIT("1;0123456789\r\na\r\n"),
     EXTENDED_CHUNKS_FIT, SPAN_INIT("0\r\n\r\n"), 400},
    {"a chunked body", SPAN_INIT(CHUNKED), SPAN_INIT("4\r\nabcd\r\n"), BODY_TESTED / 4,
     SPAN_INIT("0\r\n\r\n"), 413},
};

static struct span repeat(struct arena *arena, const struct limit *limit, size_t count)
{
    struct text text = {.arena = arena};

    text_put(&text, limit->before);
    for (size_t i = 0; i < count; i++)
        text_put(&text, limit->repeated);
    text_put(&text, limit->after);
    return text_span(&text);
}

static void check_accepted(struct feed *feed, const void *expected)
{
    const struct limit *limit = expected;

    if (feed->result != HTTP_READ_DONE)
        fail_msg("%s: result %d: %.*s", limit->name, (int)feed->result,
                 SPAN_ARGS(http_reader_why(feed->reader)));
}

static void every_limit_is_held_to_the_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof LIMITS / sizeof LIMITS[0]; i++) {
        const struct limit *limit = &LIMITS[i];
        struct hostile too_much = {.name = limit->name, .status = limit->status};
        ARENA_AUTO struct arena *arena = arena_new();

        feed_every_way(repeat(arena, limit, limit->fits), BODY_TESTED, check_accepted, limit);
        for (size_t more = 1; more <= 3; more++)
            feed_every_way(repeat(arena, limit, limit->fits + more), BODY_TESTED, check_refused,
                           &too_much);
    }
}

static void a_line_that_never_ends_is_refused_at_its_limit(void **state)
{
    struct limit limit = {.repeated = SPAN("x")};
    struct hostile row = {.name = "no line end", .status = 414};
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    row.bytes = repeat(arena, &limit, HTTP_REQUEST_LINE_MAX + 2);
    feed_every_way(row.bytes, BODY_MAX, check_refused, &row);
    limit.before = SPAN(GET);
    row.status = 431;
    row.bytes = repeat(arena, &limit, HTTP_HEADERS_MAX_BYTES - (sizeof HOST - 1));
    feed_every_way(row.bytes, BODY_MAX, check_refused, &row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hostile_request_is_refused_however_it_is_cut),
        cmocka_unit_test(the_sentence_does_not_depend_on_the_cut),
        cmocka_unit_test(what_was_refused_stays_refused),
        cmocka_unit_test(every_limit_is_held_to_the_byte),
        cmocka_unit_test(a_line_that_never_ends_is_refused_at_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

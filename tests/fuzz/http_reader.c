/* However the bytes arrive, the requests are the same: all at once equals one by one. */
#include "http/read.h"

#include "fuzz.h"
#include "unit/http/feed.h"

/* Small, so that bodies beyond it are within the fuzzer's reach. */
enum { BODY_MAX = 256 };

void fuzz_begin(void)
{
}

static void hold_same_request(const struct http_request *a, const struct http_request *b)
{
    FUZZ_HOLD(a->method == b->method && span_equal(a->method_name, b->method_name));
    FUZZ_HOLD(a->method != HTTP_OTHER || http_method_of(a->method_name) == HTTP_OTHER);
    FUZZ_HOLD(span_equal(a->target, b->target) && a->is_absolute_form == b->is_absolute_form);
    FUZZ_HOLD(span_equal(a->host, b->host) && span_equal(a->port, b->port));
    FUZZ_HOLD(span_equal(a->path, b->path) && span_equal(a->query, b->query));
    FUZZ_HOLD(span_equal(a->body, b->body) && a->body.len <= BODY_MAX);
    FUZZ_HOLD(a->minor_version == b->minor_version && a->keep_alive == b->keep_alive);
    FUZZ_HOLD(a->expects_continue == b->expects_continue);
    FUZZ_HOLD(a->header_count == b->header_count && a->header_count <= HTTP_HEADERS_MAX_COUNT);
    for (size_t i = 0; i < a->header_count; i++) {
        FUZZ_HOLD(span_equal(a->headers[i].name, b->headers[i].name));
        FUZZ_HOLD(span_equal(a->headers[i].value, b->headers[i].value));
        FUZZ_HOLD(!span_has(a->headers[i].value, '\n') && !span_has(a->headers[i].value, '\r'));
    }
}

static void hold_same_refusal(const struct feed *a, const struct feed *b)
{
    int status = http_reader_status(a->reader);

    FUZZ_HOLD(status == 400 || status == 413 || status == 414 || status == 431 || status == 505);
    FUZZ_HOLD(status == http_reader_status(b->reader));
    FUZZ_HOLD(span_equal(http_reader_why(a->reader), http_reader_why(b->reader)));
}

/* How many bytes the request at the front took; 0 when there is none. */
static size_t read_both_ways(struct span bytes)
{
    struct feed whole;
    struct feed pieces;
    size_t consumed = 0;

    feed_begin(&whole, BODY_MAX);
    feed_begin(&pieces, BODY_MAX);
    feed_in_steps(&whole, bytes, bytes.len + 1);
    feed_in_steps(&pieces, bytes, 1);
    FUZZ_HOLD(whole.result == pieces.result && whole.heads == pieces.heads);
    if (whole.result == HTTP_READ_DONE) {
        consumed = http_reader_consumed(whole.reader);
        FUZZ_HOLD(consumed == http_reader_consumed(pieces.reader));
        FUZZ_HOLD(consumed > 0 && consumed <= bytes.len && whole.heads == 1);
        hold_same_request(&whole.request, &pieces.request);
    } else if (whole.result == HTTP_READ_BAD) {
        hold_same_refusal(&whole, &pieces);
    }
    feed_end(&whole);
    feed_end(&pieces);
    return consumed;
}

void fuzz_one(struct arena *arena, struct span input)
{
    size_t consumed;

    (void)arena;
    while (input.len > 0 && (consumed = read_both_ways(input)) > 0)
        input = span_tail(input, consumed);
}

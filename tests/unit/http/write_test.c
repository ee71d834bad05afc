#include "support/cm.h"

#include "http/write.h"

struct row {
    const char *name;
    struct http_response response;
    const char *head;
};

static const struct row ROWS[] = {
    {"a plain answer",
     {.status = 200, .body = SPAN_INIT("hello")},
     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
    {"an empty answer", {.status = 404}, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
    {"headers in their order",
     {.status = 401,
      .headers = {{SPAN_INIT("B"), SPAN_INIT("1")}, {SPAN_INIT("A"), SPAN_INIT("2")}},
      .header_count = 2,
      .body = SPAN_INIT("{}")},
     "HTTP/1.1 401 Unauthorized\r\nB: 1\r\nA: 2\r\nContent-Length: 2\r\n\r\n"},
    {"the last answer",
     {.status = 400, .close = true},
     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
    {"a reason of its own",
     {.status = 403, .reason = SPAN_INIT("badged does not emulate a")},
     "HTTP/1.1 403 badged does not emulate a\r\nContent-Length: 0\r\n\r\n"},
    {"a status without a phrase", {.status = 299}, "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n"},
    {"204 has no length", {.status = 204}, "HTTP/1.1 204 No Content\r\n\r\n"},
    {"100 has no length", {.status = 100}, "HTTP/1.1 100 Continue\r\n\r\n"},
    {"a value that would split the answer",
     {.status = 200,
      .headers = {{SPAN_INIT("client-request-id"), SPAN_INIT("x\r\nSet-Cookie: a\0\x7f\ty")}},
      .header_count = 1},
     "HTTP/1.1 200 OK\r\nclient-request-id: x  Set-Cookie: a  \ty\r\nContent-Length: 0\r\n\r\n"},
    {"a reason that would split the answer",
     {.status = 200, .reason = SPAN_INIT("a\r\nb: c")},
     "HTTP/1.1 200 a  b: c\r\nContent-Length: 0\r\n\r\n"},
};

static void every_head_is_written_to_the_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct span head = http_write_head(arena, &ROWS[i].response);

        if (!span_equal(head, span_of(ROWS[i].head)))
            fail_msg("%s: \"%.*s\"", ROWS[i].name, SPAN_ARGS(head));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_head_is_written_to_the_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

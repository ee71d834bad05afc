#include "support/cm.h"

#include "shell/log.h"

#include <string.h>

static const struct instant now = {.seconds = 1795323600};

#define HEAD "time=2026-11-22T05:00:00Z level=info event=exchange"

static void a_line_is_logfmt(void **state)
{
    struct log_line line;

    (void)state;
    log_begin_at(&line, LOG_EXCHANGE, now);
    log_number(&line, "id", 1);
    log_number(&line, "code", -5);
    log_text(&line, "client_id", SPAN("2222-3333"));
    assert_span(log_span(&line), HEAD " id=1 code=-5 client_id=2222-3333");
}

static void values_are_quoted_where_they_must_be(void **state)
{
    struct log_line line;

    (void)state;
    log_begin_at(&line, LOG_EXCHANGE, now);
    log_text(&line, "a", SPAN(""));
    log_text(&line, "b", SPAN("two words"));
    log_text(&line, "c", SPAN("x=\"\\"));
    assert_span(log_span(&line), HEAD " a=\"\" b=\"two words\" c=\"x=\\\"\\\\\"");
}

static void a_peer_cannot_write_lines_or_escapes(void **state)
{
    struct log_line line;

    (void)state;
    log_begin_at(&line, LOG_EXCHANGE, now);
    log_text(&line, "a", SPAN("x\nlevel\x1b[2J\xc2\x9b\0y"));
    assert_span(log_span(&line), HEAD " a=\"x\\x0alevel\\x1b[2J\\xc2\\x9b\\x00y\"");
}

static void long_values_and_lines_are_cut(void **state)
{
    char bytes[LOG_LINE_BYTES];
    struct log_line line;
    int i;

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    log_begin_at(&line, LOG_EXCHANGE, now);
    log_text(&line, "a", (struct span){bytes, sizeof bytes});
    assert_int_equal(log_span(&line).len, strlen(HEAD " a=") + LOG_VALUE_BYTES);
    for (i = 0; i < 8; i++)
        log_text(&line, "a", (struct span){bytes, sizeof bytes});
    assert_int_equal(log_span(&line).len, LOG_LINE_BYTES - 1);
}

static void every_event_is_explained(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < LOG_EVENT_COUNT; i++)
        assert_true(span_ends(log_event_doc((enum log_event)i), SPAN(".")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_logfmt),
        cmocka_unit_test(values_are_quoted_where_they_must_be),
        cmocka_unit_test(a_peer_cannot_write_lines_or_escapes),
        cmocka_unit_test(long_values_and_lines_are_cut),
        cmocka_unit_test(every_event_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

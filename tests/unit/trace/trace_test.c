#include "support/cm.h"

#include "base/doc.h"
#include "trace/trace.h"

#include <string.h>

static void a_new_row_has_passed_and_differs_nowhere(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    const struct trace_row *row = trace_add(&trace, SPAN("typ"), SPAN("Type is JWT"));

    (void)state;
    assert_int_equal(trace.count, 1);
    assert_int_equal(row->verdict, TRACE_PASSED);
    assert_true(row->differs_at == SPAN_SAME);
    assert_null(trace_first_failure(&trace));
}

static void comparing_finds_the_first_differing_byte_without_a_verdict(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    struct trace_row *row = trace_add(&trace, SPAN("issuer"), SPAN("Issuer"));

    (void)state;
    trace_compare(row, SPAN("https://a/"), SPAN("https://a"));
    assert_int_equal(row->differs_at, 9);
    assert_int_equal(row->verdict, TRACE_PASSED);
    trace_compare(row, SPAN("same"), SPAN("same"));
    assert_true(row->differs_at == SPAN_SAME);
}

static void blame_fills_the_sentences_of_the_cause(void **state)
{
    const struct slot slots[] = {{SPAN("client"), SPAN("orders")}, {SPAN("known"), SPAN("two")}};
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    struct trace_row *row = trace_add(&trace, SPAN("secret"), SPAN("Secret"));

    (void)state;
    trace_blame(&trace, row, TRACE_CAUSE_SECRET_WRONG, slots, 2);
    assert_int_equal(row->verdict, TRACE_FAILED);
    assert_span(trace_cause_key(row->cause), "secret_wrong");
    assert_span(row->why, "The secret is none of the two that application orders has.");
    assert_span(row->repair, "Send the value of a secret, not its id.");
}

static void presented_and_expected_are_the_rows_own_whatever_the_slots_say(void **state)
{
    const struct slot slots[] = {{SPAN("presented"), SPAN("wrong")}};
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    struct trace_row *row = trace_add(&trace, SPAN("method"), SPAN("Method"));

    (void)state;
    row->presented = SPAN("GET{expected}");
    trace_blame(&trace, row, TRACE_CAUSE_METHOD, slots, 1);
    assert_span(row->why, "The token endpoint takes a form in a POST; this was a GET{expected}.");
}

static void the_first_failure_in_order_is_found(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    struct trace_row *late;
    struct trace_row *early;

    (void)state;
    trace_add(&trace, SPAN("a"), SPAN("A"));
    early = trace_add(&trace, SPAN("b"), SPAN("B"));
    late = trace_add(&trace, SPAN("c"), SPAN("C"));
    trace_blame(&trace, late, TRACE_CAUSE_METHOD, NULL, 0);
    trace_blame(&trace, early, TRACE_CAUSE_METHOD, NULL, 0);
    assert_ptr_equal(trace_first_failure(&trace), early);
}

static void every_cause_has_a_key_of_its_own(void **state)
{
    (void)state;
    for (int i = 0; i < TRACE_CAUSE_COUNT; i++) {
        struct span key = trace_cause_key((enum trace_cause)i);

        assert_true(key.len > 0);
        for (int k = 0; k < i; k++)
            assert_false(span_equal(key, trace_cause_key((enum trace_cause)k)));
    }
}

static struct span rows_text(struct arena *arena, const struct trace *trace)
{
    struct text text = {.arena = arena};

    trace_rows_put(trace, &text);
    return text_span(&text);
}

static void a_row_that_failed_shows_all_and_others_what_they_have(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    struct trace_row *row;

    (void)state;
    row = trace_add(&trace, SPAN("typ"), SPAN("Type"));
    trace_compare(row, SPAN("JWT"), SPAN("jwt"));
    row = trace_add(&trace, SPAN("method"), SPAN("Method"));
    trace_compare(row, SPAN("POST"), SPAN("PUT"));
    row->source = SPAN("request.method");
    row->stored_at = SPAN("nowhere");
    trace_blame(&trace, row, TRACE_CAUSE_METHOD, NULL, 0);
    trace_add(&trace, SPAN("form"), SPAN("Form"))->verdict = TRACE_SKIPPED;
    assert_span(
        rows_text(arena, &trace),
        "[{\"check\":\"typ\",\"title\":\"Type\",\"verdict\":\"passed\",\"expected\":\"JWT\","
        "\"presented\":\"jwt\"},"
        "{\"check\":\"method\",\"title\":\"Method\",\"verdict\":\"failed\",\"expected\":\"POST\","
        "\"presented\":\"PUT\",\"source\":\"request.method\",\"storedAt\":\"nowhere\","
        "\"differsAt\":1,\"cause\":\"method_not_post\","
        "\"why\":\"The token endpoint takes a form in a POST; this was a PUT.\","
        "\"repair\":\"Send the parameters as a form in the body of a POST.\"},"
        "{\"check\":\"form\",\"title\":\"Form\",\"verdict\":\"skipped\"}]");
}

static void more_slots_than_fit_are_left_out(void **state)
{
    struct slot slots[64] = {{SPAN_INIT(""), SPAN_INIT("")}};
    ARENA_AUTO struct arena *arena = arena_new();
    struct trace trace = {.arena = arena};
    struct trace_row *row = trace_add(&trace, SPAN("method"), SPAN("Method"));

    (void)state;
    row->presented = SPAN("GET");
    trace_blame(&trace, row, TRACE_CAUSE_METHOD, slots, 64);
    assert_true(span_ends(row->why, SPAN("this was a GET.")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_row_has_passed_and_differs_nowhere),
        cmocka_unit_test(comparing_finds_the_first_differing_byte_without_a_verdict),
        cmocka_unit_test(blame_fills_the_sentences_of_the_cause),
        cmocka_unit_test(presented_and_expected_are_the_rows_own_whatever_the_slots_say),
        cmocka_unit_test(the_first_failure_in_order_is_found),
        cmocka_unit_test(every_cause_has_a_key_of_its_own),
        cmocka_unit_test(a_row_that_failed_shows_all_and_others_what_they_have),
        cmocka_unit_test(more_slots_than_fit_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

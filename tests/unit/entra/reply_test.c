#include "entra/reply.h"

#include "support/cm.h"

#include <limits.h>
#include <string.h>

static struct entra_envelope envelope(int month)
{
    return (struct entra_envelope){
        .host = SPAN("login.microsoftonline.com"),
        .trace_id = SPAN("fe9fbfcb-e303-4bd9-8083-db2f873c3400"),
        .correlation_id = SPAN("a876ada9-c13f-4ccd-b830-c2b0795ed03d"),
        .now = 1770510278,
        .month = month,
    };
}

static void members_stand_in_the_captured_order(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct entra_envelope e = envelope(INT_MAX);
    const struct entra_error *error = entra_error_find(ENTRA_SUBJECT_MISMATCH, INT_MAX);

    (void)state;
    assert_span(
        entra_refusal_render(arena, error, SPAN("No."), &e),
        "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS700213: No. "
        "Trace ID: fe9fbfcb-e303-4bd9-8083-db2f873c3400 "
        "Correlation ID: a876ada9-c13f-4ccd-b830-c2b0795ed03d Timestamp: 2026-02-08 00:24:38Z\","
        "\"error_codes\":[700213],\"timestamp\":\"2026-02-08 00:24:38Z\","
        "\"trace_id\":\"fe9fbfcb-e303-4bd9-8083-db2f873c3400\","
        "\"correlation_id\":\"a876ada9-c13f-4ccd-b830-c2b0795ed03d\","
        "\"error_uri\":\"https://login.microsoftonline.com/error?code=700213\"}");
}

static void the_ids_stand_on_lines_of_their_own_before_december_2023(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct entra_envelope before = envelope(2023 * 12 + 10);
    struct entra_envelope since = envelope(2023 * 12 + 11);
    const struct entra_error *error = entra_error_find(ENTRA_TYP_UNEXPECTED, before.month);
    struct span old = entra_refusal_render(arena, error, SPAN("No."), &before);
    struct span new = entra_refusal_render(arena, error, SPAN("No."), &since);

    (void)state;
    assert_non_null(strstr(old.at, "No.\\r\\nTrace ID: "));
    assert_non_null(strstr(new.at, "No. Trace ID: "));
}

static void what_a_caller_sent_cannot_break_out_of_the_json(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct entra_envelope e = envelope(INT_MAX);
    const struct entra_error *error = entra_error_find(ENTRA_SUBJECT_MISMATCH, INT_MAX);
    struct span body = entra_refusal_render(arena, error, SPAN("\"},\n\xff"), &e);

    (void)state;
    assert_non_null(strstr(body.at, "\\\"},\\n\xEF\xBF\xBD"));
}

static void a_grant_has_four_members_and_numbers_for_times(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(entra_grant_render(arena, SPAN("h.c.s"), 3599),
                "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"ext_expires_in\":3599,"
                "\"access_token\":\"h.c.s\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_stand_in_the_captured_order),
        cmocka_unit_test(the_ids_stand_on_lines_of_their_own_before_december_2023),
        cmocka_unit_test(what_a_caller_sent_cannot_break_out_of_the_json),
        cmocka_unit_test(a_grant_has_four_members_and_numbers_for_times),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

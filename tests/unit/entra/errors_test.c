#include "entra/errors.h"

#include "base/instant.h"
#include "support/cm.h"

#include <limits.h>

static int month(const char *text)
{
    return instant_month_parse(span_of(text));
}

static void the_newest_wording_is_the_default(void **state)
{
    const struct entra_error *error = entra_error_find(ENTRA_SUBJECT_MISMATCH, INT_MAX);

    (void)state;
    assert_int_equal(error->code, 700213);
    assert_span(error->since, "2025-04");
    assert_true(error->has_uri);
}

static void a_month_between_two_rows_gets_the_older_one(void **state)
{
    (void)state;
    assert_span(entra_error_find(ENTRA_SUBJECT_MISMATCH, month("2025-03"))->since, "2024-01");
    assert_span(entra_error_find(ENTRA_SUBJECT_MISMATCH, month("2025-04"))->since, "2025-04");
}

static void before_2024_a_mismatch_of_any_kind_is_70021(void **state)
{
    static const enum entra_refusal mismatches[] = {ENTRA_ISSUER_MISMATCH, ENTRA_SUBJECT_MISMATCH,
                                                    ENTRA_AUDIENCE_MISMATCH, ENTRA_SUBJECT_CASE};

    (void)state;
    for (size_t i = 0; i < sizeof mismatches / sizeof mismatches[0]; i++) {
        const struct entra_error *error = entra_error_find(mismatches[i], month("2022-11"));

        assert_int_equal(error->code, 70021);
        assert_int_equal(error->status, 400);
    }
}

static void a_subject_in_another_case_is_a_plain_mismatch_before_december_2024(void **state)
{
    (void)state;
    assert_int_equal(entra_error_find(ENTRA_SUBJECT_CASE, month("2024-11"))->code, 700213);
    assert_int_equal(entra_error_find(ENTRA_SUBJECT_CASE, month("2024-12"))->code, 7002138);
}

static void a_month_before_everything_gets_the_oldest_row(void **state)
{
    (void)state;
    assert_span(entra_error_find(ENTRA_TENANT_NOT_FOUND, month("1999-01"))->since, "2021-05");
}

static void every_refusal_has_a_row(void **state)
{
    (void)state;
    for (int refusal = ENTRA_GRANTED + 1; refusal < ENTRA_REFUSAL_COUNT; refusal++)
        assert_non_null(entra_error_find((enum entra_refusal)refusal, INT_MAX));
}

static void the_rows_of_a_symbol_stand_together_oldest_first(void **state)
{
    (void)state;
    for (size_t i = 1; i < entra_error_count(); i++) {
        const struct entra_error *earlier = entra_error_at(i - 1);
        const struct entra_error *row = entra_error_at(i);

        if (earlier->symbol == row->symbol)
            assert_true(instant_month_parse(earlier->since) < instant_month_parse(row->since));
        for (size_t k = 0; k + 1 < i; k++)
            assert_true(entra_error_at(k)->symbol != row->symbol || earlier->symbol == row->symbol);
    }
}

/* The rule that fits every capture (entra-wire.md 1). */
static void invalid_client_is_401_throttling_429_and_everything_else_400(void **state)
{
    (void)state;
    for (size_t i = 0; i < entra_error_count(); i++) {
        const struct entra_error *row = entra_error_at(i);
        bool is_client = span_equal(row->error, SPAN("invalid_client"));

        assert_int_equal(row->status, row->symbol == ENTRA_THROTTLED ? 429 : is_client ? 401 : 400);
        assert_true(instant_month_parse(row->since) > 0);
        assert_false(span_is_empty(row->source));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_wording_is_the_default),
        cmocka_unit_test(a_month_between_two_rows_gets_the_older_one),
        cmocka_unit_test(before_2024_a_mismatch_of_any_kind_is_70021),
        cmocka_unit_test(a_subject_in_another_case_is_a_plain_mismatch_before_december_2024),
        cmocka_unit_test(a_month_before_everything_gets_the_oldest_row),
        cmocka_unit_test(every_refusal_has_a_row),
        cmocka_unit_test(the_rows_of_a_symbol_stand_together_oldest_first),
        cmocka_unit_test(invalid_client_is_401_throttling_429_and_everything_else_400),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

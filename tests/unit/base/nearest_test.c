#include "support/cm.h"

#include "base/nearest.h"

static struct span nearest_of(const char *wrong)
{
    struct nearest nearest = {.wrong = span_of(wrong)};

    nearest_offer(&nearest, SPAN("name"));
    nearest_offer(&nearest, SPAN("issuer"));
    nearest_offer(&nearest, SPAN("federatedIdentityCredentials"));
    return nearest.best;
}

static void a_near_name_is_found(void **state)
{
    (void)state;
    assert_span(nearest_of("isuer"), "issuer");
    assert_span(nearest_of("names"), "name");
    assert_span(nearest_of("federatedIdentityCredential"), "federatedIdentityCredentials");
    assert_span(nearest_of("federatedIdentityCrednetials"), "federatedIdentityCredentials");
}

static void a_wrong_case_is_nearest_of_all(void **state)
{
    struct nearest nearest = {.wrong = SPAN("ISSUER")};

    (void)state;
    nearest_offer(&nearest, SPAN("issuers"));
    nearest_offer(&nearest, SPAN("issuer"));
    assert_span(nearest.best, "issuer");
}

static void a_far_name_is_not_offered(void **state)
{
    (void)state;
    assert_span(nearest_of("subject"), "");
    assert_span(nearest_of(""), "");
    assert_span(nearest_of("a name so long that nobody can have meant any of those that are known "
                           "to us"),
                "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_near_name_is_found),
        cmocka_unit_test(a_wrong_case_is_nearest_of_all),
        cmocka_unit_test(a_far_name_is_not_offered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

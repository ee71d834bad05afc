#include "support/cm.h"

#include "base/fail.h"

#include <string.h>

static void nothing_is_set_until_something_is_said(void **state)
{
    struct fail fail = {0};

    (void)state;
    assert_false(fail_is_set(&fail));
    assert_false(fail_what(&fail, "cannot listen on port %d", 8443));
    assert_true(fail_is_set(&fail));
    assert_string_equal(fail.what, "cannot listen on port 8443");
}

static void the_first_failure_wins(void **state)
{
    struct fail fail = {0};

    (void)state;
    fail_what(&fail, "first");
    fail_what(&fail, "second");
    assert_string_equal(fail.what, "first");
}

static void place_and_remedy_are_said_beside_it(void **state)
{
    struct fail fail = {0};

    (void)state;
    assert_false(fail_where(&fail, "%s:%u", "world.json", 3U));
    assert_false(fail_remedy(&fail, "give a %s", "key"));
    assert_string_equal(fail.where, "world.json:3");
    assert_string_equal(fail.remedy, "give a key");
    assert_false(fail_is_set(&fail));
}

static void longer_text_is_cut(void **state)
{
    struct fail fail = {0};
    char longer[2 * FAIL_TEXT_BYTES];

    (void)state;
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    fail_what(&fail, "%s", longer);
    assert_int_equal(strlen(fail.what), FAIL_TEXT_BYTES - 1);
    assert_string_equal(fail.where, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_set_until_something_is_said),
        cmocka_unit_test(the_first_failure_wins),
        cmocka_unit_test(place_and_remedy_are_said_beside_it),
        cmocka_unit_test(longer_text_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

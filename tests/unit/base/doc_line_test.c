#include "support/cm.h"

#include "base/doc.h"

static const struct span text = SPAN_INIT("{\n"
                                          "  \"a\": {\"x\": \"}]\\\"{\", \"y\":\n"
                                          "    [10, [\n"
                                          "      20], {\"deep\": 1}\n"
                                          "    ]},\n"
                                          "  \"b/c~d\": -1.5e3,\n"
                                          "  \"e\": [],\n"
                                          "  \"last\": null\n"
                                          "}\n");

static void the_line_is_that_on_which_the_value_begins(void **state)
{
    static const struct {
        struct span pointer;
        unsigned line;
    } cases[] = {
        {SPAN_INIT(""), 1},         {SPAN_INIT("/a"), 2},          {SPAN_INIT("/a/x"), 2},
        {SPAN_INIT("/a/y"), 3},     {SPAN_INIT("/a/y/0"), 3},      {SPAN_INIT("/a/y/1"), 3},
        {SPAN_INIT("/a/y/1/0"), 4}, {SPAN_INIT("/a/y/2/deep"), 4}, {SPAN_INIT("/e"), 7},
        {SPAN_INIT("/last"), 8},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (doc_line_of(text, cases[i].pointer) != cases[i].line)
            fail_msg("%.*s is on line %u", SPAN_ARGS(cases[i].pointer),
                     doc_line_of(text, cases[i].pointer));
}

/* RFC 6901 section 4. */
static void an_escaped_slash_and_tilde_name_the_member_itself(void **state)
{
    (void)state;
    assert_int_equal(doc_line_of(text, SPAN("/b~1c~0d")), 6);
}

static void what_is_not_there_is_on_the_first_line(void **state)
{
    (void)state;
    assert_int_equal(doc_line_of(text, SPAN("/none")), 1);
    assert_int_equal(doc_line_of(text, SPAN("/a/none")), 1);
    assert_int_equal(doc_line_of(text, SPAN("/a/y/9")), 1);
    assert_int_equal(doc_line_of(text, SPAN("/last/x")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_that_on_which_the_value_begins),
        cmocka_unit_test(an_escaped_slash_and_tilde_name_the_member_itself),
        cmocka_unit_test(what_is_not_there_is_on_the_first_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

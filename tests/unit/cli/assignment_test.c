#include "support/cm.h"

#include "base/doc.h"
#include "cli/assignment.h"

#include <string.h>

static void assert_assigned(const char *text, const char *name, const char *json)
{
    ARENA_AUTO struct arena *arena = arena_new();
    DOC_AUTO json_t *value = NULL;
    struct fail fail = {0};
    struct span got;

    assert_true(assignment_parse(span_of(text), &got, &value, &fail));
    assert_span(got, name);
    assert_span(doc_write(arena, value), json);
}

static void assert_refused(const char *text, const char *what)
{
    struct fail fail = {0};

    assert_false(assignment_check(span_of(text), &fail));
    assert_non_null(strstr(fail.what, what));
    assert_true(fail.remedy[0] != '\0');
}

static void what_stands_behind_an_equals_sign_is_a_text(void **state)
{
    (void)state;
    assert_assigned("sub=x", "sub", "\"x\"");
    assert_assigned("sub=", "sub", "\"\"");
    assert_assigned("n=1", "n", "\"1\"");
    assert_assigned("a=b=c", "a", "\"b=c\"");
    assert_assigned("a=b:=c", "a", "\"b:=c\"");
}

static void what_stands_behind_a_colon_and_equals_sign_is_json(void **state)
{
    (void)state;
    assert_assigned("exp:=1", "exp", "1");
    assert_assigned("x:=null", "x", "null");
    assert_assigned("x:=\"1\"", "x", "\"1\"");
    assert_assigned("groups:=[\"a\", \"b\"]", "groups", "[\"a\",\"b\"]");
    assert_assigned("o:={\"b\":1,\"a\":2}", "o", "{\"b\":1,\"a\":2}");
}

static void a_claim_named_like_a_url_keeps_its_colons(void **state)
{
    (void)state;
    assert_assigned("https://idp.example/role=admin", "https://idp.example/role", "\"admin\"");
    assert_assigned("https://idp.example/n:=2", "https://idp.example/n", "2");
}

static void a_text_without_a_name_or_a_value_is_refused(void **state)
{
    (void)state;
    assert_refused("sub", "\"sub\" gives no name a value");
    assert_refused("=x", "gives no name a value");
    assert_refused(":=1", "gives no name a value");
    assert_refused("", "gives no name a value");
}

static void what_is_not_one_json_value_is_refused(void **state)
{
    (void)state;
    assert_refused("x:=nope", "is not JSON");
    assert_refused("x:=", "is not JSON");
    assert_refused("x:=1,2", "is not JSON");
    assert_refused("x:=1],[2", "is not JSON");
    assert_refused("x:={\"a\":1,\"a\":2}", "is not JSON");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_behind_an_equals_sign_is_a_text),
        cmocka_unit_test(what_stands_behind_a_colon_and_equals_sign_is_json),
        cmocka_unit_test(a_claim_named_like_a_url_keeps_its_colons),
        cmocka_unit_test(a_text_without_a_name_or_a_value_is_refused),
        cmocka_unit_test(what_is_not_one_json_value_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

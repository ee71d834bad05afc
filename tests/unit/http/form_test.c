#include "support/cm.h"

#include "base/text.h"
#include "http/form.h"

struct row {
    struct span bytes;
    enum form_flaw flaw;
    const char *shown; /* name[value], one after another */
};

static const struct row ROWS[] = {
    {SPAN_INIT(""), FORM_FLAW_NONE, ""},
    {SPAN_INIT("a=b"), FORM_FLAW_NONE, "a[b]"},
    {SPAN_INIT("a=b&d"), FORM_FLAW_NONE, "a[b]d[]"},
    {SPAN_INIT("a=&=b&="), FORM_FLAW_NONE, "a[][b][]"},
    {SPAN_INIT("&&a=b&&c=d&"), FORM_FLAW_NONE, "a[b]c[d]"},
    {SPAN_INIT("a=b&a=c"), FORM_FLAW_NONE, "a[b]a[c]"},
    {SPAN_INIT("a=b=c"), FORM_FLAW_NONE, "a[b=c]"},
    {SPAN_INIT("a=b;c=d"), FORM_FLAW_NONE, "a[b;c=d]"},
    {SPAN_INIT("a+b=c+%2B"), FORM_FLAW_NONE, "a b[c +]"},
    {SPAN_INIT("api%2Dversion=1"), FORM_FLAW_NONE, "api-version[1]"},
    {SPAN_INIT("a=%26%3d%25%0d%0A"), FORM_FLAW_NONE, "a[&=%\r\n]"},
    {SPAN_INIT("a=%C3%A9\xc3\xa9"), FORM_FLAW_NONE, "a[\xc3\xa9\xc3\xa9]"},
    {SPAN_INIT("a=\r\n\t \x01?#/"), FORM_FLAW_NONE, "a[\r\n\t \x01?#/]"},
    {SPAN_INIT("a=b&c=%zz"), FORM_FLAW_ESCAPE, ""},
    {SPAN_INIT("a=%"), FORM_FLAW_ESCAPE, ""},
    {SPAN_INIT("a=%4"), FORM_FLAW_ESCAPE, ""},
    {SPAN_INIT("a=%4&b=1"), FORM_FLAW_ESCAPE, ""},
    {SPAN_INIT("%g1=b"), FORM_FLAW_ESCAPE, ""},
    {SPAN_INIT("a=%+1"), FORM_FLAW_ESCAPE, ""},
    {SPAN_INIT("a=api://x%00evil"), FORM_FLAW_NUL, ""},
    {SPAN_INIT("a%00=b"), FORM_FLAW_NUL, ""},
    {SPAN_INIT("a=b\0c"), FORM_FLAW_NUL, ""},
    {SPAN_INIT("a=%00&b=%zz"), FORM_FLAW_NUL, ""},
};

static struct span show(struct arena *arena, const struct form *form)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < form->count; i++) {
        text_put(&text, form->fields[i].name);
        text_put(&text, SPAN("["));
        text_put(&text, form->fields[i].value);
        text_put(&text, SPAN("]"));
    }
    return text_span(&text);
}

static void every_form_is_read_or_refused_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct form form;

        if (form_parse(arena, ROWS[i].bytes, &form) != ROWS[i].flaw)
            fail_msg("\"%.*s\"", SPAN_ARGS(ROWS[i].bytes));
        assert_span(show(arena, &form), ROWS[i].shown);
    }
}

static void an_escape_that_is_cut_off_is_refused_whatever_lies_behind(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span bytes = SPAN("a=%41");
    struct form form;

    (void)state;
    assert_int_equal(form_parse(arena, span_head(bytes, 4), &form), FORM_FLAW_ESCAPE);
    assert_int_equal(form_parse(arena, span_head(bytes, 3), &form), FORM_FLAW_ESCAPE);
    assert_int_equal(form_parse(arena, bytes, &form), FORM_FLAW_NONE);
}

static struct span pairs(struct arena *arena, size_t count)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < count; i++)
        text_put(&text, SPAN("&&a"));
    return text_span(&text);
}

static void two_hundred_fields_are_the_most(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct form form;

    (void)state;
    assert_int_equal(form_parse(arena, pairs(arena, FORM_FIELDS_MAX), &form), FORM_FLAW_NONE);
    assert_int_equal(form.count, FORM_FIELDS_MAX);
    assert_int_equal(form_parse(arena, pairs(arena, FORM_FIELDS_MAX + 1), &form), FORM_FLAW_FIELDS);
    assert_int_equal(form.count, 0);
}

static void fields_are_found_by_exact_name_and_counted(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct form form;

    (void)state;
    assert_int_equal(form_parse(arena, SPAN("a=1&A=2&a=3&b"), &form), FORM_FLAW_NONE);
    assert_ptr_equal(form_find(&form, SPAN("a")), &form.fields[0]);
    assert_null(form_find(&form, SPAN("c")));
    assert_span(form_value(&form, SPAN("A")), "2");
    assert_span(form_value(&form, SPAN("c")), "");
    assert_int_equal(form_count(&form, SPAN("a")), 2);
    assert_int_equal(form_count(&form, SPAN("c")), 0);
}

static void what_was_encoded_decodes_to_itself(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char all[255];
    struct span bytes = {all, sizeof all};
    struct span pair;
    struct form form;

    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)(unsigned char)(i + 1);
    assert_span(form_encode(arena, SPAN("aZ0-._~ +&=%/\xff")), "aZ0-._~%20%2B%26%3D%25%2F%FF");
    pair = TEXT_CONCAT(arena, SPAN("x="), form_encode(arena, bytes));
    assert_int_equal(form_parse(arena, pair, &form), FORM_FLAW_NONE);
    assert_true(span_equal(form_value(&form, SPAN("x")), bytes));
}

struct content_type {
    struct span text;
    bool is_form;
};

static const struct content_type CONTENT_TYPES[] = {
    {SPAN_INIT("application/x-www-form-urlencoded"), true},
    {SPAN_INIT("Application/X-WWW-Form-Urlencoded"), true},
    {SPAN_INIT("application/x-www-form-urlencoded;charset=utf-8"), true},
    {SPAN_INIT("application/x-www-form-urlencoded ; Charset=UTF-8"), true},
    {SPAN_INIT("application/x-www-form-urlencoded; charset=\"utf-8\""), true},
    {SPAN_INIT("application/x-www-form-urlencoded;"), true},
    {SPAN_INIT("application/x-www-form-urlencoded; charset=utf-16"), false},
    {SPAN_INIT("application/x-www-form-urlencoded; charset=utf-8; a=b"), false},
    {SPAN_INIT("application/x-www-form-urlencodedx"), false},
    {SPAN_INIT("application/json"), false},
    {SPAN_INIT("multipart/form-data; boundary=x"), false},
    {SPAN_INIT(""), false},
};

static void only_one_content_type_is_a_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CONTENT_TYPES / sizeof CONTENT_TYPES[0]; i++)
        if (form_is_content_type(CONTENT_TYPES[i].text) != CONTENT_TYPES[i].is_form)
            fail_msg("\"%.*s\"", SPAN_ARGS(CONTENT_TYPES[i].text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read_or_refused_whole),
        cmocka_unit_test(an_escape_that_is_cut_off_is_refused_whatever_lies_behind),
        cmocka_unit_test(two_hundred_fields_are_the_most),
        cmocka_unit_test(fields_are_found_by_exact_name_and_counted),
        cmocka_unit_test(what_was_encoded_decodes_to_itself),
        cmocka_unit_test(only_one_content_type_is_a_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/cm.h"

#include "http/message.h"

static void a_header_is_found_in_any_case_and_the_first_wins(void **state)
{
    struct http_request request = {
        .headers = {{SPAN("Accept"), SPAN("one")}, {SPAN("ACCEPT"), SPAN("two")}},
        .header_count = 2,
    };

    (void)state;
    assert_span(http_header_find(&request, SPAN("accept")), "one");
    assert_true(http_header_has(&request, SPAN("aCCept")));
}

static void a_header_that_is_not_there_is_empty(void **state)
{
    struct http_request request = {.headers = {{SPAN("Accept"), SPAN("one")}}};

    (void)state;
    assert_span(http_header_find(&request, SPAN("Accept")), "");
    assert_false(http_header_has(&request, SPAN("Accept")));
}

static void an_empty_header_is_there_all_the_same(void **state)
{
    struct http_request request = {.headers = {{SPAN("Accept"), SPAN("")}}, .header_count = 1};

    (void)state;
    assert_true(http_header_has(&request, SPAN("Accept")));
}

static void added_headers_keep_their_order(void **state)
{
    struct http_response response = {.status = 200};

    (void)state;
    http_response_add(&response, SPAN("B"), SPAN("1"));
    http_response_add(&response, SPAN("A"), SPAN("2"));
    assert_int_equal(response.header_count, 2);
    assert_span(response.headers[0].name, "B");
    assert_span(response.headers[1].value, "2");
}

static void methods_are_known_in_their_own_case_only(void **state)
{
    (void)state;
    assert_int_equal(http_method_of(SPAN("GET")), HTTP_GET);
    assert_int_equal(http_method_of(SPAN("CONNECT")), HTTP_CONNECT);
    assert_int_equal(http_method_of(SPAN("get")), HTTP_OTHER);
    assert_int_equal(http_method_of(SPAN("GETS")), HTTP_OTHER);
    assert_int_equal(http_method_of(SPAN("")), HTTP_OTHER);
}

static void a_status_has_its_phrase_or_none(void **state)
{
    (void)state;
    assert_span(http_reason(200), "OK");
    assert_span(http_reason(421), "Misdirected Request");
    assert_span(http_reason(299), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_found_in_any_case_and_the_first_wins),
        cmocka_unit_test(a_header_that_is_not_there_is_empty),
        cmocka_unit_test(an_empty_header_is_there_all_the_same),
        cmocka_unit_test(added_headers_keep_their_order),
        cmocka_unit_test(methods_are_known_in_their_own_case_only),
        cmocka_unit_test(a_status_has_its_phrase_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

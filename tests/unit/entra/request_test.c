#include "entra/request.h"

#include "support/cm.h"

static struct entra_request read_form(const struct entra_parameter *parameters, size_t count)
{
    struct entra_request request = {.form = {.parameters = parameters, .count = count}};

    entra_request_read(&request);
    return request;
}

#define READ(...)                                                                                  \
    read_form((const struct entra_parameter[]){__VA_ARGS__},                                       \
              sizeof((const struct entra_parameter[]){__VA_ARGS__}) /                              \
                  sizeof(struct entra_parameter))
#define FIELD(name, value)                                                                         \
    {                                                                                              \
        SPAN_INIT(name), SPAN_INIT(value)                                                          \
    }

static void parameters_are_found_in_any_order_among_unknown_ones(void **state)
{
    struct entra_request request = READ(FIELD("x-client-SKU", "msal.js.node"), FIELD("scope", "s"),
                                        FIELD("client_id", "c"), FIELD("client_info", "1"));

    (void)state;
    assert_span(request.client_id, "c");
    assert_span(request.scope, "s");
    assert_span(request.repeated, "");
}

static void a_parameter_that_stands_twice_is_named(void **state)
{
    struct entra_request request = READ(FIELD("scope", "a"), FIELD("client_id", "c"),
                                        FIELD("client_id", "c"), FIELD("scope", "b"));

    (void)state;
    assert_span(request.repeated, "client_id");
    assert_span(request.scope, "a");
}

static void a_field_that_is_none_of_oauths_may_stand_twice(void **state)
{
    struct entra_request request = READ(FIELD("claims", "{}"), FIELD("claims", "{}"));

    (void)state;
    assert_span(request.repeated, "");
}

static void names_are_compared_by_byte(void **state)
{
    struct entra_request request = READ(FIELD("Client_Id", "c"));

    (void)state;
    assert_span(request.client_id, "");
}

static void the_correlation_id_of_the_form_is_taken_when_it_is_a_guid(void **state)
{
    struct entra_request request =
        READ(FIELD("client-request-id", "3e39e1f5-f2e2-4f57-a00e-a9d7d00961df"));

    (void)state;
    assert_span(request.correlation_id, "3e39e1f5-f2e2-4f57-a00e-a9d7d00961df");
    assert_span(READ(FIELD("client-request-id", "<b>")).correlation_id, "");
}

static void a_correlation_id_from_a_header_goes_before_the_forms(void **state)
{
    const struct entra_parameter field =
        FIELD("client-request-id", "3e39e1f5-f2e2-4f57-a00e-a9d7d00961df");
    struct entra_request request = {
        .form = {.parameters = &field, .count = 1},
        .correlation_id = SPAN("a876ada9-c13f-4ccd-b830-c2b0795ed03d"),
    };

    (void)state;
    entra_request_read(&request);
    assert_span(request.correlation_id, "a876ada9-c13f-4ccd-b830-c2b0795ed03d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_are_found_in_any_order_among_unknown_ones),
        cmocka_unit_test(a_parameter_that_stands_twice_is_named),
        cmocka_unit_test(a_field_that_is_none_of_oauths_may_stand_twice),
        cmocka_unit_test(names_are_compared_by_byte),
        cmocka_unit_test(the_correlation_id_of_the_form_is_taken_when_it_is_a_guid),
        cmocka_unit_test(a_correlation_id_from_a_header_goes_before_the_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

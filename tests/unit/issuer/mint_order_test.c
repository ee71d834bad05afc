#include "support/cm.h"

#include "base/doc.h"
#include "issuer/mint.h"

#include <string.h>

static struct mint_order parsed(struct arena *arena, const char *json)
{
    const json_t *doc = doc_parse_in(arena, span_of(json), NULL);
    struct mint_order order;
    struct fail fail = {0};

    assert_non_null(doc);
    if (!mint_order_parse(arena, doc, &order, &fail))
        fail_msg("%s: %s; %s", json, fail.what, fail.remedy);
    return order;
}

static struct fail refused(const char *json)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *doc = doc_parse_in(arena, span_of(json), NULL);
    struct mint_order order;
    struct fail fail = {0};

    assert_non_null(doc);
    if (mint_order_parse(arena, doc, &order, &fail))
        fail_msg("accepted: %s", json);
    return fail;
}

static void an_empty_order_asks_for_every_default(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct mint_order order = parsed(arena, "{}");

    (void)state;
    assert_true(span_is_empty(order.issuer));
    assert_int_equal(order.audience_count, 0);
    assert_int_equal(order.ttl_seconds, 0);
    assert_false(order.has_not_before);
    assert_null(order.claims);
}

static void every_member_is_read(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct mint_order order =
        parsed(arena, "{\"issuer\":\"aks\",\"namespace\":\"ns\",\"serviceAccount\":\"sa\","
                      "\"audiences\":[\"a\",\"b\"],\"subject\":\"s\",\"ttlSeconds\":600,"
                      "\"notBefore\":\"2026-11-22T05:00:00Z\",\"claims\":{\"x\":1},"
                      "\"headers\":{\"typ\":\"JWT\"},\"pod\":\"p\",\"node\":\"n\"}");

    (void)state;
    assert_span(order.issuer, "aks");
    assert_span(order.namespace, "ns");
    assert_span(order.service_account, "sa");
    assert_int_equal(order.audience_count, 2);
    assert_span(order.audiences[0], "a");
    assert_span(order.audiences[1], "b");
    assert_span(order.subject, "s");
    assert_int_equal(order.ttl_seconds, 600);
    assert_true(order.has_not_before);
    assert_int_equal(order.not_before, 1795323600);
    assert_span(doc_write(arena, order.claims), "{\"x\":1}");
    assert_span(doc_write(arena, order.headers), "{\"typ\":\"JWT\"}");
    assert_span(order.pod, "p");
    assert_span(order.node, "n");
}

static void one_audience_may_stand_without_a_list(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct mint_order order = parsed(arena, "{\"audiences\":\"api://orders\"}");

    (void)state;
    assert_int_equal(order.audience_count, 1);
    assert_span(order.audiences[0], "api://orders");
}

static void null_means_the_default(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct mint_order order =
        parsed(arena, "{\"issuer\":null,\"audiences\":null,\"notBefore\":null,\"claims\":null}");

    (void)state;
    assert_true(span_is_empty(order.issuer));
    assert_int_equal(order.audience_count, 0);
    assert_false(order.has_not_before);
    assert_null(order.claims);
}

static void an_order_outlives_the_document_it_was_read_from(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *doc = doc_parse(SPAN("{\"issuer\":\"aks\",\"claims\":{\"x\":1}}"), NULL);
    struct mint_order order;
    struct fail fail = {0};

    (void)state;
    assert_true(mint_order_parse(arena, doc, &order, &fail));
    json_decref(doc);
    assert_span(order.issuer, "aks");
    assert_span(doc_write(arena, order.claims), "{\"x\":1}");
}

static void a_negative_lifetime_is_accepted_for_expired_tokens(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_int_equal(parsed(arena, "{\"ttlSeconds\":-60}").ttl_seconds, -60);
}

static void a_misspelt_member_is_refused_with_the_nearest_name(void **state)
{
    static const struct {
        const char *json;
        const char *remedy;
    } cases[] = {
        {"{\"serviceaccount\":\"sa\"}", "did you mean \"serviceAccount\"?"},
        {"{\"service_account\":\"sa\"}", "did you mean \"serviceAccount\"?"},
        {"{\"audience\":\"a\"}", "did you mean \"audiences\"?"},
        {"{\"header\":{}}", "did you mean \"headers\"?"},
        {"{\"isuer\":\"aks\"}", "did you mean \"issuer\"?"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fail fail = refused(cases[i].json);

        assert_string_equal(fail.remedy, cases[i].remedy);
    }
}

static void a_member_that_is_near_nothing_is_refused_with_all_names(void **state)
{
    struct fail fail = refused("{\"certificateThumbprint\":1}");

    (void)state;
    assert_string_equal(fail.what, "an order for a token has no member \"certificateThumbprint\"");
    assert_string_equal(fail.remedy,
                        "its members are issuer, namespace, serviceAccount, audiences, subject, "
                        "ttlSeconds, notBefore, claims, headers, pod, node");
}

static void a_very_long_name_is_refused(void **state)
{
    (void)state;
    refused("{\"issuerissuerissuerissuerissuerissuerissuerissuerissuerissuer\":1}");
}

static void a_value_of_the_wrong_type_is_refused_and_shown(void **state)
{
    struct fail fail = refused("{\"ttlSeconds\":\"1h\"}");

    (void)state;
    assert_string_equal(fail.what, "\"ttlSeconds\" cannot be \"1h\"");
    assert_string_equal(fail.remedy, "give a whole number of seconds, 4294967296 at most, or leave "
                                     "it out for the default");
}

static void values_that_a_member_does_not_take_are_refused(void **state)
{
    static const char *const cases[] = {
        "{\"issuer\":1}",
        "{\"issuer\":\"\"}",
        "{\"subject\":[\"s\"]}",
        "{\"audiences\":[]}",
        "{\"audiences\":[\"a\",\"\"]}",
        "{\"audiences\":[\"a\",1]}",
        "{\"audiences\":{}}",
        "{\"ttlSeconds\":1.5}",
        "{\"ttlSeconds\":4294967297}",
        "{\"ttlSeconds\":-4294967297}",
        "{\"ttlSeconds\":9223372036854775807}",
        "{\"notBefore\":1795323600}",
        "{\"notBefore\":\"tomorrow\"}",
        "{\"claims\":[]}",
        "{\"headers\":\"typ\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refused(cases[i]);
}

static void an_order_that_is_no_object_is_refused(void **state)
{
    struct fail fail = refused("[]");

    (void)state;
    assert_string_equal(fail.what, "an order for a token is a JSON object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_order_asks_for_every_default),
        cmocka_unit_test(every_member_is_read),
        cmocka_unit_test(one_audience_may_stand_without_a_list),
        cmocka_unit_test(null_means_the_default),
        cmocka_unit_test(an_order_outlives_the_document_it_was_read_from),
        cmocka_unit_test(a_negative_lifetime_is_accepted_for_expired_tokens),
        cmocka_unit_test(a_misspelt_member_is_refused_with_the_nearest_name),
        cmocka_unit_test(a_member_that_is_near_nothing_is_refused_with_all_names),
        cmocka_unit_test(a_very_long_name_is_refused),
        cmocka_unit_test(a_value_of_the_wrong_type_is_refused_and_shown),
        cmocka_unit_test(values_that_a_member_does_not_take_are_refused),
        cmocka_unit_test(an_order_that_is_no_object_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

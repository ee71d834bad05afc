#include "support/cm.h"

#include "base/base64.h"

/* RFC 4648 section 10. */
static const struct {
    struct span bytes;
    const char *padded, *url;
} vectors[] = {
    {SPAN_INIT(""), "", ""},
    {SPAN_INIT("f"), "Zg==", "Zg"},
    {SPAN_INIT("fo"), "Zm8=", "Zm8"},
    {SPAN_INIT("foo"), "Zm9v", "Zm9v"},
    {SPAN_INIT("foob"), "Zm9vYg==", "Zm9vYg"},
    {SPAN_INIT("fooba"), "Zm9vYmE=", "Zm9vYmE"},
    {SPAN_INIT("foobar"), "Zm9vYmFy", "Zm9vYmFy"},
    {SPAN_INIT("\xfb\xef\xff"), "++//", "--__"},
};

static void the_vectors_of_rfc_4648_hold_both_ways(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span bytes;

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        assert_span(base64_encode(arena, vectors[i].bytes), vectors[i].padded);
        assert_span(base64url_encode(arena, vectors[i].bytes), vectors[i].url);
        assert_true(base64_decode(arena, span_of(vectors[i].padded), &bytes));
        assert_true(span_equal(bytes, vectors[i].bytes));
        assert_true(base64url_decode(arena, span_of(vectors[i].url), &bytes));
        assert_true(span_equal(bytes, vectors[i].bytes));
    }
}

static void every_byte_survives_the_way_there_and_back(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char all[256];
    struct span back;

    (void)state;
    for (int i = 0; i < 256; i++)
        all[i] = (char)i;
    for (size_t len = 0; len <= sizeof all; len++) {
        struct span bytes = {all + sizeof all - len, len};

        assert_true(base64url_decode(arena, base64url_encode(arena, bytes), &back));
        assert_true(span_equal(back, bytes));
        assert_true(base64_decode(arena, base64_encode(arena, bytes), &back));
        assert_true(span_equal(back, bytes));
    }
}

/* RFC 7515 section 2: what decodes has one spelling. */
static void what_is_not_strict_base64url_is_refused(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT("Zg=="), SPAN_INIT("Zg="),    SPAN_INIT("Z"),       SPAN_INIT("Zm9vY"),
        SPAN_INIT("Zh"),   SPAN_INIT("Zm9"),    SPAN_INIT("++//"),    SPAN_INIT("Zm\n9v"),
        SPAN_INIT(" Zm8"), SPAN_INIT("Zm9v\n"), SPAN_INIT("Zm\09v0"), SPAN_INIT("Zm9\xC3"),
    };
    ARENA_AUTO struct arena *arena = arena_new();
    struct span bytes;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bytes = SPAN("left over");
        if (base64url_decode(arena, bad[i], &bytes))
            fail_msg("\"%.*s\" was accepted", SPAN_ARGS(bad[i]));
        assert_true(span_is_empty(bytes));
    }
}

static void what_is_not_strict_padded_base64_is_refused(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT("Zg"),
        SPAN_INIT("Zg="),
        SPAN_INIT("Z==="),
        SPAN_INIT("===="),
        SPAN_INIT("Zh=="),
        SPAN_INIT("Zm9="),
        SPAN_INIT("Zg==Zg=="),
        SPAN_INIT("Zm=v"),
        SPAN_INIT("--__"),
        SPAN_INIT("Zm9vYg=="
                  "\n"),
    };
    ARENA_AUTO struct arena *arena = arena_new();
    struct span bytes;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (base64_decode(arena, bad[i], &bytes))
            fail_msg("\"%.*s\" was accepted", SPAN_ARGS(bad[i]));
        assert_true(span_is_empty(bytes));
    }
}

static void hexadecimal_is_upper_case(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(hex_encode(arena, SPAN("\x00\x7f\xab\xff")), "007FABFF");
    assert_span(hex_encode(arena, SPAN("")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_rfc_4648_hold_both_ways),
        cmocka_unit_test(every_byte_survives_the_way_there_and_back),
        cmocka_unit_test(what_is_not_strict_base64url_is_refused),
        cmocka_unit_test(what_is_not_strict_padded_base64_is_refused),
        cmocka_unit_test(hexadecimal_is_upper_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/cm.h"

#include "base/uuid.h"

static void either_case_is_read_and_lower_case_is_written(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    unsigned char bytes[UUID_BYTES];

    (void)state;
    assert_true(uuid_parse(SPAN("00112233-4455-6677-8899-AABBccddeeff"), bytes));
    for (unsigned i = 0; i < UUID_BYTES; i++)
        assert_int_equal(bytes[i], 0x11 * i);
    assert_span(uuid_render(arena, bytes), "00112233-4455-6677-8899-aabbccddeeff");
}

static void anything_but_five_groups_is_refused(void **state)
{
    static const struct span bad[] = {
        SPAN_INIT(""),
        SPAN_INIT("00112233445566778899aabbccddeeff"),
        SPAN_INIT("{00112233-4455-6677-8899-aabbccddeeff}"),
        SPAN_INIT("00112233-4455-6677-8899-aabbccddeef"),
        SPAN_INIT("00112233-4455-6677-8899-aabbccddeeff0"),
        SPAN_INIT("00112233-4455-6677-8899-aabbccddeefg"),
        SPAN_INIT("001122334-455-6677-8899-aabbccddeeff"),
        SPAN_INIT("00112233-4455-6677-8899_aabbccddeeff"),
        SPAN_INIT("00112233-4455-6677-8899-aabbccddee\0f"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (uuid_is(bad[i]))
            fail_msg("\"%.*s\" was accepted", SPAN_ARGS(bad[i]));
}

static void the_stamp_sets_version_and_variant_and_nothing_else(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    unsigned char ones[UUID_BYTES];
    unsigned char zeros[UUID_BYTES] = {0};

    (void)state;
    for (unsigned i = 0; i < UUID_BYTES; i++)
        ones[i] = 0xff;
    uuid_stamp(ones, 4);
    uuid_stamp(zeros, 5);
    assert_span(uuid_render(arena, ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    assert_span(uuid_render(arena, zeros), "00000000-0000-5000-8000-000000000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(either_case_is_read_and_lower_case_is_written),
        cmocka_unit_test(anything_but_five_groups_is_refused),
        cmocka_unit_test(the_stamp_sets_version_and_variant_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

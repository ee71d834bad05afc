#include "support/cm.h"

#include "base/index.h"
#include "base/text.h"

static void what_was_added_is_found_and_nothing_else(void **state)
{
    enum { MANY = 1000 };
    ARENA_AUTO struct arena *arena = arena_new();
    struct index *index = index_new(arena, MANY);
    int values[MANY];

    (void)state;
    for (int i = 0; i < MANY; i++)
        index_add(index, text_format(arena, "key %d", i), &values[i]);
    for (int i = 0; i < MANY; i++)
        assert_ptr_equal(index_find(index, text_format(arena, "key %d", i)), &values[i]);
    assert_null(index_find(index, SPAN("key 1000")));
    assert_null(index_find(index, SPAN("KEY 1")));
    assert_null(index_find(index, SPAN("")));
}

static void the_first_value_under_a_key_stays(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct index *index = index_new(arena, 1);
    int first;
    int second;

    (void)state;
    for (int i = 0; i < 100; i++)
        index_add(index, SPAN("a"), i == 0 ? &first : &second);
    assert_ptr_equal(index_find(index, SPAN("a")), &first);
}

static void the_empty_key_and_keys_with_nul_are_keys(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct index *index = index_new(arena, 3);
    int values[3];

    (void)state;
    index_add(index, SPAN(""), &values[0]);
    index_add(index, SPAN("a\0b"), &values[1]);
    index_add(index, SPAN("a\0c"), &values[2]);
    assert_ptr_equal(index_find(index, SPAN("")), &values[0]);
    assert_ptr_equal(index_find(index, SPAN("a\0b")), &values[1]);
    assert_ptr_equal(index_find(index, SPAN("a\0c")), &values[2]);
    assert_null(index_find(index, SPAN("a")));
}

static void a_table_without_room_finds_nothing(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_null(index_find(index_new(arena, 0), SPAN("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_found_and_nothing_else),
        cmocka_unit_test(the_first_value_under_a_key_stays),
        cmocka_unit_test(the_empty_key_and_keys_with_nul_are_keys),
        cmocka_unit_test(a_table_without_room_finds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

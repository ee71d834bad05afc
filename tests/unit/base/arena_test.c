#include "support/cm.h"

#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

static void memory_comes_zeroed_and_aligned_for_any_type(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t size = 0; size < 300; size++) {
        unsigned char *memory = arena_alloc(arena, size);

        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
    }
}

static void blocks_do_not_overlap_when_the_arena_grows(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    unsigned char *memory[64];

    (void)state;
    for (size_t i = 0; i < 64; i++)
        memory[i] = memset(arena_alloc(arena, 5000), (int)i, 5000);
    for (size_t i = 0; i < 64; i++)
        for (size_t k = 0; k < 5000; k++)
            assert_int_equal(memory[i][k], i);
}

static void one_piece_may_be_larger_than_any_regular_block(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    unsigned char *memory = arena_alloc(arena, 2 * 1024 * 1024);

    (void)state;
    memory[2 * 1024 * 1024 - 1] = 1;
    assert_non_null(arena_alloc(arena, 1));
}

static void a_copy_is_its_own_and_ends_in_nul(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char original[] = "ab\0c";
    struct span copy = arena_copy(arena, (struct span){original, 4});

    (void)state;
    original[0] = 'x';
    assert_int_equal(copy.len, 4);
    assert_memory_equal(copy.at, "ab\0c", 5);
    assert_string_equal(arena_copy(arena, SPAN("")).at, "");
    assert_string_equal(arena_copy(arena, (struct span){NULL, 0}).at, "");
}

struct release {
    int *next, order;
};

static void note(void *object)
{
    struct release *release = object;

    release->order = ++*release->next;
}

static void what_was_deferred_runs_newest_first_and_once(void **state)
{
    struct arena *arena = arena_new();
    int next = 0;
    struct release first = {&next, 0};
    struct release second = {&next, 0};

    (void)state;
    arena_defer(arena, note, &first);
    arena_defer(arena, note, &second);
    assert_int_equal(next, 0);
    arena_free(arena);
    assert_int_equal(second.order, 1);
    assert_int_equal(first.order, 2);
    assert_int_equal(next, 2);
}

static void freeing_nothing_is_fine(void **state)
{
    (void)state;
    arena_free(NULL);
}

static void an_array_of_nothing_is_not_null(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_non_null(arena_array(arena, 0, 8));
    assert_non_null(arena_array(arena, 8, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_comes_zeroed_and_aligned_for_any_type),
        cmocka_unit_test(blocks_do_not_overlap_when_the_arena_grows),
        cmocka_unit_test(one_piece_may_be_larger_than_any_regular_block),
        cmocka_unit_test(a_copy_is_its_own_and_ends_in_nul),
        cmocka_unit_test(what_was_deferred_runs_newest_first_and_once),
        cmocka_unit_test(freeing_nothing_is_fine),
        cmocka_unit_test(an_array_of_nothing_is_not_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

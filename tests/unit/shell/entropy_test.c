#include "support/cm.h"

#include "shell/entropy.h"

#include <string.h>

static void draw(bool has_seed, uint64_t seed, uint64_t stream, uint64_t number,
                 unsigned char *bytes)
{
    const struct entropy entropy = {.has_seed = has_seed, .seed = seed};

    entropy_draw(&entropy, stream, number, bytes);
}

static void a_seed_draws_the_same_again(void **state)
{
    unsigned char a[DRAW_SEED_BYTES];
    unsigned char b[DRAW_SEED_BYTES];

    (void)state;
    draw(true, 7, 2, 1, a);
    draw(true, 7, 2, 1, b);
    assert_memory_equal(a, b, sizeof a);
}

static void seed_stream_and_number_all_matter(void **state)
{
    unsigned char a[DRAW_SEED_BYTES];
    unsigned char b[DRAW_SEED_BYTES];

    (void)state;
    draw(true, 7, 2, 1, a);
    draw(true, 8, 2, 1, b);
    assert_memory_not_equal(a, b, sizeof a);
    draw(true, 7, 1, 1, b);
    assert_memory_not_equal(a, b, sizeof a);
    draw(true, 7, 2, 2, b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void without_a_seed_nothing_repeats(void **state)
{
    unsigned char a[DRAW_SEED_BYTES];
    unsigned char b[DRAW_SEED_BYTES];

    (void)state;
    draw(false, 0, 2, 1, a);
    draw(false, 0, 2, 1, b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_draws_the_same_again),
        cmocka_unit_test(seed_stream_and_number_all_matter),
        cmocka_unit_test(without_a_seed_nothing_repeats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

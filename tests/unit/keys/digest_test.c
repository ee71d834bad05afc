#include "keys/digest.h"

#include "base/base64.h"
#include "base/uuid.h"
#include "support/cm.h"

static struct span digest_text(struct arena *arena, struct span bytes, bool is_sha1)
{
    unsigned char out[DIGEST_SHA256_BYTES];

    if (is_sha1)
        digest_sha1(bytes, out);
    else
        digest_sha256(bytes, out);
    return hex_encode(
        arena, (struct span){(const char *)out, is_sha1 ? DIGEST_SHA1_BYTES : DIGEST_SHA256_BYTES});
}

/* FIPS 180-4's example "abc", and nothing at all. */
static void digests_are_those_of_the_standard(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    assert_span(digest_text(arena, SPAN("abc"), true), "A9993E364706816ABA3E25717850C26C9CD0D89D");
    assert_span(digest_text(arena, SPAN("abc"), false),
                "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
    assert_span(digest_text(arena, (struct span){NULL, 0}, false),
                "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
}

/* RFC 9562 appendix A.4 */
static void a_name_has_the_uuid_of_the_rfc(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span dns = SPAN("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    (void)state;
    assert_span(digest_uuid5(arena, dns, SPAN("www.example.com")),
                "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    assert_span(digest_uuid5(arena, dns, SPAN("")), "4ebd0208-8328-5d69-8c44-ec50939c0967");
}

static void the_same_seed_draws_the_same(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct draw one = {.seed = "seed"};
    struct draw other = {.seed = "seed"};

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(span_equal(draw_uuid4(arena, &one), draw_uuid4(arena, &other)));
    assert_true(span_equal(draw_token(arena, &one, 100), draw_token(arena, &other, 100)));
}

static void another_seed_and_another_draw_differ(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct draw one = {.seed = "seed"};
    struct draw other = {.seed = "sees"};
    struct span first = draw_uuid4(arena, &one);

    (void)state;
    assert_false(span_equal(first, draw_uuid4(arena, &one)));
    assert_false(span_equal(first, draw_uuid4(arena, &other)));
}

/* Block n is SHA-256(seed, n as eight bytes, most significant first). */
static void blocks_are_digests_of_seed_and_number(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct draw draw = {.block = 0x0102};
    char input[DRAW_SEED_BYTES + 8] = {0};
    unsigned char drawn[DIGEST_SHA256_BYTES];

    (void)state;
    input[sizeof input - 2] = 1;
    input[sizeof input - 1] = 2;
    draw_bytes(&draw, drawn, sizeof drawn);
    assert_true(span_equal(hex_encode(arena, (struct span){(const char *)drawn, sizeof drawn}),
                           digest_text(arena, (struct span){input, sizeof input}, false)));
    assert_int_equal(draw.block, 0x0103);
}

static void drawn_values_have_their_form(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct draw draw = {.block = 0};
    struct span uuid = draw_uuid4(arena, &draw);

    (void)state;
    assert_true(uuid_is(uuid));
    assert_int_equal(uuid.at[14], '4');
    assert_true(span_has(SPAN("89ab"), uuid.at[19]));
    assert_int_equal(draw_token(arena, &draw, 32).len, 43);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(a_name_has_the_uuid_of_the_rfc),
        cmocka_unit_test(the_same_seed_draws_the_same),
        cmocka_unit_test(another_seed_and_another_draw_differ),
        cmocka_unit_test(blocks_are_digests_of_seed_and_number),
        cmocka_unit_test(drawn_values_have_their_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

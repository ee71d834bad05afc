#include "base/doc_put.h"

#include "base/doc.h"
#include "support/cm.h"

static void an_object_is_written_member_by_member(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text text = {.arena = arena};
    struct doc_object outer = doc_object_begin(&text);

    (void)state;
    doc_put(&outer, "a", SPAN("x"));
    doc_put(&outer, "left out", SPAN(""));
    doc_put_number(&outer, "n", -7);
    doc_put_raw(&outer, "raw", SPAN("[1]"));
    doc_object_end(&outer);
    assert_span(text_span(&text), "{\"a\":\"x\",\"n\":-7,\"raw\":[1]}");
}

static void an_empty_object_has_no_comma(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text text = {.arena = arena};
    struct doc_object object = doc_object_begin(&text);

    (void)state;
    doc_object_end(&object);
    assert_span(text_span(&text), "{}");
}

/* jansson is the judge: every byte, alone and among others, comes out as doc_write writes it. */
static void every_byte_is_written_as_jansson_writes_it(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        ARENA_AUTO struct arena *arena = arena_new();
        const char bytes[] = {'a', (char)c, 'z'};
        struct span value = {bytes, sizeof bytes};
        struct text text = {.arena = arena};
        json_t *string = doc_keep(arena, doc_string(value));

        doc_put_string(&text, value);
        assert_true(span_equal(text_span(&text), doc_write(arena, string)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_written_member_by_member),
        cmocka_unit_test(an_empty_object_has_no_comma),
        cmocka_unit_test(every_byte_is_written_as_jansson_writes_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

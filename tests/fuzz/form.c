/* A form that was read, written again and read again is the same form. */
#include "http/form.h"

#include "base/text.h"
#include "fuzz.h"

void fuzz_begin(void)
{
}

static struct span write_form(struct arena *arena, const struct form *form)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < form->count; i++) {
        text_put(&text, i > 0 ? SPAN("&") : SPAN(""));
        text_put(&text, form_encode(arena, form->fields[i].name));
        text_put_byte(&text, '=');
        text_put(&text, form_encode(arena, form->fields[i].value));
    }
    return text_span(&text);
}

void fuzz_one(struct arena *arena, struct span input)
{
    struct form form = {0};
    struct form again = {0};

    (void)form_is_content_type(input);
    if (form_parse(arena, input, &form) != FORM_FLAW_NONE)
        return;
    FUZZ_HOLD(form.count <= FORM_FIELDS_MAX);
    FUZZ_HOLD(form_parse(arena, write_form(arena, &form), &again) == FORM_FLAW_NONE);
    FUZZ_HOLD(again.count == form.count);
    for (size_t i = 0; i < form.count; i++) {
        FUZZ_HOLD(span_equal(form.fields[i].name, again.fields[i].name));
        FUZZ_HOLD(span_equal(form.fields[i].value, again.fields[i].value));
        FUZZ_HOLD(!span_has(form.fields[i].value, '\0'));
        FUZZ_HOLD(form_count(&form, form.fields[i].name) > 0);
    }
}

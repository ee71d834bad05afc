#include "http/form.h"

#include "http/percent.h"

/* What the form says where the decoder found this. */
static const enum form_flaw FORM_FLAWS[] = {
    [PERCENT_FLAW_NONE] = FORM_FLAW_NONE,
    [PERCENT_FLAW_ESCAPE] = FORM_FLAW_ESCAPE,
    [PERCENT_FLAW_NUL] = FORM_FLAW_NUL,
};

/* The next pair that is not empty; false at the end. */
static bool next_pair(struct span *rest, struct span *pair)
{
    do {
        if (rest->len == 0)
            return false;
        span_cut(*rest, '&', pair, rest);
    } while (pair->len == 0);
    return true;
}

static size_t count_pairs(struct span bytes)
{
    struct span pair;
    size_t count = 0;

    while (next_pair(&bytes, &pair))
        count++;
    return count;
}

static enum percent_flaw parse_pair(struct arena *arena, struct span pair, struct form_field *field)
{
    enum percent_flaw flaw;
    struct span name;
    struct span value;

    span_cut(pair, '=', &name, &value);
    flaw = percent_decode(arena, name, PERCENT_PLUS_IS_SPACE, &field->name);
    if (flaw != PERCENT_FLAW_NONE)
        return flaw;
    return percent_decode(arena, value, PERCENT_PLUS_IS_SPACE, &field->value);
}

enum form_flaw form_parse(struct arena *arena, struct span bytes, struct form *form)
{
    size_t count = count_pairs(bytes);
    struct form_field *fields;
    struct span pair;

    *form = (struct form){NULL, 0};
    if (count > FORM_FIELDS_MAX)
        return FORM_FLAW_FIELDS;
    fields = arena_array(arena, count, sizeof *fields);
    for (size_t i = 0; next_pair(&bytes, &pair); i++) {
        enum percent_flaw flaw = parse_pair(arena, pair, &fields[i]);

        if (flaw != PERCENT_FLAW_NONE)
            return FORM_FLAWS[flaw];
    }
    *form = (struct form){fields, count};
    return FORM_FLAW_NONE;
}

const struct form_field *form_find(const struct form *form, struct span name)
{
    for (size_t i = 0; i < form->count; i++)
        if (span_equal(form->fields[i].name, name))
            return &form->fields[i];
    return NULL;
}

struct span form_value(const struct form *form, struct span name)
{
    const struct form_field *field = form_find(form, name);

    return field ? field->value : SPAN("");
}

size_t form_count(const struct form *form, struct span name)
{
    size_t count = 0;

    for (size_t i = 0; i < form->count; i++)
        count += span_equal(form->fields[i].name, name);
    return count;
}

struct span form_encode(struct arena *arena, struct span value)
{
    return percent_encode(arena, value);
}

/* RFC 9110 section 5.6.6 lets a parameter be empty: "type;" is "type". */
static bool is_parameter_fine(struct span parameter)
{
    return span_is_empty(parameter) || span_equal_nocase(parameter, SPAN("charset=utf-8")) ||
           span_equal_nocase(parameter, SPAN("charset=\"utf-8\""));
}

bool form_is_content_type(struct span content_type)
{
    struct span part;
    struct span rest;

    span_cut(content_type, ';', &part, &rest);
    if (!span_equal_nocase(span_trim(part), SPAN("application/x-www-form-urlencoded")))
        return false;
    while (rest.len > 0) {
        span_cut(rest, ';', &part, &rest);
        if (!is_parameter_fine(span_trim(part)))
            return false;
    }
    return true;
}

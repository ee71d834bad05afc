#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 128 };

static void reserve(struct text *text, size_t more)
{
    size_t wanted = text->len + more + 1;
    size_t size = text->size ? text->size : FIRST_SIZE;
    char *grown;

    if (text->at && wanted <= text->size)
        return;
    while (size < wanted)
        size *= 2;
    grown = arena_alloc(text->arena, size);
    if (text->len > 0)
        memcpy(grown, text->at, text->len);
    text->at = grown;
    text->size = size;
}

struct span text_span(struct text *text)
{
    reserve(text, 0);
    text->at[text->len] = '\0';
    return (struct span){text->at, text->len};
}

void text_put(struct text *text, struct span bytes)
{
    if (bytes.len == 0)
        return;
    reserve(text, bytes.len);
    memcpy(text->at + text->len, bytes.at, bytes.len);
    text->len += bytes.len;
}

void text_put_byte(struct text *text, char byte)
{
    text_put(text, (struct span){&byte, 1});
}

void text_put_number(struct text *text, int64_t number)
{
    text_printf(text, "%lld", (long long)number);
}

__attribute__((format(printf, 2, 0))) static void put_format(struct text *text, const char *format,
                                                             va_list values)
{
    va_list again;
    int length;

    va_copy(again, values);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0)
        abort();
    reserve(text, (size_t)length);
    vsnprintf(text->at + text->len, (size_t)length + 1, format, values);
    text->len += (size_t)length;
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    put_format(text, format, values);
    va_end(values);
}

struct span text_format(struct arena *arena, const char *format, ...)
{
    struct text text = {.arena = arena};
    va_list values;

    va_start(values, format);
    put_format(&text, format, values);
    va_end(values);
    return text_span(&text);
}

static const struct slot *slot_find(struct span name, const struct slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(slots[i].name, name))
            return &slots[i];
    return NULL;
}

/* `rest` begins behind an opening brace. Writes the value and answers how many bytes of `rest` the
 * place took, or 0. */
static size_t fill_place(struct text *text, struct span rest, const struct slot *slots,
                         size_t count)
{
    const struct slot *slot;
    struct span name;
    struct span after;

    if (!span_cut(rest, '}', &name, &after))
        return 0;
    slot = slot_find(name, slots, count);
    if (!slot)
        return 0;
    text_put(text, slot->value);
    return name.len + 1;
}

void text_fill(struct text *text, struct span sentence, const struct slot *slots, size_t count)
{
    struct span before;
    struct span rest;

    while (span_cut(sentence, '{', &before, &rest)) {
        size_t taken;

        text_put(text, before);
        taken = fill_place(text, rest, slots, count);
        if (taken == 0)
            text_put_byte(text, '{');
        sentence = span_tail(rest, taken);
    }
    text_put(text, before);
}

struct span text_filled(struct arena *arena, struct span sentence, const struct slot *slots,
                        size_t count)
{
    struct text text = {.arena = arena};

    text_fill(&text, sentence, slots, count);
    return text_span(&text);
}

struct span text_concat(struct arena *arena, const struct span *pieces, size_t count)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < count; i++)
        text_put(&text, pieces[i]);
    return text_span(&text);
}

struct span text_lower(struct arena *arena, struct span bytes)
{
    struct span lower = arena_copy(arena, bytes);
    char *at = arena_alloc(arena, bytes.len + 1);

    for (size_t i = 0; i < bytes.len; i++)
        at[i] = lower.at[i] >= 'A' && lower.at[i] <= 'Z' ? (char)(lower.at[i] - 'A' + 'a')
                                                         : lower.at[i];
    return (struct span){at, bytes.len};
}

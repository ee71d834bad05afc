/*
 * Text that grows, in an arena.
 *
 *     struct text text = {.arena = arena};
 *     text_put(&text, SPAN("hello "));
 *     text_span(&text);
 *
 * Sentences that a peer sees are templates with named places, `{subject}`, filled by text_fill;
 * printf formats are for the operator's own messages only.
 */
#ifndef BADGED_BASE_TEXT_H
#define BADGED_BASE_TEXT_H

#include "base/arena.h"
#include "base/span.h"

#include <stdint.h>

struct text {
    struct arena *arena;
    char *at;
    size_t len;
    size_t size;
};

/* A named place in a template and what stands there. */
struct slot {
    struct span name;
    struct span value;
};

/* What has been written so far; NUL-terminated behind its end. Valid until the next write. */
struct span text_span(struct text *text);

void text_put(struct text *text, struct span bytes);
void text_put_byte(struct text *text, char byte);
void text_put_number(struct text *text, int64_t number);
__attribute__((format(printf, 2, 3))) void text_printf(struct text *text, const char *format, ...);

/* Copies `sentence`, putting values in the place of `{name}`. A name that no slot has stays as it
 * is, braces and all. */
void text_fill(struct text *text, struct span sentence, const struct slot *slots, size_t count);

/* text_fill into a span of its own. */
struct span text_filled(struct arena *arena, struct span sentence, const struct slot *slots,
                        size_t count);

/* A span of its own made as by printf. */
__attribute__((format(printf, 2, 3))) struct span text_format(struct arena *arena,
                                                              const char *format, ...);

/* The pieces one after another. */
struct span text_concat(struct arena *arena, const struct span *pieces, size_t count);
#define TEXT_CONCAT(arena, ...)                                                                    \
    text_concat((arena), (const struct span[]){__VA_ARGS__},                                       \
                sizeof((const struct span[]){__VA_ARGS__}) / sizeof(struct span))

/* ASCII letters made small. */
struct span text_lower(struct arena *arena, struct span bytes);

#endif

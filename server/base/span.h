/*
 * Bytes somebody else owns: a pointer and a length, never a "string".
 *
 * A span borrows. It may hold any byte, NUL included, and is not NUL-terminated unless the function
 * that made it says so. Comparisons are by byte; "nocase" folds ASCII letters only, since every
 * name on this wire that ignores case is ASCII.
 */
#ifndef BADGED_BASE_SPAN_H
#define BADGED_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
    const char *at;
    size_t len;
};

/* A span over a string literal. */
#define SPAN(literal) ((struct span){"" literal, sizeof(literal) - 1})

/* For initialisers of static tables, where a compound literal is not a constant. */
#define SPAN_INIT(literal)                                                                         \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* For printf-style "%.*s". */
#define SPAN_ARGS(span) (int)(span).len, (span).at ? (span).at : ""

/* What span_difference answers when the two are equal. */
#define SPAN_SAME ((size_t)-1)

/* Over a NUL-terminated string; NULL becomes the empty span. */
struct span span_of(const char *text);

bool span_is_empty(struct span span);
bool span_equal(struct span a, struct span b);
bool span_equal_nocase(struct span a, struct span b);
bool span_starts(struct span span, struct span prefix);
bool span_ends(struct span span, struct span suffix);
bool span_has(struct span span, char byte);

/* The first `count` bytes; all of it when it is shorter. */
struct span span_head(struct span span, size_t count);

/* What is left after the first `count` bytes; empty when it is shorter. */
struct span span_tail(struct span span, size_t count);

/* Without leading and trailing spaces and tabs (the OWS of RFC 9110 section 5.6.3). */
struct span span_trim(struct span span);

/*
 * Splits at the first `byte`: what stands before it and what stands after it. False when it does
 * not occur; `before` is then the whole and `after` is empty.
 */
bool span_cut(struct span whole, char byte, struct span *before, struct span *after);

/* Index of the first byte in which they differ (the length of the shorter when one begins the
 * other), or SPAN_SAME. */
size_t span_difference(struct span a, struct span b);

/* Order by byte, shorter first: for sorting. */
int span_compare(struct span a, struct span b);

#endif

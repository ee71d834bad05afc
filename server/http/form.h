/*
 * application/x-www-form-urlencoded, strictly (interface.md, Limits): `%xx` and `+` are decoded,
 * every other byte stands for itself, a pair without `=` has an empty value, an empty pair is
 * skipped. A bad escape or `%00` refuses the whole form. Repeated names are kept in order; whether
 * they matter is the caller's question.
 *
 * Query strings are read with the same function.
 */
#ifndef BADGED_HTTP_FORM_H
#define BADGED_HTTP_FORM_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

enum { FORM_FIELDS_MAX = 200 };

struct form_field {
    struct span name;
    struct span value;
};

struct form {
    struct form_field *fields;
    size_t count;
};

enum form_flaw {
    FORM_FLAW_NONE,
    FORM_FLAW_ESCAPE, /* `%` without two hexadecimal digits */
    FORM_FLAW_NUL,    /* `%00` or a NUL byte */
    FORM_FLAW_FIELDS, /* more than FORM_FIELDS_MAX */
};

/* Names and values borrow from `bytes` where nothing was escaped, else from the arena. */
__attribute__((warn_unused_result)) enum form_flaw form_parse(struct arena *arena,
                                                              struct span bytes, struct form *form);

/* The first field of this name, compared by byte; NULL when there is none. */
const struct form_field *form_find(const struct form *form, struct span name);

/* Its value, or empty. */
struct span form_value(const struct form *form, struct span name);

/* How many fields have this name. */
size_t form_count(const struct form *form, struct span name);

/* Percent-encodes for a form or a query: letters, digits and "-._~" stay. */
struct span form_encode(struct arena *arena, struct span value);

/* True for `application/x-www-form-urlencoded`, any case, with no parameter but `charset=utf-8`. */
bool form_is_content_type(struct span content_type);

#endif

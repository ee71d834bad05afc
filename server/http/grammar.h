/* The character classes of RFC 9110 section 5.6 and RFC 9112, shared by the modules of this
 * folder. */
#ifndef BADGED_HTTP_GRAMMAR_H
#define BADGED_HTTP_GRAMMAR_H

#include "base/span.h"

bool grammar_is_alnum(char byte);

/* A method or a field name; not empty. */
bool grammar_is_token(struct span text);

/* A field value: no control but the tab. May be empty. */
bool grammar_is_field_text(struct span text);

/* One digit or more and nothing else. A number too large for size_t is SIZE_MAX. */
bool grammar_decimal(struct span text, size_t *number);

/* 0..15, or -1. */
int grammar_hex(char byte);

#endif

/*
 * claimsMatchingExpression of flexible federated identity credentials (entra-wire.md 9):
 *
 *     claims['sub'] matches 'repo:contoso:*' and claims['job_workflow_ref'] eq
 * 'x'
 *
 * Terms are joined by " and "; single spaces stand between words; `*` and `?` are wildcards under
 * `matches` alone; a single quote before a quote, `*` or `?` makes it an ordinary character.
 */
#ifndef BADGED_ENTRA_EXPRESSION_H
#define BADGED_ENTRA_EXPRESSION_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>
#include <stdbool.h>

enum { EXPRESSION_TERMS_MAX = 8 };

struct expression_term {
    struct span claim;
    bool is_pattern;
    struct span comparand; /* between its quotes, escapes and all */
};

struct expression {
    struct expression_term terms[EXPRESSION_TERMS_MAX];
    size_t count;
};

/* What is wrong, and at which byte. */
struct expression_flaw {
    const char *why; /* NULL: nothing */
    size_t at;
};

/* The terms borrow from `text`. */
struct expression_flaw expression_parse(struct span text, struct expression *expression);

/* True when every term's claim is a string that fits. */
bool expression_match(const struct expression *expression, const json_t *claims);

/* Would `value` fit if the text were a comparand of `matches`? */
bool expression_is_fit(struct span comparand, struct span value);

#endif

/* Percent-encoding (RFC 3986 section 2.1), read strictly. */
#ifndef BADGED_HTTP_PERCENT_H
#define BADGED_HTTP_PERCENT_H

#include "base/arena.h"
#include "base/span.h"

enum percent_flaw {
    PERCENT_FLAW_NONE,
    PERCENT_FLAW_ESCAPE, /* `%` without two hexadecimal digits */
    PERCENT_FLAW_NUL,    /* `%00` or a NUL byte */
};

enum percent_plus { PERCENT_PLUS_STAYS, PERCENT_PLUS_IS_SPACE };

/* Borrows from `text` where there is nothing to decode, else from the arena. */
__attribute__((warn_unused_result)) enum percent_flaw
percent_decode(struct arena *arena, struct span text, enum percent_plus plus, struct span *decoded);

/* Letters, digits and "-._~" stay, every other byte becomes %XX. */
struct span percent_encode(struct arena *arena, struct span bytes);

#endif

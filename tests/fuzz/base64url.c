/* What decodes has exactly one spelling, and what is encoded decodes to the same bytes. */
#include "base/base64.h"
#include "fuzz.h"

void fuzz_begin(void)
{
}

void fuzz_one(struct arena *arena, struct span input)
{
    struct span bytes;

    if (base64url_decode(arena, input, &bytes))
        FUZZ_HOLD(span_equal(base64url_encode(arena, bytes), input));
    else
        FUZZ_HOLD(span_is_empty(bytes));
    if (base64_decode(arena, input, &bytes))
        FUZZ_HOLD(span_equal(base64_encode(arena, bytes), input));
    FUZZ_HOLD(base64url_decode(arena, base64url_encode(arena, input), &bytes));
    FUZZ_HOLD(span_equal(bytes, input));
    FUZZ_HOLD(base64_decode(arena, base64_encode(arena, input), &bytes));
    FUZZ_HOLD(span_equal(bytes, input));
}

#include "http/chunk.h"

#include "http/grammar.h"

#include <stdint.h>

static size_t count_digits(struct span line)
{
    size_t count = 0;

    while (count < line.len && grammar_hex(line.at[count]) >= 0)
        count++;
    return count;
}

static size_t hexadecimal(struct span digits)
{
    size_t sum = 0;

    for (size_t i = 0; i < digits.len; i++)
        sum = sum > SIZE_MAX / 16 ? SIZE_MAX : sum * 16 + (size_t)grammar_hex(digits.at[i]);
    return sum;
}

enum flaw chunk_line_parse(struct span line, size_t *size)
{
    struct span digits = span_head(line, count_digits(line));
    struct span rest = span_tail(line, digits.len);

    if (digits.len == 0)
        return FLAW_CHUNK_SIZE;
    *size = hexadecimal(digits);
    if (rest.len == 0)
        return FLAW_NONE;
    if (!span_starts(span_trim(rest), SPAN(";")))
        return FLAW_CHUNK_SIZE;
    return grammar_is_field_text(rest) ? FLAW_NONE : FLAW_CHUNK_EXTENSION;
}

#include "http/percent.h"

#include "base/text.h"
#include "http/grammar.h"

enum { ESCAPE_LENGTH = 3 };

/* The byte that `rest` begins with, decoded; -1 for a bad escape. `taken` says how long it was. */
static int next_byte(struct span rest, enum percent_plus plus, size_t *taken)
{
    int high;
    int low;

    *taken = 1;
    if (rest.at[0] == '+' && plus == PERCENT_PLUS_IS_SPACE)
        return ' ';
    if (rest.at[0] != '%')
        return (unsigned char)rest.at[0];
    if (rest.len < ESCAPE_LENGTH)
        return -1;
    *taken = ESCAPE_LENGTH;
    high = grammar_hex(rest.at[1]);
    low = grammar_hex(rest.at[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static enum percent_flaw decode_into(char *out, struct span text, enum percent_plus plus,
                                     size_t *length)
{
    for (size_t at = 0, taken; at < text.len; at += taken) {
        int byte = next_byte(span_tail(text, at), plus, &taken);

        if (byte < 0)
            return PERCENT_FLAW_ESCAPE;
        if (byte == 0)
            return PERCENT_FLAW_NUL;
        out[(*length)++] = (char)(unsigned char)byte;
    }
    return PERCENT_FLAW_NONE;
}

static bool stands_for_itself(struct span text, enum percent_plus plus)
{
    return !span_has(text, '%') && !span_has(text, '\0') &&
           !(plus == PERCENT_PLUS_IS_SPACE && span_has(text, '+'));
}

enum percent_flaw percent_decode(struct arena *arena, struct span text, enum percent_plus plus,
                                 struct span *decoded)
{
    enum percent_flaw flaw;
    size_t length = 0;
    char *out;

    *decoded = text;
    if (stands_for_itself(text, plus))
        return PERCENT_FLAW_NONE;
    out = arena_alloc(arena, text.len);
    flaw = decode_into(out, text, plus, &length);
    *decoded = flaw == PERCENT_FLAW_NONE ? (struct span){out, length} : SPAN("");
    return flaw;
}

static bool is_unreserved(char byte)
{
    return grammar_is_alnum(byte) || span_has(SPAN("-._~"), byte);
}

struct span percent_encode(struct arena *arena, struct span bytes)
{
    static const char DIGITS[] = "0123456789ABCDEF";
    struct text text = {.arena = arena};

    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];
        char escape[ESCAPE_LENGTH] = {'%', DIGITS[byte / 16], DIGITS[byte % 16]};

        if (is_unreserved(bytes.at[i]))
            text_put_byte(&text, bytes.at[i]);
        else
            text_put(&text, (struct span){escape, ESCAPE_LENGTH});
    }
    return text_span(&text);
}

#include "base/base64.h"

#include <stdint.h>

static const char URL_ALPHABET[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { NOT_IN_ALPHABET = 64 };

static struct span encode(struct arena *arena, struct span bytes, const char *alphabet, bool padded)
{
    char *out = arena_alloc(arena, bytes.len / 3 * 4 + 5);
    size_t len = 0;

    for (size_t i = 0; i < bytes.len; i += 3) {
        struct span group = span_head(span_tail(bytes, i), 3);
        uint32_t bits = 0;

        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (k < group.len ? (unsigned char)group.at[k] : 0U);
        for (size_t k = 0; k < 4; k++) {
            if (k <= group.len)
                out[len++] = alphabet[bits >> (18 - 6 * k) & 63];
            else if (padded)
                out[len++] = '=';
        }
    }
    return (struct span){out, len};
}

struct span base64url_encode(struct arena *arena, struct span bytes)
{
    return encode(arena, bytes, URL_ALPHABET, false);
}

struct span base64_encode(struct arena *arena, struct span bytes)
{
    return encode(arena, bytes, ALPHABET, true);
}

static uint32_t value_of(char c, char sixty_two, char sixty_three)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0' + 52);
    if (c == sixty_two)
        return 62;
    return c == sixty_three ? 63 : NOT_IN_ALPHABET;
}

static bool decode(struct arena *arena, struct span text, const char specials[2],
                   struct span *bytes)
{
    unsigned char *out = arena_alloc(arena, text.len / 4 * 3 + 3);
    size_t len = 0;
    uint32_t bits = 0;
    unsigned held = 0;

    *bytes = SPAN("");
    if (text.len % 4 == 1)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t value = value_of(text.at[i], specials[0], specials[1]);

        if (value == NOT_IN_ALPHABET)
            return false;
        bits = bits << 6 | value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[len++] = (unsigned char)(bits >> held & 0xff);
        }
    }
    if ((bits & ((1U << held) - 1)) != 0)
        return false;
    *bytes = (struct span){(const char *)out, len};
    return true;
}

bool base64url_decode(struct arena *arena, struct span text, struct span *bytes)
{
    return decode(arena, text, "-_", bytes);
}

bool base64_decode(struct arena *arena, struct span text, struct span *bytes)
{
    *bytes = SPAN("");
    if (text.len % 4 != 0)
        return false;
    for (int padding = 0; padding < 2 && span_ends(text, SPAN("=")); padding++)
        text.len--;
    return decode(arena, text, "+/", bytes);
}

struct span hex_encode(struct arena *arena, struct span bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = arena_alloc(arena, bytes.len * 2 + 1);

    for (size_t i = 0; i < bytes.len; i++) {
        out[2 * i] = digits[(unsigned char)bytes.at[i] >> 4];
        out[2 * i + 1] = digits[(unsigned char)bytes.at[i] & 15];
    }
    return (struct span){out, bytes.len * 2};
}

#include "base/uuid.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_dash_place(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

bool uuid_parse(struct span text, unsigned char bytes[UUID_BYTES])
{
    size_t digits = 0;

    if (text.len != UUID_TEXT_LENGTH)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int value = hex_value(text.at[i]);

        if (is_dash_place(i)) {
            if (text.at[i] != '-')
                return false;
            continue;
        }
        if (value < 0)
            return false;
        bytes[digits / 2] = (unsigned char)(digits % 2 ? bytes[digits / 2] | value : value << 4);
        digits++;
    }
    return true;
}

bool uuid_is(struct span text)
{
    unsigned char bytes[UUID_BYTES];

    return uuid_parse(text, bytes);
}

struct span uuid_render(struct arena *arena, const unsigned char bytes[UUID_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    char *out = arena_alloc(arena, UUID_TEXT_LENGTH + 1);
    size_t nibble = 0;

    for (size_t i = 0; i < UUID_TEXT_LENGTH; i++) {
        if (is_dash_place(i)) {
            out[i] = '-';
            continue;
        }
        out[i] = digits[nibble % 2 ? bytes[nibble / 2] & 15 : bytes[nibble / 2] >> 4];
        nibble++;
    }
    return (struct span){out, UUID_TEXT_LENGTH};
}

void uuid_stamp(unsigned char bytes[UUID_BYTES], unsigned version)
{
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | version << 4);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
}

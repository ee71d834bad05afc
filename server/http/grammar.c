#include "http/grammar.h"

#include <stdint.h>

bool grammar_is_alnum(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z');
}

bool grammar_is_token(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!grammar_is_alnum(text.at[i]) && !span_has(SPAN("!#$%&'*+-.^_`|~"), text.at[i]))
            return false;
    return text.len > 0;
}

bool grammar_is_field_text(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.at[i];

        if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
            return false;
    }
    return true;
}

bool grammar_decimal(struct span text, size_t *number)
{
    size_t sum = 0;

    for (size_t i = 0; i < text.len; i++) {
        size_t digit = (size_t)(unsigned char)text.at[i] - '0';

        if (digit > 9)
            return false;
        sum = sum > (SIZE_MAX - digit) / 10 ? SIZE_MAX : sum * 10 + digit;
    }
    *number = sum;
    return text.len > 0;
}

int grammar_hex(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    if (byte >= 'A' && byte <= 'F')
        return byte - 'A' + 10;
    return -1;
}

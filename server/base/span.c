#include "base/span.h"

#include <string.h>

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

struct span span_of(const char *text)
{
    return (struct span){text ? text : "", text ? strlen(text) : 0};
}

bool span_is_empty(struct span span)
{
    return span.len == 0;
}

bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool span_equal_nocase(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (fold(a.at[i]) != fold(b.at[i]))
            return false;
    return true;
}

bool span_starts(struct span span, struct span prefix)
{
    return span.len >= prefix.len && span_equal(span_head(span, prefix.len), prefix);
}

bool span_ends(struct span span, struct span suffix)
{
    return span.len >= suffix.len && span_equal(span_tail(span, span.len - suffix.len), suffix);
}

bool span_has(struct span span, char byte)
{
    return span.len > 0 && memchr(span.at, byte, span.len) != NULL;
}

struct span span_head(struct span span, size_t count)
{
    return (struct span){span.at, count < span.len ? count : span.len};
}

struct span span_tail(struct span span, size_t count)
{
    if (count >= span.len)
        return SPAN("");
    return (struct span){span.at + count, span.len - count};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

struct span span_trim(struct span span)
{
    while (span.len > 0 && is_blank(span.at[0]))
        span = span_tail(span, 1);
    while (span.len > 0 && is_blank(span.at[span.len - 1]))
        span.len--;
    return span;
}

bool span_cut(struct span whole, char byte, struct span *before, struct span *after)
{
    const char *hit = whole.len > 0 ? memchr(whole.at, byte, whole.len) : NULL;
    size_t at = hit ? (size_t)(hit - whole.at) : whole.len;

    *before = span_head(whole, at);
    *after = hit ? span_tail(whole, at + 1) : SPAN("");
    return hit != NULL;
}

size_t span_difference(struct span a, struct span b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < shorter; i++)
        if (a.at[i] != b.at[i])
            return i;
    return a.len == b.len ? SPAN_SAME : shorter;
}

int span_compare(struct span a, struct span b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter > 0 ? memcmp(a.at, b.at, shorter) : 0;

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

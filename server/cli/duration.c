#include "cli/duration.h"

struct unit {
    char letter;
    int64_t seconds;
};

static const struct unit units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

static int64_t unit_seconds(char letter)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].letter == letter)
            return units[i].seconds;
    return 0;
}

/* Takes the digits off the front of `rest`. False when there are none or too many. */
static bool take_number(struct span *rest, int64_t *number)
{
    size_t len = 0;

    *number = 0;
    for (; len < rest->len && rest->at[len] >= '0' && rest->at[len] <= '9'; len++) {
        *number = *number * 10 + (rest->at[len] - '0');
        if (*number > DURATION_MAX_SECONDS)
            return false;
    }
    *rest = span_tail(*rest, len);
    return len > 0;
}

static bool parse_unsigned(struct span text, int64_t *seconds)
{
    struct span rest = text;

    if (span_is_empty(text))
        return false;
    while (rest.len > 0) {
        bool is_first = rest.len == text.len;
        int64_t number;
        int64_t unit;

        if (!take_number(&rest, &number))
            return false;
        unit = rest.len > 0 ? unit_seconds(rest.at[0]) : is_first;
        if (unit == 0 || number > (DURATION_MAX_SECONDS - *seconds) / unit)
            return false;
        *seconds += number * unit;
        rest = span_tail(rest, 1);
    }
    return true;
}

bool duration_parse(struct span text, int64_t *seconds)
{
    bool is_negative = span_starts(text, SPAN("-"));

    *seconds = 0;
    if (!parse_unsigned(span_tail(text, is_negative ? 1 : 0), seconds))
        return false;
    if (is_negative)
        *seconds = -*seconds;
    return true;
}

#include "base/instant.h"

#include "base/text.h"

static const int64_t SECONDS_PER_DAY = 86400;
static const int64_t FIRST_SECOND = -62135596800; /* 0001-01-01T00:00:00Z */
static const int64_t LAST_SECOND = 253402300799;  /* 9999-12-31T23:59:59Z */

struct civil {
    int year, month, day, hour, minute, second, weekday;
};

/* Days since 1970-01-01 of the proleptic Gregorian calendar; the year is counted from March so that
 * leap days come last. */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static struct civil civil_from_seconds(int64_t seconds)
{
    int64_t clamped = seconds < FIRST_SECOND  ? FIRST_SECOND
                      : seconds > LAST_SECOND ? LAST_SECOND
                                              : seconds;
    int64_t second_of_day = (clamped % SECONDS_PER_DAY + SECONDS_PER_DAY) % SECONDS_PER_DAY;
    int64_t days = (clamped - second_of_day) / SECONDS_PER_DAY;
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

    return (struct civil){
        .year = (int)(year_of_era + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .hour = (int)(second_of_day / 3600),
        .minute = (int)(second_of_day / 60 % 60),
        .second = (int)(second_of_day % 60),
        .weekday = (int)((days % 7 + 11) % 7),
    };
}

/* Takes exactly `count` digits off the front. */
static bool take_digits(struct span *text, size_t count, int *value)
{
    *value = 0;
    if (text->len < count)
        return false;
    for (size_t i = 0; i < count; i++) {
        char c = text->at[i];

        if (c < '0' || c > '9')
            return false;
        *value = *value * 10 + (c - '0');
    }
    *text = span_tail(*text, count);
    return true;
}

static bool take_byte(struct span *text, const char *any_of)
{
    if (text->len == 0 || !span_has(span_of(any_of), text->at[0]))
        return false;
    *text = span_tail(*text, 1);
    return true;
}

static bool take_date(struct span *text, struct civil *civil)
{
    return take_digits(text, 4, &civil->year) && take_byte(text, "-") &&
           take_digits(text, 2, &civil->month) && take_byte(text, "-") &&
           take_digits(text, 2, &civil->day);
}

static bool take_time(struct span *text, struct civil *civil)
{
    return take_digits(text, 2, &civil->hour) && take_byte(text, ":") &&
           take_digits(text, 2, &civil->minute) && take_byte(text, ":") &&
           take_digits(text, 2, &civil->second);
}

static bool take_fraction(struct span *text, uint32_t *ticks)
{
    uint32_t scale = INSTANT_TICKS_PER_SECOND / 10;
    int digit;

    *ticks = 0;
    if (!take_byte(text, "."))
        return true;
    if (!take_digits(text, 1, &digit))
        return false;
    do {
        *ticks += (uint32_t)digit * scale;
        scale /= 10;
    } while (take_digits(text, 1, &digit));
    return true;
}

static bool take_offset(struct span *text, int64_t *seconds)
{
    struct span sign = span_head(*text, 1);
    int hours;
    int minutes;

    *seconds = 0;
    if (take_byte(text, "Zz"))
        return true;
    if (!take_byte(text, "+-") || !take_digits(text, 2, &hours) || !take_byte(text, ":") ||
        !take_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 60 + minutes) * 60;
    if (sign.at[0] == '-')
        *seconds = -*seconds;
    return true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

static bool civil_is_real(const struct civil *c)
{
    return c->year >= 1 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(c->year, c->month) && c->hour <= 23 && c->minute <= 59 &&
           c->second <= 59;
}

bool instant_parse(struct span text, struct instant *instant)
{
    struct civil civil = {0};
    uint32_t ticks;
    int64_t offset;

    if (!take_date(&text, &civil) || !take_byte(&text, "Tt ") || !take_time(&text, &civil) ||
        !take_fraction(&text, &ticks) || !take_offset(&text, &offset) || text.len > 0 ||
        !civil_is_real(&civil))
        return false;
    instant->seconds = days_from_civil(civil.year, civil.month, civil.day) * SECONDS_PER_DAY +
                       civil.hour * 3600 + civil.minute * 60 + civil.second - offset;
    instant->ticks = ticks;
    return true;
}

static struct span civil_text(struct arena *arena, int64_t seconds, char between, const char *end)
{
    struct civil c = civil_from_seconds(seconds);

    return text_format(arena, "%04d-%02d-%02d%c%02d:%02d:%02d%s", c.year, c.month, c.day, between,
                       c.hour, c.minute, c.second, end);
}

struct span instant_rfc3339(struct arena *arena, int64_t seconds)
{
    return civil_text(arena, seconds, 'T', "Z");
}

struct span instant_spaced(struct arena *arena, int64_t seconds)
{
    return civil_text(arena, seconds, ' ', "Z");
}

struct span instant_precise(struct arena *arena, struct instant instant)
{
    struct span date = civil_text(arena, instant.seconds, 'T', "");

    return text_format(arena, "%.*s.%07uZ", SPAN_ARGS(date), (unsigned)instant.ticks);
}

struct span instant_http_date(struct arena *arena, int64_t seconds)
{
    static const char weekdays[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_from_seconds(seconds);

    return text_format(arena, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekdays[c.weekday], c.day,
                       months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

int instant_month_parse(struct span text)
{
    int year;
    int month;

    if (!take_digits(&text, 4, &year) || !take_byte(&text, "-") || !take_digits(&text, 2, &month) ||
        text.len > 0 || month < 1 || month > 12)
        return -1;
    return year * 12 + month - 1;
}

int instant_month(int64_t seconds)
{
    struct civil c = civil_from_seconds(seconds);

    return c.year * 12 + c.month - 1;
}

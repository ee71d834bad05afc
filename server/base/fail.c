#include "base/fail.h"

#include <stdarg.h>
#include <stdio.h>

bool fail_is_set(const struct fail *fail)
{
    return fail->what[0] != '\0';
}

#define SAY_ONCE(field)                                                                            \
    do {                                                                                           \
        va_list values;                                                                            \
        if (fail->field[0] != '\0')                                                                \
            break;                                                                                 \
        va_start(values, format);                                                                  \
        vsnprintf(fail->field, sizeof fail->field, format, values);                                \
        va_end(values);                                                                            \
    } while (0)

bool fail_what(struct fail *fail, const char *format, ...)
{
    SAY_ONCE(what);
    return false;
}

bool fail_where(struct fail *fail, const char *format, ...)
{
    SAY_ONCE(where);
    return false;
}

bool fail_remedy(struct fail *fail, const char *format, ...)
{
    SAY_ONCE(remedy);
    return false;
}

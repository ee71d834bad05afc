#define _POSIX_C_SOURCE 200809L

#include "cli/report.h"

#include "base/span.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool report_has_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return isatty(fileno(stream)) && !(no_colour && *no_colour) &&
           !(terminal && strcmp(terminal, "dumb") == 0);
}

struct span report_render(struct arena *arena, const struct fail *fail, bool colour)
{
    struct text text = {.arena = arena};

    text_printf(&text, "%sbadged:%s %s", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "",
                fail->what);
    if (fail->where[0])
        text_printf(&text, " (%s)", fail->where);
    text_put_byte(&text, '\n');
    if (fail->remedy[0])
        text_printf(&text, "  %s\n", fail->remedy);
    return text_span(&text);
}

void report_fail(const struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span text = report_render(arena, fail, report_has_colour(stderr));

    fwrite(text.at, 1, text.len, stderr);
}

bool report_output(struct span text, struct fail *fail)
{
    if (fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0)
        return true;
    return fail_what(fail, "cannot write to standard output: %s", strerror(errno));
}

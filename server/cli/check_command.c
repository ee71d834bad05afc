#define _POSIX_C_SOURCE 200809L

#include "base/text.h"
#include "cli/command.h"
#include "cli/report.h"
#include "shell/files.h"
#include "shell/worlds.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool is_readable(struct span path, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct files_list worlds;

    if (files_is_folder(path))
        return files_list_worlds(arena, path, &worlds, fail);
    if (access(arena_copy(arena, path).at, R_OK) == 0)
        return true;
    fail_what(fail, "cannot read %.*s: %s", SPAN_ARGS(path), strerror(errno));
    return fail_remedy(fail, "name a world file, or a folder of them");
}

static void put_counted(struct text *text, size_t count, const char *noun)
{
    if (count == 0)
        text_printf(text, "no %s", noun);
    else
        text_printf(text, "%zu %s", count, noun);
    text_put(text, count == 1 ? SPAN("") : SPAN("s"));
}

static struct span render(struct arena *arena, const struct fixture_report *report)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < report->count; i++) {
        text_put(&text, fixture_finding_render(arena, &report->findings[i]));
        text_put_byte(&text, '\n');
    }
    put_counted(&text, report->errors, "error");
    text_put(&text, SPAN(", "));
    put_counted(&text, report->count - report->errors, "warning");
    text_put_byte(&text, '\n');
    return text_span(&text);
}

static enum cli_status check(struct arena *arena, const struct options *options, struct fail *fail)
{
    struct fixture_report report = {.arena = arena};
    struct worlds_source source = {
        .paths = options->operands,
        .path_count = options->operand_count,
        .origin = SPAN("https://localhost:8443"),
    };
    struct fixture *fixture = worlds_fixture_load(arena, &source, &report);
    enum cli_status status = fixture && report.errors == 0 ? CLI_DONE : CLI_NO;

    fixture_free(fixture);
    return report_output(render(arena, &report), fail) ? status : CLI_FAILED;
}

enum cli_status check_command(struct arena *arena, const struct options *options, struct fail *fail)
{
    if (options->operand_count == 0) {
        fail_what(fail, "nothing to check");
        fail_remedy(fail, "write badged check PATH...");
        return CLI_USAGE;
    }
    for (size_t i = 0; i < options->operand_count; i++)
        if (!is_readable(options->operands[i], fail))
            return CLI_FAILED;
    return check(arena, options, fail);
}

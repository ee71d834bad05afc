#include "support/golden.h"

#include "support/cm.h"
#include "support/files.h"

#include <stdio.h>

static bool say_difference(const char *path, struct span actual, struct span expected)
{
    struct span actual_line, expected_line;
    unsigned line = 0;

    do {
        line++;
        span_cut(actual, '\n', &actual_line, &actual);
        span_cut(expected, '\n', &expected_line, &expected);
    } while (span_equal(actual_line, expected_line) && (actual.len > 0 || expected.len > 0));
    print_error("%s:%u differs\n  got      \"%.*s\"\n  expected \"%.*s\"\n", path, line,
                SPAN_ARGS(actual_line), SPAN_ARGS(expected_line));
    return false;
}

static bool rewrite(const char *path, struct span actual)
{
    char full[4096];
    FILE *file;
    bool ok;

    snprintf(full, sizeof full, "%s/%s", BADGED_SOURCE_DIR, path);
    if (span_is_empty(actual))
        return !files_exist(path) || remove(full) == 0;
    file = fopen(full, "wb");
    if (!file)
        return false;
    ok = fwrite(actual.at, 1, actual.len, file) == actual.len;
    return fclose(file) == 0 && ok;
}

bool golden_check(enum golden_mode mode, const char *path, struct span actual)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span expected = SPAN("");

    if (mode == GOLDEN_REWRITE)
        return rewrite(path, actual);
    if (files_exist(path))
        expected = files_read(arena, path);
    return span_equal(actual, expected) || say_difference(path, actual, expected);
}

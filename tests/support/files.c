#include "support/files.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

static FILE *open_in_tree(const char *path)
{
    char full[4096];

    snprintf(full, sizeof full, "%s%s%s", path[0] == '/' ? "" : BADGED_SOURCE_DIR,
             path[0] == '/' ? "" : "/", path);
    return fopen(full, "rb");
}

bool files_exist(const char *path)
{
    FILE *file = open_in_tree(path);

    if (file)
        fclose(file);
    return file != NULL;
}

struct span files_read(struct arena *arena, const char *path)
{
    struct text text = {.arena = arena};
    FILE *file = open_in_tree(path);
    char chunk[4096];
    size_t got;

    if (!file) {
        perror(path);
        exit(1);
    }
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        text_put(&text, (struct span){chunk, got});
    fclose(file);
    return text_span(&text);
}

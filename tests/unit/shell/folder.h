/* A temporary folder of a test; removed with what is in it. */
#ifndef BADGED_TESTS_UNIT_SHELL_FOLDER_H
#define BADGED_TESTS_UNIT_SHELL_FOLDER_H

#include "base/text.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static inline struct span folder_new(struct arena *arena)
{
    struct span pattern = TEXT_CONCAT(arena, span_of(P_tmpdir), SPAN("/badged-test-XXXXXX"));
    char *at = arena_alloc(arena, pattern.len + 1);

    memcpy(at, pattern.at, pattern.len);
    if (!mkdtemp(at))
        abort();
    return span_of(at);
}

static inline int folder_remove_one(const char *path, const struct stat *status, int type,
                                    struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

static inline void folder_remove(struct span folder)
{
    nftw(folder.at, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline struct span folder_path(struct arena *arena, struct span folder, const char *name)
{
    return TEXT_CONCAT(arena, folder, SPAN("/"), span_of(name));
}

static inline unsigned folder_mode(struct span path)
{
    struct stat status;

    return stat(path.at, &status) == 0 ? (unsigned)status.st_mode & 07777U : 0;
}

#endif

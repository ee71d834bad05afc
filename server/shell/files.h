/* Files: read whole and bounded, written atomically, listed in order of bytes. */
#ifndef BADGED_SHELL_FILES_H
#define BADGED_SHELL_FILES_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <stdbool.h>

enum { FILES_MAX_BYTES = 64 * 1024 * 1024 }; /* a world of 100,000 credentials is about 30 MB */

/* The whole file, in the arena. Also reads pipes ("/dev/stdin"). */
__attribute__((warn_unused_result)) bool files_load(struct arena *arena, struct span path,
                                                    struct span *bytes, struct fail *fail);

/* A temporary file in the same folder, fsync, rename: a reader sees the old file or the new one. */
__attribute__((warn_unused_result)) bool files_store(struct span path, struct span bytes,
                                                     unsigned mode, struct fail *fail);

struct files_list {
    struct span *paths; /* "folder/name.json" */
    size_t count;
};

/* The *.json of a folder, not recursive, in byte order, without *.schema.json. */
__attribute__((warn_unused_result)) bool files_list_worlds(struct arena *arena, struct span folder,
                                                           struct files_list *list,
                                                           struct fail *fail);

bool files_is_folder(struct span path);

/* With its parents; those that are missing get the same mode. */
__attribute__((warn_unused_result)) bool files_make_folder(struct span path, unsigned mode,
                                                           struct fail *fail);

#endif

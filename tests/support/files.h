/* Files for tests. */
#ifndef BADGED_TESTS_SUPPORT_FILES_H
#define BADGED_TESTS_SUPPORT_FILES_H

#include "base/arena.h"
#include "base/span.h"

/* The whole file; fails the process with its name when it cannot be read. Relative names start at
 * the source tree. */
struct span files_read(struct arena *arena, const char *path);

/* False when there is no such file. */
bool files_exist(const char *path);

#endif

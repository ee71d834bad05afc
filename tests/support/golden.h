/*
 * Texts that stand in files of the source tree. They are rewritten only when whoever runs the tests
 * asks for it, and reads the difference afterwards.
 */
#ifndef BADGED_TESTS_SUPPORT_GOLDEN_H
#define BADGED_TESTS_SUPPORT_GOLDEN_H

#include "base/span.h"

enum golden_mode { GOLDEN_COMPARE, GOLDEN_REWRITE };

/*
 * Is `actual` what the file holds? An empty text means that there is no such file. When it is not,
 * the first line that differs is printed.
 */
bool golden_check(enum golden_mode mode, const char *path, struct span actual);

#endif

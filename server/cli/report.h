/* What goes to the person at the terminal: errors on standard error, colour only where it is seen.
 */
#ifndef BADGED_CLI_REPORT_H
#define BADGED_CLI_REPORT_H

#include "base/arena.h"
#include "base/fail.h"

#include <stdbool.h>
#include <stdio.h>

/* True when `stream` is a terminal and NO_COLOR is not set. */
bool report_has_colour(FILE *stream);

/* "badged: what (where)\n  what to do\n" */
struct span report_render(struct arena *arena, const struct fail *fail, bool colour);

/* report_render on standard error. */
void report_fail(const struct fail *fail);

/* Writes and flushes standard output. False when it could not be written, for example because the
 * disk is full. */
__attribute__((warn_unused_result)) bool report_output(struct span text, struct fail *fail);

#endif

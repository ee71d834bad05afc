/*
 * Signals until the loop watches for them: they are blocked and stay pending, so that a daemon that
 * is asked to stop while it still makes its keys ends as one that serves does, and leaves nothing
 * behind.
 */
#ifndef BADGED_SHELL_STOP_H
#define BADGED_SHELL_STOP_H

#include <stdbool.h>

enum { STOP_SIGNALS = 3 };

extern const int stop_signals[STOP_SIGNALS]; /* SIGTERM, SIGINT, SIGHUP */

/* Before any thread is made: each inherits it. */
void stop_block(void);
void stop_unblock(void);

/* A blocked SIGTERM or SIGINT waits. From any thread. */
bool stop_is_wanted(void);

#endif

/*
 * A failure is the world misbehaving: what happened, where, and what to do about it. The caller
 * owns the struct, the function that fails fills it and answers false. The first failure wins.
 */
#ifndef BADGED_BASE_FAIL_H
#define BADGED_BASE_FAIL_H

#include <stdbool.h>

enum { FAIL_TEXT_BYTES = 512 };

struct fail {
    char what[FAIL_TEXT_BYTES];   /* "cannot listen on 127.0.0.1:8443: Address already in use" */
    char where[FAIL_TEXT_BYTES];  /* a file, a line, an option; may be empty */
    char remedy[FAIL_TEXT_BYTES]; /* "stop the other daemon, or choose another port with --listen";
                                     may be empty */
};

/* True when something has been said. */
bool fail_is_set(const struct fail *fail);

/* Each answers false, so that a failing function can `return fail_what(...)`. Longer text is cut.
 */
__attribute__((format(printf, 2, 3))) bool fail_what(struct fail *fail, const char *format, ...);
__attribute__((format(printf, 2, 3))) bool fail_where(struct fail *fail, const char *format, ...);
__attribute__((format(printf, 2, 3))) bool fail_remedy(struct fail *fail, const char *format, ...);

#endif

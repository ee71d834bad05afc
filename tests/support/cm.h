/* cmocka with the headers that it wants before it. */
#ifndef BADGED_TESTS_SUPPORT_CM_H
#define BADGED_TESTS_SUPPORT_CM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/span.h"

/* Spans compared as text, so that a failure shows both. */
#define assert_span(actual, expected)                                                              \
    do {                                                                                           \
        struct span actual_span_ = (actual);                                                       \
        struct span expected_span_ = span_of(expected);                                            \
        if (!span_equal(actual_span_, expected_span_))                                             \
            fail_msg("\n  got      \"%.*s\"\n  expected \"%.*s\"", SPAN_ARGS(actual_span_),        \
                     SPAN_ARGS(expected_span_));                                                   \
    } while (0)

#endif

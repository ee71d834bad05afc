/*
 * Lines out of bytes that grow. The cursor holds offsets, since the bytes may move while they grow,
 * and remembers where it searched already: however small the pieces, each byte is searched once.
 */
#ifndef BADGED_HTTP_CRLF_H
#define BADGED_HTTP_CRLF_H

#include "base/span.h"

struct crlf_cursor {
    size_t at;       /* the first byte that is not used up */
    size_t searched; /* no line ends between `at` and here */
};

enum crlf_result {
    CRLF_MORE, /* the line is not whole yet */
    CRLF_LINE,
    CRLF_LONG, /* it has more than `max` bytes, or will */
    CRLF_BARE, /* it ends in LF without CR */
};

/* The line at the cursor without its CRLF; moves the cursor behind it. */
enum crlf_result crlf_take(struct crlf_cursor *cursor, struct span bytes, size_t max,
                           struct span *line);

/* Uses up `count` bytes that are not lines. */
void crlf_skip(struct crlf_cursor *cursor, size_t count);

#endif

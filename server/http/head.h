/*
 * The head of a request while it arrives. Its lines are in memory that may move before the request
 * is complete: what has to outlive a call is an offset here, or a copy in the arena.
 */
#ifndef BADGED_HTTP_HEAD_H
#define BADGED_HTTP_HEAD_H

#include "base/arena.h"
#include "http/flaw.h"
#include "http/message.h"

#include <stdint.h>

struct head_piece {
    uint32_t at;
    uint32_t len;
};

struct head_field {
    struct head_piece name;
    struct head_piece value;
};

struct head {
    struct head_field fields[HTTP_HEADERS_MAX_COUNT];
    size_t field_count;
    struct span host; /* of the Host header, in the arena */
    struct span port;
    size_t length; /* what Content-Length says */
    bool has_host;
    bool has_length;
    bool is_chunked;
    bool says_close;
    bool says_keep_alive;
    bool says_continue;
};

/* Clears `request` and fills what its first line says. All spans are in the arena. */
__attribute__((warn_unused_result)) enum flaw head_take_line(struct arena *arena, struct span line,
                                                             struct http_request *request);

/* A header line; `value` is without white space before it, but with what stands behind it. */
__attribute__((warn_unused_result)) enum flaw head_field_parse(struct span line, struct span *name,
                                                               struct span *value);

/* Adds the header line at offset `at` of the request. */
__attribute__((warn_unused_result)) enum flaw
head_take_field(struct head *head, struct arena *arena, struct span line, size_t at);

/* The rules about the head as a whole; fills what headers say about the request. */
__attribute__((warn_unused_result)) enum flaw head_finish(const struct head *head,
                                                          struct http_request *request);

/* Points the request's headers into `bytes`. */
void head_fill(const struct head *head, struct span bytes, struct http_request *request);

#endif

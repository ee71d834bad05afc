/*
 * A small HTTP client for the command line: one request, one answer, one connection, http or https.
 *
 * Speaks HTTP/1.0, so that no answer is chunked (RFC 9112 section 7 applies to 1.1 only), follows
 * no redirect and uses no proxy.
 */
#ifndef BADGED_SHELL_CLIENT_H
#define BADGED_SHELL_CLIENT_H

#include "base/arena.h"
#include "base/fail.h"
#include "http/message.h"

enum {
    CLIENT_ANSWER_MAX_BYTES = 4 * 1024 * 1024,
    CLIENT_DEADLINE_MILLISECONDS = 10000,
    CLIENT_HEADERS_MAX = 64,
};

struct client_request {
    struct span method; /* "POST" */
    struct span url;    /* "https://localhost:8443/path?query" */
    struct http_header *headers;
    size_t header_count; /* Host, Content-Length and Connection are the client's business */
    struct span body;
    struct span ca_file; /* PEM, trusted for https; empty: what the system trusts */
};

struct client_answer {
    int status;
    struct http_header headers[CLIENT_HEADERS_MAX];
    size_t header_count;
    struct span body;
};

/* Everything in `answer` lives in `arena`. False when no answer came: refused connection, unknown
 * authority, deadline; `fail` then says what to do. Any status is an answer. */
__attribute__((warn_unused_result)) bool client_send(struct arena *arena,
                                                     const struct client_request *request,
                                                     struct client_answer *answer,
                                                     struct fail *fail);

/* The value of the first header of this name (compared without case), or empty. */
struct span client_answer_header(const struct client_answer *answer, struct span name);

#endif

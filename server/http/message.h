/*
 * An HTTP/1.1 message as values. Nothing here knows a socket; every span borrows from the bytes
 * that were read or from an arena that lives as long as the message.
 */
#ifndef BADGED_HTTP_MESSAGE_H
#define BADGED_HTTP_MESSAGE_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

/* The limits of interface.md, in one block. Bytes unless the name says otherwise. */
enum {
    HTTP_REQUEST_LINE_MAX = 8 * 1024,
    HTTP_HEADERS_MAX_BYTES = 16 * 1024,
    HTTP_HEADERS_MAX_COUNT = 100,
    HTTP_BODY_MAX = 64 * 1024,
    HTTP_BODY_MAX_ADMIN = 1024 * 1024,
    HTTP_RESPONSE_HEADERS_MAX = 32,
};

enum http_method {
    HTTP_GET = 1 << 0,
    HTTP_HEAD = 1 << 1,
    HTTP_POST = 1 << 2,
    HTTP_PUT = 1 << 3,
    HTTP_PATCH = 1 << 4,
    HTTP_DELETE = 1 << 5,
    HTTP_OPTIONS = 1 << 6,
    HTTP_CONNECT = 1 << 7,
    HTTP_OTHER = 1 << 8, /* a well-formed token that is none of these */
};

struct http_header {
    struct span name;
    struct span value; /* without surrounding white space */
};

struct http_request {
    enum http_method method;
    struct span method_name;
    struct span target;    /* as it was sent */
    bool is_absolute_form; /* "GET http://host/path": what a client sends to a proxy */
    bool is_tls;           /* set by the shell: the bytes came through TLS */
    struct span
        host; /* lower case, without port, without a trailing dot; "[::1]" keeps its brackets */
    struct span port;  /* digits, or empty */
    struct span path;  /* begins with '/', still percent-encoded, without query; a leading "//" is
                          made "/"; empty for CONNECT, "*" for "OPTIONS *" */
    struct span query; /* behind '?', may be empty */
    struct http_header headers[HTTP_HEADERS_MAX_COUNT];
    size_t header_count;
    struct span body;
    unsigned minor_version; /* HTTP/1.x */
    bool keep_alive;
    bool expects_continue;
};

struct http_response {
    int status;
    struct span reason; /* empty: the standard phrase */
    struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    struct span body;
    bool close; /* say `Connection: close` and do it */
};

/* The value of the first header of this name (compared without case), or empty. */
struct span http_header_find(const struct http_request *request, struct span name);
bool http_header_has(const struct http_request *request, struct span name);

/* Adds a header; more than HTTP_RESPONSE_HEADERS_MAX is a bug. Borrows both spans. */
void http_response_add(struct http_response *response, struct span name, struct span value);

/* "GET" and its kin; HTTP_OTHER when the token is none of them. */
enum http_method http_method_of(struct span name);

/* The standard phrase of a status, "Bad Request"; empty when there is none. */
struct span http_reason(int status);

#endif

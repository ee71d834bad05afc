/* Responses as bytes (RFC 9112 section 4). */
#ifndef BADGED_HTTP_WRITE_H
#define BADGED_HTTP_WRITE_H

#include "http/message.h"

/*
 * Status line, the response's headers in their order, then `Content-Length`, `Connection: close`
 * where it is meant, and the blank line. The body is not copied: the caller sends it behind. For
 * HEAD the length is that of the body which is not sent. 1xx and 204 carry no length.
 * Controls in values and in the reason become spaces: they may hold what a peer sent. The 200 that
 * answers a CONNECT is not written here, since it may have no header at all (proxy-proof.md 4.3).
 */
struct span http_write_head(struct arena *arena, const struct http_response *response);

#endif

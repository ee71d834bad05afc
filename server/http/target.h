/* Request targets and authorities (RFC 9112 section 3.2). */
#ifndef BADGED_HTTP_TARGET_H
#define BADGED_HTTP_TARGET_H

#include "http/message.h"

/*
 * "Host:443", "[::1]:8443", "LOCALHOST." -> host in lower case without trailing dot (in the arena),
 * port as digits or empty. False for anything else: user info, white space, a port that is not
 * 0..65535, an empty host.
 */
bool target_authority_parse(struct arena *arena, struct span authority, struct span *host,
                            struct span *port);

/*
 * Origin form ("/path?query", also "*" for OPTIONS), absolute form ("http://host/path") and, for
 * CONNECT, authority form with its port. Reads the method of the request; fills is_absolute_form,
 * host, port, path and query. False when the target is none of them. A run of slashes at the front
 * becomes one; inside the path they stay. Bytes outside 0x21..0x7e are refused; `#` too.
 */
bool target_parse(struct arena *arena, struct span target, struct http_request *request);

/* Percent-decodes one path segment; false for a bad escape, NUL, or a slash that was escaped. */
bool target_segment_decode(struct arena *arena, struct span segment, struct span *decoded);

#endif

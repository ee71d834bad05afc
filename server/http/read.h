/*
 * A strict, incremental reader of HTTP/1.1 requests (RFC 9112), fed with bytes and asked for
 * requests.
 *
 * The caller keeps all bytes of one request in one piece of memory and hands over the whole piece
 * each time that it has grown; the reader remembers how far it got and looks at no byte twice. The
 * request it fills borrows from that memory (a chunked body, which is not contiguous, is put
 * together in the arena).
 *
 * It refuses what lenient readers have been attacked through (failures-and-hardening.md B4): bare
 * LF, obs-fold, white space around a field name, two Host or no Host (HTTP/1.1), differing or
 * repeated Content-Length, anything but digits in it, Content-Length with Transfer-Encoding, any
 * coding but `chunked`, signs and prefixes in chunk sizes, NUL and other controls in values,
 * versions other than 1.0 and 1.1. `CONNECT host:port HTTP/1.0` without any header is accepted
 * (proxy-proof.md 4.1).
 */
#ifndef BADGED_HTTP_READ_H
#define BADGED_HTTP_READ_H

#include "http/message.h"

enum http_read_result {
    HTTP_READ_MORE, /* more bytes are needed */
    HTTP_READ_HEAD, /* said once: the head is complete; `body_max` may still be changed before the
                       next call */
    HTTP_READ_DONE, /* the request is complete; `consumed` bytes belong to it, what follows is the
                       next one's */
    HTTP_READ_BAD,  /* answer `status` with `why`, then close */
};

struct http_reader; /* one per connection */

struct http_reader *http_reader_new(void);
void http_reader_free(struct http_reader *reader);

/* Forgets the request at hand and makes ready for the next one. */
void http_reader_reset(struct http_reader *reader);

/* HTTP_BODY_MAX unless said otherwise; a reset forgets what was said. */
void http_reader_set_body_max(struct http_reader *reader, size_t body_max);

/*
 * `bytes` is everything since the first byte of this request. `request` must be the same struct
 * until the next reset. Leading CRLFs before a request line are skipped (RFC 9112 section 2.2), two
 * at the most.
 */
__attribute__((warn_unused_result)) enum http_read_result http_read(struct http_reader *reader,
                                                                    struct arena *arena,
                                                                    struct span bytes,
                                                                    struct http_request *request);

/* After HTTP_READ_DONE: how many bytes the request took. */
size_t http_reader_consumed(const struct http_reader *reader);

/* After HTTP_READ_BAD: 400, 413, 414, 431 or 505, and one sentence for the log and for our own
 * hosts' answer. */
int http_reader_status(const struct http_reader *reader);
struct span http_reader_why(const struct http_reader *reader);

#endif

/* The line before a chunk: its size and extensions (RFC 9112 section 7.1). */
#ifndef BADGED_HTTP_CHUNK_H
#define BADGED_HTTP_CHUNK_H

#include "base/span.h"
#include "http/flaw.h"

enum { CHUNK_LINE_MAX = 256 };

/*
 * Digits and nothing else: no sign, no "0x", no white space. Extensions are checked and forgotten.
 * `size` is SIZE_MAX when it is larger than that.
 */
__attribute__((warn_unused_result)) enum flaw chunk_line_parse(struct span line, size_t *size);

#endif

/* What the reader refuses: every flaw is one row, with the status of the answer and one sentence.
 */
#ifndef BADGED_HTTP_FLAW_H
#define BADGED_HTTP_FLAW_H

#include "base/span.h"

enum flaw {
    FLAW_NONE,
    FLAW_LINE_END,
    FLAW_REQUEST_LINE_LONG,
    FLAW_REQUEST_LINE,
    FLAW_METHOD,
    FLAW_TARGET,
    FLAW_VERSION_TEXT,
    FLAW_VERSION,
    FLAW_FIELDS_LONG,
    FLAW_FIELDS_MANY,
    FLAW_FOLD,
    FLAW_FIELD_NAME,
    FLAW_FIELD_VALUE,
    FLAW_HOST,
    FLAW_HOST_TWICE,
    FLAW_HOST_MISSING,
    FLAW_LENGTH,
    FLAW_LENGTH_TWICE,
    FLAW_CODING,
    FLAW_CODING_AND_LENGTH,
    FLAW_CODING_VERSION,
    FLAW_CONNECT_BODY,
    FLAW_BODY_LONG,
    FLAW_CHUNK_SIZE,
    FLAW_CHUNK_EXTENSION,
    FLAW_CHUNK_END,
};

int flaw_status(enum flaw flaw);
struct span flaw_sentence(enum flaw flaw);

#endif

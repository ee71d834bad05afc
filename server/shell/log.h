/*
 * The log: logfmt on stderr, one line an event, one write a line.
 *
 *     time=2026-11-22T05:00:00Z level=info event=exchange id=1 status=200
 *
 * What may appear are the events of log_events.def. No token, secret or key is ever a field. Bytes
 * outside printable ASCII are escaped, so that no peer writes on the operator's terminal.
 */
#ifndef BADGED_SHELL_LOG_H
#define BADGED_SHELL_LOG_H

#include "base/instant.h"
#include "base/span.h"

#include <stdint.h>

enum { LOG_LINE_BYTES = 2048, LOG_VALUE_BYTES = 512 };

enum log_event {
#define EVENT(symbol, name, level, doc) LOG_##symbol,
#include "shell/log_events.def"
#undef EVENT
    LOG_EVENT_COUNT
};

struct log_line {
    size_t len;
    char bytes[LOG_LINE_BYTES];
};

/* Begins a line for an event of this moment (of the machine's clock), or of `now`. */
void log_begin(struct log_line *line, enum log_event event);
void log_begin_at(struct log_line *line, enum log_event event, struct instant now);

/* A field; values longer than LOG_VALUE_BYTES are cut, and so are lines. */
void log_text(struct log_line *line, const char *key, struct span value);
void log_number(struct log_line *line, const char *key, int64_t number);

/* What has been written, without the line feed. */
struct span log_span(const struct log_line *line);

/* Writes it. */
void log_end(struct log_line *line);

/* One sentence on what an event means. */
struct span log_event_doc(enum log_event event);

#endif

#define _POSIX_C_SOURCE 200809L

#include "shell/log.h"

#include "base/arena.h"
#include "shell/clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEVEL_INFO  SPAN_INIT("info")
#define LEVEL_WARN  SPAN_INIT("warn")
#define LEVEL_ERROR SPAN_INIT("error")

static const struct row {
    struct span name, level, doc;
} rows[] = {
#define EVENT(symbol, name, level, doc)                                                            \
    [LOG_##symbol] = {SPAN_INIT(name), LEVEL_##level, SPAN_INIT(doc)},
#include "shell/log_events.def"
#undef EVENT
};

/* One byte is kept for the line feed. */
static void put(struct log_line *line, struct span bytes)
{
    bytes = span_head(bytes, sizeof line->bytes - 1 - line->len);
    if (bytes.len == 0)
        return;
    memcpy(line->bytes + line->len, bytes.at, bytes.len);
    line->len += bytes.len;
}

static bool is_plain(char byte)
{
    return byte > ' ' && byte < 0x7f && byte != '"' && byte != '=' && byte != '\\';
}

static void put_escaped(struct log_line *line, char byte)
{
    char escape[5];

    if (is_plain(byte) || byte == ' ' || byte == '=') {
        put(line, (struct span){&byte, 1});
    } else if (byte == '"' || byte == '\\') {
        put(line, (struct span){(const char[]){'\\', byte}, 2});
    } else {
        snprintf(escape, sizeof escape, "\\x%02x", (unsigned)(unsigned char)byte);
        put(line, (struct span){escape, 4});
    }
}

static void put_value(struct log_line *line, struct span value)
{
    bool plain = value.len > 0;
    size_t i;

    for (i = 0; i < value.len && plain; i++)
        plain = is_plain(value.at[i]);
    if (plain) {
        put(line, value);
        return;
    }
    put(line, SPAN("\""));
    for (i = 0; i < value.len; i++)
        put_escaped(line, value.at[i]);
    put(line, SPAN("\""));
}

void log_text(struct log_line *line, const char *key, struct span value)
{
    put(line, SPAN(" "));
    put(line, span_of(key));
    put(line, SPAN("="));
    put_value(line, span_head(value, LOG_VALUE_BYTES));
}

void log_number(struct log_line *line, const char *key, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lld", (long long)number);
    log_text(line, key, span_of(digits));
}

void log_begin_at(struct log_line *line, enum log_event event, struct instant now)
{
    ARENA_AUTO struct arena *arena = arena_new();

    line->len = 0;
    put(line, SPAN("time="));
    put(line, instant_rfc3339(arena, now.seconds));
    log_text(line, "level", rows[event].level);
    log_text(line, "event", rows[event].name);
}

void log_begin(struct log_line *line, enum log_event event)
{
    log_begin_at(line, event, clock_machine_now());
}

struct span log_span(const struct log_line *line)
{
    return (struct span){line->bytes, line->len};
}

/* A log that cannot be written has nowhere to say so: the daemon goes on. */
void log_end(struct log_line *line)
{
    struct span rest;

    line->bytes[line->len++] = '\n';
    rest = log_span(line);
    while (rest.len > 0) {
        ssize_t wrote = write(STDERR_FILENO, rest.at, rest.len);

        if (wrote < 0 && errno != EINTR)
            return;
        if (wrote > 0)
            rest = span_tail(rest, (size_t)wrote);
    }
}

struct span log_event_doc(enum log_event event)
{
    return rows[event].doc;
}

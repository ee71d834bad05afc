#include "http/read.h"

#include "base/text.h"
#include "http/chunk.h"
#include "http/crlf.h"
#include "http/flaw.h"
#include "http/head.h"

#include <stdlib.h>

enum {
    BLANK_LINES_MAX = 2,
    /* Chunk lines may be this long for free; what all of them have beyond it is bounded. */
    CHUNK_LINE_FREE = 8,
    CHUNK_LINES_EXTRA_MAX = 4 * 1024,
};

enum step {
    STEP_REQUEST_LINE,
    STEP_FIELD,
    STEP_BODY,
    STEP_BODY_OF_LENGTH,
    STEP_CHUNK_LINE,
    STEP_CHUNK_DATA,
    STEP_CHUNK_END,
    STEP_TRAILER,
    STEP_DONE,
    STEP_BAD,
};

struct http_reader {
    enum step step;
    enum flaw flaw;
    struct crlf_cursor cursor;
    size_t body_max;
    unsigned blank_lines;
    size_t section_at; /* where the headers, or the trailers, begin */
    size_t trailer_count;
    struct head head;
    size_t body_at;
    struct text body; /* what chunks brought */
    size_t chunk_left;
    size_t chunk_lines_extra;
};

/* What one call brought. */
struct input {
    struct arena *arena;
    struct span bytes;
    struct http_request *request;
};

struct http_reader *http_reader_new(void)
{
    struct http_reader *reader = malloc(sizeof *reader);

    if (!reader)
        abort();
    http_reader_reset(reader);
    return reader;
}

void http_reader_free(struct http_reader *reader)
{
    free(reader);
}

void http_reader_reset(struct http_reader *reader)
{
    *reader = (struct http_reader){.body_max = HTTP_BODY_MAX};
}

void http_reader_set_body_max(struct http_reader *reader, size_t body_max)
{
    reader->body_max = body_max;
}

/* A step answers false when it needs more bytes than there are. */
static bool go(struct http_reader *reader, enum step step)
{
    reader->step = step;
    return true;
}

static bool refuse(struct http_reader *reader, enum flaw flaw)
{
    reader->flaw = flaw;
    return go(reader, STEP_BAD);
}

static bool go_unless(struct http_reader *reader, enum flaw flaw, enum step step)
{
    return flaw == FLAW_NONE ? go(reader, step) : refuse(reader, flaw);
}

/* What a step answers when it did not get a line. */
static bool no_line(struct http_reader *reader, enum crlf_result result, enum flaw too_long)
{
    if (result == CRLF_MORE)
        return false;
    return refuse(reader, result == CRLF_LONG ? too_long : FLAW_LINE_END);
}

/* RFC 9112 section 2.2: some clients send a CRLF behind a body. */
static bool skip_blank_line(struct http_reader *reader)
{
    if (reader->blank_lines >= BLANK_LINES_MAX)
        return refuse(reader, FLAW_REQUEST_LINE);
    reader->blank_lines++;
    return true;
}

static bool read_request_line(struct http_reader *reader, const struct input *input)
{
    struct span line;
    enum crlf_result result =
        crlf_take(&reader->cursor, input->bytes, HTTP_REQUEST_LINE_MAX, &line);

    if (result != CRLF_LINE)
        return no_line(reader, result, FLAW_REQUEST_LINE_LONG);
    if (span_is_empty(line))
        return skip_blank_line(reader);
    reader->section_at = reader->cursor.at;
    return go_unless(reader, head_take_line(input->arena, line, input->request), STEP_FIELD);
}

/* A line of the headers, or of the trailers: each may have HTTP_HEADERS_MAX_BYTES in all. */
static enum crlf_result take_section_line(struct http_reader *reader, struct span bytes,
                                          struct span *line)
{
    size_t used = reader->cursor.at - reader->section_at + sizeof "\r\n" - 1;

    if (used > HTTP_HEADERS_MAX_BYTES)
        return CRLF_LONG;
    return crlf_take(&reader->cursor, bytes, HTTP_HEADERS_MAX_BYTES - used, line);
}

static bool read_field(struct http_reader *reader, const struct input *input)
{
    size_t at = reader->cursor.at;
    struct span line;
    enum crlf_result result = take_section_line(reader, input->bytes, &line);

    if (result != CRLF_LINE)
        return no_line(reader, result, FLAW_FIELDS_LONG);
    if (!span_is_empty(line))
        return go_unless(reader, head_take_field(&reader->head, input->arena, line, at),
                         STEP_FIELD);
    head_fill(&reader->head, input->bytes, input->request);
    return go_unless(reader, head_finish(&reader->head, input->request), STEP_BODY);
}

static bool begin_body(struct http_reader *reader, const struct input *input)
{
    reader->body_at = reader->cursor.at;
    reader->body = (struct text){.arena = input->arena};
    if (reader->head.is_chunked)
        return go(reader, STEP_CHUNK_LINE);
    return go_unless(reader, reader->head.length > reader->body_max ? FLAW_BODY_LONG : FLAW_NONE,
                     STEP_BODY_OF_LENGTH);
}

static bool read_body_of_length(struct http_reader *reader, const struct input *input)
{
    if (span_tail(input->bytes, reader->body_at).len < reader->head.length)
        return false;
    crlf_skip(&reader->cursor, reader->head.length);
    return go(reader, STEP_DONE);
}

/* Tiny chunks with long extensions would make us keep far more bytes than the body has. */
static bool is_affordable(struct http_reader *reader, struct span line)
{
    if (line.len > CHUNK_LINE_FREE)
        reader->chunk_lines_extra += line.len - CHUNK_LINE_FREE;
    return reader->chunk_lines_extra <= CHUNK_LINES_EXTRA_MAX;
}

static enum flaw take_chunk_line(struct http_reader *reader, struct span line)
{
    enum flaw flaw = chunk_line_parse(line, &reader->chunk_left);

    if (flaw != FLAW_NONE)
        return flaw;
    if (!is_affordable(reader, line))
        return FLAW_CHUNK_EXTENSION;
    if (reader->chunk_left > reader->body_max ||
        reader->body.len > reader->body_max - reader->chunk_left)
        return FLAW_BODY_LONG;
    return FLAW_NONE;
}

static bool read_chunk_line(struct http_reader *reader, const struct input *input)
{
    struct span line;
    enum crlf_result result = crlf_take(&reader->cursor, input->bytes, CHUNK_LINE_MAX, &line);
    enum flaw flaw;

    if (result != CRLF_LINE)
        return no_line(reader, result, FLAW_CHUNK_EXTENSION);
    reader->section_at = reader->cursor.at;
    flaw = take_chunk_line(reader, line);
    return go_unless(reader, flaw, reader->chunk_left > 0 ? STEP_CHUNK_DATA : STEP_TRAILER);
}

static bool read_chunk_data(struct http_reader *reader, const struct input *input)
{
    struct span data = span_head(span_tail(input->bytes, reader->cursor.at), reader->chunk_left);

    text_put(&reader->body, data);
    crlf_skip(&reader->cursor, data.len);
    reader->chunk_left -= data.len;
    return reader->chunk_left == 0 && go(reader, STEP_CHUNK_END);
}

static bool read_chunk_end(struct http_reader *reader, const struct input *input)
{
    struct span line;
    enum crlf_result result = crlf_take(&reader->cursor, input->bytes, 0, &line);

    if (result != CRLF_LINE)
        return no_line(reader, result, FLAW_CHUNK_END);
    return go(reader, STEP_CHUNK_LINE);
}

/* Trailers are held to the rules of headers and then dropped (RFC 9110 section 6.5.1). */
static bool read_trailer(struct http_reader *reader, const struct input *input)
{
    struct span name;
    struct span value;
    struct span line;
    enum crlf_result result = take_section_line(reader, input->bytes, &line);

    if (result != CRLF_LINE)
        return no_line(reader, result, FLAW_FIELDS_LONG);
    if (span_is_empty(line))
        return go(reader, STEP_DONE);
    if (++reader->trailer_count > HTTP_HEADERS_MAX_COUNT)
        return refuse(reader, FLAW_FIELDS_MANY);
    return go_unless(reader, head_field_parse(line, &name, &value), STEP_TRAILER);
}

static bool (*const STEPS[])(struct http_reader *reader, const struct input *input) = {
    [STEP_REQUEST_LINE] = read_request_line,
    [STEP_FIELD] = read_field,
    [STEP_BODY] = begin_body,
    [STEP_BODY_OF_LENGTH] = read_body_of_length,
    [STEP_CHUNK_LINE] = read_chunk_line,
    [STEP_CHUNK_DATA] = read_chunk_data,
    [STEP_CHUNK_END] = read_chunk_end,
    [STEP_TRAILER] = read_trailer,
};

/* The bytes may have moved since the head was told: everything in them is pointed at anew. */
static void fill_all(struct http_reader *reader, const struct input *input)
{
    struct span rest = span_tail(input->bytes, reader->body_at);

    head_fill(&reader->head, input->bytes, input->request);
    input->request->body =
        reader->head.is_chunked ? text_span(&reader->body) : span_head(rest, reader->head.length);
}

enum http_read_result http_read(struct http_reader *reader, struct arena *arena, struct span bytes,
                                struct http_request *request)
{
    const struct input input = {arena, bytes, request};

    while (reader->step < STEP_DONE) {
        enum step step = reader->step;

        if (!STEPS[step](reader, &input))
            return HTTP_READ_MORE;
        if (step == STEP_FIELD && reader->step == STEP_BODY)
            return HTTP_READ_HEAD;
    }
    if (reader->step == STEP_BAD)
        return HTTP_READ_BAD;
    fill_all(reader, &input);
    return HTTP_READ_DONE;
}

size_t http_reader_consumed(const struct http_reader *reader)
{
    return reader->cursor.at;
}

int http_reader_status(const struct http_reader *reader)
{
    return flaw_status(reader->flaw);
}

struct span http_reader_why(const struct http_reader *reader)
{
    return flaw_sentence(reader->flaw);
}

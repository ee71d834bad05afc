#include "http/head.h"

#include "http/grammar.h"
#include "http/target.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* RFC 9112 section 2.3: HTTP-version is "HTTP/" DIGIT "." DIGIT, in this case. */
static enum flaw parse_version(struct span text, unsigned *minor)
{
    struct span number = span_tail(text, sizeof "HTTP/" - 1);

    if (!span_starts(text, SPAN("HTTP/")) || number.len != 3 || !is_digit(number.at[0]) ||
        number.at[1] != '.' || !is_digit(number.at[2]))
        return FLAW_VERSION_TEXT;
    if (number.at[0] != '1' || number.at[2] > '1')
        return FLAW_VERSION;
    *minor = (unsigned)(number.at[2] - '0');
    return FLAW_NONE;
}

enum flaw head_take_line(struct arena *arena, struct span line, struct http_request *request)
{
    struct span rest;
    struct span version;
    enum flaw flaw;

    *request = (struct http_request){.header_count = 0};
    if (!span_cut(arena_copy(arena, line), ' ', &request->method_name, &rest) ||
        !span_cut(rest, ' ', &request->target, &version) || span_is_empty(request->target))
        return FLAW_REQUEST_LINE;
    if (!grammar_is_token(request->method_name))
        return FLAW_METHOD;
    flaw = parse_version(version, &request->minor_version);
    if (flaw != FLAW_NONE)
        return flaw;
    request->method = http_method_of(request->method_name);
    return target_parse(arena, request->target, request) ? FLAW_NONE : FLAW_TARGET;
}

enum flaw head_field_parse(struct span line, struct span *name, struct span *value)
{
    if (span_starts(line, SPAN(" ")) || span_starts(line, SPAN("\t")))
        return FLAW_FOLD;
    if (!span_cut(line, ':', name, value) || !grammar_is_token(*name))
        return FLAW_FIELD_NAME;
    while (span_starts(*value, SPAN(" ")) || span_starts(*value, SPAN("\t")))
        *value = span_tail(*value, 1);
    return grammar_is_field_text(*value) ? FLAW_NONE : FLAW_FIELD_VALUE;
}

static enum flaw take_host(struct head *head, struct arena *arena, struct span value)
{
    if (head->has_host)
        return FLAW_HOST_TWICE;
    head->has_host = true;
    return target_authority_parse(arena, span_trim(value), &head->host, &head->port) ? FLAW_NONE
                                                                                     : FLAW_HOST;
}

/* White space behind the digits is refused as well: some reader on the way may see another number
 * (failures-and-hardening.md B4). */
static enum flaw take_length(struct head *head, struct arena *arena, struct span value)
{
    (void)arena;
    if (head->has_length)
        return FLAW_LENGTH_TWICE;
    head->has_length = true;
    return grammar_decimal(value, &head->length) ? FLAW_NONE : FLAW_LENGTH;
}

static enum flaw take_coding(struct head *head, struct arena *arena, struct span value)
{
    (void)arena;
    if (head->is_chunked || !span_equal_nocase(span_trim(value), SPAN("chunked")))
        return FLAW_CODING;
    head->is_chunked = true;
    return FLAW_NONE;
}

static enum flaw take_connection(struct head *head, struct arena *arena, struct span value)
{
    struct span option;

    (void)arena;
    while (value.len > 0) {
        span_cut(value, ',', &option, &value);
        option = span_trim(option);
        head->says_close |= span_equal_nocase(option, SPAN("close"));
        head->says_keep_alive |= span_equal_nocase(option, SPAN("keep-alive"));
    }
    return FLAW_NONE;
}

static enum flaw take_expect(struct head *head, struct arena *arena, struct span value)
{
    (void)arena;
    head->says_continue |= span_equal_nocase(span_trim(value), SPAN("100-continue"));
    return FLAW_NONE;
}

struct known_row {
    struct span name;
    enum flaw (*take)(struct head *head, struct arena *arena, struct span value);
};

/* The headers that decide where a request ends and whom it is for. */
static const struct known_row KNOWN[] = {
    {SPAN_INIT("Host"), take_host},
    {SPAN_INIT("Content-Length"), take_length},
    {SPAN_INIT("Transfer-Encoding"), take_coding},
    {SPAN_INIT("Connection"), take_connection},
    {SPAN_INIT("Expect"), take_expect},
};

static struct head_piece piece(struct span line, size_t at, struct span part)
{
    size_t skipped = span_is_empty(part) ? 0 : (size_t)(part.at - line.at);

    return (struct head_piece){(uint32_t)(at + skipped), (uint32_t)part.len};
}

enum flaw head_take_field(struct head *head, struct arena *arena, struct span line, size_t at)
{
    struct span name;
    struct span value;
    enum flaw flaw = head_field_parse(line, &name, &value);

    if (flaw != FLAW_NONE)
        return flaw;
    if (head->field_count >= HTTP_HEADERS_MAX_COUNT)
        return FLAW_FIELDS_MANY;
    head->fields[head->field_count++] =
        (struct head_field){piece(line, at, name), piece(line, at, span_trim(value))};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
        if (span_equal_nocase(KNOWN[i].name, name))
            return KNOWN[i].take(head, arena, value);
    return FLAW_NONE;
}

static enum flaw check(const struct head *head, const struct http_request *request)
{
    bool has_body = head->is_chunked || head->length > 0;

    if (request->minor_version > 0 && !head->has_host)
        return FLAW_HOST_MISSING;
    if (head->is_chunked && head->has_length)
        return FLAW_CODING_AND_LENGTH;
    if (head->is_chunked && request->minor_version == 0)
        return FLAW_CODING_VERSION;
    return request->method == HTTP_CONNECT && has_body ? FLAW_CONNECT_BODY : FLAW_NONE;
}

enum flaw head_finish(const struct head *head, struct http_request *request)
{
    bool is_newest = request->minor_version > 0;
    enum flaw flaw = check(head, request);

    if (flaw != FLAW_NONE)
        return flaw;
    /* RFC 9112 section 3.2.2: the authority of the target wins over the Host header. */
    if (span_is_empty(request->host)) {
        request->host = head->host;
        request->port = head->port;
    }
    request->keep_alive = !head->says_close && (is_newest || head->says_keep_alive);
    /* RFC 9110 section 10.1.1: to be ignored in HTTP/1.0, and idle where there is no body. */
    request->expects_continue =
        is_newest && head->says_continue && (head->is_chunked || head->length > 0);
    return FLAW_NONE;
}

static struct span at_piece(struct span bytes, struct head_piece piece)
{
    return span_head(span_tail(bytes, piece.at), piece.len);
}

void head_fill(const struct head *head, struct span bytes, struct http_request *request)
{
    for (size_t i = 0; i < head->field_count; i++)
        request->headers[i] = (struct http_header){at_piece(bytes, head->fields[i].name),
                                                   at_piece(bytes, head->fields[i].value)};
    request->header_count = head->field_count;
}

#include "http/write.h"

#include "base/text.h"

/*
 * A header value or a reason may hold what a peer sent (a client-request-id from a query, the name
 * of a refused host). RFC 9110 section 5.5: CR, LF and NUL become spaces; so do the other controls.
 */
static void put_safely(struct text *text, struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.at[i];

        text_put_byte(text, (byte < 0x20 && byte != '\t') || byte == 0x7f ? ' ' : bytes.at[i]);
    }
}

static void put_status_line(struct text *text, const struct http_response *response)
{
    text_put(text, SPAN("HTTP/1.1 "));
    text_put_number(text, response->status);
    text_put(text, SPAN(" "));
    put_safely(text,
               span_is_empty(response->reason) ? http_reason(response->status) : response->reason);
    text_put(text, SPAN("\r\n"));
}

static void put_header(struct text *text, struct span name, struct span value)
{
    put_safely(text, name);
    text_put(text, SPAN(": "));
    put_safely(text, value);
    text_put(text, SPAN("\r\n"));
}

/* RFC 9110 section 8.6. */
static bool has_length(int status)
{
    return status >= 200 && status != 204;
}

struct span http_write_head(struct arena *arena, const struct http_response *response)
{
    struct text text = {.arena = arena};

    put_status_line(&text, response);
    for (size_t i = 0; i < response->header_count; i++)
        put_header(&text, response->headers[i].name, response->headers[i].value);
    if (has_length(response->status))
        text_printf(&text, "Content-Length: %zu\r\n", response->body.len);
    if (response->close)
        put_header(&text, SPAN("Connection"), SPAN("close"));
    text_put(&text, SPAN("\r\n"));
    return text_span(&text);
}

#include "http/message.h"

#include <stdlib.h>

struct method_row {
    struct span name;
    enum http_method method;
};

/* RFC 9110 section 9, and RFC 5789 for PATCH. */
static const struct method_row METHODS[] = {
    {SPAN_INIT("GET"), HTTP_GET},         {SPAN_INIT("HEAD"), HTTP_HEAD},
    {SPAN_INIT("POST"), HTTP_POST},       {SPAN_INIT("PUT"), HTTP_PUT},
    {SPAN_INIT("PATCH"), HTTP_PATCH},     {SPAN_INIT("DELETE"), HTTP_DELETE},
    {SPAN_INIT("OPTIONS"), HTTP_OPTIONS}, {SPAN_INIT("CONNECT"), HTTP_CONNECT},
};

struct reason_row {
    int status;
    struct span phrase;
};

/* RFC 9110 section 15, and RFC 6585 for 428, 429 and 431. */
static const struct reason_row REASONS[] = {
    {100, SPAN_INIT("Continue")},
    {101, SPAN_INIT("Switching Protocols")},
    {200, SPAN_INIT("OK")},
    {201, SPAN_INIT("Created")},
    {202, SPAN_INIT("Accepted")},
    {203, SPAN_INIT("Non-Authoritative Information")},
    {204, SPAN_INIT("No Content")},
    {205, SPAN_INIT("Reset Content")},
    {206, SPAN_INIT("Partial Content")},
    {300, SPAN_INIT("Multiple Choices")},
    {301, SPAN_INIT("Moved Permanently")},
    {302, SPAN_INIT("Found")},
    {303, SPAN_INIT("See Other")},
    {304, SPAN_INIT("Not Modified")},
    {307, SPAN_INIT("Temporary Redirect")},
    {308, SPAN_INIT("Permanent Redirect")},
    {400, SPAN_INIT("Bad Request")},
    {401, SPAN_INIT("Unauthorized")},
    {402, SPAN_INIT("Payment Required")},
    {403, SPAN_INIT("Forbidden")},
    {404, SPAN_INIT("Not Found")},
    {405, SPAN_INIT("Method Not Allowed")},
    {406, SPAN_INIT("Not Acceptable")},
    {407, SPAN_INIT("Proxy Authentication Required")},
    {408, SPAN_INIT("Request Timeout")},
    {409, SPAN_INIT("Conflict")},
    {410, SPAN_INIT("Gone")},
    {411, SPAN_INIT("Length Required")},
    {412, SPAN_INIT("Precondition Failed")},
    {413, SPAN_INIT("Content Too Large")},
    {414, SPAN_INIT("URI Too Long")},
    {415, SPAN_INIT("Unsupported Media Type")},
    {416, SPAN_INIT("Range Not Satisfiable")},
    {417, SPAN_INIT("Expectation Failed")},
    {421, SPAN_INIT("Misdirected Request")},
    {422, SPAN_INIT("Unprocessable Content")},
    {426, SPAN_INIT("Upgrade Required")},
    {428, SPAN_INIT("Precondition Required")},
    {429, SPAN_INIT("Too Many Requests")},
    {431, SPAN_INIT("Request Header Fields Too Large")},
    {500, SPAN_INIT("Internal Server Error")},
    {501, SPAN_INIT("Not Implemented")},
    {502, SPAN_INIT("Bad Gateway")},
    {503, SPAN_INIT("Service Unavailable")},
    {504, SPAN_INIT("Gateway Timeout")},
    {505, SPAN_INIT("HTTP Version Not Supported")},
};

static const struct http_header *header_find(const struct http_request *request, struct span name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (span_equal_nocase(request->headers[i].name, name))
            return &request->headers[i];
    return NULL;
}

struct span http_header_find(const struct http_request *request, struct span name)
{
    const struct http_header *header = header_find(request, name);

    return header ? header->value : SPAN("");
}

bool http_header_has(const struct http_request *request, struct span name)
{
    return header_find(request, name) != NULL;
}

void http_response_add(struct http_response *response, struct span name, struct span value)
{
    if (response->header_count >= HTTP_RESPONSE_HEADERS_MAX)
        abort();
    response->headers[response->header_count++] = (struct http_header){name, value};
}

enum http_method http_method_of(struct span name)
{
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++)
        if (span_equal(METHODS[i].name, name))
            return METHODS[i].method;
    return HTTP_OTHER;
}

struct span http_reason(int status)
{
    for (size_t i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++)
        if (REASONS[i].status == status)
            return REASONS[i].phrase;
    return SPAN("");
}

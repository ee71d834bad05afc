#include "http/flaw.h"

struct flaw_row {
    int status;
    struct span sentence;
};

/* A coding other than `chunked` is 400 and not the 501 of RFC 9112 section 6.1: interface.md. */
static const struct flaw_row FLAWS[] = {
    [FLAW_NONE] = {0, SPAN_INIT("")},
    [FLAW_LINE_END] = {400, SPAN_INIT("A line ends in LF without CR.")},
    [FLAW_REQUEST_LINE_LONG] = {414, SPAN_INIT("The request line is longer than 8 KiB.")},
    [FLAW_REQUEST_LINE] = {400, SPAN_INIT("The request line is not method, target and version with "
                                          "one space between them.")},
    [FLAW_METHOD] = {400, SPAN_INIT("The method is not a token.")},
    [FLAW_TARGET] = {400, SPAN_INIT("The request target is not one that fits the method.")},
    [FLAW_VERSION_TEXT] = {400, SPAN_INIT("The request line does not end in an HTTP version.")},
    [FLAW_VERSION] = {505, SPAN_INIT("Only HTTP/1.1 and HTTP/1.0 are spoken here.")},
    [FLAW_FIELDS_LONG] = {431, SPAN_INIT("The headers are longer than 16 KiB.")},
    [FLAW_FIELDS_MANY] = {431, SPAN_INIT("There are more than 100 headers.")},
    [FLAW_FOLD] = {400, SPAN_INIT("A header line begins with white space.")},
    [FLAW_FIELD_NAME] = {400, SPAN_INIT("A header has no name, or a name that is not a token right "
                                        "before its colon.")},
    [FLAW_FIELD_VALUE] = {400, SPAN_INIT("A header value holds a control character.")},
    [FLAW_HOST] = {400, SPAN_INIT("The Host header is not a host with an optional port.")},
    [FLAW_HOST_TWICE] = {400, SPAN_INIT("There is more than one Host header.")},
    [FLAW_HOST_MISSING] = {400, SPAN_INIT("HTTP/1.1 needs a Host header.")},
    [FLAW_LENGTH] = {400, SPAN_INIT("Content-Length is not digits alone.")},
    [FLAW_LENGTH_TWICE] = {400, SPAN_INIT("There is more than one Content-Length.")},
    [FLAW_CODING] = {400, SPAN_INIT("Transfer-Encoding is not `chunked` alone.")},
    [FLAW_CODING_AND_LENGTH] = {400, SPAN_INIT("There are both Transfer-Encoding and "
                                               "Content-Length.")},
    [FLAW_CODING_VERSION] = {400, SPAN_INIT("HTTP/1.0 has no Transfer-Encoding.")},
    [FLAW_CONNECT_BODY] = {400, SPAN_INIT("CONNECT has no body.")},
    [FLAW_BODY_LONG] = {413, SPAN_INIT("The body is longer than is accepted here.")},
    [FLAW_CHUNK_SIZE] = {400, SPAN_INIT("A chunk size is not hexadecimal digits alone.")},
    [FLAW_CHUNK_EXTENSION] = {400, SPAN_INIT("A chunk extension is malformed or too long.")},
    [FLAW_CHUNK_END] = {400, SPAN_INIT("A chunk does not end where its size says.")},
};

int flaw_status(enum flaw flaw)
{
    return FLAWS[flaw].status;
}

struct span flaw_sentence(enum flaw flaw)
{
    return FLAWS[flaw].sentence;
}

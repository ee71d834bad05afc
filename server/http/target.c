#include "http/target.h"

#include "base/text.h"
#include "http/grammar.h"
#include "http/percent.h"

/* A DNS name has at most 253 bytes (RFC 1035 section 2.3.4), then a dot, a colon and five digits.
 */
enum { AUTHORITY_MAX = 260, PORT_DIGITS_MAX = 5, PORT_MAX = 65535 };

static const struct span SCHEMES[] = {SPAN_INIT("http://"), SPAN_INIT("https://")};

/* Labels of letters, digits, hyphen and underscore, none of them empty. */
static bool is_name(struct span host)
{
    char before = '.';

    for (size_t i = 0; i < host.len; i++) {
        char byte = host.at[i];

        if (byte == '.' ? before == '.' : !grammar_is_alnum(byte) && byte != '-' && byte != '_')
            return false;
        before = byte;
    }
    return before != '.';
}

/* "[::1]": the characters of an IPv6 address. Zones and IPvFuture are not served here. */
static bool is_literal(struct span host)
{
    size_t colons = 0;

    if (!span_starts(host, SPAN("[")) || !span_ends(host, SPAN("]")))
        return false;
    for (size_t i = 1; i + 1 < host.len; i++) {
        if (grammar_hex(host.at[i]) < 0 && host.at[i] != ':' && host.at[i] != '.')
            return false;
        colons += host.at[i] == ':';
    }
    return colons >= 2;
}

static bool is_port(struct span port)
{
    size_t number = 0;

    if (port.len == 0)
        return true;
    return port.len <= PORT_DIGITS_MAX && grammar_decimal(port, &number) && number <= PORT_MAX;
}

/* Where the host ends: behind the bracket of a literal, else before the colon. */
static size_t host_length(struct span authority)
{
    bool is_bracketed = span_starts(authority, SPAN("["));
    struct span before;
    struct span after;

    if (span_cut(authority, is_bracketed ? ']' : ':', &before, &after) && is_bracketed)
        return before.len + 1;
    return before.len;
}

bool target_authority_parse(struct arena *arena, struct span authority, struct span *host,
                            struct span *port)
{
    struct span name;
    struct span rest;

    if (authority.len > AUTHORITY_MAX)
        return false;
    authority = text_lower(arena, authority);
    name = span_head(authority, host_length(authority));
    rest = span_tail(authority, name.len);
    if (rest.len > 0 && rest.at[0] != ':')
        return false;
    if (span_ends(name, SPAN(".")))
        name.len--;
    if (!(is_literal(name) || is_name(name)) || !is_port(span_tail(rest, 1)))
        return false;
    *host = name;
    *port = span_tail(rest, 1);
    return true;
}

static bool is_target_text(struct span target)
{
    for (size_t i = 0; i < target.len; i++)
        if (target.at[i] < 0x21 || target.at[i] > 0x7e || target.at[i] == '#')
            return false;
    return target.len > 0;
}

/* Clients join "{origin}/" and "/path" (client-wire 11): a run of slashes at the front is one. */
static void fill_path(struct span path_and_query, struct http_request *request)
{
    struct span path;

    span_cut(path_and_query, '?', &path, &request->query);
    while (span_starts(path, SPAN("//")))
        path = span_tail(path, 1);
    request->path = span_is_empty(path) ? SPAN("/") : path;
}

static bool parse_authority_form(struct arena *arena, struct span target,
                                 struct http_request *request)
{
    return target_authority_parse(arena, target, &request->host, &request->port) &&
           request->port.len > 0;
}

/* "OPTIONS *" asks about the server as a whole; there is no path then that a route could fit. */
static bool parse_asterisk_form(struct http_request *request)
{
    request->path = SPAN("*");
    return request->method == HTTP_OPTIONS;
}

static size_t authority_length(struct span rest)
{
    size_t length = 0;

    while (length < rest.len && rest.at[length] != '/' && rest.at[length] != '?')
        length++;
    return length;
}

static bool parse_absolute_form(struct arena *arena, struct span target,
                                struct http_request *request)
{
    for (size_t i = 0; i < sizeof SCHEMES / sizeof SCHEMES[0]; i++) {
        struct span rest = span_tail(target, SCHEMES[i].len);
        size_t length = authority_length(rest);

        if (!span_equal_nocase(span_head(target, SCHEMES[i].len), SCHEMES[i]))
            continue;
        request->is_absolute_form = true;
        fill_path(span_tail(rest, length), request);
        return target_authority_parse(arena, span_head(rest, length), &request->host,
                                      &request->port);
    }
    return false;
}

bool target_parse(struct arena *arena, struct span target, struct http_request *request)
{
    request->is_absolute_form = false;
    request->host = request->port = request->path = request->query = SPAN("");
    if (!is_target_text(target))
        return false;
    if (request->method == HTTP_CONNECT)
        return parse_authority_form(arena, target, request);
    if (span_equal(target, SPAN("*")))
        return parse_asterisk_form(request);
    if (!span_starts(target, SPAN("/")))
        return parse_absolute_form(arena, target, request);
    fill_path(target, request);
    return true;
}

bool target_segment_decode(struct arena *arena, struct span segment, struct span *decoded)
{
    return percent_decode(arena, segment, PERCENT_PLUS_STAYS, decoded) == PERCENT_FLAW_NONE &&
           !span_has(*decoded, '/');
}

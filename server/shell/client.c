#define _POSIX_C_SOURCE 200809L

#include "shell/client.h"

#include "base/text.h"
#include "http/target.h"
#include "shell/dial.h"

#include <signal.h>

struct url {
    bool is_tls;
    struct span authority; /* as it was written */
    struct span host, port;
    struct span target; /* path and query */
};

static bool url_parse(struct arena *arena, struct span text, struct url *url, struct fail *fail)
{
    struct span rest = {0};
    size_t end = 0;

    url->is_tls = span_starts(text, SPAN("https://"));
    if (url->is_tls)
        rest = span_tail(text, SPAN("https://").len);
    else if (span_starts(text, SPAN("http://")))
        rest = span_tail(text, SPAN("http://").len);
    while (end < rest.len && rest.at[end] != '/' && rest.at[end] != '?')
        end++;
    url->authority = span_head(rest, end);
    url->target = TEXT_CONCAT(arena, end < rest.len && rest.at[end] == '/' ? SPAN("") : SPAN("/"),
                              span_tail(rest, end));
    if (!target_authority_parse(arena, url->authority, &url->host, &url->port))
        return fail_what(fail, "\"%.*s\" is not an http or https URL", SPAN_ARGS(text));
    if (span_is_empty(url->port))
        url->port = url->is_tls ? SPAN("443") : SPAN("80");
    if (span_starts(url->host, SPAN("[")) && span_ends(url->host, SPAN("]")))
        url->host = span_head(span_tail(url->host, 1), url->host.len - 2);
    return true;
}

static struct span request_text(struct arena *arena, const struct client_request *request,
                                const struct url *url)
{
    struct text text = {.arena = arena};
    size_t i;

    text_put(&text, TEXT_CONCAT(arena, request->method, SPAN(" "), url->target,
                                SPAN(" HTTP/1.0\r\nHost: "), url->authority,
                                SPAN("\r\nConnection: close\r\n")));
    for (i = 0; i < request->header_count; i++)
        text_put(&text, TEXT_CONCAT(arena, request->headers[i].name, SPAN(": "),
                                    request->headers[i].value, SPAN("\r\n")));
    if (request->body.len > 0 || span_equal(request->method, SPAN("POST")) ||
        span_equal(request->method, SPAN("PUT")))
        text_printf(&text, "Content-Length: %zu\r\n", request->body.len);
    text_put(&text, SPAN("\r\n"));
    text_put(&text, request->body);
    return text_span(&text);
}

static struct span next_line(struct span *rest)
{
    struct span line;

    span_cut(*rest, '\n', &line, rest);
    return span_ends(line, SPAN("\r")) ? span_head(line, line.len - 1) : line;
}

static int status_parse(struct span line)
{
    struct span version, rest;
    int status = 0;
    size_t i;

    if (!span_cut(line, ' ', &version, &rest) || !span_starts(version, SPAN("HTTP/1.")))
        return 0;
    rest = span_head(rest, 3);
    for (i = 0; i < rest.len; i++) {
        if (rest.at[i] < '0' || rest.at[i] > '9')
            return 0;
        status = status * 10 + (rest.at[i] - '0');
    }
    return status >= 200 && status <= 599 ? status : 0;
}

/* Where the body begins; false when the blank line is missing. */
static bool find_body(struct span received, size_t *at)
{
    size_t i;

    for (i = 0; i < received.len; i++) {
        struct span rest = span_tail(received, i);

        if (!span_starts(rest, SPAN("\n\r\n")) && !span_starts(rest, SPAN("\n\n")))
            continue;
        *at = i + (rest.at[1] == '\r' ? 3 : 2);
        return true;
    }
    return false;
}

static bool answer_parse(struct span received, struct client_answer *answer, struct fail *fail)
{
    struct span rest = received;
    struct span line, name, value;
    size_t body;

    if (!find_body(received, &body))
        return fail_what(fail, "the answer ends within its headers");
    answer->status = status_parse(next_line(&rest));
    if (answer->status == 0)
        return fail_what(fail, "the answer is not HTTP");
    for (line = next_line(&rest); line.len > 0; line = next_line(&rest)) {
        if (!span_cut(line, ':', &name, &value) || answer->header_count == CLIENT_HEADERS_MAX)
            return fail_what(fail, "the answer's headers cannot be read");
        answer->headers[answer->header_count++] =
            (struct http_header){.name = name, .value = span_trim(value)};
    }
    answer->body = span_tail(received, body);
    return true;
}

/* The length that the headers promise; false when they promise none. */
static bool promised(const struct client_answer *answer, size_t *length)
{
    struct span digits = client_answer_header(answer, SPAN("Content-Length"));
    size_t i;

    *length = 0;
    for (i = 0; i < digits.len && *length <= CLIENT_ANSWER_MAX_BYTES; i++)
        *length = *length * 10 + (size_t)(digits.at[i] - '0');
    return digits.len > 0;
}

/* Until the peer closes: that is how HTTP/1.0 ends. */
static void receive_all(struct dial *dial, struct text *text, struct fail *fail)
{
    bool ended = false;

    while (!ended && dial_read(dial, text, &ended, fail))
        if (text->len > CLIENT_ANSWER_MAX_BYTES) {
            fail_what(fail, "the answer is longer than %d bytes", CLIENT_ANSWER_MAX_BYTES);
            return;
        }
}

/* A peer that refuses early has answered although not all was sent, and one that closes roughly has
 * answered when the promised length is there. */
static bool converse(struct arena *arena, struct dial *dial, struct span request,
                     struct client_answer *answer, struct fail *fail)
{
    struct text received = {.arena = arena};
    struct fail unsent = {0};
    struct fail lost = {0};
    size_t length;

    dial_write(dial, request, &unsent);
    receive_all(dial, &received, &lost);
    if (!answer_parse(text_span(&received), answer, fail)) {
        if (fail_is_set(&unsent) || fail_is_set(&lost))
            *fail = fail_is_set(&unsent) ? unsent : lost;
        return false;
    }
    if (!promised(answer, &length)) {
        *fail = lost;
        return !fail_is_set(&lost);
    }
    if (answer->body.len < length)
        return fail_what(fail, "the answer was cut: %zu of %zu bytes", answer->body.len, length);
    answer->body = span_head(answer->body, length);
    return true;
}

bool client_send(struct arena *arena, const struct client_request *request,
                 struct client_answer *answer, struct fail *fail)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction old;
    struct url url = {0};
    struct dial_target target = {.ca_file = request->ca_file,
                                 .milliseconds = CLIENT_DEADLINE_MILLISECONDS};
    struct dial *dial;
    bool ok = false;

    *answer = (struct client_answer){0};
    if (!url_parse(arena, request->url, &url, fail))
        return false;
    target.host = url.host;
    target.port = url.port;
    target.is_tls = url.is_tls;
    /* OpenSSL writes without MSG_NOSIGNAL. */
    sigaction(SIGPIPE, &ignore, &old);
    dial = dial_open(&target, fail);
    if (dial)
        ok = converse(arena, dial, request_text(arena, request, &url), answer, fail);
    dial_close(dial);
    sigaction(SIGPIPE, &old, NULL);
    return ok;
}

struct span client_answer_header(const struct client_answer *answer, struct span name)
{
    size_t i;

    for (i = 0; i < answer->header_count; i++)
        if (span_equal_nocase(answer->headers[i].name, name))
            return answer->headers[i].value;
    return SPAN("");
}

/* A request to the whole server, without a socket, and what it answers. */
#ifndef BADGED_TESTS_UNIT_APP_ASKING_H
#define BADGED_TESTS_UNIT_APP_ASKING_H

#include "unit/world/making.h"

#include "app/app.h"
#include "app/prepare.h"
#include "base/doc.h"
#include "base/text.h"
#include "http/target.h"

#include <string.h>

enum { ASKING_NOW = 1795323600 }; /* 2026-11-22T05:00:00Z */

/* A request in its usual words: "POST", "https://localhost:8443", "/path?query". */
struct asked {
    const char *method, *authority, *target;
    struct http_header headers[4];
    const char *body;
};

struct asking {
    struct arena *arena;
    struct world *world;
    struct journal *journal;
    struct app_view view;
    struct app_result result;
};

static inline void asking_begin(struct asking *asking, struct span world_text)
{
    static const struct span hosts[] = {SPAN_INIT("sts.test")};
    struct making making = {.hosts = hosts, .host_count = 1};

    memset(asking, 0, sizeof *asking);
    asking->arena = making.arena = arena_new();
    asking->world = making_world(&making, app_world_new, world_text);
    if (!asking->world)
        fail_msg("%.*s", SPAN_ARGS(making.report.findings[0].text));
    asking->journal = journal_new();
    asking->view = (struct app_view){.world = asking->world,
                                     .journal = asking->journal,
                                     .ca_pem = SPAN("-----BEGIN CERTIFICATE-----\n")};
}

static inline void asking_end(struct asking *asking)
{
    fixture_free(asking->result.effect.fixture);
    journal_entry_free(asking->result.effect.entry);
    journal_free(asking->journal);
    world_unref(asking->world);
    arena_free(asking->arena);
}

static inline struct http_request *asking_request(struct asking *asking, const struct asked *asked)
{
    struct http_request *request = arena_alloc(asking->arena, sizeof *request);
    struct span authority = span_of(asked->authority);

    request->method_name = span_of(asked->method);
    request->method = http_method_of(request->method_name);
    request->target = span_of(asked->target);
    request->is_tls = span_starts(authority, SPAN("https://"));
    if (!target_parse(asking->arena, request->target, request))
        fail_msg("%s is no target", asked->target);
    authority = span_tail(authority, request->is_tls ? 8 : 7);
    if (!request->is_absolute_form && authority.len > 0 &&
        !target_authority_parse(asking->arena, authority, &request->host, &request->port))
        fail_msg("%s is no authority", asked->authority);
    for (size_t i = 0; i < 4 && asked->headers[i].name.len > 0; i++)
        request->headers[request->header_count++] = asked->headers[i];
    request->body = span_of(asked->body);
    request->minor_version = 1;
    return request;
}

static inline const struct http_response *ask_full(struct asking *asking, const struct asked *asked)
{
    struct context context = {.now = {ASKING_NOW, 1234567}, .exchange = 1};

    fixture_free(asking->result.effect.fixture);
    journal_entry_free(asking->result.effect.entry);
    app_handle(&asking->view, &context, asking->arena, asking_request(asking, asked),
               &asking->result);
    return &asking->result.response;
}

static inline const struct http_response *ask(struct asking *asking, const char *method,
                                              const char *authority, const char *target)
{
    return ask_full(asking, &(struct asked){method, authority, target, {{{0}, {0}}}, NULL});
}

static inline struct span answer_header(const struct http_response *response, struct span name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (span_equal_nocase(response->headers[i].name, name))
            return response->headers[i].value;
    return SPAN("");
}

static inline bool answer_has(const struct http_response *response, const char *part)
{
    for (size_t i = 0; i < response->body.len; i++)
        if (span_starts(span_tail(response->body, i), span_of(part)))
            return true;
    return false;
}

/* A string member of a JSON answer. */
static inline struct span answer_member(struct asking *asking, const char *name)
{
    return doc_member(doc_parse_in(asking->arena, asking->result.response.body, NULL), name);
}

#define assert_status(response, expected)                                                          \
    do {                                                                                           \
        const struct http_response *response_ = (response);                                        \
        if (response_->status != (expected))                                                       \
            fail_msg("%d: %.*s", response_->status, SPAN_ARGS(response_->body));                   \
    } while (0)

#endif

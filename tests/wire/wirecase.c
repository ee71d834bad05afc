#include "wire/wirecase.h"

#include "base/doc.h"
#include "base/text.h"
#include "support/assertion.h"
#include "support/cm.h"
#include "support/files.h"
#include "support/worldfile.h"

#include <string.h>

enum { HOSTS_MAX = 4 };

const char *wirecase_path(const struct wirecase *c, const char *file)
{
    return text_format(c->arena, WIRECASE_FOLDER "/%s/%s", c->name, file).at;
}

static void read_settings(struct wirecase *c)
{
    const char *path = wirecase_path(c, "case.json");
    struct doc_error error;

    c->settings = doc_parse_in(c->arena, files_read(c->arena, path), &error);
    if (!c->settings)
        fail_msg("%s:%u: %s", path, error.line, error.text);
    if (!instant_parse(doc_member(c->settings, "now"), &c->context.now))
        fail_msg("%s: \"now\" is no RFC 3339 time", path);
    digest_sha256(doc_member(c->settings, "seed"), c->context.seed);
    c->context.exchange = (uint64_t)json_integer_value(json_object_get(c->settings, "exchange"));
    c->is_tls = !json_is_false(json_object_get(c->settings, "tls"));
}

static void read_world(struct wirecase *c)
{
    const char *own = wirecase_path(c, "world.json");
    const json_t *names = json_object_get(c->settings, "hostnames");
    struct span hosts[HOSTS_MAX] = {SPAN("localhost")};
    struct worldfile from = {
        .path = files_exist(own) ? span_of(own) : SPAN(WIRECASE_FOLDER "/world.json"),
        .hosts = hosts,
        .host_count = 1 + json_array_size(names),
    };

    assert_true(from.host_count <= HOSTS_MAX);
    for (size_t i = 1; i < from.host_count; i++)
        hosts[i] = doc_span(json_array_get(names, i - 1));
    c->world = worldfile_make(c->arena, &from);
}

static struct span without_last_line_feed(struct span text)
{
    return span_ends(text, SPAN("\n")) ? span_head(text, text.len - 1) : text;
}

/* Where the body begins: behind the first empty line. */
static size_t head_length(struct span text)
{
    for (size_t i = 2; i <= text.len; i++)
        if (text.at[i - 2] == '\n' && text.at[i - 1] == '\n')
            return i;
    return text.len;
}

static void read_request(struct wirecase *c)
{
    struct span file = files_read(c->arena, wirecase_path(c, "request.http"));
    size_t length = head_length(file);
    struct slot slots[2] = {{SPAN("assertion"), c->assertion}, {SPAN("content-length"), SPAN("")}};
    struct text request = {.arena = c->arena};
    struct span head, body;

    body = text_filled(c->arena, without_last_line_feed(span_tail(file, length)), slots, 1);
    slots[1].value = text_format(c->arena, "%zu", body.len);
    head = text_filled(c->arena, span_head(file, length), slots, 2);
    for (size_t i = 0; i < head.len; i++) {
        if (head.at[i] == '\n')
            text_put_byte(&request, '\r');
        text_put_byte(&request, head.at[i]);
    }
    text_put(&request, body);
    c->request = text_span(&request);
}

void wirecase_open(struct wirecase *c, const char *name)
{
    const json_t *assertion;

    *c = (struct wirecase){.arena = arena_new(), .name = name, .journal = journal_new()};
    read_settings(c);
    read_world(c);
    assertion = json_object_get(c->settings, "assertion");
    if (json_is_string(assertion))
        c->assertion = doc_span(assertion);
    else if (assertion)
        c->assertion = assertion_make(c->arena, assertion);
    read_request(c);
}

void wirecase_close(struct wirecase *c)
{
    journal_free(c->journal);
    world_unref(c->world);
    arena_free(c->arena);
}

void wirecase_answer(const struct wirecase *c, struct arena *arena,
                     const struct http_request *request, struct app_result *result,
                     struct outcome *outcome)
{
    const struct app_view view = {
        .world = c->world, .journal = c->journal, .ca_pem = SPAN("-----BEGIN CERTIFICATE-----\n")};

    app_handle(&view, &c->context, arena, request, result);
    if (result->effect.kind != APP_EFFECT_RECORD)
        return;
    outcome->record = arena_copy(c->arena, result->effect.entry->json);
    journal_entry_free(result->effect.entry);
    result->effect = (struct app_effect){.kind = APP_EFFECT_NONE};
}

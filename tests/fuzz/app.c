/*
 * The whole server on the bytes of one request. Any request has a response; the same request has
 * the same one; a token is granted exactly when every row of the trace passed, and every refusal is
 * the catalogue's.
 *
 * The input is a request as it is on the wire, but that tokens may be written as fuzz_world_sign
 * reads them, and that the body is what stands behind a head which says nothing of a body.
 */
#include "app/app.h"

#include "base/doc.h"
#include "base/text.h"
#include "entra/errors.h"
#include "fuzz.h"
#include "fuzz_world.h"
#include "http/read.h"
#include "http/write.h"
#include "keys/jws.h"
#include "keys/sign.h"
#include "support/files.h"
#include "trace/explain.h"

static const struct world *world;
static struct journal *journal;

static bool read_request(struct arena *arena, struct span bytes, struct http_request *request)
{
    struct http_reader *reader = http_reader_new();
    enum http_read_result result;
    size_t consumed;

    do
        result = http_read(reader, arena, bytes, request);
    while (result == HTTP_READ_HEAD);
    consumed = http_reader_consumed(reader);
    http_reader_free(reader);
    if (result != HTTP_READ_DONE)
        return false;
    if (span_is_empty(request->body))
        request->body = span_head(span_tail(bytes, consumed), HTTP_BODY_MAX);
    request->is_tls = true;
    return true;
}

static void handle(struct arena *arena, const struct http_request *request,
                   struct app_result *result)
{
    const struct app_view view = {.world = world, .journal = journal, .ca_pem = SPAN("PEM\n")};
    const struct context context = {.now = {FUZZ_WORLD_NOW, 1234567}, .exchange = 2, .seed = {7}};

    app_handle(&view, &context, arena, request, result);
}

/* A token is one of Entra's, and the claims in the record are those in it. */
static void hold_token(struct arena *arena, struct span body, const json_t *answer)
{
    const json_t *document = doc_parse_in(arena, body, NULL);
    const json_t *recorded = json_object_get(json_object_get(answer, "accessToken"), "claims");
    const json_t *claims = NULL;
    struct jws jws;

    FUZZ_HOLD(jws_parse(arena, doc_member(document, "access_token"), &jws) == JWS_FLAW_NONE);
    FUZZ_HOLD(sign_verify(world_entra_key(world), SIGN_RS256, jws.signing_input, jws.signature));
    FUZZ_HOLD(jws_claims(arena, &jws, &claims) == JWS_FLAW_NONE && json_equal(claims, recorded));
}

/* A code may have wordings with different statuses. */
static bool is_catalogued(int code, int status)
{
    for (size_t i = 0; i < entra_error_count(); i++)
        if (entra_error_at(i)->code == code && entra_error_at(i)->status == status)
            return true;
    return false;
}

static void hold_refusal(struct arena *arena, const struct app_result *result, const json_t *answer)
{
    int code = result->effect.entry->code;
    const json_t *document = doc_parse_in(arena, result->response.body, NULL);
    const json_t *codes = json_object_get(document, "error_codes");

    FUZZ_HOLD(is_catalogued(code, result->response.status));
    FUZZ_HOLD(json_integer_value(json_object_get(answer, "code")) == code);
    FUZZ_HOLD(json_array_size(codes) == 1 && json_integer_value(json_array_get(codes, 0)) == code);
    FUZZ_HOLD(!span_is_empty(doc_member(document, "error_description")));
    FUZZ_HOLD(!json_object_get(document, "access_token"));
}

/* All passed, or one failed and only behind it were any skipped. */
static bool all_passed(const json_t *rows)
{
    bool has_failed = false;
    const json_t *row;
    size_t i;

    FUZZ_HOLD(json_array_size(rows) > 0);
    json_array_foreach(rows, i, row) {
        struct span verdict = doc_member(row, "verdict");

        FUZZ_HOLD(has_failed || !span_equal(verdict, SPAN("skipped")));
        has_failed |= span_equal(verdict, SPAN("failed"));
        FUZZ_HOLD(!span_equal(verdict, SPAN("failed")) || !span_is_empty(doc_member(row, "cause")));
    }
    return !has_failed;
}

static void hold_exchange(struct arena *arena, const struct app_result *result)
{
    const json_t *record = doc_parse_in(arena, result->effect.entry->json, NULL);
    const json_t *answer = json_object_get(record, "answer");
    bool is_granted = result->response.status == 200;

    FUZZ_HOLD(record && !span_is_empty(explain_render(arena, record, true)));
    FUZZ_HOLD(is_granted == all_passed(json_object_get(record, "checks")));
    FUZZ_HOLD(is_granted == (result->effect.entry->code == 0));
    if (is_granted)
        hold_token(arena, result->response.body, answer);
    else
        hold_refusal(arena, result, answer);
}

/* One head: nothing that was sent ends it early. */
static void hold_head(struct arena *arena, const struct http_response *response)
{
    struct span head = http_write_head(arena, response);
    size_t lines = 0;

    FUZZ_HOLD(response->status >= 200 && response->status <= 499);
    FUZZ_HOLD(!span_is_empty(http_reason(response->status)));
    FUZZ_HOLD(span_ends(head, SPAN("\r\n\r\n")));
    for (size_t i = 0; i < head.len; i++)
        lines += head.at[i] == '\n' || head.at[i] == '\r';
    FUZZ_HOLD(lines ==
              2 * (response->header_count + 2U + (response->status != 204) + response->close));
}

void fuzz_begin(void)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span seed = files_read(arena, "tests/fuzz/corpus/app/token-granted");
    struct http_request request;
    struct app_result result;

    world = fuzz_world_new();
    journal = journal_new();
    FUZZ_HOLD(read_request(arena, fuzz_world_sign(arena, seed), &request));
    handle(arena, &request, &result);
    FUZZ_HOLD(result.response.status == 200 && result.effect.kind == APP_EFFECT_RECORD);
    result.effect.entry->id = 1;
    journal_add_take(journal, result.effect.entry);
}

void fuzz_one(struct arena *arena, struct span input)
{
    struct http_request request;
    struct app_result result;
    struct app_result again;

    if (!read_request(arena, fuzz_world_sign(arena, input), &request))
        return;
    (void)app_weigh(world, arena, &request);
    handle(arena, &request, &result);
    handle(arena, &request, &again);
    hold_head(arena, &result.response);
    FUZZ_HOLD(span_equal(http_write_head(arena, &result.response),
                         http_write_head(arena, &again.response)));
    FUZZ_HOLD(span_equal(result.response.body, again.response.body));
    FUZZ_HOLD(result.effect.kind == again.effect.kind);
    if (result.effect.kind == APP_EFFECT_RECORD)
        hold_exchange(arena, &result);
    journal_entry_free(result.effect.entry);
    journal_entry_free(again.effect.entry);
    fixture_free(result.effect.fixture);
    fixture_free(again.effect.fixture);
}

/*
 * Assertions that should not be believed, in memory: http_read, app_handle. None of them reaches
 * beyond the process, whatever addresses they name, since nothing behind app_handle can.
 */
#include "app/app.h"
#include "base/doc.h"
#include "base/text.h"
#include "base/uuid.h"
#include "hostile/forge.h"
#include "http/form.h"
#include "http/read.h"
#include "keys/jws.h"
#include "support/cm.h"
#include "support/worldfile.h"

#include <stdlib.h>
#include <string.h>

#define ISS   "\"iss\":\"https://issuer.example/\""
#define SUB   "\"sub\":\"system:serviceaccount:default:sa\""
#define AUD   "\"aud\":\"api://AzureADTokenExchange\""
#define TIMES "\"nbf\":{now},\"exp\":{soon}"

#define S(text)          SPAN_INIT(text)
#define HEADER(alg)      S("{\"alg\":" alg ",\"typ\":\"JWT\",\"kid\":\"{kid}\"}")
#define HEADER_AND(more) S("{\"alg\":\"RS256\",\"kid\":\"{kid}\"," more "}")
#define KID(kid)         S("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" kid "\"}")
#define CLAIMS_AND(more) S("{" ISS "," SUB "," AUD "," TIMES "," more "}")
#define OF(issuer)       S("{\"iss\":\"" issuer "\"," SUB "," AUD "," TIMES "}")
#define BY(subject)      S("{" ISS ",\"sub\":\"" subject "\"," AUD "," TIMES "}")
#define FOR(audience)    S("{" ISS "," SUB ",\"aud\":" audience "," TIMES "}")
#define TIMED(times)     S("{" ISS "," SUB "," AUD "," times "}")

struct token_row {
    const char *sentence;
    int status, code;
    struct forgery forgery;
};

static const struct token_row rows[] = {
#define TOKEN(sentence, status, code, ...) {sentence, status, code, {__VA_ARGS__}},
#include "hostile/tokens.def"
#undef TOKEN
};

enum { ROWS = sizeof rows / sizeof rows[0], OTHER_TESTS = 2 };

struct answer {
    int status;
    struct span body;
    const json_t *json; /* NULL when the body is none */
};

static struct world *world;
static struct arena *world_arena;
static struct instant now;

static int open_world(void **state)
{
    static const struct worldfile from = {.path = SPAN_INIT("tests/hostile/world.json")};

    (void)state;
    assert_true(instant_parse(SPAN("2026-11-22T05:00:00Z"), &now));
    world_arena = arena_new();
    world = worldfile_make(world_arena, &from);
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_unref(world);
    arena_free(world_arena);
    return 0;
}

static struct span request_with(struct arena *arena, struct span assertion)
{
    struct span body = TEXT_CONCAT(
        arena,
        SPAN("grant_type=client_credentials&client_id=22222222-2222-2222-2222-222222222222"
             "&scope=https%3A%2F%2Fmanagement.azure.com%2F.default&client_assertion_type="
             "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="),
        form_encode(arena, assertion));

    return TEXT_CONCAT(
        arena,
        text_format(arena,
                    "POST /11111111-1111-1111-1111-111111111111/oauth2/v2.0/token HTTP/1.1\r\n"
                    "Host: localhost:8443\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\n"
                    "Content-Length: %zu\r\n\r\n",
                    body.len),
        body);
}

static void handle(struct arena *arena, const struct http_request *request,
                   struct http_response *response)
{
    const struct app_view view = {.world = world};
    const struct context context = {.now = now, .exchange = 1};
    struct app_result result;

    app_handle(&view, &context, arena, request, &result);
    journal_entry_free(result.effect.entry);
    *response = result.response;
}

static void present(struct arena *arena, struct span assertion, struct answer *answer)
{
    struct http_reader *reader = http_reader_new();
    struct http_request *request = arena_alloc(arena, sizeof *request);
    struct span bytes = request_with(arena, assertion);
    struct http_response response;
    enum http_read_result read = http_read(reader, arena, bytes, request);

    if (read == HTTP_READ_HEAD)
        read = http_read(reader, arena, bytes, request);
    if (read == HTTP_READ_DONE)
        handle(arena, request, &response);
    else
        app_refuse_bytes(arena, http_reader_status(reader), http_reader_why(reader), &response);
    answer->status = response.status;
    answer->body = response.body;
    answer->json = doc_parse_in(arena, response.body, NULL);
    http_reader_free(reader);
}

static void assert_entra_error(struct arena *arena, const struct answer *answer, int code)
{
    const json_t *codes = json_object_get(answer->json, "error_codes");
    struct span prefix = text_format(arena, "AADSTS%d: ", code);

    if (!span_starts(doc_member(answer->json, "error_description"), prefix))
        fail_msg("wanted %d, got %.*s", code, SPAN_ARGS(answer->body));
    assert_int_equal(json_array_size(codes), 1);
    assert_int_equal(json_integer_value(json_array_get(codes, 0)), code);
    assert_true(doc_member(answer->json, "error").len > 0);
    assert_int_equal(doc_member(answer->json, "timestamp").len, sizeof "2026-11-22 05:00:00Z" - 1);
    assert_true(uuid_is(doc_member(answer->json, "trace_id")));
    assert_true(uuid_is(doc_member(answer->json, "correlation_id")));
}

static void assert_token(struct arena *arena, const struct answer *answer)
{
    struct jws jws;

    assert_span(doc_member(answer->json, "token_type"), "Bearer");
    assert_int_equal(jws_parse(arena, doc_member(answer->json, "access_token"), &jws),
                     JWS_FLAW_NONE);
}

/* One row of the table. */
static void presented(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct token_row *row = *state;
    struct answer answer;

    present(arena, forge(arena, &row->forgery, now), &answer);
    if (answer.status != row->status)
        fail_msg("wanted %d, got %d: %.*s", row->status, answer.status, SPAN_ARGS(answer.body));
    if (row->code != 0)
        assert_entra_error(arena, &answer, row->code);
    else if (row->status == 200)
        assert_token(arena, &answer);
}

static void the_same_token_may_come_again(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct forgery with_id = {.claims = CLAIMS_AND("\"jti\":\"once\"")};
    struct span token = forge(arena, &with_id, now);
    struct answer answer;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        present(arena, token, &answer);
        assert_int_equal(answer.status, 200);
    }
}

/* Each by its neighbour in the alphabet, or so. */
static void no_character_of_a_token_can_be_exchanged(void **state)
{
    ARENA_AUTO struct arena *all = arena_new();
    struct span token = forge(all, &(struct forgery){.sign = NULL}, now);
    char *copy = arena_alloc(all, token.len);

    (void)state;
    for (size_t i = 0; i < token.len; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct answer answer;

        memcpy(copy, token.at, token.len);
        copy[i] = copy[i] == 'B' ? 'C' : 'B';
        present(arena, (struct span){copy, token.len}, &answer);
        if (answer.status < 400 || answer.status > 499)
            fail_msg("byte %zu: status %d", i, answer.status);
        assert_true(json_is_object(answer.json));
    }
}

int main(void)
{
    static struct CMUnitTest tests[ROWS + OTHER_TESTS] = {
        cmocka_unit_test(the_same_token_may_come_again),
        cmocka_unit_test(no_character_of_a_token_can_be_exchanged),
    };

    for (size_t i = 0; i < ROWS; i++)
        tests[OTHER_TESTS + i] = (struct CMUnitTest){rows[i].sentence, presented, NULL, NULL,
                                                     (void *)(uintptr_t)&rows[i]};
    return cmocka_run_group_tests_name("hostile tokens", tests, open_world, close_world);
}

#include "cli/scenario_play.h"

#include "app/app.h"
#include "app/prepare.h"
#include "base/doc.h"
#include "base/text.h"
#include "cli/scenario_judge.h"
#include "cli/scenario_request.h"
#include "http/read.h"
#include "shell/files.h"

enum { NAMED_FILES_MAX = 16 };

#define ORIGIN SPAN("https://localhost:8443")

/* One scenario being played. */
struct play {
    struct arena *arena;
    const struct scenario *scenario;
    const struct world *world;
    uint64_t exchanges; /* that have begun: ids are drawn from it */
};

struct keyring *scenario_keyring_new(void)
{
    const uint64_t seed = 0;

    return keyring_new(NULL, &seed);
}

/* What world.json names lies beside it. */
static void load_named(struct arena *arena, const struct scenario *scenario, struct span path,
                       struct fixture_input *input)
{
    struct fail fail = {0};

    *input = (struct fixture_input){.path = path};
    if (files_load(arena, TEXT_CONCAT(arena, scenario->folder, SPAN("/"), path), &input->text,
                   &fail))
        return;
    input->is_missing = true;
    input->text = arena_copy(arena, span_of(fail.what));
}

/* The world may have been changed, so its text is not that of the file. */
static struct fixture *read_fixture(struct arena *arena, const struct scenario *scenario,
                                    const json_t *document, struct fixture_report *report)
{
    struct fixture_input world = {
        .path = SPAN("world.json"),
        .text = doc_write_pretty(arena, document),
    };
    struct fixture_input named[NAMED_FILES_MAX];
    struct fixture_paths wanted = {0};
    struct fixture *fixture = NULL;
    enum fixture_result result;
    size_t count = 0;

    do {
        *report = (struct fixture_report){.arena = arena};
        result = fixture_parse(&world, 1, named, count, ORIGIN, report, &wanted, &fixture);
        for (size_t i = 0; result == FIXTURE_WANTED && i < wanted.count && count < NAMED_FILES_MAX;
             i++)
            load_named(arena, scenario, wanted.paths[i], &named[count++]);
    } while (result == FIXTURE_WANTED && count < NAMED_FILES_MAX);
    return result == FIXTURE_READY ? fixture : NULL;
}

static bool refuse_world(struct arena *arena, const struct fixture_report *report,
                         struct fail *fail)
{
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].severity == FIXTURE_ERROR)
            return fail_what(fail, "%.*s",
                             SPAN_ARGS(fixture_finding_render(arena, &report->findings[i])));
    return fail_what(fail, "the world of the scenario names more than %d files", NAMED_FILES_MAX);
}

struct world *scenario_world_new(struct arena *arena, const struct scenario *scenario,
                                 struct keyring *keyring, const char *without, struct fail *fail)
{
    json_t *document =
        doc_keep(arena, json_deep_copy(json_object_get(scenario->document, "world")));
    struct world_sources sources = {.origin = ORIGIN, .generation = 1};
    struct fixture_report report;
    struct fixture_paths names;
    struct world_key *keys;
    struct fixture *fixture;
    struct world *world;

    if (without)
        json_object_del(document, without);
    fixture = read_fixture(arena, scenario, document, &report);
    if (!fixture) {
        refuse_world(arena, &report, fail);
        return NULL;
    }
    names = world_wanted_keys(arena, fixture);
    if (!keyring_find(keyring, arena, &names, &keys, fail)) {
        fixture_free(fixture);
        return NULL;
    }
    sources.keys = keys;
    sources.key_count = names.count;
    world = app_world_new(fixture, &sources, &report);
    if (!world)
        refuse_world(arena, &report, fail);
    return world;
}

static bool time_of(const struct play *play, const char *member, struct instant *instant,
                    struct fail *fail)
{
    struct span text = doc_member(play->scenario->document, member);

    if (instant_parse(text, instant))
        return true;
    fail_what(fail, "\"%s\" is no time", member);
    return fail_remedy(fail, "write it as 2026-11-22T05:00:00Z");
}

/* The server without a socket, given the bytes that a client would send. */
static bool ask(const struct play *play, struct instant now, struct span bytes,
                struct app_result *result, struct fail *fail)
{
    struct http_request *request = arena_alloc(play->arena, sizeof *request);
    struct http_reader *reader = http_reader_new();
    enum http_read_result read = http_read(reader, play->arena, bytes, request);
    struct app_view view = {.world = play->world};
    struct context context = {.now = now, .exchange = play->exchanges};

    if (read == HTTP_READ_HEAD)
        read = http_read(reader, play->arena, bytes, request);
    digest_sha256(text_format(play->arena, "badged scenario %.*s %llu",
                              SPAN_ARGS(play->scenario->name), (unsigned long long)play->exchanges),
                  context.seed);
    if (read == HTTP_READ_DONE) {
        request->is_tls = true;
        app_handle(&view, &context, play->arena, request, result);
    } else {
        fail_what(fail, "\"request\" is none that can be sent: %.*s",
                  SPAN_ARGS(http_reader_why(reader)));
    }
    http_reader_free(reader);
    return read == HTTP_READ_DONE;
}

static bool mint(const struct play *play, struct instant now, struct span *token, struct fail *fail)
{
    const json_t *order = json_object_get(play->scenario->document, "mint");
    struct app_result result;
    const json_t *answer;

    if (!ask(play, now, scenario_mint_bytes(play->arena, order), &result, fail))
        return false;
    answer = doc_parse_in(play->arena, result.response.body, NULL);
    *token = doc_member(answer, "token");
    if (!span_is_empty(*token))
        return true;
    fail_what(fail, "\"mint\": %.*s", SPAN_ARGS(doc_member(answer, "error")));
    return fail_remedy(fail, "%.*s", SPAN_ARGS(doc_member(answer, "hint")));
}

/* As it stands, or minted at "mintedAt" ("now" when that is absent), or none. */
static bool find_assertion(const struct play *play, struct instant now, struct span *token,
                           struct fail *fail)
{
    const json_t *document = play->scenario->document;

    *token = doc_member(document, "assertion");
    if (!json_object_get(document, "mint"))
        return true;
    if (json_object_get(document, "mintedAt") && !time_of(play, "mintedAt", &now, fail))
        return false;
    return mint(play, now, token, fail);
}

static struct span first_cause(const json_t *record)
{
    const json_t *row;
    size_t i;

    json_array_foreach(json_object_get(record, "checks"), i, row) {
        if (span_equal(doc_member(row, "verdict"), SPAN("failed")))
            return doc_member(row, "cause");
    }
    return SPAN("");
}

static void read_result(const struct play *play, const struct app_result *result,
                        struct scenario_outcome *outcome)
{
    const struct http_response *response = &result->response;
    const json_t *body =
        response->body.len > 0 ? doc_parse_in(play->arena, response->body, NULL) : NULL;
    struct journal_entry *entry = result->effect.entry;

    outcome->status = response->status;
    /* The answer borrows from the world, which does not live as long as the outcome. */
    outcome->body = arena_copy(play->arena, response->body);
    outcome->code =
        (int)json_integer_value(json_array_get(json_object_get(body, "error_codes"), 0));
    if (!entry)
        return;
    outcome->record = doc_parse_in(play->arena, arena_copy(play->arena, entry->json), NULL);
    outcome->cause = first_cause(outcome->record);
    journal_entry_free(entry);
}

static bool exchange(struct play *play, struct instant now, struct scenario_outcome *outcome,
                     struct fail *fail)
{
    struct app_result result;

    play->exchanges++;
    if (!ask(play, now,
             scenario_request_bytes(play->arena, play->scenario->document, outcome->token), &result,
             fail))
        return false;
    read_result(play, &result, outcome);
    return true;
}

/* The same request once more, a second later. */
static bool exchange_again(struct play *play, struct instant now, struct scenario_outcome *outcome,
                           struct fail *fail)
{
    struct scenario_outcome again = {.token = outcome->token};

    now.seconds++;
    if (!exchange(play, now, &again, fail))
        return false;
    outcome->differs = scenario_difference(play->arena, outcome->body, again.body);
    return true;
}

static bool play_in(struct play *play, struct scenario_outcome *outcome, struct fail *fail)
{
    const json_t *expect = json_object_get(play->scenario->document, "expect");
    struct instant now;

    return time_of(play, "now", &now, fail) && find_assertion(play, now, &outcome->token, fail) &&
           exchange(play, now, outcome, fail) &&
           (!json_object_get(expect, "differs") || exchange_again(play, now, outcome, fail));
}

bool scenario_play(struct arena *arena, const struct scenario *scenario, struct keyring *keyring,
                   struct scenario_outcome *outcome, struct fail *fail)
{
    struct world *world = scenario_world_new(arena, scenario, keyring, NULL, fail);
    struct play play = {arena, scenario, world, 0};
    bool is_played;

    *outcome = (struct scenario_outcome){0};
    is_played = world && play_in(&play, outcome, fail);
    world_unref(world);
    if (!is_played)
        return fail_where(fail, "%.*s/scenario.json", SPAN_ARGS(scenario->folder));
    outcome->complaint = scenario_judge(arena, scenario, outcome);
    return true;
}

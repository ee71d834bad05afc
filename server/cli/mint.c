#include "cli/mint.h"

#include "app/app.h"
#include "base/doc.h"
#include "base/text.h"
#include "cli/mint_request.h"
#include "shell/clock.h"
#include "shell/entropy.h"
#include "shell/house.h"
#include "shell/keyring.h"
#include "shell/worlds.h"

#include <stdio.h>

#define MINT_PATH SPAN("/_badged/mint")

static struct span write_request(struct arena *arena, const struct options *options)
{
    return doc_write(arena, doc_keep(arena, mint_request_new(options)));
}

static enum cli_status read_token(struct arena *arena, int status, struct span body,
                                  struct span *token, struct fail *fail)
{
    const json_t *object;
    enum cli_status result = remote_read(arena, status, body, &object, fail);

    if (result != CLI_DONE)
        return result;
    *token = doc_member(object, "token");
    if (!span_is_empty(*token))
        return CLI_DONE;
    fail_what(fail, "the daemon's answer holds no token");
    return CLI_FAILED;
}

enum cli_status mint_remotely(struct arena *arena, const struct remote *remote,
                              const struct options *options, struct span *token, struct fail *fail)
{
    struct remote_post post = {
        .path = MINT_PATH,
        .content_type = SPAN("application/json"),
        .body = write_request(arena, options),
    };
    struct client_answer answer;

    if (!remote_post(arena, remote, &post, &answer, fail))
        return CLI_FAILED;
    return read_token(arena, answer.status, answer.body, token, fail);
}

static void print_findings(struct arena *arena, const struct fixture_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        struct span line = fixture_finding_render(arena, &report->findings[i]);

        fprintf(stderr, "%.*s\n", SPAN_ARGS(line));
    }
}

/* The one minting path: the daemon's own handler, given the request that would have been posted. */
static enum cli_status mint_in(struct arena *arena, const struct world *world,
                               const struct options *options, struct span *token, struct fail *fail)
{
    struct http_request *request = arena_alloc(arena, sizeof *request);
    struct app_view view = {.world = world};
    struct app_result result = {0};
    struct context context = {.now = clock_machine_now(), .exchange = 1};
    struct entropy machine = {0};

    entropy_draw(&machine, 0, context.exchange, context.seed);
    request->method = HTTP_POST;
    request->method_name = SPAN("POST");
    request->target = MINT_PATH;
    request->path = MINT_PATH;
    request->is_tls = true;
    request->host = SPAN("127.0.0.1"); /* ours in every world */
    request->headers[0] = (struct http_header){SPAN("Host"), request->host};
    request->headers[1] = (struct http_header){SPAN("Content-Type"), SPAN("application/json")};
    request->header_count = 2;
    request->minor_version = 1;
    request->body = write_request(arena, options);
    app_handle(&view, &context, arena, request, &result);
    return read_token(arena, result.response.status, result.response.body, token, fail);
}

static enum cli_status mint_with(struct arena *arena, const struct house *house,
                                 const struct options *options, struct span *token,
                                 struct fail *fail)
{
    struct keyring *keyring = keyring_new(house, NULL);
    struct fixture_report report = {.arena = arena};
    struct house_daemon daemon = {0};
    struct fail never_served = {0};
    struct worlds_source source = {
        .paths = options->values[OPTION_FIXTURES].items,
        .path_count = options->values[OPTION_FIXTURES].count,
        .origin = SPAN("https://localhost:8443"),
    };
    enum cli_status status = CLI_FAILED;
    struct world *world;

    if (house_daemon_load(arena, house_dir(house), &daemon, &never_served))
        source.origin = daemon.origin;
    world = worlds_load(arena, &source, keyring, 1, &report, fail);
    if (world)
        status = mint_in(arena, world, options, token, fail);
    else
        print_findings(arena, &report);
    if (!world && !fail_is_set(fail))
        fail_what(fail, "%zu error%s in the fixtures", report.errors,
                  report.errors == 1 ? "" : "s");
    world_unref(world);
    keyring_free(keyring);
    return status;
}

enum cli_status mint_offline(struct arena *arena, const struct options *options, struct span *token,
                             struct fail *fail)
{
    struct house *house = house_open(option_text(options, OPTION_STATE), fail);
    enum cli_status status = house ? mint_with(arena, house, options, token, fail) : CLI_FAILED;

    house_free(house);
    return status;
}

#define _POSIX_C_SOURCE 200809L

#include "shell/loop.h"

#include "base/text.h"
#include "shell/log.h"

#include <signal.h>
#include <stdio.h>

static void say_finding(struct arena *arena, const struct fixture_finding *finding)
{
    struct log_line line;

    log_begin(&line, finding->severity == FIXTURE_ERROR ? LOG_FIXTURE_ERROR : LOG_FIXTURE_WARNING);
    log_text(&line, "at",
             finding->line ? text_format(arena, "%.*s:%u", SPAN_ARGS(finding->file), finding->line)
                           : finding->file);
    log_text(&line, "pointer", finding->pointer);
    log_text(&line, "text", finding->text);
    if (!span_is_empty(finding->remedy))
        log_text(&line, "remedy", finding->remedy);
    log_end(&line);
}

static void say_report(struct arena *arena, const struct fixture_report *report)
{
    size_t i;

    for (i = 0; i < report->count; i++)
        say_finding(arena, &report->findings[i]);
}

/* The first of them also stands in what /_badged/ready says about a reload. */
static bool summed_up(struct arena *arena, const struct fixture_report *report, struct fail *fail)
{
    size_t first = 0;

    if (report->errors == 0 || report->count == 0)
        return fail_what(fail, "the world could not be read");
    while (first + 1 < report->count && report->findings[first].severity != FIXTURE_ERROR)
        first++;
    fail_remedy(fail, "`badged check` names each with file, line and JSON pointer");
    return fail_what(fail, "the fixtures have %zu error%s, the first of which is %.*s",
                     report->errors, report->errors == 1 ? "" : "s",
                     SPAN_ARGS(fixture_finding_render(arena, &report->findings[first])));
}

/* Takes the world. */
static void adopt(struct loop *loop, struct world *world)
{
    world_unref(loop->world);
    loop->world = world;
    loop->generation++;
}

static bool load(struct loop *loop, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fixture_report report = {.arena = arena};
    struct world *world =
        worlds_load(arena, loop->source, loop->keyring, loop->generation + 1, &report, fail);

    say_report(arena, &report);
    if (!world)
        return summed_up(arena, &report, fail);
    adopt(loop, world);
    return true;
}

/* Takes the fixture, which an edit made of the world that stands. */
static bool replace(struct loop *loop, struct fixture *fixture, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fixture_report report = {.arena = arena};
    const struct worlds_maker maker = {loop->source, loop->keyring, loop->generation + 1};
    struct world *world = worlds_make(arena, &maker, fixture, &report, fail);

    say_report(arena, &report);
    if (!world)
        return fail_is_set(fail) ? false : summed_up(arena, &report, fail);
    adopt(loop, world);
    return true;
}

bool loop_open(struct loop *loop, struct fail *fail)
{
    if (!load(loop, fail))
        return false;
    loop->journal = journal_new();
    return true;
}

void loop_reload(struct loop *loop)
{
    struct fail fail = {0};
    struct log_line line;

    if (load(loop, &fail)) {
        loop->reload_error[0] = '\0';
        log_begin(&line, LOG_RELOADED);
        log_number(&line, "generation", (int64_t)loop->generation);
    } else {
        snprintf(loop->reload_error, sizeof loop->reload_error, "%s", fail.what);
        log_begin(&line, LOG_RELOAD_FAILED);
        log_number(&line, "generation", (int64_t)loop->generation);
        log_text(&line, "why", span_of(fail.what));
    }
    log_end(&line);
}

/* Each weight counts for itself: how often a script polls for readiness must not change what
 * `--seed` draws for an exchange. */
static void fix_context(struct loop *loop, struct exchange *exchange)
{
    struct context *context = &exchange->context;
    uint64_t number;

    exchange->world = world_ref(loop->world);
    exchange->weight = app_weigh(exchange->world, exchange->arena, &exchange->request);
    number = ++loop->counts[exchange->weight];
    context->now = clock_emulated(&loop->clock, clock_machine_now());
    context->exchange = exchange->weight == APP_EXCHANGE ? number : 0;
    entropy_draw(&loop->entropy, (uint64_t)exchange->weight, number, context->seed);
}

static void record(struct loop *loop, struct app_result *result)
{
    struct journal_entry *entry = result->effect.entry;
    struct log_line line;

    log_begin(&line, LOG_EXCHANGE);
    log_number(&line, "id", (int64_t)entry->id);
    log_number(&line, "status", result->response.status);
    log_number(&line, "code", entry->code);
    log_text(&line, "client_id", entry->client_id);
    log_end(&line);
    result->effect.entry = NULL;
    journal_add_take(loop->journal, entry);
}

/* Before the answer goes out, so that the next request meets the new world; when there is none, the
 * answer says so instead. */
static void edit(struct loop *loop, struct exchange *exchange)
{
    struct app_result *result = &exchange->result;
    struct fixture *fixture = result->effect.fixture;
    struct fail fail = {0};
    struct log_line line;

    result->effect.fixture = NULL;
    if (!replace(loop, fixture, &fail)) {
        app_refuse_bytes(exchange->arena, 400, text_format(exchange->arena, "%s", fail.what),
                         &result->response);
        return;
    }
    log_begin(&line, LOG_EDITED);
    log_number(&line, "generation", (int64_t)loop->generation);
    log_end(&line);
}

static void apply(struct loop *loop, struct exchange *exchange)
{
    struct app_result *result = &exchange->result;

    switch (result->effect.kind) {
    case APP_EFFECT_NONE:
        break;
    case APP_EFFECT_RECORD:
        record(loop, result);
        break;
    case APP_EFFECT_CLEAR_JOURNAL:
        journal_clear(loop->journal);
        break;
    case APP_EFFECT_RELOAD:
        loop_reload(loop);
        break;
    case APP_EFFECT_WORLD:
        edit(loop, exchange);
        break;
    }
}

/* On the loop, or on a thread of the pool: an exchange holds all that it looks at. */
static void work(struct exchange *exchange)
{
    app_handle(&exchange->view, &exchange->context, exchange->arena, &exchange->request,
               &exchange->result);
}

static void done(void *object, struct exchange *exchange)
{
    apply(object, exchange);
    connection_answer(exchange);
}

static void handle(void *object, struct exchange *exchange)
{
    struct loop *loop = object;

    fix_context(loop, exchange);
    exchange->view = (struct app_view){.world = exchange->world, .ca_pem = loop->ca_pem};
    if (exchange->weight != APP_LIGHT) {
        pool_submit(loop->pool, exchange);
        return;
    }
    exchange->view.journal = loop->journal;
    exchange->view.reload_error = loop->reload_error[0] ? loop->reload_error : NULL;
    work(exchange);
    done(loop, exchange);
}

/* At the cap, those who want in wait in the kernel's queue. */
static void changed(void *object)
{
    struct loop *loop = object;
    size_t count = connections_count(loop->connections);
    struct log_line line;

    if (count >= CONNECTIONS_MAX && !loop->is_full) {
        loop->is_full = true;
        listeners_pause(loop->listeners);
        log_begin(&line, LOG_FULL);
        log_number(&line, "connections", (int64_t)count);
        log_end(&line);
    } else if (count < CONNECTIONS_MAX && loop->is_full) {
        loop->is_full = false;
        listeners_resume(loop->listeners);
    }
    if (loop->is_draining && count == 0)
        event_base_loopexit(loop->base, NULL);
}

void loop_accept(evutil_socket_t fd, void *object)
{
    struct loop *loop = object;

    connections_accept(loop->connections, fd);
}

static void drain(struct loop *loop, int signal)
{
    const struct timeval limit = {DRAIN_MILLISECONDS / 1000, DRAIN_MILLISECONDS % 1000 * 1000};
    struct log_line line;

    loop->is_draining = true;
    log_begin(&line, LOG_DRAINING);
    log_number(&line, "signal", signal);
    log_number(&line, "connections", (int64_t)connections_count(loop->connections));
    log_end(&line);
    listeners_take_waiting(loop->listeners);
    listeners_close(loop->listeners);
    event_base_loopexit(loop->base, &limit);
    connections_drain(loop->connections);
    if (connections_count(loop->connections) == 0)
        event_base_loopexit(loop->base, NULL);
}

static void on_signal(evutil_socket_t signal, short what, void *object)
{
    struct loop *loop = object;

    (void)what;
    if (signal == SIGHUP && !loop->is_draining)
        loop_reload(loop);
    else if (signal != SIGHUP && !loop->is_draining)
        drain(loop, (int)signal);
    else if (signal != SIGHUP)
        event_base_loopbreak(loop->base);
}

/* What came since stop_block is delivered now. */
static void watch_signals(struct loop *loop)
{
    size_t i;

    for (i = 0; i < STOP_SIGNALS; i++) {
        loop->signals[i] = evsignal_new(loop->base, stop_signals[i], on_signal, loop);
        event_add(loop->signals[i], NULL);
    }
    stop_unblock();
}

bool loop_listen(struct loop *loop, struct tls *tls, unsigned workers, struct fail *fail)
{
    const struct connections_owner connections = {
        .base = loop->base, .tls = tls, .handle = handle, .changed = changed, .object = loop};
    const struct pool_owner pool = {.base = loop->base, .work = work, .done = done, .object = loop};

    loop->connections = connections_new(&connections);
    loop->pool = pool_new(&pool, workers, fail);
    watch_signals(loop);
    return loop->pool != NULL;
}

void loop_run(struct loop *loop)
{
    struct log_line line;

    event_base_dispatch(loop->base);
    log_begin(&line, LOG_STOPPED);
    log_number(&line, "connections", (int64_t)connections_count(loop->connections));
    log_end(&line);
}

void loop_close(struct loop *loop)
{
    size_t i;

    pool_free(loop->pool); /* first: it reads what connections hold */
    connections_free(loop->connections);
    for (i = 0; i < sizeof loop->signals / sizeof *loop->signals; i++)
        if (loop->signals[i])
            event_free(loop->signals[i]);
    journal_free(loop->journal);
    world_unref(loop->world);
}

#define _POSIX_C_SOURCE 200809L

#include "shell/serve.h"

#include "base/doc.h"
#include "base/text.h"
#include "http/target.h"
#include "shell/house.h"
#include "shell/log.h"
#include "shell/loop.h"
#include "shell/stop.h"
#include "shell/tls.h"
#include "shell/trust.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* All that a daemon is made of; serve_close gives it back in the opposite order. */
struct serve {
    struct arena *arena;
    const struct serve_options *options;
    struct span *names; /* that are ours, as certificates have them, and as `Host` does */
    struct span *hosts;
    size_t name_count;
    struct worlds_source source;
    struct house *house;
    struct authority *authority;
    struct tls *tls;
    struct keyring *keyring;
    struct listeners *listeners;
    struct loop loop;
};

/* "https://host:port" and nothing behind it: paths are appended to it, and tokens carry it. */
static bool origin_parse(struct arena *arena, struct span origin, struct span *host,
                         struct fail *fail)
{
    struct span rest = {0};
    struct span port;

    if (span_starts(origin, SPAN("https://")))
        rest = span_tail(origin, SPAN("https://").len);
    else if (span_starts(origin, SPAN("http://")))
        rest = span_tail(origin, SPAN("http://").len);
    if (!span_is_empty(rest) && !span_has(rest, '/') &&
        target_authority_parse(arena, rest, host, &port))
        return true;
    fail_remedy(fail, "write scheme, host and port only, such as https://badged.test:8443");
    return fail_what(fail, "\"%.*s\" is not an origin", SPAN_ARGS(origin));
}

static bool add_name(struct serve *serve, struct span name, struct fail *fail)
{
    name = text_lower(serve->arena, name);
    if (span_starts(name, SPAN("[")) && span_ends(name, SPAN("]")))
        name = span_head(span_tail(name, 1), name.len - 2);
    if (!authority_is_name(name)) {
        fail_remedy(fail, "write a host name or an IP address, without scheme and port");
        return fail_what(fail, "\"%.*s\" is not a host name", SPAN_ARGS(name));
    }
    serve->hosts[serve->name_count] =
        span_has(name, ':') ? TEXT_CONCAT(serve->arena, SPAN("["), name, SPAN("]")) : name;
    serve->names[serve->name_count++] = name;
    return true;
}

static bool set_names(struct serve *serve, struct fail *fail)
{
    const struct serve_options *options = serve->options;
    struct span host = {0};
    size_t i;

    serve->names = arena_array(serve->arena, options->hostname_count + 1, sizeof *serve->names);
    serve->hosts = arena_array(serve->arena, options->hostname_count + 1, sizeof *serve->hosts);
    if (!origin_parse(serve->arena, serve->source.origin, &host, fail) ||
        !add_name(serve, host, fail))
        return false;
    for (i = 0; i < options->hostname_count; i++)
        if (!add_name(serve, options->hostnames[i], fail))
            return false;
    serve->source.hosts = serve->hosts;
    serve->source.host_count = serve->name_count;
    return true;
}

static bool open_network(struct serve *serve, struct fail *fail)
{
    const struct serve_options *options = serve->options;
    struct span origin = options->origin;

    serve->listeners = listeners_bind(options->listens, options->listen_count, fail);
    if (!serve->listeners)
        return false;
    if (span_is_empty(origin))
        origin = text_format(serve->arena, "https://localhost:%u",
                             (unsigned)listeners_port(serve->listeners));
    else if (span_ends(origin, SPAN("/")))
        origin = span_head(origin, origin.len - 1);
    serve->source.origin = origin;
    serve->source.paths = options->fixtures;
    serve->source.path_count = options->fixture_count;
    return set_names(serve, fail);
}

static bool open_house(struct serve *serve, struct fail *fail)
{
    const struct serve_options *options = serve->options;
    int64_t now = clock_machine_now().seconds;

    serve->house =
        options->ephemeral ? house_new_ephemeral(fail) : house_open(options->state_dir, fail);
    if (!serve->house)
        return false;
    serve->authority = trust_load(serve->house, serve->names, serve->name_count, now, fail);
    if (!serve->authority)
        return false;
    serve->tls = tls_new(serve->authority, serve->names, serve->name_count, fail);
    return serve->tls != NULL;
}

static bool open_loop(struct serve *serve, struct fail *fail)
{
    const struct serve_options *options = serve->options;
    struct loop *loop = &serve->loop;

    serve->keyring = keyring_new(serve->house, options->has_seed ? &options->seed : NULL);
    loop->listeners = serve->listeners;
    loop->keyring = serve->keyring;
    loop->source = &serve->source;
    loop->ca_pem = authority_certificate_pem(serve->arena, serve->authority);
    loop->entropy = (struct entropy){.has_seed = options->has_seed, .seed = options->seed};
    if (options->has_now)
        loop->clock = options->has_seed ? clock_standing_at(options->now)
                                        : clock_starting_at(options->now, clock_machine_now());
    loop->base = event_base_new();
    if (!loop->base)
        return fail_what(fail, "cannot make an event loop");
    return loop_open(loop, fail) && loop_listen(loop, serve->tls, options->workers, fail) &&
           listeners_start(serve->listeners, loop->base, loop_accept, loop, fail);
}

static void say_started(const struct serve *serve)
{
    struct log_line line;

    log_begin(&line, LOG_STARTED);
    log_text(&line, "version", SPAN(BADGED_VERSION));
    log_text(&line, "origin", serve->source.origin);
    log_number(&line, "port", listeners_port(serve->listeners));
    log_text(&line, "state", house_dir(serve->house));
    log_end(&line);
}

/* One line on stdout, for who waits for it; nothing else is ever written there. */
static bool say_ready(const struct house_daemon *daemon, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    DOC_AUTO json_t *doc = json_object();
    struct span line;

    json_object_set_new(doc, "ready", json_true());
    json_object_set_new(doc, "origin", doc_string(daemon->origin));
    json_object_set_new(doc, "port", json_integer(daemon->port));
    json_object_set_new(doc, "ca", doc_string(daemon->ca));
    json_object_set_new(doc, "pid", json_integer(daemon->pid));
    json_object_set_new(doc, "version", doc_string(daemon->version));
    line = doc_write(arena, doc);
    if (printf("%.*s\n", SPAN_ARGS(line)) < 0 || fflush(stdout) != 0)
        return fail_what(fail, "cannot write the ready line on stdout");
    return true;
}

static bool announce(const struct serve *serve, struct fail *fail)
{
    struct span scheme =
        span_starts(serve->source.origin, SPAN("http://")) ? SPAN("http://") : SPAN("https://");
    struct span reach = listeners_server(serve->listeners, serve->arena);
    const struct house_daemon daemon = {
        .origin = serve->source.origin,
        .server = TEXT_CONCAT(serve->arena, scheme, reach),
        .ca = house_path(serve->arena, serve->house, SPAN("ca.pem")),
        .version = SPAN(BADGED_VERSION),
        .port = listeners_port(serve->listeners),
        .pid = getpid(),
    };

    say_started(serve);
    return house_announce(serve->house, &daemon, fail) && say_ready(&daemon, fail);
}

/* As many descriptors as we may have: 10,000 connections are more than the usual soft limit. */
static void prepare_process(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct rlimit limit;

    stop_block();
    sigaction(SIGPIPE, &ignore, NULL);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void serve_close(struct serve *serve)
{
    loop_close(&serve->loop);
    listeners_free(serve->listeners);
    if (serve->loop.base)
        event_base_free(serve->loop.base);
    keyring_free(serve->keyring);
    tls_free(serve->tls);
    authority_free(serve->authority);
    house_free(serve->house);
    arena_free(serve->arena);
}

bool serve_run(const struct serve_options *options, struct fail *fail)
{
    struct serve serve = {.options = options};
    bool ok;

    serve.arena = arena_new();
    prepare_process();
    ok = open_network(&serve, fail) && open_house(&serve, fail) && open_loop(&serve, fail) &&
         announce(&serve, fail);
    if (ok)
        loop_run(&serve.loop);
    else
        ok = stop_is_wanted(); /* it could have started, but was asked not to */
    serve_close(&serve);
    return ok;
}

#include "cli/remote.h"

#include "base/doc.h"
#include "base/text.h"
#include "shell/house.h"

static struct span state_dir(const struct options *options)
{
    return option_text(options, OPTION_STATE);
}

bool remote_is_there(const struct options *options)
{
    return option_is_set(options, OPTION_SERVER) || house_is_inhabited(state_dir(options));
}

static struct span without_slash(struct span origin)
{
    return span_ends(origin, SPAN("/")) ? span_head(origin, origin.len - 1) : origin;
}

static bool refuse_nobody(struct arena *arena, struct span dir, struct fail *fail)
{
    struct fail ignored = {0};

    if (span_is_empty(dir) && !house_default_dir(arena, &dir, &ignored))
        dir = SPAN("the state folder");
    fail_what(fail, "no daemon runs in %.*s", SPAN_ARGS(dir));
    return fail_remedy(fail, "start one with badged serve, or name one with --server ORIGIN");
}

bool remote_find(struct arena *arena, const struct options *options, struct remote *remote,
                 struct fail *fail)
{
    struct house_daemon daemon = {0};
    struct fail unread = {0};
    bool is_known = house_daemon_load(arena, state_dir(options), &daemon, &unread);

    *remote = (struct remote){.ca_file = option_text(options, OPTION_CA)};
    if (is_known && span_is_empty(remote->ca_file))
        remote->ca_file = daemon.ca;
    if (option_is_set(options, OPTION_SERVER)) {
        remote->origin = without_slash(option_text(options, OPTION_SERVER));
        return true;
    }
    if (!house_is_inhabited(state_dir(options)))
        return refuse_nobody(arena, state_dir(options), fail);
    if (!is_known) {
        *fail = unread;
        return false;
    }
    remote->origin = without_slash(daemon.server);
    return true;
}

static bool send_to(struct arena *arena, const struct remote *remote,
                    struct client_request *request, struct client_answer *answer, struct fail *fail)
{
    request->url = TEXT_CONCAT(arena, remote->origin, request->url);
    request->ca_file = remote->ca_file;
    return client_send(arena, request, answer, fail);
}

bool remote_get(struct arena *arena, const struct remote *remote, struct span path,
                struct client_answer *answer, struct fail *fail)
{
    struct client_request request = {.method = SPAN("GET"), .url = path};

    return send_to(arena, remote, &request, answer, fail);
}

bool remote_post(struct arena *arena, const struct remote *remote, const struct remote_post *post,
                 struct client_answer *answer, struct fail *fail)
{
    struct http_header headers[] = {
        {SPAN("Content-Type"), post->content_type},
        {SPAN("Accept"), SPAN("application/json")},
    };
    struct client_request request = {
        .method = SPAN("POST"),
        .url = post->path,
        .headers = headers,
        .header_count = sizeof headers / sizeof *headers,
        .body = post->body,
    };

    return send_to(arena, remote, &request, answer, fail);
}

enum cli_status remote_read(struct arena *arena, int status, struct span body,
                            const json_t **object, struct fail *fail)
{
    bool is_refusal = status >= 400 && status < 500;
    struct span sentence;

    *object = doc_parse_in(arena, body, NULL);
    if (status == 200 && json_is_object(*object))
        return CLI_DONE;
    sentence = doc_member(*object, "error");
    if (span_is_empty(sentence)) {
        fail_what(fail, "the daemon's answer cannot be read: status %d, %zu bytes", status,
                  body.len);
        fail_remedy(fail, "make sure that --server names a badged of this version");
        return CLI_FAILED;
    }
    fail_what(fail, "%.*s", SPAN_ARGS(sentence));
    fail_remedy(fail, "%.*s", SPAN_ARGS(doc_member(*object, "hint")));
    return is_refusal ? CLI_NO : CLI_FAILED;
}

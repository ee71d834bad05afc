#include "base/doc.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/mint.h"
#include "cli/mint_request.h"
#include "cli/report.h"
#include "cli/verify.h"
#include "http/form.h"
#include "shell/files.h"
#include "trace/explain.h"

#include <stdio.h>

#define JWT_BEARER SPAN("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")

static struct span without_newline(struct span text)
{
    while (text.len > 0 && (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == '\r'))
        text.len--;
    return text;
}

/* What the environment says gives way to what was typed; two typed ones cannot both be meant. */
static bool is_one_assertion(const struct options *options, struct fail *fail)
{
    const struct option_row *typed = mint_request_typed(options);

    if (!typed || !options->values[OPTION_ASSERTION].is_typed)
        return true;
    fail_what(fail, "--assertion and --%s exclude each other", typed->flag);
    return fail_remedy(fail, "post the token of a file, or have one minted");
}

static enum cli_status read_assertion(struct arena *arena, const struct options *options,
                                      struct span *assertion, struct fail *fail)
{
    struct span path = option_text(options, OPTION_ASSERTION);

    if (span_equal(path, SPAN("-")))
        path = SPAN("/dev/stdin");
    if (!files_load(arena, path, assertion, fail))
        return CLI_FAILED;
    *assertion = without_newline(*assertion);
    return CLI_DONE;
}

static enum cli_status find_assertion(struct arena *arena, const struct remote *remote,
                                      const struct options *options, struct span *assertion,
                                      struct fail *fail)
{
    bool is_given = options->values[OPTION_ASSERTION].is_typed ||
                    (option_is_set(options, OPTION_ASSERTION) && !mint_request_typed(options));

    if (is_given)
        return read_assertion(arena, options, assertion, fail);
    return mint_remotely(arena, remote, options, assertion, fail);
}

/* What a client with a federated credential posts (RFC 7521 section 4.2). */
static struct span write_form(struct arena *arena, const struct options *options,
                              struct span assertion)
{
    const struct form_field fields[] = {
        {SPAN("client_id"), option_text(options, OPTION_CLIENT_ID)},
        {SPAN("scope"), option_text(options, OPTION_SCOPE)},
        {SPAN("grant_type"), SPAN("client_credentials")},
        {SPAN("client_assertion_type"), JWT_BEARER},
        {SPAN("client_assertion"), assertion},
    };
    struct text text = {.arena = arena};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct span value = form_encode(arena, fields[i].value);

        text_printf(&text, "%s%.*s=%.*s", i > 0 ? "&" : "", SPAN_ARGS(fields[i].name),
                    SPAN_ARGS(value));
    }
    return text_span(&text);
}

static bool post_form(struct arena *arena, const struct remote *remote,
                      const struct options *options, struct span form, struct client_answer *answer,
                      struct fail *fail)
{
    struct span tenant = form_encode(arena, option_text(options, OPTION_TENANT));
    struct remote_post post = {
        .path = TEXT_CONCAT(arena, SPAN("/"), tenant, SPAN("/oauth2/v2.0/token")),
        .content_type = SPAN("application/x-www-form-urlencoded"),
        .body = form,
    };

    return remote_post(arena, remote, &post, answer, fail);
}

/* CLI_DONE for a token, CLI_NO for a refusal, CLI_FAILED for what is no answer of a token service.
 */
static enum cli_status judge(const struct client_answer *answer, struct fail *fail)
{
    struct span id = client_answer_header(answer, SPAN("x-badged-exchange"));

    if (!span_is_empty(id))
        return answer->status == 200 ? CLI_DONE : CLI_NO;
    fail_what(fail, "the token endpoint answered %d without a record of an exchange",
              answer->status);
    fail_remedy(fail, "make sure that --server names a badged");
    return CLI_FAILED;
}

static bool print_answer(struct arena *arena, struct span body, struct fail *fail)
{
    return report_output(TEXT_CONCAT(arena, without_newline(body), SPAN("\n")), fail);
}

static bool explain(struct arena *arena, const struct remote *remote, struct span id,
                    struct fail *fail)
{
    struct span path = TEXT_CONCAT(arena, SPAN("/_badged/exchanges/"), form_encode(arena, id));
    struct client_answer answer;
    const json_t *record;
    struct span text;

    if (!remote_get(arena, remote, path, &answer, fail) ||
        remote_read(arena, answer.status, answer.body, &record, fail) != CLI_DONE)
        return false;
    text = explain_render(arena, record, report_has_colour(stderr));
    fwrite(text.at, 1, text.len, stderr);
    return true;
}

static enum cli_status verify(struct arena *arena, const struct remote *remote,
                              const struct options *options, struct span body, struct fail *fail)
{
    const json_t *answer = doc_parse_in(arena, body, NULL);
    enum cli_status status = verify_token(arena, remote, option_text(options, OPTION_TENANT),
                                          doc_member(answer, "access_token"), fail);

    if (status == CLI_DONE)
        fputs("libjwt accepts the access token with the key that is published\n", stderr);
    return status;
}

/* The answer is on standard output before anything else can fail. */
static enum cli_status show(struct arena *arena, const struct remote *remote,
                            const struct options *options, const struct client_answer *answer,
                            struct fail *fail)
{
    enum cli_status status = judge(answer, fail);
    struct span id = client_answer_header(answer, SPAN("x-badged-exchange"));

    if (!print_answer(arena, answer->body, fail))
        return CLI_FAILED;
    if (status == CLI_FAILED)
        return status;
    if (option_is_set(options, OPTION_EXPLAIN) && !explain(arena, remote, id, fail))
        return CLI_FAILED;
    if (status == CLI_DONE && option_is_set(options, OPTION_VERIFY))
        return verify(arena, remote, options, answer->body, fail);
    return status;
}

enum cli_status exchange_command(struct arena *arena, const struct options *options,
                                 struct fail *fail)
{
    struct client_answer answer;
    struct remote remote;
    struct span assertion;
    enum cli_status status;

    if (!is_one_assertion(options, fail))
        return CLI_USAGE;
    if (!remote_find(arena, options, &remote, fail))
        return CLI_FAILED;
    status = find_assertion(arena, &remote, options, &assertion, fail);
    if (status != CLI_DONE)
        return status;
    if (!post_form(arena, &remote, options, write_form(arena, options, assertion), &answer, fail))
        return CLI_FAILED;
    return show(arena, &remote, options, &answer, fail);
}

#include "app/judge.h"
#include "base/doc.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/explain_world.h"
#include "cli/report.h"
#include "fixtures/encoding.h"
#include "keys/jws.h"
#include "shell/clock.h"
#include "shell/files.h"
#include "trace/explain.h"

#include <stdio.h>

static bool is_blank(char byte)
{
    return span_has(SPAN(" \t\r\n"), byte);
}

static struct span without_blanks(struct span text)
{
    while (text.len > 0 && is_blank(text.at[0]))
        text = span_tail(text, 1);
    while (text.len > 0 && is_blank(text.at[text.len - 1]))
        text.len--;
    return text;
}

static void note(struct judge_order *order, struct span text)
{
    order->notes[order->note_count++] = text;
}

/* Editors and shells end a file with a newline, and PowerShell writes UTF-16, which is not worth a
 * refusal here; it is one at the token endpoint, so it is said. */
static enum cli_status read_token(struct arena *arena, const struct options *options,
                                  struct judge_order *order, struct fail *fail)
{
    struct span path = options->operand_count > 0 ? options->operands[0] : SPAN("-");
    struct span decoded;
    struct span bytes;

    if (span_equal(path, SPAN("-")))
        path = SPAN("/dev/stdin");
    if (!files_load(arena, path, &bytes, fail))
        return CLI_FAILED;
    order->token = without_blanks(encoding_decode(arena, bytes, &decoded) ? decoded : bytes);
    if (order->token.len < bytes.len)
        note(order, SPAN("White space or a byte order mark around the token was left out. Entra "
                         "refuses a token that is posted with it, with AADSTS50027."));
    if (!span_is_empty(order->token))
        return CLI_DONE;
    fail_what(fail, "%.*s holds no token", SPAN_ARGS(path));
    fail_remedy(fail, "give the file that holds it, or - for standard input");
    return CLI_FAILED;
}

/* A world of fixtures may have many clients, so there the usual ones do not stand in for what was
 * not said. */
static void name_client(struct arena *arena, const struct options *options,
                        struct judge_order *order)
{
    bool is_pasted = explain_has_credentials(options);
    bool stands_in = is_pasted || !option_is_set(options, OPTION_FIXTURES);

    if (stands_in || option_is_set(options, OPTION_TENANT))
        order->tenant = option_text(options, OPTION_TENANT);
    if (stands_in || option_is_set(options, OPTION_CLIENT_ID))
        order->client_id = option_text(options, OPTION_CLIENT_ID);
    if (is_pasted && !option_is_set(options, OPTION_CLIENT_ID))
        note(order, TEXT_CONCAT(arena, SPAN("No --client-id was given: "), order->client_id,
                                SPAN(" stands for the client.")));
}

static struct span issuer_of(struct arena *arena, struct span token)
{
    const json_t *claims;
    struct jws jws;

    if (jws_parse(arena, token, &jws) != JWS_FLAW_NONE ||
        jws_claims(arena, &jws, &claims) != JWS_FLAW_NONE)
        return SPAN("");
    return doc_member(claims, "iss");
}

static enum cli_status show(struct arena *arena, const struct options *options, struct span json,
                            struct fail *fail)
{
    const json_t *record = doc_parse_in(arena, json, NULL);
    bool is_json = span_equal(option_text(options, OPTION_FORMAT), SPAN("json"));
    struct span text = is_json ? TEXT_CONCAT(arena, json, SPAN("\n"))
                               : explain_render(arena, record, report_has_colour(stdout));

    if (!report_output(text, fail))
        return CLI_FAILED;
    return json_is_true(json_object_get(record, "accepted")) ? CLI_DONE : CLI_NO;
}

static enum cli_status judge(struct arena *arena, const struct options *options,
                             struct judge_order *order, struct fail *fail)
{
    struct world *world = explain_world_load(arena, options, issuer_of(arena, order->token), fail);
    enum cli_status status = CLI_USAGE;
    struct span json;

    if (!world)
        return CLI_FAILED;
    if (judge_token(arena, world, order, &json, fail))
        status = show(arena, options, json, fail);
    world_unref(world);
    return status;
}

enum cli_status explain_command(struct arena *arena, const struct options *options,
                                struct fail *fail)
{
    struct judge_order order = {.now = clock_machine_now()};
    enum cli_status status;

    if (options->operand_count > 1) {
        fail_what(fail, "more than one token");
        fail_remedy(fail, "write badged explain FILE, or - for standard input");
        return CLI_USAGE;
    }
    if (!explain_world_is_one(options, fail))
        return CLI_USAGE;
    if (option_is_set(options, OPTION_AT) &&
        !instant_parse(option_text(options, OPTION_AT), &order.now))
        return CLI_USAGE;
    status = read_token(arena, options, &order, fail);
    if (status != CLI_DONE)
        return status;
    name_client(arena, options, &order);
    return judge(arena, options, &order, fail);
}

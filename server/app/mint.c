/* POST /_badged/mint: a token of one of our issuers. */
#include "issuer/mint.h"
#include "app/call.h"
#include "base/doc.h"
#include "base/text.h"

static void refuse_order(struct call *call, const struct fail *fail)
{
    struct span what = text_format(call->arena, "%s", fail->what);

    call_refuse(call, 400, what, text_format(call->arena, "%s", fail->remedy));
}

static json_t *minted_json(const struct minted *minted)
{
    json_t *document = json_object();

    json_object_set_new(document, "token", doc_string(minted->token));
    json_object_set_new(document, "header", json_deep_copy(minted->header));
    json_object_set_new(document, "claims", json_deep_copy(minted->claims));
    return document;
}

void call_mint(struct call *call)
{
    struct span body = span_is_empty(call->request->body) ? SPAN("{}") : call->request->body;
    struct mint mint = {call->arena, call->view->world, call->context->now.seconds, &call->draw};
    struct doc_error error;
    const json_t *json = doc_parse_in(call->arena, body, &error);
    struct mint_order order = {0};
    struct minted minted;
    struct fail fail = {0};

    if (!json)
        call_refuse(call, 400, text_format(call->arena, "line %u: %s", error.line, error.text),
                    SPAN("send a JSON object"));
    else if (!mint_order_parse(call->arena, json, &order, &fail) ||
             !mint_token(&mint, &order, &minted, &fail))
        refuse_order(call, &fail);
    else
        call_json(call, minted_json(&minted));
}

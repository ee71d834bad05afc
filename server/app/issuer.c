/* Discovery and keys of our issuers, as kube-apiserver serves them (issuer-side.md 1.1). */
#include "app/call.h"
#include "app/prepare.h"
#include "base/text.h"

static const struct world_issuer *issuer_asked(const struct call *call)
{
    struct span name = route_value(&call->match, SPAN("issuer"));

    if (!(call->surfaces & SURFACE_OWN))
        return call->issuer;
    if (!span_is_empty(name))
        return world_issuer_named(call->view->world, name);
    return world_issuer_count(call->view->world) > 0 ? world_issuer_at(call->view->world, 0) : NULL;
}

static void answer_document(struct call *call, struct span type, struct span document)
{
    call_answer(call, 200, type, document);
    call_header(call, SPAN("Cache-Control"), SPAN("public, max-age=3600"));
}

/* An issuer that is said to be unreachable, or whose keys are elsewhere, publishes nothing here. */
static const struct world_issuer *issuer_published(struct call *call)
{
    const struct world_issuer *issuer = issuer_asked(call);

    if (issuer && issuer->verifies)
        return issuer;
    call_refuse(call, 404, SPAN("this world publishes no such issuer"),
                SPAN("GET /_badged/world shows the issuers; an unreachable one is not served"));
    return NULL;
}

void call_issuer_configuration(struct call *call)
{
    const struct world_issuer *issuer = issuer_published(call);
    const struct world *world = call->view->world;
    struct span jwks_uri;

    if (!issuer)
        return;
    jwks_uri =
        call->surfaces & SURFACE_OWN
            ? app_issuer_keys_uri(call->arena, world, issuer, call->authority)
            : TEXT_CONCAT(call->arena, call->authority, issuer->path, SPAN("/openid/v1/jwks"));
    answer_document(call, SPAN("application/json"),
                    app_issuer_configuration(call->arena, world, issuer, jwks_uri));
}

void call_issuer_keys(struct call *call)
{
    const struct world_issuer *issuer = issuer_published(call);

    if (issuer)
        answer_document(call, SPAN("application/jwk-set+json"),
                        app_issuer_keys(call->view->world, issuer));
}

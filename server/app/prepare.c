#include "app/prepare.h"

#include "base/text.h"
#include "entra/expression.h"
#include "issuer/discovery.h"
#include "issuer/jwks.h"

static struct span name_of(struct arena *arena, struct span kind, const struct world_issuer *issuer)
{
    return TEXT_CONCAT(arena, kind, issuer->fixture->name);
}

struct span app_issuer_keys_uri(struct arena *arena, const struct world *world,
                                const struct world_issuer *issuer, struct span authority)
{
    if (issuer == world_issuer_at(world, 0))
        return TEXT_CONCAT(arena, authority, SPAN("/openid/v1/jwks"));
    return TEXT_CONCAT(arena, authority, SPAN("/issuers/"), issuer->fixture->name,
                       SPAN("/openid/v1/jwks"));
}

struct span app_issuer_keys(const struct world *world, const struct world_issuer *issuer)
{
    ARENA_AUTO struct arena *arena = arena_new();

    return world_document(world, name_of(arena, SPAN("keys:"), issuer));
}

struct span app_issuer_configuration(struct arena *arena, const struct world *world,
                                     const struct world_issuer *issuer, struct span jwks_uri)
{
    struct span at_origin = app_issuer_keys_uri(arena, world, issuer, world_origin(world));

    if (span_equal(jwks_uri, at_origin))
        return world_document(world, name_of(arena, SPAN("configuration:"), issuer));
    return issuer_discovery_render(arena, issuer, jwks_uri);
}

static void check_expression(const struct fixture *fixture, const struct fixture_credential *c,
                             struct fixture_report *report)
{
    struct arena *arena = report->arena;
    struct expression expression;
    struct expression_flaw flaw = {0};

    if (!span_is_empty(c->expression))
        flaw = expression_parse(c->expression, &expression);
    if (!flaw.why)
        return;
    fixture_report_add(
        report,
        (struct fixture_finding){
            .severity = FIXTURE_ERROR,
            .file = arena_copy(arena, c->place.file),
            .line = fixture_line_of(fixture, &c->place),
            .pointer =
                TEXT_CONCAT(arena, c->place.pointer, SPAN("/claimsMatchingExpression/value")),
            .text =
                text_format(arena, "the expression is wrong at byte %zu: %s", flaw.at, flaw.why),
            .remedy = SPAN(
                "write claims['sub'] eq '...' or claims['sub'] matches '...', joined by ' and '"),
        });
}

/* The grammar of flexible credentials is Entra's, so fixtures do not know it; a world with a wrong
 * one is refused here. */
static void check_expressions(const struct fixture *fixture, struct fixture_report *report)
{
    for (size_t i = 0; i < fixture->tenant_count; i++)
        for (size_t k = 0; k < fixture->tenants[i].application_count; k++) {
            const struct fixture_application *a = &fixture->tenants[i].applications[k];

            for (size_t n = 0; n < a->credential_count; n++)
                check_expression(fixture, &a->credentials[n], report);
        }
}

struct world *app_world_new(struct fixture *fixture, const struct world_sources *sources,
                            struct fixture_report *report)
{
    ARENA_AUTO struct arena *arena = arena_new();
    size_t errors = report->errors;
    struct world *world = world_new(fixture, sources, report);

    if (world)
        check_expressions(fixture, report);
    if (world && report->errors > errors) {
        world_unref(world);
        return NULL;
    }
    for (size_t i = 0; world && i < world_issuer_count(world); i++) {
        const struct world_issuer *issuer = world_issuer_at(world, i);
        struct span uri = app_issuer_keys_uri(arena, world, issuer, world_origin(world));

        world_keep_document(world, name_of(arena, SPAN("keys:"), issuer),
                            issuer_jwks_render(arena, issuer));
        world_keep_document(world, name_of(arena, SPAN("configuration:"), issuer),
                            issuer_discovery_render(arena, issuer, uri));
    }
    return world;
}

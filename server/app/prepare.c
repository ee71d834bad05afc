#include "app/prepare.h"

#include "base/text.h"
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

struct world *app_world_new(struct fixture *fixture, const struct world_sources *sources,
                            struct fixture_report *report)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct world *world = world_new(fixture, sources, report);

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

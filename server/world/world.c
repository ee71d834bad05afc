#include "world/world.h"

#include "base/index.h"
#include "base/instant.h"
#include "base/text.h"
#include "keys/digest.h"
#include "world/inside.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>

struct world *world_ref(const struct world *world)
{
    /* The count is the one part of a world that changes; a reference is the right to change it. */
    struct world *counted = (struct world *)(uintptr_t)world;

    atomic_fetch_add(&counted->references, 1);
    return counted;
}

void world_unref(const struct world *world)
{
    struct world *counted = (struct world *)(uintptr_t)world;

    if (!world || atomic_fetch_sub(&counted->references, 1) != 1)
        return;
    fixture_free(counted->fixture);
    arena_free(counted->arena);
}

const struct fixture *world_fixture(const struct world *world)
{
    return world->fixture;
}

struct span world_origin(const struct world *world)
{
    return world->origin;
}

uint64_t world_generation(const struct world *world)
{
    return world->generation;
}

bool world_host_is_ours(const struct world *world, struct span host)
{
    static const struct span loopback[] = {SPAN_INIT("localhost"), SPAN_INIT("127.0.0.1"),
                                           SPAN_INIT("[::1]")};

    for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++)
        if (span_equal(host, loopback[i]))
            return true;
    for (size_t i = 0; i < world->host_count; i++)
        if (span_equal(host, world->hosts[i]))
            return true;
    return false;
}

size_t world_issuer_count(const struct world *world)
{
    return world->fixture->issuer_count;
}

const struct world_issuer *world_issuer_at(const struct world *world, size_t index)
{
    return &world->issuers[index];
}

const struct world_issuer *world_issuer_named(const struct world *world, struct span name)
{
    return index_find(world->issuers_by_name, name);
}

const struct world_issuer *world_issuer_of_url(const struct world *world, struct span url)
{
    return index_find(world->issuers_by_url, url);
}

/* GUIDs and domain names compare without case: they are indexed in lower case. */
static const void *find_nocase(const struct index *index, struct span key)
{
    ARENA_AUTO struct arena *arena = arena_new();

    return index_find(index, text_lower(arena, key));
}

const struct fixture_tenant *world_tenant_find(const struct world *world, struct span id_or_domain)
{
    return find_nocase(world->tenants_by_name, id_or_domain);
}

static const struct world_tenant *inside_of(const struct world *world,
                                            const struct fixture_tenant *tenant)
{
    return &world->tenants[tenant - world->fixture->tenants];
}

const struct fixture_application *world_application_find(const struct world *world,
                                                         const struct fixture_tenant *tenant,
                                                         struct span client_id)
{
    return find_nocase(inside_of(world, tenant)->clients, client_id);
}

const struct fixture_application *world_resource_find(const struct world *world,
                                                      const struct fixture_tenant *tenant,
                                                      struct span resource)
{
    return find_nocase(inside_of(world, tenant)->resources, resource);
}

struct span world_principal_id(struct arena *arena, const struct fixture_tenant *tenant,
                               const struct fixture_application *application)
{
    if (!span_is_empty(application->principal_id))
        return application->principal_id;
    return digest_uuid5(arena, tenant->tenant_id, text_lower(arena, application->app_id));
}

const struct certificate *world_certificate_at(const struct world *world,
                                               const struct fixture_tenant *tenant,
                                               const struct fixture_application *application,
                                               size_t index)
{
    return inside_of(world, tenant)->certificates[application - tenant->applications][index];
}

const struct key *world_entra_key(const struct world *world)
{
    return certificate_key(world->entra);
}

const struct certificate *world_entra_certificate(const struct world *world)
{
    return world->entra;
}

const struct jwk_set *world_entra_keys(const struct world *world)
{
    return world->entra_keys;
}

int world_wire_month(const struct world *world)
{
    int month = instant_month_parse(world->fixture->options.wire_as);

    return month >= 0 ? month : INT_MAX;
}

void world_keep_document(struct world *world, struct span name, struct span document)
{
    struct span *kept = arena_alloc(world->arena, sizeof *kept);

    *kept = arena_copy(world->arena, document);
    index_add(world->documents, arena_copy(world->arena, name), kept);
}

struct span world_document(const struct world *world, struct span name)
{
    const struct span *kept = index_find(world->documents, name);

    return kept ? *kept : SPAN("");
}

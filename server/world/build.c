/* Makes a world from a fixture and keys: reads key files, asks libjwt about every signing key,
 * builds the indexes. */
#include "base/text.h"
#include "keys/second_opinion.h"
#include "world/inside.h"

#include <stdlib.h>

enum { DOCUMENTS_PER_ISSUER = 3, DOCUMENTS_BESIDE = 8 };

/* Entra's signing certificates are valid for about five years; this one never runs out under an
 * emulated clock. */
static const int64_t ENTRA_CERTIFICATE_FROM = 946684800;   /* 2000-01-01 */
static const int64_t ENTRA_CERTIFICATE_UNTIL = 4102444800; /* 2100-01-01 */

struct builder {
    struct world *world;
    const struct world_key *keys;
    size_t key_count;
    struct fixture_report *report;
};

static void complain(const struct builder *b, const struct fixture_place *place,
                     const struct fail *fail)
{
    struct arena *arena = b->report->arena;

    fixture_report_add(b->report, (struct fixture_finding){
                                      .severity = FIXTURE_ERROR,
                                      .file = arena_copy(arena, place->file),
                                      .line = fixture_line_of(b->world->fixture, place),
                                      .pointer = arena_copy(arena, place->pointer),
                                      .text = arena_copy(arena, span_of(fail->what)),
                                      .remedy = arena_copy(arena, span_of(fail->remedy)),
                                  });
}

static void release_key(void *key)
{
    key_unref(key);
}

static void release_set(void *set)
{
    jwk_set_unref(set);
}

static void release_certificate(void *certificate)
{
    certificate_unref(certificate);
}

static const struct key *keep_key(struct world *world, struct key *key)
{
    if (key)
        arena_defer(world->arena, release_key, key);
    return key;
}

static const struct jwk_set *keep_set(struct world *world, struct jwk_set *set)
{
    if (set)
        arena_defer(world->arena, release_set, set);
    return set;
}

static const struct certificate *keep_certificate(struct world *world,
                                                  struct certificate *certificate)
{
    if (certificate)
        arena_defer(world->arena, release_certificate, certificate);
    return certificate;
}

static const struct key *given_key(const struct builder *b, struct span name)
{
    for (size_t i = 0; i < b->key_count; i++)
        if (span_equal(b->keys[i].name, name))
            return keep_key(b->world, key_ref(b->keys[i].key));
    return NULL;
}

static const struct key *named_key(const struct builder *b, const struct fixture_signing_key *from)
{
    struct fail fail = {0};
    const struct key *key = keep_key(b->world, key_parse_pem(from->file.text, &fail));

    if (!key) {
        complain(b, &from->file.place, &fail);
        return NULL;
    }
    return span_is_empty(from->kid) ? key : keep_key(b->world, key_named(key, from->kid));
}

/* The first key signs; all of them are published. */
static void use_own_keys(const struct builder *b, struct world_issuer *issuer)
{
    const struct fixture_issuer *from = issuer->fixture;
    size_t count = from->signing_key_count > 0 ? from->signing_key_count : 1;
    const struct key **keys = arena_array(b->world->arena, count, sizeof(struct key *));
    struct fail fail = {0};

    if (from->signing_key_count == 0)
        keys[0] = given_key(b, from->name);
    for (size_t i = 0; i < from->signing_key_count; i++)
        keys[i] = named_key(b, &from->signing_keys[i]);
    for (size_t i = 0; i < count; i++) {
        if (keys[i])
            continue;
        fail_what(&fail, "issuer \"%.*s\" has no key to sign with", SPAN_ARGS(from->name));
        if (from->signing_key_count == 0)
            complain(b, &from->place, &fail);
        return;
    }
    if (!second_opinion_on_key(keys[0], &fail)) {
        complain(b, &from->place, &fail);
        return;
    }
    issuer->signer = keys[0];
    issuer->verifies = keep_set(b->world, jwk_set_new(keys, count));
}

static void use_key_set(const struct builder *b, struct world_issuer *issuer)
{
    const struct fixture_file *file = &issuer->fixture->jwks;
    struct fail fail = {0};

    issuer->verifies = keep_set(b->world, jwk_set_parse(file->text, &fail));
    if (!issuer->verifies)
        complain(b, &file->place, &fail);
}

/* "https://Host:443/path/" -> host and path, as requests are compared with them. */
static void split_url(struct arena *arena, struct world_issuer *issuer)
{
    struct span url = issuer->fixture->url;
    struct span scheme;
    struct span authority;
    struct span port;
    bool is_bracketed;

    if (!span_starts(url, SPAN("https://")) && !span_starts(url, SPAN("http://")))
        return;
    span_cut(url, ':', &scheme, &authority);
    span_cut(span_tail(authority, 2), '/', &authority, &issuer->path);
    while (span_ends(issuer->path, SPAN("/")))
        issuer->path.len--;
    is_bracketed = span_starts(authority, SPAN("["));
    if (span_cut(authority, is_bracketed ? ']' : ':', &authority, &port) && is_bracketed)
        authority.len++;
    issuer->host = text_lower(arena, authority);
    if (!span_is_empty(issuer->path))
        issuer->path = TEXT_CONCAT(arena, SPAN("/"), issuer->path);
}

static void build_issuers(const struct builder *b)
{
    static void (*const use[])(const struct builder *, struct world_issuer *) = {
        [FIXTURE_KEYS_OURS] = use_own_keys,
        [FIXTURE_KEYS_FILE] = use_key_set,
        [FIXTURE_KEYS_UNREACHABLE] = NULL,
    };
    struct world *world = b->world;
    size_t count = world->fixture->issuer_count;

    world->issuers = arena_array(world->arena, count, sizeof *world->issuers);
    world->issuers_by_name = index_new(world->arena, count);
    world->issuers_by_url = index_new(world->arena, count);
    world->documents = index_new(world->arena, count * DOCUMENTS_PER_ISSUER + DOCUMENTS_BESIDE);
    for (size_t i = 0; i < count; i++) {
        struct world_issuer *issuer = &world->issuers[i];

        issuer->fixture = &world->fixture->issuers[i];
        split_url(world->arena, issuer);
        if (use[issuer->fixture->keys])
            use[issuer->fixture->keys](b, issuer);
        index_add(world->issuers_by_name, issuer->fixture->name, issuer);
        index_add(world->issuers_by_url, issuer->fixture->url, issuer);
    }
}

static const struct certificate **build_certificates(const struct builder *b,
                                                     const struct fixture_application *application)
{
    const struct certificate **list =
        arena_array(b->world->arena, application->certificate_count, sizeof(struct certificate *));

    for (size_t i = 0; i < application->certificate_count; i++) {
        const struct fixture_file *file = &application->certificates[i].file;
        struct fail fail = {0};

        list[i] = keep_certificate(b->world, certificate_parse_pem(file->text, &fail));
        if (!list[i])
            complain(b, &file->place, &fail);
    }
    return list;
}

static size_t count_names(const struct fixture_tenant *tenant)
{
    size_t count = tenant->application_count;

    for (size_t i = 0; i < tenant->application_count; i++)
        count += tenant->applications[i].identifier_uri_count;
    return count;
}

static void build_applications(const struct builder *b, const struct fixture_tenant *tenant,
                               struct world_tenant *inside)
{
    struct arena *arena = b->world->arena;

    inside->clients = index_new(arena, tenant->application_count);
    inside->resources = index_new(arena, count_names(tenant));
    inside->certificates =
        arena_array(arena, tenant->application_count, sizeof(struct certificate **));
    for (size_t i = 0; i < tenant->application_count; i++) {
        const struct fixture_application *application = &tenant->applications[i];
        struct span id = text_lower(arena, application->app_id);

        inside->certificates[i] = build_certificates(b, application);
        index_add(inside->clients, id, application);
        index_add(inside->resources, id, application);
        for (size_t k = 0; k < application->identifier_uri_count; k++)
            index_add(inside->resources, text_lower(arena, application->identifier_uris[k]),
                      application);
    }
}

static void build_tenants(const struct builder *b)
{
    struct world *world = b->world;
    const struct fixture *fixture = world->fixture;
    size_t names = fixture->tenant_count;

    for (size_t i = 0; i < fixture->tenant_count; i++)
        names += fixture->tenants[i].domain_count;
    world->tenants = arena_array(world->arena, fixture->tenant_count, sizeof *world->tenants);
    world->tenants_by_name = index_new(world->arena, names);
    for (size_t i = 0; i < fixture->tenant_count; i++) {
        const struct fixture_tenant *tenant = &fixture->tenants[i];

        index_add(world->tenants_by_name, text_lower(world->arena, tenant->tenant_id), tenant);
        for (size_t k = 0; k < tenant->domain_count; k++)
            index_add(world->tenants_by_name, text_lower(world->arena, tenant->domains[k]), tenant);
        build_applications(b, tenant, &world->tenants[i]);
    }
}

static void build_entra(const struct builder *b)
{
    struct world *world = b->world;
    const struct fixture_place place = {.file = SPAN("entra")};
    const struct key *key = given_key(b, WORLD_ENTRA_KEY);
    struct fail fail = {0};

    if (!key)
        fail_what(&fail, "there is no key for Entra itself");
    else if (second_opinion_on_key(key, &fail))
        world->entra = keep_certificate(
            world, certificate_self_sign(key, SPAN("accounts.accesscontrol.windows.net"),
                                         ENTRA_CERTIFICATE_FROM, ENTRA_CERTIFICATE_UNTIL, &fail));
    if (!world->entra) {
        complain(b, &place, &fail);
        return;
    }
    key = keep_key(world, key_named(key, certificate_x5t(world->entra)));
    world->entra_keys = keep_set(world, jwk_set_new(&key, 1));
}

static const struct span *copy_all(struct arena *arena, const struct span *spans, size_t count)
{
    struct span *copies = arena_array(arena, count, sizeof *copies);

    for (size_t i = 0; i < count; i++)
        copies[i] = arena_copy(arena, spans[i]);
    return copies;
}

struct world *world_new(struct fixture *fixture, const struct world_sources *sources,
                        struct fixture_report *report)
{
    struct arena *arena = arena_new();
    struct world *world = arena_alloc(arena, sizeof *world);
    struct builder builder = {world, sources->keys, sources->key_count, report};
    size_t errors_before = report->errors;

    *world = (struct world){
        .arena = arena,
        .fixture = fixture,
        .origin = arena_copy(arena, sources->origin),
        .hosts = copy_all(arena, sources->hosts, sources->host_count),
        .host_count = sources->host_count,
        .generation = sources->generation,
    };
    atomic_init(&world->references, 1);
    build_issuers(&builder);
    build_tenants(&builder);
    build_entra(&builder);
    if (report->errors == errors_before)
        return world;
    world_unref(world);
    return NULL;
}

struct fixture_paths world_wanted_keys(struct arena *arena, const struct fixture *fixture)
{
    struct fixture_paths wanted = {
        .paths = arena_array(arena, fixture->issuer_count + 1, sizeof(struct span)),
    };

    wanted.paths[wanted.count++] = WORLD_ENTRA_KEY;
    for (size_t i = 0; i < fixture->issuer_count; i++) {
        const struct fixture_issuer *issuer = &fixture->issuers[i];

        if (issuer->keys == FIXTURE_KEYS_OURS && issuer->signing_key_count == 0)
            wanted.paths[wanted.count++] = issuer->name;
    }
    return wanted;
}

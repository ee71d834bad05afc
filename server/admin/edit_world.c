#include "admin/edit_world.h"

#include "base/doc.h"

struct files {
    struct fixture_input *items;
    size_t count;
};

static void files_add(struct files *files, const struct fixture_file *file)
{
    if (!span_is_empty(file->path))
        files->items[files->count++] = (struct fixture_input){file->path, file->text, false};
}

static size_t files_most(const struct fixture *fixture)
{
    size_t most = 0;

    for (size_t i = 0; i < fixture->issuer_count; i++)
        most += 1 + fixture->issuers[i].signing_key_count;
    for (size_t i = 0; i < fixture->tenant_count; i++)
        for (size_t k = 0; k < fixture->tenants[i].application_count; k++)
            most += fixture->tenants[i].applications[k].certificate_count;
    return most;
}

static void add_of_issuer(struct files *files, const struct fixture_issuer *issuer)
{
    files_add(files, &issuer->jwks);
    for (size_t i = 0; i < issuer->signing_key_count; i++)
        files_add(files, &issuer->signing_keys[i].file);
}

static void add_of_tenant(struct files *files, const struct fixture_tenant *tenant)
{
    for (size_t i = 0; i < tenant->application_count; i++)
        for (size_t k = 0; k < tenant->applications[i].certificate_count; k++)
            files_add(files, &tenant->applications[i].certificates[k].file);
}

/* Every file that the world holds, under the path that its document has. */
static struct files files_of(struct arena *arena, const struct fixture *fixture)
{
    struct files files = {arena_array(arena, files_most(fixture), sizeof *files.items), 0};

    for (size_t i = 0; i < fixture->issuer_count; i++)
        add_of_issuer(&files, &fixture->issuers[i]);
    for (size_t i = 0; i < fixture->tenant_count; i++)
        add_of_tenant(&files, &fixture->tenants[i]);
    return files;
}

static void say_bad(const struct fixture_report *report, struct fail *fail)
{
    size_t first = 0;

    while (first + 1 < report->count && report->findings[first].severity != FIXTURE_ERROR)
        first++;
    fail_what(fail, "%.*s", SPAN_ARGS(report->findings[first].text));
    fail_where(fail, "%.*s", SPAN_ARGS(report->findings[first].pointer));
    fail_remedy(fail, "%.*s", SPAN_ARGS(report->findings[first].remedy));
}

struct fixture *edit_world_read(struct arena *arena, const struct world *world, struct span text,
                                struct fail *fail)
{
    struct files files = files_of(arena, world_fixture(world));
    struct fixture_input input = {.path = SPAN("edited"), .text = text};
    struct fixture_report report = {.arena = arena};
    struct fixture_paths wanted = {0};
    struct fixture *fixture = NULL;

    switch (fixture_parse(&input, 1, files.items, files.count, world_origin(world), &report,
                          &wanted, &fixture)) {
    case FIXTURE_READY:
        return fixture;
    case FIXTURE_WANTED:
        fail_what(fail, "the world names a file that it did not hold before: %.*s",
                  SPAN_ARGS(wanted.paths[0]));
        fail_remedy(fail, "files are read at start and by POST /_badged/reload alone");
        return NULL;
    case FIXTURE_BAD:
        say_bad(&report, fail);
        return NULL;
    }
    return NULL;
}

struct place {
    size_t tenant, application;
};

static struct place place_of(const struct world *world, const struct edit_owner *owner)
{
    return (struct place){(size_t)(owner->tenant - world_fixture(world)->tenants),
                          (size_t)(owner->application - owner->tenant->applications)};
}

/* In a document managed identities have a list of their own; in the model they come behind. */
static json_t *client_in(json_t *document, struct place place)
{
    json_t *tenant = json_array_get(json_object_get(document, "tenants"), place.tenant);
    json_t *applications = json_object_get(tenant, "applications");
    size_t count = json_array_size(applications);

    if (place.application < count)
        return json_array_get(applications, place.application);
    return json_array_get(json_object_get(tenant, "managedIdentities"), place.application - count);
}

static json_t *credentials_in(json_t *client)
{
    json_t *credentials = json_object_get(client, "federatedIdentityCredentials");

    if (!credentials) {
        credentials = json_array();
        json_object_set_new(client, "federatedIdentityCredentials", credentials);
    }
    return credentials;
}

static void change(json_t *credentials, size_t index, json_t *object)
{
    if (!object)
        json_array_remove(credentials, index);
    else if (index < json_array_size(credentials))
        json_array_set(credentials, index, object);
    else
        json_array_append(credentials, object);
}

struct fixture *edit_world_change(struct arena *arena, const struct world *world,
                                  const struct edit_owner *owner, size_t index, json_t *object,
                                  struct fail *fail)
{
    json_t *document = doc_keep(arena, json_deep_copy(world_fixture(world)->document));

    change(credentials_in(client_in(document, place_of(world, owner))), index, object);
    return edit_world_read(arena, world, doc_write(arena, document), fail);
}

struct edit_owner edit_world_owner_in(const struct world *world, const struct edit_owner *owner,
                                      const struct fixture *fixture)
{
    struct place place = place_of(world, owner);
    const struct fixture_tenant *tenant = &fixture->tenants[place.tenant];

    return (struct edit_owner){tenant, &tenant->applications[place.application]};
}

/* A world made in a test from fixture JSON. Files that its members name are those of
 * tests/support/keys. */
#ifndef BADGED_TESTS_UNIT_WORLD_MAKING_H
#define BADGED_TESTS_UNIT_WORLD_MAKING_H

#include "support/cm.h"
#include "support/files.h"

#include "world/world.h"

enum { MAKING_FILES_MAX = 16 };

/* What a world was made of; the arena holds it all. */
struct making {
    struct arena *arena;
    struct fixture_report report;
    struct span origin;       /* empty: https://localhost:8443 */
    const struct span *hosts; /* may be NULL */
    size_t host_count;
};

typedef struct world *making_function(struct fixture *fixture, const struct world_sources *sources,
                                      struct fixture_report *report);

static inline const struct key *making_key(struct arena *arena, const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    if (!key)
        fail_msg("%s: %s", path, fail.what);
    return key;
}

static inline struct fixture *making_fixture(struct making *making, struct span text)
{
    const struct fixture_input world = {.path = SPAN("tests/support/keys/world.json"),
                                        .text = text};
    struct fixture_input named[MAKING_FILES_MAX];
    size_t count = 0;
    struct fixture *fixture = NULL;
    struct fixture_paths wanted = {0};

    while (fixture_parse(&world, 1, named, count, making->origin, &making->report, &wanted,
                         &fixture) == FIXTURE_WANTED) {
        for (size_t i = 0; i < wanted.count && count < MAKING_FILES_MAX; i++) {
            struct span path = arena_copy(making->arena, wanted.paths[i]);

            named[count++] =
                (struct fixture_input){.path = path, .text = files_read(making->arena, path.at)};
        }
    }
    if (!fixture)
        fail_msg("%.*s", SPAN_ARGS(making->report.findings[0].text));
    return fixture;
}

/* NULL when a named file is unusable: see the report. */
static inline struct world *making_world(struct making *making, making_function *make,
                                         struct span text)
{
    struct world_key keys[MAKING_FILES_MAX];
    struct fixture *fixture;
    struct fixture_paths wanted;
    struct world_sources sources;
    struct world *world;

    making->report = (struct fixture_report){.arena = making->arena};
    if (span_is_empty(making->origin))
        making->origin = SPAN("https://localhost:8443");
    fixture = making_fixture(making, text);
    wanted = world_wanted_keys(making->arena, fixture);
    assert_true(wanted.count <= MAKING_FILES_MAX);
    for (size_t i = 0; i < wanted.count; i++)
        keys[i] = (struct world_key){
            wanted.paths[i], making_key(making->arena, span_equal(wanted.paths[i], WORLD_ENTRA_KEY)
                                                           ? "tests/support/keys/entra.pem"
                                                           : "tests/support/keys/issuer-a.pem")};
    sources = (struct world_sources){.keys = keys,
                                     .key_count = wanted.count,
                                     .origin = making->origin,
                                     .hosts = making->hosts,
                                     .host_count = making->host_count,
                                     .generation = 7};
    world = make(fixture, &sources, &making->report);
    for (size_t i = 0; i < wanted.count; i++)
        key_unref(keys[i].key);
    return world;
}

#endif

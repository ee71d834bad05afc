#include "support/worldfile.h"

#include "app/prepare.h"
#include "base/text.h"
#include "support/cm.h"
#include "support/files.h"

enum { NAMED_FILES_MAX = 16 };

static void release(void *key)
{
    key_unref(key);
}

const struct key *worldfile_key(struct arena *arena, struct span name)
{
    struct span path = text_format(arena, "tests/support/keys/%.*s", SPAN_ARGS(name));
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path.at), &fail);

    if (!key)
        fail_msg("%s: %s", path.at, fail.what);
    arena_defer(arena, release, key);
    return key;
}

static void give_up(struct arena *arena, const struct fixture_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        print_error("%.*s\n", SPAN_ARGS(fixture_finding_render(arena, &report->findings[i])));
    fail_msg("the world cannot be used");
}

static struct fixture *parse(struct arena *arena, const struct fixture_input *world,
                             struct fixture_report *report)
{
    struct fixture_input named[NAMED_FILES_MAX];
    struct fixture_paths wanted = {0};
    struct fixture *fixture = NULL;
    enum fixture_result result;
    size_t count = 0;

    do {
        *report = (struct fixture_report){.arena = arena};
        result = fixture_parse(world, 1, named, count, WORLDFILE_ORIGIN, report, &wanted, &fixture);
        for (size_t i = 0; result == FIXTURE_WANTED && i < wanted.count; i++) {
            assert_true(count < NAMED_FILES_MAX);
            named[count].path = wanted.paths[i];
            named[count].text = files_read(arena, arena_copy(arena, wanted.paths[i]).at);
            named[count++].is_missing = false;
        }
    } while (result == FIXTURE_WANTED);
    if (result != FIXTURE_READY)
        give_up(arena, report);
    return fixture;
}

struct world *worldfile_make(struct arena *arena, const struct worldfile *from)
{
    struct fixture_input input = {.path = from->path, .text = from->text};
    struct fixture_report report;
    struct fixture *fixture;
    struct fixture_paths names;
    struct world_key *keys;
    struct world *world;

    if (span_is_empty(input.text))
        input.text = files_read(arena, arena_copy(arena, from->path).at);
    fixture = parse(arena, &input, &report);
    names = world_wanted_keys(arena, fixture);
    keys = arena_array(arena, names.count, sizeof *keys);
    for (size_t i = 0; i < names.count; i++) {
        bool is_entra = span_equal(names.paths[i], WORLD_ENTRA_KEY);

        keys[i].name = names.paths[i];
        keys[i].key = worldfile_key(arena, is_entra ? SPAN("entra.pem") : SPAN("issuer-a.pem"));
    }
    world = app_world_new(fixture,
                          &(struct world_sources){.keys = keys,
                                                  .key_count = names.count,
                                                  .origin = WORLDFILE_ORIGIN,
                                                  .hosts = from->hosts,
                                                  .host_count = from->host_count,
                                                  .generation = 1},
                          &report);
    if (!world)
        give_up(arena, &report);
    return world;
}

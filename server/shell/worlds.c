#include "shell/worlds.h"

#include "app/prepare.h"

#include "shell/files.h"

#include <string.h>

struct inputs {
    struct fixture_input *items;
    size_t count, size;
};

static void inputs_add(struct arena *arena, struct inputs *inputs, struct fixture_input input)
{
    if (inputs->count == inputs->size) {
        size_t doubled = inputs->size ? inputs->size * 2 : 16;
        struct fixture_input *items = arena_array(arena, doubled, sizeof *items);

        if (inputs->count > 0)
            memcpy(items, inputs->items, inputs->count * sizeof *items);
        inputs->items = items;
        inputs->size = doubled;
    }
    inputs->items[inputs->count++] = input;
}

/* What cannot be read is an input too: the parser says so where the file was named. */
static void inputs_load(struct arena *arena, struct inputs *inputs, struct span path)
{
    struct fixture_input input = {.path = path};
    struct fail fail = {0};

    if (!files_load(arena, path, &input.text, &fail)) {
        input.is_missing = true;
        input.text = arena_copy(arena, span_of(fail.what));
    }
    inputs_add(arena, inputs, input);
}

static void inputs_load_path(struct arena *arena, struct inputs *inputs, struct span path)
{
    struct files_list list;
    struct fail fail = {0};
    size_t i;

    if (!files_is_folder(path)) {
        inputs_load(arena, inputs, path);
        return;
    }
    if (!files_list_worlds(arena, path, &list, &fail) || list.count == 0) {
        struct span why = fail_is_set(&fail) ? arena_copy(arena, span_of(fail.what))
                                             : SPAN("the folder has no *.json");

        inputs_add(arena, inputs,
                   (struct fixture_input){.path = path, .text = why, .is_missing = true});
        return;
    }
    for (i = 0; i < list.count; i++)
        inputs_load(arena, inputs, list.paths[i]);
}

static struct inputs load_worlds(struct arena *arena, const struct worlds_source *source)
{
    struct inputs worlds = {0};
    size_t i;

    if (source->path_count == 0)
        inputs_add(arena, &worlds,
                   (struct fixture_input){.path = SPAN("built-in"), .text = fixture_builtin()});
    for (i = 0; i < source->path_count; i++)
        inputs_load_path(arena, &worlds, source->paths[i]);
    return worlds;
}

struct fixture *worlds_fixture_load(struct arena *arena, const struct worlds_source *source,
                                    struct fixture_report *report)
{
    struct inputs worlds = load_worlds(arena, source);
    struct inputs named = {0};
    struct fixture_paths wanted = {0};
    struct fixture *fixture = NULL;
    enum fixture_result result;
    size_t i;

    do {
        *report = (struct fixture_report){.arena = arena};
        result = fixture_parse(worlds.items, worlds.count, named.items, named.count, source->origin,
                               report, &wanted, &fixture);
        if (result == FIXTURE_WANTED)
            for (i = 0; i < wanted.count; i++)
                inputs_load(arena, &named, wanted.paths[i]);
    } while (result == FIXTURE_WANTED);
    return result == FIXTURE_READY ? fixture : NULL;
}

struct world *worlds_make(struct arena *arena, const struct worlds_maker *maker,
                          struct fixture *fixture, struct fixture_report *report, struct fail *fail)
{
    struct world_sources sources = {.origin = maker->source->origin,
                                    .hosts = maker->source->hosts,
                                    .host_count = maker->source->host_count,
                                    .generation = maker->generation};
    struct fixture_paths names = world_wanted_keys(arena, fixture);
    struct world_key *keys;

    if (!keyring_find(maker->keyring, arena, &names, &keys, fail)) {
        fixture_free(fixture);
        return NULL;
    }
    sources.keys = keys;
    sources.key_count = names.count;
    return app_world_new(fixture, &sources, report);
}

struct world *worlds_load(struct arena *arena, const struct worlds_source *source,
                          struct keyring *keyring, uint64_t generation,
                          struct fixture_report *report, struct fail *fail)
{
    const struct worlds_maker maker = {source, keyring, generation};
    struct fixture *fixture = worlds_fixture_load(arena, source, report);

    return fixture ? worlds_make(arena, &maker, fixture, report, fail) : NULL;
}

/* From fixture paths to a world: reads files until the parser wants no more, gets the keys, makes
 * the snapshot. */
#ifndef BADGED_SHELL_WORLDS_H
#define BADGED_SHELL_WORLDS_H

#include "base/arena.h"
#include "base/fail.h"
#include "fixtures/fixture.h"
#include "shell/keyring.h"
#include "world/world.h"

struct worlds_source {
    const struct span *paths; /* files and folders; none: the built-in world */
    size_t path_count;
    struct span origin;
    const struct span *hosts; /* that are ours: the origin's and every --hostname */
    size_t host_count;
};

/*
 * The fixture alone, without keys: what `badged check` needs. NULL when it has errors: they are in
 * `report`, whose arena is `arena`. A file that cannot be read is such an error too, so there is no
 * other way to fail.
 */
struct fixture *worlds_fixture_load(struct arena *arena, const struct worlds_source *source,
                                    struct fixture_report *report);

/* A whole world. NULL when the report has errors or when keys could not be had (`fail`). */
struct world *worlds_load(struct arena *arena, const struct worlds_source *source,
                          struct keyring *keyring, uint64_t generation,
                          struct fixture_report *report, struct fail *fail);

/* What makes a world of a fixture, beside it. */
struct worlds_maker {
    const struct worlds_source *source;
    struct keyring *keyring;
    uint64_t generation;
};

/* Takes the fixture, wherever it came from. NULL as above. */
struct world *worlds_make(struct arena *arena, const struct worlds_maker *maker,
                          struct fixture *fixture, struct fixture_report *report,
                          struct fail *fail);

#endif

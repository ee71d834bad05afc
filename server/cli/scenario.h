/*
 * Scenarios: failures that people really had, one folder each (docs/scenarios.md). `world.json` is
 * a fixture; `scenario.json` says how the token is made, what is asked and what must come back.
 * This module finds and reads them; cli/scenario_play.h plays them.
 */
#ifndef BADGED_CLI_SCENARIO_H
#define BADGED_CLI_SCENARIO_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <jansson.h>

struct scenario {
    struct span name;   /* "d01-issuer-lacks-a-slash" */
    struct span folder; /* its path */
    json_t *document;   /* scenario.json, with world.json as its member "world"; of the arena */
};

struct scenario_names {
    struct span *names; /* in byte order */
    size_t count;
};

/* `asked` when it is not empty, else the first that is there of the source tree's folder and the
 * installed one. */
struct span scenario_folder(struct span asked);

/* The folders that hold a scenario.json. */
__attribute__((warn_unused_result)) bool scenario_list(struct arena *arena, struct span folder,
                                                       struct scenario_names *names,
                                                       struct fail *fail);

/* The name that this is, in full or up to its first dash ("d01"); empty when it is none. */
struct span scenario_find(const struct scenario_names *names, struct span name);

__attribute__((warn_unused_result)) bool scenario_load(struct arena *arena, struct span folder,
                                                       struct span name, struct scenario *scenario,
                                                       struct fail *fail);

/* The same scenario with its cure applied, a JSON Patch (RFC 6902: add, replace, remove; paths
 * without escapes). False when a step has nowhere to go. */
__attribute__((warn_unused_result)) bool scenario_cure(struct arena *arena,
                                                       const struct scenario *scenario,
                                                       struct scenario *cured, struct fail *fail);

#endif

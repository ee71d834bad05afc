#define _POSIX_C_SOURCE 200809L

#include "cli/scenario.h"

#include "base/doc.h"
#include "base/nearest.h"
#include "base/text.h"
#include "shell/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct span scenario_folder(struct span asked)
{
    struct span source = SPAN(BADGED_SCENARIOS_SOURCE);

    if (!span_is_empty(asked))
        return asked;
    return files_is_folder(source) ? source : SPAN(BADGED_SCENARIOS_INSTALLED);
}

static int compare_names(const void *a, const void *b)
{
    const struct span *left = a;
    const struct span *right = b;

    return strcmp(left->at, right->at);
}

static bool is_scenario(struct arena *arena, struct span folder, const char *name)
{
    struct span inside = TEXT_CONCAT(arena, folder, SPAN("/"), span_of(name));

    return name[0] != '.' && files_is_folder(inside);
}

static void add_name(struct arena *arena, struct scenario_names *names, struct span name)
{
    struct span *grown = arena_array(arena, names->count + 1, sizeof *grown);

    if (names->count > 0)
        memcpy(grown, names->names, names->count * sizeof *grown);
    grown[names->count++] = arena_copy(arena, name);
    names->names = grown;
}

bool scenario_list(struct arena *arena, struct span folder, struct scenario_names *names,
                   struct fail *fail)
{
    DIR *dir = opendir(arena_copy(arena, folder).at);
    const struct dirent *entry;

    *names = (struct scenario_names){0};
    if (!dir) {
        fail_what(fail, "cannot read the scenarios in %.*s: %s", SPAN_ARGS(folder),
                  strerror(errno));
        return fail_remedy(fail, "name their folder with --scenarios DIR");
    }
    while ((entry = readdir(dir)))
        if (is_scenario(arena, folder, entry->d_name))
            add_name(arena, names, span_of(entry->d_name));
    closedir(dir);
    if (names->count > 0)
        qsort(names->names, names->count, sizeof *names->names, compare_names);
    return true;
}

struct span scenario_find(const struct scenario_names *names, struct span name)
{
    for (size_t i = 0; i < names->count; i++) {
        struct span number;
        struct span rest;

        span_cut(names->names[i], '-', &number, &rest);
        if (span_equal(names->names[i], name) || span_equal_nocase(number, name))
            return names->names[i];
    }
    return SPAN("");
}

static json_t *load_document(struct arena *arena, struct span path, struct fail *fail)
{
    struct doc_error error;
    struct span text;
    json_t *document;

    if (!files_load(arena, path, &text, fail))
        return NULL;
    document = doc_parse_in(arena, text, &error);
    if (json_is_object(document))
        return document;
    fail_what(fail, "%.*s holds no JSON object", SPAN_ARGS(path));
    if (!document)
        fail_where(fail, "line %u: %s", error.line, error.text);
    return NULL;
}

/* A member that is spelled wrongly would say nothing, and nobody would notice. */
static bool check_members(struct arena *arena, const json_t *document, struct fail *fail)
{
    static const char *const known[] = {"title", "story",     "about",   "now",    "mintedAt",
                                        "mint",  "assertion", "request", "expect", "cure"};
    DOC_AUTO json_t *unknown = json_copy((json_t *)(uintptr_t)document);
    struct nearest nearest = {0};
    const char *name;
    json_t *value;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        json_object_del(unknown, known[i]);
    json_object_foreach(unknown, name, value) {
        nearest.wrong = span_of(name);
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            nearest_offer(&nearest, span_of(known[i]));
        fail_what(fail, "a scenario has no member \"%s\"", name);
        return fail_remedy(fail, "%.*s", SPAN_ARGS(nearest_question(arena, &nearest)));
    }
    return true;
}

bool scenario_load(struct arena *arena, struct span folder, struct span name,
                   struct scenario *scenario, struct fail *fail)
{
    struct span inside = TEXT_CONCAT(arena, folder, SPAN("/"), name);
    json_t *world = load_document(arena, TEXT_CONCAT(arena, inside, SPAN("/world.json")), fail);
    json_t *document =
        world ? load_document(arena, TEXT_CONCAT(arena, inside, SPAN("/scenario.json")), fail)
              : NULL;

    if (!document)
        return false;
    if (!check_members(arena, document, fail))
        return fail_where(fail, "%.*s/scenario.json", SPAN_ARGS(inside));
    json_object_set(document, "world", world);
    *scenario = (struct scenario){.name = name, .folder = inside, .document = document};
    return true;
}

/* The member or element that one step of a path names; NULL when there is none. */
static json_t *child(const json_t *parent, const char *step)
{
    if (json_is_array(parent))
        return json_array_get(parent, strtoul(step, NULL, 10));
    return json_object_get(parent, step);
}

/* What holds the last step of the path; that step in `last`. NULL when the way there ends early. */
static json_t *parent_of(struct arena *arena, json_t *document, struct span path, const char **last)
{
    struct span step;
    struct span rest;

    span_cut(path, '/', &step, &rest);
    while (document && span_cut(rest, '/', &step, &rest))
        document = child(document, arena_copy(arena, step).at);
    *last = arena_copy(arena, step).at;
    return document;
}

static int change_array(json_t *array, const char *step, struct span op, json_t *value)
{
    size_t index = strtoul(step, NULL, 10);

    if (span_equal(op, SPAN("remove")))
        return json_array_remove(array, index);
    if (span_equal(op, SPAN("replace")))
        return json_array_set(array, index, value);
    return strcmp(step, "-") == 0 ? json_array_append(array, value)
                                  : json_array_insert(array, index, value);
}

static int change_object(json_t *object, const char *step, struct span op, json_t *value)
{
    if (!span_equal(op, SPAN("add")) && !json_object_get(object, step))
        return -1;
    return span_equal(op, SPAN("remove")) ? json_object_del(object, step)
                                          : json_object_set(object, step, value);
}

static bool change(struct arena *arena, json_t *document, const json_t *step, struct fail *fail)
{
    struct span path = doc_member(step, "path");
    struct span op = doc_member(step, "op");
    const char *last = "";
    json_t *parent = parent_of(arena, document, path, &last);
    json_t *value = json_object_get(step, "value");
    bool is_known = span_equal(op, SPAN("remove")) ||
                    (value && (span_equal(op, SPAN("add")) || span_equal(op, SPAN("replace"))));
    bool is_done = is_known && parent &&
                   (json_is_array(parent) ? change_array(parent, last, op, value)
                                          : change_object(parent, last, op, value)) == 0;

    return is_done || fail_what(fail, "the cure cannot %.*s %.*s", SPAN_ARGS(op), SPAN_ARGS(path));
}

bool scenario_cure(struct arena *arena, const struct scenario *scenario, struct scenario *cured,
                   struct fail *fail)
{
    const json_t *steps = json_object_get(scenario->document, "cure");
    json_t *document = doc_keep(arena, json_deep_copy(scenario->document));
    json_t *step;
    size_t i;

    *cured = *scenario;
    cured->document = document;
    json_array_foreach(steps, i, step) {
        if (!change(arena, document, step, fail))
            return fail_where(fail, "%.*s/scenario.json", SPAN_ARGS(scenario->folder));
    }
    return true;
}

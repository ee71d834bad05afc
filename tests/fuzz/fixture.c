/* A world is ready, or has errors that can be shown; what is ready, written as it is served, is
 * ready again and the same. */
#include "fixtures/fixture.h"

#include "base/doc.h"
#include "fuzz.h"

void fuzz_begin(void)
{
}

static void hold_findings(struct arena *arena, const struct fixture_report *report)
{
    size_t errors = 0;

    for (size_t i = 0; i < report->count; i++) {
        const struct fixture_finding *finding = &report->findings[i];
        struct span line = fixture_finding_render(arena, finding);

        errors += finding->severity == FIXTURE_ERROR;
        FUZZ_HOLD(!span_is_empty(finding->text) && !span_is_empty(line));
        FUZZ_HOLD(!span_has(span_head(line, line.len - 1), '\n'));
    }
    FUZZ_HOLD(errors == report->errors);
}

/* Files that members name are not there: what names one is refused. */
static struct fixture *read_world(struct arena *arena, struct span text,
                                  struct fixture_report *report)
{
    const struct fixture_input world = {.path = SPAN("world.json"), .text = text};
    struct fixture_paths wanted = {0};
    struct fixture_input *named;
    struct fixture *fixture = NULL;
    enum fixture_result result = fixture_parse(&world, 1, NULL, 0, SPAN("https://localhost:8443"),
                                               report, &wanted, &fixture);

    if (result == FIXTURE_WANTED) {
        size_t count = wanted.count;

        FUZZ_HOLD(count > 0);
        named = arena_array(arena, count, sizeof *named);
        for (size_t i = 0; i < count; i++)
            named[i] = (struct fixture_input){wanted.paths[i], SPAN("no such file"), true};
        result = fixture_parse(&world, 1, named, count, SPAN("https://localhost:8443"), report,
                               &wanted, &fixture);
        FUZZ_HOLD(result == FIXTURE_BAD);
    }
    FUZZ_HOLD((result == FIXTURE_READY) == (fixture != NULL));
    FUZZ_HOLD((result == FIXTURE_BAD) == (report->errors > 0));
    hold_findings(arena, report);
    return fixture;
}

/* A list without elements is as good as none. */
static void drop_empty_lists(json_t *value)
{
    const char *name;
    json_t *member;
    void *next;
    size_t i;

    json_object_foreach_safe(value, next, name, member)
    {
        drop_empty_lists(member);
        if (json_is_array(member) && json_array_size(member) == 0)
            json_object_del(value, name);
    }
    json_array_foreach(value, i, member) {
        drop_empty_lists(member);
    }
}

static const json_t *document_of(struct arena *arena, const struct fixture *fixture)
{
    json_t *document = doc_keep(arena, json_deep_copy(fixture->document));

    drop_empty_lists(document);
    return document;
}

void fuzz_one(struct arena *arena, struct span input)
{
    struct fixture_report report = {.arena = arena};
    struct fixture *fixture = read_world(arena, input, &report);
    struct fixture *again;

    if (!fixture)
        return;
    again = read_world(arena, doc_write(arena, fixture->document), &report);
    FUZZ_HOLD(again);
    FUZZ_HOLD(json_equal(document_of(arena, again), document_of(arena, fixture)));
    fixture_free(again);
    fixture_free(fixture);
}

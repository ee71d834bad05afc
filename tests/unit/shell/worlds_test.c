#define _XOPEN_SOURCE 700

#include "support/cm.h"

#include "folder.h"

#include "shell/files.h"
#include "shell/worlds.h"

#define TENANT(id) "{\"tenants\":[{\"tenantId\":\"" id "\",\"displayName\":\"" id "\"}]}"
#define ONE        "11111111-1111-1111-1111-111111111111"
#define TWO        "22222222-2222-2222-2222-222222222222"

struct bench {
    struct arena *arena;
    struct span folder;
    struct worlds_source source;
    struct fixture_report report;
};

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct bench *bench = arena_alloc(arena, sizeof *bench);

    bench->arena = arena;
    bench->folder = folder_new(arena);
    bench->source = (struct worlds_source){
        .paths = &bench->folder, .path_count = 1, .origin = SPAN("https://localhost:8443")};
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    folder_remove(bench->folder);
    arena_free(bench->arena);
    return 0;
}

static void put(struct bench *bench, const char *name, struct span text)
{
    struct fail fail = {0};

    assert_true(files_store(folder_path(bench->arena, bench->folder, name), text, 0644, &fail));
}

static struct fixture *load(struct bench *bench)
{
    return worlds_fixture_load(bench->arena, &bench->source, &bench->report);
}

static void a_folder_is_all_of_its_json(void **state)
{
    struct bench *bench = *state;
    struct fixture *fixture;

    put(bench, "b.json", SPAN(TENANT(TWO)));
    put(bench, "a.json", SPAN(TENANT(ONE)));
    put(bench, "note.txt", SPAN("no world"));
    put(bench, "world.schema.json", SPAN("{\"type\":1}"));
    fixture = load(bench);
    assert_non_null(fixture);
    assert_int_equal(json_array_size(json_object_get(fixture->document, "tenants")), 2);
    fixture_free(fixture);
}

static void without_paths_there_is_the_built_in_world(void **state)
{
    struct bench *bench = *state;
    struct fixture *fixture;

    bench->source.path_count = 0;
    fixture = load(bench);
    assert_non_null(fixture);
    assert_int_equal(bench->report.count, 0);
    fixture_free(fixture);
}

static void an_empty_folder_is_an_error_that_names_it(void **state)
{
    struct bench *bench = *state;

    assert_null(load(bench));
    assert_int_equal(bench->report.errors, 1);
    assert_span(bench->report.findings[0].file, bench->folder.at);
}

static void a_missing_file_is_an_error_that_names_it(void **state)
{
    struct bench *bench = *state;
    struct span path = folder_path(bench->arena, bench->folder, "missing.json");

    bench->source.paths = &path;
    assert_null(load(bench));
    assert_int_equal(bench->report.errors, 1);
    assert_span(bench->report.findings[0].file, path.at);
}

static void a_broken_file_is_an_error_with_its_line(void **state)
{
    struct bench *bench = *state;

    put(bench, "a.json", SPAN("{\n\n\"tenants\": [ }"));
    assert_null(load(bench));
    assert_int_equal(bench->report.errors, 1);
    assert_int_equal(bench->report.findings[0].line, 3);
}

static void a_file_that_a_fixture_names_is_read_beside_it(void **state)
{
    struct bench *bench = *state;
    struct fixture *fixture;

    put(bench, "a.json",
        SPAN("{\"tenants\":[{\"tenantId\":\"" ONE "\",\"applications\":[{\"appId\":\"" TWO "\","
             "\"federatedIdentityCredentials\":\"credentials.txt\"}]}]}"));
    assert_null(load(bench));
    put(bench, "credentials.txt",
        SPAN("[{\"name\":\"n\",\"issuer\":\"https://i/"
             "\",\"subject\":\"s\",\"audiences\":[\"a\"]}]"));
    fixture = load(bench);
    assert_non_null(fixture);
    fixture_free(fixture);
}

static void a_world_has_its_generation_and_keys_that_outlive_it(void **state)
{
    static const uint64_t seed = 7;
    struct bench *bench = *state;
    struct keyring *keyring = keyring_new(NULL, &seed);
    struct fail fail = {0};
    struct world *world;

    bench->source.path_count = 0;
    world = worlds_load(bench->arena, &bench->source, keyring, 3, &bench->report, &fail);
    assert_non_null(world);
    assert_int_equal(world_generation(world), 3);
    world_unref(world);
    keyring_free(keyring);
}

#define WITH_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(a_folder_is_all_of_its_json),
        WITH_BENCH(without_paths_there_is_the_built_in_world),
        WITH_BENCH(an_empty_folder_is_an_error_that_names_it),
        WITH_BENCH(a_missing_file_is_an_error_that_names_it),
        WITH_BENCH(a_broken_file_is_an_error_with_its_line),
        WITH_BENCH(a_file_that_a_fixture_names_is_read_beside_it),
        WITH_BENCH(a_world_has_its_generation_and_keys_that_outlive_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

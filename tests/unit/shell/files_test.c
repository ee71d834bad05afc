#define _XOPEN_SOURCE 700

#include "support/cm.h"

#include "folder.h"
#include "shell/files.h"

static void put(struct arena *arena, struct span folder, const char *name, const char *text)
{
    struct fail fail = {0};

    assert_true(files_store(folder_path(arena, folder, name), span_of(text), 0644, &fail));
}

static void what_is_stored_is_loaded(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};
    struct span bytes;

    (void)state;
    put(arena, folder, "a", "one");
    put(arena, folder, "a", "two");
    assert_true(files_load(arena, folder_path(arena, folder, "a"), &bytes, &fail));
    assert_span(bytes, "two");
    folder_remove(folder);
}

static void storing_leaves_nothing_beside_the_file(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);

    (void)state;
    put(arena, folder, "a", "one");
    assert_int_equal(unlink(folder_path(arena, folder, "a").at), 0);
    assert_int_equal(rmdir(folder.at), 0);
}

static void a_secret_has_its_mode_whatever_the_umask(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct span path = folder_path(arena, folder, "secret");
    mode_t old = umask(0);
    struct fail fail = {0};

    (void)state;
    assert_true(files_store(path, SPAN("s"), 0600, &fail));
    assert_int_equal(folder_mode(path), 0600);
    umask(0077);
    assert_true(files_store(path, SPAN("s"), 0644, &fail));
    assert_int_equal(folder_mode(path), 0644);
    umask(old);
    folder_remove(folder);
}

static void a_file_that_cannot_be_written_leaves_the_old_one(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};

    (void)state;
    assert_false(files_store(folder_path(arena, folder, "no/such"), SPAN("s"), 0600, &fail));
    assert_non_null(strstr(fail.what, "/no/such: No such file or directory"));
    folder_remove(folder);
}

static void a_missing_file_is_named(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct span bytes;

    (void)state;
    assert_false(files_load(arena, SPAN("/nowhere/world.json"), &bytes, &fail));
    assert_string_equal(fail.what, "cannot open /nowhere/world.json: No such file or directory");
    assert_span(bytes, "");
}

static void worlds_are_listed_in_byte_order_without_schemas(void **state)
{
    static const char *const names[] = {"b.json", "a.json",  "B.json",    "world.schema.json",
                                        "x.txt",  ".h.json", "a.json.swp"};
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct files_list list;
    struct fail fail = {0};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof names / sizeof *names; i++)
        put(arena, folder, names[i], "{}");
    assert_true(files_list_worlds(arena, folder, &list, &fail));
    assert_int_equal(list.count, 3);
    assert_span(list.paths[0], folder_path(arena, folder, "B.json").at);
    assert_span(list.paths[1], folder_path(arena, folder, "a.json").at);
    assert_span(list.paths[2], folder_path(arena, folder, "b.json").at);
    folder_remove(folder);
}

static void folders_are_made_with_their_parents(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct span deep = folder_path(arena, folder, "a/b/c");
    struct fail fail = {0};

    (void)state;
    assert_true(files_make_folder(deep, 0700, &fail));
    assert_true(files_make_folder(deep, 0700, &fail));
    assert_int_equal(folder_mode(deep), 0700);
    put(arena, folder, "file", "");
    assert_false(files_make_folder(folder_path(arena, folder, "file"), 0700, &fail));
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_stored_is_loaded),
        cmocka_unit_test(storing_leaves_nothing_beside_the_file),
        cmocka_unit_test(a_secret_has_its_mode_whatever_the_umask),
        cmocka_unit_test(a_file_that_cannot_be_written_leaves_the_old_one),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(worlds_are_listed_in_byte_order_without_schemas),
        cmocka_unit_test(folders_are_made_with_their_parents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#define _XOPEN_SOURCE 700

#include "support/cm.h"

#include "folder.h"
#include "shell/files.h"
#include "shell/house.h"

static void a_second_tenant_is_refused_with_the_first_one_named(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    const struct house_daemon daemon = {.origin = SPAN("https://localhost:1"), .pid = 4711};
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);

    (void)state;
    assert_non_null(house);
    assert_true(house_announce(house, &daemon, &fail));
    assert_true(house_is_inhabited(folder));
    assert_null(house_open(folder, &fail));
    assert_non_null(strstr(fail.what, "process 4711, https://localhost:1"));
    assert_non_null(strstr(fail.remedy, "--state"));
    house_free(house);
    assert_false(house_is_inhabited(folder));
    fail = (struct fail){0};
    house = house_open(folder, &fail);
    assert_non_null(house);
    house_free(house);
    folder_remove(folder);
}

static void what_was_announced_is_found_without_a_lock(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    const struct house_daemon said = {.origin = SPAN("https://localhost:8443"),
                                      .server = SPAN("https://127.0.0.1:8443"),
                                      .ca = SPAN("/x/ca.pem"),
                                      .version = SPAN("1"),
                                      .port = 8443,
                                      .pid = 1};
    struct house_daemon heard = {0};
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);

    (void)state;
    assert_false(house_daemon_load(arena, folder, &heard, &fail));
    fail = (struct fail){0};
    assert_true(house_announce(house, &said, &fail));
    assert_true(house_daemon_load(arena, folder, &heard, &fail));
    assert_span(heard.origin, "https://localhost:8443");
    assert_span(heard.server, "https://127.0.0.1:8443");
    assert_span(heard.ca, "/x/ca.pem");
    assert_int_equal(heard.port, 8443);
    assert_int_equal(heard.pid, 1);
    house_free(house);
    folder_remove(folder);
}

static void a_secret_is_kept_for_its_owner_alone(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);
    struct span path = house_path(arena, house, SPAN("keys/a.pem"));
    struct span bytes;

    (void)state;
    assert_true(house_secret_load(house, arena, SPAN("keys/a.pem"), &bytes, &fail));
    assert_span(bytes, "");
    assert_true(house_secret_store(house, SPAN("keys/a.pem"), SPAN("secret"), &fail));
    assert_int_equal(folder_mode(path), 0600);
    assert_true(house_secret_load(house, arena, SPAN("keys/a.pem"), &bytes, &fail));
    assert_span(bytes, "secret");
    house_free(house);
    folder_remove(folder);
}

static void a_secret_that_others_can_read_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);
    struct span path = house_path(arena, house, SPAN("keys/a.pem"));
    struct span bytes;

    (void)state;
    assert_true(files_store(path, SPAN("secret"), 0640, &fail));
    assert_false(house_secret_load(house, arena, SPAN("keys/a.pem"), &bytes, &fail));
    assert_non_null(strstr(fail.what, "keys/a.pem can be read by others (mode 0640)"));
    assert_non_null(strstr(fail.remedy, "chmod 600"));
    assert_span(bytes, "");
    house_free(house);
    folder_remove(folder);
}

static void an_ephemeral_house_keeps_no_secret_and_goes_with_its_owner(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct house *house = house_new_ephemeral(&fail);
    const struct house_daemon daemon = {.origin = SPAN("o")};
    struct span dir, bytes;

    (void)state;
    assert_non_null(house);
    dir = arena_copy(arena, house_dir(house));
    assert_int_equal(folder_mode(dir), 0700);
    assert_true(house_secret_store(house, SPAN("ca-key.pem"), SPAN("secret"), &fail));
    assert_true(house_secret_load(house, arena, SPAN("ca-key.pem"), &bytes, &fail));
    assert_span(bytes, "");
    assert_true(house_announce(house, &daemon, &fail));
    house_free(house);
    assert_false(files_is_folder(dir));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_tenant_is_refused_with_the_first_one_named),
        cmocka_unit_test(what_was_announced_is_found_without_a_lock),
        cmocka_unit_test(a_secret_is_kept_for_its_owner_alone),
        cmocka_unit_test(a_secret_that_others_can_read_is_refused),
        cmocka_unit_test(an_ephemeral_house_keeps_no_secret_and_goes_with_its_owner),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

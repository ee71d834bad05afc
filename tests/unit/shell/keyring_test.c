#define _XOPEN_SOURCE 700

#include "support/cm.h"

#include "folder.h"
#include "shell/files.h"
#include "shell/keyring.h"

static struct span list[] = {SPAN_INIT("aks"), SPAN_INIT("../..//x")};
static const struct fixture_paths names = {.paths = list, .count = 2};

static void keys_are_kept_between_two_starts(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);
    struct keyring *first = keyring_new(house, NULL);
    struct keyring *second = keyring_new(house, NULL);
    struct world_key *before, *after;

    (void)state;
    assert_true(keyring_find(first, arena, &names, &before, &fail));
    assert_true(keyring_find(second, arena, &names, &after, &fail));
    assert_span(before[0].name, "aks");
    assert_true(span_equal(key_id(before[0].key), key_id(after[0].key)));
    assert_true(span_equal(key_id(before[1].key), key_id(after[1].key)));
    assert_false(span_equal(key_id(before[0].key), key_id(before[1].key)));
    assert_int_equal(folder_mode(folder_path(arena, folder, "keys/aks.pem")), 0600);
    assert_int_equal(folder_mode(folder_path(arena, folder, "keys/%2E.%2F..%2F%2Fx.pem")), 0600);
    keyring_free(first);
    keyring_free(second);
    house_free(house);
    folder_remove(folder);
}

static void a_name_keeps_its_key_within_a_run(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct house *house = house_new_ephemeral(&fail);
    struct keyring *keyring = keyring_new(house, NULL);
    struct world_key *before, *after;

    (void)state;
    assert_true(keyring_find(keyring, arena, &names, &before, &fail));
    assert_true(keyring_find(keyring, arena, &names, &after, &fail));
    assert_ptr_equal(before[0].key, after[0].key);
    keyring_free(keyring);
    house_free(house);
}

static void a_seed_decides_the_keys_and_writes_none(void **state)
{
    const struct fixture_paths one = {.paths = list, .count = 1};
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);
    const uint64_t seven = 7;
    const uint64_t eight = 8;
    struct keyring *rings[] = {keyring_new(house, &seven), keyring_new(house, &seven),
                               keyring_new(house, &eight)};
    struct world_key *keys[3];
    int i;

    (void)state;
    for (i = 0; i < 3; i++)
        assert_true(keyring_find(rings[i], arena, &one, &keys[i], &fail));
    assert_true(span_equal(key_id(keys[0][0].key), key_id(keys[1][0].key)));
    assert_false(span_equal(key_id(keys[0][0].key), key_id(keys[2][0].key)));
    assert_int_equal(folder_mode(folder_path(arena, folder, "keys/aks.pem")), 0);
    for (i = 0; i < 3; i++)
        keyring_free(rings[i]);
    house_free(house);
    folder_remove(folder);
}

static void a_broken_key_file_is_named_and_left_alone(void **state)
{
    const struct fixture_paths one = {.paths = list, .count = 1};
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);
    struct keyring *keyring = keyring_new(house, NULL);
    struct world_key *keys;
    struct span bytes;

    (void)state;
    assert_true(house_secret_store(house, SPAN("keys/aks.pem"), SPAN("no key"), &fail));
    assert_false(keyring_find(keyring, arena, &one, &keys, &fail));
    assert_non_null(strstr(fail.where, "keys/aks.pem"));
    assert_true(house_secret_load(house, arena, SPAN("keys/aks.pem"), &bytes, &fail));
    assert_span(bytes, "no key");
    keyring_free(keyring);
    house_free(house);
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_kept_between_two_starts),
        cmocka_unit_test(a_name_keeps_its_key_within_a_run),
        cmocka_unit_test(a_seed_decides_the_keys_and_writes_none),
        cmocka_unit_test(a_broken_key_file_is_named_and_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#define _XOPEN_SOURCE 700

#include "support/cm.h"
#include "unit/shell/folder.h"

#include "cli/explain_world.h"
#include "shell/files.h"

#define ISSUER "https://oidc.example/T/"
#define CLIENT "44444444-4444-4444-4444-444444444444"

/* The credentials are pasted; the world names an issuer whose keys a daemon would generate. */
static const struct span pasted = SPAN_INIT("[{\"name\":\"p\",\"issuer\":\"" ISSUER
                                            "\",\"subject\":\"s\",\"audiences\":[\"a\"]}]");
static const struct span world_json = SPAN_INIT(
    "{\"issuers\":[{\"name\":\"ours\",\"issuer\":\"" ISSUER "\"}],"
    "\"tenants\":[{\"tenantId\":\"" CLIENT "\",\"applications\":[{\"appId\":\"" CLIENT "\"}]}]}");

struct trial {
    struct arena *arena;
    struct span folder;
    struct options options;
    struct fail fail;
};

static void keep(const struct trial *trial, const char *name, struct span text)
{
    struct fail fail = {0};

    if (!files_store(folder_path(trial->arena, trial->folder, name), text, 0600, &fail))
        fail_msg("%s", fail.what);
}

static int set_up(void **state)
{
    struct arena *arena = arena_new();
    struct trial *trial = arena_alloc(arena, sizeof *trial);

    trial->arena = arena;
    trial->folder = folder_new(arena);
    keep(trial, "fic.json", pasted);
    keep(trial, "world.json", world_json);
    keep(trial, "jwks.json", SPAN("{\"keys\":[]}"));
    keep(trial, "bad.json", SPAN("{\"kyes\":[]}"));
    *state = trial;
    return 0;
}

static int tear_down(void **state)
{
    struct trial *trial = *state;

    folder_remove(trial->folder);
    arena_free(trial->arena);
    return 0;
}

static void type(struct trial *trial, enum option_id id, struct span value)
{
    struct span *items = arena_array(trial->arena, 1, sizeof *items);

    items[0] = value;
    trial->options.values[id] = (struct option_values){items, 1, true};
}

static void type_file(struct trial *trial, enum option_id id, const char *name)
{
    type(trial, id, folder_path(trial->arena, trial->folder, name));
}

static struct world *load(struct trial *trial, const char *issuer)
{
    return explain_world_load(trial->arena, &trial->options, span_of(issuer), &trial->fail);
}

static void pasted_credentials_are_those_of_the_client_that_was_named(void **state)
{
    struct trial *trial = *state;
    const struct fixture_application *client;
    struct world *world;

    type_file(trial, OPTION_CREDENTIALS, "fic.json");
    type(trial, OPTION_CLIENT_ID, SPAN(CLIENT));
    type(trial, OPTION_TENANT, SPAN("contoso.com"));
    world = load(trial, ISSUER);
    assert_non_null(world);
    client =
        world_application_find(world, world_tenant_find(world, SPAN("contoso.com")), SPAN(CLIENT));
    assert_int_equal(client->credential_count, 1);
    assert_span(client->credentials[0].issuer, ISSUER);
    assert_int_equal(world_issuer_count(world), 0);
    world_unref(world);
}

static void an_issuer_whose_keys_a_daemon_generates_is_not_known(void **state)
{
    struct trial *trial = *state;
    struct world *world;

    type_file(trial, OPTION_FIXTURES, "world.json");
    world = load(trial, ISSUER);
    assert_non_null(world);
    assert_int_equal(world_issuer_count(world), 0);
    world_unref(world);
}

static void a_key_set_is_that_of_the_tokens_issuer(void **state)
{
    static const enum option_id worlds[] = {OPTION_CREDENTIALS, OPTION_FIXTURES};
    static const char *const files[] = {"fic.json", "world.json"};

    for (size_t i = 0; i < 2; i++) {
        struct trial *trial = *state;
        struct world *world;

        trial->options = (struct options){0};
        type_file(trial, worlds[i], files[i]);
        type_file(trial, OPTION_JWKS, "jwks.json");
        world = load(trial, ISSUER);
        assert_non_null(world);
        assert_non_null(world_issuer_of_url(world, SPAN(ISSUER))->verifies);
        world_unref(world);
    }
}

static void what_cannot_be_used_is_a_failure(void **state)
{
    static const struct {
        enum option_id id;
        const char *file;
    } cases[] = {
        {OPTION_CREDENTIALS, "nowhere.json"}, {OPTION_CREDENTIALS, "world.json"},
        {OPTION_FIXTURES, "nowhere.json"},    {OPTION_FIXTURES, "fic.json"},
        {OPTION_JWKS, "nowhere.json"},        {OPTION_JWKS, "bad.json"},
    };
    struct trial *trial = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        trial->options = (struct options){0};
        trial->fail = (struct fail){0};
        type_file(trial, cases[i].id, cases[i].file);
        assert_null(load(trial, ISSUER));
        assert_true(fail_is_set(&trial->fail));
    }
}

static void a_world_and_credentials_exclude_each_other_when_both_were_typed(void **state)
{
    struct trial *trial = *state;

    type_file(trial, OPTION_CREDENTIALS, "fic.json");
    type_file(trial, OPTION_FIXTURES, "world.json");
    assert_false(explain_world_is_one(&trial->options, &trial->fail));
    trial->options.values[OPTION_CREDENTIALS].is_typed = false;
    assert_true(explain_world_is_one(&trial->options, &trial->fail));
    assert_false(explain_has_credentials(&trial->options));
    trial->options.values[OPTION_FIXTURES].is_typed = false;
    assert_true(explain_has_credentials(&trial->options));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pasted_credentials_are_those_of_the_client_that_was_named,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_issuer_whose_keys_a_daemon_generates_is_not_known,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_set_is_that_of_the_tokens_issuer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_used_is_a_failure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_world_and_credentials_exclude_each_other_when_both_were_typed, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/cm.h"

#include "base/doc.h"
#include "cli/mint_request.h"

static struct span request_of(struct arena *arena, char **argv)
{
    struct options options;
    struct fail fail = {0};

    assert_true(options_parse(arena, COMMAND_MINT, argv, &options, &fail));
    return doc_write(arena, doc_keep(arena, mint_request_new(&options)));
}

static void without_options_every_default_is_the_daemons(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char name[] = "mint";
    char *argv[] = {name, NULL};

    (void)state;
    assert_span(request_of(arena, argv), "{}");
}

static void options_become_members_of_their_type(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char words[][48] = {"mint",
                        "--header",
                        "typ=JWT",
                        "--claim",
                        "groups:=[1]",
                        "--claim",
                        "email=a@b",
                        "--not-before",
                        "2026-11-22T05:00:00Z",
                        "--ttl",
                        "10m",
                        "--subject",
                        "s",
                        "--audience",
                        "a",
                        "--audience",
                        "b",
                        "--service-account",
                        "sa",
                        "--namespace",
                        "ns",
                        "--issuer",
                        "aks"};
    char *argv[sizeof words / sizeof *words + 1] = {NULL};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        argv[i] = words[i];
    assert_span(request_of(arena, argv),
                "{\"issuer\":\"aks\",\"namespace\":\"ns\",\"serviceAccount\":\"sa\","
                "\"audiences\":[\"a\",\"b\"],\"subject\":\"s\",\"ttlSeconds\":600,"
                "\"notBefore\":\"2026-11-22T05:00:00Z\","
                "\"claims\":{\"groups\":[1],\"email\":\"a@b\"},\"headers\":{\"typ\":\"JWT\"}}");
}

static void of_what_is_given_twice_the_last_counts(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char words[][16] = {"mint",      "--claim", "a=1",       "--claim", "a:=2",
                        "--subject", "x",       "--subject", "y"};
    char *argv[sizeof words / sizeof *words + 1] = {NULL};

    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        argv[i] = words[i];
    assert_span(request_of(arena, argv), "{\"subject\":\"y\",\"claims\":{\"a\":2}}");
}

static void a_minting_option_on_the_command_line_is_noticed(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    char words[][16] = {"exchange", "--tenant", "t", "--ttl", "1h"};
    char *with[] = {words[0], words[1], words[2], words[3], words[4], NULL};
    char *without[] = {words[0], words[1], words[2], NULL};
    struct options options;
    struct fail fail = {0};

    (void)state;
    assert_true(options_parse(arena, COMMAND_EXCHANGE, with, &options, &fail));
    assert_string_equal(mint_request_typed(&options)->flag, "ttl");
    assert_true(options_parse(arena, COMMAND_EXCHANGE, without, &options, &fail));
    assert_null(mint_request_typed(&options));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_options_every_default_is_the_daemons),
        cmocka_unit_test(options_become_members_of_their_type),
        cmocka_unit_test(of_what_is_given_twice_the_last_counts),
        cmocka_unit_test(a_minting_option_on_the_command_line_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

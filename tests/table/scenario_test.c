/*
 * The scenarios of fixtures/scenarios: each comes out as it says, its cure cures it, and its cause
 * is found again from the token and the credentials alone, as `badged explain` does it.
 */
#include "support/cm.h"

#include "app/judge.h"
#include "base/doc.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/scenario_judge.h"

#include <stdio.h>

#define FOLDER SPAN(BADGED_SOURCE_DIR "/fixtures/scenarios")
#define WRONG  SPAN(BADGED_SOURCE_DIR "/tests/table/scenario_wrong")

/* What every test walks over. The keys are made once. */
struct walk {
    struct arena *arena;
    struct keyring *keyring;
    struct scenario_names names;
};

static int setup(void **state)
{
    struct arena *arena = arena_new();
    struct walk *walk = arena_alloc(arena, sizeof *walk);
    struct fail fail = {0};

    walk->arena = arena;
    walk->keyring = scenario_keyring_new();
    *state = walk;
    if (scenario_list(arena, FOLDER, &walk->names, &fail))
        return 0;
    print_error("%s\n", fail.what);
    return 1;
}

static int teardown(void **state)
{
    struct walk *walk = *state;

    keyring_free(walk->keyring);
    arena_free(walk->arena);
    return 0;
}

static struct scenario load(const struct walk *walk, struct span name)
{
    struct scenario scenario;
    struct fail fail = {0};

    if (!scenario_load(walk->arena, FOLDER, name, &scenario, &fail))
        fail_msg("%s", fail.what);
    return scenario;
}

static struct scenario_outcome play(const struct walk *walk, const struct scenario *scenario)
{
    struct scenario_outcome outcome;
    struct fail fail = {0};

    if (!scenario_play(walk->arena, scenario, walk->keyring, &outcome, &fail))
        fail_msg("%.*s: %s (%s)", SPAN_ARGS(scenario->name), fail.what, fail.remedy);
    return outcome;
}

static struct span expected_cause(const struct scenario *scenario)
{
    return doc_member(json_object_get(scenario->document, "expect"), "cause");
}

static bool is_granted(const struct scenario *scenario)
{
    const json_t *expect = json_object_get(scenario->document, "expect");

    return json_integer_value(json_object_get(expect, "status")) == 200;
}

static void every_scenario_comes_out_as_it_says(void **state)
{
    const struct walk *walk = *state;
    size_t wrong = 0;

    assert_true(walk->names.count > 40);
    for (size_t i = 0; i < walk->names.count; i++) {
        struct scenario scenario = load(walk, walk->names.names[i]);
        struct scenario_outcome outcome = play(walk, &scenario);

        if (span_is_empty(outcome.complaint))
            continue;
        print_error("%.*s: %.*s\n", SPAN_ARGS(scenario.name), SPAN_ARGS(outcome.complaint));
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* True also of those that need no cure. */
static bool is_cured(const struct walk *walk, const struct scenario *scenario)
{
    struct scenario_outcome outcome;
    struct scenario cured;
    struct fail fail = {0};

    if (is_granted(scenario))
        return true;
    if (json_array_size(json_object_get(scenario->document, "cure")) == 0) {
        print_error("%.*s has no cure\n", SPAN_ARGS(scenario->name));
        return false;
    }
    if (!scenario_cure(walk->arena, scenario, &cured, &fail))
        fail_msg("%.*s: %s", SPAN_ARGS(scenario->name), fail.what);
    outcome = play(walk, &cured);
    if (outcome.status == 200)
        return true;
    print_error("%.*s, cured: %.*s\n", SPAN_ARGS(scenario->name),
                SPAN_ARGS(scenario_outcome_text(walk->arena, &outcome)));
    return false;
}

static void every_cure_cures(void **state)
{
    const struct walk *walk = *state;
    size_t wrong = 0;

    for (size_t i = 0; i < walk->names.count; i++) {
        struct scenario scenario = load(walk, walk->names.names[i]);

        wrong += !is_cured(walk, &scenario);
    }
    assert_int_equal(wrong, 0);
}

static void a_cure_that_does_not_fit_is_no_cure(void **state)
{
    const struct walk *walk = *state;
    struct scenario scenario = load(walk, walk->names.names[0]);
    struct scenario cured;
    struct fail fail = {0};

    json_object_set_new(scenario.document, "cure",
                        json_pack("[{s:s,s:s,s:s}]", "op", "replace", "path",
                                  "/world/tenants/7/displayName", "value", "Fabrikam"));
    assert_false(scenario_cure(walk->arena, &scenario, &cured, &fail));
    assert_string_equal(fail.what, "the cure cannot replace /world/tenants/7/displayName");
}

static void an_assertion_may_be_given_as_text(void **state)
{
    const struct walk *walk = *state;
    struct scenario scenario = load(walk, walk->names.names[0]);
    struct scenario_outcome outcome;

    json_object_del(scenario.document, "mint");
    json_object_set_new(scenario.document, "assertion", json_string("no.token.at all"));
    outcome = play(walk, &scenario);
    assert_span(scenario_outcome_text(walk->arena, &outcome),
                "400, AADSTS50027, assertion_malformed");
    assert_span(outcome.complaint, "expected 401, AADSTS700211, issuer_slash_missing; came 400, "
                                   "AADSTS50027, assertion_malformed");
}

static void a_member_that_is_spelled_wrongly_is_named(void **state)
{
    const struct walk *walk = *state;
    struct scenario scenario;
    struct fail fail = {0};

    assert_false(scenario_load(walk->arena, WRONG, SPAN("wrong-member"), &scenario, &fail));
    assert_string_equal(fail.what, "a scenario has no member \"expects\"");
    assert_string_equal(fail.remedy, "did you mean \"expect\"?");
}

/* What the request alone shows, and what only the issuer's keys show. */
static bool is_one_of(struct span cause, const char *const *causes)
{
    for (; *causes; causes++)
        if (span_equal(cause, span_of(*causes)))
            return true;
    return false;
}

static struct span judged_cause(const struct walk *walk, const struct scenario *scenario,
                                struct span token, const char *without)
{
    const json_t *request = json_object_get(scenario->document, "request");
    struct judge_order order = {
        .token = token,
        .tenant = doc_member(request, "tenant"),
        .client_id = doc_member(request, "clientId"),
    };
    struct fail fail = {0};
    struct world *world = scenario_world_new(walk->arena, scenario, walk->keyring, without, &fail);
    struct span json = {0};

    assert_true(instant_parse(doc_member(scenario->document, "now"), &order.now));
    if (!world || !judge_token(walk->arena, world, &order, &json, &fail))
        fail_msg("%.*s: %s", SPAN_ARGS(scenario->name), fail.what);
    json = arena_copy(walk->arena, json);
    world_unref(world);
    return doc_member(doc_parse_in(walk->arena, json, NULL), "cause");
}

static size_t count_other_causes(const struct walk *walk, const char *without,
                                 const char *const *beyond, size_t *judged)
{
    size_t wrong = 0;

    for (size_t i = 0; i < walk->names.count; i++) {
        struct scenario scenario = load(walk, walk->names.names[i]);
        struct span cause = expected_cause(&scenario);
        struct scenario_outcome outcome = play(walk, &scenario);
        struct span found;

        if (span_is_empty(outcome.token) || is_one_of(cause, beyond))
            continue;
        found = judged_cause(walk, &scenario, outcome.token, without);
        ++*judged;
        if (span_equal(found, cause))
            continue;
        print_error("%.*s: %.*s, explained as %.*s\n", SPAN_ARGS(scenario.name), SPAN_ARGS(cause),
                    SPAN_ARGS(found));
        wrong++;
    }
    return wrong;
}

static void explaining_the_token_reaches_the_same_cause(void **state)
{
    static const char *const beyond[] = {"scope_not_default", NULL};
    size_t judged = 0;

    assert_int_equal(count_other_causes(*state, NULL, beyond, &judged), 0);
    assert_true(judged > 40);
}

static void token_and_credentials_alone_reach_the_same_cause(void **state)
{
    static const char *const beyond[] = {"scope_not_default", "key_unknown", "key_type", NULL};
    size_t judged = 0;

    assert_int_equal(count_other_causes(*state, "issuers", beyond, &judged), 0);
    assert_true(judged > 35);
}

static void every_story_is_a_link_and_every_number_is_used_once(void **state)
{
    const struct walk *walk = *state;
    struct span before = SPAN("");

    for (size_t i = 0; i < walk->names.count; i++) {
        struct scenario scenario = load(walk, walk->names.names[i]);
        struct span story = doc_member(scenario.document, "story");
        struct span number;
        struct span rest;

        span_cut(scenario.name, '-', &number, &rest);
        assert_false(span_equal(number, before));
        before = number;
        assert_true(span_is_empty(story) || span_starts(story, SPAN("https://github.com/")));
        assert_false(span_is_empty(doc_member(scenario.document, "about")));
    }
}

static void a_number_stands_for_a_name(void **state)
{
    const struct walk *walk = *state;

    assert_span(scenario_find(&walk->names, SPAN("d01")), "d01-issuer-lacks-a-slash");
    assert_span(scenario_find(&walk->names, SPAN("D05b")), "d05b-the-other-branch-fails");
    assert_span(scenario_find(&walk->names, SPAN("d01-")), "");
    assert_span(scenario_find(&walk->names, SPAN("d05")), "");
    assert_span(scenario_find(&walk->names, SPAN("")), "");
}

static void what_differs_between_two_bodies_is_named(void **state)
{
    const struct walk *walk = *state;

    assert_span(scenario_difference(walk->arena, SPAN("{\"b\":1,\"a\":2,\"c\":3}"),
                                    SPAN("{\"a\":3,\"b\":1}")),
                "a, c");
}

/* The exit status of `badged scenario WORD WORD --scenarios FOLDER`. */
static int command(const char *word, const char *name, struct span folder)
{
    char words[5][1024] = {"badged", "scenario", "--scenarios", "", ""};
    char flag[1024];
    char *argv[] = {words[0], words[1], words[2], flag, words[3], words[4], NULL};

    snprintf(flag, sizeof flag, "%.*s", SPAN_ARGS(folder));
    snprintf(words[3], sizeof words[3], "%s", word);
    snprintf(words[4], sizeof words[4], "%s", name ? name : "");
    if (!name)
        argv[5] = NULL;
    return cli_main(name ? 6 : 5, argv);
}

static void the_command_says_how_it_came_out(void **state)
{
    (void)state;
    assert_int_equal(command("list", NULL, FOLDER), CLI_DONE);
    assert_int_equal(command("run", "d01", FOLDER), CLI_DONE);
    assert_int_equal(command("run", "wrong-cause", WRONG), CLI_NO);
    assert_int_equal(command("run", "d99", FOLDER), CLI_USAGE);
    assert_int_equal(command("run", NULL, FOLDER), CLI_USAGE);
    assert_int_equal(command("play", "d01", FOLDER), CLI_USAGE);
    assert_int_equal(command("list", NULL, SPAN("/there/is/nothing")), CLI_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scenario_comes_out_as_it_says),
        cmocka_unit_test(every_cure_cures),
        cmocka_unit_test(a_cure_that_does_not_fit_is_no_cure),
        cmocka_unit_test(an_assertion_may_be_given_as_text),
        cmocka_unit_test(a_member_that_is_spelled_wrongly_is_named),
        cmocka_unit_test(explaining_the_token_reaches_the_same_cause),
        cmocka_unit_test(token_and_credentials_alone_reach_the_same_cause),
        cmocka_unit_test(every_story_is_a_link_and_every_number_is_used_once),
        cmocka_unit_test(a_number_stands_for_a_name),
        cmocka_unit_test(what_differs_between_two_bodies_is_named),
        cmocka_unit_test(the_command_says_how_it_came_out),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

#include "support/cm.h"
#include "support/files.h"

#include "base/doc.h"
#include "base/text.h"
#include "base/uuid.h"
#include "issuer/mint.h"
#include "keys/jws.h"
#include "keys/second_opinion.h"
#include "keys/sign.h"

enum { NOW = 1795323600, ISSUERS = 3 }; /* 2026-11-22T05:00:00Z */

#define AKS_URL "https://aks.example/T/G/"

static struct fixture_service_account aks_accounts[] = {
    {.namespace = SPAN_INIT("default"), .name = SPAN_INIT("workload-identity-sa")},
    {.namespace = SPAN_INIT("shop"),
     .name = SPAN_INIT("orders"),
     .uid = SPAN_INIT("8e1c1a3b-6d5f-4f0e-9a57-6f1d6c5b4a39")},
    {.namespace = SPAN_INIT("shop"), .name = SPAN_INIT("bills")},
};

static struct fixture_issuer issuers[ISSUERS] = {
    {.name = SPAN_INIT("aks"),
     .url = SPAN_INIT(AKS_URL),
     .service_accounts = aks_accounts,
     .service_account_count = sizeof aks_accounts / sizeof *aks_accounts},
    {.name = SPAN_INIT("kind"), .url = SPAN_INIT("https://kind.example")},
    {.name = SPAN_INIT("down"),
     .url = SPAN_INIT("https://down.example/"),
     .keys = FIXTURE_KEYS_UNREACHABLE,
     .place = {SPAN_INIT("world.json"), SPAN_INIT("/issuers/2")}},
};

/* One arena, one world and what it was made of, for all tests of the group. */
static struct arena *group;
static struct world *world;
static struct world *empty_world;

static const struct key *load(const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(group, path), &fail);

    if (!key)
        fail_msg("%s: %s", path, fail.what);
    return key;
}

static struct world *world_of(const struct world_key *keys, size_t key_count, size_t issuer_count)
{
    struct arena *arena = arena_new();
    struct fixture *fixture = arena_alloc(arena, sizeof *fixture);
    struct fixture_report report = {.arena = group};
    struct world_sources sources = {
        .keys = keys, .key_count = key_count, .origin = SPAN("https://localhost:8443")};
    struct world *made;

    fixture->arena = arena;
    fixture->issuers = issuers;
    fixture->issuer_count = issuer_count;
    fixture->document = doc_parse_in(arena, SPAN("{}"), NULL);
    made = world_new(fixture, &sources, &report);
    if (!made)
        fail_msg("%.*s", SPAN_ARGS(report.findings[0].text));
    return made;
}

static int set_up(void **state)
{
    struct world_key keys[3];

    (void)state;
    group = arena_new();
    keys[0] = (struct world_key){WORLD_ENTRA_KEY, load("tests/support/keys/entra.pem")};
    keys[1] = (struct world_key){SPAN("aks"), load("tests/support/keys/issuer-a.pem")};
    keys[2] = (struct world_key){SPAN("kind"), load("tests/support/keys/issuer-b.pem")};
    world = world_of(keys, 3, ISSUERS);
    empty_world = world_of(keys, 1, 0);
    for (size_t i = 0; i < 3; i++)
        key_unref(keys[i].key);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_unref(world);
    world_unref(empty_world);
    arena_free(group);
    return 0;
}

static bool mint_in(struct world *in, struct arena *arena, const char *json, struct minted *minted,
                    struct fail *fail)
{
    const json_t *doc = doc_parse_in(arena, span_of(json), NULL);
    struct draw draw = {.seed = "a seed of thirty-two bytes......"};
    struct mint mint = {arena, in, NOW, &draw};
    struct mint_order order;

    assert_non_null(doc);
    if (!mint_order_parse(arena, doc, &order, fail))
        fail_msg("%s: %s", json, fail->what);
    return mint_token(&mint, &order, minted, fail);
}

static struct minted minted_from(struct arena *arena, const char *json)
{
    struct minted minted;
    struct fail fail = {0};

    if (!mint_in(world, arena, json, &minted, &fail))
        fail_msg("%s: %s; %s", json, fail.what, fail.remedy);
    return minted;
}

static struct fail refused_in(struct world *in, const char *json)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted;
    struct fail fail = {0};

    if (mint_in(in, arena, json, &minted, &fail))
        fail_msg("minted: %s", json);
    return fail;
}

static const struct key *signer_of(const char *name)
{
    return world_issuer_named(world, span_of(name))->signer;
}

static int64_t time_claim(const struct minted *minted, const char *name)
{
    return json_integer_value(json_object_get(minted->claims, name));
}

static const json_t *kubernetes_member(const struct minted *minted, const char *name)
{
    return json_object_get(json_object_get(minted->claims, "kubernetes.io"), name);
}

static void a_default_token_has_the_claims_of_a_projected_token_in_sorted_order(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(arena, "{}");
    const struct slot slots[] = {
        {SPAN("jti"), doc_member(minted.claims, "jti")},
        {SPAN("node"), doc_member(kubernetes_member(&minted, "node"), "uid")},
        {SPAN("pod"), doc_member(kubernetes_member(&minted, "pod"), "uid")},
        {SPAN("account"), doc_member(kubernetes_member(&minted, "serviceaccount"), "uid")},
    };
    struct span expected = text_filled(
        arena,
        SPAN("{\"aud\":[\"api://AzureADTokenExchange\"],\"exp\":1795327200,\"iat\":1795323600,"
             "\"iss\":\"https://aks.example/T/G/\",\"jti\":\"{jti}\",\"kubernetes.io\":{"
             "\"namespace\":\"default\","
             "\"node\":{\"name\":\"aks-nodepool1-10000000-vmss000000\",\"uid\":\"{node}\"},"
             "\"pod\":{\"name\":\"workload-identity-sa-pod\",\"uid\":\"{pod}\"},"
             "\"serviceaccount\":{\"name\":\"workload-identity-sa\",\"uid\":\"{account}\"}},"
             "\"nbf\":1795323600,\"sub\":\"system:serviceaccount:default:workload-identity-sa\"}"),
        slots, sizeof slots / sizeof *slots);

    (void)state;
    assert_span(doc_write(arena, minted.claims), expected.at);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        assert_true(uuid_is(slots[i].value));
}

static void the_header_is_alg_and_kid_and_nothing_else(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(arena, "{}");
    struct span expected = TEXT_CONCAT(arena, SPAN("{\"alg\":\"RS256\",\"kid\":\""),
                                       key_id(signer_of("aks")), SPAN("\"}"));

    (void)state;
    assert_span(doc_write(arena, minted.header), arena_copy(arena, expected).at);
}

static void the_token_carries_the_header_and_claims_that_are_reported(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(arena, "{\"claims\":{\"a\":[1,{\"z\":1,\"b\":2}]}}");
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, minted.token, &jws), JWS_FLAW_NONE);
    assert_true(span_equal(jws.header_bytes, doc_write(arena, minted.header)));
    assert_true(span_equal(jws.payload, doc_write(arena, minted.claims)));
    assert_true(sign_verify(signer_of("aks"), SIGN_RS256, jws.signing_input, jws.signature));
}

static void libjwt_accepts_what_is_minted(void **state)
{
    static const char *const orders[] = {
        "{}",
        "{\"audiences\":[\"a\",\"b\"],\"ttlSeconds\":600}",
        "{\"issuer\":\"aks\",\"namespace\":\"shop\",\"serviceAccount\":\"orders\"}",
        "{\"claims\":{\"groups\":[\"a\"],\"sub\":\"é\",\"jti\":null}}",
        "{\"headers\":{\"typ\":\"JWT\"}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct minted minted = minted_from(arena, orders[i]);
        struct fail fail = {0};

        if (!second_opinion_on_token(minted.token, signer_of("aks"), &fail))
            fail_msg("%s: %s", orders[i], fail.what);
        assert_false(second_opinion_on_token(minted.token, signer_of("kind"), &fail));
    }
}

static void the_jti_is_a_random_uuid_that_the_seed_decides(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct draw draw = {.seed = "one seed"};
    struct mint mint = {arena, world, NOW, &draw};
    struct mint_order order = {0};
    struct minted first, second, again;
    struct fail fail = {0};

    (void)state;
    assert_true(mint_token(&mint, &order, &first, &fail));
    assert_true(mint_token(&mint, &order, &second, &fail));
    draw = (struct draw){.seed = "one seed"};
    assert_true(mint_token(&mint, &order, &again, &fail));
    assert_int_equal(doc_member(first.claims, "jti").at[14], '4');
    assert_false(span_equal(first.token, second.token));
    assert_true(span_equal(first.token, again.token));
}

static void ids_of_objects_stay_and_differ_between_objects(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted a = minted_from(arena, "{\"pod\":\"p\",\"node\":\"p\"}");
    struct minted b = minted_from(arena, "{\"pod\":\"p\",\"node\":\"q\",\"subject\":\"other\"}");
    struct span pod = doc_member(kubernetes_member(&a, "pod"), "uid");
    struct span node = doc_member(kubernetes_member(&a, "node"), "uid");

    (void)state;
    assert_int_equal(pod.at[14], '5');
    assert_true(span_equal(pod, doc_member(kubernetes_member(&b, "pod"), "uid")));
    assert_false(span_equal(pod, node));
    assert_false(span_equal(node, doc_member(kubernetes_member(&b, "node"), "uid")));
}

static void a_service_account_has_the_uid_of_the_fixture(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted =
        minted_from(arena, "{\"namespace\":\"shop\",\"serviceAccount\":\"orders\"}");

    (void)state;
    assert_span(doc_member(kubernetes_member(&minted, "serviceaccount"), "uid"),
                "8e1c1a3b-6d5f-4f0e-9a57-6f1d6c5b4a39");
}

static void a_service_account_is_completed_from_the_fixture(void **state)
{
    static const struct {
        const char *order, *subject;
    } cases[] = {
        {"{}", "system:serviceaccount:default:workload-identity-sa"},
        {"{\"namespace\":\"shop\"}", "system:serviceaccount:shop:orders"},
        {"{\"serviceAccount\":\"bills\"}", "system:serviceaccount:shop:bills"},
        {"{\"serviceAccount\":\"nobody\"}", "system:serviceaccount:default:nobody"},
        {"{\"namespace\":\"none\"}", "system:serviceaccount:none:workload-identity-sa"},
        {"{\"namespace\":\"a\",\"serviceAccount\":\"b\"}", "system:serviceaccount:a:b"},
        {"{\"issuer\":\"kind\"}", "system:serviceaccount:default:workload-identity-sa"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct minted minted = minted_from(arena, cases[i].order);

        assert_span(doc_member(minted.claims, "sub"), cases[i].subject);
    }
}

static void an_issuer_is_found_by_name_and_by_url(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted named = minted_from(arena, "{\"issuer\":\"kind\"}");
    struct minted by_url = minted_from(arena, "{\"issuer\":\"https://kind.example\"}");

    (void)state;
    assert_span(doc_member(named.claims, "iss"), "https://kind.example");
    assert_true(span_equal(named.token, by_url.token));
    assert_true(span_equal(doc_member(named.header, "kid"), key_id(signer_of("kind"))));
}

static void times_follow_the_lifetime_and_not_before(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted early =
        minted_from(arena, "{\"ttlSeconds\":600,\"notBefore\":\"2026-11-22T06:00:00+00:00\"}");
    struct minted expired = minted_from(arena, "{\"ttlSeconds\":-60}");

    (void)state;
    assert_int_equal(time_claim(&early, "iat"), NOW);
    assert_int_equal(time_claim(&early, "exp"), NOW + 600);
    assert_int_equal(time_claim(&early, "nbf"), NOW + 3600);
    assert_int_equal(time_claim(&expired, "exp"), NOW - 60);
}

static void one_audience_is_still_an_array(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(arena, "{\"audiences\":\"api://orders\"}");

    (void)state;
    assert_span(doc_write(arena, json_object_get(minted.claims, "aud")), "[\"api://orders\"]");
}

static void an_overriding_claim_may_be_anything_and_stays_in_order(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(
        arena, "{\"claims\":{\"zone\":{\"b\":1,\"a\":[{\"d\":1,\"c\":2}]},\"aud\":\"x\","
               "\"kubernetes.io\":null,\"jti\":null,\"exp\":1.5,\"absent\":null,\"B\":true}}");

    (void)state;
    assert_span(doc_write(arena, minted.claims),
                "{\"B\":true,\"aud\":\"x\",\"exp\":1.5,\"iat\":1795323600,"
                "\"iss\":\"https://aks.example/T/G/\",\"nbf\":1795323600,"
                "\"sub\":\"system:serviceaccount:default:workload-identity-sa\","
                "\"zone\":{\"a\":[{\"c\":2,\"d\":1}],\"b\":1}}");
}

static void a_header_may_lie_about_the_algorithm_and_the_key(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(
        arena, "{\"headers\":{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"someone-else\"}}");
    struct jws jws;

    (void)state;
    assert_span(doc_write(arena, minted.header),
                "{\"alg\":\"HS256\",\"kid\":\"someone-else\",\"typ\":\"JWT\"}");
    assert_int_equal(jws_parse(arena, minted.token, &jws), JWS_FLAW_NONE);
    assert_true(sign_verify(signer_of("aks"), SIGN_RS256, jws.signing_input, jws.signature));
}

static void a_header_set_to_null_is_left_out(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct minted minted = minted_from(arena, "{\"headers\":{\"kid\":null}}");

    (void)state;
    assert_span(doc_write(arena, minted.header), "{\"alg\":\"RS256\"}");
}

static void an_unknown_issuer_is_refused_with_those_that_there_are(void **state)
{
    struct fail fail = refused_in(world, "{\"issuer\":\"https://aks.example/T/G\"}");

    (void)state;
    assert_string_equal(fail.what, "this world has no issuer \"https://aks.example/T/G\"");
    assert_string_equal(fail.remedy, "name one of its issuers, or give its URL: "
                                     "aks (https://aks.example/T/G/), kind (https://kind.example), "
                                     "down (https://down.example/)");
}

static void an_issuer_that_we_do_not_sign_for_is_refused_and_says_so(void **state)
{
    struct fail fail = refused_in(world, "{\"issuer\":\"down\"}");

    (void)state;
    assert_string_equal(fail.what, "no key to sign for issuer \"down\" (https://down.example/): "
                                   "the fixture makes its keys \"unreachable\"");
    assert_string_equal(fail.where, "world.json#/issuers/2");
    assert_string_equal(fail.remedy, "choose an issuer that has one: "
                                     "aks (https://aks.example/T/G/), kind (https://kind.example)");
}

static void a_world_without_issuers_mints_nothing(void **state)
{
    struct fail fail = refused_in(empty_world, "{}");

    (void)state;
    assert_string_equal(fail.what, "this world has no issuer");
}

static void a_claim_nested_too_deep_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *deep = json_array();
    struct mint_order order = {0};
    struct draw draw = {0};
    struct minted minted;
    struct fail fail = {0};

    (void)state;
    for (size_t i = 0; i < DOC_DEPTH_MAX; i++)
        deep = json_pack("[o]", deep);
    order.claims = doc_keep(arena, json_pack("{so}", "deep", deep));
    assert_false(mint_token(&(struct mint){arena, world, NOW, &draw}, &order, &minted, &fail));
    assert_string_equal(fail.what, "a claim or header is nested deeper than 32 levels");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_default_token_has_the_claims_of_a_projected_token_in_sorted_order),
        cmocka_unit_test(the_header_is_alg_and_kid_and_nothing_else),
        cmocka_unit_test(the_token_carries_the_header_and_claims_that_are_reported),
        cmocka_unit_test(libjwt_accepts_what_is_minted),
        cmocka_unit_test(the_jti_is_a_random_uuid_that_the_seed_decides),
        cmocka_unit_test(ids_of_objects_stay_and_differ_between_objects),
        cmocka_unit_test(a_service_account_has_the_uid_of_the_fixture),
        cmocka_unit_test(a_service_account_is_completed_from_the_fixture),
        cmocka_unit_test(an_issuer_is_found_by_name_and_by_url),
        cmocka_unit_test(times_follow_the_lifetime_and_not_before),
        cmocka_unit_test(one_audience_is_still_an_array),
        cmocka_unit_test(an_overriding_claim_may_be_anything_and_stays_in_order),
        cmocka_unit_test(a_header_may_lie_about_the_algorithm_and_the_key),
        cmocka_unit_test(a_header_set_to_null_is_left_out),
        cmocka_unit_test(an_unknown_issuer_is_refused_with_those_that_there_are),
        cmocka_unit_test(an_issuer_that_we_do_not_sign_for_is_refused_and_says_so),
        cmocka_unit_test(a_world_without_issuers_mints_nothing),
        cmocka_unit_test(a_claim_nested_too_deep_is_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

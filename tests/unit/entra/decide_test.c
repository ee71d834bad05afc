#include "unit/world/making.h"

#include "base/doc.h"
#include "base/text.h"
#include "entra/decide.h"
#include "keys/sign.h"

#define TENANT "11111111-1111-1111-1111-111111111111"
#define CLIENT "22222222-2222-2222-2222-222222222222"
#define BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

enum { NOW = 1795323600 }; /* 2026-11-22T05:00:00Z */

/* Credentials for an issuer of ours, for one whose keys nobody knows, and for one that is down. */
static const struct span world_text = SPAN_INIT(
    "{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"https://ours.example/\"},"
    "{\"name\":\"down\",\"issuer\":\"https://down.example/\",\"unreachable\":{}}],"
    "\"tenants\":[{\"tenantId\":\"" TENANT "\",\"applications\":[{\"appId\":\"" CLIENT "\","
    "\"federatedIdentityCredentials\":["
    "{\"name\":\"ours\",\"issuer\":\"https://ours.example/\",\"subject\":\"s\",\"audiences\":["
    "\"a\"]},"
    "{\"name\":\"real\",\"issuer\":\"https://real.example/\",\"subject\":\"s\",\"audiences\":["
    "\"a\"]},"
    "{\"name\":\"down\",\"issuer\":\"https://down.example/\",\"subject\":\"s\",\"audiences\":["
    "\"a\"]}]}]}]}");

static struct making making;
static struct world *world;

static int set_up(void **state)
{
    (void)state;
    making.arena = arena_new();
    world = making_world(&making, world_new, world_text);
    return world ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    world_unref(world);
    arena_free(making.arena);
    return 0;
}

/* Signed with the key of every issuer that is ours. */
static struct span token(const char *issuer, const char *subject, const char *audience, int expires)
{
    struct arena *arena = making.arena;
    const struct key *key = making_key(arena, "tests/support/keys/issuer-a.pem");
    const json_t *header = doc_keep(
        arena, json_pack("{s:s, s:s}", "alg", "RS256", "kid", arena_copy(arena, key_id(key)).at));
    const json_t *claims = doc_keep(arena, json_pack("{s:s, s:s, s:s, s:i}", "iss", issuer, "sub",
                                                     subject, "aud", audience, "exp", expires));
    struct span made = sign_token(arena, key, SIGN_RS256, header, claims);

    key_unref(key);
    return made;
}

static struct entra_decision judged(struct span presented, const char *tenant, const char *client)
{
    const struct entra_judged wanted = {presented, span_of(tenant), span_of(client)};
    struct entra_decision decision;

    entra_judge(making.arena, world, (struct instant){.seconds = NOW}, &wanted, &decision);
    return decision;
}

static struct entra_decision posted(struct span presented, const char *tenant, const char *client)
{
    const struct entra_parameter parameters[] = {
        {SPAN("grant_type"), SPAN("client_credentials")},
        {SPAN("client_id"), span_of(client)},
        {SPAN("scope"), SPAN("https://management.azure.com/.default")},
        {SPAN("client_assertion_type"), SPAN(BEARER)},
        {SPAN("client_assertion"), presented},
    };
    struct entra_request request = {
        .version = 2,
        .method = SPAN("POST"),
        .tenant = span_of(tenant),
        .host = SPAN("login.microsoftonline.com"),
        .form = {.parameters = parameters, .count = sizeof parameters / sizeof parameters[0]},
    };
    struct entra_decision decision;

    entra_request_read(&request);
    entra_decide(making.arena, world, (struct instant){.seconds = NOW}, &request, &decision);
    return decision;
}

static const struct trace_row *row_of(const struct entra_decision *decision, const char *id)
{
    for (size_t i = 0; i < decision->trace.count; i++)
        if (span_equal(decision->trace.rows[i].id, span_of(id)))
            return &decision->trace.rows[i];
    return NULL;
}

static void a_token_is_judged_without_rows_about_a_request(void **state)
{
    static const char *const request_rows[] = {"method",     "form",  "grant_type", "client_id",
                                               "scope_sent", "scope", "resource",   "assignment"};
    struct entra_decision decision =
        judged(token("https://ours.example/", "s", "a", NOW + 60), TENANT, CLIENT);

    (void)state;
    assert_int_equal(decision.refusal, ENTRA_GRANTED);
    for (size_t i = 0; i < sizeof request_rows / sizeof request_rows[0]; i++)
        assert_null(row_of(&decision, request_rows[i]));
    for (size_t i = 0; i < decision.trace.count; i++)
        assert_int_equal(decision.trace.rows[i].verdict, TRACE_PASSED);
    assert_non_null(row_of(&decision, "signature"));
}

static void nothing_is_said_of_a_signature_whose_keys_are_not_known(void **state)
{
    struct entra_decision decision =
        judged(token("https://real.example/", "s", "a", NOW + 60), TENANT, CLIENT);

    (void)state;
    assert_int_equal(decision.refusal, ENTRA_GRANTED);
    assert_null(row_of(&decision, "keys"));
    assert_null(row_of(&decision, "signature"));
}

static void that_an_issuer_is_unreachable_is_known(void **state)
{
    struct entra_decision decision =
        judged(token("https://down.example/", "s", "a", NOW + 60), TENANT, CLIENT);

    (void)state;
    assert_int_equal(decision.error->code, 501661);
}

/* The issuer claims to be Entra, whose real keys this world does not have. */
static void a_real_token_of_entra_is_not_blamed_for_our_key(void **state)
{
    struct entra_decision decision =
        judged(token("https://login.microsoftonline.com/" TENANT "/v2.0", "s", "a", NOW + 60),
               TENANT, CLIENT);

    (void)state;
    assert_int_equal(decision.refusal, ENTRA_ISSUER_MISMATCH);
    assert_null(row_of(&decision, "keys"));
}

static void an_assertion_of_the_client_itself_is_held_against_its_certificates(void **state)
{
    struct entra_decision decision = judged(token(CLIENT, CLIENT, "a", NOW + 60), TENANT, CLIENT);

    (void)state;
    assert_int_equal(decision.proof, ENTRA_PROOF_CERTIFICATE);
    assert_non_null(row_of(&decision, "certificate"));
    assert_null(row_of(&decision, "issuer"));
}

static void a_token_is_refused_alone_as_it_is_when_it_is_posted(void **state)
{
    const struct {
        struct span token;
        const char *tenant, *client;
    } cases[] = {
        {token("https://ours.example/", "s", "a", NOW + 60), TENANT, CLIENT},
        {token("https://ours.example", "s", "a", NOW + 60), TENANT, CLIENT},
        {token("https://ours.example/", "S", "a", NOW + 60), TENANT, CLIENT},
        {token("https://ours.example/", "t", "a", NOW + 60), TENANT, CLIENT},
        {token("https://ours.example/", "s", "b", NOW + 60), TENANT, CLIENT},
        {token("https://ours.example/", "s", "a", NOW - 301), TENANT, CLIENT},
        {token("https://down.example/", "s", "a", NOW + 60), TENANT, CLIENT},
        {token(CLIENT, CLIENT, "a", NOW + 60), TENANT, CLIENT},
        {token("https://ours.example/", "s", "a", NOW + 60), "contoso.com", CLIENT},
        {token("https://ours.example/", "s", "a", NOW + 60), TENANT, TENANT},
        {SPAN("a.b.c"), TENANT, CLIENT},
        {SPAN("no token"), TENANT, CLIENT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct entra_decision alone = judged(cases[i].token, cases[i].tenant, cases[i].client);
        struct entra_decision sent = posted(cases[i].token, cases[i].tenant, cases[i].client);
        const struct trace_row *failure = trace_first_failure(&alone.trace);

        assert_int_equal(alone.refusal, sent.refusal);
        assert_int_equal(alone.refusal == ENTRA_GRANTED, failure == NULL);
        if (failure)
            assert_int_equal(failure->cause, trace_first_failure(&sent.trace)->cause);
        assert_int_equal(span_compare(alone.sentence, sent.sentence), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_judged_without_rows_about_a_request),
        cmocka_unit_test(nothing_is_said_of_a_signature_whose_keys_are_not_known),
        cmocka_unit_test(that_an_issuer_is_unreachable_is_known),
        cmocka_unit_test(a_real_token_of_entra_is_not_blamed_for_our_key),
        cmocka_unit_test(an_assertion_of_the_client_itself_is_held_against_its_certificates),
        cmocka_unit_test(a_token_is_refused_alone_as_it_is_when_it_is_posted),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

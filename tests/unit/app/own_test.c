#include "unit/app/asking.h"

#include "base/base64.h"
#include "keys/jws.h"

#define OWN    "https://localhost:8443"
#define TENANT "11111111-1111-1111-1111-111111111111"
#define CLIENT "22222222-2222-2222-2222-222222222222"

static const struct span text = SPAN_INIT(
    "{\"issuers\":[{\"name\":\"aks\",\"issuer\":\"{origin}/\"}],"
    "\"tenants\":[{\"tenantId\":\"" TENANT "\",\"applications\":[{\"appId\":\"" CLIENT "\","
    "\"federatedIdentityCredentials\":[{\"name\":\"prod\",\"issuer\":\"{origin}/\","
    "\"subject\":\"s\",\"audiences\":[\"api://AzureADTokenExchange\"]}]}]}]}");

static struct asking asking;

static int set_up(void **state)
{
    (void)state;
    asking_begin(&asking, text);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    asking_end(&asking);
    return 0;
}

/* Posts an assertion with these claims, signed by nobody, and keeps the record as the loop would.
 */
static void exchange(uint64_t id, struct span claims)
{
    struct context context = {.now = {ASKING_NOW, 0}, .exchange = id};
    struct asked asked = {"POST",
                          OWN,
                          "/" TENANT "/oauth2/v2.0/token",
                          {{SPAN("Content-Type"), SPAN("application/x-www-form-urlencoded")}},
                          NULL};
    struct span header =
        base64url_encode(asking.arena, SPAN("{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"JWT\"}"));

    asked.body = text_format(asking.arena,
                             "grant_type=client_credentials&client_id=" CLIENT
                             "&scope=https://graph.microsoft.com/.default"
                             "&client_assertion_type=urn:ietf:params:oauth:"
                             "client-assertion-type:jwt-bearer&client_assertion=%.*s.%.*s.AAAA",
                             SPAN_ARGS(header), SPAN_ARGS(base64url_encode(asking.arena, claims)))
                     .at;
    app_handle(&asking.view, &context, asking.arena, asking_request(&asking, &asked),
               &asking.result);
    assert_int_equal(asking.result.effect.kind, APP_EFFECT_RECORD);
    journal_add_take(asking.journal, asking.result.effect.entry);
    asking.result.effect.entry = NULL;
}

static struct span claims_with(const char *subject, const char *more)
{
    return text_format(asking.arena,
                       "{\"iss\":\"" OWN "/\",\"sub\":\"%s\",\"aud\":\"api://AzureADTokenExchange\""
                       ",\"exp\":%d%s}",
                       subject, ASKING_NOW + 600, more);
}

static const struct http_response *ask_text(const char *target)
{
    return ask_full(
        &asking, &(struct asked){"GET", OWN, target, {{SPAN("Accept"), SPAN("text/plain")}}, NULL});
}

static size_t listed(const char *query)
{
    struct span target = text_format(asking.arena, "/_badged/exchanges%s", query);
    const json_t *body;

    assert_status(ask(&asking, "GET", OWN, target.at), 200);
    body = doc_parse_in(asking.arena, asking.result.response.body, NULL);
    return json_array_size(json_object_get(body, "exchanges"));
}

static void exchanges_are_listed_and_filtered(void **state)
{
    (void)state;
    journal_clear(asking.journal);
    assert_int_equal(listed(""), 0);
    exchange(1, claims_with("S", ""));
    exchange(2, claims_with("other", ""));
    assert_int_equal(listed(""), 2);
    assert_int_equal(listed("?since=1"), 1);
    assert_int_equal(listed("?limit=1"), 1);
    assert_int_equal(listed("?code=700213"), 1);
    assert_int_equal(listed("?code=7002138"), 1);
    assert_int_equal(listed("?code=0"), 0);
    assert_int_equal(listed("?client_id=" CLIENT), 2);
    assert_int_equal(listed("?client_id=nobody"), 0);
}

static void a_query_that_cannot_be_read_is_refused(void **state)
{
    static const char *const queries[] = {"since=a",
                                          "since=",
                                          "limit=-1",
                                          "code=1e3",
                                          "code=99999999999",
                                          "since=%zz",
                                          "since=99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++)
        assert_status(ask(&asking, "GET", OWN,
                          text_format(asking.arena, "/_badged/exchanges?%s", queries[i]).at),
                      400);
}

static void one_exchange_is_json_and_text_when_that_is_accepted(void **state)
{
    const struct http_response *response;

    (void)state;
    journal_clear(asking.journal);
    exchange(3, claims_with("other", ""));
    assert_status(ask(&asking, "GET", OWN, "/_badged/exchanges/3"), 200);
    assert_span(answer_member(&asking, "id"), "3");
    response = ask_text("/_badged/exchanges/3");
    assert_status(response, 200);
    assert_span(answer_header(response, SPAN("Content-Type")), "text/plain; charset=utf-8");
    assert_true(span_starts(response->body, SPAN("Exchange 3: refused with AADSTS700213")));
}

static void an_exchange_that_is_not_there_is_answered_404(void **state)
{
    (void)state;
    assert_status(ask(&asking, "GET", OWN, "/_badged/exchanges/999"), 404);
    assert_status(ask(&asking, "GET", OWN, "/_badged/exchanges/x"), 404);
    assert_status(ask_text("/_badged/exchanges/-1"), 404);
}

/* The signature is what makes a token worth stealing. */
static void a_record_holds_no_whole_token(void **state)
{
    (void)state;
    journal_clear(asking.journal);
    exchange(4, claims_with("other", ""));
    assert_false(answer_has(ask(&asking, "GET", OWN, "/_badged/exchanges/4"), "eyJ"));
    assert_true(answer_has(&asking.result.response, "\"sub\":\"other\""));
}

/* A record puts the claims some levels deeper, and is itself read back as a document. */
static void a_refusal_of_deep_claims_is_not_told_as_granted(void **state)
{
    struct text deep = {.arena = asking.arena};

    (void)state;
    text_put(&deep, SPAN(",\"deep\":"));
    for (int i = 0; i < JWS_DEPTH_MAX - 1; i++)
        text_put_byte(&deep, '[');
    for (int i = 0; i < JWS_DEPTH_MAX - 1; i++)
        text_put_byte(&deep, ']');
    journal_clear(asking.journal);
    exchange(5, claims_with("other", text_span(&deep).at));
    assert_true(answer_has(ask_text("/_badged/exchanges/5"), "refused with AADSTS700213"));
}

static void a_minted_token_comes_with_what_is_in_it(void **state)
{
    struct asked asked = {"POST",
                          OWN,
                          "/_badged/mint",
                          {{SPAN("Content-Type"), SPAN("application/json")}},
                          "{\"audiences\":[\"api://AzureADTokenExchange\"]}"};

    (void)state;
    assert_status(ask_full(&asking, &asked), 200);
    assert_true(span_starts(answer_member(&asking, "token"), SPAN("eyJ")));
    asked.body = "{\"audience\n";
    assert_status(ask_full(&asking, &asked), 400);
    assert_span(answer_member(&asking, "hint"), "send a JSON object");
    asked.body = "{\"issuer\":\"nobody\"}";
    assert_status(ask_full(&asking, &asked), 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exchanges_are_listed_and_filtered),
        cmocka_unit_test(a_query_that_cannot_be_read_is_refused),
        cmocka_unit_test(one_exchange_is_json_and_text_when_that_is_accepted),
        cmocka_unit_test(an_exchange_that_is_not_there_is_answered_404),
        cmocka_unit_test(a_record_holds_no_whole_token),
        cmocka_unit_test(a_refusal_of_deep_claims_is_not_told_as_granted),
        cmocka_unit_test(a_minted_token_comes_with_what_is_in_it),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "keys/jws.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"

#include <string.h>

static struct span token_of(struct arena *arena, struct span header, struct span payload)
{
    return TEXT_CONCAT(arena, base64url_encode(arena, header), SPAN("."),
                       base64url_encode(arena, payload), SPAN(".c2ln"));
}

static void a_token_falls_into_its_parts(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span token = token_of(arena,
                                 SPAN("{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"JWT\","
                                      "\"x5t\":\"a\",\"x5t#S256\":\"b\"}"),
                                 SPAN("foo"));
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, token, &jws), JWS_FLAW_NONE);
    assert_span(jws.alg, "RS256");
    assert_span(jws.kid, "k");
    assert_span(jws.typ, "JWT");
    assert_span(jws.x5t, "a");
    assert_span(jws.x5t_s256, "b");
    assert_span(jws.payload, "foo");
    assert_span(jws.signature, "sig");
    assert_true(span_equal(jws.signing_input, span_head(token, token.len - 5)));
}

static void members_that_are_absent_are_empty(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, token_of(arena, SPAN("{}"), SPAN("{}")), &jws),
                     JWS_FLAW_NONE);
    assert_true(span_is_empty(jws.alg) && span_is_empty(jws.kid) && span_is_empty(jws.typ));
}

/* RFC 7515 lets a key come along; nothing here looks at it. */
static void keys_and_addresses_in_the_header_are_not_looked_at(void **state)
{
    static const char header[] = "{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"\"},"
                                 "\"jku\":\"http://127.0.0.1:1/\",\"x5u\":5,\"x5c\":[]}";
    ARENA_AUTO struct arena *arena = arena_new();
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, token_of(arena, span_of(header), SPAN("{}")), &jws),
                     JWS_FLAW_NONE);
}

/* Whole tokens; "e30" is {}. */
static void tokens_of_the_wrong_form_are_refused(void **state)
{
    static const struct {
        const char *token;
        enum jws_flaw flaw;
    } rows[] = {
        {"", JWS_FLAW_PARTS},
        {"e30", JWS_FLAW_PARTS},
        {"e30.e30", JWS_FLAW_PARTS},
        {"..", JWS_FLAW_PARTS},
        {".e30.e30", JWS_FLAW_PARTS},
        {"e30.e30.e30.e30", JWS_FLAW_PARTS},
        {"e30.e30.e30.", JWS_FLAW_PARTS},
        {"e30.e30.e30.e30.e30", JWS_FLAW_PARTS}, /* a JWE */
        {"{\"payload\":\"e30\",\"signatures\":[]}", JWS_FLAW_PARTS},
        {"e30=.e30.e30", JWS_FLAW_BASE64},
        {"e30.e30=.e30", JWS_FLAW_BASE64},
        {"e30.e30.YQ==", JWS_FLAW_BASE64},
        {"e30.e30.+/+/", JWS_FLAW_BASE64},
        {"e30.e30.-_-_\n", JWS_FLAW_BASE64},
        {"e30.e3\n0.e30", JWS_FLAW_BASE64},
        {" e30.e30.e30", JWS_FLAW_BASE64},
        {"e30.e30.YR", JWS_FLAW_BASE64}, /* bits behind the last byte */
        {"e30.e30.YWFhY", JWS_FLAW_BASE64},
        {"e31.e30.e30", JWS_FLAW_BASE64},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct jws jws;
        enum jws_flaw flaw = jws_parse(arena, span_of(rows[i].token), &jws);

        if (flaw != rows[i].flaw)
            fail_msg("\"%s\": %d", rows[i].token, (int)flaw);
    }
}

/* Headers, in clear. */
static void headers_that_could_mislead_are_refused(void **state)
{
    static const struct {
        const char *header;
        enum jws_flaw flaw;
    } rows[] = {
        {"[]", JWS_FLAW_HEADER},
        {"\"RS256\"", JWS_FLAW_HEADER},
        {"1", JWS_FLAW_HEADER},
        {"null", JWS_FLAW_HEADER},
        {"{", JWS_FLAW_HEADER},
        {"{} {}", JWS_FLAW_HEADER},
        {"\xEF\xBB\xBF{}", JWS_FLAW_HEADER},
        {"{\"alg\":\"RS256\",\"alg\":\"none\"}", JWS_FLAW_HEADER},
        {"{\"alg\":\"RS256\",\"\\u0061lg\":\"none\"}", JWS_FLAW_HEADER},
        {"{\"jwk\":{\"n\":1,\"n\":2}}", JWS_FLAW_HEADER},
        {"{\"alg\":256}", JWS_FLAW_HEADER},
        {"{\"alg\":[\"RS256\"]}", JWS_FLAW_HEADER},
        {"{\"alg\":null}", JWS_FLAW_HEADER},
        {"{\"kid\":{}}", JWS_FLAW_HEADER},
        {"{\"typ\":1}", JWS_FLAW_HEADER},
        {"{\"x5t\":true}", JWS_FLAW_HEADER},
        {"{\"x5t#S256\":0}", JWS_FLAW_HEADER},
        {"{\"kid\":\"a\\u0000b\"}", JWS_FLAW_HEADER},
        {"{\"kid\":\"\\ud800\"}", JWS_FLAW_HEADER},
        {"{\"kid\":\"\xFF\"}", JWS_FLAW_HEADER},
        {"{\"crit\":[\"exp\"]}", JWS_FLAW_CRIT},
        {"{\"crit\":[]}", JWS_FLAW_CRIT},
        {"{\"crit\":null}", JWS_FLAW_CRIT},
        {"{\"crit\":[\"b64\"],\"b64\":false}", JWS_FLAW_CRIT},
        {"{\"b64\":true}", JWS_FLAW_CRIT},
        {"{\"alg\":\"none\"}", JWS_FLAW_NONE}, /* for sign_alg_parse to refuse */
        {"{\"kid\":\"../../etc/passwd\"}", JWS_FLAW_NONE},
        {"{\"kid\":\"' OR 1=1 --\"}", JWS_FLAW_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct jws jws;
        enum jws_flaw flaw =
            jws_parse(arena, token_of(arena, span_of(rows[i].header), SPAN("{}")), &jws);

        if (flaw != rows[i].flaw)
            fail_msg("%s: %d", rows[i].header, (int)flaw);
    }
}

static void payloads_that_are_no_claims_are_refused(void **state)
{
    static const char *const rows[] = {
        "",
        "foo",
        "[]",
        "5",
        "\"sub\"",
        "{\"sub\":\"a\",\"sub\":\"b\"}",
        "{\"kubernetes.io\":{\"namespace\":\"a\",\"namespace\":\"b\"}}",
        "{\"sub\":\"\xC0\x80\"}",
        "{\"sub\":\"\\u0000\"}",
        "{\"exp\":1e400}",
        "\xEF\xBB\xBF{}",
        "{} ,",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        const json_t *claims = NULL;
        struct jws jws;

        assert_int_equal(jws_parse(arena, token_of(arena, SPAN("{}"), span_of(rows[i])), &jws),
                         JWS_FLAW_NONE);
        if (jws_claims(arena, &jws, &claims) != JWS_FLAW_CLAIMS || claims)
            fail_msg("%s", rows[i]);
    }
}

static void claims_are_an_object_of_the_arena(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *claims = NULL;
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, token_of(arena, SPAN("{}"), SPAN("{\"sub\":\"me\"}")), &jws),
                     JWS_FLAW_NONE);
    assert_int_equal(jws_claims(arena, &jws, &claims), JWS_FLAW_NONE);
    assert_span(doc_member(claims, "sub"), "me");
}

static struct span repeated(struct arena *arena, const char *unit, size_t count)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < count; i++)
        text_put(&text, span_of(unit));
    return text_span(&text);
}

/* As deep as a list of exchange records can show it. */
static void claims_are_read_to_the_last_level_and_no_further(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct jws jws;
    const json_t *claims;

    (void)state;
    for (size_t levels = JWS_DEPTH_MAX; levels <= JWS_DEPTH_MAX + 1; levels++) {
        struct span payload = TEXT_CONCAT(arena, SPAN("{\"a\":"), repeated(arena, "[", levels - 1),
                                          repeated(arena, "]", levels - 1), SPAN("}"));

        assert_int_equal(jws_parse(arena, token_of(arena, SPAN("{}"), payload), &jws),
                         JWS_FLAW_NONE);
        assert_int_equal(jws_claims(arena, &jws, &claims),
                         levels > JWS_DEPTH_MAX ? JWS_FLAW_CLAIMS : JWS_FLAW_NONE);
    }
}

static void deep_nesting_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span deep = TEXT_CONCAT(arena, SPAN("{\"a\":"), repeated(arena, "[", 2000),
                                   repeated(arena, "]", 2000), SPAN("}"));
    const json_t *claims = NULL;
    struct jws jws;

    (void)state;
    assert_int_equal(jws_parse(arena, token_of(arena, deep, SPAN("{}")), &jws), JWS_FLAW_HEADER);
    assert_int_equal(jws_parse(arena, token_of(arena, SPAN("{}"), deep), &jws), JWS_FLAW_NONE);
    assert_int_equal(jws_claims(arena, &jws, &claims), JWS_FLAW_CLAIMS);
}

/* At the limit a token is read; one byte more and it is not, whatever it holds. */
static void the_limit_comes_before_everything(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span most = TEXT_CONCAT(arena, SPAN("e30.e30."),
                                   repeated(arena, "A", JWS_MAX_BYTES - sizeof "e30.e30." + 1));
    struct jws jws;

    (void)state;
    assert_int_equal(most.len, JWS_MAX_BYTES);
    assert_int_equal(jws_parse(arena, most, &jws), JWS_FLAW_NONE);
    assert_int_equal(jws_parse(arena, TEXT_CONCAT(arena, most, SPAN("A")), &jws),
                     JWS_FLAW_TOO_LONG);
    assert_int_equal(jws_parse(arena, repeated(arena, "....", JWS_MAX_BYTES), &jws),
                     JWS_FLAW_TOO_LONG);
}

static void every_flaw_has_its_sentence(void **state)
{
    (void)state;
    assert_span(jws_flaw_text(JWS_FLAW_BASE64), "a part is not base64url without padding");
    for (int flaw = JWS_FLAW_NONE; flaw <= JWS_FLAW_CLAIMS; flaw++)
        assert_false(span_is_empty(jws_flaw_text((enum jws_flaw)flaw)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_falls_into_its_parts),
        cmocka_unit_test(members_that_are_absent_are_empty),
        cmocka_unit_test(keys_and_addresses_in_the_header_are_not_looked_at),
        cmocka_unit_test(tokens_of_the_wrong_form_are_refused),
        cmocka_unit_test(headers_that_could_mislead_are_refused),
        cmocka_unit_test(payloads_that_are_no_claims_are_refused),
        cmocka_unit_test(claims_are_an_object_of_the_arena),
        cmocka_unit_test(claims_are_read_to_the_last_level_and_no_further),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(the_limit_comes_before_everything),
        cmocka_unit_test(every_flaw_has_its_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

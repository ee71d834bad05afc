#include "entra/expression.h"

#include "support/cm.h"

static const struct {
    const char *text;
    const char *claims;
    bool matches;
} cases[] = {
    {"claims['sub'] eq 'a'", "{\"sub\":\"a\"}", true},
    {"claims['sub'] eq 'a'", "{\"sub\":\"A\"}", false},
    {"claims['sub'] eq 'a*'", "{\"sub\":\"ab\"}", false},
    {"claims['sub'] eq 'a*'", "{\"sub\":\"a*\"}", true},
    {"claims['sub'] matches 'a*'", "{\"sub\":\"ab\"}", true},
    {"claims['sub'] matches 'a*'", "{\"sub\":\"a\"}", true},
    {"claims['sub'] matches 'a?'", "{\"sub\":\"a\"}", false},
    {"claims['sub'] matches 'a?'", "{\"sub\":\"ab\"}", true},
    {"claims['sub'] matches 'a?'", "{\"sub\":\"abc\"}", false},
    {"claims['sub'] matches '*'", "{\"sub\":\"\"}", true},
    {"claims['sub'] matches 'repo:o/*:ref:refs/heads/main'",
     "{\"sub\":\"repo:o/r:ref:refs/heads/main\"}", true},
    {"claims['sub'] matches 'repo:o/*:ref:refs/heads/main'",
     "{\"sub\":\"repo:o/r:ref:refs/heads/main2\"}", false},
    {"claims['sub'] matches '*a*b'", "{\"sub\":\"xaybzab\"}", true},
    {"claims['sub'] matches '*a*b'", "{\"sub\":\"xaybza\"}", false},
    {"claims['sub'] matches 'a'*b'", "{\"sub\":\"a*b\"}", true},
    {"claims['sub'] matches 'a'*b'", "{\"sub\":\"axb\"}", false},
    {"claims['sub'] eq 'it''s'", "{\"sub\":\"it's\"}", true},
    {"claims['sub'] eq 'a' and claims['job_workflow_ref'] matches 'b*'",
     "{\"sub\":\"a\",\"job_workflow_ref\":\"bc\"}", true},
    {"claims['sub'] eq 'a' and claims['job_workflow_ref'] matches 'b*'",
     "{\"sub\":\"a\",\"job_workflow_ref\":\"cb\"}", false},
    {"claims['sub'] eq 'a'", "{\"sub\":[\"a\"]}", false},
    {"claims['sub'] eq 'a'", "{}", false},
};

static void an_expression_matches_claims_by_its_operators(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct expression expression;
        json_t *claims = json_loads(cases[i].claims, 0, NULL);
        struct expression_flaw flaw = expression_parse(span_of(cases[i].text), &expression);

        if (flaw.why)
            fail_msg("%s: %s", cases[i].text, flaw.why);
        if (expression_match(&expression, claims) != cases[i].matches)
            fail_msg("%s on %s: not %d", cases[i].text, cases[i].claims, cases[i].matches);
        json_decref(claims);
    }
}

static const struct {
    const char *text;
    size_t at;
} flawed[] = {
    {"", 0},
    {"sub eq 'a'", 0},
    {"claims[sub] eq 'a'", 0},
    {"claims['sub' eq 'a'", 12},
    {"claims['sub']  eq 'a'", 13},
    {"claims['sub'] equals 'a'", 13},
    {"claims['sub'] eq 'a", 18},
    {"claims['sub'] eq 'a' or claims['sub'] eq 'b'", 20},
    {"claims['sub'] eq 'a' and ", 25},
    {"claims[''] eq 'a'", 9},
    {"claims['sub'] eq 'a' ", 20},
};

static void what_is_no_expression_is_refused_at_its_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof flawed / sizeof flawed[0]; i++) {
        struct expression expression;
        struct expression_flaw flaw = expression_parse(span_of(flawed[i].text), &expression);

        if (!flaw.why || flaw.at != flawed[i].at)
            fail_msg("%s: %s at %zu, not %zu", flawed[i].text, flaw.why ? flaw.why : "accepted",
                     flaw.at, flawed[i].at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_matches_claims_by_its_operators),
        cmocka_unit_test(what_is_no_expression_is_refused_at_its_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

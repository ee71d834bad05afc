#include "admin/edit_rules.h"

#include "base/text.h"
#include "entra/expression.h"

#include <limits.h>

/* entra-wire.md 9, "Limits". */
enum { CREDENTIALS_MAX = 20, TEXT_MAX = 600, NAME_MIN = 3, NAME_MAX = 120 };

static bool found(struct edit_case *c, const char *member, struct span value)
{
    c->member = member;
    c->value = value;
    return true;
}

static bool owner_is_missing(struct edit_case *c)
{
    return !c->owner.application;
}

static bool credential_is_missing(struct edit_case *c)
{
    return !c->present;
}

static bool body_is_flawed(struct edit_case *c)
{
    return !span_is_empty(c->body.flaw) && found(c, "", c->body.flaw);
}

static bool name_is_another(struct edit_case *c)
{
    struct span name = c->body.credential.name;

    return !span_is_empty(name) && !span_equal(name, c->name) && found(c, "Name", name);
}

static bool is_alphanumeric(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

static bool name_is_wrong(struct edit_case *c)
{
    struct span name = c->name;
    bool is_right = name.len >= NAME_MIN && name.len <= NAME_MAX && is_alphanumeric(name.at[0]);

    for (size_t i = 0; is_right && i < name.len; i++)
        is_right = is_alphanumeric(name.at[i]) || name.at[i] == '-' || name.at[i] == '_';
    return !is_right && found(c, "Name", name);
}

static bool expression_is_given(struct edit_case *c)
{
    return !span_is_empty(c->body.credential.expression);
}

static bool member_is_missing(struct edit_case *c)
{
    const struct fixture_credential *credential = &c->body.credential;

    if (span_is_empty(credential->issuer))
        return found(c, "Issuer", SPAN(""));
    return span_is_empty(credential->subject) && span_is_empty(credential->expression) &&
           found(c, "Subject", SPAN(""));
}

static bool subject_and_expression(struct edit_case *c)
{
    return !span_is_empty(c->body.credential.subject) && expression_is_given(c) &&
           found(c, "Subject", c->body.credential.subject);
}

static struct span audiences_text(const struct edit_case *c)
{
    struct text text = {.arena = c->arena};

    for (size_t i = 0; i < c->body.credential.audience_count; i++) {
        text_put(&text, i > 0 ? SPAN(",") : SPAN(""));
        text_put(&text, c->body.credential.audiences[i]);
    }
    return text_span(&text);
}

static bool audiences_are_not_one(struct edit_case *c)
{
    const struct fixture_credential *credential = &c->body.credential;

    return (credential->audience_count != 1 || span_is_empty(credential->audiences[0])) &&
           found(c, "Audiences", audiences_text(c));
}

/* Characters, not bytes: continuation bytes of UTF-8 do not count. */
static bool is_long(struct span text)
{
    size_t characters = 0;

    for (size_t i = 0; i < text.len && characters <= TEXT_MAX; i++)
        characters += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return characters > TEXT_MAX;
}

static bool member_is_long(struct edit_case *c)
{
    const struct fixture_credential *credential = &c->body.credential;
    const struct {
        const char *member;
        struct span value;
    } limited[] = {
        {"Issuer", credential->issuer},
        {"Subject", credential->subject},
        {"Audiences", credential->audiences[0]},
        {"Description", credential->description},
    };

    for (size_t i = 0; i < sizeof limited / sizeof limited[0]; i++)
        if (is_long(limited[i].value))
            return found(c, limited[i].member, limited[i].value);
    return false;
}

static const char expression_member[] = "ClaimsMatchingExpression.Value";

static bool expression_is_wrong(struct edit_case *c)
{
    struct span text = c->body.credential.expression;
    struct expression expression;
    struct expression_flaw flaw;

    if (span_is_empty(text))
        return false;
    flaw = expression_parse(text, &expression);
    c->why = flaw.why;
    return flaw.why && found(c, expression_member, text);
}

enum { CLAIMS_MAX = 3 };

/*
 * The issuers over whose tokens expressions are evaluated, and the claims in them. Until July 2026
 * `sub` was enough; since then GitHub's and GitLab's need the repository's or project's id as well
 * (entra-wire.md 9: captured for `sub` alone; GitLab's `project_id` is inferred).
 */
static const struct flexible_issuer {
    struct span issuer;
    struct span required; /* beside `sub` */
    struct span allowed[CLAIMS_MAX];
} flexible_issuers[] = {
    {SPAN_INIT("https://token.actions.githubusercontent.com"),
     SPAN_INIT("repository_id"),
     {SPAN_INIT("sub"), SPAN_INIT("repository_id"), SPAN_INIT("job_workflow_ref")}},
    {SPAN_INIT("https://gitlab."),
     SPAN_INIT("project_id"),
     {SPAN_INIT("sub"), SPAN_INIT("project_id"), SPAN_INIT("")}},
    {SPAN_INIT("https://app.terraform.io"),
     SPAN_INIT(""),
     {SPAN_INIT("sub"), SPAN_INIT(""), SPAN_INIT("")}},
    {SPAN_INIT("https://app.eu.terraform.io"),
     SPAN_INIT(""),
     {SPAN_INIT("sub"), SPAN_INIT(""), SPAN_INIT("")}},
};

enum { REQUIRED_SINCE = 2026 * 12 + 7 - 1 };

/* A row that ends in a dot is for the hosts that begin so. */
static bool is_issuer(const struct flexible_issuer *row, struct span issuer)
{
    if (!span_ends(row->issuer, SPAN(".")))
        return span_equal(row->issuer, issuer);
    return span_starts(issuer, row->issuer) && !span_has(span_tail(issuer, row->issuer.len), '/') &&
           (span_ends(issuer, SPAN(".com")) || span_ends(issuer, SPAN(".ca")));
}

static bool has_claim(const struct expression *expression, struct span claim)
{
    for (size_t i = 0; i < expression->count; i++)
        if (span_equal(expression->terms[i].claim, claim))
            return true;
    return false;
}

static bool is_allowed(const struct flexible_issuer *row, struct span claim)
{
    for (size_t i = 0; i < CLAIMS_MAX; i++)
        if (span_equal(row->allowed[i], claim))
            return true;
    return false;
}

static bool suits(const struct flexible_issuer *row, const struct expression *expression, int month)
{
    bool is_strict = month >= REQUIRED_SINCE && !span_is_empty(row->required);

    for (size_t i = 0; i < expression->count; i++)
        if (!is_allowed(row, expression->terms[i].claim))
            return false;
    if (is_strict)
        return has_claim(expression, SPAN("sub")) && has_claim(expression, row->required);
    return true;
}

static bool expression_lacks_claims(struct edit_case *c)
{
    const struct fixture_credential *credential = &c->body.credential;
    struct expression expression;

    if (span_is_empty(credential->expression))
        return false;
    (void)expression_parse(credential->expression, &expression); /* the row before has judged it */
    for (size_t i = 0; i < sizeof flexible_issuers / sizeof flexible_issuers[0]; i++)
        if (is_issuer(&flexible_issuers[i], credential->issuer) &&
            suits(&flexible_issuers[i], &expression, c->month))
            return false;
    return found(c, expression_member, credential->expression);
}

static bool name_is_taken(struct edit_case *c)
{
    return c->present != NULL;
}

static bool pair_is_taken(struct edit_case *c)
{
    const struct fixture_application *owner = c->owner.application;
    const struct fixture_credential *made = &c->body.credential;

    for (size_t i = 0; i < owner->credential_count; i++) {
        const struct fixture_credential *other = &owner->credentials[i];

        if (other != c->present && span_equal(other->issuer, made->issuer) &&
            span_equal(other->subject, made->subject) &&
            span_equal(other->expression, made->expression))
            return expression_is_given(c) ? found(c, expression_member, made->expression)
                                          : found(c, "Subject", made->subject);
    }
    return false;
}

static bool owner_is_full(struct edit_case *c)
{
    return !c->present && c->owner.application->credential_count >= CREDENTIALS_MAX;
}

static const struct edit_rule rules[] = {
#define EDIT_RULE(symbol, verbs, kinds, check, status, code, evidence, source, message)            \
    {#symbol,           verbs, kinds, check, status, SPAN_INIT(code), evidence, SPAN_INIT(source), \
     SPAN_INIT(message)},
#include "admin/edit_rules.def"
#undef EDIT_RULE
};

size_t edit_rules_count(void)
{
    return sizeof rules / sizeof rules[0];
}

const struct edit_rule *edit_rules_at(size_t index)
{
    return &rules[index];
}

const struct edit_rule *edit_rules_broken(struct edit_case *c)
{
    for (size_t i = 0; i < edit_rules_count(); i++)
        if (rules[i].verbs & (unsigned)c->verb && rules[i].kinds & (unsigned)c->kind &&
            rules[i].breaks(c))
            return &rules[i];
    return NULL;
}

struct span edit_rules_sentence(const struct edit_rule *rule, const struct edit_case *c)
{
    const struct slot slots[] = {
        {SPAN("tenant"), c->tenant_name},
        {SPAN("owner"), c->owner_name},
        {SPAN("name"), c->name},
        {SPAN("issuer"), c->body.credential.issuer},
        {SPAN("member"), span_of(c->member)},
        {SPAN("value"), c->value},
        {SPAN("why"), span_of(c->why)},
    };

    return text_filled(c->arena, rule->message, slots, sizeof slots / sizeof slots[0]);
}

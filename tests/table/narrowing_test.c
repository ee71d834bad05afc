/*
 * What holds of every decision, shown on random credentials and assertions of small alphabets, in
 * which nearly everything is nearly equal:
 *
 *   a token is granted exactly when every row of the trace passed; a row is skipped only behind one
 *   that failed; and granted exactly when a single credential has issuer, subject and audience.
 */
#include "base/doc.h"
#include "base/text.h"
#include "keys/digest.h"
#include "support/cm.h"
#include "table/trial.h"

enum { CLIENTS = 60, CREDENTIALS_MAX = 4, ISSUERS = 4, SUBJECTS = 4, AUDIENCES = 3 };

static const struct span issuers[ISSUERS] = {
    SPAN_INIT("https://a.example/"), SPAN_INIT("https://a.example"),
    SPAN_INIT("https://A.example/"), SPAN_INIT("https://b.example/")};
static const struct span subjects[SUBJECTS] = {SPAN_INIT("s"), SPAN_INIT("S"), SPAN_INIT("s "),
                                               SPAN_INIT("*")};
static const struct span audiences[AUDIENCES] = {SPAN_INIT("x"), SPAN_INIT("X"), SPAN_INIT("y")};

/* Indices into the alphabets. */
struct triple {
    size_t issuer, subject, audience;
};

struct client {
    struct triple credentials[CREDENTIALS_MAX];
    size_t count;
};

struct presented {
    struct triple claims;
    size_t other_audience; /* a second one; the same as the first: a string */
    bool is_sound;         /* signature and times are good */
    struct span assertion;
};

static struct trial trial;
static struct client clients[CLIENTS];

static size_t draw_below(struct draw *draw, size_t limit)
{
    unsigned char byte;

    draw_bytes(draw, &byte, 1);
    return byte % limit;
}

static void add_credential(struct client *client, size_t number, struct draw *draw)
{
    struct triple *t = &client->credentials[client->count];
    const struct trial_credential credential = {
        .name = text_format(trial.arena, "credential-%zu", client->count),
        .issuer = issuers[t->issuer = draw_below(draw, ISSUERS)],
        .subject = subjects[t->subject = draw_below(draw, SUBJECTS)],
        .audience = audiences[t->audience = draw_below(draw, AUDIENCES)],
    };

    client->count++;
    trial_credential_add(&trial, number, &credential);
}

static int set_up(void **state)
{
    struct draw draw = {.seed = "credentials"};

    (void)state;
    trial_begin(&trial);
    for (size_t i = 0; i < ISSUERS; i++)
        trial_issuer_add(&trial, issuers[i]);
    for (size_t i = 0; i < CLIENTS; i++) {
        size_t count = draw_below(&draw, CREDENTIALS_MAX + 1);
        size_t number = trial_client_add(&trial);

        while (clients[i].count < count)
            add_credential(&clients[i], number, &draw);
    }
    trial_build(&trial);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    trial_end(&trial);
    return 0;
}

static bool has_audience(const struct presented *p, size_t audience)
{
    return p->claims.audience == audience || p->other_audience == audience;
}

/* The whole policy, in the plainest words. */
static int code_expected(const struct client *client, const struct presented *p)
{
    bool issuer = false, subject = false, case_only = false, audience = false;

    for (size_t i = 0; i < client->count; i++) {
        const struct triple *c = &client->credentials[i];
        bool same_issuer = c->issuer == p->claims.issuer;
        bool same_subject = same_issuer && c->subject == p->claims.subject;

        issuer |= same_issuer;
        subject |= same_subject;
        case_only |=
            same_issuer && span_equal_nocase(subjects[c->subject], subjects[p->claims.subject]);
        audience |= same_subject && has_audience(p, c->audience);
    }
    if (client->count == 0)
        return 70025;
    if (!issuer)
        return 700211;
    if (!subject)
        return case_only ? 7002138 : 700213;
    return audience ? 0 : 700212;
}

static bool is_single_match(const struct client *client, const struct presented *p)
{
    for (size_t i = 0; i < client->count; i++) {
        const struct triple *c = &client->credentials[i];

        if (c->issuer == p->claims.issuer && c->subject == p->claims.subject &&
            has_audience(p, c->audience))
            return true;
    }
    return false;
}

static void check_trace(const struct entra_decision *decision)
{
    bool is_granted = decision->refusal == ENTRA_GRANTED;
    bool has_failed = false;
    bool all_passed = true;

    for (size_t i = 0; i < decision->trace.count; i++) {
        const struct trace_row *row = &decision->trace.rows[i];

        if (row->verdict == TRACE_SKIPPED && !has_failed)
            fail_msg("%.*s is skipped behind nothing that failed", SPAN_ARGS(row->id));
        has_failed |= row->verdict == TRACE_FAILED;
        all_passed &= row->verdict == TRACE_PASSED;
    }
    assert_true(decision->trace.count > 0);
    assert_int_equal(is_granted, all_passed);
    assert_int_equal(is_granted, !has_failed);
}

static void check_decision(const struct client *client, const struct presented *p,
                           const struct entra_decision *decision)
{
    int expected = code_expected(client, p);
    int code = decision->refusal == ENTRA_GRANTED ? 0 : decision->error->code;

    check_trace(decision);
    assert_int_equal(code == 0, is_single_match(client, p) && p->is_sound);
    if (expected != 0 || p->is_sound)
        assert_int_equal(code, expected);
}

static void make_assertion(struct arena *arena, struct presented *p, size_t variant)
{
    static const struct {
        const char *tamper;
        int64_t expires;
        bool is_sound;
    } variants[] = {{NULL, 600, true}, {"signature", 600, false}, {NULL, -600, false}};
    json_t *claims = doc_keep(arena, json_object());
    json_t *list = json_pack("[o]", doc_string(audiences[p->claims.audience]));

    if (p->other_audience != p->claims.audience)
        json_array_append_new(list, doc_string(audiences[p->other_audience]));
    json_object_set_new(claims, "iss", doc_string(issuers[p->claims.issuer]));
    json_object_set_new(claims, "sub", doc_string(subjects[p->claims.subject]));
    json_object_set_new(claims, "aud", list);
    json_object_set_new(claims, "exp", json_integer(TRIAL_NOW + variants[variant].expires));
    p->is_sound = variants[variant].is_sound;
    p->assertion = trial_assertion(arena, claims, variants[variant].tamper);
}

static void present_to_all(const struct presented *p)
{
    for (size_t i = 0; i < CLIENTS; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct entra_decision decision;

        trial_decide(&trial, arena, i, p->assertion, &decision);
        check_decision(&clients[i], p, &decision);
    }
}

static void granted_exactly_when_one_credential_has_all_three(void **state)
{
    struct draw draw = {.seed = "variants"};

    (void)state;
    for (size_t i = 0; i < ISSUERS * SUBJECTS * AUDIENCES; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct presented p = {
            .claims = {i % ISSUERS, i / ISSUERS % SUBJECTS, i / ISSUERS / SUBJECTS}};

        p.other_audience = draw_below(&draw, AUDIENCES);
        make_assertion(arena, &p, 0);
        present_to_all(&p);
        make_assertion(arena, &p, 1 + i % 2);
        present_to_all(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(granted_exactly_when_one_credential_has_all_three)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* The published vectors of C2SP/wycheproof, read from $BADGED_VECTORS/wycheproof. */
#include "base/doc.h"
#include "base/text.h"
#include "keys/jwk.h"
#include "keys/jws.h"
#include "keys/sign.h"
#include "support/cm.h"
#include "support/files.h"

#include <stdlib.h>
#include <string.h>

/* What a caller does with a token: parse, judge the algorithm, find the key, and only then
 * cryptography. `strict` is RS256 and nothing else. */
static bool is_accepted(const struct jwk_set *set, struct span token, bool strict)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct key *key;
    enum sign_alg alg;
    struct jws jws;

    if (jws_parse(arena, token, &jws) != JWS_FLAW_NONE || !sign_alg_parse(jws.alg, &alg))
        return false;
    if (strict && alg != SIGN_RS256)
        return false;
    key = span_is_empty(jws.kid) ? jwk_set_at(set, 0) : jwk_set_find(set, jws.kid);
    return key && sign_verify(key, alg, jws.signing_input, jws.signature);
}

static json_t *load(struct arena *arena, const char *name)
{
    const char *folder = getenv("BADGED_VECTORS");
    const char *path;
    json_t *doc;

    if (!folder) {
        print_message("BADGED_VECTORS is not set: %s is left out\n", name);
        return NULL;
    }
    path = text_format(arena, "%s/wycheproof/%s", folder, name).at;
    doc = doc_parse_in(arena, files_read(arena, path), NULL);
    assert_non_null(doc);
    return doc;
}

/* Groups of symmetric keys have no public half. */
static const json_t *public_of(const json_t *group)
{
    const json_t *half = json_object_get(group, "public");

    return half ? half : json_object_get(group, "private");
}

static struct jwk_set *set_of_one(struct arena *arena, const json_t *jwk)
{
    struct fail fail = {0};

    return jwk_set_parse(TEXT_CONCAT(arena, SPAN("{\"keys\":["), doc_write(arena, jwk), SPAN("]}")),
                         &fail);
}

struct tally {
    size_t accepted;
    size_t rejected;
    size_t wrong; /* in groups that we can judge, other than the file says */
};

static void count_group(struct arena *arena, const json_t *group, struct tally *tally)
{
    const json_t *tests = json_object_get(group, "tests");
    const json_t *jwk = public_of(group);
    bool is_ours = span_equal(doc_member(jwk, "alg"), SPAN("RS256"));
    struct jwk_set *set = set_of_one(arena, jwk);

    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        bool is_valid = span_equal(doc_member(test, "result"), SPAN("valid"));
        bool accepted = set && is_accepted(set, doc_member(test, "jws"), true);

        tally->accepted += accepted;
        tally->rejected += !accepted;
        if (accepted != is_valid && (is_ours || accepted)) {
            print_message("test %d\n", (int)json_integer_value(json_object_get(test, "tcId")));
            tally->wrong++;
        }
    }
    jwk_set_unref(set);
}

/* A verifier that refuses everything also refuses 393 (failures-and-hardening.md B2): what it
 * accepts counts. */
static void eight_of_the_signatures_are_accepted_and_no_other(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *doc = load(arena, "json_web_signature_test.json");
    const json_t *groups = json_object_get(doc, "testGroups");
    struct tally tally = {0};

    (void)state;
    if (!doc)
        return;
    for (size_t i = 0; i < json_array_size(groups); i++)
        count_group(arena, json_array_get(groups, i), &tally);
    assert_int_equal(tally.accepted, 8);
    assert_int_equal(tally.rejected, 393);
    assert_int_equal(tally.wrong, 0);
}

/* Valid tests that we refuse, and why. */
static const struct {
    const char *file;
    int first;
    int last;
    const char *reason;
} differences[] = {
    {"json_web_signature_test.json", 1, 1, "HMAC: there is no symmetric signature here"},
    {"json_web_signature_test.json", 320, 328, "PS384 and PS512: nobody signs with them here"},
    {"json_web_signature_test.json", 346, 346,
     "the token says PS384 (RFC 7520 section 4.2), its key PS256"},
    {"json_web_signature_test.json", 350, 350,
     "the token says PS384 (RFC 7520 section 4.2), its key PS256"},
    {"json_web_signature_test.json", 347, 347, "P-521: nobody signs with it here"},
    {"json_web_signature_test.json", 351, 351, "P-521: nobody signs with it here"},
    {"json_web_signature_test.json", 348, 348, "HMAC: there is no symmetric signature here"},
    {"json_web_signature_test.json", 352, 352, "HMAC: there is no symmetric signature here"},
    {"json_web_signature_test.json", 357, 377, "HMAC: there is no symmetric signature here"},
    {"json_web_key_test.json", 2, 2, "HMAC: there is no symmetric signature here"},
    {"json_web_key_test.json", 13, 15, "HMAC: there is no symmetric signature here"},
    {"json_web_crypto_test.json", 1, 1, "HMAC: there is no symmetric signature here"},
    {"json_web_crypto_test.json", 48, 48, "HMAC: there is no symmetric signature here"},
};

static bool is_difference(const char *file, int id)
{
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++)
        if (strcmp(differences[i].file, file) == 0 && id >= differences[i].first &&
            id <= differences[i].last)
            return true;
    return false;
}

static struct jwk_set *set_of(struct arena *arena, const json_t *jwk_or_set)
{
    struct fail fail = {0};

    if (!json_object_get(jwk_or_set, "keys"))
        return set_of_one(arena, jwk_or_set);
    return jwk_set_parse(doc_write(arena, jwk_or_set), &fail);
}

/* Answers how many tests of the group are about a JWS. */
static size_t check_group(struct arena *arena, const char *file, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    struct jwk_set *set = set_of(arena, public_of(group));
    size_t checked = 0;

    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        int id = (int)json_integer_value(json_object_get(test, "tcId"));
        bool is_valid = span_equal(doc_member(test, "result"), SPAN("valid"));
        bool accepted = set && is_accepted(set, doc_member(test, "jws"), false);

        if (!json_object_get(test, "jws"))
            continue; /* encryption */
        if (accepted != (is_valid && !is_difference(file, id)))
            fail_msg("%s: test %d is %s", file, id, accepted ? "accepted" : "refused");
        checked++;
    }
    jwk_set_unref(set);
    return checked;
}

/* With every algorithm that we know, so that it is the key or the signature that is refused. */
static void every_file_is_answered_but_for_the_differences(void **state)
{
    static const struct {
        const char *file;
        size_t count;
    } files[] = {
        {"json_web_signature_test.json", 401},
        {"json_web_key_test.json", 26},
        {"json_web_crypto_test.json", 49},
    };
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        const json_t *doc = load(arena, files[i].file);
        const json_t *groups = json_object_get(doc, "testGroups");
        size_t checked = 0;

        for (size_t k = 0; k < json_array_size(groups); k++)
            checked += check_group(arena, files[i].file, json_array_get(groups, k));
        if (doc)
            assert_int_equal(checked, files[i].count);
    }
}

/* Sets that must not be read at all, by their place in the file and what is said. */
static void weak_and_ambiguous_sets_are_refused_for_their_reason(void **state)
{
    static const struct {
        size_t group;
        const char *what;
    } rows[] = {
        {0, "the set mixes symmetric keys with others"},
        {2, "two keys have the kid \"kid-aes-sign\""},
        {5, "the RSA key has the ROCA fingerprint (CVE-2017-15361): its factors can be found"},
        {6, "the RSA key has 1024 bits; 2048 to 4096 are accepted"},
        {7, "the RSA key's exponent is not an odd number from 65537 to 2^31"},
        {20, "x and y of the EC key are not a point of P-256 in base64url"},
        {22, "n and e of the RSA key are not two numbers in base64url"},
    };
    ARENA_AUTO struct arena *arena = arena_new();
    const json_t *doc = load(arena, "json_web_key_test.json");
    const json_t *groups = json_object_get(doc, "testGroups");

    (void)state;
    for (size_t i = 0; doc && i < sizeof rows / sizeof *rows; i++) {
        const json_t *group = json_array_get(groups, rows[i].group);
        struct fail fail = {0};

        assert_null(jwk_set_parse(doc_write(arena, public_of(group)), &fail));
        assert_string_equal(fail.what, rows[i].what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_of_the_signatures_are_accepted_and_no_other),
        cmocka_unit_test(every_file_is_answered_but_for_the_differences),
        cmocka_unit_test(weak_and_ambiguous_sets_are_refused_for_their_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

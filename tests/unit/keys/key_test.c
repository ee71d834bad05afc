#include "keys/key.h"

#include "base/base64.h"
#include "support/cm.h"
#include "support/files.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <threads.h>

static struct key *load(struct arena *arena, const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    if (!key)
        fail_msg("%s: %s", path, fail.what);
    return key;
}

static void every_encoding_of_a_key_gives_the_same_id(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *pkcs8 = load(arena, "tests/support/keys/client-key.pem");
    struct key *pkcs1 = load(arena, "tests/support/keys/rsa-pkcs1.pem");
    struct key *spki = load(arena, "tests/support/keys/rsa-public.pem");

    (void)state;
    assert_int_equal(key_id(pkcs8).len, 43);
    assert_true(span_equal(key_id(pkcs8), key_id(pkcs1)));
    assert_true(span_equal(key_id(pkcs8), key_id(spki)));
    assert_true(key_is_private(pkcs8) && key_is_private(pkcs1) && !key_is_private(spki));
    assert_int_equal(key_type(spki), KEY_TYPE_RSA);
    key_unref(pkcs8);
    key_unref(pkcs1);
    key_unref(spki);
}

static void a_key_reads_back_as_it_was_written(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/rsa-pkcs1.pem");
    struct span pem = key_write_pem(arena, key);
    struct fail fail = {0};
    struct key *again = key_parse_pem(pem, &fail);

    (void)state;
    assert_true(span_starts(pem, SPAN("-----BEGIN PRIVATE KEY-----\n")));
    assert_non_null(again);
    assert_true(key_is_private(again));
    assert_true(span_equal(key_id(key), key_id(again)));
    key_unref(key);
    key_unref(again);
}

/* What a loader refuses, and what it says. */
static void keys_of_no_use_are_refused(void **state)
{
    static const struct {
        const char *path;
        const char *what;
    } rows[] = {
        {"tests/support/keys/weak-1024.pem",
         "the RSA key has 1024 bits; 2048 to 4096 are accepted"},
        {"tests/support/keys/ec-p256.pem", "the key is not an RSA key"},
        {"tests/support/keys/rsa-encrypted.pem",
         "the text holds no key in PEM that can be read without a password"},
        {"tests/support/keys/client-cert.pem",
         "the text holds no key in PEM that can be read without a password"},
        {"LICENSE", "the text holds no key in PEM that can be read without a password"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct fail fail = {0};

        assert_null(key_parse_pem(files_read(arena, rows[i].path), &fail));
        assert_string_equal(fail.what, rows[i].what);
        assert_int_equal(ERR_peek_error(), 0);
    }
}

static void an_empty_text_and_half_a_key_are_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span pem = files_read(arena, "tests/support/keys/issuer-a.pem");
    struct fail fail = {0};

    (void)state;
    assert_null(key_parse_pem(SPAN(""), &fail));
    assert_null(key_parse_pem((struct span){NULL, 0}, &fail));
    assert_null(key_parse_pem(span_head(pem, pem.len / 2), &fail));
}

static void a_named_key_is_the_same_key_under_another_id(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    struct key *named = key_named(key, SPAN("kid-1"));

    (void)state;
    assert_span(key_id(named), "kid-1");
    assert_ptr_equal(key_pkey(named), key_pkey(key));
    key_unref(key);
    assert_true(key_is_private(named));
    key_unref(named);
    key_unref(NULL);
}

static void the_same_seed_makes_the_same_sound_key(void **state)
{
    static const unsigned char seed[KEY_SEED_BYTES] = "the same seed, the same key";
    static const unsigned char other_seed[KEY_SEED_BYTES] = "another seed, another key";
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct key *one = key_generate_seeded(seed, &fail);
    struct key *same = key_generate_seeded(seed, &fail);
    struct key *other = key_generate_seeded(other_seed, &fail);
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(NULL, key_pkey(one), NULL);

    (void)state;
    assert_true(span_equal(key_write_pem(arena, one), key_write_pem(arena, same)));
    assert_false(span_equal(key_id(one), key_id(other)));
    assert_int_equal(EVP_PKEY_get_bits(key_pkey(one)), KEY_RSA_BITS);
    assert_int_equal(EVP_PKEY_check(check), 1);
    /* Pinned: a released seed must go on giving the ids that people wrote down. */
    assert_span(key_id(one), "QtImq9XFni4e3kxAOSfSqTYI5eN6oVnrRgoUYZuChfw");
    EVP_PKEY_CTX_free(check);
    key_unref(one);
    key_unref(same);
    key_unref(other);
}

static void generated_keys_differ(void **state)
{
    struct fail fail = {0};
    struct key *one = key_generate(&fail);
    struct key *other = key_generate(&fail);

    (void)state;
    assert_int_equal(EVP_PKEY_get_bits(key_pkey(one)), KEY_RSA_BITS);
    assert_true(key_is_private(one));
    assert_false(span_equal(key_id(one), key_id(other)));
    key_unref(one);
    key_unref(other);
}

enum { THREADS = 4, ROUNDS = 20000 };

static int count_up_and_down(void *key)
{
    for (int i = 0; i < ROUNDS; i++)
        key_unref(key_ref(key));
    key_unref(key);
    return 0;
}

/* The last thread to let go frees the key; the sanitizers see it when none or two do. */
static void references_are_counted_across_threads(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/issuer-a.pem");
    thrd_t threads[THREADS];

    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(thrd_create(&threads[i], count_up_and_down, key_ref(key)), thrd_success);
    key_unref(key);
    for (int i = 0; i < THREADS; i++)
        thrd_join(threads[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_encoding_of_a_key_gives_the_same_id),
        cmocka_unit_test(a_key_reads_back_as_it_was_written),
        cmocka_unit_test(keys_of_no_use_are_refused),
        cmocka_unit_test(an_empty_text_and_half_a_key_are_refused),
        cmocka_unit_test(a_named_key_is_the_same_key_under_another_id),
        cmocka_unit_test(the_same_seed_makes_the_same_sound_key),
        cmocka_unit_test(generated_keys_differ),
        cmocka_unit_test(references_are_counted_across_threads),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

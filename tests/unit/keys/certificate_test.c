#include "keys/certificate.h"

#include "support/cm.h"
#include "support/files.h"

#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum { FROM = 1763786400, UNTIL = FROM + 86400 * 365 * 5 };

static struct key *load(struct arena *arena, const char *path)
{
    struct fail fail = {0};
    struct key *key = key_parse_pem(files_read(arena, path), &fail);

    assert_non_null(key);
    return key;
}

static struct certificate *make(const struct key *key, int64_t until)
{
    struct fail fail = {0};
    struct certificate *made =
        certificate_self_sign(key, SPAN("accounts.accesscontrol.windows.net"), FROM, until, &fail);

    if (!made)
        fail_msg("%s", fail.what);
    return made;
}

static void the_same_key_and_times_give_the_same_certificate(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/entra.pem");
    struct certificate *one = make(key, UNTIL);
    struct certificate *same = make(key, UNTIL);
    struct certificate *later = make(key, UNTIL + 1);

    (void)state;
    assert_true(span_equal(certificate_der(one), certificate_der(same)));
    assert_true(span_equal(certificate_x5t(one), certificate_x5t(same)));
    assert_false(span_equal(certificate_x5t(one), certificate_x5t(later)));
    assert_int_equal(certificate_x5t(one).len, 27);
    assert_int_equal(certificate_x5t_s256(one).len, 43);
    assert_true(certificate_not_before(one) == FROM && certificate_not_after(one) == UNTIL);
    certificate_unref(one);
    certificate_unref(same);
    certificate_unref(later);
    key_unref(key);
}

static void a_self_signed_certificate_verifies_with_its_own_key(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/entra.pem");
    struct certificate *made = make(key, UNTIL);
    const unsigned char *der = (const unsigned char *)certificate_der(made).at;
    X509 *x509 = d2i_X509(NULL, &der, (long)certificate_der(made).len);
    char name[64];

    (void)state;
    assert_int_equal(X509_verify(x509, key_pkey(key)), 1);
    assert_int_equal(X509_get_version(x509), X509_VERSION_3);
    assert_int_equal(X509_get_signature_nid(x509), NID_sha256WithRSAEncryption);
    assert_true(X509_get_extension_flags(x509) & EXFLAG_SS);
    X509_NAME_get_text_by_NID(X509_get_subject_name(x509), NID_commonName, name, sizeof name);
    assert_string_equal(name, "accounts.accesscontrol.windows.net");
    X509_free(x509);
    certificate_unref(made);
    key_unref(key);
}

static void times_after_2050_are_kept(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/entra.pem");
    int64_t until = INT64_C(253402300799); /* 9999-12-31T23:59:59Z (RFC 5280 section 4.1.2.5) */
    struct certificate *made = make(key, until);

    (void)state;
    assert_true(certificate_not_after(made) == until);
    certificate_unref(made);
    key_unref(key);
}

/* The expected thumbprint is `openssl x509 -fingerprint`'s. */
static void a_certificate_in_pem_has_its_thumbprint(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail fail = {0};
    struct certificate *read =
        certificate_parse_pem(files_read(arena, "tests/support/keys/client-cert.pem"), &fail);
    struct key *key = load(arena, "tests/support/keys/client-key.pem");

    (void)state;
    assert_non_null(read);
    assert_span(certificate_x5t(read), "lwErdRBibmvG43guxcQ5pN9YMf0");
    assert_span(certificate_x5t_s256(read), "lblqqoKxaJUC00YFE5Tm5fDSINBt3kr1ytZy-t0IoF8");
    assert_true(span_equal(key_id(certificate_key(read)), key_id(key)));
    assert_false(key_is_private(certificate_key(read)));
    key_unref(key);
    certificate_unref(read);
}

static void what_is_no_certificate_is_refused(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span pem = files_read(arena, "tests/support/keys/client-cert.pem");
    struct fail fail = {0};

    (void)state;
    assert_null(certificate_parse_pem(SPAN(""), &fail));
    assert_string_equal(fail.what, "the text holds no certificate in PEM");
    assert_null(certificate_parse_pem(span_head(pem, pem.len / 2), &fail));
    assert_null(
        certificate_parse_pem(files_read(arena, "tests/support/keys/client-key.pem"), &fail));
}

static void a_public_key_and_a_long_name_make_no_certificate(void **state)
{
    static const char name[] =
        "a-name-of-more-than-the-sixty-four-characters-that-x509-lets-it-have";
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *public_key = load(arena, "tests/support/keys/rsa-public.pem");
    struct key *key = load(arena, "tests/support/keys/entra.pem");
    struct fail fail = {0};

    (void)state;
    assert_null(certificate_self_sign(public_key, SPAN("x"), FROM, UNTIL, &fail));
    assert_true(fail_is_set(&fail));
    assert_null(certificate_self_sign(key, span_of(name), FROM, UNTIL, &fail));
    key_unref(public_key);
    key_unref(key);
}

static void a_certificate_lives_until_its_last_holder_lets_go(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct key *key = load(arena, "tests/support/keys/entra.pem");
    struct certificate *made = make(key, UNTIL);
    struct certificate *held = certificate_ref(made);

    (void)state;
    key_unref(key);
    certificate_unref(made);
    assert_int_equal(certificate_x5t(held).len, 27);
    assert_int_equal(key_type(certificate_key(held)), KEY_TYPE_RSA);
    certificate_unref(held);
    certificate_unref(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_key_and_times_give_the_same_certificate),
        cmocka_unit_test(a_self_signed_certificate_verifies_with_its_own_key),
        cmocka_unit_test(times_after_2050_are_kept),
        cmocka_unit_test(a_certificate_in_pem_has_its_thumbprint),
        cmocka_unit_test(what_is_no_certificate_is_refused),
        cmocka_unit_test(a_public_key_and_a_long_name_make_no_certificate),
        cmocka_unit_test(a_certificate_lives_until_its_last_holder_lets_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

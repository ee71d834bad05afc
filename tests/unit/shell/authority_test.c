#include "support/cm.h"

#include "shell/authority.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

enum { NOW = 1795323600 }; /* 2026-11-22T05:00:00Z */

static struct authority *authority_with(const char *name)
{
    const struct span names[] = {span_of(name)};
    struct fail fail = {0};
    struct authority *authority = authority_new(names, name ? 1 : 0, NOW, &fail);

    assert_non_null(authority);
    return authority;
}

/* What a client does that trusts this authority and nothing else. */
static int verify(const struct authority *authority, X509 *leaf, const char *host)
{
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_VERIFY_PARAM *param;
    int error;

    X509_STORE_add_cert(store, authority_certificate(authority));
    X509_STORE_CTX_init(context, store, leaf, NULL);
    param = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(param, NOW);
    X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
    if (authority_is_address(span_of(host)))
        X509_VERIFY_PARAM_set1_ip_asc(param, host);
    else
        X509_VERIFY_PARAM_set1_host(param, host, 0);
    error = X509_verify_cert(context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    return error;
}

static int verify_issued(const struct authority *authority, const char *name, const char *host)
{
    const struct span names[] = {span_of(name)};
    EVP_PKEY *key = authority_generate_key();
    X509 *leaf = authority_issue(authority, key, names, 1, NOW);
    int error;

    assert_non_null(leaf);
    error = verify(authority, leaf, host);
    X509_free(leaf);
    EVP_PKEY_free(key);
    return error;
}

static void emulated_hosts_verify_with_the_authority_alone(void **state)
{
    static const char *const hosts[] = {
        "localhost",
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "login.windows.net",
        "sts.windows.net",
        "login.microsoft.com",
        "westus.login.microsoft.com",
        "graph.microsoft.com",
        "management.azure.com",
        "orders.vault.azure.net",
        "eastus.oic.prod-aks.azure.com",
        "token.actions.githubusercontent.com",
        "vstoken.dev.azure.com",
        "app.terraform.io",
        "gitlab.com",
        "127.0.0.1",
        "127.9.9.9",
        "::1",
    };
    struct authority *authority = authority_with(NULL);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        assert_true(authority_permits(authority, span_of(hosts[i])));
        assert_int_equal(verify_issued(authority, hosts[i], hosts[i]), X509_V_OK);
    }
    authority_free(authority);
}

static void other_hosts_are_not_permitted_even_when_signed(void **state)
{
    static const char *const hosts[] = {
        "example.com", "microsoft.com", "www.microsoft.com",
        "windows.net", "azure.com",     "evilmicrosoftonline.com",
        "com",         "10.0.0.1",      "github.com",
        "2001:db8::1",
    };
    struct authority *authority = authority_with(NULL);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        assert_false(authority_permits(authority, span_of(hosts[i])));
        assert_int_equal(verify_issued(authority, hosts[i], hosts[i]),
                         X509_V_ERR_PERMITTED_VIOLATION);
    }
    authority_free(authority);
}

static void a_leaf_is_for_its_own_host_only(void **state)
{
    struct authority *authority = authority_with(NULL);

    (void)state;
    assert_int_equal(verify_issued(authority, "localhost", "login.microsoftonline.com"),
                     X509_V_ERR_HOSTNAME_MISMATCH);
    assert_int_equal(verify_issued(authority, "127.0.0.1", "127.0.0.2"),
                     X509_V_ERR_IP_ADDRESS_MISMATCH);
    authority_free(authority);
}

static void a_host_name_of_ours_is_permitted_when_it_is_given(void **state)
{
    struct authority *name = authority_with("badged.test");
    struct authority *address = authority_with("10.1.2.3");

    (void)state;
    assert_int_equal(verify_issued(name, "badged.test", "badged.test"), X509_V_OK);
    assert_false(authority_permits(name, SPAN("badged2.test")));
    assert_int_equal(verify_issued(address, "10.1.2.3", "10.1.2.3"), X509_V_OK);
    assert_false(authority_permits(address, SPAN("10.1.2.4")));
    authority_free(name);
    authority_free(address);
}

static void names_cannot_write_into_the_list_of_constraints(void **state)
{
    (void)state;
    assert_true(authority_is_name(SPAN("badged.test")));
    assert_true(authority_is_name(SPAN("::1")));
    assert_false(authority_is_name(SPAN("a,permitted;DNS:com")));
    assert_false(authority_is_name(SPAN("a:b")));
    assert_false(authority_is_name(SPAN("a..b")));
    assert_false(authority_is_name(SPAN(".b")));
    assert_false(authority_is_name(SPAN("")));
}

static void constraints_are_critical_and_no_authority_stands_below(void **state)
{
    struct authority *authority = authority_with(NULL);
    X509 *root = authority_certificate(authority);
    int at = X509_get_ext_by_NID(root, NID_name_constraints, -1);

    (void)state;
    assert_true(at >= 0);
    assert_int_equal(X509_EXTENSION_get_critical(X509_get_ext(root, at)), 1);
    assert_int_equal(X509_get_pathlen(root), 0);
    assert_int_equal(X509_self_signed(root, 1), 1);
    authority_free(authority);
}

static void what_was_written_is_read_again(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct authority *made = authority_with(NULL);
    struct authority *other = authority_with(NULL);
    struct fail fail = {0};
    struct authority *read = authority_parse(authority_certificate_pem(arena, made),
                                             authority_key_pem(arena, made), &fail);

    (void)state;
    assert_non_null(read);
    assert_int_equal(X509_cmp(authority_certificate(read), authority_certificate(made)), 0);
    assert_int_equal(verify_issued(read, "localhost", "localhost"), X509_V_OK);
    assert_null(authority_parse(authority_certificate_pem(arena, made),
                                authority_key_pem(arena, other), &fail));
    authority_free(read);
    authority_free(made);
    authority_free(other);
}

static void an_authority_counts_as_expired_before_its_leaves_outlive_it(void **state)
{
    struct authority *authority = authority_with(NULL);
    int64_t end = NOW + (int64_t)AUTHORITY_DAYS * 86400;

    (void)state;
    assert_false(authority_is_expired(authority, NOW));
    assert_false(authority_is_expired(authority, end - (AUTHORITY_LEAF_DAYS + 1) * 86400LL));
    assert_true(authority_is_expired(authority, end - (AUTHORITY_LEAF_DAYS - 1) * 86400LL));
    authority_free(authority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(emulated_hosts_verify_with_the_authority_alone),
        cmocka_unit_test(other_hosts_are_not_permitted_even_when_signed),
        cmocka_unit_test(a_leaf_is_for_its_own_host_only),
        cmocka_unit_test(a_host_name_of_ours_is_permitted_when_it_is_given),
        cmocka_unit_test(names_cannot_write_into_the_list_of_constraints),
        cmocka_unit_test(constraints_are_critical_and_no_authority_stands_below),
        cmocka_unit_test(what_was_written_is_read_again),
        cmocka_unit_test(an_authority_counts_as_expired_before_its_leaves_outlive_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit/world/making.h"

#include "base/text.h"

#include <limits.h>

#define TENANT   "aaaaaaaa-0000-4000-8000-00000000000a"
#define CLIENT   "bbbbbbbb-0000-4000-8000-00000000000b"
#define IDENTITY "cccccccc-0000-4000-8000-00000000000c"

static const struct span text = SPAN_INIT(
    "{\"issuers\":["
    "{\"name\":\"aks\",\"profile\":\"aks\",\"issuer\":\"{origin}/\"},"
    "{\"name\":\"own-key\",\"issuer\":\"https://Own.Example:8443/T/G/\","
    "\"keys\":[{\"file\":\"issuer-b.pem\",\"kid\":\"mine\"},{\"file\":\"issuer-a.pem\"}]},"
    "{\"name\":\"down\",\"issuer\":\"https://down.example\",\"unreachable\":true}],"
    "\"tenants\":[{\"tenantId\":\"AAAAAAAA-0000-4000-8000-00000000000A\","
    "\"domains\":[\"Contoso.onmicrosoft.com\"],"
    "\"applications\":[{\"appId\":\"" CLIENT "\",\"displayName\":\"orders\","
    "\"identifierUris\":[\"api://Orders\"],"
    "\"keyCredentials\":[{\"keyId\":\"dddddddd-0000-4000-8000-00000000000d\","
    "\"certificateFile\":\"client-cert.pem\"}]}],"
    "\"managedIdentities\":[{\"name\":\"id\",\"clientId\":\"" IDENTITY "\","
    "\"principalId\":\"eeeeeeee-0000-4000-8000-00000000000e\"}]},"
    "{\"tenantId\":\"aaaaaaaa-0000-4000-8000-00000000000b\"}]}");

static struct making making;
static struct world *world;

static int set_up(void **state)
{
    static const struct span hosts[] = {SPAN_INIT("sts.test")};

    (void)state;
    making.arena = arena_new();
    making.hosts = hosts;
    making.host_count = 1;
    world = making_world(&making, world_new, text);
    if (!world)
        fail_msg("%.*s", SPAN_ARGS(making.report.findings[0].text));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    world_unref(world);
    arena_free(making.arena);
    return 0;
}

static void a_tenant_is_found_by_id_or_domain_in_any_case(void **state)
{
    const struct fixture_tenant *tenant = world_tenant_find(world, SPAN(TENANT));

    (void)state;
    assert_non_null(tenant);
    assert_ptr_equal(world_tenant_find(world, SPAN("AAAAAAAA-0000-4000-8000-00000000000A")),
                     tenant);
    assert_ptr_equal(world_tenant_find(world, SPAN("contoso.onmicrosoft.com")), tenant);
    assert_ptr_equal(world_tenant_find(world, SPAN("CONTOSO.onMicrosoft.com")), tenant);
    assert_null(world_tenant_find(world, SPAN("contoso.onmicrosoft.com.")));
    assert_null(world_tenant_find(world, SPAN("")));
}

static void a_client_is_found_in_its_own_tenant_in_any_case(void **state)
{
    const struct fixture_tenant *tenant = world_tenant_find(world, SPAN(TENANT));
    const struct fixture_tenant *other =
        world_tenant_find(world, SPAN("aaaaaaaa-0000-4000-8000-00000000000b"));
    const struct fixture_application *client =
        world_application_find(world, tenant, SPAN("BBBBBBBB-0000-4000-8000-00000000000B"));

    (void)state;
    assert_non_null(client);
    assert_span(client->display_name, "orders");
    assert_null(world_application_find(world, other, SPAN(CLIENT)));
    assert_true(world_application_find(world, tenant, SPAN(IDENTITY))->is_managed_identity);
}

static void a_resource_is_found_by_app_id_or_identifier_uri(void **state)
{
    const struct fixture_tenant *tenant = world_tenant_find(world, SPAN(TENANT));
    const struct fixture_application *api = world_resource_find(world, tenant, SPAN(CLIENT));

    (void)state;
    assert_non_null(api);
    assert_ptr_equal(world_resource_find(world, tenant, SPAN("api://orders")), api);
    assert_null(world_resource_find(world, tenant, SPAN("api://orders/")));
    assert_null(world_application_find(world, tenant, SPAN("api://Orders")));
}

static void issuers_are_found_by_name_and_by_their_exact_url(void **state)
{
    (void)state;
    assert_int_equal(world_issuer_count(world), 3);
    assert_ptr_equal(world_issuer_named(world, SPAN("aks")), world_issuer_at(world, 0));
    assert_ptr_equal(world_issuer_of_url(world, SPAN("https://localhost:8443/")),
                     world_issuer_at(world, 0));
    assert_null(world_issuer_of_url(world, SPAN("https://localhost:8443")));
    assert_null(world_issuer_of_url(world, SPAN("https://own.example:8443/T/G/")));
    assert_null(world_issuer_named(world, SPAN("AKS")));
}

static void an_issuers_url_is_split_as_requests_are_compared(void **state)
{
    static const struct {
        const char *name, *host, *path;
    } cases[] = {
        {"aks", "localhost", ""},
        {"own-key", "own.example", "/T/G"},
        {"down", "down.example", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct world_issuer *issuer = world_issuer_named(world, span_of(cases[i].name));

        assert_span(issuer->host, cases[i].host);
        assert_span(issuer->path, cases[i].path);
    }
}

static void odd_urls_are_split_too(void **state)
{
    static const struct {
        const char *url, *host, *path;
    } cases[] = {
        {"https://h.example/a//", "h.example", "/a"},
        {"https://[::1]:8443/x", "[::1]", "/x"},
        {"https://h.example:9/", "h.example", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct making odd = {.arena = arena_new()};
        struct world *made = making_world(
            &odd, world_new,
            text_format(odd.arena, "{\"issuers\":[{\"name\":\"a\",\"issuer\":\"%s\"}]}",
                        cases[i].url));

        assert_span(world_issuer_at(made, 0)->host, cases[i].host);
        assert_span(world_issuer_at(made, 0)->path, cases[i].path);
        world_unref(made);
        arena_free(odd.arena);
    }
}

static void the_first_named_key_signs_and_all_are_published(void **state)
{
    const struct world_issuer *issuer = world_issuer_named(world, SPAN("own-key"));

    (void)state;
    assert_span(key_id(issuer->signer), "mine");
    assert_int_equal(jwk_set_count(issuer->verifies), 2);
    assert_non_null(world_issuer_at(world, 0)->signer);
}

static void an_unreachable_issuer_has_no_keys(void **state)
{
    const struct world_issuer *issuer = world_issuer_named(world, SPAN("down"));

    (void)state;
    assert_null(issuer->signer);
    assert_null(issuer->verifies);
}

static void keys_are_wanted_for_entra_and_for_issuers_without_a_file(void **state)
{
    struct fixture_paths wanted = world_wanted_keys(making.arena, world_fixture(world));

    (void)state;
    assert_int_equal(wanted.count, 2);
    assert_span(wanted.paths[0], "entra");
    assert_span(wanted.paths[1], "aks");
}

static void a_principal_id_is_the_fixtures_or_derived_and_stable(void **state)
{
    const struct fixture_tenant *tenant = world_tenant_find(world, SPAN(TENANT));
    struct span derived = world_principal_id(making.arena, tenant,
                                             world_application_find(world, tenant, SPAN(CLIENT)));

    (void)state;
    assert_int_equal(derived.len, 36);
    assert_int_equal(derived.at[14], '5');
    assert_true(span_equal(
        derived, world_principal_id(making.arena, tenant,
                                    world_application_find(world, tenant, SPAN(CLIENT)))));
    assert_span(world_principal_id(making.arena, tenant,
                                   world_application_find(world, tenant, SPAN(IDENTITY))),
                "eeeeeeee-0000-4000-8000-00000000000e");
}

static void the_certificate_of_a_key_credential_is_at_hand(void **state)
{
    const struct fixture_tenant *tenant = world_tenant_find(world, SPAN(TENANT));

    (void)state;
    assert_non_null(world_certificate_at(world, tenant,
                                         world_application_find(world, tenant, SPAN(CLIENT)), 0));
}

static void our_hosts_are_loopback_and_the_names_given(void **state)
{
    static const char *const ours[] = {"localhost", "127.0.0.1", "[::1]", "sts.test"};
    static const char *const foreign[] = {"", "localhost.", "127.0.0.2", "own.example",
                                          "a.sts.test"};

    (void)state;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        assert_true(world_host_is_ours(world, span_of(ours[i])));
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        assert_false(world_host_is_ours(world, span_of(foreign[i])));
}

static void documents_are_kept_and_found_by_name(void **state)
{
    char name[] = "a name";
    char document[] = "a document";

    (void)state;
    world_keep_document(world, span_of(name), span_of(document));
    name[0] = document[0] = 'x';
    assert_span(world_document(world, SPAN("a name")), "a document");
    assert_span(world_document(world, SPAN("another")), "");
}

static void origin_and_generation_are_what_was_given(void **state)
{
    (void)state;
    assert_span(world_origin(world), "https://localhost:8443");
    assert_int_equal(world_generation(world), 7);
    assert_int_equal(world_wire_month(world), INT_MAX);
    assert_non_null(world_entra_key(world));
}

/* References may be given back in any order; the address sanitizer sees a world freed too early or
 * never. */
static void references_may_cross(void **state)
{
    struct making own = {.arena = arena_new()};
    struct world *first = making_world(&own, world_new, SPAN("{}"));
    struct world *second = making_world(&own, world_new, SPAN("{}"));
    struct world *first_again = world_ref(first);
    struct world *second_again = world_ref(second);

    (void)state;
    assert_ptr_equal(first_again, first);
    world_unref(first);
    world_unref(second_again);
    assert_span(world_origin(first_again), "https://localhost:8443");
    assert_span(world_origin(second), "https://localhost:8443");
    world_unref(second);
    world_unref(first_again);
    world_unref(NULL);
    arena_free(own.arena);
}

static void assert_broken(struct span world_text, const char *pointer)
{
    struct making own = {.arena = arena_new()};
    struct world *made = making_world(&own, world_new, world_text);

    assert_null(made);
    assert_int_equal(own.report.errors, 1);
    assert_int_equal(own.report.findings[0].severity, FIXTURE_ERROR);
    assert_span(own.report.findings[0].pointer, pointer);
    assert_false(span_is_empty(own.report.findings[0].text));
    arena_free(own.arena);
}

static void a_broken_key_file_is_a_finding_and_no_world(void **state)
{
    static const char *const files[] = {"weak-1024.pem", "ec-p256.pem", "rsa-encrypted.pem",
                                        "rsa-public.pem", "client-cert.pem"};

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        ARENA_AUTO struct arena *arena = arena_new();

        assert_broken(text_format(arena,
                                  "{\"issuers\":[{\"name\":\"a\",\"issuer\":\"https://a.example\","
                                  "\"keys\":[{\"file\":\"%s\"}]}]}",
                                  files[i]),
                      i == 3 ? "/issuers/0" : "/issuers/0/keys/0/file");
    }
}

static void a_broken_key_set_is_a_finding_and_no_world(void **state)
{
    (void)state;
    assert_broken(SPAN("{\"issuers\":[{\"name\":\"a\",\"issuer\":\"https://a.example\","
                       "\"jwksFile\":\"entra.pem\"}]}"),
                  "/issuers/0/jwksFile");
}

static void a_broken_certificate_is_a_finding_and_no_world(void **state)
{
    (void)state;
    assert_broken(SPAN("{\"tenants\":[{\"tenantId\":\"" TENANT "\",\"applications\":[{\"appId\":"
                       "\"" CLIENT "\",\"keyCredentials\":[{\"certificateFile\":\"entra.pem\"}]}]}]"
                       "}"),
                  "/tenants/0/applications/0/keyCredentials/0/certificateFile");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenant_is_found_by_id_or_domain_in_any_case),
        cmocka_unit_test(a_client_is_found_in_its_own_tenant_in_any_case),
        cmocka_unit_test(a_resource_is_found_by_app_id_or_identifier_uri),
        cmocka_unit_test(issuers_are_found_by_name_and_by_their_exact_url),
        cmocka_unit_test(an_issuers_url_is_split_as_requests_are_compared),
        cmocka_unit_test(odd_urls_are_split_too),
        cmocka_unit_test(the_first_named_key_signs_and_all_are_published),
        cmocka_unit_test(an_unreachable_issuer_has_no_keys),
        cmocka_unit_test(keys_are_wanted_for_entra_and_for_issuers_without_a_file),
        cmocka_unit_test(a_principal_id_is_the_fixtures_or_derived_and_stable),
        cmocka_unit_test(the_certificate_of_a_key_credential_is_at_hand),
        cmocka_unit_test(our_hosts_are_loopback_and_the_names_given),
        cmocka_unit_test(documents_are_kept_and_found_by_name),
        cmocka_unit_test(origin_and_generation_are_what_was_given),
        cmocka_unit_test(references_may_cross),
        cmocka_unit_test(a_broken_key_file_is_a_finding_and_no_world),
        cmocka_unit_test(a_broken_key_set_is_a_finding_and_no_world),
        cmocka_unit_test(a_broken_certificate_is_a_finding_and_no_world),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "entra/resource.h"

#include "support/cm.h"

static const struct {
    const char *scope;
    enum entra_scope form;
    const char *resource;
} scopes[] = {
    {"https://management.azure.com/.default", ENTRA_SCOPE_RESOURCE, "https://management.azure.com"},
    /* Exactly one "/.default" goes: a second slash belongs to the resource. */
    {"https://management.azure.com//.default", ENTRA_SCOPE_RESOURCE,
     "https://management.azure.com/"},
    {"00000003-0000-0000-c000-000000000000/.default", ENTRA_SCOPE_RESOURCE,
     "00000003-0000-0000-c000-000000000000"},
    /* MSAL for Go adds these to every request. */
    {"https://vault.azure.net/.default openid offline_access profile", ENTRA_SCOPE_RESOURCE,
     "https://vault.azure.net"},
    {"openid api://orders/.default", ENTRA_SCOPE_RESOURCE, "api://orders"},
    {"User.Read", ENTRA_SCOPE_NOT_DEFAULT, "User.Read"},
    {".default", ENTRA_SCOPE_NOT_DEFAULT, ".default"},
    {"/.default", ENTRA_SCOPE_NOT_DEFAULT, "/.default"},
    {"https%3A%2F%2Fx%2F.default", ENTRA_SCOPE_NOT_DEFAULT, "https%3A%2F%2Fx%2F.default"},
    {"https://management.azure.com/ openid offline_access profile", ENTRA_SCOPE_MALFORMED,
     "https://management.azure.com/"},
    {"https://a/.default https://b/.default", ENTRA_SCOPE_SEVERAL, "https://a/.default"},
    {"https://a/.default https://b/x", ENTRA_SCOPE_MALFORMED, "https://a/.default"},
    {"openid", ENTRA_SCOPE_MALFORMED, ""},
    {"   ", ENTRA_SCOPE_MALFORMED, ""},
};

static void a_scope_names_one_resource_before_its_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        struct span resource;

        assert_int_equal(entra_scope_parse(span_of(scopes[i].scope), &resource), scopes[i].form);
        assert_span(resource, scopes[i].resource);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scope_names_one_resource_before_its_default),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "support/cm.h"

#include "shell/address.h"

#include <string.h>

static const struct row {
    const char *text;
    const char *reach; /* NULL: refused */
    bool is_loopback;
} rows[] = {
    {"127.0.0.1:8443", "127.0.0.1:8443", true},
    {"127.1.2.3:0", "127.1.2.3:0", true},
    {"[::1]:8443", "[::1]:8443", true},
    {"0.0.0.0:80", "127.0.0.1:80", false},
    {"[::]:65535", "[::1]:65535", false},
    {"10.0.0.1:1", "10.0.0.1:1", false},
    {"::1:8443", NULL, false},
    {"::1", NULL, false},
    {"[::1]", NULL, false},
    {"127.0.0.1", NULL, false},
    {"127.0.0.1:", NULL, false},
    {"127.0.0.1:65536", NULL, false},
    {"127.0.0.1:-1", NULL, false},
    {"127.0.0.1:+1", NULL, false},
    {"127.0.0.1:1x", NULL, false},
    {"127.1:80", NULL, false},
    {"localhost:80", NULL, false},
    {":80", NULL, false},
    {"[127.0.0.1]:80", NULL, false},
    {"[:1", NULL, false},
    {"", NULL, false},
};

static void addresses_are_read_as_the_table_says(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address address;
        struct fail fail = {0};
        bool ok = address_parse(arena, span_of(rows[i].text), &address, &fail);

        if (ok != (rows[i].reach != NULL))
            fail_msg("\"%s\" is %s", rows[i].text, ok ? "accepted" : "refused");
        if (!ok) {
            assert_non_null(strstr(fail.remedy, "ADDR:PORT"));
            continue;
        }
        assert_span(address_reach(arena, &address, address_port(&address)), rows[i].reach);
        assert_int_equal(address_is_loopback(&address), rows[i].is_loopback);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_as_the_table_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

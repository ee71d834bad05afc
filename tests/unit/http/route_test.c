#include "support/cm.h"

#include "base/text.h"
#include "http/route.h"

struct row {
    struct span pattern;
    struct span path;
    const char *shown; /* name[value], one after another; NULL: does not fit */
};

#define TOKEN SPAN_INIT("/{tenant}/oauth2/v2.0/token")
#define KEYS  SPAN_INIT("/issuers/{name}/{rest...}")

static const struct row ROWS[] = {
    {TOKEN, SPAN_INIT("/t/oauth2/v2.0/token"), "tenant[t]"},
    {TOKEN, SPAN_INIT("/t/oauth2/v2.0/token/"), "tenant[t]"},
    {TOKEN, SPAN_INIT("//t//oauth2///v2.0/token//"), "tenant[t]"},
    {TOKEN, SPAN_INIT("/a%20b/oauth2/v2.0/token"), "tenant[a b]"},
    {TOKEN, SPAN_INIT("/t/%6fauth2/v2.0/token"), "tenant[t]"},
    {TOKEN, SPAN_INIT("/t/oauth2/v2.0/token/x"), NULL},
    {TOKEN, SPAN_INIT("/t/oauth2/v2.0/tokens"), NULL},
    {TOKEN, SPAN_INIT("/t/oauth2/v2.0/Token"), NULL},
    {TOKEN, SPAN_INIT("/t/oauth2/v2.0"), NULL},
    {TOKEN, SPAN_INIT("/oauth2/v2.0/token"), NULL},
    {TOKEN, SPAN_INIT("/a%2fb/oauth2/v2.0/token"), NULL},
    {TOKEN, SPAN_INIT("/a%zz/oauth2/v2.0/token"), NULL},
    {TOKEN, SPAN_INIT("/a%00/oauth2/v2.0/token"), NULL},
    {TOKEN, SPAN_INIT("t/oauth2/v2.0/token"), NULL},
    {SPAN_INIT("/"), SPAN_INIT("/"), ""},
    {SPAN_INIT("/"), SPAN_INIT("//"), ""},
    {SPAN_INIT("/"), SPAN_INIT("/x"), NULL},
    {SPAN_INIT("/"), SPAN_INIT(""), NULL},
    {SPAN_INIT("/{tenant}"), SPAN_INIT("*"), NULL},
    {SPAN_INIT("/{a}/{b}"), SPAN_INIT("/1/2"), "a[1]b[2]"},
    {SPAN_INIT("/{a}/{b}"), SPAN_INIT("/1//"), NULL},
    {SPAN_INIT("/{a}/{b}/{c}/{d}/{e}/{f}"), SPAN_INIT("/1/2/3/4/5/6"), "a[1]b[2]c[3]d[4]e[5]f[6]"},
    {KEYS, SPAN_INIT("/issuers/gh/openid/v1/jwks"), "name[gh]rest[openid/v1/jwks]"},
    {KEYS, SPAN_INIT("/issuers/gh//a%20b//c/"), "name[gh]rest[a%20b//c/]"},
    {KEYS, SPAN_INIT("/issuers/gh/"), "name[gh]rest[]"},
    {KEYS, SPAN_INIT("/issuers/gh"), "name[gh]rest[]"},
    {KEYS, SPAN_INIT("/issuers/"), NULL},
};

static struct span show(struct arena *arena, const struct route_match *match)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < match->count; i++) {
        text_put(&text, match->names[i]);
        text_put(&text, SPAN("["));
        text_put(&text, match->values[i]);
        text_put(&text, SPAN("]"));
    }
    return text_span(&text);
}

static void every_path_fits_its_pattern_or_does_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        ARENA_AUTO struct arena *arena = arena_new();
        struct route_match match;

        if (route_match(arena, ROWS[i].pattern, ROWS[i].path, &match) != (ROWS[i].shown != NULL))
            fail_msg("%.*s against %.*s", SPAN_ARGS(ROWS[i].path), SPAN_ARGS(ROWS[i].pattern));
        assert_span(show(arena, &match), ROWS[i].shown);
    }
}

static void a_value_is_found_by_its_name(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct route_match match;

    (void)state;
    assert_true(route_match(arena, SPAN("/{a}/{b}"), SPAN("/1/2"), &match));
    assert_span(route_value(&match, SPAN("b")), "2");
    assert_span(route_value(&match, SPAN("c")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_path_fits_its_pattern_or_does_not),
        cmocka_unit_test(a_value_is_found_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

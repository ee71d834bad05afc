#include "support/cm.h"

#include "http/target.h"

struct authority {
    struct span text;
    const char *host; /* NULL: refused */
    const char *port;
};

static const struct authority AUTHORITIES[] = {
    {SPAN_INIT("localhost"), "localhost", ""},
    {SPAN_INIT("LOCALHOST."), "localhost", ""},
    {SPAN_INIT("Login.MicrosoftOnline.com.:443"), "login.microsoftonline.com", "443"},
    {SPAN_INIT("127.0.0.1:8443"), "127.0.0.1", "8443"},
    {SPAN_INIT("[::1]:8443"), "[::1]", "8443"},
    {SPAN_INIT("[::FFFF:127.0.0.1]"), "[::ffff:127.0.0.1]", ""},
    {SPAN_INIT("my_host-1"), "my_host-1", ""},
    {SPAN_INIT("a:"), "a", ""},
    {SPAN_INIT("a:0"), "a", "0"},
    {SPAN_INIT("a:65535"), "a", "65535"},
    {SPAN_INIT("a:65536"), NULL, NULL},
    {SPAN_INIT("a:000080"), NULL, NULL},
    {SPAN_INIT("a:+1"), NULL, NULL},
    {SPAN_INIT("a:8 "), NULL, NULL},
    {SPAN_INIT("a:b"), NULL, NULL},
    {SPAN_INIT("a:1:2"), NULL, NULL},
    {SPAN_INIT(""), NULL, NULL},
    {SPAN_INIT("."), NULL, NULL},
    {SPAN_INIT(":443"), NULL, NULL},
    {SPAN_INIT("a.."), NULL, NULL},
    {SPAN_INIT("a..b"), NULL, NULL},
    {SPAN_INIT(".a"), NULL, NULL},
    {SPAN_INIT("a b"), NULL, NULL},
    {SPAN_INIT(" a"), NULL, NULL},
    {SPAN_INIT("me@a"), NULL, NULL},
    {SPAN_INIT("a/b"), NULL, NULL},
    {SPAN_INIT("a?b"), NULL, NULL},
    {SPAN_INIT("a%2e"), NULL, NULL},
    {SPAN_INIT("a,b"), NULL, NULL},
    {SPAN_INIT("a\0b"), NULL, NULL},
    {SPAN_INIT("\xc3\xa9"), NULL, NULL},
    {SPAN_INIT("::1"), NULL, NULL},
    {SPAN_INIT("[::1"), NULL, NULL},
    {SPAN_INIT("[]"), NULL, NULL},
    {SPAN_INIT("[a]"), NULL, NULL},
    {SPAN_INIT("[::1]."), NULL, NULL},
    {SPAN_INIT("[::1]8443"), NULL, NULL},
    {SPAN_INIT("[fe80::1%25eth0]"), NULL, NULL},
    {SPAN_INIT("[v1.a:b:c]"), NULL, NULL},
};

static void every_authority_is_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof AUTHORITIES / sizeof AUTHORITIES[0]; i++) {
        const struct authority *row = &AUTHORITIES[i];
        ARENA_AUTO struct arena *arena = arena_new();
        struct span host = SPAN("untouched");
        struct span port = SPAN("untouched");

        if (target_authority_parse(arena, row->text, &host, &port) != (row->host != NULL))
            fail_msg("\"%.*s\"", SPAN_ARGS(row->text));
        assert_span(host, row->host ? row->host : "untouched");
        assert_span(port, row->host ? row->port : "untouched");
    }
}

static void an_authority_that_no_name_can_fill_is_refused(void **state)
{
    char name[300];
    struct span host;
    struct span port;
    ARENA_AUTO struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof name; i++)
        name[i] = 'a';
    assert_true(target_authority_parse(arena, (struct span){name, 253}, &host, &port));
    assert_false(target_authority_parse(arena, (struct span){name, sizeof name}, &host, &port));
}

struct target {
    struct span text;
    enum http_method method;
    const char *path; /* NULL: refused */
    const char *query;
    const char *host;
    const char *port;
};

static const struct target TARGETS[] = {
    {SPAN_INIT("/"), HTTP_GET, "/", "", "", ""},
    {SPAN_INIT("/a/b?c=d"), HTTP_GET, "/a/b", "c=d", "", ""},
    {SPAN_INIT("/a?"), HTTP_GET, "/a", "", "", ""},
    {SPAN_INIT("/token/?x"), HTTP_GET, "/token/", "x", "", ""},
    {SPAN_INIT("/a?b?c"), HTTP_GET, "/a", "b?c", "", ""},
    {SPAN_INIT("/a?api%2Dversion=1"), HTTP_GET, "/a", "api%2Dversion=1", "", ""},
    {SPAN_INIT("/a?u=https://b//c"), HTTP_GET, "/a", "u=https://b//c", "", ""},
    {SPAN_INIT("//a/x"), HTTP_GET, "/a/x", "", "", ""},
    {SPAN_INIT("///a//b/"), HTTP_GET, "/a//b/", "", "", ""},
    {SPAN_INIT("//"), HTTP_GET, "/", "", "", ""},
    {SPAN_INIT("//?q"), HTTP_GET, "/", "q", "", ""},
    {SPAN_INIT("*"), HTTP_OPTIONS, "*", "", "", ""},
    {SPAN_INIT("*"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/*"), HTTP_GET, "/*", "", "", ""},
    {SPAN_INIT("http://A/x?y"), HTTP_GET, "/x", "y", "a", ""},
    {SPAN_INIT("HTTPS://a:443//x"), HTTP_POST, "/x", "", "a", "443"},
    {SPAN_INIT("http://a"), HTTP_GET, "/", "", "a", ""},
    {SPAN_INIT("http://a?y"), HTTP_GET, "/", "y", "a", ""},
    {SPAN_INIT("http://[::1]:80/"), HTTP_GET, "/", "", "[::1]", "80"},
    {SPAN_INIT("http://"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("http:///x"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("http:/a"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("http://me:pw@a/"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("file:///etc"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("a:443"), HTTP_CONNECT, "", "", "a", "443"},
    {SPAN_INIT("a"), HTTP_CONNECT, NULL, NULL, NULL, NULL},
    {SPAN_INIT("a:"), HTTP_CONNECT, NULL, NULL, NULL, NULL},
    {SPAN_INIT("http://a:443/"), HTTP_CONNECT, NULL, NULL, NULL, NULL},
    {SPAN_INIT("a:443"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT(""), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("?x"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/a b"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/a#b"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/a\tb"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/a\0b"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/a\x7f"), HTTP_GET, NULL, NULL, NULL, NULL},
    {SPAN_INIT("/\xc3\xa9"), HTTP_GET, NULL, NULL, NULL, NULL},
};

static void every_target_is_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof TARGETS / sizeof TARGETS[0]; i++) {
        const struct target *row = &TARGETS[i];
        ARENA_AUTO struct arena *arena = arena_new();
        struct http_request request = {.method = row->method};

        if (target_parse(arena, row->text, &request) != (row->path != NULL))
            fail_msg("\"%.*s\"", SPAN_ARGS(row->text));
        if (!row->path)
            continue;
        assert_span(request.path, row->path);
        assert_span(request.query, row->query);
        assert_span(request.host, row->host);
        assert_span(request.port, row->port);
        assert_int_equal(request.is_absolute_form,
                         row->method != HTTP_CONNECT && request.host.len > 0);
    }
}

struct segment {
    struct span text;
    const char *decoded; /* NULL: refused */
};

static const struct segment SEGMENTS[] = {
    {SPAN_INIT("abc"), "abc"},    {SPAN_INIT(""), ""},
    {SPAN_INIT("a%20b"), "a b"},  {SPAN_INIT("a+b"), "a+b"},
    {SPAN_INIT("%41%6a"), "Aj"},  {SPAN_INIT("%252F"), "%2F"},
    {SPAN_INIT("%"), NULL},       {SPAN_INIT("%4"), NULL},
    {SPAN_INIT("%zz"), NULL},     {SPAN_INIT("%4z"), NULL},
    {SPAN_INIT("a%00b"), NULL},   {SPAN_INIT("a\0b"), NULL},
    {SPAN_INIT("..%2f.."), NULL}, {SPAN_INIT("a%2Fb"), NULL},
    {SPAN_INIT("% 1"), NULL},     {SPAN_INIT("%C3%A9"), "\xc3\xa9"},
};

static void every_segment_is_decoded_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof SEGMENTS / sizeof SEGMENTS[0]; i++) {
        const struct segment *row = &SEGMENTS[i];
        ARENA_AUTO struct arena *arena = arena_new();
        struct span decoded;

        if (target_segment_decode(arena, row->text, &decoded) != (row->decoded != NULL))
            fail_msg("\"%.*s\"", SPAN_ARGS(row->text));
        if (row->decoded)
            assert_span(decoded, row->decoded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_authority_is_read_or_refused),
        cmocka_unit_test(an_authority_that_no_name_can_fill_is_refused),
        cmocka_unit_test(every_target_is_read_or_refused),
        cmocka_unit_test(every_segment_is_decoded_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

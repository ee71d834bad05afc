#define _XOPEN_SOURCE 700

#include "support/cm.h"

#include "folder.h"
#include "shell/files.h"
#include "shell/trust.h"

enum { NOW = 1795323600 };

/* The certificate that a start with these names comes to. */
static struct span started(struct arena *arena, struct span folder, const char *name, int64_t now)
{
    const struct span names[] = {span_of(name)};
    struct fail fail = {0};
    struct house *house = house_open(folder, &fail);
    struct authority *authority = trust_load(house, names, 1, now, &fail);
    struct span pem, kept;

    assert_non_null(authority);
    pem = authority_certificate_pem(arena, authority);
    assert_true(files_load(arena, house_path(arena, house, SPAN("ca.pem")), &kept, &fail));
    assert_true(span_equal(pem, kept));
    assert_int_equal(folder_mode(house_path(arena, house, SPAN("ca-key.pem"))), 0600);
    authority_free(authority);
    house_free(house);
    return pem;
}

static void the_authority_survives_a_restart(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct span first = started(arena, folder, "localhost", NOW);

    (void)state;
    assert_true(span_equal(first, started(arena, folder, "localhost", NOW)));
    folder_remove(folder);
}

static void a_new_host_name_makes_a_new_authority(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct span first = started(arena, folder, "localhost", NOW);
    struct span second = started(arena, folder, "badged.test", NOW);

    (void)state;
    assert_false(span_equal(first, second));
    assert_true(span_equal(second, started(arena, folder, "localhost", NOW)));
    folder_remove(folder);
}

static void an_old_authority_is_replaced(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct span first = started(arena, folder, "localhost", NOW);
    int64_t late = NOW + (AUTHORITY_DAYS - 1) * 86400LL;

    (void)state;
    assert_false(span_equal(first, started(arena, folder, "localhost", late)));
    folder_remove(folder);
}

static void a_half_written_pair_is_replaced(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span folder = folder_new(arena);
    struct span first = started(arena, folder, "localhost", NOW);

    (void)state;
    assert_int_equal(unlink(folder_path(arena, folder, "ca.pem").at), 0);
    assert_false(span_equal(first, started(arena, folder, "localhost", NOW)));
    folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_authority_survives_a_restart),
        cmocka_unit_test(a_new_host_name_makes_a_new_authority),
        cmocka_unit_test(an_old_authority_is_replaced),
        cmocka_unit_test(a_half_written_pair_is_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

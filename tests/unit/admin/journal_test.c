#include "support/cm.h"

#include "admin/journal.h"

#include <string.h>

static const struct journal_query everything = {.code = -1};

static void add(struct journal *journal, uint64_t id, int code, const char *client_id,
                const char *json)
{
    journal_add_take(journal, journal_entry_new(id, code, span_of(client_id), span_of(json)));
}

static void assert_rendered(const struct journal *journal, const struct journal_query *query,
                            const char *expected)
{
    ARENA_AUTO struct arena *arena = arena_new();

    assert_span(journal_render(arena, journal, query), expected);
}

static struct journal *three_exchanges(void)
{
    struct journal *journal = journal_new();

    add(journal, 1, 0, "c1", "{\"id\":1}");
    add(journal, 2, 700213, "c2", "{\"id\":2}");
    add(journal, 3, 700213, "c1", "{\"id\":3}");
    return journal;
}

static void an_empty_journal_has_no_exchanges(void **state)
{
    struct journal *journal = journal_new();

    (void)state;
    assert_rendered(journal, &everything, "{\"exchanges\":[]}");
    assert_null(journal_find(journal, 0));
    journal_free(journal);
}

static void freeing_no_journal_and_no_entry_is_harmless(void **state)
{
    (void)state;
    journal_free(NULL);
    journal_entry_free(NULL);
}

static void an_entry_keeps_its_own_copy_of_both_texts(void **state)
{
    char client_id[] = "c1";
    char json[] = "{\"id\":7}";
    struct journal_entry *entry = journal_entry_new(7, 70025, span_of(client_id), span_of(json));

    (void)state;
    memset(client_id, 'x', sizeof client_id - 1);
    memset(json, 'x', sizeof json - 1);
    assert_int_equal(entry->id, 7);
    assert_int_equal(entry->code, 70025);
    assert_span(entry->client_id, "c1");
    assert_span(entry->json, "{\"id\":7}");
    journal_entry_free(entry);
}

static void exchanges_are_shown_oldest_first(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    assert_rendered(journal, &everything, "{\"exchanges\":[{\"id\":1},{\"id\":2},{\"id\":3}]}");
    journal_free(journal);
}

static void answers_that_arrive_out_of_order_are_shown_by_id(void **state)
{
    struct journal *journal = journal_new();

    (void)state;
    add(journal, 2, 0, "", "2");
    add(journal, 3, 0, "", "3");
    add(journal, 1, 0, "", "1");
    assert_rendered(journal, &everything, "{\"exchanges\":[1,2,3]}");
    assert_span(journal_find(journal, 1)->json, "1");
    journal_free(journal);
}

static void an_exchange_is_found_by_its_id_and_no_other(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    assert_span(journal_find(journal, 1)->json, "{\"id\":1}");
    assert_span(journal_find(journal, 3)->json, "{\"id\":3}");
    assert_null(journal_find(journal, 0));
    assert_null(journal_find(journal, 4));
    journal_free(journal);
}

static void since_shows_only_ids_above_it(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    assert_rendered(journal, &(struct journal_query){.code = -1, .since = 2},
                    "{\"exchanges\":[{\"id\":3}]}");
    assert_rendered(journal, &(struct journal_query){.code = -1, .since = 3}, "{\"exchanges\":[]}");
    journal_free(journal);
}

static void a_client_is_matched_in_either_case(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    assert_rendered(journal, &(struct journal_query){.code = -1, .client_id = SPAN("C1")},
                    "{\"exchanges\":[{\"id\":1},{\"id\":3}]}");
    journal_free(journal);
}

static void code_zero_asks_for_what_was_granted(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    assert_rendered(journal, &(struct journal_query){.code = 0}, "{\"exchanges\":[{\"id\":1}]}");
    assert_rendered(journal, &(struct journal_query){.code = 700213},
                    "{\"exchanges\":[{\"id\":2},{\"id\":3}]}");
    journal_free(journal);
}

static void a_limit_keeps_the_newest_of_those_that_match(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    assert_rendered(journal, &(struct journal_query){.code = -1, .limit = 2},
                    "{\"exchanges\":[{\"id\":2},{\"id\":3}]}");
    assert_rendered(journal,
                    &(struct journal_query){.code = -1, .client_id = SPAN("c2"), .limit = 1},
                    "{\"exchanges\":[{\"id\":2}]}");
    journal_free(journal);
}

static void clearing_forgets_every_exchange_and_the_journal_goes_on(void **state)
{
    struct journal *journal = three_exchanges();

    (void)state;
    journal_clear(journal);
    assert_rendered(journal, &everything, "{\"exchanges\":[]}");
    add(journal, 4, 0, "", "4");
    assert_rendered(journal, &everything, "{\"exchanges\":[4]}");
    journal_free(journal);
}

static void beyond_the_count_the_oldest_is_dropped(void **state)
{
    struct journal *journal = journal_new();

    (void)state;
    for (uint64_t id = 1; id <= 2 * JOURNAL_ENTRIES_MAX + 5; id++)
        add(journal, id, 0, "", "{}");
    assert_null(journal_find(journal, JOURNAL_ENTRIES_MAX + 5));
    assert_non_null(journal_find(journal, JOURNAL_ENTRIES_MAX + 6));
    assert_non_null(journal_find(journal, 2 * JOURNAL_ENTRIES_MAX + 5));
    journal_free(journal);
}

static void a_late_answer_older_than_all_of_a_full_journal_is_dropped(void **state)
{
    struct journal *journal = journal_new();

    (void)state;
    for (uint64_t id = 2; id <= JOURNAL_ENTRIES_MAX + 1; id++)
        add(journal, id, 0, "", "{}");
    add(journal, 1, 0, "", "{}");
    assert_null(journal_find(journal, 1));
    assert_non_null(journal_find(journal, 2));
    assert_non_null(journal_find(journal, JOURNAL_ENTRIES_MAX + 1));
    journal_free(journal);
}

static void beyond_the_bytes_the_oldest_is_dropped(void **state)
{
    static char record[JOURNAL_BYTES_MAX / 4];
    struct journal *journal = journal_new();

    (void)state;
    memset(record, ' ', sizeof record);
    for (uint64_t id = 1; id <= 4; id++)
        journal_add_take(journal,
                         journal_entry_new(id, 0, SPAN("c"), (struct span){record, sizeof record}));
    assert_null(journal_find(journal, 1));
    assert_non_null(journal_find(journal, 2));
    assert_non_null(journal_find(journal, 4));
    journal_free(journal);
}

static void a_record_larger_than_the_journal_is_not_kept(void **state)
{
    static char record[JOURNAL_BYTES_MAX];
    struct journal *journal = journal_new();

    (void)state;
    journal_add_take(journal,
                     journal_entry_new(1, 0, SPAN(""), (struct span){record, sizeof record}));
    assert_null(journal_find(journal, 1));
    add(journal, 2, 0, "", "2");
    assert_rendered(journal, &everything, "{\"exchanges\":[2]}");
    journal_free(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_journal_has_no_exchanges),
        cmocka_unit_test(freeing_no_journal_and_no_entry_is_harmless),
        cmocka_unit_test(an_entry_keeps_its_own_copy_of_both_texts),
        cmocka_unit_test(exchanges_are_shown_oldest_first),
        cmocka_unit_test(answers_that_arrive_out_of_order_are_shown_by_id),
        cmocka_unit_test(an_exchange_is_found_by_its_id_and_no_other),
        cmocka_unit_test(since_shows_only_ids_above_it),
        cmocka_unit_test(a_client_is_matched_in_either_case),
        cmocka_unit_test(code_zero_asks_for_what_was_granted),
        cmocka_unit_test(a_limit_keeps_the_newest_of_those_that_match),
        cmocka_unit_test(clearing_forgets_every_exchange_and_the_journal_goes_on),
        cmocka_unit_test(beyond_the_count_the_oldest_is_dropped),
        cmocka_unit_test(a_late_answer_older_than_all_of_a_full_journal_is_dropped),
        cmocka_unit_test(beyond_the_bytes_the_oldest_is_dropped),
        cmocka_unit_test(a_record_larger_than_the_journal_is_not_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

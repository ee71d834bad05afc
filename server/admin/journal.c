#include "admin/journal.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* One more than is kept: a new entry goes in before the oldest goes out. */
enum { RING_SLOTS = JOURNAL_ENTRIES_MAX + 1 };

/* A ring of owned entries, by id: answers come back from the pool in another order than the ids
 * were given out in. */
struct journal {
    struct journal_entry *ring[RING_SLOTS];
    size_t first; /* where the oldest is */
    size_t count;
    size_t bytes;
};

struct journal_entry *journal_entry_new(uint64_t id, int code, struct span client_id,
                                        struct span json)
{
    struct journal_entry *entry = malloc(sizeof *entry + client_id.len + json.len);
    char *bytes;

    if (!entry)
        abort();
    bytes = (char *)(entry + 1);
    if (client_id.len > 0)
        memcpy(bytes, client_id.at, client_id.len);
    if (json.len > 0)
        memcpy(bytes + client_id.len, json.at, json.len);
    *entry = (struct journal_entry){.id = id,
                                    .code = code,
                                    .client_id = {bytes, client_id.len},
                                    .json = {bytes + client_id.len, json.len}};
    return entry;
}

void journal_entry_free(struct journal_entry *entry)
{
    free(entry);
}

static size_t entry_bytes(const struct journal_entry *entry)
{
    return sizeof *entry + entry->client_id.len + entry->json.len;
}

struct journal *journal_new(void)
{
    struct journal *journal = calloc(1, sizeof *journal);

    if (!journal)
        abort();
    return journal;
}

void journal_free(struct journal *journal)
{
    if (!journal)
        return;
    journal_clear(journal);
    free(journal);
}

/* The slot of entry `index`, counted from the oldest. */
static size_t slot_of(const struct journal *journal, size_t index)
{
    return (journal->first + index) % RING_SLOTS;
}

static const struct journal_entry *entry_at(const struct journal *journal, size_t index)
{
    return journal->ring[slot_of(journal, index)];
}

static void drop_oldest(struct journal *journal)
{
    struct journal_entry *oldest = journal->ring[journal->first];

    journal->bytes -= entry_bytes(oldest);
    journal->first = slot_of(journal, 1);
    journal->count--;
    journal_entry_free(oldest);
}

void journal_clear(struct journal *journal)
{
    while (journal->count > 0)
        drop_oldest(journal);
}

/* How many entries have an id up to this one. */
static size_t count_up_to(const struct journal *journal, uint64_t id)
{
    size_t low = 0;
    size_t high = journal->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (entry_at(journal, middle)->id <= id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert(struct journal *journal, struct journal_entry *entry)
{
    size_t index = count_up_to(journal, entry->id);

    for (size_t i = journal->count; i > index; i--)
        journal->ring[slot_of(journal, i)] = journal->ring[slot_of(journal, i - 1)];
    journal->ring[slot_of(journal, index)] = entry;
    journal->count++;
    journal->bytes += entry_bytes(entry);
}

void journal_add_take(struct journal *journal, struct journal_entry *entry)
{
    insert(journal, entry);
    while (journal->count > JOURNAL_ENTRIES_MAX || journal->bytes > JOURNAL_BYTES_MAX)
        drop_oldest(journal);
}

const struct journal_entry *journal_find(const struct journal *journal, uint64_t id)
{
    size_t count = count_up_to(journal, id);

    if (count == 0 || entry_at(journal, count - 1)->id != id)
        return NULL;
    return entry_at(journal, count - 1);
}

static bool is_asked_for(const struct journal_entry *entry, const struct journal_query *query)
{
    if (query->code >= 0 && entry->code != query->code)
        return false;
    return span_is_empty(query->client_id) || span_equal_nocase(entry->client_id, query->client_id);
}

/* The index from which everything that is asked for is within the limit. */
static size_t first_within_limit(const struct journal *journal, const struct journal_query *query)
{
    size_t since = count_up_to(journal, query->since);
    size_t index = journal->count;
    size_t found = 0;

    while (index > since && (query->limit == 0 || found < query->limit))
        if (is_asked_for(entry_at(journal, --index), query))
            found++;
    return index;
}

struct span journal_render(struct arena *arena, const struct journal *journal,
                           const struct journal_query *query)
{
    struct text text = {.arena = arena};
    struct span separator = SPAN("");

    text_put(&text, SPAN("{\"exchanges\":["));
    for (size_t i = first_within_limit(journal, query); i < journal->count; i++) {
        if (!is_asked_for(entry_at(journal, i), query))
            continue;
        text_put(&text, separator);
        text_put(&text, entry_at(journal, i)->json);
        separator = SPAN(",");
    }
    text_put(&text, SPAN("]}"));
    return text_span(&text);
}

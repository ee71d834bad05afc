/* The last exchanges, newest kept, bounded in number and bytes. Belongs to the loop. */
#ifndef BADGED_ADMIN_JOURNAL_H
#define BADGED_ADMIN_JOURNAL_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>
#include <stdint.h>

enum { JOURNAL_ENTRIES_MAX = 1000, JOURNAL_BYTES_MAX = 4 * 1024 * 1024 };

/* One exchange: what can be filtered by, and its record as compact JSON. */
struct journal_entry {
    uint64_t id;
    int code;              /* AADSTS code, 0 when granted */
    struct span client_id; /* in the same allocation, as `json` */
    struct span json;
};

/* Copies both spans. */
struct journal_entry *journal_entry_new(uint64_t id, int code, struct span client_id,
                                        struct span json);
void journal_entry_free(struct journal_entry *entry); /* accepts NULL */

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *journal);
void journal_clear(struct journal *journal);

/* Takes the entry; drops the oldest beyond the limits. */
void journal_add_take(struct journal *journal, struct journal_entry *entry);

/* By id; NULL when it is not there (any more). */
const struct journal_entry *journal_find(const struct journal *journal, uint64_t id);

struct journal_query {
    uint64_t since;        /* only ids above */
    struct span client_id; /* empty: any */
    int code;              /* -1: any */
    size_t limit;          /* the newest so many; 0: all */
};

/* {"exchanges":[…]}, oldest first. */
struct span journal_render(struct arena *arena, const struct journal *journal,
                           const struct journal_query *query);

#endif

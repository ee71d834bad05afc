#include "base/index.h"

#include <stdint.h>
#include <stdlib.h>

struct entry {
    struct span key;
    const void *value;
};

/* Open addressing; the number of places is a power of two, at least twice the capacity. */
struct index {
    struct entry *entries;
    size_t places;
    size_t used;
};

struct index *index_new(struct arena *arena, size_t capacity)
{
    struct index *index = arena_alloc(arena, sizeof *index);

    index->places = 8;
    while (index->places / 2 < capacity)
        index->places *= 2;
    index->entries = arena_array(arena, index->places, sizeof *index->entries);
    return index;
}

/* FNV-1a. The keys are the fixture's own, so nobody gains by making them collide. */
static uint64_t hash(struct span key)
{
    uint64_t value = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < key.len; i++)
        value = (value ^ (unsigned char)key.at[i]) * UINT64_C(1099511628211);
    return value;
}

/* Where the key stands, or the empty place where it would. */
static struct entry *place_of(const struct index *index, struct span key)
{
    size_t at = (size_t)hash(key) & (index->places - 1);

    while (index->entries[at].value && !span_equal(index->entries[at].key, key))
        at = (at + 1) & (index->places - 1);
    return &index->entries[at];
}

void index_add(struct index *index, struct span key, const void *value)
{
    struct entry *entry = place_of(index, key);

    if (entry->value)
        return;
    if (++index->used > index->places / 2)
        abort();
    *entry = (struct entry){key, value};
}

const void *index_find(const struct index *index, struct span key)
{
    return place_of(index, key)->value;
}

/* A table from bytes to pointers, filled once and then only read: for finding a tenant or an
 * application among many. */
#ifndef BADGED_BASE_INDEX_H
#define BADGED_BASE_INDEX_H

#include "base/arena.h"
#include "base/span.h"

struct index;

/* Room for `capacity` entries; adding more is a bug. */
struct index *index_new(struct arena *arena, size_t capacity);

/* Borrows the key. The first value under a key stays. */
void index_add(struct index *index, struct span key, const void *value);

/* NULL when there is none. */
const void *index_find(const struct index *index, struct span key);

#endif

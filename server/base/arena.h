/*
 * Memory that dies all at once. A request owns one arena; so does a world.
 *
 * Code that is given an arena frees nothing. Nothing here returns NULL: an exhausted machine aborts
 * the process, which is the one answer this project has to "out of memory" (server/DESIGN.md says
 * why).
 */
#ifndef BADGED_BASE_ARENA_H
#define BADGED_BASE_ARENA_H

#include "base/span.h"

struct arena;

struct arena *arena_new(void);

/* Runs what arena_defer registered, newest first, then frees everything. Accepts NULL. */
void arena_free(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` elements of `size` bytes; aborts when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy that is also NUL-terminated (the NUL is not counted in its length). */
struct span arena_copy(struct arena *arena, struct span bytes);

/* Frees `object` with `release` when the arena goes. */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* For locals that own: ARENA_AUTO struct arena *arena = arena_new(); */
void arena_free_at(struct arena **arena);
#define ARENA_AUTO __attribute__((cleanup(arena_free_at)))

#endif

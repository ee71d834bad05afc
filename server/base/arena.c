#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK_BYTES = 8 * 1024, LARGEST_REGULAR_BLOCK_BYTES = 256 * 1024 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*release)(void *object);
    void *object;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
};

static struct block *block_new(size_t size)
{
    struct block *block = malloc(sizeof *block + size);

    if (!block)
        abort();
    *block = (struct block){.size = size};
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);

    if (!arena)
        abort();
    arena->blocks = block_new(FIRST_BLOCK_BYTES);
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct deferred *d = arena->deferred; d; d = d->next)
        d->release(d->object);
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(arena);
}

void arena_free_at(struct arena **arena)
{
    arena_free(*arena);
}

static size_t next_block_size(const struct block *last, size_t wanted)
{
    size_t size = last->size < LARGEST_REGULAR_BLOCK_BYTES ? last->size * 2 : last->size;

    return size < wanted ? wanted : size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded =
        (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct block *block = arena->blocks;
    void *memory;

    if (rounded < size)
        abort();
    if (block->size - block->used < rounded) {
        block = block_new(next_block_size(block, rounded));
        block->next = arena->blocks;
        arena->blocks = block;
    }
    memory = block->bytes + block->used;
    block->used += rounded;
    return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size > 0 && count > SIZE_MAX / size)
        abort();
    return arena_alloc(arena, count * size);
}

struct span arena_copy(struct arena *arena, struct span bytes)
{
    char *copy;

    if (bytes.len == SIZE_MAX)
        abort();
    copy = arena_alloc(arena, bytes.len + 1);
    if (bytes.len > 0)
        memcpy(copy, bytes.at, bytes.len);
    return (struct span){copy, bytes.len};
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
    struct deferred *d = arena_alloc(arena, sizeof *d);

    *d = (struct deferred){arena->deferred, release, object};
    arena->deferred = d;
}

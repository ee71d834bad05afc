#include "shell/exchange.h"

#include "admin/journal.h"

struct exchange *exchange_new(struct connection *connection)
{
    struct arena *arena = arena_new();
    struct exchange *exchange = arena_alloc(arena, sizeof *exchange);

    exchange->arena = arena;
    exchange->connection = connection;
    return exchange;
}

/* A record that nobody applied goes too: the daemon stopped in between. */
void exchange_free(struct exchange *exchange)
{
    journal_entry_free(exchange->result.effect.entry);
    world_unref(exchange->world);
    arena_free(exchange->arena);
}

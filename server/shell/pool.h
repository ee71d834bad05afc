/*
 * Threads for what signs and verifies, so that the loop stays free for everything else
 * (performance.md 0.2). An exchange runs whole on one of them and comes back to the loop.
 *
 * The queue needs no bound of its own: a connection reads nothing while its exchange is here, so
 * there are never more of them than connections.
 */
#ifndef BADGED_SHELL_POOL_H
#define BADGED_SHELL_POOL_H

#include "base/fail.h"
#include "shell/exchange.h"
#include "shell/limits.h"

struct event_base;
struct pool;

struct pool_owner {
    struct event_base *base;
    void (*work)(struct exchange *exchange);               /* on a thread */
    void (*done)(void *object, struct exchange *exchange); /* on the loop */
    void *object;
};

/* From 1 to WORKERS_MAX. */
unsigned pool_processors(void);

/* As many threads as there are processors when `threads` is 0. */
struct pool *pool_new(const struct pool_owner *owner, unsigned threads, struct fail *fail);

/* Waits for what is being worked at; what waited or was not given back yet stays with its
 * connection. Accepts NULL. */
void pool_free(struct pool *pool);

void pool_submit(struct pool *pool, struct exchange *exchange);

#endif

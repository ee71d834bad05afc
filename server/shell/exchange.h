/*
 * One request on its way through the server: what was read, what it is fixed to, what came out. All
 * of it lives in its arena; the request's bytes stay in the connection's input until it is
 * answered.
 */
#ifndef BADGED_SHELL_EXCHANGE_H
#define BADGED_SHELL_EXCHANGE_H

#include "app/app.h"

struct connection;

struct exchange {
    struct arena *arena;
    struct connection *connection;
    struct exchange *next; /* in a queue of the pool */
    struct http_request request;
    enum app_weight weight;
    struct context context;
    struct world *world;  /* a reference: a reload meanwhile does not touch it */
    struct app_view view; /* fixed on the loop: what it may look at */
    struct app_result result;
};

/* In an arena of its own. */
struct exchange *exchange_new(struct connection *connection);
void exchange_free(struct exchange *exchange);

#endif

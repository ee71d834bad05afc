/*
 * The whole server without a socket: a request becomes a response and an effect. Total (any request
 * has a response), deterministic (the same world, context and request give the same bytes), and
 * without I/O.
 */
#ifndef BADGED_APP_APP_H
#define BADGED_APP_APP_H

#include "admin/journal.h"
#include "base/instant.h"
#include "http/message.h"
#include "keys/digest.h"
#include "world/world.h"

/* What a request is fixed to on the loop, in order of arrival. */
struct context {
    struct instant now;                  /* of the emulated clock */
    uint64_t exchange;                   /* for an exchange: its id in the journal, from 1 */
    unsigned char seed[DRAW_SEED_BYTES]; /* all ids and random claims come from here */
};

/* What a request may look at. What belongs to the loop is NULL for heavy routes: they run
 * elsewhere. */
struct app_view {
    const struct world *world;
    const struct journal *journal;
    const char *reload_error; /* of the last reload; NULL when it went well */
    struct span ca_pem;       /* the certificate that signs our leaves */
};

enum app_effect_kind {
    APP_EFFECT_NONE,
    APP_EFFECT_RECORD, /* add `entry` to the journal */
    APP_EFFECT_CLEAR_JOURNAL,
    APP_EFFECT_RELOAD,
    APP_EFFECT_WORLD, /* make the world of `fixture`; no answer may go out before */
};

/* What the loop does when the response is known. */
struct app_effect {
    enum app_effect_kind kind;
    struct journal_entry *entry; /* RECORD: ownership passes to whoever applies the effect */
    struct fixture *fixture;     /* WORLD: likewise */
};

struct app_result {
    struct http_response response;
    struct app_effect effect;
};

/* Everything in `result` lives in `arena`, in the world or in the request, but for what the effect
 * owns.
 */
void app_handle(const struct app_view *view, const struct context *context, struct arena *arena,
                const struct http_request *request, struct app_result *result);

/* Where a request is to run, decided by host, method and path alone. */
enum app_weight {
    APP_LIGHT,    /* on the loop: it may look at the journal */
    APP_HEAVY,    /* it signs or verifies */
    APP_EXCHANGE, /* heavy, and gets the next id of the journal */
};

enum app_weight app_weigh(const struct world *world, struct arena *arena,
                          const struct http_request *request);

/* The answer to bytes that are not a request. */
void app_refuse_bytes(struct arena *arena, int status, struct span why,
                      struct http_response *response);

#endif

/*
 * The loop owns all state: the world, the journal, the emulated clock, the count of exchanges. It
 * fixes each request's context in order of arrival, has it handled (what signs or verifies in the
 * pool, the rest at once), applies the effects.
 */
#ifndef BADGED_SHELL_LOOP_H
#define BADGED_SHELL_LOOP_H

#include "admin/journal.h"
#include "base/fail.h"
#include "shell/clock.h"
#include "shell/connection.h"
#include "shell/entropy.h"
#include "shell/keyring.h"
#include "shell/listener.h"
#include "shell/pool.h"
#include "shell/stop.h"
#include "shell/worlds.h"

#include <event2/event.h>

enum { LOOP_STREAMS = 3 };

struct loop {
    struct event_base *base;
    struct listeners *listeners; /* borrowed, as are the next two */
    struct keyring *keyring;
    const struct worlds_source *source;
    struct span ca_pem;
    struct connections *connections;
    struct pool *pool;
    struct world *world;
    struct journal *journal;
    char reload_error[FAIL_TEXT_BYTES]; /* of the last reload; empty when it went well */
    uint64_t generation;
    struct clock clock;
    struct entropy entropy;
    uint64_t counts[LOOP_STREAMS]; /* requests so far, by weight: LIGHT, HEAVY, EXCHANGE */
    struct event *signals[STOP_SIGNALS];
    bool is_draining, is_full;
};

/* Reads the world for the first time. */
bool loop_open(struct loop *loop, struct fail *fail);

/* Reads it again. What is broken leaves the old one standing; the log and `reload_error` say why.
 */
void loop_reload(struct loop *loop);

/* Ready for sockets and signals; then serves until a signal ends it. */
bool loop_listen(struct loop *loop, struct tls *tls, unsigned workers, struct fail *fail);
void loop_accept(evutil_socket_t fd, void *loop);
void loop_run(struct loop *loop);

void loop_close(struct loop *loop);

#endif

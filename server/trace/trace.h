/*
 * What an exchange looked like from inside: one row for each check, in the order of checks. The
 * page, the log, the golden tests and `--explain` all read these rows. They hold decoded values,
 * never a whole token, a secret or a key.
 */
#ifndef BADGED_TRACE_TRACE_H
#define BADGED_TRACE_TRACE_H

#include "base/text.h"

enum { TRACE_ROWS_MAX = 40 };

enum trace_verdict { TRACE_PASSED, TRACE_FAILED, TRACE_SKIPPED };

/* Why a check failed, as a key that never changes its meaning: rows of causes.def. */
enum trace_cause {
    TRACE_CAUSE_NONE,
#define CAUSE(symbol, key, sentence, repair) TRACE_CAUSE_##symbol,
#include "trace/causes.def"
#undef CAUSE
    TRACE_CAUSE_COUNT
};

struct trace_row {
    struct span id;    /* "subject" */
    struct span title; /* "Subject is that of a credential" */
    enum trace_verdict verdict;
    struct span expected;  /* what is stored; empty where there is nothing to compare with */
    struct span presented; /* what the request held */
    struct span source;    /* where `presented` came from: "assertion.payload.sub" */
    struct span
        stored_at; /* where `expected` came from: "credential prod, world.json#/tenants/0/…" */
    size_t differs_at; /* index of the first differing byte, or SPAN_SAME */
    enum trace_cause cause;
    struct span why;    /* the cause's sentence with its values */
    struct span repair; /* what to change */
};

struct trace {
    struct arena *arena;
    struct trace_row rows[TRACE_ROWS_MAX];
    size_t count;
};

/* A row for the next check; it has passed until somebody says otherwise. */
struct trace_row *trace_add(struct trace *trace, struct span id, struct span title);

/* The check failed: fills why and repair from the cause's sentences and the slots. {presented} and
 * {expected} are the row's. */
void trace_blame(struct trace *trace, struct trace_row *row, enum trace_cause cause,
                 const struct slot *slots, size_t count);

/* What was expected and what was presented; finds the first byte in which they differ. */
void trace_compare(struct trace_row *row, struct span expected, struct span presented);

/* "issuer_slash_missing" */
struct span trace_cause_key(enum trace_cause cause);

/* The first row that failed, or NULL. */
const struct trace_row *trace_first_failure(const struct trace *trace);

/* The rows as a JSON array, written behind what `text` holds. */
void trace_rows_put(const struct trace *trace, struct text *text);

#endif

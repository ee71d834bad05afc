/*
 * What every answer of Entra's has around it: headers in the recorded order, the two ids that its
 * support asks for, and the error envelope (entra-wire.md 1 and 5).
 */
#ifndef BADGED_APP_ENVELOPE_H
#define BADGED_APP_ENVELOPE_H

#include "app/call.h"
#include "entra/errors.h"

struct envelope_header {
    struct span name, value;
};

/* Adds a table of headers. */
void envelope_put(struct call *call, const struct envelope_header *headers, size_t count);
#define ENVELOPE_PUT(call, headers)                                                                \
    envelope_put(call, headers, sizeof(headers) / sizeof(headers)[0])

/* Adds what names the server, and its cookies. */
void envelope_put_server(struct call *call);

struct envelope_ids {
    struct span trace;       /* drawn; the last byte is 00, as nearly always in captures */
    struct span correlation; /* the caller's, or drawn */
};

struct envelope_ids envelope_ids_draw(struct call *call, struct span correlation);

/* Adds x-ms-request-id, and client-request-id where the caller wants it back. */
void envelope_put_ids(struct call *call, const struct envelope_ids *ids);

/* The caller's id, where it is one: the header goes before the query, the query before the form
 * (client-wire.md 3). */
struct span envelope_correlation(const struct call *call);

struct envelope_refused {
    const struct entra_error *error;
    struct span sentence;
    struct span policy_id; /* of conditional access; else empty */
};

/* The body. */
struct span envelope_refusal(const struct call *call, const struct envelope_refused *refused,
                             const struct envelope_ids *ids);

#endif

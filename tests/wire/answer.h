/*
 * An answer taken apart, and made comparable: what is drawn for each request becomes {trace_id},
 * {correlation_id} and {access_token}.
 */
#ifndef BADGED_TESTS_WIRE_ANSWER_H
#define BADGED_TESTS_WIRE_ANSWER_H

#include "world/world.h"

#include <jansson.h>

struct answer {
    struct span head; /* with its CRLFs, without the empty line */
    struct span body;
    int status;
    const json_t *json; /* the body, when it is JSON */
    struct span trace_id, correlation_id, access_token;
};

void answer_read(struct arena *arena, struct span reply, struct answer *answer);

/* The value of a header, or empty. */
struct span answer_header(const struct answer *answer, struct span name);

/* Are these bytes a whole answer to this request? */
bool answer_is_whole(struct span request, struct span bytes);

/* The text of reply.http. */
struct span answer_render(struct arena *arena, const struct answer *answer);

/* The text of token.json: header and claims of the access token, once its signature is found to be
 * Entra's; a token that is not fails the running test. Empty when there is none. */
struct span answer_token_render(struct arena *arena, const struct answer *answer,
                                const struct world *world);

#endif

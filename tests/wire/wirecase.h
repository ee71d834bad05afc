/*
 * A golden case: a directory tests/wire/NNN-sentence-name with
 *
 *     request.http   what the client sends, with LF for CRLF in the head; {assertion} and
 *                    {content-length} are filled in
 *     world.json     the fixture; without it, tests/wire/world.json
 *     case.json      what the request is fixed to, and how its assertion is made:
 *                    {"now","seed","exchange","tls","hostnames","assertion","capture"}
 *     reply.http     what must come back, token.json the access token in it, trace.txt the record
 *                    of the exchange
 */
#ifndef BADGED_TESTS_WIRE_WIRECASE_H
#define BADGED_TESTS_WIRE_WIRECASE_H

#include "app/app.h"

#include <jansson.h>

#define WIRECASE_FOLDER "tests/wire"

struct wirecase {
    struct arena *arena;
    const char *name;
    const json_t *settings;
    struct context context;
    bool is_tls;
    struct world *world;
    struct journal *journal;
    struct span assertion; /* empty when none is sent */
    struct span request;   /* the bytes that are sent */
};

/* What came back, and the record of the exchange as JSON (empty when there was none). */
struct outcome {
    struct span reply;
    struct span record;
};

/* A case that cannot be read fails the running test. */
void wirecase_open(struct wirecase *c, const char *name);
void wirecase_close(struct wirecase *c);

/* "tests/wire/NNN-name/reply.http", NUL-terminated. */
const char *wirecase_path(const struct wirecase *c, const char *file);

/* What the server does with the request: app_handle, then its effect. */
void wirecase_answer(const struct wirecase *c, struct arena *arena,
                     const struct http_request *request, struct app_result *result,
                     struct outcome *outcome);

#endif

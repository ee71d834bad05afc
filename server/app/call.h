/* One request on its way through a handler. Only the files of this folder know it. */
#ifndef BADGED_APP_CALL_H
#define BADGED_APP_CALL_H

#include "app/app.h"
#include "http/form.h"
#include "http/route.h"

/* Whose host was asked; on our own hosts every surface answers, by path. */
enum call_surface {
    SURFACE_OWN = 1 << 0,    /* /_badged: never anywhere else */
    SURFACE_STS = 1 << 1,    /* Entra's paths */
    SURFACE_ISSUER = 1 << 2, /* an issuer's paths at the root of its own host */
};

struct call {
    const struct app_view *view;
    const struct context *context;
    struct arena *arena;
    const struct http_request *request;
    unsigned surfaces;                 /* of the host that was asked */
    struct span authority;             /* "https://localhost:8443", as the client asked */
    const struct world_issuer *issuer; /* on an issuer's own host: whose; else NULL */
    struct route_match match;          /* the values of the pattern's places */
    struct draw draw;
    struct app_result *result;
};

/* The host and port that the client asked, "localhost:8443". */
struct span call_host(const struct call *call);

/* Status and body, with a content type; an empty type adds none. */
void call_answer(struct call *call, int status, struct span type, struct span body);

/* Adds a header to the answer. */
void call_header(struct call *call, struct span name, struct span value);

/* Our own API's JSON: 200 with the document (a new reference, taken), or a sentence and what to do
 * about it. */
void call_json(struct call *call, json_t *document);
void call_refuse(struct call *call, int status, struct span error, struct span hint);

/* The handlers of routes.def. */
#define ROUTE(methods, pattern, handler, surface, weight, doc)                                     \
    void call_##handler(struct call *call);
#include "app/routes.def"
#undef ROUTE

#endif

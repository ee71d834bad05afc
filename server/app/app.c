#include "app/app.h"

#include "app/call.h"
#include "base/doc.h"
#include "base/text.h"
#include "entra/discovery.h"

#include <string.h>

/* The token endpoint itself says what it thinks of a method (900561). */
enum { CALL_ANY = 0xffff };

static const struct route {
    unsigned methods;
    struct span pattern;
    void (*handle)(struct call *call);
    enum call_surface surface;
    enum app_weight weight;
} routes[] = {
#define ROUTE(methods, pattern, handler, surface, weight, doc)                                     \
    {methods, SPAN_INIT(pattern), call_##handler, surface, weight},
#include "app/routes.def"
#undef ROUTE
};

static const struct span OWN_PREFIX = SPAN_INIT("/_badged");

/* An issuer's own host answers only for paths below one of its issuers' URLs. */
static bool is_issuer_host(const struct world *world, struct span host)
{
    for (size_t i = 0; i < world_issuer_count(world); i++)
        if (span_equal(world_issuer_at(world, i)->host, host))
            return true;
    return false;
}

/* What the host that was asked serves; 0 for a host that is nobody's. */
static unsigned surfaces_of(const struct world *world, const struct http_request *request)
{
    unsigned surfaces = 0;

    if (span_is_empty(request->host))
        return 0;
    if (world_host_is_ours(world, request->host))
        return SURFACE_OWN | SURFACE_STS | SURFACE_ISSUER;
    if (entra_host_is_emulated(request->host))
        surfaces |= SURFACE_STS;
    if (is_issuer_host(world, request->host))
        surfaces |= SURFACE_ISSUER;
    return surfaces;
}

/* On an issuer's own host: the issuer whose URL is the longest that the request's path continues.
 */
static const struct world_issuer *issuer_addressed(const struct world *world,
                                                   const struct http_request *request)
{
    const struct world_issuer *found = NULL;

    for (size_t i = 0; i < world_issuer_count(world); i++) {
        const struct world_issuer *issuer = world_issuer_at(world, i);

        if (span_equal(issuer->host, request->host) && span_starts(request->path, issuer->path) &&
            span_starts(span_tail(request->path, issuer->path.len), SPAN("/")) &&
            (!found || issuer->path.len > found->path.len))
            found = issuer;
    }
    return found;
}

/* What a route's pattern is compared with: below an issuer's own host, what comes behind the path
 * of its URL. */
static struct span path_for(const struct world *world, const struct http_request *request,
                            unsigned surfaces, const struct route *route)
{
    const struct world_issuer *issuer;

    if (surfaces & SURFACE_OWN || route->surface != SURFACE_ISSUER)
        return request->path;
    issuer = issuer_addressed(world, request);
    return issuer ? span_tail(request->path, issuer->path.len) : SPAN("");
}

/* Our own API is not for what comes through a proxy (interface.md, HTTP). The pattern is asked and
 * not the path, which may be spelled "/%5Fbadged". */
static bool is_hidden(const struct route *route, const struct http_request *request)
{
    return request->is_absolute_form && span_starts(route->pattern, OWN_PREFIX);
}

static unsigned method_bits(const struct http_request *request)
{
    return request->method == HTTP_HEAD ? (unsigned)HTTP_GET : (unsigned)request->method;
}

/* What the table has for a request. */
struct found {
    const struct route *route; /* NULL: no row fits */
    struct route_match match;
    unsigned allowed; /* the methods of rows whose path fits, so far */
};

static struct found route_find(const struct world *world, struct arena *arena,
                               const struct http_request *request, unsigned surfaces)
{
    struct found found = {0};

    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        const struct route *route = &routes[i];
        struct span path = path_for(world, request, surfaces, route);

        if (!(route->surface & surfaces) || is_hidden(route, request) ||
            !route_match(arena, route->pattern, path, &found.match))
            continue;
        found.allowed |= route->methods;
        if (!(route->methods & method_bits(request)))
            continue;
        found.route = route;
        break;
    }
    return found;
}

enum app_weight app_weigh(const struct world *world, struct arena *arena,
                          const struct http_request *request)
{
    struct found found = route_find(world, arena, request, surfaces_of(world, request));

    return found.route ? found.route->weight : APP_LIGHT;
}

struct span call_host(const struct call *call)
{
    const struct http_request *request = call->request;

    if (span_is_empty(request->port))
        return request->host;
    return TEXT_CONCAT(call->arena, request->host, SPAN(":"), request->port);
}

void call_header(struct call *call, struct span name, struct span value)
{
    http_response_add(&call->result->response, name, value);
}

void call_answer(struct call *call, int status, struct span type, struct span body)
{
    call->result->response.status = status;
    call->result->response.body = body;
    if (!span_is_empty(type))
        call_header(call, SPAN("Content-Type"), type);
}

void call_json(struct call *call, json_t *document)
{
    doc_keep(call->arena, document);
    call_answer(call, 200, SPAN("application/json"), doc_write(call->arena, document));
    call_header(call, SPAN("Cache-Control"), SPAN("no-store"));
}

static struct span sentence_json(struct arena *arena, struct span error, struct span hint)
{
    json_t *document = doc_keep(arena, json_object());

    json_object_set_new(document, "error", doc_string(error));
    if (!span_is_empty(hint))
        json_object_set_new(document, "hint", doc_string(hint));
    return doc_write(arena, document);
}

void call_refuse(struct call *call, int status, struct span error, struct span hint)
{
    call_answer(call, status, SPAN("application/json"), sentence_json(call->arena, error, hint));
    call_header(call, SPAN("Cache-Control"), SPAN("no-store"));
}

static void refuse_host(struct call *call)
{
    struct span host = call->request->host;

    if (span_is_empty(host)) {
        call_refuse(call, 421, SPAN("the request names no host"), SPAN("send a Host header"));
        return;
    }
    call_refuse(call, 421, TEXT_CONCAT(call->arena, SPAN("this daemon does not answer for "), host),
                TEXT_CONCAT(call->arena, SPAN("start it with --hostname "), host,
                            SPAN(" if that name is meant to be its own")));
}

static struct span method_list(struct arena *arena, unsigned methods)
{
    static const struct {
        unsigned method;
        struct span name;
    } names[] = {
        {HTTP_GET, SPAN_INIT("GET, HEAD")},
        {HTTP_POST, SPAN_INIT("POST")},
        {HTTP_PUT, SPAN_INIT("PUT")},
        {HTTP_DELETE, SPAN_INIT("DELETE")},
    };
    struct text text = {.arena = arena};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!(methods & names[i].method))
            continue;
        text_put(&text, text.len > 0 ? SPAN(", ") : SPAN(""));
        text_put(&text, names[i].name);
    }
    return text_span(&text);
}

/* 404 with an empty body is what Entra's hosts say of a path they do not know (entra-wire.md 1). */
static void refuse_path(struct call *call, unsigned allowed)
{
    bool is_ours = (call->surfaces & SURFACE_OWN) != 0;
    int status = allowed ? 405 : 404;

    if (!is_ours) {
        call_answer(call, status, SPAN(""), SPAN(""));
        call_header(call, SPAN("Cache-Control"), SPAN("private"));
    } else if (allowed) {
        call_refuse(call, status, SPAN("this path takes other methods"),
                    SPAN("see the Allow header"));
    } else {
        call_refuse(call, status,
                    TEXT_CONCAT(call->arena, SPAN("nothing is served at "), call->request->path),
                    SPAN("the README lists the paths; Entra's begin with a tenant"));
    }
    if (allowed)
        call_header(call, SPAN("Allow"), method_list(call->arena, allowed));
}

/* Every header is asked, since a name may come twice. */
static bool is_from_elsewhere(const struct call *call)
{
    for (size_t i = 0; i < call->request->header_count; i++) {
        const struct http_header *header = &call->request->headers[i];

        if (span_equal_nocase(header->name, SPAN("Origin")) &&
            !span_equal(header->value, call->authority))
            return true;
        if (span_equal_nocase(header->name, SPAN("Sec-Fetch-Site")) &&
            !span_equal(header->value, SPAN("same-origin")) &&
            !span_equal(header->value, SPAN("none")))
            return true;
    }
    return false;
}

/*
 * Our own API changes state, and a browser can be made to send requests to localhost: a change must
 * come as JSON, which a form cannot be, and from no page but our own (failures-and-hardening.md
 * B5).
 */
static bool is_forged(const struct call *call)
{
    const struct http_request *request = call->request;
    struct span type;
    struct span parameters;

    if (request->method == HTTP_GET || request->method == HTTP_HEAD)
        return false;
    if (is_from_elsewhere(call))
        return true;
    span_cut(http_header_find(request, SPAN("Content-Type")), ';', &type, &parameters);
    return !(request->method == HTTP_DELETE && request->body.len == 0) &&
           !span_equal_nocase(span_trim(type), SPAN("application/json"));
}

static void dispatch(struct call *call)
{
    struct found found;

    if (call->surfaces == 0) {
        refuse_host(call);
        return;
    }
    if (!(call->surfaces & SURFACE_OWN))
        call->issuer = issuer_addressed(call->view->world, call->request);
    found = route_find(call->view->world, call->arena, call->request, call->surfaces);
    call->match = found.match;
    if (!found.route)
        refuse_path(call, found.allowed);
    else if (found.route->surface == SURFACE_OWN && is_forged(call))
        call_refuse(call, 403,
                    SPAN("a change needs Content-Type: application/json, and no foreign Origin"),
                    SPAN("send JSON, from a program or from this daemon's own pages"));
    else
        found.route->handle(call);
}

void app_handle(const struct app_view *view, const struct context *context, struct arena *arena,
                const struct http_request *request, struct app_result *result)
{
    struct call call = {
        .view = view,
        .context = context,
        .arena = arena,
        .request = request,
        .surfaces = surfaces_of(view->world, request),
        .result = result,
    };

    memset(result, 0, sizeof *result);
    memcpy(call.draw.seed, context->seed, sizeof call.draw.seed);
    call.authority =
        TEXT_CONCAT(arena, request->is_tls ? SPAN("https://") : SPAN("http://"), call_host(&call));
    dispatch(&call);
    call_header(&call, SPAN("Date"), instant_http_date(arena, context->now.seconds));
}

void app_refuse_bytes(struct arena *arena, int status, struct span why,
                      struct http_response *response)
{
    memset(response, 0, sizeof *response);
    response->status = status;
    response->body = sentence_json(arena, why, SPAN(""));
    response->close = true;
    http_response_add(response, SPAN("Content-Type"), SPAN("application/json"));
}

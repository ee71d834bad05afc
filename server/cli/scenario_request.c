#include "cli/scenario_request.h"

#include "base/doc.h"
#include "base/text.h"
#include "http/form.h"

#define JWT_BEARER SPAN("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")

/* One request before it is bytes. */
struct letter {
    struct span method, path, host, type, body;
};

static struct span letter_bytes(struct arena *arena, const struct letter *letter)
{
    struct text text = {.arena = arena};

    text_printf(&text, "%.*s %.*s HTTP/1.1\r\nHost: %.*s\r\n", SPAN_ARGS(letter->method),
                SPAN_ARGS(letter->path), SPAN_ARGS(letter->host));
    if (letter->body.len > 0)
        text_printf(&text, "Content-Type: %.*s\r\nContent-Length: %zu\r\n", SPAN_ARGS(letter->type),
                    letter->body.len);
    text_put(&text, SPAN("\r\n"));
    text_put(&text, letter->body);
    return text_span(&text);
}

struct span scenario_mint_bytes(struct arena *arena, const json_t *order)
{
    return letter_bytes(arena, &(struct letter){
                                   .method = SPAN("POST"),
                                   .path = SPAN("/_badged/mint"),
                                   .host = SPAN("127.0.0.1"), /* ours in every world */
                                   .type = SPAN("application/json"),
                                   .body = doc_write(arena, order),
                               });
}

static struct span either(struct span given, struct span otherwise)
{
    return span_is_empty(given) ? otherwise : given;
}

static const json_t *first(const json_t *object, const char *name)
{
    return json_array_get(json_object_get(object, name), 0);
}

/* A member that is null is not sent. */
static struct span value_of(const json_t *request, const char *name, struct span otherwise)
{
    const json_t *value = json_object_get(request, name);

    return value ? doc_span(value) : otherwise;
}

static void put_field(struct text *form, struct span name, struct span value)
{
    if (span_is_empty(value))
        return;
    text_printf(form, "%s%.*s=%.*s", form->len > 0 ? "&" : "", SPAN_ARGS(name),
                SPAN_ARGS(form_encode(form->arena, value)));
}

/* What a client with a federated credential posts (RFC 7521 section 4.2). */
static struct span form_of(struct arena *arena, const json_t *document, struct span assertion)
{
    const json_t *request = json_object_get(document, "request");
    const json_t *tenant = first(json_object_get(document, "world"), "tenants");
    struct span client = doc_member(first(tenant, "applications"), "appId");
    struct text form = {.arena = arena};

    put_field(&form, SPAN("client_id"), value_of(request, "clientId", client));
    put_field(&form, SPAN("scope"),
              value_of(request, "scope", SPAN("https://management.azure.com/.default")));
    put_field(&form, SPAN("grant_type"), SPAN("client_credentials"));
    put_field(&form, SPAN("client_assertion_type"),
              span_is_empty(assertion) ? SPAN("") : JWT_BEARER);
    put_field(&form, SPAN("client_assertion"), assertion);
    return text_span(&form);
}

/* "{tenant}" in a path stands for the tenant. */
static struct span path_of(struct arena *arena, const json_t *document)
{
    const json_t *request = json_object_get(document, "request");
    const json_t *tenant = first(json_object_get(document, "world"), "tenants");
    struct span path = value_of(request, "path", SPAN("/{tenant}/oauth2/v2.0/token"));
    const struct slot slots[] = {
        {SPAN("tenant"),
         form_encode(arena, value_of(request, "tenant", doc_member(tenant, "tenantId")))},
    };

    return text_filled(arena, path, slots, 1);
}

struct span scenario_request_bytes(struct arena *arena, const json_t *document,
                                   struct span assertion)
{
    const json_t *request = json_object_get(document, "request");
    struct letter letter = {
        .method = either(doc_member(request, "method"), SPAN("POST")),
        .path = path_of(arena, document),
        .host = SPAN("login.microsoftonline.com"),
        .type = SPAN("application/x-www-form-urlencoded"),
    };

    if (span_equal(letter.method, SPAN("POST")))
        letter.body = form_of(arena, document, assertion);
    return letter_bytes(arena, &letter);
}

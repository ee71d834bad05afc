#include "entra/reply.h"

#include "base/doc.h"
#include "base/text.h"

/* The month in which the single-line description was first seen (Azure/AKS#4029). */
enum { SINGLE_LINE_SINCE = 2023 * 12 + 11 };

static struct span description(struct arena *arena, const struct entra_error *error,
                               struct span sentence, const struct entra_envelope *envelope)
{
    const char *between = envelope->month < SINGLE_LINE_SINCE ? "\r\n" : " ";
    struct text text = {.arena = arena};

    text_printf(&text, "AADSTS%d: ", error->code);
    text_put(&text, sentence);
    text_printf(&text, "%sTrace ID: %.*s", between, SPAN_ARGS(envelope->trace_id));
    text_printf(&text, "%sCorrelation ID: %.*s", between, SPAN_ARGS(envelope->correlation_id));
    text_printf(&text, "%sTimestamp: %.*s", between,
                SPAN_ARGS(instant_spaced(arena, envelope->now)));
    return text_span(&text);
}

/* What a client is to repeat in its next request, as JSON within a JSON string. */
static void put_policy(struct arena *arena, json_t *body, struct span policy_id)
{
    json_t *claims = doc_keep(arena, json_pack("{s:{s:{s:b, s:[o]}}}", "access_token", "capolids",
                                               "essential", 1, "values", doc_string(policy_id)));

    json_object_set_new(body, "suberror", json_string("message_only"));
    json_object_set_new(body, "claims", doc_string(doc_write(arena, claims)));
}

struct span entra_refusal_render(struct arena *arena, const struct entra_error *error,
                                 struct span sentence, const struct entra_envelope *envelope)
{
    json_t *body = doc_keep(arena, json_object());
    struct span uri;

    if (span_is_empty(error->error)) /* throttling speaks plain text */
        return sentence;
    json_object_set_new(body, "error", doc_string(error->error));
    json_object_set_new(body, "error_description",
                        doc_string(description(arena, error, sentence, envelope)));
    json_object_set_new(body, "error_codes", json_pack("[i]", error->code));
    json_object_set_new(body, "timestamp", doc_string(instant_spaced(arena, envelope->now)));
    json_object_set_new(body, "trace_id", doc_string(envelope->trace_id));
    json_object_set_new(body, "correlation_id", doc_string(envelope->correlation_id));
    if (error->has_uri) {
        uri = text_format(arena, "https://%.*s/error?code=%d", SPAN_ARGS(envelope->host),
                          error->code);
        json_object_set_new(body, "error_uri", doc_string(uri));
    }
    if (!span_is_empty(envelope->policy_id))
        put_policy(arena, body, envelope->policy_id);
    return doc_write(arena, body);
}

struct span entra_grant_render(struct arena *arena, struct span access_token, int64_t expires_in)
{
    json_t *body = doc_keep(arena, json_object());

    json_object_set_new(body, "token_type", json_string("Bearer"));
    json_object_set_new(body, "expires_in", json_integer(expires_in));
    json_object_set_new(body, "ext_expires_in", json_integer(expires_in));
    json_object_set_new(body, "access_token", doc_string(access_token));
    return doc_write(arena, body);
}

static void put_number(struct arena *arena, json_t *body, const char *name, int64_t number)
{
    json_object_set_new(body, name, doc_string(text_format(arena, "%lld", (long long)number)));
}

struct span entra_grant_render_v1(struct arena *arena, const struct entra_grant *grant,
                                  struct span resource)
{
    json_t *body = doc_keep(arena, json_object());

    json_object_set_new(body, "token_type", json_string("Bearer"));
    put_number(arena, body, "expires_in", grant->expires_in);
    put_number(arena, body, "ext_expires_in", grant->expires_in);
    put_number(arena, body, "expires_on", grant->expires);
    put_number(arena, body, "not_before", grant->issued);
    json_object_set_new(body, "resource", doc_string(resource));
    json_object_set_new(body, "access_token", doc_string(grant->token));
    return doc_write(arena, body);
}

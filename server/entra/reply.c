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

struct span entra_refusal_render(struct arena *arena, const struct entra_error *error,
                                 struct span sentence, const struct entra_envelope *envelope)
{
    json_t *body = doc_keep(arena, json_object());
    struct span uri;

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

#include "wire/answer.h"

#include "base/doc.h"
#include "base/text.h"
#include "base/uuid.h"
#include "keys/jws.h"
#include "keys/second_opinion.h"
#include "keys/sign.h"
#include "support/cm.h"

static const struct span END_OF_HEAD = SPAN_INIT("\r\n\r\n");

static size_t head_length(struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (span_starts(span_tail(bytes, i), END_OF_HEAD))
            return i;
    return bytes.len;
}

struct span answer_header(const struct answer *answer, struct span name)
{
    struct span rest = answer->head;
    struct span line, key, value;

    while (rest.len > 0) {
        span_cut(rest, '\n', &line, &rest);
        if (span_cut(line, ':', &key, &value) && span_equal_nocase(key, name)) {
            if (span_ends(value, SPAN("\r")))
                value.len--;
            return span_trim(value);
        }
    }
    return SPAN("");
}

static size_t number_of(struct span digits)
{
    size_t number = 0;

    for (size_t i = 0; i < digits.len && digits.at[i] >= '0' && digits.at[i] <= '9'; i++)
        number = number * 10 + (size_t)(digits.at[i] - '0');
    return number;
}

bool answer_is_whole(struct span request, struct span bytes)
{
    struct answer answer = {.head = span_head(bytes, head_length(bytes))};
    size_t length = number_of(answer_header(&answer, SPAN("Content-Length")));

    if (span_starts(request, SPAN("HEAD ")))
        length = 0;
    return answer.head.len < bytes.len && bytes.len == answer.head.len + END_OF_HEAD.len + length;
}

void answer_read(struct arena *arena, struct span reply, struct answer *answer)
{
    size_t length = head_length(reply);

    *answer = (struct answer){.head = span_head(reply, length),
                              .body = span_tail(reply, length + END_OF_HEAD.len)};
    if (!span_starts(answer->head, SPAN("HTTP/1.1 ")))
        fail_msg("no answer: \"%.*s\"", SPAN_ARGS(reply));
    answer->status = (int)number_of(span_tail(answer->head, sizeof "HTTP/1.1 " - 1));
    answer->json = doc_parse_in(arena, answer->body, NULL);
    answer->trace_id = answer_header(answer, SPAN("x-ms-request-id"));
    answer->correlation_id = doc_member(answer->json, "correlation_id");
    if (span_is_empty(answer->correlation_id))
        answer->correlation_id = answer_header(answer, SPAN("client-request-id"));
    answer->access_token = doc_member(answer->json, "access_token");
    if (!span_is_empty(answer->trace_id) &&
        !(uuid_is(answer->trace_id) && span_ends(answer->trace_id, SPAN("00"))))
        fail_msg("%.*s is no trace id", SPAN_ARGS(answer->trace_id));
    if (!span_is_empty(answer->correlation_id) && !uuid_is(answer->correlation_id))
        fail_msg("%.*s is no correlation id", SPAN_ARGS(answer->correlation_id));
}

static struct span replaced(struct arena *arena, struct span text, struct span from, struct span to)
{
    struct text result = {.arena = arena};

    if (span_is_empty(from))
        return text;
    while (text.len > 0) {
        bool is_here = span_starts(text, from);

        text_put(&result, is_here ? to : span_head(text, 1));
        text = span_tail(text, is_here ? from.len : 1);
    }
    return text_span(&result);
}

struct span answer_render(struct arena *arena, const struct answer *answer)
{
    struct span text = replaced(arena, answer->head, SPAN("\r\n"), SPAN("\n"));

    text = TEXT_CONCAT(arena, text, SPAN("\n\n"), answer->body,
                       span_is_empty(answer->body) ? SPAN("") : SPAN("\n"));
    text = replaced(arena, text, answer->access_token, SPAN("{access_token}"));
    text = replaced(arena, text, answer->trace_id, SPAN("{trace_id}"));
    return replaced(arena, text, answer->correlation_id, SPAN("{correlation_id}"));
}

struct span answer_token_render(struct arena *arena, const struct answer *answer,
                                const struct world *world)
{
    json_t *token = doc_keep(arena, json_object());
    struct fail fail = {0};
    const json_t *claims = NULL;
    struct jws jws;

    if (span_is_empty(answer->access_token))
        return SPAN("");
    if (jws_parse(arena, answer->access_token, &jws) != JWS_FLAW_NONE ||
        jws_claims(arena, &jws, &claims) != JWS_FLAW_NONE ||
        !sign_verify(world_entra_key(world), SIGN_RS256, jws.signing_input, jws.signature))
        fail_msg("the access token is not one that Entra signed");
    if (!second_opinion_on_token(answer->access_token, world_entra_key(world), &fail))
        fail_msg("libjwt refuses the access token: %s", fail.what);
    json_object_set_new(token, "header", json_deep_copy(jws.header));
    json_object_set_new(token, "claims", json_deep_copy(claims));
    return TEXT_CONCAT(arena, doc_write_pretty(arena, token), SPAN("\n"));
}

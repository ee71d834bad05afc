#include "keys/jws.h"

#include "base/base64.h"
#include "base/doc.h"

static bool split(struct span token, struct span parts[3])
{
    struct span rest;

    return span_cut(token, '.', &parts[0], &rest) && span_cut(rest, '.', &parts[1], &parts[2]) &&
           !span_has(parts[2], '.') && !span_is_empty(parts[0]);
}

/* False when the member is there and is not a string. */
static bool read_text(const json_t *header, const char *name, struct span *text)
{
    const json_t *value = json_object_get(header, name);

    *text = doc_span(value);
    return !value || json_is_string(value);
}

static bool read_members(struct jws *jws)
{
    const struct {
        const char *name;
        struct span *text;
    } members[] = {{"alg", &jws->alg},
                   {"kid", &jws->kid},
                   {"typ", &jws->typ},
                   {"x5t", &jws->x5t},
                   {"x5t#S256", &jws->x5t_s256}};
    bool all_text = true;

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        all_text &= read_text(jws->header, members[i].name, members[i].text);
    return all_text;
}

static json_t *parse(struct arena *arena, struct span text)
{
    return doc_is_deeper(text, JWS_DEPTH_MAX) ? NULL : doc_parse_in(arena, text, NULL);
}

static enum jws_flaw read_header(struct arena *arena, struct jws *jws)
{
    json_t *header = parse(arena, jws->header_bytes);

    if (!json_is_object(header))
        return JWS_FLAW_HEADER;
    jws->header = header;
    if (!read_members(jws))
        return JWS_FLAW_HEADER;
    if (json_object_get(header, "crit") || json_object_get(header, "b64"))
        return JWS_FLAW_CRIT;
    return JWS_FLAW_NONE;
}

enum jws_flaw jws_parse(struct arena *arena, struct span token, struct jws *jws)
{
    struct span parts[3];

    *jws = (struct jws){.header = NULL};
    if (token.len > JWS_MAX_BYTES)
        return JWS_FLAW_TOO_LONG;
    if (!split(token, parts))
        return JWS_FLAW_PARTS;
    if (!base64url_decode(arena, parts[0], &jws->header_bytes) ||
        !base64url_decode(arena, parts[1], &jws->payload) ||
        !base64url_decode(arena, parts[2], &jws->signature))
        return JWS_FLAW_BASE64;
    jws->signing_input = span_head(token, parts[0].len + 1 + parts[1].len);
    return read_header(arena, jws);
}

enum jws_flaw jws_claims(struct arena *arena, const struct jws *jws, const json_t **claims)
{
    *claims = parse(arena, jws->payload);
    if (json_is_object(*claims))
        return JWS_FLAW_NONE;
    *claims = NULL;
    return JWS_FLAW_CLAIMS;
}

struct span jws_flaw_text(enum jws_flaw flaw)
{
    static const struct span texts[] = {
        [JWS_FLAW_NONE] = SPAN_INIT("the token is well formed"),
        [JWS_FLAW_TOO_LONG] = SPAN_INIT("the token is longer than 16384 bytes"),
        [JWS_FLAW_PARTS] = SPAN_INIT("the token is not three parts separated by dots"),
        [JWS_FLAW_BASE64] = SPAN_INIT("a part is not base64url without padding"),
        [JWS_FLAW_HEADER] = SPAN_INIT("the header is not a JSON object of unique members whose "
                                      "alg, kid, typ and x5t are strings"),
        [JWS_FLAW_CRIT] = SPAN_INIT("the header demands an extension (crit or b64) and none is "
                                    "supported"),
        [JWS_FLAW_CLAIMS] =
            SPAN_INIT("the payload is not a JSON object of unique members, or nested "
                      "deeper than 28 levels"),
    };

    return texts[flaw];
}

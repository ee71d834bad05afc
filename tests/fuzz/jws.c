/* A token that parses has exactly one spelling: its parts, encoded again, are the token. */
#include "keys/jws.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "fuzz.h"
#include "keys/sign.h"

void fuzz_begin(void)
{
}

static void hold_claims(struct arena *arena, const struct jws *jws)
{
    const json_t *claims = NULL;
    enum jws_flaw flaw = jws_claims(arena, jws, &claims);

    FUZZ_HOLD(flaw == JWS_FLAW_NONE || flaw == JWS_FLAW_CLAIMS);
    if (flaw != JWS_FLAW_NONE)
        return;
    FUZZ_HOLD(json_is_object(claims));
    FUZZ_HOLD(json_equal(doc_parse_in(arena, doc_write(arena, claims), NULL), claims));
}

void fuzz_one(struct arena *arena, struct span input)
{
    struct jws jws;
    enum jws_flaw flaw = jws_parse(arena, input, &jws);
    enum sign_alg alg;

    FUZZ_HOLD(flaw == JWS_FLAW_NONE || !span_is_empty(jws_flaw_text(flaw)));
    if (flaw != JWS_FLAW_NONE)
        return;
    FUZZ_HOLD(input.len <= JWS_MAX_BYTES);
    FUZZ_HOLD(span_equal(jws.signing_input,
                         TEXT_CONCAT(arena, base64url_encode(arena, jws.header_bytes), SPAN("."),
                                     base64url_encode(arena, jws.payload))));
    FUZZ_HOLD(span_equal(input, TEXT_CONCAT(arena, jws.signing_input, SPAN("."),
                                            base64url_encode(arena, jws.signature))));
    FUZZ_HOLD(json_is_object(jws.header) && !json_object_get(jws.header, "crit"));
    FUZZ_HOLD(span_equal(jws.alg, doc_member(jws.header, "alg")));
    FUZZ_HOLD(!sign_alg_parse(jws.alg, &alg) || span_equal(sign_alg_text(alg), jws.alg));
    hold_claims(arena, &jws);
}

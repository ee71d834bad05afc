/* Checks of an assertion's form: that it is a JWT, and what its header says. No key is touched
 * here. */
#include "base/doc.h"
#include "entra/checks.h"

enum { AUDIENCES_MAX = 100 };

/* Two or more seconds beyond 2^53 are one number in JSON; all that lies outside is as good as its
 * end. */
static const double SECONDS_END = 9007199254740992.0;

static bool seconds_of(const json_t *value, int64_t *seconds)
{
    double real;

    if (json_is_integer(value)) {
        *seconds = json_integer_value(value);
        return true;
    }
    if (!json_is_real(value))
        return false;
    real = json_real_value(value);
    *seconds = (int64_t)(real > SECONDS_END    ? SECONDS_END
                         : real < -SECONDS_END ? -SECONDS_END
                                               : real);
    return true;
}

static const char *read_audiences(struct exchange *x, const json_t *aud)
{
    size_t count = json_is_array(aud) ? json_array_size(aud) : 1;
    struct span *audiences = arena_array(x->arena, count, sizeof *audiences);

    if (count == 0 || count > AUDIENCES_MAX)
        return "aud has no entry, or more than 100";
    for (size_t i = 0; i < count; i++) {
        const json_t *entry = json_is_array(aud) ? json_array_get(aud, i) : aud;

        if (!json_is_string(entry))
            return "aud is neither a string nor an array of strings";
        audiences[i] = doc_span(entry);
    }
    x->audiences = audiences;
    x->audience_count = count;
    return NULL;
}

static const char *read_times(struct exchange *x)
{
    const json_t *nbf = json_object_get(x->claims, "nbf");
    const json_t *iat = json_object_get(x->claims, "iat");
    int64_t ignored;

    if (!seconds_of(json_object_get(x->claims, "exp"), &x->expires))
        return "exp is missing or no number";
    if (nbf && !seconds_of(nbf, &x->not_before))
        return "nbf is no number";
    return iat && !seconds_of(iat, &ignored) ? "iat is no number" : NULL;
}

/* What is wrong with the claims, or NULL. */
static const char *read_claims(struct exchange *x)
{
    const char *flaw;

    if (!json_is_string(json_object_get(x->claims, "iss")))
        return "iss is missing or no string";
    if (!json_is_string(json_object_get(x->claims, "sub")))
        return "sub is missing or no string";
    x->issuer = doc_member(x->claims, "iss");
    x->subject = doc_member(x->claims, "sub");
    flaw = read_audiences(x, json_object_get(x->claims, "aud"));
    return flaw ? flaw : read_times(x);
}

static struct span joined(struct arena *arena, const struct span *spans, size_t count)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < count; i++) {
        text_put(&text, i > 0 ? SPAN(",") : SPAN(""));
        text_put(&text, spans[i]);
    }
    return text_span(&text);
}

void check_assertion(struct exchange *x, struct trace_row *row)
{
    const char *claims_flaw;

    row->source = SPAN("form.client_assertion");
    if (x->jws_flaw != JWS_FLAW_NONE) {
        row->presented = jws_flaw_text(x->jws_flaw);
        exchange_refuse(x, row, ENTRA_ASSERTION_MALFORMED, TRACE_CAUSE_ASSERTION_MALFORMED);
        return;
    }
    x->decision->assertion_header = x->jws.header_bytes;
    x->decision->assertion_claims = x->jws.payload;
    claims_flaw = read_claims(x);
    if (claims_flaw) {
        row->source = SPAN("assertion.payload");
        row->presented = span_of(claims_flaw);
        exchange_refuse(x, row, ENTRA_ASSERTION_MALFORMED, TRACE_CAUSE_CLAIM_MALFORMED);
        return;
    }
    exchange_note(x, SPAN("issuer"), x->issuer);
    exchange_note(x, SPAN("subject"), x->subject);
    exchange_note(x, SPAN("audience"), joined(x->arena, x->audiences, x->audience_count));
}

void check_typ(struct exchange *x, struct trace_row *row)
{
    static const struct span allowed[] = {SPAN_INIT(""), SPAN_INIT("JWT"),
                                          SPAN_INIT("http://openid.net/specs/jwt/1.0")};

    row->source = SPAN("assertion.header.typ");
    row->presented = x->jws.typ;
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (span_equal_nocase(x->jws.typ, allowed[i]))
            return;
    exchange_refuse(x, row, ENTRA_TYP_UNEXPECTED, TRACE_CAUSE_TYP_UNEXPECTED);
}

/*
 * For federated assertions the list that the sentence of 5002738 gives since 2023-12 (G15); HS256,
 * which it gave before, needs a shared secret that no issuer has. For certificates PS256 too, which
 * the documentation now asks for.
 */
static const struct {
    enum sign_alg alg;
    enum entra_proof also_for;
} accepted[] = {
    {SIGN_RS256, ENTRA_PROOF_FEDERATED},
    {SIGN_RS384, ENTRA_PROOF_FEDERATED},
    {SIGN_RS512, ENTRA_PROOF_FEDERATED},
    {SIGN_PS256, ENTRA_PROOF_CERTIFICATE},
};

void check_alg(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("assertion.header.alg");
    row->presented = x->jws.alg;
    exchange_note(x, SPAN("alg"), x->jws.alg);
    if (sign_alg_parse(x->jws.alg, &x->alg))
        for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++)
            if (x->alg == accepted[i].alg && (accepted[i].also_for == ENTRA_PROOF_FEDERATED ||
                                              accepted[i].also_for == x->decision->proof))
                return;
    row->expected = SPAN("RS256, RS384 or RS512");
    exchange_refuse(x, row, ENTRA_ALG_UNSUPPORTED, TRACE_CAUSE_ALG_UNSUPPORTED);
}

void check_key_id(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("assertion.header.kid");
    row->presented = !span_is_empty(x->jws.kid)   ? x->jws.kid
                     : !span_is_empty(x->jws.x5t) ? x->jws.x5t
                                                  : x->jws.x5t_s256;
    if (span_is_empty(row->presented))
        exchange_refuse(x, row, ENTRA_KEY_ID_ABSENT, TRACE_CAUSE_KEY_ID_ABSENT);
}

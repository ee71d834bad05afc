/* The issuer's keys, the signature, and the times of an assertion. */
#include "base/base64.h"
#include "entra/checks.h"

enum { THUMBPRINT_BYTES = 20, KEYS_LISTED_MAX = 4 };

/*
 * The identifier in the sentence of 7000272: upper-case hexadecimal of a key id that decodes to 20
 * bytes (G08), else nothing, which leaves two spaces (G09). That this is the rule is our inference
 * from the two captures.
 */
static struct span thumbprint_text(struct arena *arena, struct span kid)
{
    struct span bytes;

    if (!base64url_decode(arena, kid, &bytes) || bytes.len != THUMBPRINT_BYTES)
        return SPAN("");
    return hex_encode(arena, bytes);
}

static struct span published(const struct exchange *x, const struct jwk_set *set)
{
    struct text text = {.arena = x->arena};

    for (size_t i = 0; i < jwk_set_count(set) && i < KEYS_LISTED_MAX; i++) {
        text_put(&text, i > 0 ? SPAN(", ") : SPAN(""));
        text_put(&text, key_id(jwk_set_at(set, i)));
    }
    return text.len > 0 ? text_span(&text) : SPAN("none");
}

/* A fixture may say which code an unreachable issuer gives; it then comes before the wording of the
 * month. */
static void refuse_unreachable(struct exchange *x, struct trace_row *row,
                               const struct world_issuer *issuer)
{
    bool is_first = x->decision->refusal == ENTRA_GRANTED;
    const struct entra_error *named;

    row->presented = issuer ? SPAN("the fixtures say that it is unreachable")
                            : SPAN("this world does not hold the issuer");
    exchange_refuse(x, row, ENTRA_ISSUER_UNREACHABLE, TRACE_CAUSE_ISSUER_UNREACHABLE);
    named = issuer ? entra_error_of_code(issuer->fixture->unreachable_code) : NULL;
    if (!is_first || !named)
        return;
    x->decision->error = named;
    x->decision->sentence = named->sentence;
}

/*
 * Entra asks an issuer for its keys only after the issuer matched a credential (entra-wire.md 2.9).
 * Where it did not, the row still runs when the world happens to hold the keys, so that the trace
 * can tell whether they were good.
 */
void check_keys(struct exchange *x, struct trace_row *row)
{
    const struct world_issuer *issuer = world_issuer_of_url(x->world, x->issuer);
    const struct jwk_set *keys = exchange_is_of_entra(x) && !issuer ? world_entra_keys(x->world)
                                 : issuer                           ? issuer->verifies
                                                                    : NULL;

    row->source = SPAN("assertion.header.kid");
    row->presented = x->jws.kid;
    if (!keys) {
        if (x->facts & FACT_ISSUER)
            refuse_unreachable(x, row, issuer);
        else
            row->verdict = TRACE_SKIPPED;
        return;
    }
    x->key = jwk_set_find(keys, x->jws.kid);
    if (x->key)
        return;
    row->expected = published(x, keys);
    exchange_note(x, SPAN("key_id"), thumbprint_text(x->arena, row->presented));
    exchange_refuse(x, row, ENTRA_KEY_NOT_FOUND, TRACE_CAUSE_KEY_UNKNOWN);
}

void check_signature(struct exchange *x, struct trace_row *row)
{
    row->source = SPAN("assertion.signature");
    row->presented = x->jws.kid;
    if (key_type(x->key) != sign_alg_key_type(x->alg))
        exchange_refuse(x, row, ENTRA_KEY_TYPE, TRACE_CAUSE_KEY_TYPE);
    else if (!sign_verify(x->key, x->alg, x->jws.signing_input, x->jws.signature))
        exchange_refuse(x, row,
                        x->certificate ? ENTRA_CERTIFICATE_SIGNATURE_WRONG : ENTRA_SIGNATURE_WRONG,
                        TRACE_CAUSE_SIGNATURE_WRONG);
}

/* "2 h 5 min" */
static struct span duration_text(struct arena *arena, int64_t seconds)
{
    if (seconds < 60)
        return text_format(arena, "%lld s", (long long)seconds);
    if (seconds < 3600)
        return text_format(arena, "%lld min %lld s", (long long)(seconds / 60),
                           (long long)(seconds % 60));
    if (seconds < 48 * 3600)
        return text_format(arena, "%lld h %lld min", (long long)(seconds / 3600),
                           (long long)(seconds / 60 % 60));
    return text_format(arena, "%lld days", (long long)(seconds / 86400));
}

/* Differences of claims that may be anything: the nearest end instead of an overflow. */
static int64_t distance(int64_t later, int64_t earlier)
{
    int64_t result;

    if (!__builtin_sub_overflow(later, earlier, &result))
        return result;
    return later < earlier ? INT64_MIN : INT64_MAX;
}

static struct span tick_text(struct arena *arena, int64_t seconds)
{
    return instant_precise(arena, (struct instant){.seconds = seconds});
}

void check_times(struct exchange *x, struct trace_row *row)
{
    int64_t skew = world_fixture(x->world)->options.clock_skew_seconds;
    bool is_expired = distance(x->decision->now.seconds, x->expires) >= skew;
    bool is_early = distance(x->not_before, x->decision->now.seconds) > skew;
    int64_t limit = is_expired ? x->expires : x->not_before;

    row->source =
        is_early && !is_expired ? SPAN("assertion.payload.nbf") : SPAN("assertion.payload.exp");
    row->expected = instant_rfc3339(x->arena, limit);
    row->presented = instant_rfc3339(x->arena, x->decision->now.seconds);
    if (!is_expired && !is_early)
        return;
    exchange_note(x, SPAN("now"), instant_precise(x->arena, x->decision->now));
    exchange_note(x, SPAN("not_before"), tick_text(x->arena, x->not_before));
    exchange_note(x, SPAN("expires"), tick_text(x->arena, x->expires));
    exchange_note(x, SPAN("ago"),
                  duration_text(x->arena, is_expired
                                              ? distance(x->decision->now.seconds, x->expires)
                                              : distance(x->not_before, x->decision->now.seconds)));
    exchange_refuse(x, row, ENTRA_ASSERTION_OUTSIDE_TIME,
                    is_expired ? TRACE_CAUSE_ASSERTION_EXPIRED : TRACE_CAUSE_ASSERTION_EARLY);
}

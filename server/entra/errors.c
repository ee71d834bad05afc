#include "entra/errors.h"

#include "base/instant.h"

#define NO_URI   false
#define WITH_URI true

static const enum entra_refusal before[] = {
    [ENTRA_GRANTED] = ENTRA_GRANTED,
#define SYMBOL(symbol, earlier) [ENTRA_##symbol] = ENTRA_##earlier,
#define REFUSAL(symbol, code, since, status, error, uri, evidence, source, sentence)
#include "entra/errors.def"
#undef SYMBOL
#undef REFUSAL
};

static const struct entra_error errors[] = {
#define SYMBOL(symbol, earlier)
#define REFUSAL(symbol, code, since, status, error, uri, evidence, source, sentence)               \
    {ENTRA_##symbol,     code, SPAN_INIT(since), status,                                           \
     SPAN_INIT(error),   uri,  ENTRA_##evidence, SPAN_INIT(source),                                \
     SPAN_INIT(sentence)},
#include "entra/errors.def"
#undef SYMBOL
#undef REFUSAL
};

static const struct span evidence_texts[] = {
    [ENTRA_CAPTURED] = SPAN_INIT("captured"),
    [ENTRA_DOCUMENTED] = SPAN_INIT("documented"),
    [ENTRA_INFERRED] = SPAN_INIT("inferred"),
};

size_t entra_error_count(void)
{
    return sizeof errors / sizeof errors[0];
}

const struct entra_error *entra_error_at(size_t index)
{
    return &errors[index];
}

/* The newest row that is not newer than the month; without one, the oldest row. */
static const struct entra_error *wording(enum entra_refusal refusal, int month, bool *is_too_early)
{
    const struct entra_error *found = NULL;

    *is_too_early = false;
    for (size_t i = 0; i < entra_error_count(); i++) {
        if (errors[i].symbol != refusal)
            continue;
        if (!found) {
            found = &errors[i];
            *is_too_early = instant_month_parse(errors[i].since) > month;
        } else if (instant_month_parse(errors[i].since) <= month) {
            found = &errors[i];
        }
    }
    return found;
}

const struct entra_error *entra_error_find(enum entra_refusal refusal, int month)
{
    bool is_too_early;
    const struct entra_error *found = wording(refusal, month, &is_too_early);

    while (is_too_early && before[refusal] != ENTRA_GRANTED) {
        refusal = before[refusal];
        found = wording(refusal, month, &is_too_early);
    }
    return found;
}

const struct entra_error *entra_error_of_code(int code)
{
    for (size_t i = 0; i < entra_error_count(); i++)
        if (errors[i].code == code)
            return &errors[i];
    return NULL;
}

struct span entra_evidence_text(enum entra_evidence evidence)
{
    return evidence_texts[evidence];
}

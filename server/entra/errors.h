/*
 * The catalogue of refusals: errors.def as an enum and a table (entra-wire.md 2).
 */
#ifndef BADGED_ENTRA_ERRORS_H
#define BADGED_ENTRA_ERRORS_H

#include "base/span.h"

enum entra_refusal {
    ENTRA_GRANTED, /* no refusal */
#define SYMBOL(symbol, before) ENTRA_##symbol,
#define REFUSAL(symbol, code, since, status, error, uri, evidence, source, sentence)
#include "entra/errors.def"
#undef SYMBOL
#undef REFUSAL
    ENTRA_REFUSAL_COUNT
};

enum entra_evidence { ENTRA_CAPTURED, ENTRA_DOCUMENTED, ENTRA_INFERRED };

/* One wording of a refusal. */
struct entra_error {
    enum entra_refusal symbol;
    int code;
    struct span since; /* "2024-01" */
    int status;
    struct span error; /* OAuth error, "invalid_client" */
    bool has_uri;
    enum entra_evidence evidence;
    struct span source;   /* of the evidence: ids of captured bodies, or words */
    struct span sentence; /* with named places */
};

/* The wording of `refusal` in `month` (as instant_month counts). Never NULL for a refusal other
 * than ENTRA_GRANTED. */
const struct entra_error *entra_error_find(enum entra_refusal refusal, int month);

/* The row with this AADSTS code; NULL when the catalogue has none. For fixtures that name a code.
 */
const struct entra_error *entra_error_of_code(int code);

/* The rows themselves, for the parity table and for the test that each has a golden case. */
size_t entra_error_count(void);
const struct entra_error *entra_error_at(size_t index);

/* "captured", "documented", "inferred" */
struct span entra_evidence_text(enum entra_evidence evidence);

#endif

/*
 * One exchange while it is being decided: the request, what has been established so far, and the
 * trace. Only the checks and decide.c know it.
 */
#ifndef BADGED_ENTRA_EXCHANGE_H
#define BADGED_ENTRA_EXCHANGE_H

#include "base/instant.h"
#include "entra/decide.h"
#include "keys/jws.h"
#include "keys/sign.h"

/* What a check can establish, and what a later one may need. */
enum entra_fact {
    FACT_POST = 1 << 0,
    FACT_TENANT = 1 << 1,
    FACT_FORM = 1 << 2,
    FACT_CLIENT = 1 << 3,
    FACT_ASSERTION = 1 << 4, /* header and claims are readable */
    FACT_ALGORITHM = 1 << 5,
    FACT_KEY_ID = 1 << 6,
    FACT_CANDIDATES = 1 << 7, /* the client's credentials, to be narrowed */
    FACT_ISSUER = 1 << 8,     /* narrowed to those with the issuer */
    FACT_SUBJECT = 1 << 9,    /* of these, those with the subject */
    FACT_KEY = 1 << 10,
    FACT_RESOURCE_NAME = 1 << 11,
    FACT_CLIENT_ID = 1 << 12,
    FACT_SCOPE = 1 << 13,
    FACT_RESOURCE = 1 << 14,
};

/* How the client proves itself. Rows of the table apply to some flows; none is known until the
 * credential has been seen. */
enum entra_flow {
    FLOW_UNKNOWN = 1 << 0,
    FLOW_FEDERATED = 1 << 1,
    FLOW_SECRET = 1 << 2,
    FLOW_CERTIFICATE = 1 << 3,
    FLOW_TOKEN = 1 << 4,      /* also when a token is judged that nobody posts (entra_judge) */
    FLOW_TOKEN_KEYS = 1 << 5, /* the same, but only where the keys of its issuer are known */
    FLOW_ASSERTION = FLOW_FEDERATED | FLOW_CERTIFICATE,
    FLOW_ANY = FLOW_UNKNOWN | FLOW_FEDERATED | FLOW_SECRET | FLOW_CERTIFICATE,
};

enum { EXCHANGE_SLOTS_MAX = 36, EXCHANGE_LISTED_MAX = 5 };

struct exchange {
    struct arena *arena;
    const struct world *world;
    const struct entra_request *request;
    int month; /* whose wording is on the wire */
    unsigned facts;
    struct entra_decision *decision;

    /* The assertion, read once, when its kind is asked for. */
    enum jws_flaw jws_flaw;
    struct jws jws;
    const json_t *claims;
    struct span issuer, subject;
    struct span resource_name;         /* as it was asked for */
    const struct fixture_guest *guest; /* the client's principal, when it is registered elsewhere */
    const struct span *audiences;
    size_t audience_count;
    int64_t not_before, expires;
    const struct fixture_credential **candidates;
    size_t candidate_count;
    enum sign_alg alg;
    const struct key *key;
    const struct certificate *certificate; /* of the certificate flow */

    /* Named values for the sentences of refusals and causes. */
    struct slot slots[EXCHANGE_SLOTS_MAX];
    size_t slot_count;
};

/* Makes `{name}` stand for `value` in every sentence of this exchange. */
void exchange_note(struct exchange *x, struct span name, struct span value);

/* The check failed: the row gets its cause, and the refusal is the answer unless an earlier row has
 * given one. */
void exchange_refuse(struct exchange *x, struct trace_row *row, enum entra_refusal refusal,
                     enum trace_cause cause);

/* PARAMETER_MISSING of this name. */
void exchange_refuse_missing(struct exchange *x, struct trace_row *row, struct span name);

/* Parses the assertion of the request, and answers what it is the proof of. */
enum entra_proof exchange_read_assertion(struct exchange *x);

/* One more name in a list for people: "a, b". */
void exchange_list(struct text *text, struct span name);

/* Is the assertion a token of Entra's own: of a tenant's issuer, in the form of either version? */
bool exchange_is_of_entra(const struct exchange *x);

#endif

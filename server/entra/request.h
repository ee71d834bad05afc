/*
 * A token request, read once from its form into values; nobody looks at the form again. What is
 * wrong with it is kept as a finding, because the answer is a row of the check table's to give.
 */
#ifndef BADGED_ENTRA_REQUEST_H
#define BADGED_ENTRA_REQUEST_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>

/* One parameter as it was sent, decoded. This folder knows no HTTP: whoever does hands over the
 * pairs. */
struct entra_parameter {
    struct span name, value;
};

enum entra_form_flaw {
    ENTRA_FORM_FINE,
    ENTRA_FORM_CONTENT_TYPE, /* not a form: `flawed` is the content type */
    ENTRA_FORM_SYNTAX,       /* `flawed` says what */
};

struct entra_form {
    const struct entra_parameter *parameters;
    size_t count;
    enum entra_form_flaw flaw;
    struct span flawed;
};

struct entra_request {
    int version;        /* of the endpoint: 1 takes `resource`, 2 takes `scope` */
    struct span method; /* "POST" */
    struct span tenant; /* as the path had it */
    struct span host;   /* host and port that the client asked, for `error_uri` and audiences */
    struct entra_form form;
    struct span
        repeated; /* the first OAuth parameter that stands in the form twice; empty: none does */
    /* A parameter with an empty value is as good as none: Entra says "missing" for both (900144).
     */
    struct span client_id, scope, resource, grant_type, client_secret, client_assertion,
        client_assertion_type;
    struct span correlation_id; /* the caller's client-request-id when it is a GUID; else empty */
};

/* Fills the parameter members of `request` from its form. */
void entra_request_read(struct entra_request *request);

#endif

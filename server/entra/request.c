#include "entra/request.h"

#include "base/uuid.h"

#include <stddef.h>

/* The parameters that we read (RFC 6749 section 4.4.2, RFC 7521 section 4.2). Each may stand in a
 * form once. */
static const struct {
    struct span name;
    size_t value; /* offset of its span in struct entra_request */
} parameters[] = {
    {SPAN_INIT("grant_type"), offsetof(struct entra_request, grant_type)},
    {SPAN_INIT("client_id"), offsetof(struct entra_request, client_id)},
    {SPAN_INIT("scope"), offsetof(struct entra_request, scope)},
    {SPAN_INIT("resource"), offsetof(struct entra_request, resource)},
    {SPAN_INIT("client_secret"), offsetof(struct entra_request, client_secret)},
    {SPAN_INIT("client_assertion"), offsetof(struct entra_request, client_assertion)},
    {SPAN_INIT("client_assertion_type"), offsetof(struct entra_request, client_assertion_type)},
};

static size_t count_of(const struct entra_form *form, struct span name, struct span *first)
{
    size_t count = 0;

    *first = SPAN("");
    for (size_t i = 0; i < form->count; i++) {
        if (!span_equal(form->parameters[i].name, name))
            continue;
        if (count++ == 0)
            *first = form->parameters[i].value;
    }
    return count;
}

/* msal-node sends its correlation id in the form (client-wire.md 3); a header or the query goes
 * before it. */
static void read_correlation_id(struct entra_request *request)
{
    struct span from_form;

    count_of(&request->form, SPAN("client-request-id"), &from_form);
    if (!uuid_is(request->correlation_id))
        request->correlation_id = uuid_is(from_form) ? from_form : SPAN("");
}

void entra_request_read(struct entra_request *request)
{
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++) {
        void *value = (char *)request + parameters[i].value;
        size_t count = count_of(&request->form, parameters[i].name, value);

        if (count > 1 && span_is_empty(request->repeated))
            request->repeated = parameters[i].name;
    }
    read_correlation_id(request);
}

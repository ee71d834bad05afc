/* Client secrets. */
#include "entra/checks.h"

#include <openssl/crypto.h>

/* In constant time for secrets of the same length: the length of a secret is none. */
static bool is_secret(struct span stored, struct span presented)
{
    return stored.len == presented.len && CRYPTO_memcmp(stored.at, presented.at, stored.len) == 0;
}

static bool is_key_id(const struct fixture_application *client, struct span presented)
{
    for (size_t i = 0; i < client->password_count; i++)
        if (span_equal_nocase(client->passwords[i].key_id, presented))
            return true;
    return false;
}

static const struct fixture_password *password_find(const struct fixture_application *client,
                                                    struct span presented)
{
    for (size_t i = 0; i < client->password_count; i++)
        if (is_secret(client->passwords[i].secret, presented))
            return &client->passwords[i];
    return NULL;
}

void check_secret(struct exchange *x, struct trace_row *row)
{
    const struct fixture_application *client = x->decision->application;
    struct span presented = x->request->client_secret;
    const struct fixture_password *password = password_find(client, presented);

    row->source = SPAN("form.client_secret");
    exchange_note(x, SPAN("known"), text_format(x->arena, "%zu", client->password_count));
    if (!password) {
        exchange_refuse(x, row, ENTRA_SECRET_WRONG,
                        is_key_id(client, presented) ? TRACE_CAUSE_SECRET_IS_ID
                                                     : TRACE_CAUSE_SECRET_WRONG);
    } else if (password->end <= x->decision->now.seconds) {
        row->expected = instant_rfc3339(x->arena, password->end);
        exchange_refuse(x, row, ENTRA_SECRET_EXPIRED, TRACE_CAUSE_SECRET_EXPIRED);
    }
}

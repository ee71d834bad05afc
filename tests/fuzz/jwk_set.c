/* A set that parses has public keys, each found by its id; the RSA keys of it, published by us,
 * are read as the same keys. */
#include "keys/jwk.h"

#include "base/doc.h"
#include "fuzz.h"

void fuzz_begin(void)
{
}

static void hold_published(struct arena *arena, const struct key *key)
{
    json_t *document = doc_keep(arena, json_object());
    json_t *keys = json_array();
    struct fail fail = {0};
    struct jwk_set *set;

    json_array_append_new(keys, jwk_write_kubernetes(key));
    json_object_set_new(document, "keys", keys);
    set = jwk_set_parse(doc_write(arena, document), &fail);
    FUZZ_HOLD(set && jwk_set_count(set) == 1);
    FUZZ_HOLD(span_equal(key_id(jwk_set_at(set, 0)), key_id(key)));
    FUZZ_HOLD(EVP_PKEY_eq(key_pkey(jwk_set_at(set, 0)), key_pkey(key)) == 1);
    jwk_set_unref(set);
}

void fuzz_one(struct arena *arena, struct span input)
{
    struct fail fail = {0};
    struct jwk_set *set = jwk_set_parse(input, &fail);

    FUZZ_HOLD(set || fail_is_set(&fail));
    if (!set)
        return;
    FUZZ_HOLD(jwk_set_count(set) <= JWK_SET_MAX_KEYS && input.len <= JWK_SET_MAX_BYTES);
    for (size_t i = 0; i < jwk_set_count(set); i++) {
        const struct key *key = jwk_set_at(set, i);

        FUZZ_HOLD(!key_is_private(key));
        FUZZ_HOLD(jwk_set_find(set, key_id(key)) == key);
        if (key_type(key) == KEY_TYPE_RSA)
            hold_published(arena, key);
    }
    jwk_set_unref(set);
}

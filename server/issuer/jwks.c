#include "issuer/jwks.h"

#include "base/doc.h"

struct span issuer_jwks_render(struct arena *arena, const struct world_issuer *issuer)
{
    size_t count = issuer->verifies ? jwk_set_count(issuer->verifies) : 0;
    json_t *doc = doc_keep(arena, json_object());
    json_t *keys = json_array();

    json_object_set_new(doc, "keys", keys);
    for (size_t i = 0; i < count; i++)
        if (key_type(jwk_set_at(issuer->verifies, i)) == KEY_TYPE_RSA)
            json_array_append_new(keys, jwk_write_kubernetes(jwk_set_at(issuer->verifies, i)));
    return doc_write(arena, doc);
}

#include "issuer/discovery.h"

#include "base/doc.h"
#include "keys/sign.h"

/* The algorithms of the published keys (issuer-side.md 1.1): RS256 for every RSA key (1.3), and
 * issuer_jwks_render publishes no other. */
static json_t *signing_algs(const struct jwk_set *keys)
{
    size_t count = keys ? jwk_set_count(keys) : 0;
    json_t *algs = json_array();

    for (size_t i = 0; i < count; i++)
        if (key_type(jwk_set_at(keys, i)) == KEY_TYPE_RSA && json_array_size(algs) == 0)
            json_array_append_new(algs, doc_string(sign_alg_text(SIGN_RS256)));
    return algs;
}

struct span issuer_discovery_render(struct arena *arena, const struct world_issuer *issuer,
                                    struct span jwks_uri)
{
    json_t *doc = doc_keep(arena, json_object());

    json_object_set_new(doc, "issuer", doc_string(issuer->fixture->url));
    json_object_set_new(doc, "jwks_uri", doc_string(jwks_uri));
    json_object_set_new(doc, "response_types_supported", json_pack("[s]", "id_token"));
    json_object_set_new(doc, "subject_types_supported", json_pack("[s]", "public"));
    json_object_set_new(doc, "id_token_signing_alg_values_supported",
                        signing_algs(issuer->verifies));
    return doc_write(arena, doc);
}

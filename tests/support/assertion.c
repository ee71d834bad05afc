#include "support/assertion.h"

#include "base/doc.h"
#include "keys/sign.h"
#include "support/cm.h"
#include "support/worldfile.h"

#include <string.h>

static json_t *header_of(struct arena *arena, const json_t *recipe, const struct key *key)
{
    json_t *header = doc_keep(arena, json_deep_copy(json_object_get(recipe, "header")));

    if (span_equal(doc_member(header, "kid"), SPAN("{kid}")))
        json_object_set_new(header, "kid", doc_string(key_id(key)));
    return header;
}

/* Another signature of the same length: its first character is exchanged. */
static struct span spoiled(struct arena *arena, struct span token)
{
    char *copy = arena_alloc(arena, token.len);
    size_t at = token.len;

    memcpy(copy, token.at, token.len);
    while (copy[at - 1] != '.')
        at--;
    copy[at] = copy[at] == 'A' ? 'B' : 'A';
    return (struct span){copy, token.len};
}

struct span assertion_make(struct arena *arena, const json_t *recipe)
{
    const struct key *key = worldfile_key(arena, doc_member(recipe, "key"));
    const json_t *header = header_of(arena, recipe, key);
    const json_t *claims = json_object_get(recipe, "claims");
    struct span tamper = doc_member(recipe, "tamper");
    enum sign_alg alg;
    struct span token;

    if (!json_is_object(header) || !json_is_object(claims))
        fail_msg("an assertion needs a header and claims");
    if (!sign_alg_parse(doc_member(header, "alg"), &alg) || sign_alg_key_type(alg) != key_type(key))
        alg = SIGN_RS256;
    token = sign_token(arena, key, alg, header, claims);
    if (!span_is_empty(tamper) && !span_equal(tamper, SPAN("signature")))
        fail_msg("an assertion can be tampered with in its \"signature\" only");
    return span_is_empty(tamper) ? token : spoiled(arena, token);
}

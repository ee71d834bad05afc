#include "cli/verify.h"

#include "base/text.h"
#include "http/form.h"
#include "keys/jwk.h"
#include "keys/jws.h"
#include "keys/second_opinion.h"

static struct jwk_set *fetch_keys(struct arena *arena, const struct remote *remote,
                                  struct span tenant, struct fail *fail)
{
    struct span path =
        TEXT_CONCAT(arena, SPAN("/"), form_encode(arena, tenant), SPAN("/discovery/v2.0/keys"));
    struct client_answer answer;
    const json_t *document;

    if (!remote_get(arena, remote, path, &answer, fail) ||
        remote_read(arena, answer.status, answer.body, &document, fail) != CLI_DONE)
        return NULL;
    return jwk_set_parse(answer.body, fail);
}

static enum cli_status verify_with(struct arena *arena, const struct jwk_set *keys,
                                   struct span token, struct fail *fail)
{
    struct jws jws;
    enum jws_flaw flaw = jws_parse(arena, token, &jws);
    const struct key *key;

    if (flaw != JWS_FLAW_NONE) {
        fail_what(fail, "the access token is no JWS: %.*s", SPAN_ARGS(jws_flaw_text(flaw)));
        return CLI_NO;
    }
    key = jwk_set_find(keys, jws.kid);
    if (!key) {
        fail_what(fail, "the access token's key \"%.*s\" is not published", SPAN_ARGS(jws.kid));
        return CLI_NO;
    }
    return second_opinion_on_token(token, key, fail) ? CLI_DONE : CLI_NO;
}

enum cli_status verify_token(struct arena *arena, const struct remote *remote, struct span tenant,
                             struct span token, struct fail *fail)
{
    struct jwk_set *keys = fetch_keys(arena, remote, tenant, fail);
    enum cli_status status;

    if (!keys)
        return CLI_FAILED;
    status = verify_with(arena, keys, token, fail);
    jwk_set_unref(keys);
    return status;
}

#include "keys/second_opinion.h"

#include "base/doc.h"
#include "keys/jws.h"
#include "keys/pkey.h"
#include "keys/sign.h"

#include <jwt.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>

/* The public half alone: libjwt would take an HMAC made with what it is given here, which is why
 * the algorithm has been read from the header before. */
static struct span public_pem(struct arena *arena, const struct key *key)
{
    BIO *bio = BIO_new(BIO_s_mem());

    if (!bio || PEM_write_bio_PUBKEY(bio, key_pkey(key)) != 1)
        abort();
    return pkey_bio_take(arena, bio);
}

static bool libjwt_accepts(struct span token, struct span pem, struct fail *fail)
{
    jwt_t *jwt = NULL;
    bool accepted;
    int code;

    ERR_set_mark();
    code = jwt_decode(&jwt, token.at, (const unsigned char *)pem.at, (int)pem.len);
    ERR_pop_to_mark();
    if (code != 0) /* EINVAL, whatever the reason */
        return fail_what(fail, "libjwt does not accept the token's signature, typ or JSON");
    accepted = jwt_get_alg(jwt) == JWT_ALG_RS256;
    jwt_free(jwt);
    return accepted || fail_what(fail, "libjwt does not see RS256 in the token");
}

/* jws_parse keeps from libjwt what it must not see: a token of any size ends up on its stack
 * (performance.md section 2), and its own reading of `alg` ignores case. */
bool second_opinion_on_token(struct span token, const struct key *key, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct jws jws;
    enum jws_flaw flaw = jws_parse(arena, token, &jws);

    if (flaw != JWS_FLAW_NONE)
        return fail_what(fail, "%.*s", SPAN_ARGS(jws_flaw_text(flaw)));
    if (!span_equal(jws.alg, SPAN("RS256")) || key_type(key) != KEY_TYPE_RSA)
        return fail_what(fail, "libjwt is asked about RS256 and RSA keys alone");
    return libjwt_accepts(arena_copy(arena, token), public_pem(arena, key), fail);
}

bool second_opinion_on_key(const struct key *key, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *header = doc_keep(arena, json_pack("{s:s}", "alg", "RS256"));
    json_t *claims = doc_keep(arena, json_pack("{s:s}", "sub", "second opinion"));
    struct span token = sign_token(arena, key, SIGN_RS256, header, claims);

    if (span_is_empty(token))
        return fail_what(fail, "the key cannot sign with RS256");
    return second_opinion_on_token(token, key, fail);
}

/*
 * Assertions as an attacker makes them: every part is text, so that members may stand twice, bytes
 * may be wrong and a signature may be anything.
 */
#ifndef BADGED_TESTS_HOSTILE_FORGE_H
#define BADGED_TESTS_HOSTILE_FORGE_H

#include "base/arena.h"
#include "base/instant.h"
#include "base/span.h"

/*
 * Texts are templates. In header and claims: {kid}, {now}, {soon} (an hour later), {late} and
 * {early} (at the edges of the tolerance) and the other names of forge.c. In `input`: {header} and
 * {claims}, each as base64url. In `token`: those, {input}, {signature} and ways to spoil them.
 * Empty stands for what an honest client sends.
 */
struct forgery {
    struct span header, claims, input, token;
    /* The third part for this input, as text; NULL: the issuer's own signature. */
    struct span (*sign)(struct arena *arena, struct span input);
};

struct span forge(struct arena *arena, const struct forgery *forgery, struct instant now);

/* Signatures and what pretends to be one. Each is named for what it is. */
struct span sign_with_rs512(struct arena *arena, struct span input);
struct span sign_with_pss(struct arena *arena, struct span input);
struct span sign_with_curve(struct arena *arena, struct span input);
struct span sign_with_edwards(struct arena *arena, struct span input);
struct span sign_with_other_key(struct arena *arena, struct span input);
struct span sign_with_nothing(struct arena *arena, struct span input);
struct span sign_with_zeros(struct arena *arena, struct span input);
struct span sign_with_ones(struct arena *arena, struct span input);
struct span sign_one_byte_short(struct arena *arena, struct span input);
struct span sign_one_byte_long(struct arena *arena, struct span input);
struct span sign_zero_in_front(struct arena *arena, struct span input);
struct span sign_first_half(struct arena *arena, struct span input);

/* HMACs whose key everybody knows: the issuer's public key, written in one way or another. */
struct span mac_with_pem(struct arena *arena, struct span input);
struct span mac_384_with_pem(struct arena *arena, struct span input);
struct span mac_512_with_pem(struct arena *arena, struct span input);
struct span mac_with_spki(struct arena *arena, struct span input);
struct span mac_with_pkcs1(struct arena *arena, struct span input);
struct span mac_with_modulus(struct arena *arena, struct span input);
struct span mac_with_jwk(struct arena *arena, struct span input);
struct span mac_with_empty_key(struct arena *arena, struct span input);

#endif

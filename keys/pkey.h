/* What OpenSSL's EVP_PKEY does not say in one call. For keys/ only: everyone else has `struct key`.
 */
#ifndef BADGED_KEYS_PKEY_H
#define BADGED_KEYS_PKEY_H

#include "keys/key.h"

#include <openssl/bn.h>
#include <openssl/param_build.h>

/* A key from its numbers; NULL when OpenSSL finds them impossible. `selection` is
 * EVP_PKEY_PUBLIC_KEY or EVP_PKEY_KEYPAIR. */
EVP_PKEY *pkey_import(const char *type, int selection, OSSL_PARAM_BLD *numbers);

enum key_type pkey_type(const EVP_PKEY *pkey);
bool pkey_is_private(const EVP_PKEY *pkey);

/* A number of the key by its OSSL_PKEY_PARAM_ name, to be freed; NULL when it has none. */
BIGNUM *pkey_number(const EVP_PKEY *pkey, const char *name);

/* Its SubjectPublicKeyInfo in DER. */
struct span pkey_spki(struct arena *arena, const EVP_PKEY *pkey);

/* An RSA key that is neither weak nor so large that checking a signature is a burden. */
bool pkey_is_sound_rsa(const EVP_PKEY *pkey, struct fail *fail);

/* The bytes of a memory BIO, copied into the arena. Frees the BIO. */
struct span pkey_bio_take(struct arena *arena, BIO *bio);

/* A pem_password_cb that knows no password: OpenSSL's own would ask the terminal. */
int pkey_no_password(char *buffer, int size, int is_write, void *data);

#endif

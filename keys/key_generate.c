#include "keys/digest.h"
#include "keys/key.h"
#include "keys/pkey.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

enum {
    PRIME_BITS = KEY_RSA_BITS / 2,
    PRIME_BYTES = PRIME_BITS / 8,
    EXPONENT = 65537,
    DISTANCE_BITS_MIN = PRIME_BITS - 100, /* FIPS 186-4 appendix B.3.3, step 5.4 */
};

struct key *key_generate(struct fail *fail)
{
    EVP_PKEY *pkey = EVP_RSA_gen(KEY_RSA_BITS);

    if (!pkey) {
        fail_what(fail, "OpenSSL cannot make an RSA key of %d bits", KEY_RSA_BITS);
        return NULL;
    }
    return key_take(pkey);
}

/* None of these calls can fail but for want of memory (base/arena.h). */
static void must(int ok)
{
    if (ok != 1)
        abort();
}

/* With both top bits set the product of two primes has exactly KEY_RSA_BITS bits. */
static void draw_candidate(struct draw *draw, BIGNUM *candidate)
{
    unsigned char bytes[PRIME_BYTES];

    draw_bytes(draw, bytes, sizeof bytes);
    bytes[0] |= 0xc0;
    bytes[PRIME_BYTES - 1] |= 1;
    must(BN_bin2bn(bytes, PRIME_BYTES, candidate) != NULL);
}

static bool is_usable_prime(const BIGNUM *candidate, BN_CTX *context)
{
    /* EXPONENT is prime: it is coprime to candidate - 1 unless candidate is 1 modulo it. */
    return BN_mod_word(candidate, EXPONENT) != 1 && BN_check_prime(candidate, context, NULL) == 1;
}

static void draw_prime(struct draw *draw, BIGNUM *prime, BN_CTX *context)
{
    do
        draw_candidate(draw, prime);
    while (!is_usable_prime(prime, context));
}

static void draw_primes(struct draw *draw, BIGNUM *p, BIGNUM *q, BN_CTX *context)
{
    BIGNUM *distance = BN_CTX_get(context);

    must(distance != NULL);
    draw_prime(draw, p, context);
    do {
        draw_prime(draw, q, context);
        must(BN_sub(distance, p, q));
    } while (BN_num_bits(distance) <= DISTANCE_BITS_MIN);
    if (BN_cmp(p, q) < 0)
        BN_swap(p, q);
}

/* d = e^-1 mod lcm(p-1, q-1) */
static void find_private_exponent(BIGNUM *d, const BIGNUM *e, const BIGNUM *p1, const BIGNUM *q1,
                                  BN_CTX *context)
{
    BIGNUM *gcd = BN_CTX_get(context);
    BIGNUM *lcm = BN_CTX_get(context);

    must(lcm != NULL);
    must(BN_gcd(gcd, p1, q1, context));
    must(BN_mul(lcm, p1, q1, context));
    must(BN_div(lcm, NULL, lcm, gcd, context));
    must(BN_mod_inverse(d, e, lcm, context) != NULL);
}

enum { N, E, D, P, Q, DP, DQ, QI, NUMBERS };

static const char *const number_names[NUMBERS] = {
    [N] = OSSL_PKEY_PARAM_RSA_N,          [E] = OSSL_PKEY_PARAM_RSA_E,
    [D] = OSSL_PKEY_PARAM_RSA_D,          [P] = OSSL_PKEY_PARAM_RSA_FACTOR1,
    [Q] = OSSL_PKEY_PARAM_RSA_FACTOR2,    [DP] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
    [DQ] = OSSL_PKEY_PARAM_RSA_EXPONENT2, [QI] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
};

static void derive(BIGNUM *const numbers[NUMBERS], BN_CTX *context)
{
    BIGNUM *p1 = BN_CTX_get(context);
    BIGNUM *q1 = BN_CTX_get(context);

    must(q1 != NULL);
    must(BN_sub(p1, numbers[P], BN_value_one()));
    must(BN_sub(q1, numbers[Q], BN_value_one()));
    must(BN_set_word(numbers[E], EXPONENT));
    must(BN_mul(numbers[N], numbers[P], numbers[Q], context));
    find_private_exponent(numbers[D], numbers[E], p1, q1, context);
    must(BN_mod(numbers[DP], numbers[D], p1, context));
    must(BN_mod(numbers[DQ], numbers[D], q1, context));
    must(BN_mod_inverse(numbers[QI], numbers[Q], numbers[P], context) != NULL);
}

static EVP_PKEY *import(BIGNUM *const numbers[NUMBERS])
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *pkey;

    must(builder != NULL);
    for (size_t i = 0; i < NUMBERS; i++)
        must(OSSL_PARAM_BLD_push_BN(builder, number_names[i], numbers[i]));
    pkey = pkey_import("RSA", EVP_PKEY_KEYPAIR, builder);
    OSSL_PARAM_BLD_free(builder);
    return pkey;
}

struct key *key_generate_seeded(const unsigned char seed[KEY_SEED_BYTES], struct fail *fail)
{
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *numbers[NUMBERS];
    struct draw draw = {.block = 0};
    EVP_PKEY *pkey;

    must(context != NULL);
    memcpy(draw.seed, seed, sizeof draw.seed);
    BN_CTX_start(context);
    for (size_t i = 0; i < NUMBERS; i++)
        must((numbers[i] = BN_CTX_get(context)) != NULL);
    draw_primes(&draw, numbers[P], numbers[Q], context);
    derive(numbers, context);
    pkey = import(numbers);
    BN_CTX_end(context);
    BN_CTX_free(context);
    if (!pkey) {
        fail_what(fail, "OpenSSL refuses the RSA key that the seed makes");
        return NULL;
    }
    return key_take(pkey);
}

#include "keys/roca.h"

/*
 * Those primes are k * M + (65537^a mod M), M being the product of the first small primes; so the
 * modulus is a power of 65537 modulo each of them. For keys of 1984 bits and more M has all primes
 * up to 701 (Nemec et al., "The Return of Coppersmith's Attack", 2017, sections 2.1 and 2.2). An
 * honest modulus passes all of them by chance once in more than 2^100.
 */
enum { GENERATOR = 65537, LARGEST_PRIME = 701 };

/* Of odd numbers. */
static bool is_prime(unsigned number)
{
    for (unsigned divisor = 3; divisor * divisor <= number; divisor += 2)
        if (number % divisor == 0)
            return false;
    return true;
}

static bool is_power_of_generator(unsigned residue, unsigned prime)
{
    unsigned power = 1;

    do {
        if (power == residue)
            return true;
        power = power * (GENERATOR % prime) % prime;
    } while (power != 1);
    return false;
}

bool roca_is_suspect(const BIGNUM *modulus)
{
    for (unsigned number = 3; number <= LARGEST_PRIME; number += 2)
        if (is_prime(number) &&
            !is_power_of_generator((unsigned)BN_mod_word(modulus, number), number))
            return false;
    return true;
}

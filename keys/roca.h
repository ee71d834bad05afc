/* CVE-2017-15361: moduli that Infineon's chips made, whose factors can be found. */
#ifndef BADGED_KEYS_ROCA_H
#define BADGED_KEYS_ROCA_H

#include <openssl/bn.h>
#include <stdbool.h>

bool roca_is_suspect(const BIGNUM *modulus);

#endif

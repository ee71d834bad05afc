#include "shell/entropy.h"

#include <openssl/rand.h>
#include <stdlib.h>

static void put_number(unsigned char *at, uint64_t number)
{
    int i;

    for (i = 7; i >= 0; i--, number >>= 8)
        at[i] = (unsigned char)(number & 0xff);
}

void entropy_draw(const struct entropy *entropy, uint64_t stream, uint64_t number,
                  unsigned char bytes[DRAW_SEED_BYTES])
{
    unsigned char material[24];

    if (entropy->has_seed) {
        put_number(material, entropy->seed);
        put_number(material + 8, stream);
        put_number(material + 16, number);
        digest_sha256((struct span){(const char *)material, sizeof material}, bytes);
        return;
    }
    /* A machine without randomness has nothing safe to give away: stop rather than repeat ids. */
    if (RAND_bytes(bytes, DRAW_SEED_BYTES) != 1)
        abort();
}

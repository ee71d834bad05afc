/* Where the randomness of a request comes from. */
#ifndef BADGED_SHELL_ENTROPY_H
#define BADGED_SHELL_ENTROPY_H

#include "keys/digest.h"

#include <stdbool.h>
#include <stdint.h>

struct entropy {
    bool has_seed;
    uint64_t seed;
};

/* With a seed: SHA-256 of the seed, the stream and the number in it, so that the same requests in
 * the same order draw the same ids, however many of other streams come between. Else the machine's
 * randomness. */
void entropy_draw(const struct entropy *entropy, uint64_t stream, uint64_t number,
                  unsigned char bytes[DRAW_SEED_BYTES]);

#endif

#include "keys/digest.h"

#include "base/base64.h"
#include "base/uuid.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

static void digest(const EVP_MD *type, struct span bytes, unsigned char *out)
{
    if (EVP_Digest(bytes.len > 0 ? bytes.at : "", bytes.len, out, NULL, type, NULL) != 1)
        abort();
}

void digest_sha1(struct span bytes, unsigned char out[DIGEST_SHA1_BYTES])
{
    digest(EVP_sha1(), bytes, out);
}

void digest_sha256(struct span bytes, unsigned char out[DIGEST_SHA256_BYTES])
{
    digest(EVP_sha256(), bytes, out);
}

struct span digest_uuid5(struct arena *arena, struct span space, struct span name)
{
    unsigned char out[DIGEST_SHA1_BYTES];
    unsigned char *both = arena_alloc(arena, UUID_BYTES + name.len);

    if (!uuid_parse(space, both))
        abort(); /* name spaces are constants of ours */
    if (name.len > 0)
        memcpy(both + UUID_BYTES, name.at, name.len);
    digest_sha1((struct span){(const char *)both, UUID_BYTES + name.len}, out);
    uuid_stamp(out, 5);
    return uuid_render(arena, out);
}

static void draw_block(struct draw *draw, unsigned char out[DIGEST_SHA256_BYTES])
{
    unsigned char input[DRAW_SEED_BYTES + sizeof draw->block];

    memcpy(input, draw->seed, DRAW_SEED_BYTES);
    for (size_t i = 0; i < sizeof draw->block; i++)
        input[DRAW_SEED_BYTES + i] = (unsigned char)(draw->block >> (56 - 8 * i) & 0xff);
    digest_sha256((struct span){(const char *)input, sizeof input}, out);
    draw->block++;
}

/* What is left of the last block is not used: a draw depends on the draws before it by their number
 * of blocks alone. */
void draw_bytes(struct draw *draw, unsigned char *bytes, size_t count)
{
    unsigned char block[DIGEST_SHA256_BYTES];

    while (count > 0) {
        size_t taken = count < sizeof block ? count : sizeof block;

        draw_block(draw, block);
        memcpy(bytes, block, taken);
        bytes += taken;
        count -= taken;
    }
}

struct span draw_uuid4(struct arena *arena, struct draw *draw)
{
    unsigned char bytes[UUID_BYTES];

    draw_bytes(draw, bytes, sizeof bytes);
    uuid_stamp(bytes, 4);
    return uuid_render(arena, bytes);
}

struct span draw_token(struct arena *arena, struct draw *draw, size_t count)
{
    unsigned char *bytes = arena_alloc(arena, count);

    draw_bytes(draw, bytes, count);
    return base64url_encode(arena, (struct span){(const char *)bytes, count});
}

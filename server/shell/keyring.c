#define _POSIX_C_SOURCE 200809L

#include "shell/keyring.h"

#include "base/text.h"
#include "keys/digest.h"
#include "keys/key.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { KEYRING_THREADS_MAX = 64 };

struct keyring {
    struct arena *arena;
    const struct house *house;
    bool has_seed;
    uint64_t seed;
    struct kept *kept; /* all that were ever asked for */
    size_t count, size;
};

struct kept {
    struct span name;
    struct key *key;
};

/* One key in the making, on a thread of its own. */
struct making {
    const struct keyring *keyring;
    struct span name;
    struct key *key;
    struct fail fail;
    pthread_t thread;
    bool has_thread;
};

static void free_keys(void *object)
{
    struct keyring *keyring = object;
    size_t i;

    for (i = 0; i < keyring->count; i++)
        key_unref(keyring->kept[i].key);
}

struct keyring *keyring_new(const struct house *house, const uint64_t *seed)
{
    struct arena *arena = arena_new();
    struct keyring *keyring = arena_alloc(arena, sizeof *keyring);

    keyring->arena = arena;
    keyring->house = house;
    keyring->has_seed = seed != NULL;
    keyring->seed = seed ? *seed : 0;
    arena_defer(arena, free_keys, keyring);
    return keyring;
}

void keyring_free(struct keyring *keyring)
{
    if (keyring)
        arena_free(keyring->arena);
}

static const struct kept *find(const struct keyring *keyring, struct span name)
{
    size_t i;

    for (i = 0; i < keyring->count; i++)
        if (span_equal(keyring->kept[i].name, name))
            return &keyring->kept[i];
    return NULL;
}

/* "keys/<name>.pem", with every byte that a file name should not have as %XX, so that no issuer
 * name leaves the folder and no two share a file. */
static struct span secret_name(struct arena *arena, struct span name)
{
    static const struct span plain =
        SPAN_INIT("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    struct text text = {.arena = arena};
    size_t i;

    text_put(&text, SPAN("keys/"));
    for (i = 0; i < name.len; i++)
        if (span_has(plain, name.at[i]) || (name.at[i] == '.' && i > 0))
            text_put_byte(&text, name.at[i]);
        else
            text_printf(&text, "%%%02X", (unsigned)(unsigned char)name.at[i]);
    text_put(&text, SPAN(".pem"));
    return text_span(&text);
}

static struct key *from_seed(struct arena *arena, uint64_t number, struct span name,
                             struct fail *fail)
{
    unsigned char seed[KEY_SEED_BYTES];

    digest_sha256(
        text_format(arena, "badged key %llu %.*s", (unsigned long long)number, SPAN_ARGS(name)),
        seed);
    return key_generate_seeded(seed, fail);
}

static struct key *from_house(struct arena *arena, const struct house *house, struct span file,
                              struct fail *fail)
{
    struct span pem;
    struct key *key;

    if (!house_secret_load(house, arena, file, &pem, fail) || span_is_empty(pem))
        return NULL;
    key = key_parse_pem(pem, fail);
    if (!key) {
        fail_where(fail, "%.*s/%.*s", SPAN_ARGS(house_dir(house)), SPAN_ARGS(file));
        fail_remedy(fail, "delete the file, and a new key is made");
    }
    return key;
}

static struct key *generate(struct arena *arena, const struct house *house, struct span file,
                            struct fail *fail)
{
    struct key *key = key_generate(fail);

    if (key && !house_secret_store(house, file, key_write_pem(arena, key), fail)) {
        key_unref(key);
        return NULL;
    }
    return key;
}

static void *make_key(void *object)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct making *making = object;
    const struct keyring *keyring = making->keyring;
    struct span file = secret_name(arena, making->name);

    if (keyring->has_seed) {
        making->key = from_seed(arena, keyring->seed, making->name, &making->fail);
        return NULL;
    }
    making->key = from_house(arena, keyring->house, file, &making->fail);
    if (!making->key && !fail_is_set(&making->fail))
        making->key = generate(arena, keyring->house, file, &making->fail);
    return NULL;
}

static void keep(struct keyring *keyring, struct span name, struct key *key)
{
    if (keyring->count == keyring->size) {
        size_t doubled = keyring->size ? keyring->size * 2 : 16;
        struct kept *kept = arena_array(keyring->arena, doubled, sizeof *kept);

        if (keyring->count > 0)
            memcpy(kept, keyring->kept, keyring->count * sizeof *kept);
        keyring->kept = kept;
        keyring->size = doubled;
    }
    keyring->kept[keyring->count++] =
        (struct kept){.name = arena_copy(keyring->arena, name), .key = key};
}

/* All at the same time; where no thread can be had, one after another. */
static void make_some(struct making *makings, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        makings[i].has_thread =
            pthread_create(&makings[i].thread, NULL, make_key, &makings[i]) == 0;
    for (i = 0; i < count; i++)
        if (makings[i].has_thread)
            pthread_join(makings[i].thread, NULL);
        else
            make_key(&makings[i]);
}

static void make_all(struct making *makings, size_t count)
{
    size_t at;

    for (at = 0; at < count; at += KEYRING_THREADS_MAX)
        make_some(makings + at,
                  count - at < KEYRING_THREADS_MAX ? count - at : KEYRING_THREADS_MAX);
}

static bool keep_all(struct keyring *keyring, const struct making *makings, size_t count,
                     struct fail *fail)
{
    bool ok = true;
    size_t i;

    for (i = 0; i < count; i++) {
        if (makings[i].key) {
            keep(keyring, makings[i].name, makings[i].key);
            continue;
        }
        if (ok)
            *fail = makings[i].fail;
        ok = false;
    }
    return ok;
}

bool keyring_find(struct keyring *keyring, struct arena *arena, const struct fixture_paths *names,
                  struct world_key **keys, struct fail *fail)
{
    struct making *makings = arena_array(arena, names->count + 1, sizeof *makings);
    size_t missing = 0;
    size_t i;

    *keys = arena_array(arena, names->count + 1, sizeof **keys);
    for (i = 0; i < names->count; i++)
        if (!find(keyring, names->paths[i]))
            makings[missing++] = (struct making){.keyring = keyring, .name = names->paths[i]};
    make_all(makings, missing);
    if (!keep_all(keyring, makings, missing, fail))
        return false;
    for (i = 0; i < names->count; i++) {
        const struct kept *kept = find(keyring, names->paths[i]);

        (*keys)[i] = (struct world_key){.name = kept->name, .key = kept->key};
    }
    return true;
}

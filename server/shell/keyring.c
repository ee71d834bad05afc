#define _POSIX_C_SOURCE 200809L

#include "shell/keyring.h"

#include "base/text.h"
#include "keys/digest.h"
#include "keys/key.h"
#include "shell/pool.h"
#include "shell/stop.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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

/* One key in the making. */
struct making {
    const struct keyring *keyring;
    struct span name;
    struct key *key;
    struct fail fail;
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

static void make_key(struct making *making)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct keyring *keyring = making->keyring;
    struct span file = secret_name(arena, making->name);

    if (keyring->has_seed) {
        making->key = from_seed(arena, keyring->seed, making->name, &making->fail);
        return;
    }
    making->key = from_house(arena, keyring->house, file, &making->fail);
    if (!making->key && !fail_is_set(&making->fail))
        making->key = generate(arena, keyring->house, file, &making->fail);
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

/* What threads take from, one key at a time. */
struct work {
    pthread_mutex_t lock;
    struct making *makings;
    size_t next, count;
};

/* NULL: nothing is left, or nobody wants it any more. */
static struct making *take(struct work *work)
{
    struct making *making = NULL;

    pthread_mutex_lock(&work->lock);
    if (work->next < work->count && !stop_is_wanted())
        making = &work->makings[work->next++];
    pthread_mutex_unlock(&work->lock);
    return making;
}

static void *make_keys(void *object)
{
    struct making *making;

    while ((making = take(object)))
        make_key(making);
    return NULL;
}

/* As many at the same time as there are processors. */
static void make_all(struct making *makings, size_t count)
{
    struct work work = {.lock = PTHREAD_MUTEX_INITIALIZER, .makings = makings, .count = count};
    pthread_t threads[WORKERS_MAX];
    size_t wanted = pool_processors();
    size_t started = 0;

    if (wanted > count)
        wanted = count;
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, make_keys, &work) == 0)
        started++;
    make_keys(&work);
    while (started > 0)
        pthread_join(threads[--started], NULL);
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
        if (ok && fail_is_set(&makings[i].fail))
            *fail = makings[i].fail;
        else if (ok)
            fail_what(fail, "stopped before all keys were made");
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

        if (!kept) /* a bug: all that were missing have been kept */
            abort();
        (*keys)[i] = (struct world_key){.name = kept->name, .key = kept->key};
    }
    return true;
}

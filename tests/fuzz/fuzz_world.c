#include "fuzz_world.h"

#include "app/prepare.h"
#include "base/base64.h"
#include "base/text.h"
#include "fuzz.h"
#include "keys/sign.h"
#include "support/files.h"

enum { NAMED_MAX = 8 };

static const struct span ORIGIN = SPAN_INIT("https://localhost:8443");

static struct {
    char letter;
    const char *file;
    const struct key *key;
} signers[] = {
    {'a', "tests/support/keys/issuer-a.pem", NULL},
    {'b', "tests/support/keys/issuer-b.pem", NULL},
    {'c', "tests/support/keys/client-key.pem", NULL},
};

static const struct key *read_key(struct arena *arena, const char *file)
{
    struct fail fail = {0};
    const struct key *key = key_parse_pem(files_read(arena, file), &fail);

    FUZZ_HOLD(key);
    return key;
}

static struct fixture *read_fixture(struct arena *arena, struct fixture_report *report)
{
    const struct fixture_input world = {.path = SPAN("tests/fuzz/world.json"),
                                        .text = files_read(arena, "tests/fuzz/world.json")};
    struct fixture_input named[NAMED_MAX];
    size_t count = 0;
    struct fixture_paths wanted = {0};
    struct fixture *fixture = NULL;

    while (fixture_parse(&world, 1, named, count, ORIGIN, report, &wanted, &fixture) ==
           FIXTURE_WANTED) {
        for (size_t i = 0; i < wanted.count; i++) {
            const char *path = arena_copy(arena, wanted.paths[i]).at;

            FUZZ_HOLD(count < NAMED_MAX);
            named[count++] =
                (struct fixture_input){.path = wanted.paths[i], .text = files_read(arena, path)};
        }
    }
    FUZZ_HOLD(fixture);
    return fixture;
}

const struct world *fuzz_world_new(void)
{
    ARENA_AUTO struct arena *arena = arena_new();
    const struct key *entra = read_key(arena, "tests/support/keys/entra.pem");
    const struct world_key keys[] = {{WORLD_ENTRA_KEY, entra}};
    const struct span hosts[] = {SPAN_INIT("localhost")};
    const struct world_sources sources = {keys, 1, ORIGIN, hosts, 1, 1};
    struct fixture_report report = {.arena = arena};
    const struct world *world = app_world_new(read_fixture(arena, &report), &sources, &report);

    FUZZ_HOLD(world);
    for (size_t i = 0; i < sizeof signers / sizeof signers[0]; i++)
        signers[i].key = read_key(arena, signers[i].file);
    key_unref(entra);
    return world;
}

static const struct key *signer_of(struct span letter)
{
    for (size_t i = 0; i < sizeof signers / sizeof signers[0]; i++)
        if (letter.len == 1 && letter.at[0] == signers[i].letter)
            return signers[i].key;
    return signers[0].key;
}

static struct span sign(struct arena *arena, struct span letter, struct span header,
                        struct span claims)
{
    struct span input = TEXT_CONCAT(arena, base64url_encode(arena, header), SPAN("."),
                                    base64url_encode(arena, claims));
    struct span signature;

    FUZZ_HOLD(sign_bytes(arena, signer_of(letter), SIGN_RS256, input, &signature));
    return TEXT_CONCAT(arena, input, SPAN("."), base64url_encode(arena, signature));
}

/* Cuts at the first `mark`; false when there is none. */
static bool cut(struct span whole, struct span mark, struct span *before, struct span *after)
{
    for (size_t i = 0; i + mark.len <= whole.len; i++) {
        if (!span_starts(span_tail(whole, i), mark))
            continue;
        *before = span_head(whole, i);
        *after = span_tail(whole, i + mark.len);
        return true;
    }
    return false;
}

struct span fuzz_world_sign(struct arena *arena, struct span template)
{
    struct text text = {.arena = arena};
    struct span before;
    struct span inside;
    struct span letter;
    struct span header;
    struct span claims;

    while (cut(template, SPAN("<<"), &before, &inside) &&
           cut(inside, SPAN(">>"), &inside, &template)) {
        span_cut(inside, ':', &letter, &inside);
        span_cut(inside, '|', &header, &claims);
        text_put(&text, before);
        text_put(&text, sign(arena, letter, header, claims));
    }
    text_put(&text, template);
    return text_span(&text);
}

#include "cli/explain_world.h"

#include "app/prepare.h"
#include "base/doc.h"
#include "base/text.h"
#include "base/uuid.h"
#include "fixtures/encoding.h"
#include "shell/files.h"
#include "shell/house.h"
#include "shell/worlds.h"

#include <stdio.h>
#include <string.h>

bool explain_has_credentials(const struct options *options)
{
    return option_is_set(options, OPTION_CREDENTIALS) &&
           (options->values[OPTION_CREDENTIALS].is_typed ||
            !options->values[OPTION_FIXTURES].is_typed);
}

bool explain_world_is_one(const struct options *options, struct fail *fail)
{
    struct span client_id = option_text(options, OPTION_CLIENT_ID);

    if (options->values[OPTION_CREDENTIALS].is_typed && options->values[OPTION_FIXTURES].is_typed) {
        fail_what(fail, "--credentials and --fixtures exclude each other");
        return fail_remedy(fail, "name a whole world, or the credentials of one client");
    }
    if (!explain_has_credentials(options) || uuid_is(client_id))
        return true;
    fail_what(fail, "\"%.*s\" is not a client id", SPAN_ARGS(client_id));
    return fail_remedy(fail, "it is a GUID, which az calls appId or clientId");
}

/* That a world lacks the issuer is worth a warning where tokens are to be made. */
static bool is_worth_saying(const struct fixture_finding *finding)
{
    return finding->severity == FIXTURE_ERROR ||
           !span_equal(finding->text, SPAN("the world has no such issuer"));
}

static void print_findings(struct arena *arena, const struct fixture_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        struct span line = fixture_finding_render(arena, &report->findings[i]);

        if (is_worth_saying(&report->findings[i]))
            fprintf(stderr, "%.*s\n", SPAN_ARGS(line));
    }
}

/* A tenant may be named by its domain; its id is then as good as any. */
static json_t *tenant_json(const struct options *options)
{
    struct span name = option_text(options, OPTION_TENANT);
    json_t *tenant = json_object();

    if (uuid_is(name)) {
        json_object_set_new(tenant, "tenantId", doc_string(name));
        return tenant;
    }
    json_object_set_new(tenant, "tenantId", json_string(option_row_at(OPTION_TENANT)->fallback));
    json_object_set_new(tenant, "domains", json_pack("[o]", doc_string(name)));
    return tenant;
}

/* One tenant with one client, and the file as what was pasted for its credentials. */
static struct span credentials_json(struct arena *arena, const struct options *options)
{
    json_t *client = json_object();
    json_t *tenant = tenant_json(options);

    json_object_set_new(client, "appId", doc_string(option_text(options, OPTION_CLIENT_ID)));
    json_object_set_new(client, "federatedIdentityCredentials",
                        doc_string(option_text(options, OPTION_CREDENTIALS)));
    json_object_set_new(tenant, "applications", json_pack("[o]", client));
    return doc_write(arena, doc_keep(arena, json_pack("{s:[o]}", "tenants", tenant)));
}

static struct fixture *load_credentials(struct arena *arena, const struct options *options,
                                        struct fixture_report *report, struct fail *fail)
{
    struct fixture_input named = {.path = option_text(options, OPTION_CREDENTIALS)};
    struct fixture_input world = {.path = SPAN("credentials"),
                                  .text = credentials_json(arena, options)};
    struct fixture *fixture = NULL;
    struct fixture_paths wanted;

    if (!files_load(arena, named.path, &named.text, fail))
        return NULL;
    if (fixture_parse(&world, 1, &named, 1, SPAN(""), report, &wanted, &fixture) != FIXTURE_READY)
        return NULL;
    return fixture;
}

/* As `badged mint` has it: what the daemon of the state folder was called last. */
static struct span origin_of(struct arena *arena, const struct options *options)
{
    struct house_daemon daemon = {0};
    struct span dir = option_text(options, OPTION_STATE);
    struct fail never_served = {0};

    if (option_is_set(options, OPTION_ORIGIN))
        return option_text(options, OPTION_ORIGIN);
    if (span_is_empty(dir) && !house_default_dir(arena, &dir, &never_served))
        return SPAN("https://localhost:8443");
    if (house_daemon_load(arena, dir, &daemon, &never_served))
        return daemon.origin;
    return SPAN("https://localhost:8443");
}

static struct fixture *load_fixtures(struct arena *arena, const struct options *options,
                                     struct fixture_report *report)
{
    const struct worlds_source source = {
        .paths = options->values[OPTION_FIXTURES].items,
        .path_count = options->values[OPTION_FIXTURES].count,
        .origin = origin_of(arena, options),
    };

    return worlds_fixture_load(arena, &source, report);
}

/* Those whose keys a daemon would generate: nobody else can know them. */
static void drop_generated(struct fixture *fixture)
{
    size_t kept = 0;

    for (size_t i = 0; i < fixture->issuer_count; i++)
        if (fixture->issuers[i].keys != FIXTURE_KEYS_OURS ||
            fixture->issuers[i].signing_key_count > 0)
            fixture->issuers[kept++] = fixture->issuers[i];
    fixture->issuer_count = kept;
}

/* The issuer with this URL, made when there is none. */
static struct fixture_issuer *issuer_of(struct fixture *fixture, struct span url)
{
    struct fixture_issuer *issuers;

    for (size_t i = 0; i < fixture->issuer_count; i++)
        if (span_equal(fixture->issuers[i].url, url))
            return &fixture->issuers[i];
    issuers = arena_array(fixture->arena, fixture->issuer_count + 1, sizeof *issuers);
    if (fixture->issuer_count > 0)
        memcpy(issuers, fixture->issuers, fixture->issuer_count * sizeof *issuers);
    fixture->issuers = issuers;
    issuers[fixture->issuer_count] = (struct fixture_issuer){
        .name = SPAN("jwks"),
        .profile = SPAN("kubernetes"),
        .url = arena_copy(fixture->arena, url),
    };
    return &issuers[fixture->issuer_count++];
}

static bool use_jwks(struct fixture *fixture, struct span path, struct span url, struct fail *fail)
{
    struct fixture_file file = {.path = path, .place = {.file = path}};
    struct fixture_issuer *issuer;
    struct span bytes;

    if (!files_load(fixture->arena, path, &bytes, fail))
        return false;
    if (!encoding_decode(fixture->arena, bytes, &file.text))
        file.text = bytes;
    issuer = issuer_of(fixture, url);
    issuer->keys = FIXTURE_KEYS_FILE;
    issuer->signing_key_count = 0;
    issuer->jwks = file;
    return true;
}

/* Entra's own key signs nothing here: it is the same every time. */
static struct world *make(struct fixture *fixture, struct span origin,
                          struct fixture_report *report, struct fail *fail)
{
    static const unsigned char seed[KEY_SEED_BYTES] = "explain";
    struct key *key = key_generate_seeded(seed, fail);
    const struct world_key keys[] = {{WORLD_ENTRA_KEY, key}};
    const struct world_sources sources = {.keys = keys, .key_count = 1, .origin = origin};
    struct world *world;

    if (!key) {
        fixture_free(fixture);
        return NULL;
    }
    world = app_world_new(fixture, &sources, report);
    key_unref(key);
    return world;
}

struct world *explain_world_load(struct arena *arena, const struct options *options,
                                 struct span issuer, struct fail *fail)
{
    struct fixture_report report = {.arena = arena};
    struct span jwks = option_text(options, OPTION_JWKS);
    struct fixture *fixture = explain_has_credentials(options)
                                  ? load_credentials(arena, options, &report, fail)
                                  : load_fixtures(arena, options, &report);
    struct world *world = NULL;

    if (fixture)
        drop_generated(fixture);
    if (fixture && !span_is_empty(jwks) && !span_is_empty(issuer) &&
        !use_jwks(fixture, jwks, issuer, fail)) {
        fixture_free(fixture);
        return NULL;
    }
    if (fixture)
        world = make(fixture, origin_of(arena, options), &report, fail);
    if (!world || explain_has_credentials(options))
        print_findings(arena, &report);
    if (world || fail_is_set(fail))
        return world;
    fail_what(fail, "nothing was judged: %zu error%s", report.errors,
              report.errors == 1 ? "" : "s");
    return NULL;
}

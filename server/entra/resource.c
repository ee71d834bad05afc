#include "entra/resource.h"

#include "base/nearness.h"

static const struct span DEFAULT_SUFFIX = SPAN_INIT("/.default");

static const struct {
    struct span app_id, uri;
    int version;
    bool audience_is_app_id;
} resources[] = {
#define REQUESTED false
#define APP_ID    true
#define RESOURCE(app_id, uri, version, audience, evidence)                                         \
    {SPAN_INIT(app_id), SPAN_INIT(uri), version, audience},
#include "entra/resources.def"
#undef RESOURCE
};

static bool is_oidc_scope(struct span scope)
{
    static const struct span oidc[] = {SPAN_INIT("openid"), SPAN_INIT("profile"),
                                       SPAN_INIT("offline_access"), SPAN_INIT("email")};

    for (size_t i = 0; i < sizeof oidc / sizeof oidc[0]; i++)
        if (span_equal(scope, oidc[i]))
            return true;
    return false;
}

static bool is_default(struct span scope)
{
    return span_ends(scope, DEFAULT_SUFFIX) && scope.len > DEFAULT_SUFFIX.len;
}

enum entra_scope entra_scope_parse(struct span scope, struct span *resource)
{
    struct span rest = scope;
    struct span part;
    size_t others = 0;
    size_t defaults = 0;
    size_t oidc = 0;

    *resource = SPAN("");
    while (!span_is_empty(rest)) {
        span_cut(rest, ' ', &part, &rest);
        if (span_is_empty(part))
            continue;
        if (is_oidc_scope(part))
            oidc++;
        else if (others++ == 0)
            *resource = part;
        defaults += is_default(part);
    }
    if (others == 1 && defaults == 1) {
        resource->len -= DEFAULT_SUFFIX.len;
        return ENTRA_SCOPE_RESOURCE;
    }
    if (others > 1 && defaults == others)
        return ENTRA_SCOPE_SEVERAL;
    return others == 1 && oidc == 0 ? ENTRA_SCOPE_NOT_DEFAULT : ENTRA_SCOPE_MALFORMED;
}

static struct span without_last_slash(struct span uri)
{
    return span_ends(uri, SPAN("/")) ? span_head(uri, uri.len - 1) : uri;
}

static bool find_microsoft(struct span requested, struct entra_resource *resource)
{
    struct span plain = without_last_slash(requested);

    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        bool by_id = span_equal_nocase(plain, resources[i].app_id);

        if (!by_id && !span_equal_nocase(plain, resources[i].uri))
            continue;
        *resource = (struct entra_resource){
            .audience = resources[i].audience_is_app_id ? resources[i].app_id : requested,
            .app_id = resources[i].app_id,
            .version = resources[i].version,
        };
        return true;
    }
    return false;
}

bool entra_resource_find(const struct world *world, const struct fixture_tenant *tenant,
                         struct span requested, struct entra_resource *resource)
{
    const struct fixture_application *api = world_resource_find(world, tenant, requested);

    if (!api)
        api = world_resource_find(world, tenant, without_last_slash(requested));
    if (!api)
        return find_microsoft(requested, resource);
    *resource = (struct entra_resource){
        .audience = api->token_version == 2 ? api->app_id : requested,
        .app_id = api->app_id,
        .version = api->token_version,
    };
    return true;
}

struct span entra_resource_nearest(const struct fixture_tenant *tenant, struct span requested)
{
    struct nearness nearness = nearness_to(requested);

    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++)
        nearness_offer(&nearness, resources[i].uri);
    for (size_t i = 0; i < tenant->application_count; i++)
        for (size_t k = 0; k < tenant->applications[i].identifier_uri_count; k++)
            nearness_offer(&nearness, tenant->applications[i].identifier_uris[k]);
    return nearness.nearest;
}

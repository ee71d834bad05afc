#include "entra/discovery.h"

#include "base/base64.h"
#include "base/doc.h"
#include "base/text.h"
#include "entra/decide.h"
#include "keys/jwk.h"

/* The real service's names; the first is the one that documents carry. */
static const struct span hosts[] = {
    SPAN_INIT("login.microsoftonline.com"),
    SPAN_INIT("login.microsoft.com"),
    SPAN_INIT("login.windows.net"),
    SPAN_INIT("sts.windows.net"),
    SPAN_INIT("login.microsoftonline.us"),
    SPAN_INIT("login.usgovcloudapi.net"),
    SPAN_INIT("login-us.microsoftonline.com"),
    SPAN_INIT("login.partner.microsoftonline.cn"),
    SPAN_INIT("login.chinacloudapi.cn"),
    SPAN_INIT("login.microsoftonline.de"),
};

/* Recorded 2022-03-10, and of the same length until 2025-07 (entra-wire.md 7). */
static const struct span CONFIGURATION_V2 = SPAN_INIT(
    "{\"token_endpoint\":\"{authority}/{path}/oauth2/v2.0/token\","
    "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"private_key_jwt\","
    "\"client_secret_basic\"],"
    "\"jwks_uri\":\"{authority}/{path}/discovery/v2.0/keys\","
    "\"response_modes_supported\":[\"query\",\"fragment\",\"form_post\"],"
    "\"subject_types_supported\":[\"pairwise\"],"
    "\"id_token_signing_alg_values_supported\":[\"RS256\"],"
    "\"response_types_supported\":[\"code\",\"id_token\",\"code id_token\",\"id_token token\"],"
    "\"scopes_supported\":[\"openid\",\"profile\",\"email\",\"offline_access\"],"
    "\"issuer\":\"https://login.microsoftonline.com/{tenant}/v2.0\","
    "\"request_uri_parameter_supported\":false,"
    "\"userinfo_endpoint\":\"https://graph.microsoft.com/oidc/userinfo\","
    "\"authorization_endpoint\":\"{authority}/{path}/oauth2/v2.0/authorize\","
    "\"device_authorization_endpoint\":\"{authority}/{path}/oauth2/v2.0/devicecode\","
    "\"http_logout_supported\":true,\"frontchannel_logout_supported\":true,"
    "\"end_session_endpoint\":\"{authority}/{path}/oauth2/v2.0/logout\","
    "\"claims_supported\":[\"sub\",\"iss\",\"cloud_instance_name\",\"cloud_instance_host_name\","
    "\"cloud_graph_host_name\",\"msgraph_host\",\"aud\",\"exp\",\"iat\",\"auth_time\",\"acr\","
    "\"nonce\","
    "\"preferred_username\",\"name\",\"tid\",\"ver\",\"at_hash\",\"c_hash\",\"email\"],"
    "\"kerberos_endpoint\":\"{authority}/{path}/kerberos\","
    "\"tenant_region_scope\":{region},\"cloud_instance_name\":\"microsoftonline.com\","
    "\"cloud_graph_host_name\":\"graph.windows.net\",\"msgraph_host\":\"graph.microsoft.com\","
    "\"rbac_url\":\"https://pas.windows.net\"}");

/* Members and order as captured; the values that were not shown follow the second version's. */
static const struct span CONFIGURATION_V1 = SPAN_INIT(
    "{\"token_endpoint\":\"{authority}/{path}/oauth2/token\","
    "\"token_endpoint_auth_methods_supported\":[\"client_secret_post\",\"private_key_jwt\","
    "\"client_secret_basic\"],"
    "\"jwks_uri\":\"{authority}/common/discovery/keys\","
    "\"response_modes_supported\":[\"query\",\"fragment\",\"form_post\"],"
    "\"subject_types_supported\":[\"pairwise\"],"
    "\"id_token_signing_alg_values_supported\":[\"RS256\"],"
    "\"response_types_supported\":[\"code\",\"id_token\",\"code id_token\",\"token "
    "id_token\",\"token\"],"
    "\"scopes_supported\":[\"openid\"],"
    "\"issuer\":\"https://sts.windows.net/{tenant}/\","
    "\"microsoft_multi_refresh_token\":true,"
    "\"authorization_endpoint\":\"{authority}/{path}/oauth2/authorize\","
    "\"device_authorization_endpoint\":\"{authority}/{path}/oauth2/devicecode\","
    "\"http_logout_supported\":true,\"frontchannel_logout_supported\":true,"
    "\"end_session_endpoint\":\"{authority}/{path}/oauth2/logout\","
    "\"claims_supported\":[\"sub\",\"iss\",\"cloud_instance_name\",\"cloud_instance_host_name\","
    "\"cloud_graph_host_name\",\"msgraph_host\",\"aud\",\"exp\",\"iat\",\"auth_time\",\"acr\","
    "\"amr\",\"nonce\","
    "\"email\",\"given_name\",\"family_name\",\"nickname\"],"
    "\"check_session_iframe\":\"{authority}/{path}/oauth2/checksession\","
    "\"userinfo_endpoint\":\"{authority}/{path}/openid/userinfo\","
    "\"kerberos_endpoint\":\"{authority}/{path}/kerberos\","
    "\"tenant_region_scope\":{region},\"cloud_instance_name\":\"microsoftonline.com\","
    "\"cloud_graph_host_name\":\"graph.windows.net\",\"msgraph_host\":\"graph.microsoft.com\","
    "\"rbac_url\":\"https://pas.windows.net\"}");

/* Recorded; 980 bytes for a GUID tenant. */
static const struct span REAL_INSTANCES =
    SPAN_INIT("{\"tenant_discovery_endpoint\":\"https://{host}/{tenant}/v2.0/.well-known/"
              "openid-configuration\","
              "\"api-version\":\"1.1\",\"metadata\":["
              "{\"preferred_network\":\"login.microsoftonline.com\",\"preferred_cache\":\"login."
              "windows.net\","
              "\"aliases\":[\"login.microsoftonline.com\",\"login.windows.net\",\"login.microsoft."
              "com\",\"sts.windows.net\"]},"
              "{\"preferred_network\":\"login.partner.microsoftonline.cn\",\"preferred_cache\":"
              "\"login.partner.microsoftonline.cn\","
              "\"aliases\":[\"login.partner.microsoftonline.cn\",\"login.chinacloudapi.cn\"]},"
              "{\"preferred_network\":\"login.microsoftonline.de\",\"preferred_cache\":\"login."
              "microsoftonline.de\","
              "\"aliases\":[\"login.microsoftonline.de\"]},"
              "{\"preferred_network\":\"login.microsoftonline.us\",\"preferred_cache\":\"login."
              "microsoftonline.us\","
              "\"aliases\":[\"login.microsoftonline.us\",\"login.usgovcloudapi.net\"]},"
              "{\"preferred_network\":\"login-us.microsoftonline.com\",\"preferred_cache\":\"login-"
              "us.microsoftonline.com\","
              "\"aliases\":[\"login-us.microsoftonline.com\"]}]}");

/*
 * The endpoint is built from our own origin, never echoed: MSAL for Python drops the port from what
 * it sends and follows what it gets. Some clients look a host up with its port and some without,
 * hence two entries.
 */
static const struct span OUR_INSTANCES = SPAN_INIT(
    "{\"tenant_discovery_endpoint\":\"{origin}/{tenant}/v2.0/.well-known/openid-configuration\","
    "\"api-version\":\"1.1\",\"metadata\":["
    "{\"preferred_network\":\"{host}:{port}\",\"preferred_cache\":\"{host}:{port}\",\"aliases\":["
    "\"{host}:{port}\"]},"
    "{\"preferred_network\":\"{host}\",\"preferred_cache\":\"{host}\",\"aliases\":[\"{host}\"]}]}");

bool entra_host_is_emulated(struct span host)
{
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (span_equal(host, hosts[i]))
            return true;
    return false;
}

/* The endpoints that all tenants share are in no region. */
static struct span configuration(struct arena *arena, struct span form,
                                 const struct entra_configuration *of)
{
    bool is_shared =
        span_starts(of->tenant, SPAN("{")) || span_equal_nocase(of->tenant, ENTRA_CONSUMERS);
    const struct slot slots[] = {
        {SPAN("authority"), of->authority},
        {SPAN("path"), of->path},
        {SPAN("tenant"), of->tenant},
        {SPAN("region"), is_shared ? SPAN("null") : SPAN("\"AS\"")},
    };

    return text_filled(arena, form, slots, sizeof slots / sizeof slots[0]);
}

struct span entra_configuration_v2(struct arena *arena, const struct entra_configuration *of)
{
    return configuration(arena, CONFIGURATION_V2, of);
}

struct span entra_configuration_v1(struct arena *arena, const struct entra_configuration *of)
{
    return configuration(arena, CONFIGURATION_V1, of);
}

struct span entra_keys(struct arena *arena, const struct world *world, struct span tenant_id,
                       int version)
{
    const struct certificate *certificate = world_entra_certificate(world);
    json_t *rsa = doc_keep(arena, jwk_write_kubernetes(certificate_key(certificate)));
    json_t *keys = doc_keep(arena, json_object());
    json_t *key = json_object();
    struct span issuer =
        TEXT_CONCAT(arena, SPAN("https://login.microsoftonline.com/"), tenant_id, SPAN("/v2.0"));

    json_object_set_new(key, "kty", json_string("RSA"));
    json_object_set_new(key, "use", json_string("sig"));
    json_object_set_new(key, "kid", doc_string(certificate_x5t(certificate)));
    json_object_set_new(key, "x5t", doc_string(certificate_x5t(certificate)));
    json_object_set(key, "n", json_object_get(rsa, "n"));
    json_object_set(key, "e", json_object_get(rsa, "e"));
    json_object_set_new(
        key, "x5c",
        json_pack("[o]", doc_string(base64_encode(arena, certificate_der(certificate)))));
    if (version == 2) {
        json_object_set_new(key, "cloud_instance_name", json_string("microsoftonline.com"));
        json_object_set_new(key, "issuer", doc_string(issuer));
    }
    json_object_set_new(keys, "keys", json_pack("[o]", key));
    return doc_write(arena, keys);
}

static bool is_port(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.len <= 5;
}

/* "https://Host:8443/TENANT/oauth2/…" -> host in lower case, port, tenant; decoded already. */
static bool split_endpoint(struct arena *arena, struct span endpoint, struct slot *host,
                           struct slot *port, struct slot *tenant)
{
    struct span rest;
    struct span authority;

    if (!span_starts(endpoint, SPAN("https://")))
        return false;
    span_cut(span_tail(endpoint, 8), '/', &authority, &rest);
    span_cut(rest, '/', &tenant->value, &rest);
    if (span_starts(authority, SPAN("["))) {
        if (span_cut(authority, ']', &host->value, &port->value))
            host->value.len++;
        if (!span_is_empty(port->value) && !span_starts(port->value, SPAN(":")))
            return false;
        port->value = span_tail(port->value, 1);
    } else {
        span_cut(authority, ':', &host->value, &port->value);
    }
    host->value = text_lower(arena, host->value);
    return entra_is_domain_text(tenant->value) && is_port(port->value);
}

static struct span port_of(struct span origin)
{
    struct span before;
    struct span after = span_tail(origin, sizeof "https://" - 1);

    while (span_cut(after, ':', &before, &after))
        if (!span_has(after, ':'))
            return after;
    return SPAN("443");
}

bool entra_instance_discovery(struct arena *arena, const struct world *world,
                              struct span authorization_endpoint, struct span *document)
{
    struct slot slots[] = {{SPAN("host"), SPAN("")},
                           {SPAN("port"), SPAN("")},
                           {SPAN("tenant"), SPAN("")},
                           {SPAN("origin"), SPAN("")}};
    bool is_ours;

    if (!split_endpoint(arena, authorization_endpoint, &slots[0], &slots[1], &slots[2]))
        return false;
    is_ours = world_host_is_ours(world, slots[0].value);
    if (!is_ours && !entra_host_is_emulated(slots[0].value))
        return false;
    if (span_is_empty(slots[1].value))
        slots[1].value = port_of(world_origin(world));
    slots[3].value =
        is_ours ? TEXT_CONCAT(arena, SPAN("https://"), slots[0].value, SPAN(":"), slots[1].value)
                : SPAN("");
    *document = text_filled(arena, is_ours ? OUR_INSTANCES : REAL_INSTANCES, slots, 4);
    return true;
}

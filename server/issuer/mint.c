#include "issuer/mint.h"

#include "base/doc.h"
#include "base/text.h"
#include "keys/sign.h"

#include <stdlib.h>

/* RFC 9562 section 6.6: the space of names that are URLs. */
static const struct span uuid_space_url = SPAN_INIT("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

static const struct span default_audience = SPAN_INIT("api://AzureADTokenExchange");
static const struct span default_node = SPAN_INIT("aks-nodepool1-10000000-vmss000000");

/* The built-in world's, for an issuer that lists none. */
static const struct fixture_service_account default_account = {
    .namespace = SPAN_INIT("default"), .name = SPAN_INIT("workload-identity-sa")};

/* Why there is no signer, by where the fixture says that the keys are. */
static const char *const unsigned_because[] = {
    [FIXTURE_KEYS_OURS] = "its key is not a private one",
    [FIXTURE_KEYS_FILE] = "the fixture takes its keys from \"jwksFile\"",
    [FIXTURE_KEYS_UNREACHABLE] = "the fixture makes its keys \"unreachable\"",
};

/* Who the token is for: the order with its defaults put in. */
struct workload {
    const struct world_issuer *issuer;
    struct span namespace, account, account_uid, pod, node;
};

static struct span either(struct span given, struct span otherwise)
{
    return span_is_empty(given) ? otherwise : given;
}

static struct span list_issuers(const struct mint *mint, bool only_signed)
{
    struct text list = {.arena = mint->arena};

    for (size_t i = 0; i < world_issuer_count(mint->world); i++) {
        const struct world_issuer *issuer = world_issuer_at(mint->world, i);

        if (only_signed && !issuer->signer)
            continue;
        text_printf(&list, "%s%.*s (%.*s)", list.len > 0 ? ", " : "",
                    SPAN_ARGS(issuer->fixture->name), SPAN_ARGS(issuer->fixture->url));
    }
    return either(text_span(&list), SPAN("none"));
}

static const struct world_issuer *issuer_find(const struct mint *mint, struct span name_or_url)
{
    const struct world_issuer *named = world_issuer_named(mint->world, name_or_url);

    return named ? named : world_issuer_of_url(mint->world, name_or_url);
}

static void refuse_unknown(const struct mint *mint, struct span name_or_url, struct fail *fail)
{
    fail_what(fail, "this world has no issuer \"%.*s\"", SPAN_ARGS(name_or_url));
    fail_remedy(fail, "name one of its issuers, or give its URL: %.*s",
                SPAN_ARGS(list_issuers(mint, false)));
}

static void refuse_unsigned(const struct mint *mint, const struct fixture_issuer *issuer,
                            struct fail *fail)
{
    fail_what(fail, "no key to sign for issuer \"%.*s\" (%.*s): %s", SPAN_ARGS(issuer->name),
              SPAN_ARGS(issuer->url), unsigned_because[issuer->keys]);
    fail_where(fail, "%.*s#%.*s", SPAN_ARGS(issuer->place.file), SPAN_ARGS(issuer->place.pointer));
    fail_remedy(fail, "choose an issuer that has one: %.*s", SPAN_ARGS(list_issuers(mint, true)));
}

/* NULL, with the reason in `fail`, when there is none that we can sign for. */
static const struct world_issuer *issuer_choose(const struct mint *mint, struct span name_or_url,
                                                struct fail *fail)
{
    const struct world_issuer *issuer;

    if (world_issuer_count(mint->world) == 0) {
        fail_what(fail, "this world has no issuer");
        fail_remedy(fail, "add one to \"issuers\" in a fixture");
        return NULL;
    }
    issuer = span_is_empty(name_or_url) ? world_issuer_at(mint->world, 0)
                                        : issuer_find(mint, name_or_url);
    if (!issuer)
        refuse_unknown(mint, name_or_url, fail);
    else if (!issuer->signer)
        refuse_unsigned(mint, issuer->fixture, fail);
    return issuer && issuer->signer ? issuer : NULL;
}

/* The first that has this namespace and this name, where they are given; NULL when there is none.
 */
static const struct fixture_service_account *account_find(const struct fixture_issuer *issuer,
                                                          struct span namespace, struct span name)
{
    for (size_t i = 0; i < issuer->service_account_count; i++) {
        const struct fixture_service_account *account = &issuer->service_accounts[i];

        if (span_equal(either(namespace, account->namespace), account->namespace) &&
            span_equal(either(name, account->name), account->name))
            return account;
    }
    return NULL;
}

/* An id that stays the same for the same object: of the URL at which a cluster would have it. */
static struct span derived_uid(struct arena *arena, const struct world_issuer *issuer,
                               struct span path)
{
    struct span url = TEXT_CONCAT(arena, issuer->fixture->url, SPAN("/api/v1/"), path);

    return digest_uuid5(arena, uuid_space_url, url);
}

static struct workload workload_of(const struct mint *mint, const struct mint_order *order,
                                   const struct world_issuer *issuer)
{
    const struct fixture_service_account *known =
        account_find(issuer->fixture, order->namespace, order->service_account);
    const struct fixture_service_account *first = issuer->fixture->service_account_count > 0
                                                      ? issuer->fixture->service_accounts
                                                      : &default_account;
    struct workload w = {.issuer = issuer};

    w.namespace = either(order->namespace, known ? known->namespace : first->namespace);
    w.account = either(order->service_account, known ? known->name : first->name);
    w.account_uid = known ? known->uid : SPAN("");
    if (span_is_empty(w.account_uid))
        w.account_uid = derived_uid(mint->arena, issuer,
                                    TEXT_CONCAT(mint->arena, SPAN("namespaces/"), w.namespace,
                                                SPAN("/serviceaccounts/"), w.account));
    w.pod = either(order->pod, TEXT_CONCAT(mint->arena, w.account, SPAN("-pod")));
    w.node = either(order->node, default_node);
    return w;
}

static json_t *reference(struct span name, struct span uid)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", doc_string(name));
    json_object_set_new(object, "uid", doc_string(uid));
    return object;
}

/* `kubernetes.io` of a token that is bound to a pod (issuer-side.md 2.1). */
static json_t *kubernetes_claim(struct arena *arena, const struct workload *w)
{
    struct span pod_path =
        TEXT_CONCAT(arena, SPAN("namespaces/"), w->namespace, SPAN("/pods/"), w->pod);
    struct span node_path = TEXT_CONCAT(arena, SPAN("nodes/"), w->node);
    json_t *claim = json_object();

    json_object_set_new(claim, "namespace", doc_string(w->namespace));
    json_object_set_new(claim, "node",
                        reference(w->node, derived_uid(arena, w->issuer, node_path)));
    json_object_set_new(claim, "pod", reference(w->pod, derived_uid(arena, w->issuer, pod_path)));
    json_object_set_new(claim, "serviceaccount", reference(w->account, w->account_uid));
    return claim;
}

static json_t *audience_claim(const struct mint_order *order)
{
    json_t *audiences = json_array();

    for (size_t i = 0; i < order->audience_count; i++)
        json_array_append_new(audiences, doc_string(order->audiences[i]));
    if (order->audience_count == 0)
        json_array_append_new(audiences, doc_string(default_audience));
    return audiences;
}

static json_t *claims_of(const struct mint *mint, const struct mint_order *order,
                         const struct workload *w)
{
    int64_t ttl = order->ttl_seconds != 0 ? order->ttl_seconds : MINT_TTL_SECONDS;
    struct span subject = TEXT_CONCAT(mint->arena, SPAN("system:serviceaccount:"), w->namespace,
                                      SPAN(":"), w->account);
    json_t *claims = doc_keep(mint->arena, json_object());

    json_object_set_new(claims, "aud", audience_claim(order));
    json_object_set_new(claims, "exp", json_integer(mint->now + ttl));
    json_object_set_new(claims, "iat", json_integer(mint->now));
    json_object_set_new(claims, "iss", doc_string(w->issuer->fixture->url));
    json_object_set_new(claims, "jti", doc_string(draw_uuid4(mint->arena, mint->draw)));
    json_object_set_new(claims, "kubernetes.io", kubernetes_claim(mint->arena, w));
    json_object_set_new(claims, "nbf",
                        json_integer(order->has_not_before ? order->not_before : mint->now));
    json_object_set_new(claims, "sub", doc_string(either(order->subject, subject)));
    return claims;
}

static json_t *header_of(const struct mint *mint, const struct workload *w)
{
    json_t *header = doc_keep(mint->arena, json_object());

    json_object_set_new(header, "alg", doc_string(sign_alg_text(SIGN_RS256)));
    json_object_set_new(header, "kid", doc_string(key_id(w->issuer->signer)));
    return header;
}

static void override(json_t *object, const json_t *changes)
{
    DOC_AUTO json_t *own = json_deep_copy(changes);
    const char *name;
    json_t *value;

    json_object_foreach(own, name, value) {
        if (json_is_null(value))
            json_object_del(object, name);
        else
            json_object_set(object, name, value);
    }
}

/* The object with `changes` made and with its members sorted at every level; NULL when a change
 * nests too deep to be read back. */
static const json_t *finish(struct arena *arena, json_t *object, const json_t *changes)
{
    const json_t *sorted;
    char *text;

    override(object, changes);
    text = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text)
        abort();
    sorted = doc_parse_in(arena, span_of(text), NULL);
    free(text);
    return sorted;
}

bool mint_token(const struct mint *mint, const struct mint_order *order, struct minted *minted,
                struct fail *fail)
{
    const struct world_issuer *issuer = issuer_choose(mint, order->issuer, fail);
    struct workload workload;

    if (!issuer)
        return false;
    workload = workload_of(mint, order, issuer);
    minted->header = finish(mint->arena, header_of(mint, &workload), order->headers);
    minted->claims = finish(mint->arena, claims_of(mint, order, &workload), order->claims);
    if (!minted->header || !minted->claims)
        return fail_what(fail, "a claim or header is nested deeper than %d levels", DOC_DEPTH_MAX);
    minted->token =
        sign_token(mint->arena, issuer->signer, SIGN_RS256, minted->header, minted->claims);
    if (span_is_empty(minted->token))
        return fail_what(fail, "the key of issuer \"%.*s\" cannot sign RS256",
                         SPAN_ARGS(issuer->fixture->name));
    return true;
}

#include "admin/edit.h"

#include "admin/edit_world.h"
#include "base/doc.h"
#include "base/text.h"

static bool is_called(const struct fixture_application *a, struct span name)
{
    return span_equal_nocase(a->app_id, name) || span_equal_nocase(a->object_id, name) ||
           (a->is_managed_identity && span_equal_nocase(a->name, name));
}

static struct edit_owner owner_of(const struct edit_order *order)
{
    struct edit_owner owner = {world_tenant_find(order->world, order->tenant), NULL};

    for (size_t i = 0; owner.tenant && i < owner.tenant->application_count; i++) {
        const struct fixture_application *a = &owner.tenant->applications[i];

        if (a->is_managed_identity == (order->kind == EDIT_IDENTITY) &&
            !span_is_empty(order->owner) && is_called(a, order->owner))
            owner.application = a;
    }
    return owner;
}

/* By its name, or by the id that was answered when it was made. */
static const struct fixture_credential *credential_of(const struct edit_case *c)
{
    const struct fixture_application *a = c->owner.application;

    for (size_t i = 0; a && !span_is_empty(c->name) && i < a->credential_count; i++)
        if (span_equal(a->credentials[i].name, c->name) ||
            span_equal_nocase(edit_body_id(c->arena, &c->owner, &a->credentials[i]), c->name))
            return &a->credentials[i];
    return NULL;
}

static struct edit_case case_of(struct arena *arena, const struct edit_order *order)
{
    struct edit_case c = {
        .arena = arena,
        .kind = order->kind,
        .verb = order->verb,
        .tenant_name = order->tenant,
        .owner_name = order->owner,
        .name = order->name,
        .owner = owner_of(order),
        .month = world_wire_month(order->world),
    };

    if (order->verb & EDIT_WRITES)
        edit_body_read(arena, world_origin(order->world), order->body, &c.body);
    if (order->verb == EDIT_CREATE)
        c.name = c.body.credential.name;
    c.present = credential_of(&c);
    if (c.present)
        c.name = c.present->name;
    return c;
}

static void refuse(const struct edit_rule *rule, const struct edit_case *c,
                   struct edit_outcome *outcome)
{
    outcome->status = rule->status;
    outcome->code = rule->code;
    outcome->broken = rule;
    outcome->message = edit_rules_sentence(rule, c);
}

/* What the rules let through and a fixture does not: the reader of fixtures has the last word. */
static void refuse_fixture(struct arena *arena, const struct fail *fail,
                           struct edit_outcome *outcome)
{
    outcome->status = 400;
    outcome->code = SPAN("BadRequest");
    outcome->message =
        text_format(arena, "%s%s%s", fail->what, fail->remedy[0] ? ": " : "", fail->remedy);
}

static size_t index_of(const struct edit_case *c)
{
    const struct fixture_application *a = c->owner.application;

    return c->present ? (size_t)(c->present - a->credentials) : a->credential_count;
}

static void list(const struct edit_case *c, struct edit_outcome *outcome)
{
    outcome->status = 200;
    outcome->body = doc_keep(c->arena, edit_body_render_all(c->arena, &c->owner));
}

static void get(const struct edit_case *c, struct edit_outcome *outcome)
{
    outcome->status = 200;
    outcome->body = doc_keep(c->arena, edit_body_render(c->arena, &c->owner, c->present));
}

/* Answered is what the new world holds, as its reader understood it. */
static void put(const struct edit_case *c, const struct world *world, struct edit_outcome *outcome)
{
    struct fail fail = {0};
    struct edit_owner owner;
    size_t index = index_of(c);

    json_object_set_new(c->body.object, "name", doc_string(c->name));
    outcome->fixture = edit_world_change(c->arena, world, &c->owner, index, c->body.object, &fail);
    if (!outcome->fixture) {
        refuse_fixture(c->arena, &fail, outcome);
        return;
    }
    owner = edit_world_owner_in(world, &c->owner, outcome->fixture);
    outcome->status = c->present ? 200 : 201;
    outcome->body = doc_keep(
        c->arena, edit_body_render(c->arena, &owner, &owner.application->credentials[index]));
}

/* Graph says 204; ARM 200, and 204 when there was nothing to remove. */
static void remove_one(const struct edit_case *c, const struct world *world,
                       struct edit_outcome *outcome)
{
    struct fail fail = {0};

    outcome->status = c->kind == EDIT_IDENTITY && c->present ? 200 : 204;
    if (!c->present)
        return;
    outcome->fixture = edit_world_change(c->arena, world, &c->owner, index_of(c), NULL, &fail);
    if (!outcome->fixture)
        refuse_fixture(c->arena, &fail, outcome);
}

void edit_apply(struct arena *arena, const struct edit_order *order, struct edit_outcome *outcome)
{
    struct edit_case c = case_of(arena, order);
    const struct edit_rule *broken = edit_rules_broken(&c);

    *outcome = (struct edit_outcome){0};
    if (broken)
        refuse(broken, &c, outcome);
    else if (c.verb == EDIT_LIST)
        list(&c, outcome);
    else if (c.verb == EDIT_GET)
        get(&c, outcome);
    else if (c.verb == EDIT_DELETE)
        remove_one(&c, order->world, outcome);
    else
        put(&c, order->world, outcome);
}

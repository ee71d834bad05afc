#include "admin/edit_body.h"

#include "base/doc.h"
#include "base/text.h"
#include "keys/digest.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct slot origin;
    struct edit_body *body;
};

static struct span resolved(const struct reading *reading, const json_t *value)
{
    return text_filled(reading->arena, doc_span(value), &reading->origin, 1);
}

static bool read_text(struct reading *reading, json_t *value, void *field)
{
    if (json_is_string(value))
        *(struct span *)field = resolved(reading, value);
    return json_is_string(value);
}

static bool read_audiences(struct reading *reading, json_t *value, void *field)
{
    struct fixture_credential *credential = field;
    size_t count = json_array_size(value);

    credential->audiences = arena_array(reading->arena, count, sizeof *credential->audiences);
    for (size_t i = 0; i < count; i++) {
        if (!json_is_string(json_array_get(value, i)))
            return false;
        credential->audiences[i] = resolved(reading, json_array_get(value, i));
    }
    credential->audience_count = count;
    return json_is_array(value);
}

static bool read_expression(struct reading *reading, json_t *value, void *field)
{
    const json_t *version = json_object_get(value, "languageVersion");

    return (!version || json_integer_value(version) == 1) &&
           read_text(reading, json_object_get(value, "value"), field);
}

#define FIELD(member) offsetof(struct fixture_credential, member)

/*
 * `read` fills the field, and answers false when the value is of the wrong kind. What is printed
 * beside these members has none: it is passed over, so that it can be sent back as it came.
 */
static const struct member {
    const char *name;
    bool (*read)(struct reading *reading, json_t *value, void *field);
    size_t offset;
    const char *wanted;
} members[] = {
    {"name", read_text, FIELD(name), "a string"},
    {"issuer", read_text, FIELD(issuer), "a string"},
    {"subject", read_text, FIELD(subject), "a string"},
    {"description", read_text, FIELD(description), "a string"},
    {"audiences", read_audiences, 0, "an array of strings"},
    {"claimsMatchingExpression", read_expression, FIELD(expression),
     "an object with \"value\", a string, and \"languageVersion\", 1"},
    {"properties", NULL, 0, NULL},
    {"id", NULL, 0, NULL},
    {"type", NULL, 0, NULL},
    {"resourceGroup", NULL, 0, NULL},
    {"systemData", NULL, 0, NULL},
    {"@odata.context", NULL, 0, NULL},
    {"@odata.id", NULL, 0, NULL},
    {"@odata.type", NULL, 0, NULL},
};

static const struct member *member_find(const char *name)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    return NULL;
}

static bool is_given(const json_t *value)
{
    return !json_is_null(value) && !(json_is_string(value) && json_string_length(value) == 0);
}

static void read_one(struct reading *reading, const char *name, json_t *value)
{
    const struct member *member = member_find(name);
    struct edit_body *body = reading->body;

    if (!member)
        body->flaw = text_format(reading->arena, "there is no member '%s'", name);
    if (!member || !member->read || !is_given(value))
        return;
    if (member->read(reading, value, (char *)&body->credential + member->offset))
        json_object_set(body->object, name, value);
    else
        body->flaw = text_format(reading->arena, "'%s' must be %s", name, member->wanted);
}

static void read_object(struct reading *reading, json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value) {
        if (span_is_empty(reading->body->flaw))
            read_one(reading, name, value);
    }
}

void edit_body_read(struct arena *arena, struct span origin, struct span text,
                    struct edit_body *body)
{
    struct reading reading = {arena, {SPAN("origin"), origin}, body};
    struct doc_error error = {0};
    json_t *document = doc_parse_in(arena, text, &error);

    *body = (struct edit_body){.object = doc_keep(arena, json_object())};
    if (!json_is_object(document)) {
        body->flaw = document ? SPAN("not an object")
                              : text_format(arena, "line %u: %s", error.line, error.text);
        return;
    }
    read_object(&reading, document);
    read_object(&reading, json_object_get(document, "properties"));
}

struct span edit_body_id(struct arena *arena, const struct edit_owner *owner,
                         const struct fixture_credential *credential)
{
    const struct fixture_application *a = owner->application;

    if (a->is_managed_identity)
        return TEXT_CONCAT(arena, SPAN("/subscriptions/"), a->subscription_id,
                           SPAN("/resourcegroups/"), a->resource_group,
                           SPAN("/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"),
                           a->name, SPAN("/federatedIdentityCredentials/"), credential->name);
    return digest_uuid5(
        arena, text_lower(arena, owner->tenant->tenant_id),
        TEXT_CONCAT(arena, text_lower(arena, a->app_id), SPAN("/"), credential->name));
}

static json_t *audiences_of(const struct fixture_credential *credential)
{
    json_t *audiences = json_array();

    for (size_t i = 0; i < credential->audience_count; i++)
        json_array_append_new(audiences, doc_string(credential->audiences[i]));
    return audiences;
}

static json_t *text_or_null(struct span text)
{
    return span_is_empty(text) ? json_null() : doc_string(text);
}

static json_t *render_graph(struct arena *arena, const struct edit_owner *owner,
                            const struct fixture_credential *c)
{
    json_t *object = json_object();

    json_object_set_new(object, "id", doc_string(edit_body_id(arena, owner, c)));
    json_object_set_new(object, "name", doc_string(c->name));
    json_object_set_new(object, "issuer", doc_string(c->issuer));
    json_object_set_new(object, "subject", text_or_null(c->subject));
    json_object_set_new(object, "description", text_or_null(c->description));
    json_object_set_new(object, "audiences", audiences_of(c));
    if (!span_is_empty(c->expression))
        json_object_set_new(
            object, "claimsMatchingExpression",
            json_pack("{s:o,s:i}", "value", doc_string(c->expression), "languageVersion", 1));
    return object;
}

static json_t *render_arm(struct arena *arena, const struct edit_owner *owner,
                          const struct fixture_credential *c)
{
    json_t *object = json_object();

    json_object_set_new(object, "id", doc_string(edit_body_id(arena, owner, c)));
    json_object_set_new(object, "name", doc_string(c->name));
    json_object_set_new(
        object, "type",
        json_string(
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"));
    json_object_set_new(object, "properties",
                        json_pack("{s:o,s:o,s:o}", "issuer", doc_string(c->issuer), "subject",
                                  doc_string(c->subject), "audiences", audiences_of(c)));
    return object;
}

json_t *edit_body_render(struct arena *arena, const struct edit_owner *owner,
                         const struct fixture_credential *credential)
{
    return owner->application->is_managed_identity ? render_arm(arena, owner, credential)
                                                   : render_graph(arena, owner, credential);
}

json_t *edit_body_render_all(struct arena *arena, const struct edit_owner *owner)
{
    json_t *list = json_array();

    for (size_t i = 0; i < owner->application->credential_count; i++)
        json_array_append_new(list,
                              edit_body_render(arena, owner, &owner->application->credentials[i]));
    return json_pack("{s:o}", "value", list);
}

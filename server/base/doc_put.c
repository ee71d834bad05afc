#include "base/doc_put.h"

#include "base/doc.h"

struct doc_object doc_object_begin(struct text *text)
{
    text_put_byte(text, '{');
    return (struct doc_object){.text = text};
}

void doc_object_end(struct doc_object *object)
{
    text_put_byte(object->text, '}');
}

/* Stands for itself between quotes. */
static bool is_plain(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.at[i];

        if (c < 0x20 || c > 0x7e || c == '"' || c == '\\')
            return false;
    }
    return true;
}

void doc_put_string(struct text *text, struct span value)
{
    json_t *string;

    if (is_plain(value)) {
        text_put_byte(text, '"');
        text_put(text, value);
        text_put_byte(text, '"');
        return;
    }
    string = doc_string(value);
    text_put(text, doc_write(text->arena, string));
    json_decref(string);
}

void doc_put_name(struct doc_object *object, const char *name)
{
    if (object->members++ > 0)
        text_put_byte(object->text, ',');
    text_put_byte(object->text, '"');
    text_put(object->text, span_of(name));
    text_put(object->text, SPAN("\":"));
}

void doc_put_raw(struct doc_object *object, const char *name, struct span json)
{
    doc_put_name(object, name);
    text_put(object->text, json);
}

void doc_put(struct doc_object *object, const char *name, struct span value)
{
    if (span_is_empty(value))
        return;
    doc_put_name(object, name);
    doc_put_string(object->text, value);
}

void doc_put_number(struct doc_object *object, const char *name, int64_t number)
{
    doc_put_name(object, name);
    text_put_number(object->text, number);
}

#include "base/doc.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* jansson recurses up to 2048 levels; ours is counted before it starts. Brackets inside strings do
 * not count. */
static bool is_too_deep(struct span text, unsigned levels, unsigned *line)
{
    unsigned depth = 0;
    bool in_string = false;

    *line = 1;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];

        if (c == '\n')
            ++*line;
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{') && ++depth > levels)
            return true;
        else if (!in_string && (c == ']' || c == '}') && depth > 0)
            depth--;
    }
    return false;
}

bool doc_is_deeper(struct span text, unsigned levels)
{
    unsigned line;

    return is_too_deep(text, levels, &line);
}

static json_t *refuse(struct doc_error *error, unsigned line, unsigned column, const char *text)
{
    struct span said = span_head(span_of(text), JSON_ERROR_TEXT_LENGTH - 1);

    if (error) {
        *error = (struct doc_error){.line = line, .column = column};
        memcpy(error->text, said.at, said.len);
    }
    return NULL;
}

json_t *doc_parse(struct span text, struct doc_error *error)
{
    json_error_t why;
    unsigned line;
    json_t *doc;

    if (span_starts(text, SPAN("\xEF\xBB\xBF")))
        return refuse(error, 1, 1, "the text begins with a byte order mark");
    /* jansson 2.14 swallows a NUL behind a number (JSONTestSuite's n_multidigit_number_then_00). */
    if (span_has(text, '\0'))
        return refuse(error, 0, 0, "the text holds a NUL byte");
    if (is_too_deep(text, DOC_DEPTH_MAX, &line))
        return refuse(error, line, 0, "nested deeper than 32 levels");
    doc = json_loadb(text.len > 0 ? text.at : "", text.len, JSON_REJECT_DUPLICATES, &why);
    if (!doc)
        return refuse(error, why.line > 0 ? (unsigned)why.line : 0,
                      why.column > 0 ? (unsigned)why.column : 0, why.text);
    return doc;
}

json_t *doc_parse_in(struct arena *arena, struct span text, struct doc_error *error)
{
    return doc_keep(arena, doc_parse(text, error));
}

static void release(void *doc)
{
    json_decref(doc);
}

json_t *doc_keep(struct arena *arena, json_t *doc)
{
    if (doc)
        arena_defer(arena, release, doc);
    return doc;
}

static int append(const char *bytes, size_t len, void *data)
{
    text_put(data, (struct span){bytes, len});
    return 0;
}

static struct span dump(struct arena *arena, const json_t *doc, size_t flags)
{
    struct text text = {.arena = arena};

    if (json_dump_callback(doc, append, &text, flags | JSON_ENCODE_ANY) != 0)
        abort();
    return text_span(&text);
}

struct span doc_write(struct arena *arena, const json_t *doc)
{
    return dump(arena, doc, JSON_COMPACT);
}

struct span doc_write_pretty(struct arena *arena, const json_t *doc)
{
    return dump(arena, doc, JSON_INDENT(2));
}

/* Length of the UTF-8 sequence at the front of `text`, or 0. jansson is the judge of what is valid.
 */
static size_t valid_prefix(struct span text)
{
    for (size_t len = 1; len <= 4 && len <= text.len; len++) {
        json_t *one = json_stringn(text.at, len);

        if (one) {
            json_decref(one);
            return len;
        }
    }
    return 0;
}

static json_t *repaired_string(struct span text)
{
    struct arena *arena = arena_new();
    struct text repaired = {.arena = arena};
    json_t *string;

    while (text.len > 0) {
        size_t len = valid_prefix(text);

        text_put(&repaired, len > 0 ? span_head(text, len) : SPAN("\xEF\xBF\xBD"));
        text = span_tail(text, len > 0 ? len : 1);
    }
    string = json_stringn(text_span(&repaired).at, repaired.len);
    arena_free(arena);
    return string;
}

json_t *doc_string(struct span text)
{
    json_t *string = json_stringn(text.len > 0 ? text.at : "", text.len);

    return string ? string : repaired_string(text);
}

struct span doc_span(const json_t *value)
{
    if (!json_is_string(value))
        return SPAN("");
    return (struct span){json_string_value(value), json_string_length(value)};
}

struct span doc_member(const json_t *object, const char *name)
{
    return doc_span(json_object_get(object, name));
}

void doc_free_at(json_t **doc)
{
    json_decref(*doc);
}

/* Where in a text a JSON pointer points: a walk over text that has already parsed, done only when
 * there is an error to report. */
#include "base/doc.h"
#include "base/text.h"

struct walk {
    struct span text;
    size_t at;
};

static char peek(const struct walk *walk)
{
    return walk->at < walk->text.len ? walk->text.at[walk->at] : '\0';
}

static void skip_blank(struct walk *walk)
{
    while (walk->at < walk->text.len && span_has(SPAN(" \t\r\n,:"), peek(walk)))
        walk->at++;
}

/* Stands on the opening quote; answers what is between the quotes, still escaped. */
static struct span take_string(struct walk *walk)
{
    size_t start = ++walk->at;

    while (walk->at < walk->text.len && peek(walk) != '"')
        walk->at += peek(walk) == '\\' ? 2 : 1;
    if (walk->at > walk->text.len)
        walk->at = walk->text.len;
    return (struct span){walk->text.at + start, walk->at++ - start};
}

static void skip_value(struct walk *walk)
{
    size_t depth = 0;

    do {
        char c = peek(walk);

        if (c == '"') {
            take_string(walk);
        } else if (c == '{' || c == '[') {
            depth++;
            walk->at++;
        } else if (c == '}' || c == ']') {
            depth--;
            walk->at++;
        } else if (depth > 0) {
            walk->at++;
        } else {
            while (walk->at < walk->text.len && !span_has(SPAN(",]} \t\r\n"), peek(walk)))
                walk->at++;
        }
    } while (depth > 0 && walk->at < walk->text.len);
}

/* Steps into the container at hand and stops before the member or element named; false when there
 * is none. */
static bool step_into(struct walk *walk, struct span name)
{
    bool is_object = peek(walk) == '{';
    size_t index = 0;
    size_t wanted = 0;

    if (!is_object && peek(walk) != '[')
        return false;
    for (size_t i = 0; i < name.len; i++)
        wanted = wanted * 10 + (size_t)(unsigned char)(name.at[i] - '0');
    walk->at++;
    for (skip_blank(walk); walk->at < walk->text.len && !span_has(SPAN("}]"), peek(walk));
         skip_blank(walk), index++) {
        struct span key = is_object ? take_string(walk) : SPAN("");

        skip_blank(walk);
        if (is_object ? span_equal(key, name) : index == wanted)
            return true;
        skip_value(walk);
    }
    return false;
}

/* RFC 6901 section 4: ~1 is a slash, ~0 a tilde. */
static struct span unescape(struct arena *arena, struct span token)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < token.len; i++) {
        bool escaped = token.at[i] == '~' && i + 1 < token.len;

        if (escaped)
            i++;
        text_put_byte(&text, !escaped ? token.at[i] : token.at[i] == '1' ? '/' : '~');
    }
    return text_span(&text);
}

unsigned doc_line_of(struct span text, struct span pointer)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct walk walk = {.text = text};
    struct span rest = span_tail(pointer, 1);
    struct span token;
    unsigned line = 1;

    skip_blank(&walk);
    while (pointer.len > 0) {
        bool more = span_cut(rest, '/', &token, &rest);

        if (!step_into(&walk, unescape(arena, token)))
            return 1;
        if (!more)
            break;
    }
    for (size_t i = 0; i < walk.at && i < text.len; i++)
        line += text.at[i] == '\n';
    return line;
}

#include "entra/expression.h"

#include "base/doc.h"

struct cursor {
    struct span rest;
    size_t at;
};

static bool take(struct cursor *cursor, struct span words)
{
    if (!span_starts(cursor->rest, words))
        return false;
    cursor->rest = span_tail(cursor->rest, words.len);
    cursor->at += words.len;
    return true;
}

static bool is_special(char c)
{
    return c == '\'' || c == '*' || c == '?';
}

/* Is the quote at the front of `text` an escape? */
static bool is_escape(struct span text)
{
    return text.len > 1 && text.at[0] == '\'' && is_special(text.at[1]);
}

/* Up to the quote that ends it, and past that quote. */
static bool take_quoted(struct cursor *cursor, struct span *quoted)
{
    struct span rest = cursor->rest;
    size_t len = 0;

    while (len < rest.len && (rest.at[len] != '\'' || is_escape(span_tail(rest, len))))
        len += is_escape(span_tail(rest, len)) ? 2 : 1;
    if (len >= rest.len)
        return false;
    *quoted = span_head(rest, len);
    cursor->rest = span_tail(rest, len + 1);
    cursor->at += len + 1;
    return true;
}

static const char *take_operator(struct cursor *cursor, struct expression_term *term)
{
    if (take(cursor, SPAN(" eq '")))
        term->is_pattern = false;
    else if (take(cursor, SPAN(" matches '")))
        term->is_pattern = true;
    else
        return "expected ' eq ' or ' matches ', and a comparand in single quotes";
    return NULL;
}

static const char *take_term(struct cursor *cursor, struct expression_term *term)
{
    const char *why;

    if (!take(cursor, SPAN("claims['")))
        return "expected claims['NAME']";
    if (!span_cut(cursor->rest, '\'', &term->claim, &cursor->rest))
        return "the claim's name has no closing quote";
    cursor->at += term->claim.len + 1;
    if (span_is_empty(term->claim))
        return "the claim's name is empty";
    if (!take(cursor, SPAN("]")))
        return "expected ']' behind the claim's name";
    why = take_operator(cursor, term);
    if (why)
        return why;
    return take_quoted(cursor, &term->comparand) ? NULL : "the comparand has no closing quote";
}

struct expression_flaw expression_parse(struct span text, struct expression *expression)
{
    struct cursor cursor = {.rest = text};
    const char *why = NULL;

    expression->count = 0;
    do {
        if (expression->count == EXPRESSION_TERMS_MAX)
            return (struct expression_flaw){"more than 8 terms", cursor.at};
        why = take_term(&cursor, &expression->terms[expression->count++]);
    } while (!why && take(&cursor, SPAN(" and ")));
    if (!why && !span_is_empty(cursor.rest))
        why = "expected ' and ' or the end; there is no 'or'";
    return (struct expression_flaw){why, cursor.at};
}

/* One step of a comparand: a character, or a wildcard. */
struct step {
    char byte;
    bool is_wild;
    size_t len;
};

static struct step step_at(struct span comparand, bool is_pattern)
{
    if (is_escape(comparand))
        return (struct step){comparand.at[1], false, 2};
    return (struct step){comparand.at[0],
                         is_pattern && (comparand.at[0] == '*' || comparand.at[0] == '?'), 1};
}

/*
 * Matches greedily and goes back to the last `*` when it must: at most pattern x value steps, both
 * of which are bounded.
 */
static bool fits(struct span comparand, bool is_pattern, struct span value)
{
    struct span star_pattern = SPAN("");
    struct span star_value = SPAN("");
    bool has_star = false;

    while (value.len > 0 || comparand.len > 0) {
        struct step step = comparand.len > 0 ? step_at(comparand, is_pattern) : (struct step){0};

        if (step.is_wild && step.byte == '*') {
            has_star = true;
            comparand = star_pattern = span_tail(comparand, step.len);
            star_value = value;
        } else if (step.len > 0 && value.len > 0 && (step.is_wild || step.byte == value.at[0])) {
            comparand = span_tail(comparand, step.len);
            value = span_tail(value, 1);
        } else if (has_star && star_value.len > 0) {
            comparand = star_pattern;
            value = star_value = span_tail(star_value, 1);
        } else {
            return false;
        }
    }
    return true;
}

bool expression_is_fit(struct span comparand, struct span value)
{
    return fits(comparand, true, value);
}

bool expression_match(const struct expression *expression, const json_t *claims)
{
    for (size_t i = 0; i < expression->count; i++) {
        const struct expression_term *term = &expression->terms[i];
        const json_t *claim = json_object_getn(claims, term->claim.at, term->claim.len);

        if (!json_is_string(claim) || !fits(term->comparand, term->is_pattern, doc_span(claim)))
            return false;
    }
    return expression->count > 0;
}

#include "wire/catalogue.h"

#include "base/doc.h"
#include "base/text.h"
#include "entra/errors.h"
#include "support/cm.h"

#include <stdio.h>

enum { ROWS_MAX = 256 };

static bool is_hit[ROWS_MAX];

/* Moves `text` behind the first place where it continues with `piece`. */
static bool skip_to(struct span *text, struct span piece)
{
    while (!span_starts(*text, piece)) {
        if (text->len == 0)
            return false;
        *text = span_tail(*text, 1);
    }
    *text = span_tail(*text, piece.len);
    return true;
}

/* Is `text` this sentence with its places filled, and then the ids? */
static bool is_sentence(struct span sentence, struct span text)
{
    struct span piece, place;

    span_cut(sentence, '{', &piece, &sentence);
    if (!span_starts(text, piece))
        return false;
    text = span_tail(text, piece.len);
    while (sentence.len > 0) {
        span_cut(sentence, '}', &place, &sentence);
        span_cut(sentence, '{', &piece, &sentence);
        if (!skip_to(&text, piece))
            return false;
    }
    while (text.len > 0 && span_has(SPAN(" \r\n"), text.at[0]))
        text = span_tail(text, 1);
    return span_starts(text, SPAN("Trace ID: "));
}

/* A fixture may name the code of an unreachable issuer, whatever the month. */
static bool is_worded_in(const struct entra_error *row, int month)
{
    return row->symbol == ENTRA_ISSUER_UNREACHABLE || entra_error_find(row->symbol, month) == row;
}

/* Throttling is plain text without a code. */
static void note_plain_text(const struct answer *answer)
{
    for (size_t i = 0; i < entra_error_count(); i++) {
        const struct entra_error *row = entra_error_at(i);

        if (span_is_empty(row->error) && row->status == answer->status &&
            span_equal(row->sentence, answer->body))
            is_hit[i] = true;
    }
}

void catalogue_note(const struct world *world, const struct answer *answer)
{
    struct span rest = doc_member(answer->json, "error_description");
    struct span code;

    if (!answer->json)
        note_plain_text(answer);
    if (!span_starts(rest, SPAN("AADSTS")))
        return;
    span_cut(span_tail(rest, sizeof "AADSTS" - 1), ':', &code, &rest);
    for (size_t i = 0; i < entra_error_count(); i++) {
        const struct entra_error *row = entra_error_at(i);
        char number[16];

        snprintf(number, sizeof number, "%d", row->code);
        if (span_equal(code, span_of(number)) && row->status == answer->status &&
            span_equal(row->error, doc_member(answer->json, "error")) &&
            is_worded_in(row, world_wire_month(world)) &&
            is_sentence(row->sentence, span_tail(rest, 1)))
            is_hit[i] = true;
    }
}

bool catalogue_check(void)
{
    bool ok = true;

    assert_true(entra_error_count() <= ROWS_MAX);
    for (size_t i = 0; i < entra_error_count(); i++) {
        const struct entra_error *row = entra_error_at(i);

        if (is_hit[i])
            continue;
        print_error("no case has AADSTS%d as worded since %.*s (%d %.*s): %.*s\n", row->code,
                    SPAN_ARGS(row->since), row->status, SPAN_ARGS(row->error),
                    SPAN_ARGS(row->sentence));
        ok = false;
    }
    return ok;
}

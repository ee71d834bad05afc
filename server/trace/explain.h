/*
 * An exchange record (the JSON of `GET /_badged/exchanges/{id}`) as text for people: 80 columns,
 * the verdict first, then the rows, and for the row that decided what was expected and what was
 * presented, one below the other, with a mark under the first byte that differs. Bytes that cannot
 * be seen are shown as \xNN. A record without an id is of a token that was judged and
 * not posted (app/judge.h).
 */
#ifndef BADGED_TRACE_EXPLAIN_H
#define BADGED_TRACE_EXPLAIN_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>
#include <stdbool.h>

/* Ends with a newline. `colour` writes ANSI sequences. */
struct span explain_render(struct arena *arena, const json_t *record, bool colour);

#endif

/*
 * JSON documents, strictly: jansson with everything it would forgive turned into an error.
 *
 * Read: RFC 8259, UTF-8 without BOM, no duplicate members, at most DOC_DEPTH_MAX levels, an object
 * or an array at the top. Written: compact, in insertion order, `/` as it is, which is how every
 * service emulated here writes.
 */
#ifndef BADGED_BASE_DOC_H
#define BADGED_BASE_DOC_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>

enum { DOC_DEPTH_MAX = 32 };

struct doc_error {
    unsigned line;   /* from 1; 0 when the text as a whole is meant */
    unsigned column; /* from 1, in bytes */
    char text[JSON_ERROR_TEXT_LENGTH];
};

/* NULL when the text is not acceptable; `error` says where and why, and may be NULL. The caller
 * owns the result. */
json_t *doc_parse(struct span text, struct doc_error *error);

/* Does the text nest arrays and objects in more than `levels` levels? */
bool doc_is_deeper(struct span text, unsigned levels);

/* doc_parse into the arena: the arena owns the result. */
json_t *doc_parse_in(struct arena *arena, struct span text, struct doc_error *error);

/* Compact text. */
struct span doc_write(struct arena *arena, const json_t *doc);

/* Indented by two, for people. */
struct span doc_write_pretty(struct arena *arena, const json_t *doc);

/* Hands `doc` to the arena and answers it: json_decref when the arena goes. */
json_t *doc_keep(struct arena *arena, json_t *doc);

/* A JSON string of these bytes (a new reference). Bytes that are not UTF-8 appear as U+FFFD. */
json_t *doc_string(struct span text);

/* The bytes of a JSON string; empty for anything else. Borrowed from `value`. */
struct span doc_span(const json_t *value);

/* The bytes of member `name` when it is a string, else empty. */
struct span doc_member(const json_t *object, const char *name);

/* The line (from 1) on which the value at this JSON pointer (RFC 6901) begins in `text`, which must
 * have parsed; 1 when not found. */
unsigned doc_line_of(struct span text, struct span pointer);

#define DOC_AUTO __attribute__((cleanup(doc_free_at)))
void doc_free_at(json_t **doc);

#endif

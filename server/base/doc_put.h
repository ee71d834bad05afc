/*
 * JSON objects written straight into text, member by member: for what is written with every
 * exchange, where building a tree only to write it costs more than everything else but the
 * signature. What comes out is what doc_write would write.
 */
#ifndef BADGED_BASE_DOC_PUT_H
#define BADGED_BASE_DOC_PUT_H

#include "base/text.h"

#include <stdint.h>

/* An object that is being written. */
struct doc_object {
    struct text *text;
    size_t members;
};

struct doc_object doc_object_begin(struct text *text);
void doc_object_end(struct doc_object *object);

/* Names are ours: plain ASCII. An empty value is left out. */
void doc_put(struct doc_object *object, const char *name, struct span value);
void doc_put_number(struct doc_object *object, const char *name, int64_t number);

/* A value that is JSON text already. */
void doc_put_raw(struct doc_object *object, const char *name, struct span json);

/* Only the name: the value is what is written next. */
void doc_put_name(struct doc_object *object, const char *name);

/* A string, quotes and all. Bytes that are not UTF-8 appear as U+FFFD. */
void doc_put_string(struct text *text, struct span value);

#endif

/* UUIDs as text: 36 characters, lower case when we write them, either case when we read them. */
#ifndef BADGED_BASE_UUID_H
#define BADGED_BASE_UUID_H

#include "base/arena.h"
#include "base/span.h"

enum { UUID_BYTES = 16, UUID_TEXT_LENGTH = 36 };

/* 8-4-4-4-12 hexadecimal digits and nothing else. */
bool uuid_is(struct span text);

/* False when the text is none. */
bool uuid_parse(struct span text, unsigned char bytes[UUID_BYTES]);

struct span uuid_render(struct arena *arena, const unsigned char bytes[UUID_BYTES]);

/* Sets the version and variant bits of RFC 9562. */
void uuid_stamp(unsigned char bytes[UUID_BYTES], unsigned version);

#endif

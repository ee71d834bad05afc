/* `NAME=TEXT` and `NAME:=JSON`, as --claim and --header take them. */
#ifndef BADGED_CLI_ASSIGNMENT_H
#define BADGED_CLI_ASSIGNMENT_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <jansson.h>

/* `name` borrows from `text`; `value` is a new reference. */
__attribute__((warn_unused_result)) bool assignment_parse(struct span text, struct span *name,
                                                          json_t **value, struct fail *fail);

/* Whether assignment_parse would take it: for the table of options. */
bool assignment_check(struct span text, struct fail *fail);

#endif

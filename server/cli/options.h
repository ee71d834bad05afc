/*
 * argv and the environment as values, by the table of option_row.h. A value on the command line
 * outranks the environment; a list on the command line replaces the whole list of the environment;
 * an empty environment variable is one that is not set.
 */
#ifndef BADGED_CLI_OPTIONS_H
#define BADGED_CLI_OPTIONS_H

#include "base/arena.h"
#include "cli/option_row.h"

struct option_values {
    struct span *items;
    size_t count;
    bool is_typed; /* stood on the command line */
};

struct options {
    struct option_values values[OPTION_COUNT];
    struct span *operands; /* what is no option, in order */
    size_t operand_count;
};

/*
 * `argv` begins with the command's name and ends with NULL; it is permuted. Everything in `options`
 * lives in the arena and in `argv`. False with a sentence for the user when it cannot be meant.
 * When OPTION_HELP is set, the rest may be incomplete.
 */
__attribute__((warn_unused_result)) bool options_parse(struct arena *arena,
                                                       enum command_bit command, char **argv,
                                                       struct options *options, struct fail *fail);

bool option_is_set(const struct options *options, enum option_id id);

/* The last value given, else the row's fallback, else empty. NUL-terminated. */
struct span option_text(const struct options *options, enum option_id id);

#endif

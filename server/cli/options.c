#define _POSIX_C_SOURCE 200809L

#include "cli/options.h"

#include "base/nearest.h"
#include "base/text.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* What getopt_long answers for row n is LONG_BASE + n: no character, so never mixed up with one. */
enum { LONG_BASE = 256, FIRST_VALUES = 4 };

static bool applies(enum option_id id, enum command_bit command)
{
    return (option_row_at(id)->commands & (unsigned)command) != 0;
}

static void add_value(struct arena *arena, struct option_values *values, struct span value)
{
    bool is_full = values->count == 0 ||
                   (values->count >= FIRST_VALUES && (values->count & (values->count - 1)) == 0);

    if (is_full) {
        size_t size = values->count == 0 ? FIRST_VALUES : values->count * 2;
        struct span *grown = arena_array(arena, size, sizeof *grown);

        if (values->count > 0)
            memcpy(grown, values->items, values->count * sizeof *grown);
        values->items = grown;
    }
    values->items[values->count++] = value;
}

static bool take_value(struct arena *arena, enum option_id id, struct span value,
                       struct options *options, struct fail *fail)
{
    const struct option_row *row = option_row_at(id);

    if (row->check && !row->check(value, fail))
        return false;
    add_value(arena, &options->values[id], value);
    return true;
}

static struct span question(struct arena *arena, enum command_bit command, struct span flag)
{
    struct nearest nearest = {.wrong = flag};

    for (int id = 0; id < OPTION_COUNT; id++)
        if (applies((enum option_id)id, command))
            nearest_offer(&nearest,
                          text_format(arena, "--%s", option_row_at((enum option_id)id)->flag));
    return nearest_question(arena, &nearest);
}

/* getopt_long has just answered '?' with no letter: the option before optind is unknown. */
static bool refuse_unknown(enum command_bit command, char **argv, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span flag;
    struct span value;
    struct span meant;

    span_cut(span_of(argv[optind - 1]), '=', &flag, &value);
    meant = question(arena, command, flag);
    fail_what(fail, "unknown option \"%.*s\"", SPAN_ARGS(flag));
    if (!span_is_empty(meant))
        return fail_remedy(fail, "%.*s", SPAN_ARGS(meant));
    return fail_remedy(fail, "badged %s --help lists the options", argv[0]);
}

/* What is wrong when getopt_long answers ':' (a value is missing) or '?'. */
static bool refuse(enum command_bit command, int answer, char **argv, struct fail *fail)
{
    const struct option_row *row =
        optopt >= LONG_BASE ? option_row_at((enum option_id)(optopt - LONG_BASE)) : NULL;

    if (answer == ':' && row) {
        fail_what(fail, "--%s wants a value", row->flag);
        return fail_remedy(fail, "write --%s %s", row->flag, row->argument);
    }
    if (row) {
        fail_what(fail, "--%s takes no value", row->flag);
        return fail_remedy(fail, "write --%s alone", row->flag);
    }
    if (optopt == 0)
        return refuse_unknown(command, argv, fail);
    fail_what(fail, "unknown option \"-%c\"", optopt);
    return fail_remedy(fail, "badged %s --help lists the options", argv[0]);
}

static void fill_long_options(enum command_bit command, struct option *longs)
{
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option_row *row = option_row_at((enum option_id)id);

        if (applies((enum option_id)id, command))
            *longs++ = (struct option){
                .name = row->flag,
                .has_arg = row->kind == OPTION_KIND_FLAG ? no_argument : required_argument,
                .val = LONG_BASE + id,
            };
    }
    *longs = (struct option){0};
}

static int count_arguments(char **argv)
{
    int count = 0;

    while (argv[count])
        count++;
    return count;
}

static void take_operands(struct arena *arena, char **argv, int argc, struct options *options)
{
    options->operands = arena_array(arena, (size_t)argc, sizeof *options->operands);
    for (int i = optind; i < argc; i++)
        options->operands[options->operand_count++] = span_of(argv[i]);
}

static bool parse_arguments(struct arena *arena, enum command_bit command, char **argv,
                            struct options *options, struct fail *fail)
{
    struct option longs[OPTION_COUNT + 1];
    int argc = count_arguments(argv);
    int answer;

    fill_long_options(command, longs);
    opterr = 0;
    optind = 0; /* starts over, also in the C libraries that want optreset */
    while ((answer = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
        enum option_id id =
            answer >= LONG_BASE ? (enum option_id)(answer - LONG_BASE) : OPTION_HELP;

        if (answer == '?' || answer == ':')
            return refuse(command, answer, argv, fail);
        options->values[id].is_typed = true;
        if (!take_value(arena, id, span_of(optarg), options, fail))
            return fail_where(fail, "--%s", option_row_at(id)->flag);
    }
    take_operands(arena, argv, argc, options);
    return true;
}

static bool span_is_one_of(struct span value, const char *const *words)
{
    for (; *words; words++)
        if (span_equal_nocase(value, span_of(*words)))
            return true;
    return false;
}

static bool take_flag(struct arena *arena, enum option_id id, struct span value,
                      struct options *options, struct fail *fail)
{
    static const char *const yes[] = {"1", "true", "yes", "on", NULL};
    static const char *const no[] = {"0", "false", "no", "off", NULL};

    if (span_is_one_of(value, no))
        return true;
    if (span_is_one_of(value, yes))
        return take_value(arena, id, value, options, fail);
    fail_what(fail, "\"%.*s\" is neither yes nor no", SPAN_ARGS(value));
    return fail_remedy(fail, "write 1 or 0");
}

static bool take_list(struct arena *arena, enum option_id id, struct span list,
                      struct options *options, struct fail *fail)
{
    while (list.len > 0) {
        struct span piece;

        span_cut(list, ',', &piece, &list);
        if (piece.len > 0 && !take_value(arena, id, arena_copy(arena, piece), options, fail))
            return false;
    }
    return true;
}

static bool parse_variable(struct arena *arena, enum option_id id, struct options *options,
                           struct fail *fail)
{
    static bool (*const takers[])(struct arena *, enum option_id, struct span, struct options *,
                                  struct fail *) = {
        [OPTION_KIND_FLAG] = take_flag,
        [OPTION_KIND_TEXT] = take_value,
        [OPTION_KIND_LIST] = take_list,
    };
    const struct option_row *row = option_row_at(id);
    const char *value = row->environment ? getenv(row->environment) : NULL;

    if (options->values[id].is_typed || !value || !*value)
        return true;
    if (takers[row->kind](arena, id, span_of(value), options, fail))
        return true;
    return fail_where(fail, "environment variable %s", row->environment);
}

bool options_parse(struct arena *arena, enum command_bit command, char **argv,
                   struct options *options, struct fail *fail)
{
    *options = (struct options){0};
    if (!parse_arguments(arena, command, argv, options, fail))
        return false;
    if (option_is_set(options, OPTION_HELP))
        return true;
    for (int id = 0; id < OPTION_COUNT; id++)
        if (applies((enum option_id)id, command) &&
            !parse_variable(arena, (enum option_id)id, options, fail))
            return false;
    return true;
}

bool option_is_set(const struct options *options, enum option_id id)
{
    return options->values[id].count > 0;
}

struct span option_text(const struct options *options, enum option_id id)
{
    const struct option_values *values = &options->values[id];

    if (values->count > 0)
        return values->items[values->count - 1];
    return span_of(option_row_at(id)->fallback);
}

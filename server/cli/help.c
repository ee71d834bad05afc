#include "cli/help.h"

#include "base/text.h"

enum { COMMAND_INDENT = 14, OPTION_INDENT = 26 };

static void put_spaces(struct text *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_put_byte(text, ' ');
}

/* Words of `prose` from `column` on, broken before HELP_COLUMNS; further lines begin at `indent`. A
 * newline in it begins a paragraph. */
static void put_wrapped(struct text *text, size_t column, size_t indent, struct span prose)
{
    bool is_line_start = true;

    while (prose.len > 0) {
        size_t len = 0;

        while (len < prose.len && prose.at[len] != ' ' && prose.at[len] != '\n')
            len++;
        if (!is_line_start && column + 1 + len > HELP_COLUMNS) {
            text_put_byte(text, '\n');
            put_spaces(text, indent);
            column = indent;
        } else if (!is_line_start) {
            text_put_byte(text, ' ');
            column++;
        }
        text_put(text, span_head(prose, len));
        column += len;
        is_line_start = len < prose.len && prose.at[len] == '\n';
        if (is_line_start) {
            text_put(text, SPAN("\n\n"));
            put_spaces(text, indent);
            column = indent;
        }
        prose = span_tail(prose, len + 1);
    }
    text_put_byte(text, '\n');
}

/* A term, then what is said about it from column `indent` on; below it when the term is too long.
 */
static void put_entry(struct text *text, struct span term, size_t indent, struct span prose)
{
    text_printf(text, "  %.*s", SPAN_ARGS(term));
    if (term.len + 4 > indent) {
        text_put_byte(text, '\n');
        put_spaces(text, indent);
    } else {
        put_spaces(text, indent - term.len - 2);
    }
    put_wrapped(text, indent, indent, prose);
}

static void put_option(struct text *text, const struct option_row *row)
{
    struct text prose = {.arena = text->arena};
    struct span term = text_format(text->arena, "--%s%s%s", row->flag, row->argument ? " " : "",
                                   row->argument ? row->argument : "");

    text_put(&prose, span_of(row->help));
    if (row->kind == OPTION_KIND_LIST)
        text_put(&prose, SPAN("; may be repeated"));
    if (row->fallback)
        text_printf(&prose, " [default: %s]", row->fallback);
    if (row->environment)
        text_printf(&prose, " [%s]", row->environment);
    put_entry(text, term, OPTION_INDENT, text_span(&prose));
}

struct span help_overview(struct arena *arena)
{
    struct text text = {.arena = arena};
    const struct command *command;

    text_put(&text, SPAN("Usage: badged COMMAND [OPTION]...\n\n"));
    put_wrapped(&text, 0, 0,
                SPAN("A local OIDC issuer and an emulator of Microsoft Entra's token service."));
    text_put(&text, SPAN("\nCommands:\n"));
    for (size_t i = 0; (command = command_at(i)); i++)
        put_entry(&text, span_of(command->name), COMMAND_INDENT, span_of(command->summary));
    text_put(&text, SPAN("\nOptions:\n"));
    put_entry(&text, SPAN("--help"), COMMAND_INDENT,
              SPAN("print this and exit; behind a command, its own help"));
    put_entry(&text, SPAN("--version"), COMMAND_INDENT, SPAN("print the version and exit"));
    text_put(&text, SPAN("\nExit status:\n"));
    put_entry(&text, SPAN("0"), COMMAND_INDENT, SPAN("done"));
    put_entry(&text, SPAN("1"), COMMAND_INDENT,
              SPAN("the answer is no: refused, not ready, errors found"));
    put_entry(&text, SPAN("2"), COMMAND_INDENT, SPAN("wrong usage"));
    put_entry(&text, SPAN("3"), COMMAND_INDENT,
              SPAN("the world failed: a busy port, an unreadable file, no daemon"));
    return text_span(&text);
}

struct span help_of_command(struct arena *arena, const struct command *command)
{
    struct text text = {.arena = arena};

    text_printf(&text, "Usage: badged %s [OPTION]...%s%s\n\n", command->name,
                command->operands ? " " : "", command->operands ? command->operands : "");
    put_wrapped(&text, 0, 0, span_of(command->about));
    text_put(&text, SPAN("\nOptions (in brackets the environment variable of each; repeatable ones "
                         "are\ncomma-separated there):\n"));
    for (int id = 0; id < OPTION_COUNT; id++)
        if (option_row_at((enum option_id)id)->commands & (unsigned)command->bit)
            put_option(&text, option_row_at((enum option_id)id));
    return text_span(&text);
}

#include "base/doc.h"
#include "base/nearest.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/report.h"
#include "cli/scenario_judge.h"
#include "trace/explain.h"

#include <stdio.h>

enum { NAME_WIDTH = 31, CODE_WIDTH = 9 };

/* The AADSTS code that it expects, or "granted", or the status of an answer without a code. */
static struct span code_text(struct arena *arena, const struct scenario *scenario)
{
    const json_t *expect = json_object_get(scenario->document, "expect");
    json_int_t code = json_integer_value(json_object_get(expect, "code"));
    json_int_t status = json_integer_value(json_object_get(expect, "status"));

    if (code == 0 && status == 200)
        return SPAN("granted");
    return text_format(arena, "%" JSON_INTEGER_FORMAT, code > 0 ? code : status);
}

static bool put_row(struct text *text, struct span folder, struct span name, struct fail *fail)
{
    struct scenario scenario;
    struct span code;

    if (!scenario_load(text->arena, folder, name, &scenario, fail))
        return false;
    code = code_text(text->arena, &scenario);
    text_printf(text, "%-*.*s %-*.*s %.*s\n", NAME_WIDTH, SPAN_ARGS(name), CODE_WIDTH,
                SPAN_ARGS(code), SPAN_ARGS(doc_member(scenario.document, "title")));
    return true;
}

static enum cli_status list(struct arena *arena, struct span folder, struct fail *fail)
{
    struct text text = {.arena = arena};
    struct scenario_names names;

    if (!scenario_list(arena, folder, &names, fail))
        return CLI_FAILED;
    text_printf(&text, "%-*s %-*s %s\n", NAME_WIDTH, "NAME", CODE_WIDTH, "AADSTS", "TITLE");
    for (size_t i = 0; i < names.count; i++)
        if (!put_row(&text, folder, names.names[i], fail))
            return CLI_FAILED;
    return report_output(text_span(&text), fail) ? CLI_DONE : CLI_FAILED;
}

/* Words on lines that fit a terminal. */
static void put_prose(struct text *text, struct span words)
{
    size_t column = 0;
    struct span word;

    while (words.len > 0) {
        span_cut(words, ' ', &word, &words);
        if (column > 0 && column + 1 + word.len > HELP_COLUMNS) {
            text_put_byte(text, '\n');
            column = 0;
        }
        text_printf(text, "%s%.*s", column > 0 ? " " : "", SPAN_ARGS(word));
        column += word.len + (column > 0);
    }
    text_put_byte(text, '\n');
}

static void put_cure(struct text *text, const json_t *cure)
{
    json_t *step;
    size_t i;

    if (json_array_size(cure) > 0)
        text_put(text, SPAN("\nWhat cures it, in world.json and scenario.json\n"));
    json_array_foreach(cure, i, step) {
        const json_t *value = json_object_get(step, "value");

        text_printf(text, "  %.*s %.*s\n", SPAN_ARGS(doc_member(step, "op")),
                    SPAN_ARGS(doc_member(step, "path")));
        if (value)
            text_printf(text, "    %.*s\n", SPAN_ARGS(doc_write(text->arena, value)));
    }
}

static void put_story(struct text *text, const struct scenario *scenario)
{
    struct span story = doc_member(scenario->document, "story");

    text_printf(text, "%.*s: %.*s\n%.*s%s\n", SPAN_ARGS(scenario->name),
                SPAN_ARGS(doc_member(scenario->document, "title")), SPAN_ARGS(story),
                story.len > 0 ? "\n" : "");
    put_prose(text, doc_member(scenario->document, "about"));
}

static enum cli_status show(struct arena *arena, const struct scenario *scenario,
                            const struct scenario_outcome *outcome, struct fail *fail)
{
    struct text text = {.arena = arena};

    put_story(&text, scenario);
    text_printf(&text, "\nThe answer: %d\n%.*s\n\n", outcome->status, SPAN_ARGS(outcome->body));
    if (outcome->record)
        text_put(&text, explain_render(arena, outcome->record, report_has_colour(stdout)));
    put_cure(&text, json_object_get(scenario->document, "cure"));
    if (span_is_empty(outcome->complaint))
        text_printf(&text, "\nAs expected: %.*s\n",
                    SPAN_ARGS(scenario_outcome_text(arena, outcome)));
    if (!report_output(text_span(&text), fail))
        return CLI_FAILED;
    if (span_is_empty(outcome->complaint))
        return CLI_DONE;
    fail_what(fail, "%.*s", SPAN_ARGS(outcome->complaint));
    return CLI_NO;
}

static enum cli_status run(struct arena *arena, struct span folder, struct span name,
                           struct fail *fail)
{
    struct keyring *keyring = scenario_keyring_new();
    enum cli_status status = CLI_FAILED;
    struct scenario_outcome outcome;
    struct scenario scenario;

    if (scenario_load(arena, folder, name, &scenario, fail) &&
        scenario_play(arena, &scenario, keyring, &outcome, fail))
        status = show(arena, &scenario, &outcome, fail);
    keyring_free(keyring);
    return status;
}

/* Numbers are offered beside names: who types "d1" means "d01". */
static enum cli_status refuse_name(struct arena *arena, const struct scenario_names *names,
                                   struct span name, struct fail *fail)
{
    struct nearest nearest = {.wrong = name};

    for (size_t i = 0; i < names->count; i++) {
        struct span number;
        struct span rest;

        span_cut(names->names[i], '-', &number, &rest);
        nearest_offer(&nearest, names->names[i]);
        nearest_offer(&nearest, number);
        nearest_offer(&nearest, rest);
    }
    fail_what(fail, "there is no scenario \"%.*s\"", SPAN_ARGS(name));
    if (!span_is_empty(nearest.best))
        fail_remedy(fail, "%.*s", SPAN_ARGS(nearest_question(arena, &nearest)));
    fail_remedy(fail, "badged scenario list lists them");
    return CLI_USAGE;
}

static enum cli_status find_and_run(struct arena *arena, struct span folder, struct span name,
                                    struct fail *fail)
{
    struct scenario_names names;
    struct span found;

    if (!scenario_list(arena, folder, &names, fail))
        return CLI_FAILED;
    found = scenario_find(&names, name);
    return span_is_empty(found) ? refuse_name(arena, &names, name, fail)
                                : run(arena, folder, found, fail);
}

static enum cli_status refuse_operands(struct fail *fail)
{
    fail_what(fail, "badged scenario takes \"list\", or \"run\" and a name");
    fail_remedy(fail, "badged scenario list lists the names");
    return CLI_USAGE;
}

enum cli_status scenario_command(struct arena *arena, const struct options *options,
                                 struct fail *fail)
{
    struct span folder = scenario_folder(option_text(options, OPTION_SCENARIOS));
    const struct span *words = options->operands;

    if (options->operand_count == 1 && span_equal(words[0], SPAN("list")))
        return list(arena, folder, fail);
    if (options->operand_count == 2 && span_equal(words[0], SPAN("run")))
        return find_and_run(arena, folder, words[1], fail);
    return refuse_operands(fail);
}

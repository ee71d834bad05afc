/* The lines of federation.txt, which says how it is written. */
#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"
#include "support/files.h"
#include "table/trial.h"

#include <stdlib.h>

#define TABLE "tests/table/federation.txt"

enum { LINES_MAX = 1000 };

static const struct span ARROW = SPAN_INIT("->");
static const struct span CREDENTIAL = SPAN_INIT("credential ");
static const struct span FLEXIBLE = SPAN_INIT("flexible ");
static const struct span CLAIMS = SPAN_INIT("claims ");
static const struct span OPTIONS = SPAN_INIT("options ");
static const struct span TENANT = SPAN_INIT("tenant ");

/* A line that presents an assertion, until its block is complete. */
struct row {
    unsigned line;
    struct span presented, expected;
};

struct table {
    struct trial trial;
    const json_t *claims; /* of every assertion of the block, or NULL */
    struct row rows[LINES_MAX];
    size_t row_count;
    unsigned line;
    size_t presented, failed;
};

static unsigned char byte_of(struct span digits)
{
    char text[3] = {digits.at[0], digits.at[1], '\0'};

    return (unsigned char)strtoul(text, NULL, 16);
}

/* Trimmed, with its escapes resolved. */
static struct span value_of(struct arena *arena, struct span text)
{
    struct text value = {.arena = arena};

    text = span_trim(text);
    while (text.len > 0) {
        size_t taken = text.at[0] == '\\' && text.len > 1 ? 2 : 1;

        if (taken == 1)
            text_put_byte(&value, text.at[0]);
        else if (text.at[1] == 'x' && text.len >= 4)
            text_put_byte(&value, (char)byte_of(span_tail(text, taken)));
        else
            text_put_byte(&value, text.at[1] == 's' ? ' ' : text.at[1] == 't' ? '\t' : '\n');
        text = span_tail(text, taken == 2 && text.at[1] == 'x' ? 4 : taken);
    }
    return text_span(&value);
}

static struct span next_value(struct arena *arena, struct span *rest, char separator)
{
    struct span value;

    span_cut(*rest, separator, &value, rest);
    return value_of(arena, value);
}

static json_t *audiences_of(struct arena *arena, struct span *rest)
{
    json_t *audiences = json_array();
    struct span list;

    span_cut(*rest, '|', &list, rest);
    while (list.len > 0)
        json_array_append_new(audiences, doc_string(next_value(arena, &list, ',')));
    return audiences;
}

/* "+300", "-299", "@0" */
static json_t *time_of(struct span text)
{
    bool is_absolute = span_starts(text, SPAN("@"));
    char digits[32];
    long long number;

    snprintf(digits, sizeof digits, "%.*s", SPAN_ARGS(span_tail(text, is_absolute)));
    number = strtoll(digits, NULL, 10);
    return json_integer(is_absolute ? number : TRIAL_NOW + number);
}

static bool is_time(struct span name)
{
    return span_equal(name, SPAN("exp")) || span_equal(name, SPAN("nbf"));
}

/* "exp=+300", "idtyp=app"; `none` leaves the claim out. */
static void put_claim(struct arena *arena, json_t *claims, struct span text)
{
    struct span name, value;

    if (!span_cut(text, '=', &name, &value))
        fail_msg("no claim: %.*s", SPAN_ARGS(text));
    name = arena_copy(arena, name);
    if (span_equal(value, SPAN("none")))
        json_object_del(claims, name.at);
    else
        json_object_set_new(claims, name.at, is_time(name) ? time_of(value) : doc_string(value));
}

static json_t *claims_of(struct arena *arena, const json_t *of_block, struct span presented)
{
    json_t *claims = doc_keep(arena, of_block ? json_deep_copy(of_block) : json_object());
    struct span rest = presented;

    json_object_set_new(claims, "iss", doc_string(next_value(arena, &rest, '|')));
    json_object_set_new(claims, "sub", doc_string(next_value(arena, &rest, '|')));
    json_object_set_new(claims, "aud", audiences_of(arena, &rest));
    json_object_set_new(claims, "exp", json_integer(TRIAL_NOW + 3540));
    json_object_set_new(claims, "nbf", json_integer(TRIAL_NOW - 60));
    while (rest.len > 0)
        put_claim(arena, claims, next_value(arena, &rest, '|'));
    return claims;
}

/* "700213 subject_case prod", or "granted". */
static struct span verdict_text(struct arena *arena, const struct entra_decision *decision)
{
    const struct trace_row *row = trace_first_failure(&decision->trace);
    struct span before, name = SPAN(""), after;

    if (decision->refusal == ENTRA_GRANTED)
        return SPAN("granted");
    if (span_cut(row->stored_at, '\'', &before, &after))
        span_cut(after, '\'', &name, &after);
    return text_format(arena, "%d %.*s%s%.*s", decision->error->code,
                       SPAN_ARGS(trace_cause_key(row->cause)), span_is_empty(name) ? "" : " ",
                       SPAN_ARGS(name));
}

static void present(struct table *table, const struct row *row)
{
    ARENA_AUTO struct arena *arena = arena_new();
    json_t *claims = claims_of(arena, table->claims, row->presented);
    struct span assertion = trial_assertion(arena, claims, NULL);
    struct entra_decision decision;
    struct span verdict;

    trial_decide(&table->trial, arena, 0, assertion, &decision);
    verdict = verdict_text(arena, &decision);
    table->presented++;
    if (span_equal(verdict, row->expected))
        return;
    table->failed++;
    print_error(TABLE ":%u: got \"%.*s\", expected \"%.*s\"\n", row->line, SPAN_ARGS(verdict),
                SPAN_ARGS(row->expected));
}

/* Presents what the block has gathered, and begins the next. */
static void finish_block(struct table *table)
{
    if (table->row_count > 0) {
        trial_build(&table->trial);
        for (size_t i = 0; i < table->row_count; i++)
            present(table, &table->rows[i]);
    }
    trial_end(&table->trial);
    trial_begin(&table->trial);
    trial_client_add(&table->trial);
    table->claims = NULL;
    table->row_count = 0;
}

/* What stands behind the first word of the line. */
static void read_credential(struct table *table, struct span line, bool is_flexible)
{
    struct arena *arena = table->trial.arena;
    struct trial_credential credential = {.issuer = SPAN("")};
    struct span name;

    span_cut(line, ':', &name, &line);
    credential.name = value_of(arena, name);
    credential.issuer = next_value(arena, &line, '|');
    *(is_flexible ? &credential.expression : &credential.subject) = next_value(arena, &line, '|');
    credential.audience = next_value(arena, &line, '|');
    trial_credential_add(&table->trial, 0, &credential);
}

static const json_t *read_json(struct table *table, struct span text)
{
    const json_t *json = doc_parse_in(table->trial.arena, text, NULL);

    if (!json)
        fail_msg(TABLE ":%u: no JSON", table->line);
    return json;
}

static void read_members(struct table *table, struct span text, json_t *object)
{
    json_object_update(object, (json_t *)(uintptr_t)read_json(table, text));
}

static void read_row(struct table *table, struct span line)
{
    struct row *row = &table->rows[table->row_count++];
    struct span rest = line;

    while (rest.len > 0 && !span_starts(rest, ARROW))
        rest = span_tail(rest, 1);
    if (rest.len == 0 || table->row_count == LINES_MAX)
        fail_msg(TABLE ":%u: no arrow, or too many lines", table->line);
    *row = (struct row){.line = table->line,
                        .presented = span_head(line, line.len - rest.len),
                        .expected = span_trim(span_tail(rest, ARROW.len))};
    rest = row->presented;
    trial_issuer_add(&table->trial, next_value(table->trial.arena, &rest, '|'));
}

static void read_line(struct table *table, struct span line)
{
    table->line++;
    if (span_is_empty(line) || span_starts(line, SPAN("#")))
        return;
    if (span_starts(line, SPAN("==")))
        finish_block(table);
    else if (span_starts(line, CREDENTIAL))
        read_credential(table, span_tail(line, CREDENTIAL.len), false);
    else if (span_starts(line, FLEXIBLE))
        read_credential(table, span_tail(line, FLEXIBLE.len), true);
    else if (span_starts(line, OPTIONS))
        read_members(table, span_tail(line, OPTIONS.len), table->trial.options);
    else if (span_starts(line, TENANT))
        read_members(table, span_tail(line, TENANT.len), table->trial.tenant);
    else if (span_starts(line, CLAIMS))
        table->claims = read_json(table, span_tail(line, CLAIMS.len));
    else
        read_row(table, line);
}

static void every_line_of_the_table_holds(void **state)
{
    ARENA_AUTO struct arena *arena = arena_new();
    static struct table table;
    struct span rest = files_read(arena, TABLE);
    struct span line;

    (void)state;
    trial_begin(&table.trial);
    while (rest.len > 0) {
        span_cut(rest, '\n', &line, &rest);
        read_line(&table, line);
    }
    finish_block(&table);
    trial_end(&table.trial);
    print_message("%zu assertions presented\n", table.presented);
    assert_true(table.presented > 0);
    assert_int_equal(table.failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_line_of_the_table_holds)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

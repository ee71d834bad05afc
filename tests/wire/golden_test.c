/*
 * The golden cases (wirecase.h), each through one of two ways:
 *
 *     wire_golden memory|socket [--rewrite] [NAME…]
 *
 * A NAME is the beginning of a case's. With --rewrite, what came back is written over what was
 * expected, for a person to read the difference; captures and signatures are checked all the same.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"
#include "support/golden.h"
#include "trace/explain.h"
#include "wire/capture.h"
#include "wire/catalogue.h"
#include "wire/memory.h"
#include "wire/socket.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CASES_MAX = 512, CLOSING_MAX = 2 };

static struct run {
    enum golden_mode mode;
    struct socket *socket; /* NULL: in memory */
    struct wirecase at;    /* the case that is running */
} run;

static bool check_files(const struct wirecase *c, const struct answer *answer,
                        struct span trace_text)
{
    struct span token = answer_token_render(c->arena, answer, c->world);
    bool ok =
        golden_check(run.mode, wirecase_path(c, "reply.http"), answer_render(c->arena, answer));

    ok &= golden_check(run.mode, wirecase_path(c, "token.json"), token);
    ok &= golden_check(run.mode, wirecase_path(c, "trace.txt"), trace_text);
    return ok;
}

static bool has(struct span text, struct span piece)
{
    while (text.len >= piece.len && !span_starts(text, piece))
        text = span_tail(text, 1);
    return text.len >= piece.len;
}

/* No token stands whole in a record: its signature is missing. */
static void check_record(const struct wirecase *c, const struct answer *answer, struct span record)
{
    struct span tokens[2] = {c->assertion, answer->access_token};
    struct span head;

    for (size_t i = 0; i < 2; i++) {
        struct span signature = tokens[i];

        while (span_cut(signature, '.', &head, &signature))
            if (!span_has(signature, '.'))
                break;
        if (signature.len > 0 && has(record, signature))
            fail_msg("the record holds a token's signature");
    }
}

static void check(const struct wirecase *c, const struct outcome *outcome)
{
    const json_t *record = doc_parse_in(c->arena, outcome->record, NULL);
    struct span capture = doc_member(c->settings, "capture");
    struct answer answer;
    bool ok;

    answer_read(c->arena, outcome->reply, &answer);
    check_record(c, &answer, outcome->record);
    ok = check_files(c, &answer, record ? explain_render(c->arena, record, false) : SPAN(""));
    if (!span_is_empty(capture))
        ok &= capture_check(c->arena, capture, &answer);
    catalogue_note(c->world, &answer);
    if (!ok)
        fail_msg("%s differs", c->name);
}

static void the_case_is_answered_as_recorded(void **state)
{
    struct outcome outcome = {0};

    wirecase_open(&run.at, *state);
    if (run.socket)
        socket_run(run.socket, &run.at, &outcome);
    else
        memory_run(&run.at, &outcome);
    check(&run.at, &outcome);
}

/* Also behind a case that failed. */
static int close_case(void **state)
{
    (void)state;
    wirecase_close(&run.at);
    return 0;
}

static void every_row_of_the_catalogue_has_a_case(void **state)
{
    (void)state;
    assert_true(catalogue_check());
}

static void every_capture_has_a_case(void **state)
{
    (void)state;
    assert_true(capture_check_all());
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct CMUnitTest *)a)->name, ((const struct CMUnitTest *)b)->name);
}

static bool is_wanted(const char *name, char **wanted)
{
    if (name[0] < '0' || name[0] > '9')
        return false;
    if (!*wanted)
        return true;
    for (; *wanted; wanted++)
        if (strncmp(name, *wanted, strlen(*wanted)) == 0)
            return true;
    return false;
}

static size_t list(struct arena *arena, char **wanted, struct CMUnitTest *tests)
{
    DIR *folder = opendir(BADGED_SOURCE_DIR "/" WIRECASE_FOLDER);
    size_t count = 0;
    struct dirent *entry;

    if (!folder)
        return 0;
    while ((entry = readdir(folder)) && count < CASES_MAX) {
        struct span name = arena_copy(arena, span_of(entry->d_name));

        if (is_wanted(name.at, wanted))
            tests[count++] = (struct CMUnitTest){.name = name.at,
                                                 .test_func = the_case_is_answered_as_recorded,
                                                 .teardown_func = close_case,
                                                 .initial_state = (void *)(uintptr_t)name.at};
    }
    closedir(folder);
    qsort(tests, count, sizeof *tests, compare_names);
    return count;
}

/* What holds of all cases together. */
static size_t add_closing(struct CMUnitTest *tests)
{
    static const struct CMUnitTest closing[] = {
        cmocka_unit_test(every_capture_has_a_case),
        cmocka_unit_test(every_row_of_the_catalogue_has_a_case),
    };

    memcpy(tests, closing, sizeof closing);
    return sizeof closing / sizeof closing[0];
}

int main(int argc, char **argv)
{
    static struct CMUnitTest tests[CASES_MAX + CLOSING_MAX];
    struct arena *arena = arena_new();
    bool is_socket = argc > 1 && strcmp(argv[1], "socket") == 0;
    int at = 2;
    size_t count;
    int failed;

    if (argc < 2 || !(is_socket || strcmp(argv[1], "memory") == 0)) {
        fprintf(stderr, "usage: wire_golden memory|socket [--rewrite] [NAME...]\n");
        return 2;
    }
    if (argc > at && strcmp(argv[at], "--rewrite") == 0) {
        run.mode = GOLDEN_REWRITE;
        at++;
    }
    count = list(arena, argv + at, tests);
    if (at == argc)
        count += add_closing(tests + count);
    if (is_socket)
        run.socket = socket_open();
    failed = _cmocka_run_group_tests(argv[1], tests, count, NULL, NULL);
    if (is_socket)
        socket_close(run.socket);
    arena_free(arena);
    return failed > 0 || count == 0;
}

#define _POSIX_C_SOURCE 200809L

#include "support/daemon.h"

#include "base/doc.h"
#include "base/text.h"
#include "support/cm.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 16, START_MILLISECONDS = 30000, STOP_MILLISECONDS = 15000 };

struct daemon {
    pid_t pid; /* 0: gone */
    int out;   /* the reading end of its standard output */
    FILE *log; /* a file without a name */
    uint16_t port;
};

static void limit_descriptors(unsigned count)
{
    const struct rlimit limit = {count, count};

    if (count > 0)
        setrlimit(RLIMIT_NOFILE, &limit);
}

/* In the child: becomes the daemon. */
static void become(const struct daemon_options *options, int out, int log)
{
    const char *arguments[ARGUMENTS_MAX] = {"badged", "serve", "--listen",   "127.0.0.1:0",
                                            "--seed", "1",     "--ephemeral"};
    size_t count = 7;

    if (options->fixtures) {
        arguments[count++] = "--fixtures";
        arguments[count++] = options->fixtures;
    }
    dup2(out, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close(out);
    close(log);
    limit_descriptors(options->descriptors);
    execv(BADGED_PROGRAM, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

/* False at the end of the output; fails the test when neither bytes nor the end come in time. */
static bool await_output(const struct daemon *daemon, int milliseconds, struct text *text)
{
    struct pollfd wait = {.fd = daemon->out, .events = POLLIN};
    char bytes[512];
    ssize_t got;

    if (poll(&wait, 1, milliseconds) != 1)
        fail_msg("the daemon did nothing for %d ms", milliseconds);
    got = read(daemon->out, bytes, sizeof bytes);
    if (got > 0 && text)
        text_put(text, (struct span){bytes, (size_t)got});
    return got > 0;
}

static void await_ready(struct daemon *daemon)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct text line = {.arena = arena};
    const json_t *ready;

    while (!span_has(text_span(&line), '\n'))
        if (!await_output(daemon, START_MILLISECONDS, &line))
            fail_msg("the daemon did not start: %s", daemon_log(daemon, arena).at);
    ready = doc_parse_in(arena, text_span(&line), NULL);
    assert_true(json_is_true(json_object_get(ready, "ready")));
    daemon->port = (uint16_t)json_integer_value(json_object_get(ready, "port"));
    assert_int_not_equal(daemon->port, 0);
}

struct daemon *daemon_start(const struct daemon_options *options)
{
    struct daemon *daemon = calloc(1, sizeof *daemon);
    int pipes[2];

    if (!daemon || pipe(pipes) != 0)
        abort();
    daemon->out = pipes[0];
    daemon->log = tmpfile();
    if (!daemon->log)
        fail_msg("cannot make a temporary file");
    fcntl(pipes[0], F_SETFD, FD_CLOEXEC);
    daemon->pid = fork();
    if (daemon->pid == 0)
        become(options, pipes[1], fileno(daemon->log));
    close(pipes[1]);
    await_ready(daemon);
    return daemon;
}

uint16_t daemon_port(const struct daemon *daemon)
{
    return daemon->port;
}

/* With pread: the position of the file is the writer's too. */
struct span daemon_log(const struct daemon *daemon, struct arena *arena)
{
    struct text text = {.arena = arena};
    char bytes[4096];
    ssize_t got;

    while ((got = pread(fileno(daemon->log), bytes, sizeof bytes, (off_t)text.len)) > 0)
        text_put(&text, (struct span){bytes, (size_t)got});
    return text_span(&text);
}

/* Its standard output ends when it does, which can be waited for, unlike a process. */
void daemon_stop(struct daemon *daemon)
{
    ARENA_AUTO struct arena *arena = arena_new();
    int status = -1;

    kill(daemon->pid, SIGTERM);
    while (await_output(daemon, STOP_MILLISECONDS, NULL))
        continue;
    waitpid(daemon->pid, &status, 0);
    daemon->pid = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("the daemon ended with status %#x: %s", (unsigned)status,
                 daemon_log(daemon, arena).at);
}

void daemon_free(struct daemon *daemon)
{
    if (!daemon)
        return;
    if (daemon->pid > 0) {
        kill(daemon->pid, SIGKILL);
        waitpid(daemon->pid, NULL, 0);
    }
    close(daemon->out);
    fclose(daemon->log);
    free(daemon);
}

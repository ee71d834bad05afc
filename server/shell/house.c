/* flock is in no standard, yet on every system that we run on. */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "shell/house.h"

#include "base/doc.h"
#include "base/text.h"
#include "shell/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* house_is_inhabited takes the lock for an instant, so that being turned away once proves nothing.
 */
enum { LOCK_TRIES = 5, LOCK_PAUSE_NANOSECONDS = 20 * 1000 * 1000 };

struct house {
    struct arena *arena;
    struct span dir;
    bool ephemeral;
    int lock; /* -1: none */
};

bool house_default_dir(struct arena *arena, struct span *dir, struct fail *fail)
{
    struct span state = span_of(getenv("XDG_STATE_HOME"));
    struct span home = span_of(getenv("HOME"));

    /* A relative XDG path is invalid and ignored (XDG Base Directory Specification). */
    if (span_starts(state, SPAN("/")))
        *dir = TEXT_CONCAT(arena, state, SPAN("/badged"));
    else if (span_starts(home, SPAN("/")))
        *dir = TEXT_CONCAT(arena, home, SPAN("/.local/state/badged"));
    else {
        fail_remedy(fail, "name a folder with --state, or use --ephemeral");
        return fail_what(fail, "no state folder: neither XDG_STATE_HOME nor HOME is set");
    }
    return true;
}

static bool resolve_dir(struct arena *arena, struct span *dir, struct fail *fail)
{
    char *absolute;

    if (span_is_empty(*dir) && !house_default_dir(arena, dir, fail))
        return false;
    if (!files_make_folder(*dir, 0700, fail))
        return false;
    absolute = realpath(arena_copy(arena, *dir).at, NULL);
    if (!absolute)
        return fail_what(fail, "cannot use the folder %.*s: %s", SPAN_ARGS(*dir), strerror(errno));
    *dir = arena_copy(arena, span_of(absolute));
    free(absolute);
    return true;
}

static bool lock_is_taken(int fd)
{
    const struct timespec pause = {0, LOCK_PAUSE_NANOSECONDS};
    int tries;

    for (tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
        if (tries == LOCK_TRIES)
            return true;
        nanosleep(&pause, NULL);
    }
    return false;
}

static bool occupied(struct arena *arena, struct span dir, struct fail *fail)
{
    struct house_daemon daemon = {0};
    struct fail ignored = {0};

    fail_remedy(fail, "stop it, or choose another folder with --state");
    if (house_daemon_load(arena, dir, &daemon, &ignored) && daemon.pid > 0)
        return fail_what(fail, "another badged uses the state folder %.*s (process %lld, %.*s)",
                         SPAN_ARGS(dir), (long long)daemon.pid, SPAN_ARGS(daemon.origin));
    return fail_what(fail, "another badged uses the state folder %.*s", SPAN_ARGS(dir));
}

static bool take_lock(struct house *house, struct fail *fail)
{
    struct span path = house_path(house->arena, house, SPAN("lock"));

    house->lock = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (house->lock < 0)
        return fail_what(fail, "cannot open %.*s: %s", SPAN_ARGS(path), strerror(errno));
    return !lock_is_taken(house->lock) || occupied(house->arena, house->dir, fail);
}

static struct house *house_in(struct arena *arena)
{
    struct house *house = arena_alloc(arena, sizeof *house);

    house->arena = arena;
    house->lock = -1;
    return house;
}

struct house *house_open(struct span dir, struct fail *fail)
{
    struct house *house = house_in(arena_new());

    house->dir = dir;
    if (resolve_dir(house->arena, &house->dir, fail) && take_lock(house, fail) &&
        files_make_folder(house_path(house->arena, house, SPAN("keys")), 0700, fail))
        return house;
    house_free(house);
    return NULL;
}

struct house *house_new_ephemeral(struct fail *fail)
{
    struct house *house = house_in(arena_new());
    struct span parent = span_of(getenv("TMPDIR"));
    struct span pattern =
        TEXT_CONCAT(house->arena, span_starts(parent, SPAN("/")) ? parent : span_of(P_tmpdir),
                    SPAN("/badged-XXXXXX"));
    char *dir = arena_alloc(house->arena, pattern.len + 1);

    memcpy(dir, pattern.at, pattern.len);
    if (!mkdtemp(dir)) { /* 0700 */
        fail_what(fail, "cannot make a temporary folder %s: %s", dir, strerror(errno));
        fail_remedy(fail, "set TMPDIR to a folder that can be written");
        house_free(house);
        return NULL;
    }
    house->dir = span_of(dir);
    house->ephemeral = true;
    return house;
}

static void remove_ephemeral(const struct house *house)
{
    static const struct span names[] = {SPAN_INIT("ca.pem"), SPAN_INIT("daemon.json")};
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        unlink(house_path(house->arena, house, names[i]).at);
    rmdir(house->dir.at);
}

void house_free(struct house *house)
{
    if (!house)
        return;
    if (house->ephemeral)
        remove_ephemeral(house);
    if (house->lock >= 0)
        close(house->lock);
    arena_free(house->arena);
}

bool house_is_ephemeral(const struct house *house)
{
    return house->ephemeral;
}

struct span house_dir(const struct house *house)
{
    return house->dir;
}

struct span house_path(struct arena *arena, const struct house *house, struct span name)
{
    return TEXT_CONCAT(arena, house->dir, SPAN("/"), name);
}

static bool is_private(struct span path, struct fail *fail)
{
    struct stat status;

    if (stat(path.at, &status) != 0)
        return fail_what(fail, "cannot read %.*s: %s", SPAN_ARGS(path), strerror(errno));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return true;
    fail_remedy(fail, "chmod 600 %.*s, if nobody else has read it; else delete it",
                SPAN_ARGS(path));
    return fail_what(fail, "the secret %.*s can be read by others (mode %04o)", SPAN_ARGS(path),
                     (unsigned)status.st_mode & 07777U);
}

bool house_secret_load(const struct house *house, struct arena *arena, struct span name,
                       struct span *bytes, struct fail *fail)
{
    struct span path = house_path(arena, house, name);

    *bytes = (struct span){"", 0};
    if (house->ephemeral || (access(path.at, F_OK) != 0 && errno == ENOENT))
        return true;
    return is_private(path, fail) && files_load(arena, path, bytes, fail);
}

bool house_secret_store(const struct house *house, struct span name, struct span bytes,
                        struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();

    return house->ephemeral || files_store(house_path(arena, house, name), bytes, 0600, fail);
}

bool house_announce(const struct house *house, const struct house_daemon *daemon, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    DOC_AUTO json_t *doc = json_object();

    json_object_set_new(doc, "origin", doc_string(daemon->origin));
    json_object_set_new(doc, "server", doc_string(daemon->server));
    json_object_set_new(doc, "port", json_integer(daemon->port));
    json_object_set_new(doc, "ca", doc_string(daemon->ca));
    json_object_set_new(doc, "pid", json_integer(daemon->pid));
    json_object_set_new(doc, "version", doc_string(daemon->version));
    return files_store(house_path(arena, house, SPAN("daemon.json")), doc_write_pretty(arena, doc),
                       0644, fail);
}

bool house_daemon_load(struct arena *arena, struct span dir, struct house_daemon *daemon,
                       struct fail *fail)
{
    struct doc_error error;
    struct span path, text;
    const json_t *doc;

    if (span_is_empty(dir) && !house_default_dir(arena, &dir, fail))
        return false;
    path = TEXT_CONCAT(arena, dir, SPAN("/daemon.json"));
    if (!files_load(arena, path, &text, fail))
        return false;
    doc = doc_parse_in(arena, text, &error);
    if (!doc)
        return fail_what(fail, "%.*s is no JSON: %s", SPAN_ARGS(path), error.text);
    daemon->origin = doc_member(doc, "origin");
    daemon->server = doc_member(doc, "server");
    daemon->ca = doc_member(doc, "ca");
    daemon->version = doc_member(doc, "version");
    daemon->port = (uint16_t)json_integer_value(json_object_get(doc, "port"));
    daemon->pid = json_integer_value(json_object_get(doc, "pid"));
    return true;
}

bool house_is_inhabited(struct span dir)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct fail ignored = {0};
    bool inhabited;
    int fd;

    if (span_is_empty(dir) && !house_default_dir(arena, &dir, &ignored))
        return false;
    fd = open(TEXT_CONCAT(arena, dir, SPAN("/lock")).at, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    inhabited = flock(fd, LOCK_SH | LOCK_NB) != 0;
    close(fd);
    return inhabited;
}

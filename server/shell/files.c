#define _POSIX_C_SOURCE 200809L

#include "shell/files.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool file_failed(struct fail *fail, const char *verb, struct span path)
{
    return fail_what(fail, "cannot %s %.*s: %s", verb, SPAN_ARGS(path), strerror(errno));
}

static bool read_all(int fd, struct text *text)
{
    char piece[16 * 1024];
    ssize_t got;

    while ((got = read(fd, piece, sizeof piece)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (text->len + (size_t)got > FILES_MAX_BYTES) {
            errno = EFBIG;
            return false;
        }
        text_put(text, (struct span){piece, (size_t)got});
    }
    return true;
}

bool files_load(struct arena *arena, struct span path, struct span *bytes, struct fail *fail)
{
    struct text text = {.arena = arena};
    struct span name = arena_copy(arena, path);
    int fd = open(name.at, O_RDONLY | O_CLOEXEC);
    bool ok;

    *bytes = (struct span){"", 0};
    if (fd < 0)
        return file_failed(fail, "open", path);
    ok = read_all(fd, &text) || file_failed(fail, "read", path);
    close(fd);
    if (ok)
        *bytes = text_span(&text);
    return ok;
}

static bool write_all(int fd, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t wrote = write(fd, bytes.at, bytes.len);

        if (wrote < 0 && errno != EINTR)
            return false;
        if (wrote > 0)
            bytes = span_tail(bytes, (size_t)wrote);
    }
    return true;
}

/* The name must be on the disk as well as the bytes. A file system that cannot sync a folder has
 * nothing better to offer, so its answer is not asked. */
static void sync_folder_of(struct arena *arena, struct span path)
{
    size_t end = path.len;
    struct span folder;
    int fd;

    while (end > 0 && path.at[end - 1] != '/')
        end--;
    folder = end > 0 ? arena_copy(arena, span_head(path, end)) : SPAN(".");
    fd = open(folder.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

static bool write_temporary(int fd, struct span bytes, unsigned mode)
{
    bool ok = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
    int why = errno;

    ok = close(fd) == 0 && ok;
    if (!ok)
        errno = why;
    return ok;
}

bool files_store(struct span path, struct span bytes, unsigned mode, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct span final = arena_copy(arena, path);
    struct span pattern = TEXT_CONCAT(arena, path, SPAN(".XXXXXX"));
    char *temporary = arena_alloc(arena, pattern.len + 1);
    int fd;

    memcpy(temporary, pattern.at, pattern.len);
    fd = mkstemp(temporary); /* 0600 from the start */
    if (fd < 0)
        return file_failed(fail, "write", path);
    if (!write_temporary(fd, bytes, mode) || rename(temporary, final.at) != 0) {
        file_failed(fail, "write", path);
        unlink(temporary);
        return false;
    }
    sync_folder_of(arena, path);
    return true;
}

static bool is_world_name(struct span name)
{
    return span_ends(name, SPAN(".json")) && !span_ends(name, SPAN(".schema.json")) &&
           !span_starts(name, SPAN("."));
}

static int compare_paths(const void *a, const void *b)
{
    return span_compare(*(const struct span *)a, *(const struct span *)b);
}

static void list_add(struct arena *arena, struct files_list *list, size_t *size, struct span path)
{
    if (list->count == *size) {
        size_t doubled = *size ? *size * 2 : 16;
        struct span *paths = arena_array(arena, doubled, sizeof *paths);

        if (list->count > 0)
            memcpy(paths, list->paths, list->count * sizeof *paths);
        list->paths = paths;
        *size = doubled;
    }
    list->paths[list->count++] = path;
}

bool files_list_worlds(struct arena *arena, struct span folder, struct files_list *list,
                       struct fail *fail)
{
    struct span slash = span_ends(folder, SPAN("/")) ? SPAN("") : SPAN("/");
    struct span name = arena_copy(arena, folder);
    DIR *dir = opendir(name.at);
    const struct dirent *entry;
    size_t size = 0;

    *list = (struct files_list){0};
    if (!dir)
        return file_failed(fail, "open the folder", folder);
    while ((entry = readdir(dir)))
        if (is_world_name(span_of(entry->d_name)))
            list_add(arena, list, &size, TEXT_CONCAT(arena, folder, slash, span_of(entry->d_name)));
    closedir(dir);
    if (list->count > 0)
        qsort(list->paths, list->count, sizeof *list->paths, compare_paths);
    return true;
}

bool files_is_folder(struct span path)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct stat status;

    return stat(arena_copy(arena, path).at, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool make_one(struct arena *arena, struct span path, unsigned mode)
{
    return mkdir(arena_copy(arena, path).at, (mode_t)mode) == 0 || errno == EEXIST;
}

bool files_make_folder(struct span path, unsigned mode, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    size_t i;

    for (i = 1; i <= path.len; i++)
        if (i == path.len || path.at[i] == '/')
            if (!make_one(arena, span_head(path, i), mode))
                return file_failed(fail, "make the folder", path);
    if (!files_is_folder(path)) {
        errno = ENOTDIR;
        return file_failed(fail, "use the folder", path);
    }
    return true;
}

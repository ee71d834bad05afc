#define _POSIX_C_SOURCE 200809L

#include "shell/trust.h"

#include "shell/files.h"
#include "shell/log.h"

#include <unistd.h>

#define TRUST_CERTIFICATE SPAN("ca.pem")
#define TRUST_KEY         SPAN("ca-key.pem")

/* Why a kept authority cannot be used; empty when it can. */
static struct span flaw(const struct authority *authority, const struct span *names, size_t count,
                        int64_t now)
{
    size_t i;

    if (authority_is_expired(authority, now))
        return SPAN("the old one is near its end");
    for (i = 0; i < count; i++)
        if (!authority_permits(authority, names[i]))
            return SPAN("the old one does not permit a new host name");
    return SPAN("");
}

static struct authority *load(const struct house *house, struct span key, struct span *why)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct authority *authority = NULL;
    struct fail fail = {0};
    struct span certificate;

    *why = SPAN("first start");
    if (span_is_empty(key))
        return NULL;
    *why = SPAN("the old one's certificate and key do not fit each other");
    if (files_load(arena, house_path(arena, house, TRUST_CERTIFICATE), &certificate, &fail))
        authority = authority_parse(certificate, key, &fail);
    return authority;
}

static bool store(const struct house *house, const struct authority *authority, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();

    return house_secret_store(house, TRUST_KEY, authority_key_pem(arena, authority), fail) &&
           files_store(house_path(arena, house, TRUST_CERTIFICATE),
                       authority_certificate_pem(arena, authority), 0644, fail);
}

static void say_made(const struct house *house, struct span why)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct log_line line;

    log_begin(&line, LOG_AUTHORITY_MADE);
    log_text(&line, "ca", house_path(arena, house, TRUST_CERTIFICATE));
    log_text(&line, "why", why);
    log_end(&line);
}

struct authority *trust_load(const struct house *house, const struct span *names, size_t count,
                             int64_t now, struct fail *fail)
{
    ARENA_AUTO struct arena *arena = arena_new();
    struct authority *authority;
    struct span key, why;

    if (!house_secret_load(house, arena, TRUST_KEY, &key, fail))
        return NULL;
    authority = load(house, key, &why);
    if (authority) {
        why = flaw(authority, names, count, now);
        if (span_is_empty(why))
            return authority;
        authority_free(authority);
    }
    authority = authority_new(names, count, now, fail);
    if (authority && !store(house, authority, fail)) {
        authority_free(authority);
        return NULL;
    }
    if (authority)
        say_made(house, why);
    return authority;
}

#define _POSIX_C_SOURCE 200809L

#include "wire/caller.h"

#include "base/text.h"
#include "support/cm.h"
#include "wire/answer.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { DEADLINE_SECONDS = 20 };

struct caller {
    struct arena *arena;
    const struct wirecase *wirecase;
    int fd;
    SSL_CTX *context;
    SSL *ssl; /* NULL: plain */
    struct text reply;
    pthread_t thread;
};

static bool send_all(struct caller *caller, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = caller->ssl ? SSL_write(caller->ssl, bytes.at, (int)bytes.len)
                                   : send(caller->fd, bytes.at, bytes.len, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        bytes = span_tail(bytes, (size_t)sent);
    }
    return true;
}

static bool receive_some(struct caller *caller)
{
    char chunk[4096];
    ssize_t got = caller->ssl ? SSL_read(caller->ssl, chunk, sizeof chunk)
                              : recv(caller->fd, chunk, sizeof chunk, 0);

    if (got <= 0)
        return false;
    text_put(&caller->reply, (struct span){chunk, (size_t)got});
    return true;
}

static void *call(void *object)
{
    struct caller *caller = object;

    if ((!caller->ssl || SSL_connect(caller->ssl) == 1) &&
        send_all(caller, caller->wirecase->request))
        while (!answer_is_whole(caller->wirecase->request, text_span(&caller->reply)) &&
               receive_some(caller))
            continue;
    if (caller->ssl)
        SSL_shutdown(caller->ssl);
    close(caller->fd);
    return NULL;
}

static int connected(uint16_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval deadline = {DEADLINE_SECONDS, 0};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline) != 0 ||
        connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        fail_msg("cannot connect to port %u", (unsigned)port);
    return fd;
}

/* Whether the certificate fits the name is tested beside the authority; here any will do. */
static void begin_tls(struct caller *caller)
{
    char name[] = "login.microsoftonline.com";

    caller->context = SSL_CTX_new(TLS_client_method());
    caller->ssl = SSL_new(caller->context);
    SSL_set_tlsext_host_name(caller->ssl, name);
    SSL_set_fd(caller->ssl, caller->fd);
}

struct caller *caller_start(const struct wirecase *c, uint16_t port)
{
    struct arena *arena = arena_new();
    struct caller *caller = arena_alloc(arena, sizeof *caller);

    *caller = (struct caller){
        .arena = arena, .wirecase = c, .fd = connected(port), .reply = {.arena = arena}};
    if (c->is_tls)
        begin_tls(caller);
    if (pthread_create(&caller->thread, NULL, call, caller) != 0)
        abort();
    return caller;
}

struct span caller_join(struct caller *caller, struct arena *arena)
{
    struct span request = caller->wirecase->request;
    struct span reply;

    pthread_join(caller->thread, NULL);
    reply = arena_copy(arena, text_span(&caller->reply));
    SSL_free(caller->ssl);
    SSL_CTX_free(caller->context);
    arena_free(caller->arena);
    if (!answer_is_whole(request, reply))
        fail_msg("no whole answer came: \"%.*s\"", SPAN_ARGS(reply));
    return reply;
}

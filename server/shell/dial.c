#define _POSIX_C_SOURCE 200809L

#include "shell/dial.h"

#include "base/arena.h"
#include "shell/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MILLISECONDS_PER_SECOND = 1000, NANOSECONDS_PER_MILLISECOND = 1000000 };

struct dial {
    struct arena *arena;
    struct span host, port;
    int fd;
    SSL_CTX *context;
    SSL *ssl; /* NULL: plain */
    int64_t deadline;
};

static int64_t monotonic(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MILLISECONDS_PER_SECOND +
           now.tv_nsec / NANOSECONDS_PER_MILLISECOND;
}

/* False with errno set. */
static bool await(const struct dial *dial, short events)
{
    struct pollfd poller = {.fd = dial->fd, .events = events};
    int64_t left;
    int ready;

    do {
        left = dial->deadline - monotonic();
        ready = poll(&poller, 1, left > 0 ? (int)left : 0);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        errno = ETIMEDOUT;
    return ready > 0;
}

static bool lost(const struct dial *dial, struct fail *fail)
{
    return fail_what(fail, "lost %.*s:%.*s: %s", SPAN_ARGS(dial->host), SPAN_ARGS(dial->port),
                     errno ? strerror(errno) : "it closed the connection");
}

static bool connect_one(struct dial *dial, const struct addrinfo *address)
{
    const int on = 1;
    int why = 0;
    socklen_t length = sizeof why;

    dial->fd = socket(address->ai_family, SOCK_STREAM, 0);
    if (dial->fd < 0)
        return false;
    fcntl(dial->fd, F_SETFD, FD_CLOEXEC);
    fcntl(dial->fd, F_SETFL, O_NONBLOCK);
    setsockopt(dial->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(dial->fd, address->ai_addr, address->ai_addrlen) == 0)
        return true;
    if (errno == EINPROGRESS && await(dial, POLLOUT) &&
        getsockopt(dial->fd, SOL_SOCKET, SO_ERROR, &why, &length) == 0 && why == 0)
        return true;
    why = why ? why : errno;
    close(dial->fd);
    dial->fd = -1;
    errno = why;
    return false;
}

static bool connect_name(struct dial *dial, const char *name)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    const struct addrinfo *address;

    errno = EHOSTUNREACH;
    if (getaddrinfo(name, dial->port.at, &hints, &found) != 0)
        return false;
    for (address = found; address; address = address->ai_next)
        if (connect_one(dial, address))
            break;
    freeaddrinfo(found);
    return address != NULL;
}

/* localhost means the loopback addresses, whatever a resolver says, and an image without
 * /etc/hosts has none to ask (RFC 6761 section 6.3). */
static bool connect_any(struct dial *dial, struct fail *fail)
{
    bool ok = span_equal(dial->host, SPAN("localhost"))
                  ? connect_name(dial, "127.0.0.1") || connect_name(dial, "::1")
                  : connect_name(dial, dial->host.at);

    if (ok)
        return true;
    fail_remedy(fail, "is the daemon running (badged serve), and is this its address?");
    return fail_what(fail, "cannot reach %.*s:%.*s: %s", SPAN_ARGS(dial->host),
                     SPAN_ARGS(dial->port), strerror(errno));
}

/* True when the operation should be tried again; false when it has failed for good. */
static bool await_ssl(const struct dial *dial, int result)
{
    int why = SSL_get_error(dial->ssl, result);

    if (why == SSL_ERROR_WANT_READ)
        return await(dial, POLLIN);
    if (why == SSL_ERROR_WANT_WRITE)
        return await(dial, POLLOUT);
    return false;
}

static bool expect_host(struct dial *dial)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(dial->ssl);

    if (authority_is_address(dial->host))
        return X509_VERIFY_PARAM_set1_ip_asc(param, dial->host.at) == 1;
    return SSL_set1_host(dial->ssl, dial->host.at) == 1 &&
           SSL_ctrl(dial->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    (void *)(uintptr_t)dial->host.at) == 1;
}

static bool trust(struct dial *dial, struct span ca_file, struct fail *fail)
{
    struct span path = arena_copy(dial->arena, ca_file);
    bool ok;

    dial->context = SSL_CTX_new(TLS_client_method());
    if (!dial->context)
        return fail_what(fail, "cannot set up TLS");
    SSL_CTX_set_min_proto_version(dial->context, TLS1_2_VERSION);
    SSL_CTX_set_verify(dial->context, SSL_VERIFY_PEER, NULL);
    ok = span_is_empty(ca_file) ? SSL_CTX_set_default_verify_paths(dial->context) == 1
                                : SSL_CTX_load_verify_file(dial->context, path.at) == 1;
    if (!ok)
        return fail_what(fail, "cannot read the CA certificate %.*s", SPAN_ARGS(path));
    dial->ssl = SSL_new(dial->context);
    return (dial->ssl && expect_host(dial) && SSL_set_fd(dial->ssl, dial->fd) == 1) ||
           fail_what(fail, "cannot set up TLS");
}

static bool shake_hands(struct dial *dial, struct fail *fail)
{
    long verified;
    int result;

    do {
        errno = 0;
        ERR_clear_error();
        result = SSL_connect(dial->ssl);
    } while (result != 1 && await_ssl(dial, result));
    if (result == 1)
        return true;
    verified = SSL_get_verify_result(dial->ssl);
    if (verified == X509_V_OK)
        return lost(dial, fail);
    fail_remedy(fail, "trust the ca.pem that the daemon's ready line names");
    return fail_what(fail, "the certificate of %.*s:%.*s is not accepted: %s",
                     SPAN_ARGS(dial->host), SPAN_ARGS(dial->port),
                     X509_verify_cert_error_string(verified));
}

struct dial *dial_open(const struct dial_target *target, struct fail *fail)
{
    struct arena *arena = arena_new();
    struct dial *dial = arena_alloc(arena, sizeof *dial);

    *dial = (struct dial){.arena = arena,
                          .host = arena_copy(arena, target->host),
                          .port = arena_copy(arena, target->port),
                          .fd = -1,
                          .deadline = monotonic() + target->milliseconds};
    if (connect_any(dial, fail) &&
        (!target->is_tls || (trust(dial, target->ca_file, fail) && shake_hands(dial, fail))))
        return dial;
    dial_close(dial);
    return NULL;
}

void dial_close(struct dial *dial)
{
    if (!dial)
        return;
    SSL_free(dial->ssl);
    SSL_CTX_free(dial->context);
    if (dial->fd >= 0)
        close(dial->fd);
    arena_free(dial->arena);
}

/* How many bytes came; 0: the peer has closed; -1: lost. */
static ssize_t receive(struct dial *dial, char *at, size_t len)
{
    size_t count = 0;
    ssize_t got;
    int result;

    if (!dial->ssl) {
        do {
            got = recv(dial->fd, at, len, 0);
        } while (got < 0 && (errno == EAGAIN || errno == EINTR) && await(dial, POLLIN));
        return got;
    }
    do {
        errno = 0;
        ERR_clear_error();
        result = SSL_read_ex(dial->ssl, at, len, &count);
    } while (result != 1 && await_ssl(dial, result));
    if (result == 1)
        return (ssize_t)count;
    return SSL_get_error(dial->ssl, result) == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

/* How many bytes went; -1: lost. */
static ssize_t transmit(struct dial *dial, struct span bytes)
{
    size_t count = 0;
    ssize_t sent;
    int result;

    if (!dial->ssl) {
        do {
            sent = send(dial->fd, bytes.at, bytes.len, 0);
        } while (sent < 0 && (errno == EAGAIN || errno == EINTR) && await(dial, POLLOUT));
        return sent;
    }
    do {
        errno = 0;
        ERR_clear_error();
        result = SSL_write_ex(dial->ssl, bytes.at, bytes.len, &count);
    } while (result != 1 && await_ssl(dial, result));
    return result == 1 ? (ssize_t)count : -1;
}

bool dial_write(struct dial *dial, struct span bytes, struct fail *fail)
{
    ssize_t sent;

    while (bytes.len > 0) {
        sent = transmit(dial, bytes);
        if (sent < 0)
            return lost(dial, fail);
        bytes = span_tail(bytes, (size_t)sent);
    }
    return true;
}

bool dial_read(struct dial *dial, struct text *text, bool *ended, struct fail *fail)
{
    char piece[16 * 1024];
    ssize_t moved = receive(dial, piece, sizeof piece);

    if (moved < 0)
        return lost(dial, fail);
    *ended = moved == 0;
    text_put(text, (struct span){piece, (size_t)moved});
    return true;
}

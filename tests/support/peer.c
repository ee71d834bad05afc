#define _POSIX_C_SOURCE 200809L

#include "support/peer.h"

#include "base/text.h"
#include "support/cm.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct peer {
    struct arena *arena;
    int fd;
    SSL_CTX *context; /* NULL: plain */
    SSL *ssl;
    struct text received;
    size_t used; /* of `received`, by answers that were read */
};

static const struct span END_OF_HEAD = SPAN_INIT("\r\n\r\n");

static int connected(uint16_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {PEER_PATIENCE_MILLISECONDS / 1000, 0};
    const int at_once = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once) != 0 ||
        connect(fd, (const struct sockaddr *)&address, sizeof address) != 0)
        fail_msg("cannot connect to port %u", (unsigned)port);
    return fd;
}

/* Whether the certificate is right is another test's question. */
static void shake_hands(struct peer *peer)
{
    peer->context = SSL_CTX_new(TLS_client_method());
    peer->ssl = peer->context ? SSL_new(peer->context) : NULL;
    if (!peer->ssl)
        abort();
    SSL_set_fd(peer->ssl, peer->fd);
    if (SSL_connect(peer->ssl) != 1)
        fail_msg("the TLS handshake failed");
}

struct peer *peer_open(struct arena *arena, uint16_t port, enum peer_kind kind)
{
    struct peer *peer = arena_alloc(arena, sizeof *peer);

    *peer = (struct peer){.arena = arena, .fd = connected(port), .received = {.arena = arena}};
    if (kind == PEER_TLS)
        shake_hands(peer);
    return peer;
}

void peer_close(struct peer *peer)
{
    SSL_free(peer->ssl);
    SSL_CTX_free(peer->context);
    close(peer->fd);
}

int peer_socket(const struct peer *peer)
{
    return peer->fd;
}

static ssize_t send_some(struct peer *peer, struct span bytes)
{
    return peer->ssl ? SSL_write(peer->ssl, bytes.at, (int)bytes.len)
                     : send(peer->fd, bytes.at, bytes.len, MSG_NOSIGNAL);
}

bool peer_send(struct peer *peer, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t sent = send_some(peer, bytes);

        if (sent <= 0)
            return false;
        bytes = span_tail(bytes, (size_t)sent);
    }
    return true;
}

void peer_end(struct peer *peer)
{
    if (peer->ssl)
        SSL_shutdown(peer->ssl);
    shutdown(peer->fd, SHUT_WR);
}

/* False at the end of the connection, however it ended. */
static bool receive_some(struct peer *peer)
{
    struct pollfd wait = {.fd = peer->fd, .events = POLLIN};
    bool is_pending = peer->ssl && SSL_pending(peer->ssl) > 0;
    char bytes[4096];
    ssize_t got;

    if (!is_pending && poll(&wait, 1, PEER_PATIENCE_MILLISECONDS) != 1)
        fail_msg("nothing came for %d ms, and the connection stayed open; so far: \"%s\"",
                 PEER_PATIENCE_MILLISECONDS, text_span(&peer->received).at);
    got = peer->ssl ? SSL_read(peer->ssl, bytes, sizeof bytes)
                    : recv(peer->fd, bytes, sizeof bytes, 0);
    if (got > 0)
        text_put(&peer->received, (struct span){bytes, (size_t)got});
    return got > 0;
}

static struct span unread(struct peer *peer)
{
    return span_tail(text_span(&peer->received), peer->used);
}

static bool head_is_whole(struct span bytes, size_t *length)
{
    for (size_t i = 0; i + END_OF_HEAD.len <= bytes.len; i++) {
        *length = i;
        if (span_starts(span_tail(bytes, i), END_OF_HEAD))
            return true;
    }
    return false;
}

static size_t number_of(struct span digits)
{
    size_t number = 0;

    for (size_t i = 0; i < digits.len && digits.at[i] >= '0' && digits.at[i] <= '9'; i++)
        number = number * 10 + (size_t)(digits.at[i] - '0');
    return number;
}

struct span reply_header(const struct reply *reply, struct span name)
{
    struct span rest = reply->head;
    struct span line, key, value;

    while (rest.len > 0) {
        span_cut(rest, '\n', &line, &rest);
        if (!span_cut(line, ':', &key, &value) || !span_equal_nocase(key, name))
            continue;
        return span_trim(span_ends(value, SPAN("\r")) ? span_head(value, value.len - 1) : value);
    }
    return SPAN("");
}

/* Kept apart from `received`, whose bytes move while it grows. */
static void keep(struct peer *peer, size_t head, size_t body, struct reply *reply)
{
    struct span bytes =
        arena_copy(peer->arena, span_head(unread(peer), head + END_OF_HEAD.len + body));

    reply->head = span_head(bytes, head);
    reply->body = span_tail(bytes, head + END_OF_HEAD.len);
    peer->used += bytes.len;
}

/* Until the head is whole; it stays unread. */
static bool await_head(struct peer *peer, struct reply *reply)
{
    size_t length = 0;

    while (!head_is_whole(unread(peer), &length))
        if (!receive_some(peer))
            return false;
    reply->head = span_head(unread(peer), length);
    if (!span_starts(reply->head, SPAN("HTTP/1.1 ")))
        fail_msg("no answer: \"%.*s\"", SPAN_ARGS(reply->head));
    reply->status = (int)number_of(span_tail(reply->head, sizeof "HTTP/1.1 " - 1));
    return true;
}

bool peer_read(struct peer *peer, struct reply *reply)
{
    size_t head, body;

    if (!await_head(peer, reply))
        return false;
    head = reply->head.len;
    body = number_of(reply_header(reply, SPAN("Content-Length")));
    while (unread(peer).len < head + END_OF_HEAD.len + body)
        if (!receive_some(peer))
            return false;
    keep(peer, head, body, reply);
    return true;
}

bool peer_read_head(struct peer *peer, struct reply *reply)
{
    if (!await_head(peer, reply))
        return false;
    keep(peer, reply->head.len, 0, reply);
    return true;
}

bool peer_is_ended(struct peer *peer)
{
    while (unread(peer).len == 0)
        if (!receive_some(peer))
            return true;
    return false;
}

struct span peer_rest(struct peer *peer)
{
    while (receive_some(peer))
        continue;
    return unread(peer);
}

/* Asked without blocking, since what TLS sends for itself is read on the way. */
static bool has_tls_something(struct peer *peer)
{
    char byte;
    int got, error;

    BIO_socket_nbio(peer->fd, 1);
    got = SSL_peek(peer->ssl, &byte, 1);
    error = SSL_get_error(peer->ssl, got);
    BIO_socket_nbio(peer->fd, 0);
    return error != SSL_ERROR_WANT_READ;
}

bool peer_has_something(struct peer *peer)
{
    char byte;

    if (unread(peer).len > 0)
        return true;
    if (peer->ssl)
        return has_tls_something(peer);
    return recv(peer->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

void peer_ask(struct arena *arena, uint16_t port, struct span request, struct reply *reply)
{
    struct peer *peer = peer_open(arena, port, PEER_PLAIN);

    peer_send(peer, request);
    if (!peer_read(peer, reply))
        fail_msg("no answer to \"%.*s\"", SPAN_ARGS(span_head(request, 200)));
    peer_close(peer);
}

void peer_request(struct arena *arena, uint16_t port, const struct peer_message *message,
                  struct reply *reply)
{
    peer_ask(arena, port,
             TEXT_CONCAT(arena, message->line, SPAN(" HTTP/1.1\r\n"), message->headers,
                         text_format(arena, "Content-Length: %zu\r\n\r\n", message->body.len),
                         message->body),
             reply);
}

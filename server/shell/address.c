#define _POSIX_C_SOURCE 200809L

#include "shell/address.h"

#include "base/text.h"

#include <arpa/inet.h>

static bool port_parse(struct span digits, uint16_t *port)
{
    unsigned number = 0;
    size_t i;

    for (i = 0; i < digits.len && i < 6; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return false;
        number = number * 10 + (unsigned)(digits.at[i] - '0');
    }
    *port = (uint16_t)number;
    return digits.len > 0 && number <= UINT16_MAX;
}

/* "1.2.3.4" or "[::1]" */
static bool host_parse(struct arena *arena, struct span host, struct address *address)
{
    if (inet_pton(AF_INET, arena_copy(arena, host).at, &address->at.v4.sin_addr) == 1) {
        address->at.any.sa_family = AF_INET;
        address->length = sizeof address->at.v4;
        return true;
    }
    if (host.len < 2 || host.at[0] != '[' || host.at[host.len - 1] != ']')
        return false;
    host = arena_copy(arena, span_head(span_tail(host, 1), host.len - 2));
    address->at.any.sa_family = AF_INET6;
    address->length = sizeof address->at.v6;
    return inet_pton(AF_INET6, host.at, &address->at.v6.sin6_addr) == 1;
}

bool address_parse(struct arena *arena, struct span text, struct address *address,
                   struct fail *fail)
{
    size_t colon = text.len;
    uint16_t port;

    *address = (struct address){.text = arena_copy(arena, text)};
    while (colon > 0 && text.at[colon - 1] != ':')
        colon--;
    if (colon > 0 && port_parse(span_tail(text, colon), &port) &&
        host_parse(arena, span_head(text, colon - 1), address)) {
        address_set_port(address, port);
        return true;
    }
    fail_remedy(fail, "write ADDR:PORT with a numeric address, such as 127.0.0.1:8443, [::1]:8443 "
                      "or 0.0.0.0:0");
    return fail_what(fail, "cannot listen on \"%.*s\": not an address and a port", SPAN_ARGS(text));
}

uint16_t address_port(const struct address *address)
{
    return ntohs(address->at.any.sa_family == AF_INET ? address->at.v4.sin_port
                                                      : address->at.v6.sin6_port);
}

void address_set_port(struct address *address, uint16_t port)
{
    if (address->at.any.sa_family == AF_INET)
        address->at.v4.sin_port = htons(port);
    else
        address->at.v6.sin6_port = htons(port);
}

bool address_is_loopback(const struct address *address)
{
    if (address->at.any.sa_family == AF_INET)
        return ntohl(address->at.v4.sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&address->at.v6.sin6_addr);
}

struct span address_reach(struct arena *arena, const struct address *address, uint16_t port)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct in_addr v4 = address->at.v4.sin_addr;
    struct in6_addr v6 = address->at.v6.sin6_addr;

    if (address->at.any.sa_family == AF_INET) {
        if (v4.s_addr == htonl(INADDR_ANY))
            v4.s_addr = htonl(INADDR_LOOPBACK);
        inet_ntop(AF_INET, &v4, text, sizeof text);
        return text_format(arena, "%s:%u", text, (unsigned)port);
    }
    if (IN6_IS_ADDR_UNSPECIFIED(&v6))
        v6 = in6addr_loopback;
    inet_ntop(AF_INET6, &v6, text, sizeof text);
    return text_format(arena, "[%s]:%u", text, (unsigned)port);
}

/* Addresses to listen on, "ADDR:PORT", numeric. */
#ifndef BADGED_SHELL_ADDRESS_H
#define BADGED_SHELL_ADDRESS_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/span.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct address {
    struct span text; /* as it was given */
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_storage storage;
    } at;
    socklen_t length;
};

/* Sets the text in the arena too. */
bool address_parse(struct arena *arena, struct span text, struct address *address,
                   struct fail *fail);

uint16_t address_port(const struct address *address);
void address_set_port(struct address *address, uint16_t port);
bool address_is_loopback(const struct address *address);

/* "127.0.0.1:8443": where a client on this machine reaches who listens there. */
struct span address_reach(struct arena *arena, const struct address *address, uint16_t port);

#endif

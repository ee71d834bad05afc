#include "shell/connection_inside.h"

#include <stdlib.h>

struct connections *connections_new(const struct connections_owner *owner)
{
    struct connections *connections = calloc(1, sizeof *connections);

    if (!connections)
        abort();
    connections->owner = *owner;
    return connections;
}

size_t connections_count(const struct connections *connections)
{
    return connections->count;
}

void connections_accept(struct connections *connections, evutil_socket_t fd)
{
    connection_open(connections, fd);
    connections->owner.changed(connections->owner.object);
}

void connections_drain(struct connections *connections)
{
    struct connection *connection;
    struct connection *next;

    connections->draining = true;
    for (connection = connections->first; connection; connection = next) {
        next = connection->next;
        connection_drain(connection);
    }
}

void connections_free(struct connections *connections)
{
    if (!connections)
        return;
    while (connections->first)
        connection_free(connections->first);
    free(connections);
}

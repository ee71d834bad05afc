#include "shell/connection_inside.h"

void connection_set_phase(struct connection *connection, enum phase phase, int milliseconds)
{
    const struct timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};

    connection->phase = phase;
    if (milliseconds > 0)
        event_add(connection->deadline, &time);
    else
        event_del(connection->deadline);
}

static void start(struct connection *connection)
{
    const struct timeval time = {CONNECTION_REQUEST_SECONDS, 0};

    event_add(connection->overdue, &time);
}

/* While an answer is owed, its clock runs on: sending requests is no way to never read. */
void connection_request_begins(struct connection *connection)
{
    if (!connection->is_owing)
        start(connection);
}

void connection_answer_left(struct connection *connection)
{
    connection->is_owing = false;
    if (connection->exchange)
        start(connection);
    else
        event_del(connection->overdue);
}

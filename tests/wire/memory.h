/* A case without a socket: http_read, app_handle, http_write. */
#ifndef BADGED_TESTS_WIRE_MEMORY_H
#define BADGED_TESTS_WIRE_MEMORY_H

#include "wire/wirecase.h"

void memory_run(const struct wirecase *c, struct outcome *outcome);

#endif

/* An HTTP request at a token endpoint -> the request that Entra's side decides about. */
#ifndef BADGED_APP_TOKEN_REQUEST_H
#define BADGED_APP_TOKEN_REQUEST_H

#include "app/call.h"
#include "entra/request.h"

/* `version` is the endpoint's. A form that cannot be read is a finding in the request, not a
 * failure. */
void token_request_read(struct call *call, int version, struct entra_request *request);

#endif

/* The daemon as the command line sees it: where it is, whom to trust, and JSON back and forth. */
#ifndef BADGED_CLI_REMOTE_H
#define BADGED_CLI_REMOTE_H

#include "cli/cli.h"
#include "cli/options.h"
#include "shell/client.h"

#include <jansson.h>

struct remote {
    struct span origin;  /* without a slash at the end */
    struct span ca_file; /* empty: what the system trusts */
};

/* True when a daemon is named with --server or lives in the state folder. */
bool remote_is_there(const struct options *options);

/* The daemon that --server names, else the one of the state folder. False when there is none. */
__attribute__((warn_unused_result)) bool remote_find(struct arena *arena,
                                                     const struct options *options,
                                                     struct remote *remote, struct fail *fail);

/* `path` begins with a slash. Any status is an answer. */
__attribute__((warn_unused_result)) bool remote_get(struct arena *arena,
                                                    const struct remote *remote, struct span path,
                                                    struct client_answer *answer,
                                                    struct fail *fail);

struct remote_post {
    struct span path;
    struct span content_type;
    struct span body;
};

__attribute__((warn_unused_result)) bool
remote_post(struct arena *arena, const struct remote *remote, const struct remote_post *post,
            struct client_answer *answer, struct fail *fail);

/*
 * The JSON object of an answer of our own API, in the arena. When the status is no success, the
 * sentence and the hint of the answer are in `fail`: CLI_NO for 4xx, else CLI_FAILED.
 */
enum cli_status remote_read(struct arena *arena, int status, struct span body,
                            const json_t **object, struct fail *fail);

#endif

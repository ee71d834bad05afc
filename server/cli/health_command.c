#include "base/text.h"
#include "cli/command.h"
#include "cli/remote.h"
#include "cli/report.h"

/* 200 is ready, 503 is not; anything else is no badged. */
enum cli_status health_command(struct arena *arena, const struct options *options,
                               struct fail *fail)
{
    struct client_answer answer;
    struct remote remote;
    struct span line;
    bool is_ready;

    if (!remote_find(arena, options, &remote, fail) ||
        !remote_get(arena, &remote, SPAN("/_badged/ready"), &answer, fail))
        return CLI_FAILED;
    if (answer.status != 200 && answer.status != 503) {
        fail_what(fail, "%.*s answered %d when asked whether it is ready", SPAN_ARGS(remote.origin),
                  answer.status);
        fail_remedy(fail, "make sure that --server names a badged");
        return CLI_FAILED;
    }
    is_ready = answer.status == 200;
    line =
        text_format(arena, "%.*s is %sready\n", SPAN_ARGS(remote.origin), is_ready ? "" : "not ");
    if (!report_output(line, fail))
        return CLI_FAILED;
    return is_ready ? CLI_DONE : CLI_NO;
}

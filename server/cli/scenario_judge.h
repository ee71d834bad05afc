/* Whether what came is what the scenario expects. Pure. */
#ifndef BADGED_CLI_SCENARIO_JUDGE_H
#define BADGED_CLI_SCENARIO_JUDGE_H

#include "cli/scenario_play.h"

/* How the outcome is not what the scenario expects; empty when it is. */
struct span scenario_judge(struct arena *arena, const struct scenario *scenario,
                           const struct scenario_outcome *outcome);

/* "401, AADSTS700211, issuer_slash_missing" */
struct span scenario_outcome_text(struct arena *arena, const struct scenario_outcome *outcome);

/* The members of two bodies whose values differ, in byte order: "timestamp, trace_id". */
struct span scenario_difference(struct arena *arena, struct span body, struct span other);

#endif

/*
 * Would this token be accepted, and if not, why (docs/explain.md): what `badged explain`, `POST
 * /_badged/explain` and the scenarios ask. The answer is JSON, shaped like the record of an
 * exchange:
 *
 *   {"accepted","time","tenant","clientId","cause": of a refusal, "signatureChecked",
 *    "assertion":{"header","claims"}, "checks":[rows of trace.h],
 *    "answer":{"status", refused: "code","error","description","evidence","source"},
 *    "notes":[sentences]}
 *
 * explain_render makes text of it. The token is decoded and without its signature.
 */
#ifndef BADGED_APP_JUDGE_H
#define BADGED_APP_JUDGE_H

#include "base/fail.h"
#include "base/instant.h"
#include "world/world.h"

enum { JUDGE_NOTES_MAX = 8 };

struct judge_order {
    struct span token;
    struct span tenant;    /* id or domain; empty: the world's only tenant */
    struct span client_id; /* empty: the tenant's only client with federated credentials */
    struct instant now;
    struct span notes[JUDGE_NOTES_MAX]; /* what the caller has to say; goes before our own */
    size_t note_count;                  /* at most JUDGE_NOTES_MAX */
};

/* The JSON object, in the arena. False when tenant or client are not named and cannot be guessed;
 * what was guessed, and what was noted, is in `order`. */
__attribute__((warn_unused_result)) bool judge_token(struct arena *arena, const struct world *world,
                                                     struct judge_order *order, struct span *json,
                                                     struct fail *fail);

#endif

/*
 * Assertions as test cases describe them:
 *
 *     {"key": "issuer-a.pem", "header": {"alg": "RS256", "kid": "{kid}"}, "claims": {…},
 *      "tamper": "signature"}
 *
 * Header and claims are written as they stand, in their order; "{kid}" becomes the key's id. An
 * algorithm that the key cannot do is signed with RS256 under the header's false name. `tamper`
 * spoils the signature after it was made.
 */
#ifndef BADGED_TESTS_SUPPORT_ASSERTION_H
#define BADGED_TESTS_SUPPORT_ASSERTION_H

#include "base/arena.h"
#include "base/span.h"

#include <jansson.h>

/* The compact token. An unusable recipe fails the running test. */
struct span assertion_make(struct arena *arena, const json_t *recipe);

#endif

/*
 * A world that is another but for one change: its document is copied, changed, and read again as a
 * fixture is, so that what comes out has passed every check of a fixture's. Files that its members
 * name are those that the world holds already; none is read.
 */
#ifndef BADGED_ADMIN_EDIT_WORLD_H
#define BADGED_ADMIN_EDIT_WORLD_H

#include "admin/edit_body.h"
#include "base/fail.h"
#include "world/world.h"

/* The fixture that `text` is in the place of the world's own. NULL: `fail` has the first error. */
struct fixture *edit_world_read(struct arena *arena, const struct world *world, struct span text,
                                struct fail *fail);

/* Puts `object` in the place of the owner's credential `index`, behind the last when there is none
 * of that number; NULL removes it. */
struct fixture *edit_world_change(struct arena *arena, const struct world *world,
                                  const struct edit_owner *owner, size_t index, json_t *object,
                                  struct fail *fail);

/* The same owner in a fixture that came of the world's own. */
struct edit_owner edit_world_owner_in(const struct world *world, const struct edit_owner *owner,
                                      const struct fixture *fixture);

#endif

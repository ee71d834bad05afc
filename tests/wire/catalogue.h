/* Which rows of the catalogue of refusals (entra/errors.def) the cases have hit. */
#ifndef BADGED_TESTS_WIRE_CATALOGUE_H
#define BADGED_TESTS_WIRE_CATALOGUE_H

#include "wire/answer.h"

/* Notes the row that an answer in this world's month stands for. */
void catalogue_note(const struct world *world, const struct answer *answer);

/* Has every row been hit? The others are printed. */
bool catalogue_check(void);

#endif

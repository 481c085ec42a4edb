// Why an answer may be empty: properties and classes that nothing has, functions that there are
// not.
#ifndef ENTENTE_TOOLS_UNKNOWN_NAMES_H_
#define ENTENTE_TOOLS_UNKNOWN_NAMES_H_

#include "entente/entente.h"

namespace entente {

// For a query that found nothing: prints a note for each property and class that it names, that
// nothing in the database has, and that is nearly one which something has or the vocabulary knows,
// and for each function that there is not. Looks each name up, and asks for the names that there
// are only if one is missing: that takes about half a second at most.
void PrintNoteOnUnknownNames(const Database& database, const Prepared& query);

}  // namespace entente

#endif  // ENTENTE_TOOLS_UNKNOWN_NAMES_H_

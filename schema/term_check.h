// Whether a term that a program made is one that RDF can write: what parsers make always is.
#ifndef ENTENTE_SCHEMA_TERM_CHECK_H_
#define ENTENTE_SCHEMA_TERM_CHECK_H_

#include <string>
#include <string_view>

#include "entente/term.h"

namespace entente {

// Has a scheme, is UTF-8 and has no character that no IRI may have: what every syntax can write.
bool IsAbsoluteIri(std::string_view text);

// BLANK_NODE_LABEL of N-Quads, without the "_:".
bool IsBlankNodeLabel(std::string_view label);

// "" if the term can be written; else what is wrong with it, as a clause for people. Looks into
// triple terms, which no syntax can write deeper than kNestingMax (syntax_limits.h).
std::string ProblemOf(const Term& term);
std::string ProblemOf(const Triple& triple);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_TERM_CHECK_H_

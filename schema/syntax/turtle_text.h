// Terms as tokens of Turtle and TriG.
#ifndef ENTENTE_SCHEMA_SYNTAX_TURTLE_TEXT_H_
#define ENTENTE_SCHEMA_SYNTAX_TURTLE_TEXT_H_

#include <string>

#include "schema/quad_stream.h"
#include "schema/syntax/prefix_map.h"

namespace entente {

// Appends `term` as short as Turtle allows: prefixed names, bare numbers and booleans where the
// lexical form is one of the grammar, long strings where there are several lines. Parsed again, it
// is the same term.
void AppendTurtleTerm(const TermView& term, const PrefixMap& prefixes, std::string* out);

// The same for a predicate: "a" for rdf:type.
void AppendTurtleVerb(std::string_view iri, const PrefixMap& prefixes, std::string* out);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_TURTLE_TEXT_H_

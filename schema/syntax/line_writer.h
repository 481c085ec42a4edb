// Writes N-Triples and N-Quads in their canonical form.
// Source: RDF 1.2 N-Triples section 4 and RDF 1.2 N-Quads section 4 ("A Canonical form").
#ifndef ENTENTE_SCHEMA_SYNTAX_LINE_WRITER_H_
#define ENTENTE_SCHEMA_SYNTAX_LINE_WRITER_H_

#include <string>

#include "schema/quad_stream.h"

namespace entente {

// Appends one term as a token of canonical N-Triples.
void AppendNTriplesTerm(const TermView& term, std::string* out);

// Appends one statement with its " .\n"; the graph is written where there is one.
void AppendNQuadsLine(const QuadView& quad, std::string* out);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_LINE_WRITER_H_

// Writes N-Triples and N-Quads in their canonical form.
// Source: RDF 1.2 N-Triples section 4 and RDF 1.2 N-Quads section 4 ("A Canonical form").
//
// A document is canonical if its lines also are sorted and unique; that is up to the caller. IRIs
// and labels of blank nodes are written as they are: terms from parsers are always well-formed.
#ifndef ENTENTE_SCHEMA_SYNTAX_LINE_WRITER_H_
#define ENTENTE_SCHEMA_SYNTAX_LINE_WRITER_H_

#include <memory>
#include <string>

#include "schema/quad_stream.h"
#include "schema/syntax/rdf_writer.h"

namespace entente {

// Appends `text` as a string in double quotes, with the escapes of the canonical form.
void AppendQuotedString(std::string_view text, std::string* out);

// Appends one term as a token of canonical N-Triples; nothing for no term.
void AppendNTriplesTerm(const TermView& term, std::string* out);

// Appends one statement with its " .\n"; the graph is written where there is one.
void AppendNQuadsLine(const QuadView& quad, std::string* out);

// Writes quads as they come, in pieces of about 64 KiB. Without `has_graphs` (N-Triples), a quad in
// a named graph is an InvalidArgument.
std::unique_ptr<RdfWriter> MakeLineWriter(bool has_graphs, TextOutput output);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_LINE_WRITER_H_

// Reads Turtle and TriG, RDF 1.1 and 1.2.
// Sources: RDF 1.2 Turtle section 6 and 7, RDF 1.2 TriG section 4 (grammars and their meaning).
//
// Blank nodes: nodes without a label (brackets, collections, reifiers) get the labels "genid-0",
// "genid-1", … in the order in which they begin, so the same document always gives the same labels.
// A label of the document that itself begins with "genid-" becomes "genid--" and its rest, which no
// other label can be; all others pass unchanged.
//
// A triple that has annotations comes before what they say. Prefixes go to AcceptPrefix.
#ifndef ENTENTE_SCHEMA_SYNTAX_TURTLE_PARSER_H_
#define ENTENTE_SCHEMA_SYNTAX_TURTLE_PARSER_H_

#include <string_view>

#include "absl/status/status.h"
#include "schema/byte_source.h"
#include "schema/quad_stream.h"

namespace entente {

struct TurtleOptions {
  std::string_view file_name = {};  // For messages.
  // What relative IRIs are resolved against until the document says otherwise; an absolute IRI, or
  // empty: then they are errors.
  std::string_view base_iri = {};
  bool has_graphs = false;  // TriG if true, Turtle if not.
};

// Parses a document in memory. Returns the first error in the text (InvalidArgument, see
// syntax_error.h) or the error of `sink`; all triples before it have reached `sink`.
absl::Status ParseTurtle(std::string_view text, const TurtleOptions& options, QuadSink* sink);

// The same for a document that comes in pieces. Holds about 0.5 MiB, or some times the longest
// term, besides the prefixes; a statement of any length passes through that.
absl::Status ParseTurtle(ByteSource* source, const TurtleOptions& options, QuadSink* sink);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_TURTLE_PARSER_H_

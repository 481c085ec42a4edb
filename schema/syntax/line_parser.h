// Reads N-Triples and N-Quads, RDF 1.1 and 1.2, at about the speed of memory.
// Sources: RDF 1.2 N-Triples section 7, RDF 1.2 N-Quads section 4 (grammars).
//
// Both are sequences of lines that know nothing of each other, so a document may be cut at any line
// end and its pieces parsed apart, by several threads too. Labels of blank nodes pass unchanged.
// Lines end with LF, CR LF or CR. A byte order mark at the start of the document is skipped.
#ifndef ENTENTE_SCHEMA_SYNTAX_LINE_PARSER_H_
#define ENTENTE_SCHEMA_SYNTAX_LINE_PARSER_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "schema/byte_source.h"
#include "schema/quad_stream.h"

namespace entente {

struct LineOptions {
  std::string_view file_name = {};  // For messages.
  uint64_t first_line = 1;          // The number of the first line, for messages; 1 at the start.
  bool has_graphs = true;           // N-Quads if true, N-Triples if not.
};

// Parses whole lines; the last may lack its end. Terms without escapes reach `sink` as views into
// `chunk`; nothing is allocated for lines without escapes, triple terms and upper-case languages.
// Returns the first error in the text (InvalidArgument, see syntax_error.h) or the error of `sink`;
// all statements on lines before it have reached `sink`. Threads may parse chunks side by side.
absl::Status ParseLines(std::string_view chunk, const LineOptions& options, QuadSink* sink);

// The same for a document that comes in pieces. Holds about 1 MiB, or twice the longest line.
absl::Status ParseLines(ByteSource* source, const LineOptions& options, QuadSink* sink);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_LINE_PARSER_H_

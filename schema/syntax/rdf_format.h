// The RDF syntaxes by name, file ending and media type, and the parser and writer of each.
#ifndef ENTENTE_SCHEMA_SYNTAX_RDF_FORMAT_H_
#define ENTENTE_SCHEMA_SYNTAX_RDF_FORMAT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "schema/byte_source.h"
#include "schema/quad_stream.h"
#include "schema/syntax/rdf_writer.h"

namespace entente {

enum class RdfFormat : uint8_t { kNTriples, kNQuads, kTurtle, kTrig };

// The short name, which is also the file ending: "nt", "nq", "ttl", "trig".
std::string_view NameOf(RdfFormat format);
std::string_view MediaTypeOf(RdfFormat format);
// True if documents can have named graphs.
bool HasGraphs(RdfFormat format);
// True for N-Triples and N-Quads, which can be cut at any line end (line_parser.h).
bool IsLineFormat(RdfFormat format);

// By short name, with or without a dot, or by full name ("turtle", "n-triples"); case is ignored.
std::optional<RdfFormat> RdfFormatByName(std::string_view name);
// By the ending of a file name, behind which .gz, .zst or .bz2 may stand.
std::optional<RdfFormat> RdfFormatByFileName(std::string_view file_name);
// By media type; parameters such as "; charset=utf-8" are ignored.
std::optional<RdfFormat> RdfFormatByMediaType(std::string_view media_type);

struct RdfParseOptions {
  std::string file_name = {};  // For messages.
  // What relative IRIs in Turtle and TriG are resolved against until the document says otherwise.
  // Empty: they are errors.
  std::string base_iri = {};
};

// Parses a whole document, in memory or as it comes. Errors are InvalidArgument with file, line,
// column and excerpt (syntax_error.h), or those of `sink` and `source`. What stands before an error
// has reached `sink`. See line_parser.h and turtle_parser.h for memory, labels and views.
absl::Status ParseRdf(RdfFormat format, std::string_view text, const RdfParseOptions& options,
                      QuadSink* sink);
absl::Status ParseRdf(RdfFormat format, ByteSource* source, const RdfParseOptions& options,
                      QuadSink* sink);

struct RdfWriteOptions {
  // Prefixes to abbreviate IRIs with in Turtle and TriG: (prefix without colon, namespace).
  std::vector<std::pair<std::string, std::string>> prefixes = {};
};

// A writer of `format` that puts its text into `output`. N-Triples and N-Quads are written in
// canonical form, line by line; see turtle_writer.h for the others. Formats without graphs refuse
// quads in named graphs with InvalidArgument.
std::unique_ptr<RdfWriter> MakeRdfWriter(RdfFormat format, const RdfWriteOptions& options,
                                         TextOutput output);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_RDF_FORMAT_H_

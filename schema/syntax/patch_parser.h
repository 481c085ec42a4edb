// Reads RDF Patch: rows that add and remove quads.
// Source: https://jena.apache.org/documentation/rdf-patch/, the text format; terms are those of
// RDF 1.2 N-Quads.
//
//   H prev <urn:…> .          header: a name and a term
//   TX .                      a transaction begins; TC . commits it, TA . undoes it
//   PA "ent" "https://…" .    a prefix is added; PD "ent" . removed. Rows do not use prefixes
//   A <s> <p> <o> <g> .       a quad is added; without <g> in the default graph
//   D <s> <p> <o> .           a quad is removed
//
// Labels of blank nodes are those of the store: _:b0, or <_:b0>. A row may go over several lines,
// and comments begin with #.
#ifndef ENTENTE_SCHEMA_SYNTAX_PATCH_PARSER_H_
#define ENTENTE_SCHEMA_SYNTAX_PATCH_PARSER_H_

#include <string_view>

#include "absl/status/status.h"
#include "schema/byte_source.h"
#include "schema/quad_stream.h"

namespace entente {

// Takes the rows of a patch. An error ends the reading, which returns it. Views live until the call
// returns.
class PatchSink {
 public:
  virtual ~PatchSink() = default;
  virtual absl::Status Add(const QuadView& quad) = 0;
  virtual absl::Status Remove(const QuadView& quad) = 0;
  // Transactions are not within each other, and each that begins is committed or undone.
  virtual absl::Status Begin() = 0;
  virtual absl::Status Commit() = 0;
  virtual absl::Status Undo() = 0;
  // Headers stand in no transaction. Prefixes are checked and passed over.
  virtual absl::Status Header(std::string_view /*name*/, const TermView& /*value*/) {
    return absl::OkStatus();
  }
};

// Returns the first error in the text (InvalidArgument, see syntax_error.h), of the source or of
// the sink; the rows before it have reached the sink. Holds about 0.5 MiB and some times the
// longest row.
absl::Status ParsePatch(ByteSource* source, std::string_view file_name, PatchSink* sink);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_PATCH_PARSER_H_

// The names that the blank nodes of one loaded file get in the database.
//
// A blank node becomes one whose label tells the content of the file (blank_label.h). One that is a
// claim (rdf:type ent:Claim, or named by ent:part) becomes an IRI, so that it can be cited:
// "urn:entente:claim:" and that label. Both are the same whenever the same bytes are loaded.
// docs/decisions/0001-blank-node-labels.md says why.
#ifndef ENTENTE_STORAGE_LOADING_BLANK_NAMES_H_
#define ENTENTE_STORAGE_LOADING_BLANK_NAMES_H_

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "schema/syntax/rdf_format.h"
#include "schema/text.h"
#include "storage/loading/input_file.h"

namespace entente {

// Any thread.
class BlankNames {
 public:
  // `file` must outlive the names.
  BlankNames(InputFile* file, RdfFormat format) : file_(file), format_(format) {}
  BlankNames(const BlankNames&) = delete;

  // The blank node or IRI for a label of the file. Its text is in `text`. A label that has the form
  // of blank_label.h already stays as it is.
  //
  // The first call that needs it reads the whole file: once for its hash, up to once more to see
  // whether it speaks of claims at all, and if so once to find them, about 100 bytes of memory for
  // each blank one. Errors are those of reading; mistakes of syntax are left to whoever parses the
  // file.
  absl::StatusOr<TermView> NameOf(std::string_view label, std::string* text);

 private:
  absl::Status Find();

  InputFile* const file_;
  const RdfFormat format_;
  std::once_flag once_;
  absl::Status status_;
  std::string prefix_;
  TextSet claims_;  // Labels of the file.
};

// Passes quads on with their blank nodes named.
class NamingSink : public QuadSink {
 public:
  // Both must outlive the sink.
  NamingSink(BlankNames* names, QuadSink* sink) : names_(names), sink_(sink) {}
  absl::Status Accept(const QuadView& quad) override;

 private:
  absl::Status Name(TermView* term);

  BlankNames* const names_;
  QuadSink* const sink_;
  std::deque<std::string> texts_;
  InnerTriples triples_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_BLANK_NAMES_H_

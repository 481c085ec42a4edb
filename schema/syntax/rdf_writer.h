// What all writers of RDF have in common.
#ifndef ENTENTE_SCHEMA_SYNTAX_RDF_WRITER_H_
#define ENTENTE_SCHEMA_SYNTAX_RDF_WRITER_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "schema/quad_stream.h"

namespace entente {

// Takes the text that a writer makes, piece by piece. An error stops the writer.
using TextOutput = std::function<absl::Status(std::string_view)>;

class RdfWriter : public QuadSink {
 public:
  // Writes what is still held back. To be called once, after the last quad; without it the text may
  // be cut short.
  virtual absl::Status Finish() = 0;
};

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_RDF_WRITER_H_

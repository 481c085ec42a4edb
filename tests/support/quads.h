// Quads in tests: collected from a parser, written as text, compared up to the labels of blank
// nodes.
#ifndef ENTENTE_TESTS_SUPPORT_QUADS_H_
#define ENTENTE_TESTS_SUPPORT_QUADS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "schema/syntax/rdf_format.h"

namespace entente {

// Keeps everything it is given.
class QuadCollector : public QuadSink {
 public:
  absl::Status Accept(const QuadView& quad) override {
    quads.push_back(ToQuad(quad));
    return absl::OkStatus();
  }
  std::vector<Quad> quads;
};

// The quads of a document, in its order.
absl::StatusOr<std::vector<Quad>> ParseQuads(RdfFormat format, std::string_view text,
                                             std::string_view base_iri = {});

// The quads as lines of canonical N-Quads, in their order.
std::string ToNQuads(const std::vector<Quad>& quads);

// The quads as a document of `format`.
std::string WriteQuads(RdfFormat format, const std::vector<Quad>& quads);

// True if both are the same set of quads after some one-to-one renaming of blank nodes, which may
// stand anywhere: in triple terms and as graph names too (RDF 1.2 Concepts section 3.6).
// Exponential where a graph is very symmetric; meant for tests of some thousand quads.
bool AreIsomorphic(const std::vector<Quad>& a, const std::vector<Quad>& b);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_QUADS_H_

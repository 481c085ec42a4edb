#include "tests/conformance/datasets.h"

#include <optional>

#include "schema/status_macros.h"
#include "schema/syntax/rdf_format.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/results_reader.h"

namespace entente {

absl::StatusOr<std::vector<Quad>> ReadGraph(const SuiteManifest& manifest, const std::string& iri,
                                            const std::string& base) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(manifest.PathOf(iri)));
  if (iri.ends_with(".rdf")) return ReadRdfXml(text, base);
  const std::optional<RdfFormat> format = RdfFormatByFileName(iri);
  if (!format) return absl::UnimplementedError(StrCat("the syntax of ", iri, " is unknown"));
  return ParseQuads(*format, text, base);
}

absl::Status AddGraph(const SuiteManifest& manifest, const std::string& iri, const Term& graph,
                      std::vector<Quad>* quads) {
  ASSIGN_OR_RETURN(std::vector<Quad> read, ReadGraph(manifest, iri, manifest.BaseOf(iri)));
  const std::string mark = StrCat("f", quads->size(), "-");
  const auto marked = [&](const auto& self, const Term& term) -> Term {
    if (term.is_blank_node()) return BlankNode(StrCat(mark, term.blank_node().label));
    if (!term.is_triple()) return term;
    return Triple{self(self, term.triple().subject), self(self, term.triple().predicate),
                  self(self, term.triple().object)};
  };
  for (Quad& quad : read) {
    if (graph) quad.graph = graph;
    quads->push_back({marked(marked, quad.subject), quad.predicate, marked(marked, quad.object),
                      marked(marked, quad.graph)});
  }
  return absl::OkStatus();
}

}  // namespace entente

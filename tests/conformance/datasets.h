// Reads the data of the W3C tests of SPARQL.
#ifndef ENTENTE_TESTS_CONFORMANCE_DATASETS_H_
#define ENTENTE_TESTS_CONFORMANCE_DATASETS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "tests/conformance/manifest.h"

namespace entente {

// The quads of the file of `iri`, in any RDF syntax or RDF/XML.
absl::StatusOr<std::vector<Quad>> ReadGraph(const SuiteManifest& manifest, const std::string& iri,
                                            const std::string& base);

// Adds the graph of a file to `quads` under a name (no term: the default graph, or those that the
// file names), its blank nodes kept apart from those of other files.
absl::Status AddGraph(const SuiteManifest& manifest, const std::string& iri, const Term& graph,
                      std::vector<Quad>* quads);

}  // namespace entente

#endif  // ENTENTE_TESTS_CONFORMANCE_DATASETS_H_

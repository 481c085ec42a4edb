// Reads the W3C's result formats of SPARQL, for tests that compare results.
#ifndef ENTENTE_TESTS_SUPPORT_RESULTS_READER_H_
#define ENTENTE_TESTS_SUPPORT_RESULTS_READER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/term.h"

namespace entente {

struct ResultSet {
  std::optional<bool> boolean = {};  // Of ASK; then there are no rows.
  std::vector<std::string> variables = {};
  std::vector<std::map<std::string, Term>> rows = {};  // Unbound variables are left out.
  bool is_ordered = false;                             // The sequence of rows means something.
};

// SPARQL Query Results JSON, XML and TSV.
absl::StatusOr<ResultSet> ReadJsonResults(std::string_view text);
absl::StatusOr<ResultSet> ReadXmlResults(std::string_view text);
absl::StatusOr<ResultSet> ReadTsvResults(std::string_view text);

// The old vocabulary http://www.w3.org/2001/sw/DataAccess/tests/result-set#, from its triples. No
// result set if they hold none: then they are a graph that CONSTRUCT is to make.
std::optional<ResultSet> ReadGraphResults(const std::vector<Quad>& quads);

// The triples of a document in RDF/XML: as much of it as the tests use (nodes, property elements,
// rdf:about, rdf:nodeID, rdf:resource, rdf:datatype, rdf:parseType="Resource", xml:lang).
absl::StatusOr<std::vector<Quad>> ReadRdfXml(std::string_view text, const std::string& base);

// Whether two result sets say the same up to the labels of blank nodes: the same multiset of rows,
// in the same sequence if `is_ordered`. Numbers are compared in their canonical forms.
bool AreEquivalent(const ResultSet& a, const ResultSet& b, bool is_ordered);

// The rows, one a line, for messages.
std::string ToText(const ResultSet& results);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RESULTS_READER_H_

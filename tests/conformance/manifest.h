// Reads the manifests of the W3C test suites with our own Turtle parser.
// Source: https://w3c.github.io/rdf-tests/ and the vocabulary
// http://www.w3.org/2001/sw/DataAccess/tests/test-manifest# (mf:).
#ifndef ENTENTE_TESTS_CONFORMANCE_MANIFEST_H_
#define ENTENTE_TESTS_CONFORMANCE_MANIFEST_H_

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/term.h"

namespace entente {

// The directory of a checkout of w3c/rdf-tests (or a part of it): the argument of --suite, else the
// environment variable ENTENTE_W3C_TESTS, else the folder beside the repository. Empty if there is
// no such directory.
std::filesystem::path FindTestSuite(int argc, char** argv);

// What a program returns that could not run its tests; ctest counts it as skipped.
inline constexpr int kSkippedExitCode = 77;

// The triples of one manifest, to be asked for what tests say.
class ManifestGraph {
 public:
  void Add(const Quad& quad) {
    objects_[quad.subject][quad.predicate.iri().text].push_back(quad.object);
  }
  // All objects, in the order of the document; none if nothing is said.
  const std::vector<Term>& Objects(const Term& subject, std::string_view predicate) const;
  // The first object, or no term.
  Term Object(const Term& subject, std::string_view predicate) const;
  // The members of the collection that is the object; none if there is none.
  std::vector<Term> Members(const Term& subject, std::string_view predicate) const;

 private:
  std::map<Term, std::map<std::string, std::vector<Term>, std::less<>>> objects_;
};

struct ManifestTest {
  Term id = {};
  std::string name = {};
  std::set<std::string> types = {};  // IRIs.
  Term action = {};                  // An IRI, or a blank node that `graph` says more about.
  Term result = {};                  // The same, or no term.
};

// One manifest. What it includes are manifests of their own.
class SuiteManifest {
 public:
  // `file` lies somewhere in `suite`.
  static absl::StatusOr<SuiteManifest> Read(const std::filesystem::path& suite,
                                            const std::filesystem::path& file);

  const ManifestGraph& graph() const { return graph_; }
  const std::vector<ManifestTest>& tests() const { return tests_; }
  const std::string& folder_iri() const { return folder_iri_; }
  // The files of mf:include.
  const std::vector<std::filesystem::path>& includes() const { return includes_; }
  // Where the file of an IRI of the suite lies.
  std::filesystem::path PathOf(std::string_view iri) const;
  // The base IRI of the file of `iri`: that itself, or below mf:assumedTestBase if there is one.
  std::string BaseOf(std::string_view iri) const;

 private:
  std::filesystem::path suite_;
  std::string folder_iri_;  // Of the manifest, with the slash at its end.
  std::string assumed_base_;
  ManifestGraph graph_;
  std::vector<ManifestTest> tests_;
  std::vector<std::filesystem::path> includes_;
};

// The manifests of `folders` of the suite, with all that they include, each once. A folder without
// manifest stands for the manifests of the folders in it.
absl::StatusOr<std::vector<SuiteManifest>> ReadManifests(const std::filesystem::path& suite,
                                                         const std::vector<std::string>& folders);

// The bytes of a file.
absl::StatusOr<std::string> ReadFile(const std::filesystem::path& file);

}  // namespace entente

#endif  // ENTENTE_TESTS_CONFORMANCE_MANIFEST_H_

#include "tests/conformance/manifest.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "schema/status_macros.h"
#include "schema/syntax/rdf_format.h"
#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kSuiteIri = "https://w3c.github.io/rdf-tests/";
constexpr std::string_view kManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";

std::string ManifestProperty(std::string_view name) { return StrCat(kManifest, name); }

class GraphSink : public QuadSink {
 public:
  explicit GraphSink(ManifestGraph* graph) : graph_(graph) {}
  absl::Status Accept(const QuadView& view) override {
    const Quad quad = ToQuad(view);
    if (quad.predicate.iri().text == ManifestProperty("entries") ||
        quad.predicate.iri().text == ManifestProperty("include") ||
        quad.object == Term(Iri(ManifestProperty("Manifest")))) {
      manifest = quad.subject;
    }
    graph_->Add(quad);
    return absl::OkStatus();
  }
  Term manifest;

 private:
  ManifestGraph* graph_;
};

}  // namespace

std::filesystem::path FindTestSuite(int argc, char** argv) {
  std::filesystem::path suite = ENTENTE_SOURCE_DIR "/../shared/w3c-rdf-tests";
  if (const char* set = std::getenv("ENTENTE_W3C_TESTS"); set != nullptr) suite = set;
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], "--suite") == 0) suite = argv[i + 1];
  }
  std::error_code error;
  suite = std::filesystem::weakly_canonical(suite, error);
  return !error && std::filesystem::is_directory(suite) ? suite : std::filesystem::path();
}

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return absl::NotFoundError(StrCat("cannot read ", file.string()));
  return std::string{std::istreambuf_iterator<char>(stream), {}};
}

const std::vector<Term>& ManifestGraph::Objects(const Term& subject,
                                                std::string_view predicate) const {
  static const std::vector<Term> kNone;
  const auto about = objects_.find(subject);
  if (about == objects_.end()) return kNone;
  const auto found = about->second.find(predicate);
  return found == about->second.end() ? kNone : found->second;
}

Term ManifestGraph::Object(const Term& subject, std::string_view predicate) const {
  const std::vector<Term>& objects = Objects(subject, predicate);
  return objects.empty() ? Term() : objects.front();
}

std::vector<Term> ManifestGraph::Members(const Term& subject, std::string_view predicate) const {
  std::vector<Term> members;
  Term node = Object(subject, predicate);
  while (const Term member = Object(node, rdf::kFirst)) {
    members.push_back(member);
    node = Object(node, rdf::kRest);
  }
  return members;
}

absl::StatusOr<SuiteManifest> SuiteManifest::Read(const std::filesystem::path& suite,
                                                  const std::filesystem::path& file) {
  SuiteManifest manifest;
  manifest.suite_ = suite;
  const std::string iri =
      StrCat(kSuiteIri, std::filesystem::relative(file, suite).generic_string());
  manifest.folder_iri_ = iri.substr(0, iri.rfind('/') + 1);
  ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  GraphSink sink(&manifest.graph_);
  RETURN_IF_ERROR(
      ParseRdf(RdfFormat::kTurtle, text, {.file_name = file.string(), .base_iri = iri}, &sink));
  const ManifestGraph& graph = manifest.graph_;
  if (const Term base = graph.Object(sink.manifest, ManifestProperty("assumedTestBase"))) {
    manifest.assumed_base_ = base.iri().text;
  }
  for (const Term& included : graph.Members(sink.manifest, ManifestProperty("include"))) {
    manifest.includes_.push_back(manifest.PathOf(included.iri().text));
  }
  for (const Term& id : graph.Members(sink.manifest, ManifestProperty("entries"))) {
    ManifestTest test = {.id = id,
                         .action = graph.Object(id, ManifestProperty("action")),
                         .result = graph.Object(id, ManifestProperty("result"))};
    if (const Term name = graph.Object(id, ManifestProperty("name"))) {
      test.name = name.literal().lexical;
    }
    for (const Term& type : graph.Objects(id, rdf::kType)) test.types.insert(type.iri().text);
    manifest.tests_.push_back(std::move(test));
  }
  return manifest;
}

std::filesystem::path SuiteManifest::PathOf(std::string_view iri) const {
  if (iri.starts_with(kSuiteIri)) iri.remove_prefix(kSuiteIri.size());
  return suite_ / iri;
}

std::string SuiteManifest::BaseOf(std::string_view iri) const {
  if (assumed_base_.empty() || !iri.starts_with(folder_iri_)) return std::string(iri);
  return StrCat(assumed_base_, iri.substr(folder_iri_.size()));
}

absl::StatusOr<std::vector<SuiteManifest>> ReadManifests(const std::filesystem::path& suite,
                                                         const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> waiting;
  for (const std::string& folder : folders) {
    if (!std::filesystem::is_directory(suite / folder)) continue;
    std::vector<std::filesystem::path> files;
    if (std::filesystem::exists(suite / folder / "manifest.ttl")) {
      files.push_back(suite / folder / "manifest.ttl");
    } else {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(suite / folder)) {
        if (entry.path().filename() == "manifest.ttl") files.push_back(entry.path());
      }
      std::sort(files.begin(), files.end());
    }
    waiting.insert(waiting.end(), files.begin(), files.end());
  }
  std::vector<SuiteManifest> manifests;
  std::set<std::filesystem::path> seen;
  while (!waiting.empty()) {
    const std::filesystem::path file = std::filesystem::weakly_canonical(waiting.front());
    waiting.erase(waiting.begin());
    if (!seen.insert(file).second) continue;
    ASSIGN_OR_RETURN(SuiteManifest manifest, SuiteManifest::Read(suite, file));
    const auto& includes = manifest.includes();
    waiting.insert(waiting.begin(), includes.begin(), includes.end());
    manifests.push_back(std::move(manifest));
  }
  return manifests;
}

}  // namespace entente

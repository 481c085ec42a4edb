// Runs the W3C tests of N-Triples, N-Quads, Turtle and TriG, RDF 1.1 and 1.2: one line for each
// test that fails, a total for each manifest.
//
//   rdf_syntax_test [--suite DIR]     DIR is a checkout of https://github.com/w3c/rdf-tests
//
// Each document is read twice, whole and in pieces of some bytes; what can be read must also come
// back from our writers.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "schema/text.h"
#include "tests/conformance/manifest.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

constexpr std::string_view kTestTypes = "http://www.w3.org/ns/rdftest#Test";

struct SyntaxTestKind {
  RdfFormat format = RdfFormat::kNTriples;
  std::string what = {};  // PositiveSyntax, NegativeSyntax, Eval, NegativeEval, PositiveC14N …
};

std::optional<SyntaxTestKind> KindOf(const ManifestTest& test) {
  static constexpr std::pair<std::string_view, RdfFormat> kNames[] = {
      {"NTriples", RdfFormat::kNTriples},
      {"NQuads", RdfFormat::kNQuads},
      {"Turtle", RdfFormat::kTurtle},
      {"Trig", RdfFormat::kTrig},
      {"TriG", RdfFormat::kTrig}};
  for (std::string_view type : test.types) {
    if (!type.starts_with(kTestTypes)) continue;
    type.remove_prefix(kTestTypes.size());
    for (const auto& [name, format] : kNames) {
      if (type.starts_with(name))
        return SyntaxTestKind{format, std::string(type.substr(name.size()))};
    }
  }
  return std::nullopt;
}

// What an error says without its excerpt, which ends where a piece ends.
std::string FirstLine(const absl::Status& status) {
  const std::string text = status.ToString();
  return text.substr(0, text.find('\n'));
}

// The quads of a document, read whole and in pieces, which must agree.
absl::StatusOr<std::vector<Quad>> ReadTwice(RdfFormat format, std::string_view text,
                                            const std::string& base) {
  static constexpr size_t kPieceBytes = 7;
  absl::StatusOr<std::vector<Quad>> quads = ParseQuads(format, text, base);
  TextSource source(text, kPieceBytes);
  QuadCollector collector;
  const absl::Status status = ParseRdf(format, &source, {.base_iri = base}, &collector);
  if (FirstLine(status) != FirstLine(quads.status()) || (quads.ok() && *quads != collector.quads)) {
    return absl::InternalError(
        StrCat("read in pieces it differs: ", status.ToString(), "\n", ToNQuads(collector.quads)));
  }
  return quads;
}

std::string SortedLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  std::string sorted;
  for (const std::string& line : lines) StrAppend(&sorted, line, "\n");
  return sorted;
}

// What is wrong with how our writers put the quads, or nothing.
std::string CheckWriters(const std::vector<Quad>& quads) {
  for (const RdfFormat format : {RdfFormat::kNQuads, RdfFormat::kTrig}) {
    const std::string text = WriteQuads(format, quads);
    const absl::StatusOr<std::vector<Quad>> again = ParseQuads(format, text);
    if (!again.ok()) return StrCat("what we write cannot be read: ", again.status().ToString());
    if (!AreIsomorphic(quads, *again)) return StrCat("what we write says something else:\n", text);
  }
  return "";
}

// What is wrong, or nothing if the test passes.
std::string Run(const SuiteManifest& manifest, const ManifestTest& test) {
  const std::optional<SyntaxTestKind> kind = KindOf(test);
  if (!kind) return "its type is unknown";
  if (!test.action.is_iri()) return "it names no file";
  const std::string& action = test.action.iri().text;
  const absl::StatusOr<std::string> text = ReadFile(manifest.PathOf(action));
  if (!text.ok()) return text.status().ToString();
  const absl::StatusOr<std::vector<Quad>> quads =
      ReadTwice(kind->format, *text, manifest.BaseOf(action));
  if (absl::IsInternal(quads.status())) return quads.status().ToString();
  if (kind->what == "NegativeSyntax" || kind->what == "NegativeEval") {
    if (absl::IsInvalidArgument(quads.status())) return "";
    return quads.ok() ? "no error was found" : quads.status().ToString();
  }
  if (!quads.ok()) return quads.status().ToString();
  if (std::string problem = CheckWriters(*quads); !problem.empty()) return problem;
  if (kind->what == "PositiveSyntax") return "";
  if (!test.result.is_iri()) return "it names no result";
  const std::string& result = test.result.iri().text;
  const absl::StatusOr<std::string> expected = ReadFile(manifest.PathOf(result));
  if (!expected.ok()) return expected.status().ToString();
  if (kind->what == "PositiveC14N") {
    const std::string written = WriteQuads(kind->format, *quads);
    if (SortedLines(written) == SortedLines(*expected)) return "";
    return StrCat("expected\n", *expected, "but got\n", written);
  }
  if (kind->what == "Eval" || kind->what == "PositiveEval") {
    const std::optional<RdfFormat> format = RdfFormatByFileName(result);
    if (!format) return StrCat("the syntax of ", result, " is unknown");
    const absl::StatusOr<std::vector<Quad>> expected_quads =
        ParseQuads(*format, *expected, manifest.BaseOf(result));
    if (!expected_quads.ok()) return expected_quads.status().ToString();
    if (AreIsomorphic(*quads, *expected_quads)) return "";
    return StrCat("expected\n", ToNQuads(*expected_quads), "but got\n", ToNQuads(*quads));
  }
  return StrCat("its type is unknown: ", kind->what);
}

int RunAll(const std::filesystem::path& suite) {
  std::vector<std::string> folders;
  for (const char* version : {"rdf11", "rdf12"}) {
    for (const char* syntax : {"rdf-n-triples", "rdf-n-quads", "rdf-turtle", "rdf-trig"}) {
      folders.push_back(StrCat("rdf/", version, "/", syntax));
    }
  }
  const absl::StatusOr<std::vector<SuiteManifest>> manifests = ReadManifests(suite, folders);
  if (!manifests.ok()) {
    std::printf("%s\n", manifests.status().ToString().c_str());
    return 1;
  }
  size_t run_count = 0;
  size_t failed_count = 0;
  for (const SuiteManifest& manifest : *manifests) {
    size_t passed = 0;
    for (const ManifestTest& test : manifest.tests()) {
      const std::string problem = Run(manifest, test);
      if (problem.empty()) {
        ++passed;
      } else {
        std::printf("FAILED %s: %s\n", test.id.ToString().c_str(), problem.c_str());
      }
    }
    if (manifest.tests().empty()) continue;
    std::printf("%zu of %zu passed: %s\n", passed, manifest.tests().size(),
                manifest.folder_iri().c_str());
    run_count += manifest.tests().size();
    failed_count += manifest.tests().size() - passed;
  }
  std::printf("%zu of %zu passed in all\n", run_count - failed_count, run_count);
  return run_count > 0 && failed_count == 0 ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  const std::filesystem::path suite = entente::FindTestSuite(argc, argv);
  if (suite.empty()) {
    std::printf("skipped: no W3C tests; give --suite DIR or set ENTENTE_W3C_TESTS\n");
    return entente::kSkippedExitCode;
  }
  return entente::RunAll(suite);
}

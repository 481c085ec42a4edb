// Runs the W3C tests of SPARQL Query and Update, 1.0, 1.1 and 1.2, queries on the reference
// evaluator, updates on a store in memory: one line for each test that fails, a total for each
// manifest.
//
//   sparql_test [--suite DIR]     DIR is a checkout of https://github.com/w3c/rdf-tests
//
// Tests in deviations.txt are expected to fail; one that passes nevertheless is a failure, too.
// Left out, by folder: SERVICE, which is refused (/service/, /syntax-fed/); what is about HTTP
// (/protocol/, /http-rdf-update/, /service-description/); and entailment, of which there is none.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "query/engine.h"
#include "query/reference/evaluator.h"
#include "query/results/result_writer.h"
#include "query/sparql/parser.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "tests/conformance/datasets.h"
#include "tests/conformance/manifest.h"
#include "tests/conformance/update_evaluation.h"
#include "tests/support/memory_view.h"
#include "tests/support/quads.h"
#include "tests/support/results_reader.h"

namespace entente {
namespace {

constexpr std::string_view kManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
constexpr std::string_view kQuery = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";

// What a manifest's folder must not be called for its tests to be run.
constexpr std::string_view kLeftOut[] = {"/entailment/",          "/protocol/",
                                         "/http-rdf-update/",     "/service/",
                                         "/service-description/", "/syntax-fed/"};

std::string TypeOf(const ManifestTest& test) {
  for (const std::string& type : test.types) {
    if (type.starts_with(kManifest)) return type.substr(kManifest.size());
  }
  return "";
}

bool IsOurs(const SuiteManifest& manifest, const ManifestTest& test) {
  for (const std::string_view folder : kLeftOut) {
    if (manifest.folder_iri().find(folder) != std::string::npos) return false;
  }
  return !TypeOf(test).empty();
}

absl::StatusOr<std::vector<Quad>> ReadDataset(const SuiteManifest& manifest,
                                              const ManifestTest& test, const Query& query) {
  std::vector<Quad> quads;
  if (!test.action.is_iri()) {
    for (const Term& data : manifest.graph().Objects(test.action, StrCat(kQuery, "data"))) {
      RETURN_IF_ERROR(AddGraph(manifest, data.iri().text, Term(), &quads));
    }
    for (const Term& data : manifest.graph().Objects(test.action, StrCat(kQuery, "graphData"))) {
      if (!data.is_iri()) return absl::UnimplementedError("a graph that is no IRI");
      RETURN_IF_ERROR(AddGraph(manifest, data.iri().text, data, &quads));
    }
  }
  std::set<std::string> names(query.default_graphs.begin(), query.default_graphs.end());
  names.insert(query.named_graphs.begin(), query.named_graphs.end());
  for (const std::string& iri : names) {
    RETURN_IF_ERROR(AddGraph(manifest, iri, Iri(iri), &quads));
  }
  return quads;
}

absl::StatusOr<ResultSet> Collect(Answer* answer) {
  ResultSet results;
  if (answer->form == QueryForm::kAsk) {
    results.boolean = answer->boolean;
    return results;
  }
  results.variables = answer->solutions->variables();
  SolutionRow row;
  while (answer->solutions->Next(&row)) {
    std::map<std::string, Term>& named = results.rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i]) named[results.variables[i]] = row[i];
    }
  }
  RETURN_IF_ERROR(answer->solutions->status());
  return results;
}

std::vector<const Term*> PointersTo(const std::vector<Term>& terms) {
  std::vector<const Term*> pointers;
  for (const Term& term : terms) pointers.push_back(&term);
  return pointers;
}

// The results as our writer puts them and the reader understands them, to test both.
absl::StatusOr<ResultSet> WrittenAndRead(const ResultSet& results, ResultFormat format) {
  const std::unique_ptr<ResultWriter> writer = MakeResultWriter(format);
  std::string text;
  if (results.boolean.has_value()) {
    writer->Boolean(*results.boolean, &text);
  } else {
    writer->Begin(results.variables, &text);
    for (const std::map<std::string, Term>& row : results.rows) {
      std::vector<Term> terms;
      for (const std::string& name : results.variables) {
        const auto found = row.find(name);
        terms.push_back(found == row.end() ? Term() : found->second);
      }
      writer->Row(SolutionRow(PointersTo(terms)), &text);
    }
    writer->End(&text);
  }
  return format == ResultFormat::kJson  ? ReadJsonResults(text)
         : format == ResultFormat::kXml ? ReadXmlResults(text)
                                        : ReadTsvResults(text);
}

std::string CheckWriters(const ResultSet& results) {
  for (const ResultFormat format : {ResultFormat::kJson, ResultFormat::kXml, ResultFormat::kTsv}) {
    // TSV has no form for ASK and cannot tell a row without bindings from an empty line.
    const bool has_empty_row =
        std::any_of(results.rows.begin(), results.rows.end(),
                    [](const std::map<std::string, Term>& row) { return row.empty(); });
    if (format == ResultFormat::kTsv && (results.boolean.has_value() || has_empty_row)) continue;
    const absl::StatusOr<ResultSet> again = WrittenAndRead(results, format);
    if (!again.ok()) return StrCat("what we write cannot be read: ", again.status().ToString());
    if (!AreEquivalent(results, *again, /*is_ordered=*/true)) {
      return StrCat("what we write as ", MediaType(format), " says something else");
    }
  }
  return "";
}

std::vector<std::string> SortedLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string CompareResults(const SuiteManifest& manifest, const std::string& iri, Answer* answer,
                           bool is_ordered) {
  const absl::StatusOr<std::string> text = ReadFile(manifest.PathOf(iri));
  if (!text.ok()) return text.status().ToString();
  if (answer->form == QueryForm::kConstruct || answer->form == QueryForm::kDescribe) {
    const absl::StatusOr<std::vector<Quad>> expected =
        ReadGraph(manifest, iri, manifest.BaseOf(iri));
    if (!expected.ok()) return expected.status().ToString();
    if (AreIsomorphic(*expected, answer->quads)) return "";
    return StrCat("expected\n", ToNQuads(*expected), "but got\n", ToNQuads(answer->quads));
  }
  const absl::StatusOr<ResultSet> results = Collect(answer);
  if (!results.ok()) return results.status().ToString();
  if (std::string problem = CheckWriters(*results); !problem.empty()) return problem;
  if (iri.ends_with(".csv")) {
    const std::unique_ptr<ResultWriter> writer = MakeResultWriter(ResultFormat::kCsv);
    std::string written;
    writer->Begin(results->variables, &written);
    for (const std::map<std::string, Term>& row : results->rows) {
      std::vector<Term> terms;
      for (const std::string& name : results->variables) {
        const auto found = row.find(name);
        // The labels of blank nodes are ours to choose; the file has "a".
        Term term = found == row.end() ? Term() : found->second;
        terms.push_back(term.is_blank_node() ? Term(BlankNode("a")) : term);
      }
      writer->Row(SolutionRow(PointersTo(terms)), &written);
    }
    if (SortedLines(written) == SortedLines(*text)) return "";
    return StrCat("expected\n", *text, "but got\n", written);
  }
  absl::StatusOr<ResultSet> expected = absl::UnimplementedError("an unknown format of results");
  if (iri.ends_with(".srx")) {
    expected = ReadXmlResults(*text);
  } else if (iri.ends_with(".srj")) {
    expected = ReadJsonResults(*text);
  } else if (iri.ends_with(".tsv")) {
    expected = ReadTsvResults(*text);
  } else {
    const absl::StatusOr<std::vector<Quad>> quads = ReadGraph(manifest, iri, manifest.BaseOf(iri));
    if (!quads.ok()) return quads.status().ToString();
    const std::optional<ResultSet> graph_results = ReadGraphResults(*quads);
    if (graph_results.has_value()) expected = *graph_results;
  }
  if (!expected.ok()) return expected.status().ToString();
  if (AreEquivalent(*expected, *results, is_ordered && expected->is_ordered)) return "";
  return StrCat("expected\n", ToText(*expected), "but got\n", ToText(*results));
}

// What is wrong, or nothing if the test passes.
std::string Run(const SuiteManifest& manifest, const ManifestTest& test) {
  const std::string type = TypeOf(test);
  if (type == "UpdateEvaluationTest") return RunUpdateEvaluation(manifest, test);
  Term query_file = test.action;
  if (!query_file.is_iri()) {
    query_file = manifest.graph().Object(test.action, StrCat(kQuery, "query"));
  }
  if (!query_file.is_iri()) return "it names no query";
  const std::string& iri = query_file.iri().text;
  const absl::StatusOr<std::string> text = ReadFile(manifest.PathOf(iri));
  if (!text.ok()) return text.status().ToString();
  const ParseOptions options = {.base = manifest.BaseOf(iri)};
  // Some tests of the syntax of updates are said to be of queries.
  const bool is_update = type.find("Update") != std::string::npos || iri.ends_with(".ru");
  if (type.find("SyntaxTest") != std::string::npos) {
    const absl::Status parsed =
        is_update ? ParseUpdate(*text, options).status() : ParseQuery(*text, options).status();
    if (type.starts_with("Positive")) return parsed.ok() ? "" : parsed.ToString();
    if (absl::IsInvalidArgument(parsed)) return "";
    return parsed.ok() ? "no error was found" : parsed.ToString();
  }
  const absl::StatusOr<Query> query = ParseQuery(*text, options);
  if (!query.ok()) return query.status().ToString();
  if (type != "QueryEvaluationTest" && type != "CSVResultFormatTest") {
    return StrCat("its type is unknown: ", type);
  }
  const absl::StatusOr<std::vector<Quad>> quads = ReadDataset(manifest, test, *query);
  if (!quads.ok()) return quads.status().ToString();
  const MemoryView view(*quads);
  if (!test.result.is_iri()) return "it names no result";
  const bool is_ordered = text->find("ORDER") != std::string::npos;
  // The engine, and the plain evaluator that it is held against elsewhere.
  for (const bool is_engine : {true, false}) {
    const EvaluationOptions options = {.deadline = absl::Now() + absl::Seconds(20)};
    absl::StatusOr<Answer> answer =
        is_engine ? Run(*query, view, options) : Evaluate(*query, view, options);
    if (!answer.ok()) return answer.status().ToString();
    const std::string problem =
        CompareResults(manifest, test.result.iri().text, &*answer, is_ordered);
    if (!problem.empty()) return StrCat(is_engine ? "" : "plain evaluator: ", problem);
  }
  return "";
}

// Test → reason, from lines "<test> reason"; lines beginning with '#' are comments.
std::map<std::string, std::string> ReadDeviations() {
  std::map<std::string, std::string> deviations;
  const absl::StatusOr<std::string> text =
      ReadFile(std::filesystem::path(ENTENTE_SOURCE_DIR) / "tests/conformance/deviations.txt");
  if (!text.ok()) return deviations;
  std::istringstream stream(*text);
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line[0] == '#') continue;
    const size_t space = line.find(' ');
    deviations[line.substr(0, space)] = space == std::string::npos ? "" : line.substr(space + 1);
  }
  return deviations;
}

int RunAll(const std::filesystem::path& suite) {
  const absl::StatusOr<std::vector<SuiteManifest>> manifests =
      ReadManifests(suite, {"sparql/sparql10", "sparql/sparql11", "sparql/sparql12"});
  if (!manifests.ok()) {
    std::printf("%s\n", manifests.status().ToString().c_str());
    return 1;
  }
  std::map<std::string, std::string> deviations = ReadDeviations();
  size_t passed_count = 0;
  size_t deviating_count = 0;
  size_t failed_count = 0;
  for (const SuiteManifest& manifest : *manifests) {
    size_t run_count = 0;
    size_t passed = 0;
    for (const ManifestTest& test : manifest.tests()) {
      if (!IsOurs(manifest, test)) continue;
      ++run_count;
      const std::string problem = Run(manifest, test);
      const std::string id = test.id.is_iri() ? test.id.iri().text : test.name;
      const auto deviation = deviations.find(id);
      const bool is_expected_to_fail = deviation != deviations.end();
      if (is_expected_to_fail) deviations.erase(deviation);
      if (problem.empty() && !is_expected_to_fail) {
        ++passed;
      } else if (!problem.empty() && is_expected_to_fail) {
        ++deviating_count;
      } else {
        ++failed_count;
        std::printf("FAILED %s: %s\n", id.c_str(),
                    problem.empty() ? "passes, but is listed as a deviation" : problem.c_str());
      }
    }
    passed_count += passed;
    if (run_count == 0) continue;
    std::printf("%-70s %4zu of %4zu\n", manifest.folder_iri().c_str(), passed, run_count);
  }
  for (const auto& [id, reason] : deviations) {
    ++failed_count;
    std::printf("FAILED %s: is listed as a deviation, but there is no such test\n", id.c_str());
  }
  std::printf("%zu passed, %zu deviate as listed, %zu failed\n", passed_count, deviating_count,
              failed_count);
  return failed_count == 0 ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  const std::filesystem::path suite = entente::FindTestSuite(argc, argv);
  if (suite.empty()) {
    std::printf("SKIPPED: no W3C tests; give their directory with --suite or ENTENTE_W3C_TESTS\n");
    return entente::kSkippedExitCode;
  }
  return entente::RunAll(suite);
}

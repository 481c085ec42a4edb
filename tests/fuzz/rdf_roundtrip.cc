#include "tests/fuzz/rdf_roundtrip.h"

#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "schema/text.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

constexpr std::string_view kBase = "http://base.example/dir/file?q";

void Require(bool holds, const char* what, std::string_view detail) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n%.*s\n", what, static_cast<int>(detail.size()),
               detail.data());
  std::abort();
}

// Without the excerpt, which ends where a piece ends.
std::string FirstLine(const absl::Status& status) {
  const std::string text = status.ToString();
  return text.substr(0, text.find('\n'));
}

// Blank nodes that are compared by trying out pairs take exponential time in the worst case.
bool IsSmall(const std::vector<Quad>& quads) {
  static constexpr size_t kQuadsMax = 60;
  static constexpr size_t kNodesMax = 9;
  std::set<Term> nodes;
  for (const Quad& quad : quads) {
    for (const Term* term : {&quad.subject, &quad.object, &quad.graph}) {
      if (term->is_blank_node()) nodes.insert(*term);
    }
  }
  return quads.size() <= kQuadsMax && nodes.size() <= kNodesMax;
}

}  // namespace

void CheckRdfRoundTrip(RdfFormat format, std::string_view text) {
  const absl::StatusOr<std::vector<Quad>> quads = ParseQuads(format, text, kBase);
  Require(quads.ok() || (absl::IsInvalidArgument(quads.status()) &&
                         quads.status().message().find("input:") == 0),
          "errors are InvalidArgument and have a place", quads.status().ToString());

  TextSource source(text, 1 + text.size() % 11);
  QuadCollector pieces;
  const absl::Status status = ParseRdf(format, &source, {.base_iri = std::string(kBase)}, &pieces);
  Require(FirstLine(status) == FirstLine(quads.status()), "pieces give the same error",
          StrCat(status.ToString(), "\n", quads.status().ToString()));
  if (!quads.ok()) return;
  Require(pieces.quads == *quads, "pieces give the same quads", ToNQuads(pieces.quads));

  const std::string lines = ToNQuads(*quads);
  const absl::StatusOr<std::vector<Quad>> from_lines = ParseQuads(RdfFormat::kNQuads, lines);
  Require(from_lines.ok() && *from_lines == *quads, "N-Quads come back",
          StrCat(from_lines.status().ToString(), "\n", lines));

  const std::string pretty = WriteQuads(RdfFormat::kTrig, *quads);
  const absl::StatusOr<std::vector<Quad>> from_pretty = ParseQuads(RdfFormat::kTrig, pretty);
  Require(from_pretty.ok(), "TriG can be read",
          StrCat(from_pretty.status().ToString(), "\n", pretty));
  const std::set<Quad> distinct(quads->begin(), quads->end());
  Require(std::set<Quad>(from_pretty->begin(), from_pretty->end()).size() == distinct.size(),
          "TriG has as many quads", pretty);
  if (IsSmall(*quads)) Require(AreIsomorphic(*quads, *from_pretty), "TriG comes back", pretty);
}

}  // namespace entente

// From solutions to quads: templates of CONSTRUCT and of updates, and DESCRIBE.
#ifndef ENTENTE_QUERY_EVALUATION_CONSTRUCT_H_
#define ENTENTE_QUERY_EVALUATION_CONSTRUCT_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "entente/entente.h"
#include "query/evaluation/query_context.h"
#include "query/sparql/algebra.h"

namespace entente {

// SPARQL 1.2 Query section 16.2: fills templates with one solution after the other.
class TemplateFiller {
 public:
  // All must outlive the filler.
  TemplateFiller(const std::vector<std::string>& variables, QueryContext* context)
      : variables_(variables), context_(context) {}

  // The solution to fill in from now on: an id for each variable. Blank nodes of templates are
  // fresh for each solution.
  void BeginSolution(std::span<const TermId> row) {
    row_ = row;
    blank_labels_.clear();
  }

  // The quad, which is false if a variable is unbound or what stands in a place is not allowed
  // there by RDF.
  bool Fill(const QuadPattern& pattern, Quad* quad);

 private:
  Term Fill(const PatternTerm& place);

  const std::vector<std::string>& variables_;
  QueryContext* context_;
  std::span<const TermId> row_;
  TextMap<std::string> blank_labels_;
};

// About what a quad takes that is kept with its terms.
inline constexpr uint64_t kQuadBytes = 1000;

// The quads that the templates of a CONSTRUCT make of one solution after the other, each once. What
// was made before is known by ids: some 40 bytes for each quad, charged to the limits of the query.
class DistinctQuads {
 public:
  // All must outlive the object.
  DistinctQuads(const std::vector<QuadPattern>& templates,
                const std::vector<std::string>& variables, QueryContext* context);
  ~DistinctQuads() { context_->limits()->Release(charged_bytes_); }
  DistinctQuads(const DistinctQuads&) = delete;

  // The columns of solutions that templates name.
  const std::vector<size_t>& columns() const { return columns_; }
  // Gives `take` the quads of a solution that no solution before has given. Returns an error of
  // `take`, or of the limits.
  absl::Status Fill(std::span<const TermId> row, const QuadTaker& take);

 private:
  struct Template {
    const QuadPattern* pattern = nullptr;
    // By place; none where it depends on the solution.
    std::array<TermId, 3> constants = {};
    bool has_blank_node = false;
  };

  TermId IdAt(const PatternTerm& place, const Term& term) const;
  bool IsNew(const Template& filled, const Quad& quad);

  const std::vector<std::string>& variables_;
  QueryContext* context_;
  TemplateFiller filler_;
  std::vector<Template> templates_;
  std::vector<size_t> columns_;
  std::span<const TermId> row_;
  absl::flat_hash_set<std::array<TermId, 3>> seen_;
  std::vector<Quad> fresh_;  // Of this solution, with blank nodes that no other solution has.
  uint64_t charged_bytes_ = 0;
};

// Gives `take` what DESCRIBE gives for the resources `ids`: the triples of the default graph about
// each, and about the blank nodes these lead to; each once. Returns an error of `take`; others are
// in the limits of the query.
absl::Status DescribeResources(std::span<const TermId> ids, QueryContext* context,
                               const QuadTaker& take);

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_CONSTRUCT_H_

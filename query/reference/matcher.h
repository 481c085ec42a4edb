// Matches triple patterns, triple terms and property paths against the view: the leaves of the
// algebra. Source: SPARQL 1.2 Query sections 18.3 (basic graph patterns) and 18.4 (paths).
#ifndef ENTENTE_QUERY_REFERENCE_MATCHER_H_
#define ENTENTE_QUERY_REFERENCE_MATCHER_H_

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "query/evaluation/active_graph.h"
#include "query/evaluation/expression_evaluator.h"
#include "query/evaluation/query_limits.h"
#include "query/evaluation/term_pool.h"
#include "query/reference/table.h"
#include "query/sparql/algebra.h"
#include "query/sparql/scope.h"
#include "storage/read_view.h"

namespace entente {

class Matcher {
 public:
  static constexpr uint64_t kNoLimit = ~uint64_t{0};

  // All must outlive the matcher.
  Matcher(const ReadView& view, TermPool* pool, ExpressionEvaluator* expressions,
          QueryLimits* limits)
      : view_(view), pool_(pool), expressions_(expressions), limits_(limits) {}

  // The solutions of `seed` joined with all of `leaves` (each a kBgp or kPath), in `graph`.
  // `filters` are tried as soon as their variables are bound, which does not change the result if
  // they are applied to all of it; each that was gets true in `is_applied`.
  //
  // One leaf after the other is matched for all solutions so far, next always the one of which a
  // sample of them has the fewest matches. For many solutions the leaf is matched once on its own
  // and joined.
  //
  // `row_limit` says how many solutions suffice: the last leaf is matched no further.
  Table Match(Table seed, std::span<const Pattern* const> leaves, const ActiveGraph& graph,
              std::span<const Expression> filters, const OuterBindings* outer, uint64_t row_limit,
              std::vector<bool>* is_applied);

 private:
  // A place of a relation: a term's id, or the variable in a column of the table.
  struct Place {
    TermId id = {};
    std::optional<size_t> column = {};
  };
  // One relation to match: quads (s, p, o, g), triple terms (s, p, o, t), or a path (s, -, o, -).
  struct Step {
    enum class Kind { kQuads, kTripleTerms, kPath };
    Kind kind = Kind::kQuads;
    std::array<Place, 4> places = {};
    const Path* path = nullptr;
    // Of a path between two variables: a path of no steps begins and ends at nodes of the graph
    // only, while a term in the query is joined to itself even if the graph does not know it.
    bool needs_node = false;
    bool is_done = false;
  };
  // What a row says of a step: ids where places are bound, none where they are free.
  using BoundPlaces = std::array<TermId, 4>;

  void AddSteps(const Pattern& leaf, const ActiveGraph& graph, const OuterBindings* outer,
                std::vector<std::string>* variables, std::vector<Step>* steps);
  Place PlaceOf(const PatternTerm& term, std::vector<std::string>* variables,
                std::vector<Step>* steps);
  Place VariablePlace(const std::string& name, std::vector<std::string>* variables);

  // The table without the columns that stand for triple terms.
  Table WithoutTripleTerms(Table table) const;

  BoundPlaces Bind(const Step& step, std::span<const TermId> row) const;
  // About how many matches the step has for a row.
  double EstimateFor(const Step& step, std::span<const TermId> row, const ActiveGraph& graph);
  size_t ChooseStep(const std::vector<Step>& steps, const Table& table, const ActiveGraph& graph);
  Table Extend(const Table& table, const Step& step, const ActiveGraph& graph, uint64_t row_limit);
  // The step matched on its own; none if that does not pay.
  std::optional<Table> MatchAlone(const Table& table, const Step& step, const ActiveGraph& graph);

  // Calls `use` with (s, p, o, g or t) for each match.
  using UseMatch = std::function<void(const BoundPlaces& match)>;
  void ForEachMatch(const Step& step, const BoundPlaces& bound, const ActiveGraph& graph,
                    const UseMatch& use);
  void ForEachQuad(const BoundPlaces& bound, const ActiveGraph& graph, const UseMatch& use);
  void ForEachTripleTerm(const BoundPlaces& bound, const UseMatch& use);
  void Scan(TripleOrder order, std::span<const TermId> prefix, const UseMatch& use);

  // Paths. A list of nodes is a multiset: a node may be reached in several ways.
  using Nodes = std::vector<TermId>;
  void ForEachPathMatch(const Step& step, const BoundPlaces& bound, const ActiveGraph& graph,
                        const UseMatch& use);
  bool IsNode(TermId id, const ActiveGraph& graph);
  void AppendReached(const Path& path, TermId from, bool is_forward, const ActiveGraph& graph,
                     Nodes* reached);
  void AppendClosure(const Path& repeated, TermId from, bool includes_start, bool is_forward,
                     const ActiveGraph& graph, Nodes* reached);
  void AppendNeighbours(const Path& negated_set, TermId from, bool is_forward,
                        const ActiveGraph& graph, Nodes* reached);
  // Adds nodes from which `path` may lead somewhere: at least all from which it does.
  void AddStarts(const Path& path, bool is_forward, const ActiveGraph& graph,
                 absl::flat_hash_set<TermId>* starts);

  const ReadView& view_;
  TermPool* pool_;
  ExpressionEvaluator* expressions_;
  QueryLimits* limits_;
  bool is_enough_ = false;  // Ends the scans below Extend, which has its rows.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_REFERENCE_MATCHER_H_

// From algebra to operators.
//
// Patterns are planned from the top: each node becomes an operator over those of its inputs; basic
// graph patterns, paths, VALUES and filters that meet in one join are ordered together
// (join_order.h). What a plan costs is guessed from exact prefix counts and statistics of the view.
#ifndef ENTENTE_QUERY_PLAN_PLANNER_H_
#define ENTENTE_QUERY_PLAN_PLANNER_H_

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/engine_options.h"
#include "query/evaluation/active_graph.h"
#include "query/exec/batch_expression.h"
#include "query/exec/hash_join.h"
#include "query/exec/id_table.h"
#include "query/exec/operator.h"
#include "query/exec/quad_source.h"
#include "query/sparql/algebra.h"
#include "query/sparql/scope.h"
#include "storage/read_view.h"

namespace entente {

// An operator and what it is expected to cost, in nanoseconds.
struct Planned {
  OperatorPtr root = {};
  double cost = 0;
  double rows() const { return root->estimated_row_count(); }
};

class Planner {
 public:
  Planner(QueryContext* context, const EngineOptions& options)
      : context_(context), options_(options) {}
  Planner(const Planner&) = delete;

  // A plan for the query's pattern, which gives its variables as far as they can be bound. Pattern
  // and planner must outlive it. Errors are in the limits of the context.
  OperatorPtr Plan(const Pattern& pattern);

 private:
  friend class GroupPlanner;

  // Where a pattern stands.
  struct Scope {
    ActiveGraph graph = {};
    const OuterBindings* outer = nullptr;
    // Variables that somebody outside asks for; null: all.
    const VariableSet* needed = nullptr;
    // Solutions are wanted joined with these: see CanSeed.
    std::shared_ptr<const IdTable> seeds = {};
    // How many rows of a sorted result are wanted.
    std::optional<uint64_t> row_limit = {};
    // Whether it matters how often a solution is there; not under DISTINCT.
    bool counts_duplicates = true;

    bool Needs(const std::string& name) const {
      return needed == nullptr || needed->Contains(name);
    }
  };

  Planned Plan(const Pattern& pattern, const Scope& scope);
  Planned PlanNode(const Pattern& pattern, const Scope& scope);
  // Joins, leaves, and filters around them.
  Planned PlanGroup(const Pattern& pattern, const Scope& scope);
  Planned PlanLeftJoin(const Pattern& pattern, const Scope& scope);
  Planned PlanUnion(const Pattern& pattern, const Scope& scope);
  Planned PlanMinus(const Pattern& pattern, const Scope& scope);
  Planned PlanFilter(const Pattern& pattern, const Scope& scope);
  Planned PlanGraph(const Pattern& pattern, const Scope& scope);
  Planned PlanExtend(const Pattern& pattern, const Scope& scope);
  Planned PlanAggregation(const Pattern& pattern, const Scope& scope);
  Planned PlanOrderBy(const Pattern& pattern, const Scope& scope);
  Planned PlanProject(const Pattern& pattern, const Scope& scope);
  Planned PlanDistinct(const Pattern& pattern, const Scope& scope);
  Planned PlanSlice(const Pattern& pattern, const Scope& scope);

  // The right side of a join with `left`: `whole`, the plan of `pattern`, or one seeded by the
  // left.
  RightSide RightSideOf(Planned whole, const Pattern& pattern, const Scope& scope,
                        const Operator& left);
  // `input` filtered; EXISTS that is a semi join becomes one.
  Planned Filtered(Planned input, std::vector<const Expression*> expressions, const Scope& scope);
  // The answer of COUNT(*) over one pattern, where the view has it.
  std::optional<Planned> PlanCount(const Pattern& pattern, const Scope& scope);

  Planned Empty(const Pattern& pattern);
  Planned Unit();
  Planned Table(std::shared_ptr<const IdTable> table, const Scope& scope);
  std::shared_ptr<const IdTable> ValuesTable(const Pattern& pattern, const Scope& scope);

  // How expressions in this scope ask for EXISTS.
  ExistsTest ExistsIn(const Scope& scope);
  bool Exists(const Pattern& pattern, const Solution& solution, const ActiveGraph& graph);

  const PredicateStatistics* StatisticsOf(TermId predicate);
  uint64_t Count(TripleOrder order, std::span<const TermId> prefix);
  // About as many, perhaps more; never more expensive.
  uint64_t EstimateCount(TripleOrder order, std::span<const TermId> prefix);
  // Whether all quads of the view are in the graphs that count, so that counts of the view are
  // counts of the graph.
  bool IsOnlyGraph(const std::vector<TermId>& graphs);

  QueryContext* context_;
  const EngineOptions options_;
  std::optional<std::vector<PredicateStatistics>> statistics_;
  std::optional<uint64_t> quad_count_;
  // What plans refer to.
  std::deque<OuterBindings> outers_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_PLANNER_H_

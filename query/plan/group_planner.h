// Plans one join: leaves and sub-plans that meet, in the best order, with filters as early as
// their variables are bound.
#ifndef ENTENTE_QUERY_PLAN_GROUP_PLANNER_H_
#define ENTENTE_QUERY_PLAN_GROUP_PLANNER_H_

#include <memory>
#include <string>
#include <vector>

#include "query/exec/scan.h"
#include "query/plan/join_order.h"
#include "query/plan/planner.h"
#include "schema/text.h"

namespace entente {

class GroupPlanner {
 public:
  GroupPlanner(Planner* planner, const Planner::Scope& scope);

  // Adds what is joined. False once it is known that there are no solutions.
  bool AddPattern(const Pattern& pattern, const ActiveGraph& graph);
  bool AddTable(std::shared_ptr<const IdTable> table);
  void AddFilter(const Expression& expression);

  Planned Plan();

 private:
  struct Leaf {
    QuadSource source = {};            // kQuads.
    const Pattern* pattern = nullptr;  // kPath, and kPlan with a pattern.
    std::array<Place, 2> ends = {};    // kPath.
    ActiveGraph graph = {};
    std::shared_ptr<const IdTable> table = {};  // kPlan with a table.
    Planned plan = {};                          // kPlan with a pattern, until it is used.
    std::vector<std::string> variables = {};    // All that it can give.
    bool is_loose = false;  // Shares a variable that it, or the other, may leave unbound.
  };
  struct FilterUse {
    const Expression* expression = nullptr;
    std::vector<int> variables = {};
    bool is_early = false;  // May be applied as soon as its variables are bound.
    bool is_applied = false;
  };

  Place PlaceOf(const PatternTerm& term, const ActiveGraph& graph);
  bool AddQuads(const TriplePattern& triple, const ActiveGraph& graph);
  bool AddPath(const Pattern& pattern, const ActiveGraph& graph);
  bool AddPlan(const Pattern& pattern, const ActiveGraph& graph);
  bool AddSource(QuadSource source);
  int Number(const std::string& variable);

  void FindLooseLeaves();
  void Estimate();
  void EstimateSource(size_t leaf, JoinLeaf* relation);
  // The ranges of ids of a variable that filters leave; empty: all.
  std::vector<IdRange> RangesOf(const std::string& variable) const;
  double CountRows(const QuadSource& source, const AccessPath& path);

  Planned Build(const JoinNode* node, const std::vector<Column>* kept);
  Planned BuildScan(const JoinNode* node, const std::vector<Column>* kept);
  // Those of `available` that are still asked for.
  std::vector<std::string> Outputs(const std::vector<std::string>& available,
                                   const std::vector<Column>* kept) const;
  void Use(size_t leaf);
  Planned ApplyFilters(Planned input, double rows, const std::vector<Column>* kept);
  // Drops repeated rows, if many of them are expected and nobody counts them.
  Planned WithoutDuplicates(Planned input, const JoinNode& node);
  Planned JoinLoose(Planned input, size_t leaf);

  Planner* planner_;
  const Planner::Scope& scope_;
  QueryContext* context_;
  std::vector<Leaf> leaves_;
  std::vector<JoinLeaf> relations_;  // Of the leaves that are ordered.
  std::vector<size_t> ordered_;      // Which leaves these are.
  std::vector<FilterUse> filters_;
  std::vector<std::string> names_;  // Variables by number.
  TextMap<int> numbers_;
  std::vector<int> uses_;  // By variable: who still asks for it.
  size_t next_triple_term_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_GROUP_PLANNER_H_

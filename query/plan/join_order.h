// Which patterns of a group are joined first, and how.
//
// Each leaf is a relation whose size is known (from exact prefix counts) or guessed. Groups of up
// to eight leaves are planned by dynamic programming over all sets of leaves, bushy trees included,
// keeping for each set the cheapest plan and the cheapest for each variable its rows are sorted by;
// larger groups greedily. Costs are nanoseconds, about.
//
// Sources: Selinger et al., "Access path selection in a relational database management system"
// (1979); Moerkotte and Neumann, "Analysis of two existing and one new dynamic programming
// algorithm for the generation of optimal bushy join trees without cross products" (2006).
#ifndef ENTENTE_QUERY_PLAN_JOIN_ORDER_H_
#define ENTENTE_QUERY_PLAN_JOIN_ORDER_H_

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "query/engine_options.h"
#include "query/evaluation/query_limits.h"

namespace entente {

// Variables are known by number here.
struct JoinLeaf {
  enum class Kind : uint8_t {
    kQuads,  // Can be scanned by any of its variables, and sought in by any.
    kPath,   // Better asked with an end bound.
    kPlan,   // Comes with a plan, or is a table; can only be read as a whole.
  };
  struct VariableUse {
    int variable = 0;
    double distinct = 1;  // How many values, about.
    // Rows that a scan by this variable reads, if filters leave only ranges of it; else negative.
    double range_rows = -1;
    bool can_leapfrog = false;  // A list of values of this variable has an order of its own.
  };
  Kind kind = Kind::kQuads;
  double rows = 0;
  double cost = 0;  // Of a kPlan: to compute it.
  std::vector<VariableUse> variables = {};
};

struct JoinFilter {
  std::vector<int> variables = {};
  double selectivity = 0.5;
};

struct JoinNode {
  enum class Kind : uint8_t {
    kLeaf,      // leaves[0]; a kQuads leaf is scanned by `variable` if that is not negative.
    kIndex,     // leaves[0] looked up for each row of left
    kLeapfrog,  // leaves intersected on `variable`, for each row of left or once
    kHash,      // left with right, which is held in memory
  };
  Kind kind = Kind::kLeaf;
  std::vector<int> leaves = {};
  int variable = -1;
  const JoinNode* left = nullptr;
  const JoinNode* right = nullptr;
  bool is_merge = false;  // kIndex: the rows of left come by key.
  double rows = 0;
  double cost = 0;
  int sorted_by = -1;  // The variable by which rows ascend; negative: none.
  uint64_t leaf_set = 0;
  // By variable; 0: not bound. In groups planned greedily, of the last node only.
  std::vector<double> distinct = {};
};

class JoinOrder {
 public:
  // `variable_count` variables are numbered from 0.
  JoinOrder(const std::vector<JoinLeaf>& leaves, const std::vector<JoinFilter>& filters,
            size_t variable_count, JoinMethod method, QueryLimits* limits);

  // The plan; lives as long as this. Once a limit is exceeded, any plan. REQUIRES: there are
  // leaves.
  const JoinNode* Best();

 private:
  static constexpr size_t kExhaustiveMax = 8;
  using Candidates = std::vector<const JoinNode*>;

  const JoinNode* BestExhaustive();
  const JoinNode* BestGreedy();

  // Ways to read a leaf; the first is the cheapest.
  Candidates Scans(int leaf);
  const JoinNode* Index(const JoinNode* left, int leaf);
  // Null if fewer than `count_min` leaves fit. `is_used` tells which leaves are joined already.
  const JoinNode* Leapfrog(const JoinNode* left, int variable, size_t count_min);
  const JoinNode* Hash(const JoinNode* left, const JoinNode* right);

  bool IsUsed(const JoinNode* node, int leaf) const;
  bool Connects(const JoinNode* node, const JoinLeaf& leaf) const;
  bool Connects(const JoinNode* a, const JoinNode* b) const;
  // Rows and distinct counts of left joined with a leaf.
  void JoinWith(const JoinLeaf& leaf, JoinNode* node) const;
  // The share of rows that filters leave which can be applied to the node, but not before.
  void ApplyFilters(JoinNode* node) const;
  void Insert(const JoinNode* node, Candidates* candidates) const;

  const std::vector<JoinLeaf>& leaves_;
  const std::vector<JoinFilter>& filters_;
  const size_t variable_count_;
  const JoinMethod method_;
  QueryLimits* limits_;
  std::deque<JoinNode> nodes_;
  std::vector<bool> is_used_;                // Of greedy planning.
  std::vector<std::vector<int>> leaves_of_;  // By variable.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_JOIN_ORDER_H_

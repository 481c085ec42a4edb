#include "query/plan/join_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace entente {
namespace {

// Costs in nanoseconds, measured on blocks in the page cache.
constexpr double kOpenCost = 2500;        // A cursor, from the root to a leaf.
constexpr double kScanRowCost = 1.5;      // A row decoded.
constexpr double kOutputRowCost = 4;      // A row made.
constexpr double kSortedSeekCost = 10;    // A key looked for behind the last one,
constexpr double kUnsortedSeekCost = 50;  // or after the batch was sorted;
constexpr double kSkippedRowCost = 0.7;   // for each row in between,
constexpr double kFarSeekCost = 220;      // up to a descent from the root.
constexpr double kBuildRowCost = 25;      // A row put into a hash table.
constexpr double kProbeRowCost = 12;      // A row looked up there.
constexpr double kLeapCost = 18;          // A leap, mostly to near rows.
constexpr double kPathStartCost = 3000;   // A search.
constexpr double kBatchRows = 2048;

double SeekCost(bool is_sorted, double left_rows, double leaf_rows) {
  const double gap =
      leaf_rows / std::max(1.0, is_sorted ? left_rows : std::min(left_rows, kBatchRows));
  return (is_sorted ? kSortedSeekCost : kUnsortedSeekCost) +
         std::min(gap * kSkippedRowCost, kFarSeekCost);
}

}  // namespace

JoinOrder::JoinOrder(const std::vector<JoinLeaf>& leaves, const std::vector<JoinFilter>& filters,
                     size_t variable_count, JoinMethod method, QueryLimits* limits)
    : leaves_(leaves),
      filters_(filters),
      variable_count_(variable_count),
      method_(method),
      limits_(limits),
      is_used_(leaves.size(), false),
      leaves_of_(variable_count) {
  for (size_t leaf = 0; leaf < leaves.size(); ++leaf) {
    for (const JoinLeaf::VariableUse& use : leaves[leaf].variables) {
      leaves_of_[static_cast<size_t>(use.variable)].push_back(static_cast<int>(leaf));
    }
  }
}

const JoinNode* JoinOrder::Best() {
  return leaves_.size() <= kExhaustiveMax ? BestExhaustive() : BestGreedy();
}

bool JoinOrder::IsUsed(const JoinNode* node, int leaf) const {
  if (leaves_.size() > kExhaustiveMax) return is_used_[static_cast<size_t>(leaf)];
  return (node->leaf_set >> leaf & 1) != 0;
}

bool JoinOrder::Connects(const JoinNode* node, const JoinLeaf& leaf) const {
  return std::any_of(leaf.variables.begin(), leaf.variables.end(),
                     [node](const JoinLeaf::VariableUse& use) {
                       return node->distinct[static_cast<size_t>(use.variable)] > 0;
                     });
}

bool JoinOrder::Connects(const JoinNode* a, const JoinNode* b) const {
  for (size_t i = 0; i < variable_count_; ++i) {
    if (a->distinct[i] > 0 && b->distinct[i] > 0) return true;
  }
  return false;
}

void JoinOrder::JoinWith(const JoinLeaf& leaf, JoinNode* node) const {
  // Values of the side that has fewer are assumed to be among those of the other; of several
  // shared variables the others count less, as they mostly depend on each other.
  std::array<double, 2> largest = {1, 1};
  for (const JoinLeaf::VariableUse& use : leaf.variables) {
    double& distinct = node->distinct[static_cast<size_t>(use.variable)];
    if (distinct > 0) {
      double share = std::max({distinct, use.distinct, 1.0});
      if (share > largest[0]) std::swap(share, largest[0]);
      largest[1] = std::max(largest[1], share);
      distinct = std::min(distinct, use.distinct);
    } else {
      distinct = use.distinct;
    }
  }
  node->rows = node->rows * leaf.rows / largest[0] / std::sqrt(largest[1]);
  for (double& distinct : node->distinct) distinct = std::min(distinct, std::max(1.0, node->rows));
}

void JoinOrder::ApplyFilters(JoinNode* node) const {
  const auto binds_all = [](const JoinNode* candidate, const JoinFilter& filter) {
    return candidate != nullptr &&
           std::all_of(filter.variables.begin(), filter.variables.end(), [&](int variable) {
             return candidate->distinct[static_cast<size_t>(variable)] > 0;
           });
  };
  for (const JoinFilter& filter : filters_) {
    if (filter.variables.empty() || !binds_all(node, filter) || binds_all(node->left, filter) ||
        binds_all(node->right, filter)) {
      continue;
    }
    node->rows *= filter.selectivity;
    for (double& distinct : node->distinct) {
      if (distinct > 0) distinct = std::max(1.0, std::min(distinct, node->rows));
    }
  }
}

JoinOrder::Candidates JoinOrder::Scans(int leaf) {
  const JoinLeaf& relation = leaves_[static_cast<size_t>(leaf)];
  JoinNode plain;
  plain.leaves = {leaf};
  plain.leaf_set = leaves_.size() <= kExhaustiveMax ? uint64_t{1} << leaf : 0;
  plain.distinct.assign(variable_count_, 0);
  plain.rows = relation.rows;
  for (const JoinLeaf::VariableUse& use : relation.variables) {
    plain.distinct[static_cast<size_t>(use.variable)] = std::max(1.0, use.distinct);
  }
  ApplyFilters(&plain);
  Candidates scans;
  const auto add = [&](int variable, double rows_read, double cost) {
    JoinNode& node = nodes_.emplace_back(plain);
    node.variable = variable;
    node.sorted_by = variable;
    node.cost = cost + rows_read * kScanRowCost;
    scans.push_back(&node);
  };
  switch (relation.kind) {
    case JoinLeaf::Kind::kQuads:
      for (const JoinLeaf::VariableUse& use : relation.variables) {
        add(use.variable, use.range_rows >= 0 ? use.range_rows : relation.rows, kOpenCost);
      }
      if (relation.variables.empty()) add(-1, relation.rows, kOpenCost);
      break;
    case JoinLeaf::Kind::kPath: {
      double starts = 1;
      for (const JoinLeaf::VariableUse& use : relation.variables) {
        starts = std::max(starts, use.distinct);
      }
      add(-1, relation.rows, starts * kPathStartCost);
      break;
    }
    case JoinLeaf::Kind::kPlan:
      add(-1, relation.rows, relation.cost);
      break;
  }
  std::sort(scans.begin(), scans.end(),
            [](const JoinNode* a, const JoinNode* b) { return a->cost < b->cost; });
  return scans;
}

const JoinNode* JoinOrder::Index(const JoinNode* left, int leaf) {
  const JoinLeaf& relation = leaves_[static_cast<size_t>(leaf)];
  if (relation.kind == JoinLeaf::Kind::kPlan) return nullptr;
  JoinNode node = {.kind = JoinNode::Kind::kIndex,
                   .leaves = {leaf},
                   .left = left,
                   .rows = left->rows,
                   .sorted_by = -1,
                   .leaf_set = left->leaf_set,
                   .distinct = left->distinct};
  if (leaves_.size() <= kExhaustiveMax) node.leaf_set |= uint64_t{1} << leaf;
  size_t shared = 0;
  double keys = 1;
  for (const JoinLeaf::VariableUse& use : relation.variables) {
    const double distinct = left->distinct[static_cast<size_t>(use.variable)];
    if (distinct <= 0) continue;
    ++shared;
    keys *= distinct;
    if (use.variable == left->sorted_by) node.is_merge = true;
  }
  // Several shared variables: the leading one decides, and it may be another.
  if (shared != 1) node.is_merge = false;
  keys = std::min(keys, left->rows);
  JoinWith(relation, &node);
  if (relation.kind == JoinLeaf::Kind::kPath) {
    node.cost = left->cost + std::max(1.0, keys) * kPathStartCost + node.rows * kOutputRowCost;
  } else {
    const double batches = node.is_merge ? 1 : 1 + left->rows / kBatchRows;
    node.cost = left->cost + batches * kOpenCost +
                std::max(1.0, node.is_merge ? keys : left->rows) *
                    SeekCost(node.is_merge, left->rows, relation.rows) +
                std::max(left->rows, node.rows) * kOutputRowCost;
    if (node.is_merge) node.sorted_by = left->sorted_by;
  }
  ApplyFilters(&node);
  nodes_.push_back(std::move(node));
  return &nodes_.back();
}

const JoinNode* JoinOrder::Leapfrog(const JoinNode* left, int variable, size_t count_min) {
  if (left != nullptr && left->distinct[static_cast<size_t>(variable)] > 0) return nullptr;
  std::vector<std::pair<double, int>> lists;
  for (const int leaf : leaves_of_[static_cast<size_t>(variable)]) {
    const JoinLeaf& relation = leaves_[static_cast<size_t>(leaf)];
    if (relation.kind != JoinLeaf::Kind::kQuads || (left != nullptr && IsUsed(left, leaf))) {
      continue;
    }
    double rows = relation.rows;
    bool fits = true;
    for (const JoinLeaf::VariableUse& use : relation.variables) {
      if (use.variable == variable) {
        fits = fits && use.can_leapfrog;
      } else if (left == nullptr || left->distinct[static_cast<size_t>(use.variable)] <= 0) {
        fits = false;
      } else {
        rows /= std::max(1.0, use.distinct);
      }
    }
    if (fits) lists.emplace_back(rows, leaf);
  }
  if (lists.size() < count_min) return nullptr;
  std::sort(lists.begin(), lists.end());
  JoinNode node = {.kind = JoinNode::Kind::kLeapfrog, .variable = variable, .left = left};
  if (left == nullptr) {
    node.rows = 1;
    node.distinct.assign(variable_count_, 0);
    node.sorted_by = variable;
  } else {
    node.rows = left->rows;
    node.distinct = left->distinct;
    node.leaf_set = left->leaf_set;
    node.cost = left->cost;
  }
  const double left_rows = std::max(1.0, node.rows);
  const double count = static_cast<double>(lists.size());
  for (const auto& [rows, leaf] : lists) {
    node.leaves.push_back(leaf);
    if (leaves_.size() <= kExhaustiveMax) node.leaf_set |= uint64_t{1} << leaf;
    JoinWith(leaves_[static_cast<size_t>(leaf)], &node);
  }
  const double shortest = std::max(1.0, lists.front().first);
  double leaps = left_rows * shortest * count * kLeapCost;
  for (const auto& [rows, leaf] : lists) {
    leaps += left_rows * std::min(shortest, 1 + rows / shortest * 0.05) * kLeapCost;
  }
  node.cost += count * kOpenCost + left_rows * count * kUnsortedSeekCost + leaps +
               node.rows * kOutputRowCost;
  ApplyFilters(&node);
  nodes_.push_back(std::move(node));
  return &nodes_.back();
}

const JoinNode* JoinOrder::Hash(const JoinNode* left, const JoinNode* right) {
  JoinNode node = {.kind = JoinNode::Kind::kHash,
                   .left = left,
                   .right = right,
                   .rows = left->rows,
                   .sorted_by = left->sorted_by,
                   .leaf_set = left->leaf_set | right->leaf_set,
                   .distinct = left->distinct};
  JoinLeaf relation = {.rows = right->rows};
  for (size_t i = 0; i < variable_count_; ++i) {
    if (right->distinct[i] > 0) {
      relation.variables.push_back(
          {.variable = static_cast<int>(i), .distinct = right->distinct[i]});
    }
  }
  JoinWith(relation, &node);
  node.cost = left->cost + right->cost + right->rows * kBuildRowCost + left->rows * kProbeRowCost +
              node.rows * kOutputRowCost;
  ApplyFilters(&node);
  nodes_.push_back(std::move(node));
  return &nodes_.back();
}

void JoinOrder::Insert(const JoinNode* node, Candidates* candidates) const {
  if (node == nullptr) return;
  for (const JoinNode* const other : *candidates) {
    const bool is_as_sorted = node->sorted_by < 0 || other->sorted_by == node->sorted_by;
    if (is_as_sorted && other->cost <= node->cost) return;
  }
  std::erase_if(*candidates, [node](const JoinNode* other) {
    const bool is_as_sorted = other->sorted_by < 0 || other->sorted_by == node->sorted_by;
    return is_as_sorted && node->cost <= other->cost;
  });
  candidates->push_back(node);
}

const JoinNode* JoinOrder::BestExhaustive() {
  const size_t count = leaves_.size();
  const uint64_t all = (uint64_t{1} << count) - 1;
  std::vector<Candidates> best(all + 1);
  for (size_t leaf = 0; leaf < count; ++leaf) {
    for (const JoinNode* const scan : Scans(static_cast<int>(leaf))) {
      Insert(scan, &best[uint64_t{1} << leaf]);
    }
  }
  const bool may_leap = method_ == JoinMethod::kAny || method_ == JoinMethod::kLeapfrog;
  const size_t list_count_min = method_ == JoinMethod::kLeapfrog ? 1 : 2;
  if (may_leap && count > 1) {
    for (size_t variable = 0; variable < variable_count_; ++variable) {
      const JoinNode* const node = Leapfrog(nullptr, static_cast<int>(variable), 2);
      if (node != nullptr) Insert(node, &best[node->leaf_set]);
    }
  }
  for (uint64_t set = 1; set <= all; ++set) {
    // Whether a connected leaf is left outside: then cross products wait.
    for (uint64_t part = (set - 1) & set; part != 0; part = (part - 1) & set) {
      const uint64_t rest = set & ~part;
      if (best[part].empty() || best[rest].empty()) continue;
      const JoinNode* const left = best[part].front();
      const bool connects = Connects(left, best[rest].front());
      if (!connects) {
        const bool is_closed = [&] {
          for (size_t leaf = 0; leaf < count; ++leaf) {
            if ((part >> leaf & 1) == 0 && Connects(left, leaves_[leaf])) return false;
          }
          return true;
        }();
        if (!is_closed) continue;
      }
      if (connects && (method_ == JoinMethod::kIndex || method_ == JoinMethod::kLeapfrog) &&
          !best[set].empty()) {
        continue;
      }
      const auto cheapest = [](const Candidates& candidates) {
        return *std::min_element(
            candidates.begin(), candidates.end(),
            [](const JoinNode* a, const JoinNode* b) { return a->cost < b->cost; });
      };
      for (const JoinNode* const node : best[part]) {
        Insert(Hash(node, cheapest(best[rest])), &best[set]);
      }
    }
    if (method_ == JoinMethod::kHash) continue;
    for (const JoinNode* const node : Candidates(best[set])) {
      for (size_t leaf = 0; leaf < count; ++leaf) {
        if ((set >> leaf & 1) != 0 || !Connects(node, leaves_[leaf])) continue;
        const JoinNode* const joined = Index(node, static_cast<int>(leaf));
        if (joined != nullptr) Insert(joined, &best[joined->leaf_set]);
      }
      for (size_t variable = 0; may_leap && variable < variable_count_; ++variable) {
        const JoinNode* const joined = Leapfrog(node, static_cast<int>(variable), list_count_min);
        if (joined == nullptr) continue;
        // Forced, it replaces what was found.
        if (method_ == JoinMethod::kLeapfrog) best[joined->leaf_set].clear();
        Insert(joined, &best[joined->leaf_set]);
      }
    }
  }
  return *std::min_element(best[all].begin(), best[all].end(),
                           [](const JoinNode* a, const JoinNode* b) { return a->cost < b->cost; });
}

const JoinNode* JoinOrder::BestGreedy() {
  // So many counts of distinct values are looked at for each step: a group of thousands of patterns
  // weighs few of them.
  constexpr size_t kCountsMax = size_t{1} << 16;
  const size_t weighed_max = std::clamp<size_t>(kCountsMax / (variable_count_ + 1), 4, 64);
  const auto scan_of = [this](size_t leaf) { return Scans(static_cast<int>(leaf)).front(); };
  const auto is_better = [](const JoinNode* a, const JoinNode* b) {
    return b == nullptr || a->rows + a->cost < b->rows + b->cost;
  };
  // Keeps `node`, which was made after the first `count` nodes, and lets go of the others made.
  const auto keep = [this](size_t count, const JoinNode* node) {
    JoinNode kept = *node;
    std::optional<JoinNode> right;
    if (kept.right != nullptr) right = *kept.right;
    nodes_.resize(count);
    if (right.has_value()) {
      right->distinct.clear();
      nodes_.push_back(*std::move(right));
      kept.right = &nodes_.back();
    }
    nodes_.push_back(std::move(kept));
    return &nodes_.back();
  };
  std::vector<double> scan_rows;
  JoinNode* node = nullptr;
  for (size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
    const JoinNode* const scan = scan_of(leaf);
    scan_rows.push_back(scan->rows);
    node = keep(0, is_better(scan, node) ? scan : node);
  }
  is_used_[static_cast<size_t>(node->leaves[0])] = true;
  for (size_t joined = 1; joined < leaves_.size(); ++joined) {
    limits_->CheckNow();
    if (!limits_->ok()) return node;
    const size_t count = nodes_.size();
    const JoinNode* best = nullptr;
    size_t weighed = 0;
    for (size_t leaf = 0; leaf < leaves_.size() && weighed < weighed_max; ++leaf) {
      if (is_used_[leaf] || !Connects(node, leaves_[leaf])) continue;
      ++weighed;
      const JoinNode* candidate =
          method_ == JoinMethod::kHash ? nullptr : Index(node, static_cast<int>(leaf));
      if (candidate == nullptr || method_ == JoinMethod::kAny) {
        const JoinNode* const hash = Hash(node, scan_of(leaf));
        if (candidate == nullptr || hash->cost < candidate->cost) candidate = hash;
      }
      if (is_better(candidate, best)) best = candidate;
    }
    if (best == nullptr) {
      // Nothing connects: a cross product with the smallest.
      size_t smallest = leaves_.size();
      for (size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
        if (is_used_[leaf]) continue;
        if (smallest == leaves_.size() || scan_rows[leaf] < scan_rows[smallest]) smallest = leaf;
      }
      best = Hash(node, scan_of(smallest));
    }
    JoinNode* const before = node;
    node = keep(count, best);
    // Only the last node's counts are asked for again.
    before->distinct.clear();
    const int leaf = node->kind == JoinNode::Kind::kHash ? node->right->leaves[0] : node->leaves[0];
    is_used_[static_cast<size_t>(leaf)] = true;
  }
  return node;
}

}  // namespace entente

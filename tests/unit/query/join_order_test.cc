// Plans of joins: whatever the estimates, they join each leaf once, in ways that the operators can.
#include "query/plan/join_order.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

// Adds the leaves below a node, and fails the test where a node makes no sense.
void Check(const JoinNode* node, const std::vector<JoinLeaf>& leaves, std::vector<int>* joined) {
  ASSERT_NE(node, nullptr);
  EXPECT_TRUE(std::isfinite(node->cost) && node->cost >= 0);
  EXPECT_TRUE(std::isfinite(node->rows) && node->rows >= 0);
  if (node->left != nullptr) Check(node->left, leaves, joined);
  if (node->right != nullptr) Check(node->right, leaves, joined);
  EXPECT_EQ(node->kind == JoinNode::Kind::kHash, node->right != nullptr);
  for (const int leaf : node->leaves) {
    joined->push_back(leaf);
    const JoinLeaf& relation = leaves[static_cast<size_t>(leaf)];
    EXPECT_FALSE(node->kind == JoinNode::Kind::kIndex && relation.kind == JoinLeaf::Kind::kPlan);
    if (node->kind != JoinNode::Kind::kLeapfrog) continue;
    // Everything but the variable is bound before.
    EXPECT_EQ(relation.kind, JoinLeaf::Kind::kQuads);
    for (const JoinLeaf::VariableUse& use : relation.variables) {
      if (use.variable == node->variable) {
        EXPECT_TRUE(use.can_leapfrog);
      } else {
        EXPECT_TRUE(node->left != nullptr &&
                    node->left->distinct[static_cast<size_t>(use.variable)] > 0);
      }
    }
  }
}

bool Has(const JoinNode* node, JoinNode::Kind kind) {
  return node != nullptr && (node->kind == kind || Has(node->left, kind) || Has(node->right, kind));
}

TEST(JoinOrderTest, JoinsEachLeafOnceInWaysThatItsKindAllows) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  constexpr JoinMethod kMethods[] = {JoinMethod::kAny, JoinMethod::kHash, JoinMethod::kIndex,
                                     JoinMethod::kLeapfrog};
  for (uint64_t round = 0; round < TestRounds(600); ++round) {
    const size_t variable_count = 1 + random() % 6;
    std::vector<JoinLeaf> leaves(1 + random() % (round % 20 == 0 ? 14 : 6));
    for (JoinLeaf& leaf : leaves) {
      const uint64_t kind = random() % 6;
      leaf.kind = kind == 0   ? JoinLeaf::Kind::kPlan
                  : kind == 1 ? JoinLeaf::Kind::kPath
                              : JoinLeaf::Kind::kQuads;
      leaf.rows = std::pow(10, static_cast<double>(random() % 8)) - 1;
      leaf.cost = leaf.rows;
      for (int variable = 0; variable < static_cast<int>(variable_count); ++variable) {
        if (random() % 2 == 0 || leaf.variables.size() == 3) continue;
        leaf.variables.push_back({.variable = variable,
                                  .distinct = 1 + leaf.rows / static_cast<double>(1 + random() % 9),
                                  .can_leapfrog = random() % 4 > 0});
      }
    }
    std::vector<JoinFilter> filters;
    if (random() % 2 == 0) {
      filters.push_back({.variables = {static_cast<int>(random() % variable_count)}});
    }
    const JoinMethod method = kMethods[random() % 4];
    QueryLimits limits(absl::InfiniteFuture(), nullptr, ~uint64_t{0});
    JoinOrder order(leaves, filters, variable_count, method, &limits);
    const JoinNode* const best = order.Best();
    std::vector<int> joined;
    Check(best, leaves, &joined);
    std::sort(joined.begin(), joined.end());
    ASSERT_EQ(joined.size(), leaves.size());
    for (size_t i = 0; i < joined.size(); ++i) ASSERT_EQ(joined[i], static_cast<int>(i));
    if (method == JoinMethod::kHash) {
      EXPECT_FALSE(Has(best, JoinNode::Kind::kIndex) || Has(best, JoinNode::Kind::kLeapfrog));
    }
    EXPECT_FALSE(method == JoinMethod::kIndex && Has(best, JoinNode::Kind::kLeapfrog));
    ASSERT_FALSE(testing::Test::HasFailure());
  }
}

TEST(JoinOrderTest, AFewRowsAreLookedUpInManyRatherThanReadTogether) {
  const JoinLeaf few = {.rows = 10, .variables = {{.variable = 0, .distinct = 10}}};
  const JoinLeaf many = {
      .rows = 1e7,
      .variables = {{.variable = 0, .distinct = 1e6}, {.variable = 1, .distinct = 1e6}}};
  for (const bool is_turned : {false, true}) {
    const std::vector<JoinLeaf> leaves =
        is_turned ? std::vector<JoinLeaf>{many, few} : std::vector<JoinLeaf>{few, many};
    const std::vector<JoinFilter> filters;
    QueryLimits limits(absl::InfiniteFuture(), nullptr, ~uint64_t{0});
    JoinOrder order(leaves, filters, 2, JoinMethod::kAny, &limits);
    const JoinNode* const best = order.Best();
    EXPECT_EQ(best->kind, JoinNode::Kind::kIndex);
    EXPECT_EQ(best->leaves, std::vector<int>{is_turned ? 0 : 1});
  }
}

}  // namespace
}  // namespace entente

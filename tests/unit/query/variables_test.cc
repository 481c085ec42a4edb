// What is said of patterns before they are planned, against their solutions.
#include "query/plan/variables.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/quads.h"
#include "tests/support/random_query.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

Pattern PatternOf(std::string_view group) {
  const absl::StatusOr<Query> query =
      ParseQuery(StrCat("PREFIX : <http://example.org/> SELECT * ", group), {});
  EXPECT_OK(query) << group;
  return query.ok() ? query->pattern.inputs.at(0) : Pattern();
}

VariableSet SetOf(const std::vector<std::string>& names) {
  VariableSet set;
  for (const std::string& name : names) set.Add(name);
  return set;
}

// The patterns of random queries that stand in the default graph: from the top down.
std::vector<const Pattern*> Outermost(const Pattern& pattern) {
  std::vector<const Pattern*> nodes = {&pattern};
  for (const Pattern* at = &pattern; !at->inputs.empty() && at->kind != Pattern::Kind::kGraph;) {
    at = &at->inputs[0];
    nodes.push_back(at);
  }
  return nodes;
}

class RandomPatterns {
 public:
  explicit RandomPatterns(uint64_t seed) : random_(seed), terms_(&random_), queries_(terms_) {
    const absl::StatusOr<std::vector<Quad>> quads =
        ParseQuads(RdfFormat::kTrig, terms_.Trig(4 + terms_.Below(16)));
    EXPECT_OK(quads);
    view_ = std::make_unique<MemoryView>(*quads);
  }

  Query Next() {
    absl::StatusOr<Query> query = ParseQuery(queries_.Next().ToString());
    EXPECT_OK(query);
    // The default graph of the view, whatever the query says.
    query->has_dataset = false;
    query->default_graphs.clear();
    query->named_graphs.clear();
    return *std::move(query);
  }
  const ReadView& view() const { return *view_; }
  std::mt19937_64* random() { return &random_; }

 private:
  std::mt19937_64 random_;
  RandomTerms terms_;
  std::unique_ptr<MemoryView> view_;
  RandomQueries queries_;
};

TEST(CertainVariablesTest, EverySolutionBindsThem) {
  const uint64_t seed = TestSeed();
  size_t row_count = 0;
  size_t certain_count = 0;
  const uint64_t rounds = TestRounds(40);
  for (uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE(seed + round);
    RandomPatterns patterns(seed + round);
    for (int i = 0; i < 5; ++i) {
      const Query query = patterns.Next();
      for (const Pattern* const pattern : Outermost(query.pattern)) {
        const std::vector<std::string> certain = CertainVariables(*pattern).names();
        if (certain.empty()) continue;
        const TermRows rows = Referred(query, *pattern, certain, patterns.view());
        for (const std::vector<Term>& row : rows) {
          ASSERT_EQ(std::count(row.begin(), row.end(), Term()), 0) << ToSExpression(*pattern);
        }
        row_count += rows.size();
        certain_count += certain.size();
      }
    }
  }
  EXPECT_GT(row_count, rounds * 10);
  EXPECT_GT(certain_count, rounds * 10);
}

TEST(CertainVariablesTest, AreThoseThatNoPartLeavesOpen) {
  const auto certain = [](std::string_view group) {
    return CertainVariables(PatternOf(group)).names();
  };
  EXPECT_THAT(certain("{ ?s :p ?o OPTIONAL { ?s :q ?z } }"), UnorderedElementsAre("s", "o"));
  EXPECT_THAT(certain("{ { ?s :p ?o } UNION { ?o :p ?z } }"), ElementsAre("o"));
  EXPECT_THAT(certain("{ VALUES (?a ?b) { (1 2) (3 UNDEF) } }"), ElementsAre("a"));
  EXPECT_THAT(certain("{ GRAPH ?g { ?s :p* ?o } }"), UnorderedElementsAre("g", "s", "o"));
  EXPECT_THAT(certain("{ BIND(1 / 0 AS ?x) }"), IsEmpty());
  EXPECT_THAT(certain("{ ?s :p ?o MINUS { ?x :p ?y } }"), UnorderedElementsAre("s", "o"));
}

// EXISTS by the definition, which the reference follows, against a look for a partner.
TEST(IsSemiJoinTest, ExistsIsTrueForTheRowsThatHaveAPartner) {
  const uint64_t seed = TestSeed();
  size_t semi_count = 0;
  size_t kept_count = 0;
  size_t dropped_count = 0;
  const uint64_t rounds = TestRounds(60);
  for (uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE(seed + round);
    RandomPatterns patterns(seed + round);
    std::mt19937_64& random = *patterns.random();
    for (int i = 0; i < 10; ++i) {
      const Query query = patterns.Next();
      for (const Pattern* const pattern : Outermost(query.pattern)) {
        if (!IsSemiJoin(*pattern)) continue;
        std::vector<std::string> names = VisibleVariables(*pattern).names();
        const TermRows partners = Referred(query, *pattern, names, patterns.view());
        if (partners.size() > 500) continue;
        ++semi_count;
        // Rows mixed of the solutions' values, with gaps.
        TermRows rows(6);
        for (std::vector<Term>& row : rows) {
          for (size_t column = 0; column < names.size(); ++column) {
            const bool is_open = partners.empty() || random() % 3 == 0;
            row.push_back(is_open ? Term() : partners[random() % partners.size()][column]);
          }
        }
        TermRows expected;
        for (const std::vector<Term>& row : rows) {
          const bool has_partner =
              std::any_of(partners.begin(), partners.end(), [&](const std::vector<Term>& partner) {
                for (size_t column = 0; column < row.size(); ++column) {
                  if (row[column] && row[column] != partner[column] && partner[column])
                    return false;
                }
                return true;
              });
          if (has_partner) expected.push_back(row);
          ++(has_partner ? kept_count : dropped_count);
        }
        Expression exists = {.kind = Expression::Kind::kExists};
        exists.pattern = std::make_shared<Pattern>(*pattern);
        Pattern filter = {.kind = Pattern::Kind::kFilter, .expressions = {exists}};
        filter.inputs.push_back({.kind = Pattern::Kind::kValues, .variables = names, .rows = rows});
        ASSERT_EQ(Referred(query, filter, names, patterns.view()), expected)
            << ToSExpression(*pattern);
      }
    }
  }
  EXPECT_GT(semi_count, rounds);
  EXPECT_GT(kept_count, rounds);
  EXPECT_GT(dropped_count, rounds);
}

TEST(IsSemiJoinTest, IsNotWhereSubstitutionReachesFurtherThanAJoin) {
  EXPECT_TRUE(IsSemiJoin(PatternOf("{ ?s :p ?o FILTER(?o > 1) }")));
  EXPECT_TRUE(IsSemiJoin(PatternOf("{ { ?s :p ?o } UNION { GRAPH ?g { ?s :q+ ?z } } }")));
  EXPECT_FALSE(IsSemiJoin(PatternOf("{ ?s :p ?o FILTER(?x > 1) }")));
  EXPECT_FALSE(IsSemiJoin(PatternOf("{ ?s :p* ?o }")));
  EXPECT_FALSE(IsSemiJoin(PatternOf("{ ?s :p ?o OPTIONAL { ?s :q ?z } }")));
  EXPECT_FALSE(IsSemiJoin(PatternOf("{ ?s :p ?o MINUS { ?x :q ?y } }")));
}

TEST(CanSeedTest, SaysWhetherAJoinMayGoDownToTheLeaves) {
  struct Case {
    std::string_view group;
    std::vector<std::string> seeds;
    bool can_seed;
  };
  const Case cases[] = {
      {"{ ?s :p ?o }", {"s"}, true},
      {"{ }", {"s"}, false},
      {"{ ?s :p+ ?o }", {"s"}, true},
      // A path of no steps would begin at the seeds.
      {"{ ?s :p* ?o }", {"s"}, false},
      {"{ GRAPH :g { ?s :p ?o } }", {"s"}, true},
      {"{ GRAPH ?g { ?s :p ?o } }", {"s"}, false},
      {"{ ?s :p ?o OPTIONAL { ?s :q ?z } }", {"s"}, true},
      // A seed for ?z would choose among partners before it is known whether there are any.
      {"{ ?s :p ?o OPTIONAL { ?s :q ?z } }", {"z"}, false},
      {"{ ?s :p ?o MINUS { ?s :q ?z } }", {"s"}, true},
      {"{ ?s :p ?o MINUS { ?s :q ?z } }", {"z"}, false},
      {"{ ?s :p ?o BIND(?o + 1 AS ?n) }", {"s"}, true},
      {"{ ?s :p ?o BIND(?o + 1 AS ?n) }", {"n"}, false},
      {"{ ?s :p ?o FILTER(?x > 1) }", {"x"}, false},
      {"{ { ?s :p ?o } UNION { ?s :p* ?o } }", {"s"}, false},
      {"{ SELECT ?s { ?s :p ?o } }", {"s"}, true},
      // Another ?o than that outside.
      {"{ SELECT ?s { ?s :p ?o } }", {"o"}, false},
      {"{ SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s }", {"s"}, true},
      {"{ SELECT (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?s }", {"n"}, false},
      {"{ SELECT ?s { ?s :p ?o } LIMIT 1 }", {"s"}, false},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(CanSeed(PatternOf(each.group), SetOf(each.seeds)), each.can_seed) << each.group;
  }
}

TEST(VariableSetsTest, HoldWhatWasAdded) {
  EXPECT_TRUE(ContainsAll(SetOf({"a", "b"}), SetOf({"b"})));
  EXPECT_TRUE(ContainsAll(SetOf({}), SetOf({})));
  EXPECT_FALSE(ContainsAll(SetOf({"a"}), SetOf({"a", "b"})));
  EXPECT_TRUE(Intersect(SetOf({"a", "b"}), SetOf({"b", "c"})));
  EXPECT_FALSE(Intersect(SetOf({"a"}), SetOf({"b"})));
  const Pattern filter = PatternOf("{ FILTER(?a + 1 > 2 && NOT EXISTS { ?b :p ?c }) }");
  EXPECT_THAT(VariablesOf(filter.expressions.at(0)).names(), UnorderedElementsAre("a", "b", "c"));
  EXPECT_TRUE(HasExists(filter.expressions.at(0)));
  EXPECT_FALSE(HasExists(Expression::OfVariable("a")));
  EXPECT_TRUE(IsBgps(PatternOf("{ ?s :p ?o { ?o :p ?z } }")));
  EXPECT_FALSE(IsBgps(PatternOf("{ }")));
  EXPECT_FALSE(IsBgps(PatternOf("{ ?s :p* ?o }")));
}

}  // namespace
}  // namespace entente

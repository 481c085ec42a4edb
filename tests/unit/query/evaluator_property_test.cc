// The reference evaluator against what it must agree with: the definition of basic graph pattern
// matching, tried out term by term, and laws that hold between operators.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/reference/evaluator.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using Rows = std::multiset<std::vector<Term>>;

Rows Evaluated(const Query& query, const ReadView& view) {
  Rows rows;
  absl::StatusOr<Answer> answer = Evaluate(query, view);
  EXPECT_OK(answer);
  if (!answer.ok()) return rows;
  SolutionRow row;
  while (answer->solutions->Next(&row)) {
    std::vector<Term> terms;
    for (size_t i = 0; i < row.size(); ++i) terms.push_back(row[i]);
    rows.insert(std::move(terms));
  }
  EXPECT_OK(answer->solutions->status());
  return rows;
}

Rows Selected(const ReadView& view, std::string_view text) {
  const absl::StatusOr<Query> query = ParseQuery(text, {.prefixes = {{"", "http://example.org/"}}});
  EXPECT_OK(query) << text;
  return query.ok() ? Evaluated(*query, view) : Rows();
}

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  size_t Below(size_t count) { return random_() % count; }
  Term Node(size_t count) { return Iri(StrCat("http://example.org/n", Below(count))); }
  Term Predicate() { return Iri(StrCat("http://example.org/p", Below(2))); }
  Term Object(size_t count) {
    if (Below(5) == 0) return Triple{Node(count), Predicate(), Node(count)};
    if (Below(5) == 0) return Term(static_cast<int64_t>(Below(2)));
    return Node(count);
  }

 private:
  std::mt19937_64 random_;
};

std::vector<Quad> RandomGraph(Dice* dice, size_t quad_count, size_t node_count) {
  std::vector<Quad> quads;
  for (size_t i = 0; i < quad_count; ++i) {
    quads.push_back({dice->Node(node_count), dice->Predicate(), dice->Object(node_count)});
  }
  return quads;
}

PatternTerm RandomPlace(Dice* dice, bool is_predicate, int depth) {
  if (dice->Below(3) != 0) return Variable{std::string(1, static_cast<char>('a' + dice->Below(3)))};
  if (is_predicate) return dice->Predicate();
  if (depth == 0 && dice->Below(3) == 0) {
    return TriplePattern{RandomPlace(dice, false, 1), RandomPlace(dice, true, 1),
                         RandomPlace(dice, false, 1)};
  }
  return dice->Node(3);
}

// The term of a place under an assignment of variables.
Term Substituted(const PatternTerm& place, const std::map<std::string, Term>& assignment) {
  if (place.is_variable()) return assignment.at(place.variable());
  if (place.is_term()) return place.term();
  return Triple{Substituted(place.triple().subject, assignment),
                Substituted(place.triple().predicate, assignment),
                Substituted(place.triple().object, assignment)};
}

TEST(EvaluatorPropertyTest, BasicPatternsMatchWhatTheDefinitionSays) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  Dice dice(seed);
  size_t solution_count = 0;
  const uint64_t rounds = TestRounds(300);
  for (uint64_t round = 0; round < rounds; ++round) {
    const std::vector<Quad> quads = RandomGraph(&dice, 8, 3);
    const MemoryView view(quads);
    Query query;
    query.variables = {"a", "b", "c"};
    query.pattern.kind = Pattern::Kind::kProject;
    query.pattern.variables = query.variables;
    Pattern& bgp = query.pattern.inputs.emplace_back();
    for (size_t i = 0; i <= dice.Below(3); ++i) {
      bgp.triples.push_back({RandomPlace(&dice, false, 0), RandomPlace(&dice, true, 0),
                             RandomPlace(&dice, false, 0)});
    }
    std::set<Term> terms;
    std::set<Triple> graph;
    for (const Quad& quad : quads) {
      graph.insert({quad.subject, quad.predicate, quad.object});
      for (const Term& term : {quad.subject, quad.predicate, quad.object}) {
        terms.insert(term);
        if (!term.is_triple()) continue;
        terms.insert({term.triple().subject, term.triple().predicate, term.triple().object});
      }
    }
    // Variables that the pattern has not stay unbound.
    const std::string printed = ToSExpression(bgp);
    std::map<std::string, std::vector<Term>> candidates;
    for (const std::string& name : query.variables) {
      const bool is_used = printed.find("?" + name) != std::string::npos;
      candidates[name] =
          is_used ? std::vector<Term>(terms.begin(), terms.end()) : std::vector<Term>(1);
    }
    Rows expected;
    for (const Term& a : candidates["a"]) {
      for (const Term& b : candidates["b"]) {
        for (const Term& c : candidates["c"]) {
          const std::map<std::string, Term> assignment = {{"a", a}, {"b", b}, {"c", c}};
          const bool matches =
              std::all_of(bgp.triples.begin(), bgp.triples.end(), [&](const TriplePattern& t) {
                return graph.contains({Substituted(t.subject, assignment),
                                       Substituted(t.predicate, assignment),
                                       Substituted(t.object, assignment)});
              });
          if (matches) expected.insert({a, b, c});
        }
      }
    }
    solution_count += expected.size();
    ASSERT_EQ(Evaluated(query, view), expected) << printed;
  }
  EXPECT_GT(solution_count, rounds / 3);
}

constexpr std::string_view kLefts[] = {"?x :p0 ?y", "?x :p0 ?y . ?y :p1 ?z", "?x ?p ?y . ?x :p1 ?z",
                                       "?x :p0 <<( ?y :p1 ?z )>>"};
constexpr std::string_view kRights[] = {"?x :p1 ?w", "?y :p0 ?w . ?w :p1 ?v", "?x :p1 ?z",
                                        "?y ?p ?x", "?w :p1 <<( ?v :p0 ?x )>>"};

// Large enough that patterns are joined by hashing, too.
class LawTest : public testing::Test {
 protected:
  LawTest() : dice_(TestSeed()), view_(RandomGraph(&dice_, 1500, 200)) {}

  void SetUp() override {
    // Each side has solutions, or the laws would hold of nothing.
    for (const std::string_view side : kLefts) {
      ASSERT_FALSE(Selected(view_, StrCat("SELECT * { ", side, " }")).empty()) << side;
    }
    for (const std::string_view side : kRights) {
      ASSERT_FALSE(Selected(view_, StrCat("SELECT * { ", side, " }")).empty()) << side;
    }
  }

  Dice dice_;
  MemoryView view_;
};

Rows Union(Rows a, const Rows& b) {
  a.insert(b.begin(), b.end());
  return a;
}

TEST_F(LawTest, OptionalIsTheJoinAndWhatHasNoPartner) {
  for (const std::string_view left : kLefts) {
    for (const std::string_view right : kRights) {
      constexpr std::string_view kSelect = "SELECT ?x ?y ?z ?p ?v ?w ";
      EXPECT_EQ(Selected(view_, StrCat(kSelect, "{ ", left, " OPTIONAL { ", right, " } }")),
                Union(Selected(view_, StrCat(kSelect, "{ { ", left, " } { ", right, " } }")),
                      Selected(view_, StrCat(kSelect, "{ ", left, " FILTER NOT EXISTS { ", right,
                                             " } }"))))
          << left << " / " << right;
    }
  }
}

TEST_F(LawTest, MinusIsNotExistsWhereVariablesAreSharedAndBound) {
  for (const std::string_view left : kLefts) {
    for (const std::string_view right : kRights) {
      const Rows minus = Selected(view_, StrCat("SELECT * { ", left, " MINUS { ", right, " } }"));
      EXPECT_EQ(minus, Selected(view_, StrCat("SELECT * { ", left, " FILTER NOT EXISTS { ", right,
                                              " } }")))
          << left << " / " << right;
    }
  }
}

TEST_F(LawTest, PatternsOfOneGroupAreTheJoinOfTheirGroups) {
  for (const std::string_view left : kLefts) {
    for (const std::string_view right : kRights) {
      constexpr std::string_view kSelect = "SELECT ?x ?y ?z ?p ?v ?w ";
      const Rows one = Selected(view_, StrCat(kSelect, "{ ", left, " . ", right, " }"));
      // A sub-SELECT is evaluated on its own.
      EXPECT_EQ(one, Selected(view_, StrCat(kSelect, "{ { SELECT * { ", left, " } } { SELECT * { ",
                                            right, " } } }")))
          << left << " / " << right;
    }
  }
}

TEST_F(LawTest, ALimitGivesSoManyOfAllSolutionsAndNoOthers) {
  for (const std::string_view left : kLefts) {
    const std::string_view right = kRights[0];
    const std::string selects[] = {
        StrCat("SELECT * { ", left, " . ", right, " }"),
        StrCat("SELECT DISTINCT ?x { ", left, " . ", right, " }"),
        StrCat("SELECT * { ", left, " OPTIONAL { ", right, " } }"),
        StrCat("SELECT * { { ", left, " } UNION { ", right, " } }"),
        StrCat("SELECT * { ", left, " FILTER EXISTS { ", right, " } }"),
        StrCat("SELECT * { ", left, " { SELECT * { ", right, " } LIMIT 1000000 } }")};
    for (const std::string& select : selects) {
      const Rows all = Selected(view_, select);
      for (const auto& [offset, limit] : {std::pair<size_t, size_t>{0, 0}, {0, 1}, {2, 3}}) {
        const Rows some = Selected(view_, StrCat(select, " OFFSET ", offset, " LIMIT ", limit));
        EXPECT_EQ(some.size(), std::min(limit, all.size() - std::min(all.size(), offset)))
            << select;
        EXPECT_TRUE(std::includes(all.begin(), all.end(), some.begin(), some.end())) << select;
      }
    }
  }
}

TEST_F(LawTest, GroupsCountWhatTheirFiltersKeep) {
  const Rows pairs = Selected(view_, "SELECT ?x ?y { ?x :p0 ?y }");
  std::map<Term, int64_t> counts;
  for (const std::vector<Term>& row : pairs) ++counts[row[0]];
  Rows expected;
  for (const auto& [x, count] : counts) expected.insert({x, Term(count)});
  EXPECT_EQ(Selected(view_, "SELECT ?x (COUNT(*) AS ?n) { ?x :p0 ?y } GROUP BY ?x"), expected);
}

TEST_F(LawTest, ClosuresAreTheUnionOfSequences) {
  const MemoryView small(RandomGraph(&dice_, 12, 8));
  std::string unions = "{ SELECT ?x ?y { ?x :p0 ?y } }";
  std::string path = ":p0";
  for (int length = 2; length <= 12; ++length) {
    path.append("/:p0");
    StrAppend(&unions, " UNION { ?x ", path, " ?y }");
  }
  EXPECT_EQ(Selected(small, "SELECT ?x ?y { ?x :p0+ ?y }"),
            Selected(small, StrCat("SELECT DISTINCT ?x ?y { ", unions, " }")));
}

}  // namespace
}  // namespace entente

// Every graph of up to four triples over a tiny vocabulary, with every basic graph pattern of up to
// three triple patterns: the engine against a matcher that is nothing but the definition.
//
// Graphs are taken up to the names of their nodes and predicates, patterns up to the names of their
// variables and the sequence of their triples: what is left out differs in names only. That is
// still some hundred million pairs, so the usual run takes each pattern with some of the graphs,
// always the same. ENTENTE_ROUNDS says with how many; 0 is all (hours).
#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/engine.h"
#include "query/sparql/algebra.h"
#include "schema/text.h"
#include "tests/support/answers.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

// Terms are numbers: nodes 0 to 2, predicates 3 and 4. In patterns, 5 to 7 are variables.
constexpr int kNodeCount = 3;
constexpr int kPredicateCount = 2;
constexpr int kTermCount = kNodeCount + kPredicateCount;
constexpr int kVariableCount = 3;

using TinyTriple = std::array<int, 3>;
using TinyGraph = std::vector<TinyTriple>;  // Sorted; no triple twice.

// The smallest of the ways to write `triples` when each term is replaced by that of a renaming.
TinyGraph Smallest(const TinyGraph& triples, const std::vector<std::vector<int>>& renamings) {
  TinyGraph smallest;
  for (const std::vector<int>& renaming : renamings) {
    TinyGraph renamed = triples;
    for (TinyTriple& triple : renamed) {
      for (int& term : triple) term = renaming[static_cast<size_t>(term)];
    }
    std::sort(renamed.begin(), renamed.end());
    if (smallest.empty() || renamed < smallest) smallest = std::move(renamed);
  }
  return smallest;
}

// All permutations of some ranges of terms, the others staying.
std::vector<std::vector<int>> Renamings(std::vector<std::pair<int, int>> ranges) {
  std::vector<int> identity(kTermCount + kVariableCount);
  for (size_t i = 0; i < identity.size(); ++i) identity[i] = static_cast<int>(i);
  std::vector<std::vector<int>> renamings = {identity};
  for (const auto& [begin, end] : ranges) {
    std::vector<std::vector<int>> more;
    for (std::vector<int> renaming : renamings) {
      do {
        more.push_back(renaming);
      } while (std::next_permutation(renaming.begin() + begin, renaming.begin() + end));
    }
    renamings = std::move(more);
  }
  return renamings;
}

// Each set of `count_min` to `count_max` of `triples`, up to the renamings.
std::vector<TinyGraph> SetsOf(const std::vector<TinyTriple>& triples, size_t count_min,
                              size_t count_max, const std::vector<std::vector<int>>& renamings) {
  std::set<TinyGraph> smaller = {{}};
  std::vector<TinyGraph> all;
  if (count_min == 0) all.emplace_back();
  for (size_t count = 1; count <= count_max; ++count) {
    std::set<TinyGraph> sets;
    for (const TinyGraph& set : smaller) {
      for (const TinyTriple& triple : triples) {
        if (std::find(set.begin(), set.end(), triple) != set.end()) continue;
        TinyGraph larger = set;
        larger.push_back(triple);
        sets.insert(Smallest(larger, renamings));
      }
    }
    all.insert(all.end(), sets.begin(), sets.end());
    smaller = std::move(sets);
  }
  return all;
}

std::vector<TinyGraph> AllGraphs() {
  std::vector<TinyTriple> triples;
  for (int s = 0; s < kNodeCount; ++s) {
    for (int p = kNodeCount; p < kTermCount; ++p) {
      // A predicate may be an object, too: variables join across places.
      for (int o = 0; o < kTermCount; ++o) triples.push_back({s, p, o});
    }
  }
  return SetsOf(triples, 0, 4, Renamings({{0, kNodeCount}, {kNodeCount, kTermCount}}));
}

std::vector<TinyGraph> AllPatterns() {
  // One node and one predicate as constants: others would only be other names, as graphs are not
  // taken up to the names that the pattern knows, but all graphs are.
  std::vector<TinyTriple> triples;
  const std::vector<int> nodes = {0, 1, 5, 6, 7};
  const std::vector<int> predicates = {3, 5, 6, 7};
  for (const int s : nodes) {
    for (const int p : predicates) {
      for (const int o : nodes) triples.push_back({s, p, o});
    }
  }
  return SetsOf(triples, 1, 3, Renamings({{kTermCount, kTermCount + kVariableCount}}));
}

// The rows of a table whose columns are the variables: the definition, section 18.3.1. Tries every
// triple for every pattern; a variable that the pattern has not stays -1.
using TinyRow = std::array<int, kVariableCount>;
void AppendMatches(const TinyGraph& pattern, size_t next, const TinyGraph& graph, TinyRow row,
                   std::vector<TinyRow>* rows) {
  if (next == pattern.size()) {
    rows->push_back(row);
    return;
  }
  for (const TinyTriple& triple : graph) {
    TinyRow extended = row;
    bool matches = true;
    for (size_t place = 0; place < 3 && matches; ++place) {
      const int wanted = pattern[next][place];
      if (wanted < kTermCount) {
        matches = wanted == triple[place];
        continue;
      }
      int& value = extended[static_cast<size_t>(wanted - kTermCount)];
      matches = value == -1 || value == triple[place];
      value = triple[place];
    }
    if (matches) AppendMatches(pattern, next + 1, graph, extended, rows);
  }
}

const Term& TermOf(int number) {
  static const auto* const terms = [] {
    auto* all = new std::vector<Term>;
    for (const char* name : {"a", "b", "c", "p", "q"}) {
      all->emplace_back(Iri(StrCat("http://example.org/", name)));
    }
    return all;
  }();
  return (*terms)[static_cast<size_t>(number)];
}

PatternTerm PlaceOf(int number) {
  if (number < kTermCount) return TermOf(number);
  return Variable{std::string(1, static_cast<char>('x' + number - kTermCount))};
}

Query QueryOf(const TinyGraph& pattern) {
  Query query;
  query.variables = {"x", "y", "z"};
  query.pattern.kind = Pattern::Kind::kProject;
  query.pattern.variables = query.variables;
  Pattern& bgp = query.pattern.inputs.emplace_back();
  for (const TinyTriple& triple : pattern) {
    bgp.triples.push_back({PlaceOf(triple[0]), PlaceOf(triple[1]), PlaceOf(triple[2])});
  }
  return query;
}

std::unique_ptr<MemoryView> ViewOf(const TinyGraph& graph) {
  std::vector<Quad> quads;
  for (const TinyTriple& triple : graph) {
    quads.push_back({TermOf(triple[0]), TermOf(triple[1]), TermOf(triple[2])});
  }
  return std::make_unique<MemoryView>(quads);
}

using Rows = std::vector<std::vector<Term>>;

Rows ToRows(const std::vector<TinyRow>& tiny_rows) {
  Rows rows;
  for (const TinyRow& tiny : tiny_rows) {
    std::vector<Term>& row = rows.emplace_back();
    for (const int value : tiny) row.push_back(value < 0 ? Term() : TermOf(value));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// One way to plan after the other.
absl::StatusOr<Answer> Answered(const Query& query, const ReadView& view, size_t way) {
  static constexpr JoinMethod kMethods[] = {JoinMethod::kAny, JoinMethod::kHash, JoinMethod::kIndex,
                                            JoinMethod::kLeapfrog};
  return Run(query, view, {}, {.join = kMethods[way % std::size(kMethods)]});
}

TEST(JoinTest, EveryPatternMatchesInEveryGraphWhatTheDefinitionSays) {
  const std::vector<TinyGraph> graphs = AllGraphs();
  const std::vector<TinyGraph> patterns = AllPatterns();
  std::vector<std::unique_ptr<MemoryView>> views;
  for (const TinyGraph& graph : graphs) views.push_back(ViewOf(graph));
  const uint64_t rounds = TestRounds(25);
  const size_t step = rounds == 0 ? 1 : std::max<size_t>(1, graphs.size() / rounds);
  size_t pair_count = 0;
  size_t row_count = 0;
  for (size_t i = 0; i < patterns.size() && !HasFailure(); ++i) {
    const Query query = QueryOf(patterns[i]);
    // Each pattern begins with another graph, so that in time all meet all.
    for (size_t graph = (i * 7919 + TestSeed()) % step; graph < graphs.size(); graph += step) {
      std::vector<TinyRow> expected;
      AppendMatches(patterns[i], 0, graphs[graph], {-1, -1, -1}, &expected);
      WholeAnswer answer = ReadAnswer(Answered(query, *views[graph], pair_count));
      std::sort(answer.rows.begin(), answer.rows.end());
      ASSERT_THAT(answer.status, IsOk());
      ASSERT_EQ(answer.rows, ToRows(expected))
          << ToSExpression(query.pattern) << " in graph " << graph << " of " << graphs.size();
      ++pair_count;
      row_count += expected.size();
    }
  }
  std::cout << graphs.size() << " graphs, " << patterns.size() << " patterns, " << pair_count
            << " pairs of " << graphs.size() * patterns.size() << ", " << row_count << " rows"
            << std::endl;
  EXPECT_GT(row_count, pair_count / 50);
}

}  // namespace
}  // namespace entente

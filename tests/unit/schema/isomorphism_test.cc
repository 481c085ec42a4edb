#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

Term Relabelled(const Term& term, uint64_t salt) {
  if (term.is_blank_node()) {
    return BlankNode(StrCat("r", std::hash<std::string>()(term.blank_node().label) ^ salt));
  }
  if (!term.is_triple()) return term;
  const Triple& triple = term.triple();
  return Triple{Relabelled(triple.subject, salt), triple.predicate,
                Relabelled(triple.object, salt)};
}

std::vector<Quad> Read(std::string_view lines) { return *ParseQuads(RdfFormat::kNQuads, lines); }

TEST(IsomorphismTest, RelabelledAndShuffledQuadsAreIsomorphicAndChangedOnesAreNot) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(500); ++round) {
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed + round, " ENTENTE_ROUNDS=1"));
    std::mt19937_64 random(seed + round);
    const std::vector<Quad> quads = RandomQuads(&random, 1 + random() % 20, true);
    std::vector<Quad> other;
    const uint64_t salt = random();
    for (const Quad& quad : quads) {
      other.push_back({Relabelled(quad.subject, salt), quad.predicate,
                       Relabelled(quad.object, salt), Relabelled(quad.graph, salt)});
    }
    std::shuffle(other.begin(), other.end(), random);
    ASSERT_TRUE(AreIsomorphic(quads, other));
    other.back().predicate = Iri("http://un.example/changed");
    ASSERT_FALSE(AreIsomorphic(quads, other));
  }
}

TEST(IsomorphismTest, GraphsThatLookAlikeFromEachNodeAreToldApart) {
  // One circle of six against two of three: every node has one neighbour in and one out.
  const auto circle = [](std::string name, int size) {
    std::string lines;
    for (int i = 0; i < size; ++i) {
      StrAppend(&lines, "_:", name, i, " <a:p> _:", name, (i + 1) % size, " .\n");
    }
    return lines;
  };
  EXPECT_FALSE(AreIsomorphic(Read(circle("a", 6)), Read(circle("a", 3) + circle("b", 3))));
  EXPECT_TRUE(
      AreIsomorphic(Read(circle("a", 3) + circle("b", 3)), Read(circle("x", 3) + circle("y", 3))));
}

TEST(IsomorphismTest, NodesInTripleTermsAndGraphsCount) {
  EXPECT_TRUE(AreIsomorphic(Read("<a:s> <a:p> <<( _:x <a:p> _:y )>> _:x .\n"),
                            Read("<a:s> <a:p> <<( _:1 <a:p> _:2 )>> _:1 .\n")));
  EXPECT_FALSE(AreIsomorphic(Read("<a:s> <a:p> <<( _:x <a:p> _:y )>> _:x .\n"),
                             Read("<a:s> <a:p> <<( _:x <a:p> _:y )>> _:y .\n")));
}

}  // namespace
}  // namespace entente

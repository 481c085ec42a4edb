// Property paths of the engine against the reference evaluator.
#include "query/exec/path_join.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::IsEmpty;

Term Node(size_t number) { return Iri(StrCat("http://example.org/n", number)); }
Term Predicate(size_t number) { return Iri(StrCat("http://example.org/p", number)); }

Path RandomPath(std::mt19937_64* random, int depth) {
  Path path;
  const uint64_t kind = depth == 0 ? (*random)() % 6 : (*random)() % 14;
  if (kind < 5) {
    path.iri = Predicate(kind % 4).iri().text;
    return path;
  }
  if (kind == 5) {
    path.kind = Path::Kind::kNegatedSet;
    if ((*random)() % 2 == 0) path.forbidden.push_back(Predicate(0).iri().text);
    if ((*random)() % 2 == 0) path.forbidden_inverse.push_back(Predicate(1).iri().text);
    return path;
  }
  const Path::Kind kinds[] = {Path::Kind::kInverse,    Path::Kind::kSequence,
                              Path::Kind::kSequence,   Path::Kind::kAlternative,
                              Path::Kind::kZeroOrMore, Path::Kind::kOneOrMore,
                              Path::Kind::kOneOrMore,  Path::Kind::kZeroOrOne};
  path.kind = kinds[kind - 6];
  const bool is_nary = path.kind == Path::Kind::kSequence || path.kind == Path::Kind::kAlternative;
  const size_t count = is_nary ? 2 + (*random)() % 2 : 1;
  for (size_t i = 0; i < count; ++i) path.inputs.push_back(RandomPath(random, depth - 1));
  return path;
}

std::vector<Quad> RandomQuads(std::mt19937_64* random, size_t node_count) {
  std::vector<Quad> quads;
  const size_t count = node_count + (*random)() % (node_count * 4);
  for (size_t i = 0; i < count; ++i) {
    const Term graphs[] = {Term(), Iri("http://example.org/g1"), Iri("http://example.org/g2")};
    quads.push_back({Node((*random)() % node_count), Predicate((*random)() % 3),
                     Node((*random)() % node_count), graphs[(*random)() % 3]});
  }
  return quads;
}

PatternTerm RandomEnd(std::mt19937_64* random, size_t node_count) {
  // Now and then a node that the graph does not know.
  if ((*random)() % 3 == 0) return Node((*random)() % (node_count + 1));
  return Variable{std::string(1, static_cast<char>('a' + (*random)() % 3))};
}

TEST(PathJoinTest, GivesWhatTheReferenceGives) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t row_count = 0;
  const uint64_t rounds = TestRounds(3000);
  for (uint64_t round = 0; round < rounds; ++round) {
    const size_t node_count = round % 10 == 0 ? 60 : 1 + random() % 8;
    const MemoryView view(RandomQuads(&random, node_count));
    // The default graph alone, one named graph, or the union of some.
    Query query = *ParseQuery("SELECT * {}", {});
    const uint64_t dataset = random() % 4;
    query.has_dataset = dataset > 0;
    if (dataset == 1 || dataset == 2) query.default_graphs.push_back("http://example.org/g1");
    if (dataset == 2) query.default_graphs.push_back("http://example.org/g2");

    Pattern path;
    path.kind = Pattern::Kind::kPath;
    path.path = RandomPath(&random, node_count > 8 ? 2 : 3);
    path.endpoints.subject = RandomEnd(&random, node_count);
    path.endpoints.object = RandomEnd(&random, node_count);

    // Rows that bind some of ?a, ?b and a variable of their own, or none.
    TermRows rows;
    std::vector<std::string> input_names;
    const uint64_t input_kind = random() % 4;
    if (input_kind > 0) {
      input_names = input_kind == 1   ? std::vector<std::string>{"a"}
                    : input_kind == 2 ? std::vector<std::string>{"x", "b"}
                                      : std::vector<std::string>{"a", "b", "x"};
      rows.resize(random() % (random() % 4 == 0 ? 100 : 5));
      for (std::vector<Term>& row : rows) {
        for (size_t i = 0; i < input_names.size(); ++i) {
          row.push_back(Node(random() % (node_count + 1)));
        }
      }
    }
    std::vector<std::string> variables = input_names;
    for (const PatternTerm& end : {path.endpoints.subject, path.endpoints.object}) {
      if (end.is_variable() &&
          std::find(variables.begin(), variables.end(), end.variable()) == variables.end()) {
        variables.push_back(end.variable());
      }
    }
    std::shuffle(variables.begin(), variables.end(), random);
    Pattern joined = path;
    if (input_kind > 0) {
      Pattern values;
      values.kind = Pattern::Kind::kValues;
      values.variables = input_names;
      values.rows = rows;
      joined = Pattern();
      joined.kind = Pattern::Kind::kJoin;
      joined.inputs = {values, path};
    }
    SCOPED_TRACE(ToSExpression(joined));
    TermRows expected = Referred(query, joined, variables, view);
    row_count += expected.size();

    const std::unique_ptr<QueryContext> context = *QueryContext::Create(query, view, {});
    const ActiveGraph graph = {.graphs = context->default_graphs()};
    const auto place = [&](const PatternTerm& end) {
      if (end.is_variable()) return Place{.variable = end.variable()};
      return Place{.id = context->pool()->Intern(end.term())};
    };
    OperatorPtr input;
    if (input_kind > 0) {
      input = std::make_unique<BatchSource>(context.get(), input_names,
                                            Interned(rows, context.get()), round, 30);
    }
    PathJoin join(context.get(), std::move(input), path.path, place(path.endpoints.subject),
                  place(path.endpoints.object), graph,
                  path.endpoints.subject.is_variable() && path.endpoints.object.is_variable(),
                  variables);
    TermRows actual = Decoded(RowsOf(&join), context.get());
    ASSERT_OK(context->limits()->status());
    std::sort(actual.begin(), actual.end());
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(actual, expected) << join.Detail();
  }
  EXPECT_GT(row_count, rounds / 4);
}

// Chains of nodes, each with an edge :p0 to the next.
std::vector<Quad> Chains(size_t chain_count, size_t length) {
  std::vector<Quad> quads;
  for (size_t chain = 0; chain < chain_count; ++chain) {
    for (size_t i = 0; i < length; ++i) {
      const size_t node = chain * (length + 1) + i;
      quads.push_back({Node(node), Predicate(0), Node(node + 1)});
    }
  }
  return quads;
}

Path Repeated(Path::Kind kind) {
  Path path;
  path.kind = kind;
  path.inputs.emplace_back().iri = Predicate(0).iri().text;
  return path;
}

TEST(PathJoinTest, HoldsLessThanItGives) {
  // Two million pairs would take 32 MB.
  const MemoryView view(Chains(1, 2000));
  const std::unique_ptr<QueryContext> context =
      *QueryContext::Create(Query(), view, {.memory_budget_bytes = 4 << 20});
  const ActiveGraph graph = {.graphs = {TermId()}};
  const Path path = Repeated(Path::Kind::kOneOrMore);
  PathJoin join(context.get(), nullptr, path, {.variable = "a"}, {.variable = "b"}, graph, true,
                {"a", "b"});
  size_t row_count = 0;
  Batch batch;
  while (join.Next(&batch)) row_count += batch.row_count;
  EXPECT_OK(context->limits()->status());
  EXPECT_EQ(row_count, 2000u * 2001 / 2);
}

TEST(PathJoinTest, EndsWithTheBudgetAndSaysWhatItDoes) {
  const MemoryView view(Chains(1, 20'000));
  const std::unique_ptr<QueryContext> context =
      *QueryContext::Create(Query(), view, {.memory_budget_bytes = 1 << 18});
  const ActiveGraph graph = {.graphs = {TermId()}};
  const Path path = Repeated(Path::Kind::kZeroOrMore);
  PathJoin join(context.get(), nullptr, path, {.id = context->pool()->Intern(Node(0))},
                {.variable = "b"}, graph, false, {"b"});
  EXPECT_EQ(join.Name(), "path");
  EXPECT_EQ(join.Detail(), "<http://example.org/n0> (* <http://example.org/p0>) ?b");
  EXPECT_THAT(RowsOf(&join), IsEmpty());
  EXPECT_TRUE(absl::IsResourceExhausted(context->limits()->status()));
}

}  // namespace
}  // namespace entente

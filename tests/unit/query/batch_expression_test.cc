// Expressions over batches, FILTER and BIND, against the evaluation of one row after another.
#include "query/exec/batch_expression.h"

#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/exec/extend.h"
#include "query/exec/filter.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"
#include "tests/support/random_expression.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;

const ExistsTest kNoExists = [](const Pattern&, const Solution&) { return false; };
const OuterBindings kNoOuter;

// Random rows and expressions over ?a, ?b and ?c; ?d has its value from outside, ?e has none.
class RandomData {
 public:
  explicit RandomData(std::mt19937_64* random)
      : terms_(random), expressions_(terms_, [] { return TextTree("{ ?a :p ?c }"); }) {}

  TermRows Rows(size_t count) {
    std::string text = StrCat(kRandomPrologue, "SELECT * { VALUES (?a ?b ?c) {");
    for (size_t i = 0; i < count; ++i) StrAppend(&text, "(", Cell(), " ", Cell(), " ", Cell(), ")");
    const absl::StatusOr<Query> query = ParseQuery(StrCat(text, "} }"), {});
    EXPECT_OK(query);
    return FindNode(query->pattern, Pattern::Kind::kValues).rows;
  }

  // None, now and then: the text made no sense.
  std::optional<Expression> Next(ValueSort sort) {
    const std::string text =
        expressions_.Make(sort, {"?a", "?b", "?c", "?d", "?e"}, true).ToString();
    const absl::StatusOr<Query> query =
        ParseQuery(StrCat(kRandomPrologue, "SELECT * { BIND(", text, " AS ?z) }"), {});
    EXPECT_OK(query) << text;
    if (!query.ok()) return std::nullopt;
    Expression expression = FindNode(query->pattern, Pattern::Kind::kExtend).bindings[0].expression;
    if (!IsRepeatable(expression)) return std::nullopt;
    return expression;
  }

 private:
  std::string Cell() {
    if (terms_.Chance(10)) return "UNDEF";
    return std::string(terms_.Chance(75) ? terms_.Literal() : terms_.Node());
  }

  RandomTerms terms_;
  RandomExpressions expressions_;
};

std::vector<Quad> Holding(const TermRows& rows) {
  // Every other row is known to the view, the rest is the pool's own.
  std::vector<Quad> quads;
  for (size_t i = 0; i < rows.size(); i += 2) {
    for (const Term& term : rows[i]) {
      if (term) quads.push_back({Iri("http://example.org/s"), Iri("http://example.org/p"), term});
    }
  }
  return quads;
}

// An answer that depends on what EXISTS shall depend on: the solution and the outer bindings.
bool SomeExists(const Pattern&, const Solution& solution) {
  return (solution.Find("a").bits() + solution.Find("c").bits() / 3) % 2 == 0;
}

class BatchExpressionTest : public testing::Test {
 protected:
  BatchExpressionTest() : random_(TestSeed()), data_(&random_) {}

  // New rows, in a context of their own.
  void Begin(uint64_t round) {
    const TermRows rows = data_.Rows(random_() % (round % 10 == 0 ? 60 : 12));
    view_ = std::make_unique<MemoryView>(
        Holding(rows), round % 3 == 0 ? MemoryView::Ids::kOfDictionary : MemoryView::Ids::kInline);
    evaluator_.reset();
    context_ = *QueryContext::Create(
        Query(), *view_,
        {.memory_budget_bytes = 64 << 20, .now = absl::FromUnixSeconds(1'700'000'000)});
    rows_ = Interned(rows, context_.get());
    outer_ = {{"d", context_->pool()->Intern(Term(int64_t{2}))}};
    evaluator_ = std::make_unique<ExpressionEvaluator>(context_->pool(), context_->functions(),
                                                       context_->limits(), SomeExists);
  }

  std::unique_ptr<BatchSource> Source() {
    return std::make_unique<BatchSource>(context_.get(), names_, rows_, random_(), 9);
  }
  Solution SolutionOf(const std::vector<TermId>& row) const {
    return {.variables = &names_, .row = row, .outer = &outer_};
  }

  const std::vector<std::string> names_ = {"a", "b", "c"};
  std::mt19937_64 random_;
  RandomData data_;
  std::unique_ptr<MemoryView> view_;
  std::unique_ptr<QueryContext> context_;
  IdRows rows_;
  OuterBindings outer_;
  std::unique_ptr<ExpressionEvaluator> evaluator_;
};

TEST_F(BatchExpressionTest, EvaluatesBatchesAsItWouldEachRow) {
  SCOPED_TRACE(TestSeed());
  size_t value_count = 0;
  size_t chosen_count = 0;
  const uint64_t rounds = TestRounds(1500);
  for (uint64_t round = 0; round < rounds; ++round) {
    if (round % 5 == 0) Begin(round / 5);
    const std::optional<Expression> expression =
        data_.Next(random_() % 2 == 0 ? ValueSort::kBoolean : ValueSort::kAny);
    if (!expression.has_value()) continue;
    SCOPED_TRACE(ToSExpression(*expression));
    const std::unique_ptr<BatchSource> source = Source();
    const ExistsTest exists = SomeExists;
    BatchExpression evaluated(*expression, source->columns(), &outer_, exists, context_.get());
    BatchExpression selecting(*expression, source->columns(), &outer_, exists, context_.get());
    size_t first = 0;
    for (Batch batch; source->Next(&batch); first += batch.row_count) {
      std::vector<TermId> ids;
      evaluated.Evaluate(batch, &ids);
      std::vector<uint32_t> selected = {7};  // Appends, so what is there stays.
      selecting.Select(batch, &selected);
      std::vector<uint32_t> expected = {7};
      ASSERT_EQ(ids.size(), batch.row_count);
      for (size_t row = 0; row < batch.row_count; ++row) {
        const Solution solution = SolutionOf(rows_[first + row]);
        ASSERT_EQ(ids[row], evaluator_->EvaluateToId(*expression, solution)) << "row " << row;
        if (evaluator_->Holds(*expression, solution)) {
          expected.push_back(static_cast<uint32_t>(row));
        }
        const std::optional<Value> value = evaluated.EvaluateRow(batch, row);
        ASSERT_EQ(value.has_value() ? value->term() : Term(),
                  *context_->pool()->Decode(std::span(&ids[row], 1))->begin());
        if (!ids[row].is_none()) ++value_count;
      }
      chosen_count += selected.size() - 1;
      ASSERT_EQ(selected, expected);
      if (const std::optional<size_t> column = evaluated.column()) {
        ASSERT_EQ(ids, std::vector<TermId>(batch.columns[*column],
                                           batch.columns[*column] + batch.row_count));
      }
    }
    ASSERT_OK(context_->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(value_count, rounds * 2);
    EXPECT_GT(chosen_count, rounds / 2);
  }
}

TEST_F(BatchExpressionTest, FilterGivesTheRowsForWhichAllAreTrue) {
  SCOPED_TRACE(TestSeed());
  size_t row_count = 0;
  const uint64_t rounds = TestRounds(500);
  for (uint64_t round = 0; round < rounds; ++round) {
    Begin(round);
    std::vector<Expression> expressions;
    for (size_t i = random_() % 4; i > 0; --i) {
      if (const auto expression = data_.Next(ValueSort::kBoolean)) {
        expressions.push_back(*expression);
      }
    }
    std::vector<const Expression*> pointers;
    for (const Expression& expression : expressions) pointers.push_back(&expression);
    IdRows expected;
    for (const std::vector<TermId>& row : rows_) {
      if (evaluator_->AllHold(expressions, SolutionOf(row))) expected.push_back({row[2], row[0]});
    }
    row_count += expected.size();
    const ExistsTest exists = SomeExists;
    Filter filter(context_.get(), Source(), pointers, &outer_, exists, {"c", "a"});
    ASSERT_EQ(RowsOf(&filter), expected) << filter.Detail();
    ASSERT_OK(context_->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(row_count, rounds / 2);
  }
}

TEST_F(BatchExpressionTest, ExtendAddsAColumnForEachBindingSeeingThoseBefore) {
  SCOPED_TRACE(TestSeed());
  size_t value_count = 0;
  const uint64_t rounds = TestRounds(500);
  for (uint64_t round = 0; round < rounds; ++round) {
    Begin(round);
    // ?e is made here, and seen by the second binding.
    std::vector<Binding> bindings;
    for (const char* name : {"e", "z"}) {
      if (const auto expression = data_.Next(ValueSort::kAny)) {
        bindings.push_back({name, *expression});
      }
    }
    // Now and then one of them has its value from outside.
    OuterBindings outer = outer_;
    if (!bindings.empty() && !rows_.empty() && random_() % 3 == 0) {
      const TermId id = evaluator_->EvaluateToId(bindings[0].expression, SolutionOf(rows_[0]));
      if (!id.is_none()) outer[bindings[0].variable] = id;
    }
    IdRows expected;
    for (std::vector<TermId> row : rows_) {
      std::vector<std::string> names = names_;
      bool is_compatible = true;
      for (const Binding& binding : bindings) {
        const Solution solution = {.variables = &names, .row = row, .outer = &outer};
        const TermId id = evaluator_->EvaluateToId(binding.expression, solution);
        const auto required = outer.find(binding.variable);
        if (!id.is_none() && required != outer.end() && required->second != id) {
          is_compatible = false;
        }
        if (!id.is_none()) ++value_count;
        row.push_back(id);
        names.push_back(binding.variable);
      }
      if (is_compatible) expected.push_back(row);
    }
    const ExistsTest exists = SomeExists;
    Extend extend(context_.get(), Source(), bindings, &outer, exists);
    ASSERT_EQ(RowsOf(&extend), expected) << extend.Detail();
    ASSERT_OK(context_->limits()->status());
  }
  if (rounds >= kTellingRounds) {
    EXPECT_GT(value_count, rounds);
  }
}

// The bindings of a query in which they stand beside each other.
std::vector<Binding> BindingsOf(std::string_view text) {
  return FindNode(ParseQuery(text, {})->pattern, Pattern::Kind::kExtend).bindings;
}

TEST(ExtendTest, BlankNodesWithOneLabelAreOneNodeForEachRow) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const std::vector<Binding> bindings =
      BindingsOf("SELECT (BNODE(\"x\") AS ?p) (BNODE(\"x\") AS ?q) (BNODE() AS ?r) {}");
  ASSERT_EQ(bindings.size(), 3u);
  Extend extend(context.get(),
                std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a"},
                                              IdRows(50, {TermId(IdKind::kIri, 1)}), 1),
                bindings, &kNoOuter, kNoExists);
  std::set<TermId> nodes;
  for (const std::vector<TermId>& row : RowsOf(&extend)) {
    EXPECT_EQ(row[1], row[2]);
    nodes.insert({row[1], row[3]});
  }
  EXPECT_EQ(nodes.size(), 100u);
}

TEST(ExtendTest, SaysWhatItDoes) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const std::vector<Binding> bindings = BindingsOf("SELECT (1 + 2 AS ?p) (?p AS ?q) {}");
  const auto source = [&] {
    return std::make_unique<BatchSource>(context.get(), std::vector<std::string>{"a"}, IdRows(), 1);
  };
  Extend extend(context.get(), source(), bindings, &kNoOuter, kNoExists);
  EXPECT_EQ(extend.Name(), "bind");
  EXPECT_EQ(extend.Detail(), "?p = (+ 1 2) ?q = ?p");
  const Expression expression = Expression::OfCall(Function::kBound, {Expression::OfVariable("a")});
  Filter filter(context.get(), source(), {&expression}, &kNoOuter, kNoExists, {"a"});
  EXPECT_EQ(filter.Name(), "filter");
  EXPECT_EQ(filter.Detail(), "(BOUND ?a)");
}

TEST(BatchExpressionOnceTest, ExistsIsAskedOnceForEachCombinationOfWhatItSees) {
  const MemoryView view({});
  const std::unique_ptr<QueryContext> context = *QueryContext::Create(Query(), view, {});
  const Query query = *ParseQuery("SELECT * { ?a ?b ?c FILTER EXISTS { ?a ?b ?x } }", {});
  const Expression& expression = FindNode(query.pattern, Pattern::Kind::kFilter).expressions[0];
  size_t asked_count = 0;
  const ExistsTest exists = [&](const Pattern&, const Solution&) { return ++asked_count > 0; };
  IdRows rows;
  for (size_t i = 0; i < 600; ++i) {
    rows.push_back({TermId(IdKind::kIri, i % 2), TermId(IdKind::kIri, i % 3), TermId(i + 1)});
  }
  Filter filter(context.get(),
                std::make_unique<BatchSource>(context.get(),
                                              std::vector<std::string>{"a", "b", "c"}, rows, 1),
                {&expression}, &kNoOuter, exists, {"a", "b", "c"});
  EXPECT_EQ(RowsOf(&filter), rows);
  EXPECT_EQ(asked_count, 6u);
}

}  // namespace
}  // namespace entente

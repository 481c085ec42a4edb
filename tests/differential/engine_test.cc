// Random queries over random data: the engine must answer as the reference evaluator does, on every
// kind of view and however it is told to plan. A round is one set of data with some queries.
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/engine.h"
#include "query/reference/evaluator.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/answers.h"
#include "tests/support/quads.h"
#include "tests/support/random_query.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/text_tree.h"
#include "tests/support/view_kinds.h"

namespace entente {
namespace {

constexpr uint64_t kRoundCount = 500;
constexpr size_t kQueriesPerRound = 40;

// Queries that make too much of so little data are passed over; what the reference answers within
// its budget, others must answer with ten times as much.
constexpr uint64_t kReferenceBudgetBytes = uint64_t{1} << 20;

EvaluationOptions Options(uint64_t memory_budget_bytes) {
  return {.deadline = absl::Now() + absl::Seconds(10),
          .memory_budget_bytes = memory_budget_bytes,
          .now = absl::FromUnixSeconds(1'700'000'000)};
}

WholeAnswer Expected(const Query& query, const ReadView& view) {
  return ReadAnswer(Evaluate(query, view, Options(kReferenceBudgetBytes)));
}

// A way to answer queries that is held against the reference.
struct Way {
  std::string_view name;
  EngineOptions engine;
};

constexpr Way kWays[] = {
    {"engine", {}},
    {"without rewriting", {.rewrite = false}},
    {"with hash joins", {.join = JoinMethod::kHash}},
    {"with index joins", {.join = JoinMethod::kIndex}},
    {"with leapfrog joins", {.join = JoinMethod::kLeapfrog}},
};

WholeAnswer Answered(const Way& way, const Query& query, const ReadView& view) {
  return ReadAnswer(Run(query, view, Options(10 * kReferenceBudgetBytes), way.engine));
}

// What was looked at, so that a test which compares nothing cannot pass.
struct Counts {
  size_t query_count = 0;
  size_t fixed_count = 0;
  size_t non_empty_count = 0;
  size_t sorted_count = 0;
  size_t limited_count = 0;  // Ended by a limit: nothing to compare.
};

// What is wrong with the answer to `query` in this way on this view; "" if nothing.
std::string Difference(const Query& query, const AnswerCheck& check, const WholeAnswer& expected,
                       const std::optional<WholeAnswer>& expected_sequence, const Way& way,
                       const ReadView& view) {
  const WholeAnswer actual = Answered(way, query, view);
  std::string difference = check.Difference(expected, actual);
  if (!difference.empty()) {
    return StrCat(difference, "\nexpected: ", ToText(expected), "\ngot: ", ToText(actual));
  }
  if (!expected_sequence.has_value()) return {};
  const WholeAnswer sequence = Answered(way, *check.sorted_query(), view);
  difference = check.SequenceDifference(*expected_sequence, sequence);
  if (difference.empty()) return {};
  return StrCat(difference, "\nexpected in sequence: ", ToText(*expected_sequence),
                "\ngot: ", ToText(sequence));
}

// The answers that the reference gives, against which all others are held.
struct ExpectedAnswers {
  ExpectedAnswers(const Query& query, const ReadView& view)
      : check(query), answer(Expected(check.expected_query(), view)) {
    if (check.sorted_query().has_value() && answer.status.ok()) {
      sequence = Expected(*check.sorted_query(), view);
    }
    hit_limit = HitLimit(answer) || (sequence.has_value() && HitLimit(*sequence));
  }
  AnswerCheck check;
  WholeAnswer answer;
  std::optional<WholeAnswer> sequence;
  bool hit_limit = false;
};

// One round, replayed with its own seed.
class Round {
 public:
  Round(uint64_t seed, ViewKinds* views, Counts* counts)
      : seed_(seed), random_(seed), views_(views), counts_(counts) {}

  void Run() {
    RandomTerms terms(&random_);
    const std::string trig = terms.Trig(6 + terms.Below(24));
    absl::StatusOr<std::vector<Quad>> quads = ParseQuads(RdfFormat::kTrig, trig);
    ASSERT_THAT(quads, IsOk()) << trig;
    quads_ = *std::move(quads);
    ASSERT_THAT(views_->Set(quads_, &random_), IsOk());
    RandomQueries queries(terms);
    for (size_t i = 0; i < kQueriesPerRound && !testing::Test::HasFailure(); ++i) {
      Check(queries.Next());
    }
  }

 private:
  void Check(TextTree text) {
    const absl::StatusOr<Query> query = ParseQuery(text.ToString());
    ASSERT_THAT(query, IsOk()) << text.ToString() << "\nseed " << seed_;
    ++counts_->query_count;
    const ExpectedAnswers expected(*query, views_->view(0));
    if (expected.hit_limit) {
      ++counts_->limited_count;
      return;
    }
    const WholeAnswer& answer = expected.answer;
    if (expected.check.is_fixed()) ++counts_->fixed_count;
    if (!answer.rows.empty() || answer.boolean || !answer.quads.empty()) {
      ++counts_->non_empty_count;
    }
    if (expected.sequence.has_value()) ++counts_->sorted_count;
    for (size_t kind = 0; kind < ViewKinds::kNames.size(); ++kind) {
      for (size_t way = 0; way < std::size(kWays); ++way) {
        // The first way on every view, one of the others on one view.
        const size_t turn = counts_->query_count;
        const bool has_turn =
            way == 1 + turn % (std::size(kWays) - 1) && kind == turn / 4 % ViewKinds::kNames.size();
        if (way > 0 && !has_turn) continue;
        const std::string difference =
            Difference(*query, expected.check, expected.answer, expected.sequence, kWays[way],
                       views_->view(kind));
        if (difference.empty()) continue;
        Report(std::move(text), kind, kWays[way]);
        return;
      }
    }
  }

  std::string DifferenceFor(const std::string& text, const std::vector<Quad>& quads, size_t kind,
                            const Way& way) {
    const absl::StatusOr<Query> query = ParseQuery(text);
    if (!query.ok()) return {};
    std::mt19937_64 random(seed_);
    if (!views_->Set(quads, &random).ok()) return {};
    const ExpectedAnswers expected(*query, views_->view(0));
    if (expected.hit_limit) return {};
    return Difference(*query, expected.check, expected.answer, expected.sequence, way,
                      views_->view(kind));
  }

  // Fails the test with the smallest query and data that can be found.
  void Report(TextTree text, size_t kind, const Way& way) {
    const std::string whole_text = text.ToString();
    std::vector<Quad> quads = quads_;
    // The plainest view on which it fails.
    for (size_t plainer = 0; plainer < kind; ++plainer) {
      if (!DifferenceFor(whole_text, quads, plainer, way).empty()) kind = plainer;
    }
    for (int pass = 0; pass < 2; ++pass) {
      Shrink<Quad>(&quads, [&](const std::vector<Quad>& fewer) {
        return !DifferenceFor(text.ToString(), fewer, kind, way).empty();
      });
      Shrink(&text, [&](const std::string& shorter) {
        return !DifferenceFor(shorter, quads, kind, way).empty();
      });
    }
    const absl::StatusOr<Query> query = ParseQuery(text.ToString());
    ADD_FAILURE() << "ENTENTE_SEED=" << seed_ << " ENTENTE_ROUNDS=1 shows it.\nWay: " << way.name
                  << ", " << ViewKinds::kNames[kind] << "\nQuery: " << whole_text
                  << "\nShrunk: " << text.ToString() << "\nAlgebra: "
                  << (query.ok() ? ToSExpression(query->pattern, query->prefixes) : "")
                  << "\nData:\n"
                  << WriteQuads(RdfFormat::kTrig, quads) << "\n"
                  << DifferenceFor(text.ToString(), quads, kind, way);
  }

  uint64_t seed_;
  std::mt19937_64 random_;
  ViewKinds* views_;
  Counts* counts_;
  std::vector<Quad> quads_;
};

TEST(EngineDifferentialTest, TheEngineAnswersAsTheReferenceDoesOnEveryView) {
  const uint64_t seed = TestSeed();
  const uint64_t rounds = TestRounds(kRoundCount);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ViewKinds> views, ViewKinds::Create());
  Counts counts;
  for (uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
    Round(seed + round, views.get(), &counts).Run();
  }
  std::cout << counts.query_count << " queries: the answer is fixed for " << counts.fixed_count
            << ", not empty for " << counts.non_empty_count << ", sorted for "
            << counts.sorted_count << "; " << counts.limited_count << " hit a limit" << std::endl;
  if (HasFailure() || rounds < 20) return;
  EXPECT_GT(counts.fixed_count, counts.query_count * 8 / 10);
  EXPECT_GT(counts.non_empty_count, counts.query_count / 5);
  EXPECT_LT(counts.limited_count, counts.query_count / 20);
}

}  // namespace
}  // namespace entente

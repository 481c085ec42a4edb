// Random queries under random evidence views of random claims: the engine and the plain evaluator,
// on every kind of view, answer as the plain evaluator does over the graph that a naive program
// makes of the view. A round is one set of data with some views and queries.
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
#include "query/claims/view_cache.h"
#include "query/claims/view_dataset.h"
#include "query/engine.h"
#include "query/reference/evaluator.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/answers.h"
#include "tests/support/naive_views.h"
#include "tests/support/quads.h"
#include "tests/support/random_query.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/text_tree.h"
#include "tests/support/view_kinds.h"

namespace entente {
namespace {

constexpr uint64_t kRoundCount = 120;
constexpr size_t kViewsPerRound = 5;
constexpr size_t kQueriesPerView = 5;
constexpr uint64_t kReferenceBudgetBytes = uint64_t{1} << 20;
constexpr std::string_view kMaterialised = "urn:materialised";

EvaluationOptions Options(uint64_t memory_budget_bytes) {
  return {.deadline = absl::Now() + absl::Seconds(10),
          .memory_budget_bytes = memory_budget_bytes,
          .now = absl::FromUnixSeconds(1'700'000'000)};
}

// A query and the views it is asked under.
struct Case {
  std::string text;
  std::vector<EvidenceView> views;
  // The views stand in FROM, beside the graphs that the query names there; else the one view is an
  // option. REQUIRES: is_from where the query has a dataset.
  bool is_from = false;
};

// The query as it is asked under the views.
Query Asked(Query query, const Case& test_case) {
  if (!test_case.is_from) return query;
  query.has_dataset = true;
  for (const EvidenceView& view : test_case.views) query.default_graphs.push_back(view.ToIri());
  return query;
}

// The query as it is asked of the materialised graph.
Query Plain(Query query, const Case& test_case) {
  if (!test_case.is_from) return query;
  query.has_dataset = true;
  query.default_graphs = {std::string(kMaterialised)};
  return query;
}

// The data with the default graph of the case materialised: as the default graph, or, if it is the
// dataset of FROM, as a named graph that nothing else names.
std::vector<Quad> Materialised(const Query& query, const Case& test_case,
                               const std::vector<Quad>& quads) {
  std::vector<Quad> result;
  for (const Quad& quad : quads) {
    if (test_case.is_from || quad.graph) result.push_back(quad);
    for (const std::string& graph : query.default_graphs) {
      if (quad.graph != Term(Iri(graph))) continue;
      result.push_back(quad);
      result.back().graph = Iri(std::string(kMaterialised));
    }
  }
  for (const EvidenceView& view : test_case.views) {
    for (Quad& triple : Materialise(view, quads)) {
      if (test_case.is_from) triple.graph = Iri(std::string(kMaterialised));
      result.push_back(std::move(triple));
    }
  }
  return result;
}

// What was looked at, so that a test which compares nothing cannot pass.
struct Counts {
  size_t case_count = 0;
  size_t non_empty_count = 0;
  size_t telling_count = 0;  // The answer without the views is another.
  size_t limited_count = 0;
};

// The claims' data as every kind of view, each with its cache.
class Data {
 public:
  static absl::StatusOr<std::unique_ptr<Data>> Create() {
    auto data = std::make_unique<Data>();
    absl::StatusOr<std::unique_ptr<ViewKinds>> kinds = ViewKinds::Create();
    if (!kinds.ok()) return kinds.status();
    data->kinds_ = *std::move(kinds);
    return data;
  }

  absl::Status Set(const std::vector<Quad>& quads, std::mt19937_64* random) {
    // One that keeps nothing is right, too; and propositions are looked up one by one, or made all.
    for (std::shared_ptr<ViewCache>& cache : caches_) {
      const uint64_t bytes_max = (*random)() % 4 == 0 ? 0 : uint64_t{1} << 20;
      const uint64_t free_work = (*random)() % 2 == 0 ? 0 : (*random)() % 2000;
      cache = std::make_shared<ViewCache>(bytes_max, free_work);
    }
    return kinds_->Set(quads, random);
  }

  const ReadView& view(size_t kind) const { return kinds_->view(kind); }

  // The answer of the engine or the plain evaluator.
  WholeAnswer Answered(const Query& query, const Case& test_case, size_t kind, bool is_engine) {
    const std::optional<EvidenceView> view =
        test_case.is_from ? std::nullopt : std::optional(test_case.views.front());
    const std::shared_ptr<const ReadView> state(std::shared_ptr<void>(), &kinds_->view(kind));
    const absl::StatusOr<ViewDataset> dataset =
        ApplyViews(query, view, state, Options(10 * kReferenceBudgetBytes), caches_[kind]);
    if (!dataset.ok()) return {.status = dataset.status()};
    return ReadAnswer(is_engine ? Run(query, *dataset->view, dataset->options)
                                : Evaluate(query, *dataset->view, dataset->options));
  }

 private:
  std::unique_ptr<ViewKinds> kinds_;
  std::array<std::shared_ptr<ViewCache>, ViewKinds::kNames.size()> caches_;
};

class Round {
 public:
  Round(uint64_t seed, Data* data, Counts* counts)
      : seed_(seed), random_(seed), data_(data), counts_(counts) {}

  void Run() {
    RandomTerms terms(&random_);
    const std::string trig =
        StrCat(terms.Trig(2 + terms.Below(10)), ClaimsTrig(terms, terms.Below(20)));
    absl::StatusOr<std::vector<Quad>> quads = ParseQuads(RdfFormat::kTrig, trig);
    ASSERT_THAT(quads, IsOk()) << trig;
    quads_ = *std::move(quads);
    ASSERT_THAT(data_->Set(quads_, &random_), IsOk());
    RandomQueries queries(terms);
    for (size_t i = 0; i < kViewsPerRound; ++i) {
      std::vector<EvidenceView> views = {RandomView(terms)};
      while (terms.Chance(20)) views.push_back(RandomView(terms));
      for (size_t j = 0; j < kQueriesPerView && !testing::Test::HasFailure(); ++j) {
        Check(queries.Next(), views, terms.Chance(50));
      }
    }
  }

 private:
  void Check(TextTree text, const std::vector<EvidenceView>& views, bool prefers_from) {
    Case test_case = {.text = text.ToString(), .views = views};
    const absl::StatusOr<Query> query = ParseQuery(test_case.text);
    ASSERT_THAT(query, IsOk()) << test_case.text << "\nseed " << seed_;
    test_case.is_from = query->has_dataset || views.size() > 1 || prefers_from;
    ++counts_->case_count;
    for (size_t kind = 0; kind < ViewKinds::kNames.size(); ++kind) {
      for (const bool is_engine : {true, false}) {
        // The plain evaluator on one of the kinds.
        if (!is_engine && kind != counts_->case_count % ViewKinds::kNames.size()) continue;
        if (Difference(test_case, quads_, kind, is_engine, counts_).empty()) continue;
        Report(std::move(text), std::move(test_case), kind, is_engine);
        return;
      }
    }
  }

  // What is wrong with the answer of one evaluator on one kind of view; "" if nothing.
  std::string Difference(const Case& test_case, const std::vector<Quad>& quads, size_t kind,
                         bool is_engine, Counts* counts) {
    const absl::StatusOr<Query> query = ParseQuery(test_case.text);
    if (!query.ok()) return {};
    const AnswerCheck check(Plain(*query, test_case));
    const MemoryView materialised(Materialised(*query, test_case, quads));
    const WholeAnswer expected =
        ReadAnswer(Evaluate(check.expected_query(), materialised, Options(kReferenceBudgetBytes)));
    if (counts != nullptr && kind == 0 && is_engine) {
      if (HitLimit(expected)) ++counts->limited_count;
      if (!expected.rows.empty() || expected.boolean || !expected.quads.empty()) {
        ++counts->non_empty_count;
      }
      const WholeAnswer bare = ReadAnswer(
          Evaluate(check.expected_query(), data_->view(0), Options(kReferenceBudgetBytes)));
      if (!check.Difference(expected, bare).empty()) ++counts->telling_count;
    }
    if (HitLimit(expected)) return {};
    const WholeAnswer actual =
        data_->Answered(Asked(*query, test_case), test_case, kind, is_engine);
    const std::string difference = check.Difference(expected, actual);
    if (difference.empty()) return {};
    return StrCat(difference, "\nexpected: ", ToText(expected), "\ngot: ", ToText(actual));
  }

  // Fails the test with the smallest query and data that can be found.
  void Report(TextTree text, Case test_case, size_t kind, bool is_engine) {
    std::vector<Quad> quads = quads_;
    const auto fails = [&](const std::string& shorter, const std::vector<Quad>& fewer) {
      std::mt19937_64 random(seed_);
      if (!data_->Set(fewer, &random).ok()) return false;
      test_case.text = shorter;
      const absl::StatusOr<Query> query = ParseQuery(shorter);
      if (!query.ok() || (query->has_dataset && !test_case.is_from)) return false;
      return !Difference(test_case, fewer, kind, is_engine, nullptr).empty();
    };
    for (int pass = 0; pass < 2; ++pass) {
      Shrink<Quad>(&quads,
                   [&](const std::vector<Quad>& fewer) { return fails(text.ToString(), fewer); });
      Shrink(&text, [&](const std::string& shorter) { return fails(shorter, quads); });
    }
    fails(text.ToString(), quads);
    std::string views;
    for (const EvidenceView& view : test_case.views) StrAppend(&views, " <", view.ToIri(), ">");
    ADD_FAILURE() << "ENTENTE_SEED=" << seed_ << " ENTENTE_ROUNDS=1 shows it.\n"
                  << (is_engine ? "The engine, " : "The plain evaluator, ")
                  << ViewKinds::kNames[kind] << (test_case.is_from ? ", FROM" : ", with the option")
                  << views << "\nShrunk: " << test_case.text << "\nData:\n"
                  << WriteQuads(RdfFormat::kTrig, quads) << "\n"
                  << Difference(test_case, quads, kind, is_engine, nullptr);
  }

  uint64_t seed_;
  std::mt19937_64 random_;
  Data* data_;
  Counts* counts_;
  std::vector<Quad> quads_;
};

TEST(ViewDifferentialTest, AQueryUnderAViewAnswersAsOverTheMaterialisedGraph) {
  const uint64_t seed = TestSeed();
  const uint64_t rounds = TestRounds(kRoundCount);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Data> data, Data::Create());
  Counts counts;
  for (uint64_t round = 0; round < rounds && !HasFailure(); ++round) {
    Round(seed + round, data.get(), &counts).Run();
  }
  std::cout << counts.case_count << " cases: the answer is not empty for " << counts.non_empty_count
            << ", another than without the views for " << counts.telling_count << "; "
            << counts.limited_count << " hit a limit" << std::endl;
  if (HasFailure() || rounds < 20) return;
  EXPECT_GT(counts.non_empty_count, counts.case_count / 10);
  EXPECT_GT(counts.telling_count, counts.case_count / 20);
  EXPECT_LT(counts.limited_count, counts.case_count / 20);
}

}  // namespace
}  // namespace entente

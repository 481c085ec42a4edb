// A view with triples laid over it shows the rows of both, in every order and however it is read.
#include "query/claims/overlaid_view.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/claims/triple_set.h"
#include "tests/support/memory_view.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

constexpr uint64_t kBudgetBytes = uint64_t{1} << 30;

Quad QuadOf(std::mt19937_64& random, uint64_t term_count) {
  const auto iri = [&](uint64_t count) { return Iri("urn:" + std::to_string(random() % count)); };
  Quad quad = {.subject = iri(term_count), .predicate = iri(3), .object = iri(term_count)};
  if (random() % 4 == 0) quad.graph = iri(3);
  return quad;
}

// A base, what is laid over it, and the quads (s, p, o, g) that both together are.
struct Laid {
  std::shared_ptr<const MemoryView> base;
  Overlay overlay;
  std::set<IdQuad> quads;
  std::vector<TermId> ids;  // Of terms and graphs.
};

Laid RandomLaid(std::mt19937_64& random) {
  Laid laid;
  const uint64_t term_count = random() % 2 == 0 ? 4 : 100;
  std::vector<Quad> quads;
  for (uint64_t count = random() % 200; count > 0; --count) {
    quads.push_back(QuadOf(random, term_count));
  }
  laid.base = std::make_shared<const MemoryView>(quads);
  const std::unique_ptr<RowCursor> cursor = laid.base->Scan(TripleOrder::kSpog, {});
  std::set<TermId> ids = {TermId(), TermId(IdKind::kIri, 5000), Overlay::kOwnGraph};
  for (RowBatch batch; cursor->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad quad = batch.Row(row);
      laid.quads.insert(quad);
      ids.insert(quad.begin(), quad.end());
    }
  }
  laid.ids.assign(ids.begin(), ids.end());
  const auto pick = [&] { return laid.ids[random() % laid.ids.size()]; };
  laid.overlay.graph = random() % 3 == 0   ? Overlay::kOwnGraph
                       : random() % 2 == 0 ? TermId()
                                           : pick();
  std::vector<TripleSet::Triple> triples;
  for (uint64_t count = random() % 3 * (random() % 100); count > 0; --count) {
    triples.push_back({pick(), pick(), pick()});
    if (random() % 10 == 0) triples.push_back(triples.front());
  }
  // Some that the base holds, which Make takes away.
  for (const IdQuad& quad : laid.quads) {
    if (random() % 5 == 0) triples.push_back({quad[0], quad[1], quad[2]});
  }
  laid.overlay.hides_quads = random() % 4 == 0;
  if (laid.overlay.hides_quads) laid.quads.clear();
  std::optional<TripleSet::Held> held;
  if (!laid.overlay.hides_quads) {
    held = {.view = laid.base.get(), .graph = laid.overlay.graph};
  }
  QueryLimits limits(absl::InfiniteFuture(), nullptr, kBudgetBytes);
  absl::StatusOr<std::unique_ptr<TripleSet>> set = TripleSet::Make(triples, held, &limits);
  EXPECT_OK(set);
  laid.overlay.triples = *std::move(set);
  for (const TripleSet::Triple& triple : triples) {
    laid.quads.insert({triple[0], triple[1], triple[2], laid.overlay.graph});
  }
  return laid;
}

bool HasPrefix(const IdQuad& row, const std::vector<TermId>& prefix) {
  return std::equal(prefix.begin(), prefix.end(), row.begin());
}

std::vector<IdQuad> RowsOf(const std::set<IdQuad>& quads, TripleOrder order,
                           const std::vector<TermId>& prefix) {
  std::vector<IdQuad> rows;
  for (const IdQuad& quad : quads) {
    const IdQuad row = ToOrder(order, quad);
    if (HasPrefix(row, prefix)) rows.push_back(row);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(OverlaidViewTest, EveryWayOfReadingShowsTheRowsOfBothInSequence) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(300) && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Laid laid = RandomLaid(random);
    const OverlaidView view(laid.base, laid.overlay, {});
    const auto pick = [&] { return laid.ids[random() % laid.ids.size()]; };
    for (const TripleOrder order : kQuadOrders) {
      const std::vector<IdQuad> all = RowsOf(laid.quads, order, {});
      std::vector<TermId> prefix;
      if (!all.empty() && random() % 4 != 0) {
        const IdQuad& row = all[random() % all.size()];
        prefix.assign(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(random() % 5));
      }
      if (!prefix.empty() && random() % 4 == 0) prefix.back() = pick();
      const std::vector<IdQuad> rows = RowsOf(laid.quads, order, prefix);
      EXPECT_THAT(view.Count(order, prefix), IsOkAndHolds(rows.size()));
      if (prefix.size() < 4) {
        TermId first = pick();
        TermId last = pick();
        if (last < first) std::swap(first, last);
        const auto count = std::count_if(rows.begin(), rows.end(), [&](const IdQuad& row) {
          return row[prefix.size()] >= first && row[prefix.size()] <= last;
        });
        EXPECT_THAT(view.CountRange(order, prefix, first, last), IsOkAndHolds(count));
      }
      // Reads with seeks between.
      const std::unique_ptr<RowCursor> cursor = view.Scan(order, prefix);
      size_t at = 0;
      const uint64_t seek_share = random() % 4;
      for (;;) {
        if (random() % 4 < seek_share) {
          IdQuad key = random() % 2 == 0 && !all.empty() ? all[random() % all.size()]
                                                         : IdQuad{pick(), pick(), pick(), pick()};
          cursor->Seek(key);
          while (at < rows.size() && rows[at] < key) ++at;
        }
        RowBatch batch;
        if (!cursor->Next(&batch)) break;
        ASSERT_GT(batch.row_count, 0u);
        ASSERT_LE(at + batch.row_count, rows.size());
        for (size_t row = 0; row < batch.row_count; ++row) ASSERT_EQ(batch.Row(row), rows[at++]);
      }
      EXPECT_OK(cursor->status());
      EXPECT_EQ(at, rows.size());
    }
  }
}

TEST(OverlaidViewTest, StatisticsHaveEveryPredicateOnceWithTheQuadsOfBoth) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  for (uint64_t round = 0; round < TestRounds(100) && !HasFailure(); ++round) {
    const Laid laid = RandomLaid(random);
    const OverlaidView view(laid.base, laid.overlay, {});
    ASSERT_OK_AND_ASSIGN(const std::vector<PredicateStatistics> statistics, view.Statistics());
    std::vector<std::pair<TermId, uint64_t>> counts;
    for (const PredicateStatistics& entry : statistics) {
      counts.emplace_back(entry.predicate, entry.quad_count);
      EXPECT_LE(entry.distinct_subject_count, entry.quad_count);
      EXPECT_LE(entry.distinct_object_count, entry.quad_count);
    }
    std::vector<std::pair<TermId, uint64_t>> expected;
    for (const IdQuad& row : RowsOf(laid.quads, TripleOrder::kPsog, {})) {
      if (expected.empty() || expected.back().first != row[0]) expected.emplace_back(row[0], 0);
      ++expected.back().second;
    }
    EXPECT_EQ(counts, expected);
  }
}

TEST(OverlaidViewTest, LimitsEndTheSortingOfAnOrder) {
  QueryLimits limits(absl::InfiniteFuture(), nullptr, kBudgetBytes);
  std::vector<TripleSet::Triple> triples;
  for (uint64_t i = 0; i < 1000; ++i) {
    triples.push_back({TermId(IdKind::kIri, i), TermId(IdKind::kIri, 1), TermId(IdKind::kIri, 2)});
  }
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<TripleSet> set,
                       TripleSet::Make(triples, std::nullopt, &limits));
  const std::shared_ptr<const TripleSet> shared = std::move(set);
  const auto base = std::make_shared<const MemoryView>(std::vector<Quad>());
  const Overlay overlay = {.triples = shared};
  const std::atomic<bool> cancelled = true;
  const std::pair<EvaluationOptions, absl::StatusCode> kLimits[] = {
      {{.deadline = absl::Now() - absl::Seconds(1)}, absl::StatusCode::kDeadlineExceeded},
      {{.cancelled = &cancelled}, absl::StatusCode::kCancelled},
      {{.memory_budget_bytes = 1000}, absl::StatusCode::kResourceExhausted}};
  for (const auto& [options, code] : kLimits) {
    const OverlaidView view(base, overlay, options);
    const std::unique_ptr<RowCursor> cursor = view.Scan(TripleOrder::kOspg, {});
    RowBatch batch;
    EXPECT_FALSE(cursor->Next(&batch));
    EXPECT_THAT(cursor->status(), StatusIs(code));
    EXPECT_THAT(view.Count(TripleOrder::kOspg, {}), StatusIs(code));
  }
  // Nothing of that is kept.
  EXPECT_THAT(OverlaidView(base, overlay, {}).Count(TripleOrder::kOspg, {}), IsOkAndHolds(1000u));
}

}  // namespace
}  // namespace entente

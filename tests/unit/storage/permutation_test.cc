#include "storage/triples/permutation.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/triples/change_cursor.h"
#include "storage/triples/permutation_writer.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

constexpr TripleOrder kOrder = TripleOrder::kPsog;

class PagesInMemory final : public PageSource, public PageSink {
 public:
  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                       size_t column_count) const override {
    const auto found = pages.find(number);
    if (found == pages.end()) return absl::DataLossError(StrCat("page ", number, " is missing"));
    return Page::Make(found->second, {static_cast<uint8_t>(order), number}, column_count);
  }
  absl::Status WritePage(TripleOrder, uint64_t number, std::string_view bytes) override {
    if (!pages.try_emplace(number, bytes).second) return absl::InternalError("written twice");
    return absl::OkStatus();
  }
  std::map<uint64_t, std::string> pages;
};

// Changes from a map, in batches of odd sizes.
class ChangesFromMap final : public ChangeSource {
 public:
  explicit ChangesFromMap(const std::map<IdQuad, bool>& changes)
      : at_(changes.begin()), end_(changes.end()) {}

  bool Next(ChangeBatch* batch) override {
    for (auto& column : columns_) column.clear();
    removals_.clear();
    for (; at_ != end_ && removals_.size() < 777; ++at_) {
      for (size_t column = 0; column < 4; ++column) columns_[column].push_back(at_->first[column]);
      removals_.push_back(at_->second);
    }
    const bool any = std::find(removals_.begin(), removals_.end(), 1) != removals_.end();
    batch->rows = {
        .columns = {columns_[0].data(), columns_[1].data(), columns_[2].data(), columns_[3].data()},
        .row_count = removals_.size()};
    batch->removals = any ? removals_.data() : nullptr;
    return !removals_.empty();
  }
  const absl::Status& status() const override { return status_; }

 private:
  std::map<IdQuad, bool>::const_iterator at_, end_;
  std::array<std::vector<TermId>, 4> columns_;
  std::vector<uint8_t> removals_;
  absl::Status status_;
};

std::vector<IdQuad> ScanAll(const Permutation& permutation, std::span<const TermId> prefix) {
  std::vector<IdQuad> all;
  const auto rows = permutation.Scan(prefix);
  for (RowBatch batch; rows->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) all.push_back(batch.Row(row));
  }
  EXPECT_THAT(rows->status(), IsOk());
  return all;
}

// The pages of a tree, each found once.
void Reach(const PagesInMemory& pages, uint64_t number, uint32_t level, std::set<uint64_t>* seen) {
  ASSERT_TRUE(seen->insert(number).second) << "page " << number << " is in the tree twice";
  if (level == 0) return;
  ASSERT_OK_AND_ASSIGN(const auto page, pages.ReadPage(kOrder, number, kNodeColumnCount));
  for (size_t child = 0; child < page->block.row_count(); ++child) {
    Reach(pages, page->block.Value(kNodeChild, child), level - 1, seen);
  }
}

class PermutationTest : public testing::Test {
 protected:
  PermutationTest() : random_(TestSeed()) {}

  IdQuad RandomRow(uint64_t spread) {
    return {TermId(IdKind::kIri, random_() % 5), TermId(IdKind::kIri, random_() % spread),
            TermId(random_() % 2 == 0 ? IdKind::kIri : IdKind::kInteger, random_() % 50), TermId()};
  }

  void Rewrite(const std::map<IdQuad, bool>& changes) {
    ChangesFromMap source(changes);
    ASSERT_OK_AND_ASSIGN(const PermutationRewrite rewrite,
                         RewritePermutation(kOrder, root_, pages_, source, true, pages_));
    for (const auto& [row, is_removal] : changes) {
      is_removal ? (void)model_.erase(row) : (void)model_.insert(row);
    }
    for (const uint64_t page : rewrite.superseded_pages) {
      ASSERT_EQ(pages_.pages.erase(page), 1u) << "superseded twice, or never written";
    }
    root_ = rewrite.root;
    statistics_ = ApplyChanges(statistics_, rewrite.counts, {});
    ExpectModel();
  }

  void ExpectModel() {
    const Permutation permutation(kOrder, root_, pages_);
    const std::vector<IdQuad> expected(model_.begin(), model_.end());
    ASSERT_EQ(ScanAll(permutation, {}), expected);
    ASSERT_EQ(root_.row_count, expected.size());
    // No page is lost and none is left.
    std::set<uint64_t> reached;
    if (root_.row_count > 0) Reach(pages_, root_.page, root_.level, &reached);
    std::set<uint64_t> kept;
    for (const auto& [number, bytes] : pages_.pages) kept.insert(number);
    ASSERT_EQ(reached, kept);
    // Statistics stay exact through all rewritings.
    std::map<TermId, std::set<TermId>> seconds;
    std::map<TermId, uint64_t> counts;
    for (const IdQuad& row : expected) {
      seconds[row[0]].insert(row[1]);
      ++counts[row[0]];
    }
    ASSERT_EQ(statistics_.size(), counts.size());
    for (const PredicateStatistics& entry : statistics_) {
      ASSERT_EQ(entry.quad_count, counts[entry.predicate]);
      ASSERT_EQ(entry.distinct_subject_count, seconds[entry.predicate].size());
    }
    for (int probe = 0; probe < 30 && !expected.empty(); ++probe) {
      IdQuad key = expected[random_() % expected.size()];
      if (random_() % 3 == 0) key[random_() % 3] = TermId(IdKind::kIri, random_() % 60);
      const std::span<const TermId> prefix(key.data(), 1 + random_() % 4);
      const auto [first, last] = std::equal_range(
          expected.begin(), expected.end(), key, [&](const IdQuad& a, const IdQuad& b) {
            return std::lexicographical_compare(a.begin(), a.begin() + prefix.size(), b.begin(),
                                                b.begin() + prefix.size());
          });
      ASSERT_EQ(ScanAll(permutation, prefix), std::vector<IdQuad>(first, last));
      ASSERT_THAT(permutation.Count(prefix), IsOkAndHolds(static_cast<uint64_t>(last - first)));
      ASSERT_THAT(permutation.Contains(key), IsOkAndHolds(model_.contains(key)));
      ExpectRange(permutation, expected, prefix.first(prefix.size() - 1));
    }
    ExpectSeeks(permutation, expected);
  }

  // Counts between two ids behind the prefix.
  void ExpectRange(const Permutation& permutation, const std::vector<IdQuad>& expected,
                   std::span<const TermId> prefix) {
    const size_t column = prefix.size();
    const TermId first = expected[random_() % expected.size()][column];
    const TermId last = random_() % 10 == 0
                            ? TermId(~uint64_t{0})
                            : TermId(first.bits() + random_() % (random_() % 2 == 0 ? 5 : 1000));
    const auto count = std::count_if(expected.begin(), expected.end(), [&](const IdQuad& row) {
      return std::equal(prefix.begin(), prefix.end(), row.begin()) && first <= row[column] &&
             row[column] <= last;
    });
    ASSERT_THAT(permutation.CountRange(prefix, first, last),
                IsOkAndHolds(static_cast<uint64_t>(count)));
    ASSERT_THAT(permutation.CountRange(prefix, TermId(first.bits() + 1), first), IsOkAndHolds(0u));
  }

  void ExpectSeeks(const Permutation& permutation, const std::vector<IdQuad>& expected) {
    const auto rows = permutation.Scan({});
    size_t at = 0;
    for (RowBatch batch; at < expected.size();) {
      if (random_() % 3 > 0) {
        const size_t reach = std::min<size_t>(expected.size() - at, random_() % 9000 + 1);
        IdQuad key = expected[at + random_() % reach];
        if (random_() % 2 == 0) key[2] = TermId(key[2].bits() + 1);
        rows->Seek(key);
        at = std::max<size_t>(
            at, std::lower_bound(expected.begin(), expected.end(), key) - expected.begin());
      }
      if (!rows->Next(&batch)) break;
      for (size_t row = 0; row < batch.row_count; ++row, ++at) {
        ASSERT_LT(at, expected.size());
        ASSERT_EQ(batch.Row(row), expected[at]);
      }
    }
    ASSERT_EQ(at, expected.size());
  }

  std::mt19937_64 random_;
  PagesInMemory pages_;
  PermutationRoot root_;
  std::set<IdQuad> model_;
  std::vector<PredicateStatistics> statistics_;
};

TEST_F(PermutationTest, RandomRewritingsLeaveWhatTheModelHolds) {
  SCOPED_TRACE(StrCat("ENTENTE_SEED=", TestSeed()));
  for (uint64_t round = 0; round < TestRounds(40); ++round) {
    SCOPED_TRACE(StrCat("round ", round));
    std::map<IdQuad, bool> changes;
    const size_t count = round % 10 == 0 ? 20'000 : random_() % (round % 3 == 0 ? 10 : 3'000);
    const bool mostly_removals = round % 7 == 3;
    // Sometimes everywhere, sometimes in one corner.
    const uint64_t spread = round % 2 == 0 ? 2'000 : 20;
    for (size_t change = 0; change < count; ++change) {
      if (random_() % 10 < (mostly_removals ? 9 : 2) && !model_.empty()) {
        const auto victim = model_.lower_bound(RandomRow(spread));
        if (victim != model_.end()) changes[*victim] = true;
      } else {
        changes[RandomRow(spread)] = random_() % 20 == 0;  // Also removals of what is not there.
      }
    }
    Rewrite(changes);
    if (HasFatalFailure()) return;
  }
}

TEST_F(PermutationTest, ATreeOfThreeLevelsGrowsAndShrinks) {
  std::map<IdQuad, bool> changes;
  for (uint64_t row = 0; row < 700'000; ++row) {
    changes[{TermId(IdKind::kIri, row % 5), TermId(IdKind::kIri, row), TermId(), TermId()}] = false;
  }
  Rewrite(changes);
  ASSERT_EQ(root_.level, 2u);
  const size_t page_count = pages_.pages.size();
  // A few changes rewrite a few pages.
  const uint64_t next_page = root_.next_page;
  Rewrite({{IdQuad{TermId(IdKind::kIri, 2), TermId(IdKind::kIri, 3), TermId(), TermId()}, false}});
  EXPECT_LE(root_.next_page - next_page, 4u);
  EXPECT_NEAR(pages_.pages.size(), page_count, 2);
  for (auto& [row, is_removal] : changes) is_removal = row[1].payload() % 1000 != 0;
  Rewrite(changes);
  for (auto& [row, is_removal] : changes) is_removal = true;
  Rewrite(changes);
  EXPECT_EQ(root_.row_count, 1u);
}

TEST_F(PermutationTest, ChangesThatChangeNothingKeepAllLeaves) {
  std::map<IdQuad, bool> changes;
  for (int row = 0; row < 50'000; ++row) changes[RandomRow(5'000)] = false;
  Rewrite(changes);
  const uint64_t next_page = root_.next_page;
  Rewrite(changes);
  EXPECT_LE(root_.next_page - next_page, 2u);  // The nodes above.
}

}  // namespace
}  // namespace entente

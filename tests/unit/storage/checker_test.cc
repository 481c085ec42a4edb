#include "storage/checker.h"

#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/rocks.h"
#include "storage/store.h"
#include "storage/store_core.h"
#include "storage/transaction.h"
#include "tests/support/quad_sets.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

class CheckerTest : public testing::Test {
 protected:
  // A store with pages of every kind, and a delta of insertions and removals over them.
  void SetUp() override {
    RandomQuads random(TestSeed(), 300);
    ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(dir_ / "db", {}));
    std::vector<Quad> quads;
    for (int part = 0; part < 2; ++part) {
      ASSERT_OK_AND_ASSIGN(const auto transaction, store->Begin());
      for (int index = 0; index < 600; ++index) {
        quads.push_back(random.Next());
        ASSERT_OK(transaction->Insert(QuadViewHolder(quads.back()).view()));
      }
      if (part == 1) {
        for (int index = 0; index < 50; ++index) {
          ASSERT_OK(transaction->Remove(QuadViewHolder(quads[index]).view()));
        }
      }
      ASSERT_OK(transaction->Commit());
      if (part == 0) {
        ASSERT_OK(store->Compact());
      }
    }
    expected_ = ReadQuads(*store->View());
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(*store));
    ASSERT_THAT(report.damages, testing::IsEmpty());
    ASSERT_OK(store->Close());
  }

  std::vector<std::pair<std::string, std::string>> Records(Family family) {
    std::vector<std::pair<std::string, std::string>> records;
    const auto rocks = Rocks::Open(dir_ / "db/data", {.read_only = true});
    EXPECT_OK(rocks);
    const auto cursor = (*rocks)->Scan(family, "", nullptr);
    for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
      records.emplace_back(cursor->key(), cursor->value());
    }
    EXPECT_OK(cursor->status());
    return records;
  }

  // Writes past everything that guards the store, as a broken disk would, but under RocksDB's
  // checksums: ours alone must see it.
  void Put(Family family, std::string_view key, std::string_view value) {
    ASSERT_OK_AND_ASSIGN(const auto rocks, Rocks::Open(dir_ / "db/data", {}));
    RocksBatch batch(*rocks);
    batch.Put(family, key, value);
    ASSERT_OK(rocks->Write(batch, Rocks::Durability::kSynced));
    ASSERT_OK(rocks->Close());
  }

  // The store is damaged: the checker says so, and no scan gives a wrong answer.
  void ExpectDamageIsSeen() {
    const auto store = Store::Open(dir_ / "db", {.read_only = true});
    if (!store.ok()) {
      EXPECT_THAT(store, StatusIs(absl::StatusCode::kDataLoss));
      return;
    }
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(**store));
    EXPECT_THAT(report.damages, testing::Not(testing::IsEmpty()));
  }

  // Reads every quad in every order. True if all went well and nothing differs.
  bool AnswersAreRightOrRefused() {
    const auto store = Store::Open(dir_ / "db", {.read_only = true});
    if (!store.ok()) return true;
    const std::shared_ptr<const ReadView> view = (*store)->View();
    for (const TripleOrder order : kQuadOrders) {
      std::set<Quad> quads;
      absl::Status status;
      const auto rows = view->Scan(order, {});
      for (RowBatch batch; status.ok() && rows->Next(&batch);) {
        for (size_t row = 0; status.ok() && row < batch.row_count; ++row) {
          const auto terms = view->Decode(FromOrder(order, batch.Row(row)));
          status = terms.status();
          if (terms.ok()) quads.insert({(*terms)[0], (*terms)[1], (*terms)[2], (*terms)[3]});
        }
      }
      status.Update(rows->status());
      if (!status.ok()) {
        EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss));
      } else if (quads != expected_) {
        return false;
      }
    }
    return true;
  }

  const TempDir dir_;
  std::set<Quad> expected_;
};

TEST_F(CheckerTest, AFlippedBitInAnyPageIsSeenAndNeverAnsweredFrom) {
  std::mt19937_64 random(TestSeed());
  for (const Family family : {Family::kPages, Family::kTerms}) {
    for (const auto& [key, value] : Records(family)) {
      // Terms outside of pages have no checksum of their own; the checker compares their hash.
      const bool has_checksum =
          family == Family::kPages || (static_cast<unsigned char>(key[0]) & 0x80) != 0;
      if (!has_checksum && random() % 8 != 0) continue;
      std::string damaged = value;
      damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
      SCOPED_TRACE(StrCat("family ", static_cast<int>(family), ", key ",
                          static_cast<int>(static_cast<unsigned char>(key[0])), "/",
                          static_cast<int>(static_cast<unsigned char>(key.back()))));
      Put(family, key, damaged);
      ExpectDamageIsSeen();
      if (has_checksum) {
        EXPECT_TRUE(AnswersAreRightOrRefused());
      }
      Put(family, key, value);
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_TRUE(AnswersAreRightOrRefused());
}

TEST_F(CheckerTest, APageInThePlaceOfAnotherIsSeen) {
  const auto pages = Records(Family::kPages);
  for (size_t index = 1; index < pages.size(); ++index) {
    Put(Family::kPages, pages[index].first, pages[index - 1].second);
    ExpectDamageIsSeen();
    EXPECT_TRUE(AnswersAreRightOrRefused());
    Put(Family::kPages, pages[index].first, pages[index].second);
  }
}

TEST_F(CheckerTest, ALostPageIsSeen) {
  const auto pages = Records(Family::kPages);
  ASSERT_FALSE(pages.empty());
  {
    ASSERT_OK_AND_ASSIGN(const auto rocks, Rocks::Open(dir_ / "db/data", {}));
    RocksBatch batch(*rocks);
    batch.Delete(Family::kPages, pages[0].first);
    ASSERT_OK(rocks->Write(batch, Rocks::Durability::kSynced));
    ASSERT_OK(rocks->Close());
  }
  ExpectDamageIsSeen();
  EXPECT_TRUE(AnswersAreRightOrRefused());
}

TEST_F(CheckerTest, ARecordOfTheDeltaThatSaysTheContraryIsSeen) {
  const auto records = Records(Family::kDelta);
  ASSERT_FALSE(records.empty());
  for (size_t index = 0; index < records.size(); index += 401) {
    const auto& [key, value] = records[index];
    Put(Family::kDelta, key, std::string(1, static_cast<char>(value[0] ^ 1)));
    ExpectDamageIsSeen();
    Put(Family::kDelta, key, value);
  }
}

TEST_F(CheckerTest, DamagedSmallRecordsAreSeen) {
  for (const auto& [key, value] : Records(Family::kMeta)) {
    for (size_t byte = 0; byte < value.size(); byte += 23) {
      std::string damaged = value;
      damaged[byte] ^= 4;
      Put(Family::kMeta, key, damaged);
      ExpectDamageIsSeen();
      Put(Family::kMeta, key, value);
    }
  }
}

}  // namespace
}  // namespace entente

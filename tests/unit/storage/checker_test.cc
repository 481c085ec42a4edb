#include "storage/checker.h"

#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/rebuild.h"
#include "storage/rocks.h"
#include "storage/sorting/row_collector.h"
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

// A store with <s> <p> <<( <s> <p> "0" )>> and triple terms that whoever writes rows himself can
// make: number i, from 1 on, holds number objects[i - 1].
std::unique_ptr<Store> StoreOfTripleTerms(const std::vector<uint64_t>& objects) {
  auto store = Store::OpenInMemory({});
  EXPECT_OK(store);
  const Triple innermost = {.subject = Iri("a:s"), .predicate = Iri("a:p"), .object = Term(0)};
  auto transaction = (*store)->Begin();
  EXPECT_OK(transaction);
  EXPECT_OK(
      (*transaction)->Insert(QuadViewHolder({Iri("a:s"), Iri("a:p"), Term(innermost), {}}).view()));
  EXPECT_OK((*transaction)->Commit());
  transaction->reset();
  auto rebuild = Rebuild::Begin(**store);
  EXPECT_OK(rebuild);
  const TempDir temporary;
  RowCollector rows(kTripleTermOrders, 1 << 20, temporary.path(), 1);
  const auto subject = (*rebuild)->before().Find(TermView::OfIri("a:s"));
  const auto predicate = (*rebuild)->before().Find(TermView::OfIri("a:p"));
  for (size_t index = 0; index < objects.size(); ++index) {
    const IdQuad row = {**subject, **predicate, TermId(IdKind::kTriple, objects[index]),
                        TermId(IdKind::kTriple, index + 1)};
    EXPECT_OK(
        rows.Add({.columns = {&row[0], &row[1], &row[2], &row[3]}, .row_count = 1}, SameIds()));
  }
  (*rebuild)->AppendTripleTerms(objects.size());
  EXPECT_OK(rows.Finish([&rebuild](TripleOrder order, ChangeSource& changes) {
    return (*rebuild)->Apply(order, changes);
  }));
  EXPECT_OK((*rebuild)->Publish());
  return *std::move(store);
}

TEST(CheckerOfTripleTermsTest, WhatNestsDeeperThanCanBeReadIsDamage) {
  for (const uint64_t depth : {2, 255, 256, 257, 300, 1000}) {
    SCOPED_TRACE(depth);
    std::vector<uint64_t> objects(depth - 1);
    std::iota(objects.begin(), objects.end(), 0);
    const auto store = StoreOfTripleTerms(objects);
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(*store));
    const TermId outermost[] = {TermId(IdKind::kTriple, depth - 1)};
    EXPECT_EQ(report.damages.empty(), store->View()->Decode(outermost).ok());
    EXPECT_EQ(report.damages.empty(), depth <= 256);
  }
}

TEST(CheckerOfTripleTermsTest, WhatHoldsItselfIsDamage) {
  for (const std::vector<uint64_t>& objects :
       {std::vector<uint64_t>{1}, {2, 1}, {0, 3, 4, 2}, {5, 1, 1, 1, 2}}) {
    const auto store = StoreOfTripleTerms(objects);
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(*store));
    EXPECT_THAT(report.damages, testing::ElementsAre(testing::HasSubstr("nests deeper")));
  }
}

TEST(CheckerOfTermsTest, WhatNoSyntaxCanWriteIsDamage) {
  for (const Term& object :
       {Term(Literal{.lexical = "x", .datatype = std::string(rdf::kLangString)}),
        Term(Literal{.lexical = "x", .datatype = std::string(rdf::kDirLangString)}),
        Term(Iri("no iri")), Term(BlankNode("no label")), Term("\xC0\x80")}) {
    ASSERT_OK_AND_ASSIGN(const auto store, Store::OpenInMemory({}));
    ASSERT_OK_AND_ASSIGN(const auto transaction, store->Begin());
    ASSERT_OK(transaction->Insert(QuadViewHolder({Iri("a:s"), Iri("a:p"), object, {}}).view()));
    ASSERT_OK(transaction->Commit());
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(*store));
    EXPECT_THAT(report.damages, testing::ElementsAre(testing::HasSubstr("syntax")));
  }
}

}  // namespace
}  // namespace entente

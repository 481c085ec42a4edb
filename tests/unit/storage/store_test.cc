#include "storage/store.h"

#include <fstream>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/checker.h"
#include "storage/transaction.h"
#include "tests/support/quad_sets.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

// Folds early, so that small tests see blocks, deltas and both.
StoreOptions SmallOptions() { return {.fold_row_count_min = 200, .fold_share = 0.5}; }

Quad SimpleQuad(int number) {
  return {Iri(StrCat("http://example.org/s", number)), Iri("http://example.org/p"), Term(number),
          Term()};
}

absl::Status InsertAll(Store& store, const std::vector<Quad>& quads) {
  auto transaction = store.Begin();
  if (!transaction.ok()) return transaction.status();
  for (const Quad& quad : quads) {
    if (const auto done = (*transaction)->Insert(QuadViewHolder(quad).view()); !done.ok()) {
      return done.status();
    }
  }
  return (*transaction)->Commit();
}

void ExpectWhole(Store& store) {
  ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(store));
  EXPECT_THAT(report.damages, testing::IsEmpty());
}

TEST(StoreTest, RandomTransactionsLeaveWhatTheModelHolds) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed));
  const TempDir dir;
  RandomQuads random(seed, 60);
  std::set<Quad> model;
  ASSERT_OK_AND_ASSIGN(auto store, Store::Open(dir / "db", SmallOptions()));
  for (uint64_t round = 0; round < TestRounds(40); ++round) {
    SCOPED_TRACE(StrCat("round ", round));
    const std::shared_ptr<const ReadView> before = store->View();
    const std::set<Quad> model_before = model;
    {
      ASSERT_OK_AND_ASSIGN(auto transaction, store->Begin());
      std::set<Quad> changed = model;
      for (size_t change = random.Below(120); change > 0; --change) {
        if (random.Below(3) == 0 && !changed.empty()) {
          auto victim = changed.begin();
          std::advance(victim, random.Below(changed.size()));
          ASSERT_THAT(transaction->Remove(QuadViewHolder(*victim).view()), IsOkAndHolds(true));
          changed.erase(victim);
        } else {
          const Quad quad = random.Next();
          const bool is_new = changed.insert(quad).second;
          ASSERT_THAT(transaction->Insert(QuadViewHolder(quad).view()), IsOkAndHolds(is_new));
        }
      }
      if (round % 4 == 0) ExpectViewHolds(transaction->view(), changed, seed + round);
      if (random.Below(5) > 0) {  // Else: dropped.
        ASSERT_OK(transaction->Commit());
        model = changed;
      }
    }
    ASSERT_EQ(ReadQuads(*before), model_before);  // A view does not change.
    if (round % 4 == 1) ExpectViewHolds(*store->View(), model, seed + round);
    if (round % 8 == 2) ExpectWhole(*store);
    if (round % 8 == 5) {
      ASSERT_OK(store->Compact());
      ExpectViewHolds(*store->View(), model, seed + round);
      ExpectWhole(*store);
    }
    if (random.Below(4) == 0) {
      // Views must be gone before the store is.
      const_cast<std::shared_ptr<const ReadView>&>(before).reset();
      ASSERT_OK(store->Close());
      store.reset();
      ASSERT_OK_AND_ASSIGN(store, Store::Open(dir / "db", SmallOptions()));
    }
  }
  ExpectViewHolds(*store->View(), model, seed);
  ExpectWhole(*store);
}

TEST(StoreTest, RollingBackReturnsToTheLatestSavepoint) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed));
  RandomQuads random(seed, 30);
  std::set<Quad> committed;
  ASSERT_OK_AND_ASSIGN(auto store, Store::OpenInMemory(SmallOptions()));
  for (uint64_t round = 0; round < TestRounds(30); ++round) {
    SCOPED_TRACE(StrCat("round ", round));
    ASSERT_OK_AND_ASSIGN(auto transaction, store->Begin());
    std::set<Quad> model = committed;
    std::vector<std::set<Quad>> savepoints;
    for (int step = 0; step < 60; ++step) {
      switch (random.Below(12)) {
        case 0:
          transaction->SetSavepoint();
          savepoints.push_back(model);
          break;
        case 1:
          if (savepoints.empty()) break;
          transaction->RollBack();
          model = savepoints.back();
          savepoints.pop_back();
          if (random.Below(2) == 0) ExpectViewHolds(transaction->view(), model, seed + round);
          break;
        case 2:
          if (savepoints.empty()) break;
          transaction->Release();
          savepoints.pop_back();
          break;
        case 3:
        case 4:
        case 5: {
          if (model.empty()) break;
          auto victim = model.begin();
          std::advance(victim, random.Below(model.size()));
          ASSERT_THAT(transaction->Remove(QuadViewHolder(*victim).view()), IsOkAndHolds(true));
          model.erase(victim);
          break;
        }
        default: {
          const Quad quad = random.Next();
          ASSERT_THAT(transaction->Insert(QuadViewHolder(quad).view()),
                      IsOkAndHolds(model.insert(quad).second));
        }
      }
    }
    ExpectViewHolds(transaction->view(), model, seed + round);
    if (random.Below(3) > 0) {
      ASSERT_OK(transaction->Commit());
      committed = model;
    }
    transaction = nullptr;
    ExpectViewHolds(*store->View(), committed, seed + round);
    if (round % 8 == 0) ExpectWhole(*store);
  }
}

TEST(StoreTest, ATermThatWasRolledBackLeavesNoTrace) {
  ASSERT_OK_AND_ASSIGN(auto store, Store::OpenInMemory({}));
  ASSERT_OK_AND_ASSIGN(auto transaction, store->Begin());
  const std::string text(100, 'x');
  const auto find = [&] { return transaction->view().Find(TermView::OfIri(text)); };
  transaction->SetSavepoint();
  ASSERT_OK_AND_ASSIGN(const TermId id, transaction->Intern(TermView::OfIri(text)));
  ASSERT_THAT(find(), IsOkAndHolds(std::optional<TermId>(id)));
  transaction->RollBack();
  EXPECT_THAT(find(), IsOkAndHolds(std::optional<TermId>()));
  ASSERT_OK(transaction->Insert(QuadViewHolder(SimpleQuad(1)).view()));
  ASSERT_OK(transaction->Commit());
  transaction = nullptr;
  EXPECT_THAT(store->View()->Find(TermView::OfIri(text)), IsOkAndHolds(std::optional<TermId>()));
  ExpectWhole(*store);
}

TEST(StoreTest, QuadsByIdAreCheckedAsThoseByTermAre) {
  ASSERT_OK_AND_ASSIGN(auto store, Store::OpenInMemory({}));
  ASSERT_OK_AND_ASSIGN(auto transaction, store->Begin());
  ASSERT_OK_AND_ASSIGN(const TermId iri, transaction->Intern(TermView::OfIri("urn:a")));
  ASSERT_OK_AND_ASSIGN(const TermId blank, transaction->Intern(TermView::OfBlankNode("b")));
  InnerTriples inner;
  const Term number(5);
  ASSERT_OK_AND_ASSIGN(const TermId literal, transaction->Intern(ViewOf(number, &inner)));
  EXPECT_THAT(transaction->InsertIds({iri, iri, literal, TermId()}), IsOkAndHolds(true));
  EXPECT_THAT(transaction->InsertIds({iri, iri, literal, TermId()}), IsOkAndHolds(false));
  EXPECT_THAT(transaction->InsertIds({blank, iri, blank, blank}), IsOkAndHolds(true));
  EXPECT_THAT(transaction->RemoveIds({blank, iri, iri, blank}), IsOkAndHolds(false));
  EXPECT_THAT(transaction->RemoveIds({blank, iri, blank, blank}), IsOkAndHolds(true));
  for (const IdQuad& quad : {IdQuad{literal, iri, iri, TermId()}, IdQuad{iri, blank, iri, TermId()},
                             IdQuad{iri, iri, TermId(), TermId()}, IdQuad{iri, iri, iri, literal},
                             IdQuad{iri, iri, TermId(IdKind::kLocal, 1), TermId()}}) {
    EXPECT_THAT(transaction->InsertIds(quad), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(transaction->RemoveIds(quad), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(StoreTest, AStoreInMemoryWorksAlike) {
  RandomQuads random(TestSeed(), 40);
  std::set<Quad> model;
  std::vector<Quad> quads;
  for (int index = 0; index < 500; ++index) quads.push_back(random.Next());
  model.insert(quads.begin(), quads.end());
  ASSERT_OK_AND_ASSIGN(const auto store, Store::OpenInMemory(SmallOptions()));
  ASSERT_OK(InsertAll(*store, quads));
  ExpectViewHolds(*store->View(), model, 1);
  ASSERT_OK(store->Compact());
  ExpectViewHolds(*store->View(), model, 2);
  ExpectWhole(*store);
}

TEST(StoreTest, ASecondWriterIsRefusedWithThePidOfTheFirst) {
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(dir / "db", {}));
  EXPECT_THAT(Store::Open(dir / "db", {}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(StrCat("process ", getpid()))));
  EXPECT_THAT(Store::Open(dir / "db", {.read_only = true}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(StrCat("process ", getpid()))));
}

TEST(StoreTest, ReadersShareTheLockAndKeepWritersOut) {
  const TempDir dir;
  ASSERT_OK(InsertAll(**Store::Open(dir / "db", {}), {SimpleQuad(1)}));
  ASSERT_OK_AND_ASSIGN(const auto one, Store::Open(dir / "db", {.read_only = true}));
  ASSERT_OK_AND_ASSIGN(const auto two, Store::Open(dir / "db", {.read_only = true}));
  EXPECT_EQ(ReadQuads(*one->View()), ReadQuads(*two->View()));
  EXPECT_EQ(ReadQuads(*one->View()), std::set<Quad>{SimpleQuad(1)});
  EXPECT_THAT(one->Begin(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Store::Open(dir / "db", {}), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(StoreTest, WhatIsNoDatabaseIsNotTouched) {
  const TempDir dir;
  std::ofstream(dir / "letter.txt") << "Dear Sir";
  EXPECT_THAT(Store::Open(dir.path(), {}), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Store::Open(dir / "letter.txt", {}), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Store::Open(dir / "none", {.create_if_missing = false}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(dir / "none"));
}

TEST(StoreTest, ANewerFormatIsRefusedWithBothNumbers) {
  const TempDir dir;
  ASSERT_OK(InsertAll(**Store::Open(dir / "db", {}), {SimpleQuad(1)}));
  std::ofstream(dir / "db/FORMAT") << "entente database\nformat 7.3\nmin-reader 6\n";
  EXPECT_THAT(
      Store::Open(dir / "db", {.read_only = true}),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               testing::AllOf(HasSubstr("format 7.3"), HasSubstr("up to 1"), HasSubstr("6"))));
  std::ofstream(dir / "db/FORMAT") << "entente database\nformat 2.0\nmin-reader 1\n";
  EXPECT_OK(Store::Open(dir / "db", {.read_only = true}));
  EXPECT_THAT(Store::Open(dir / "db", {}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(StoreTest, LostCommitsAreNamed) {
  const TempDir dir;
  ASSERT_OK(InsertAll(**Store::Open(dir / "db", {}), {SimpleQuad(1)}));
  std::filesystem::copy(dir / "db/data", dir / "old", std::filesystem::copy_options::recursive);
  ASSERT_OK(InsertAll(**Store::Open(dir / "db", {}), {SimpleQuad(2)}));
  ASSERT_OK(InsertAll(**Store::Open(dir / "db", {}), {SimpleQuad(3)}));
  std::filesystem::remove_all(dir / "db/data");
  std::filesystem::rename(dir / "old", dir / "db/data");
  EXPECT_THAT(Store::Open(dir / "db", {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("commits 2 to 3")));
}

TEST(StoreTest, ACreationCutShortIsBegunAgain) {
  const TempDir dir;
  ASSERT_OK(Store::Open(dir / "db", {}));
  std::filesystem::remove(dir / "db/FORMAT");
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(dir / "db", {}));
  EXPECT_EQ(ReadQuads(*store->View()), std::set<Quad>{});
}

TEST(StoreTest, ADatabaseThatLostItsFormatRecordIsNotBegunAgain) {
  const TempDir dir;
  ASSERT_OK(InsertAll(**Store::Open(dir / "db", {}), {SimpleQuad(1)}));
  std::filesystem::rename(dir / "db/FORMAT", dir / "FORMAT");
  EXPECT_THAT(Store::Open(dir / "db", {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("FORMAT is missing")));
  std::filesystem::rename(dir / "FORMAT", dir / "db/FORMAT");
  ASSERT_OK_AND_ASSIGN(const auto store, Store::Open(dir / "db", {}));
  EXPECT_EQ(ReadQuads(*store->View()), std::set<Quad>{SimpleQuad(1)});
}

TEST(StoreTest, TermsThatRdfDoesNotAllowAreRefused) {
  ASSERT_OK_AND_ASSIGN(const auto store, Store::OpenInMemory({}));
  ASSERT_OK_AND_ASSIGN(const auto transaction, store->Begin());
  const Iri iri("http://example.org/a");
  EXPECT_THAT(transaction->Insert(QuadViewHolder({Term("text"), iri, iri, Term()}).view()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("subject")));
  EXPECT_THAT(transaction->Insert(QuadViewHolder({iri, BlankNode("b"), iri, Term()}).view()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("predicate")));
  EXPECT_THAT(transaction->Insert(QuadViewHolder({iri, iri, Term(), Term()}).view()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("object")));
  EXPECT_THAT(transaction->Insert(QuadViewHolder({iri, iri, iri, Term("text")}).view()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("graph")));
  ASSERT_OK(transaction->Commit());
  EXPECT_EQ(ReadQuads(*store->View()), std::set<Quad>{});
}

TEST(StoreTest, ReadersSeeWholeCommitsWhileAWriterWrites) {
  // Each commit replaces all quads of the one before: a view that mixed two would show it.
  ASSERT_OK_AND_ASSIGN(const auto store, Store::OpenInMemory(SmallOptions()));
  constexpr int kCommitCount = 60;
  constexpr int kQuadCount = 40;
  const auto QuadOf = [](int commit, int index) {
    return Quad{Iri(StrCat("http://example.org/", index)), Iri("http://example.org/commit"),
                Term(commit), Term()};
  };
  std::thread writer([&] {
    for (int commit = 0; commit < kCommitCount; ++commit) {
      auto transaction = store->Begin();
      ASSERT_OK(transaction);
      for (int index = 0; index < kQuadCount; ++index) {
        if (commit > 0) {
          ASSERT_OK((*transaction)->Remove(QuadViewHolder(QuadOf(commit - 1, index)).view()));
        }
        ASSERT_OK((*transaction)->Insert(QuadViewHolder(QuadOf(commit, index)).view()));
      }
      ASSERT_OK((*transaction)->Commit());
    }
  });
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&] {
      for (bool is_last = false; !is_last;) {
        const std::shared_ptr<const ReadView> view = store->View();
        const std::set<Quad> quads = ReadQuads(*view);
        std::set<Term> commits;
        for (const Quad& quad : quads) commits.insert(quad.object);
        if (quads.empty()) continue;
        ASSERT_EQ(quads.size(), static_cast<size_t>(kQuadCount));
        ASSERT_EQ(commits.size(), 1u);
        is_last = *commits.begin() == Term(kCommitCount - 1);
      }
    });
  }
  writer.join();
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace entente

#include "storage/loading/snapshot_load.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/checker.h"
#include "storage/loading/blank_label.h"
#include "storage/snapshot/snapshot_builder.h"
#include "storage/store.h"
#include "tests/support/fake_store.h"
#include "tests/support/memory_view.h"
#include "tests/support/quad_sets.h"
#include "tests/support/quads.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using testing::HasSubstr;

constexpr SnapshotLimits kSmallLimits = {
    .chunk_bytes = 600, .chunk_unit_count = 3, .directory_extent_count = 4};

std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<Quad> SomeQuads(uint64_t seed, size_t size) {
  class RandomQuads source(seed, 1 + size / 5);
  std::vector<Quad> quads(size);
  for (Quad& quad : quads) quad = source.Next();
  return quads;
}

// Blank nodes as loading leaves them.
Term WithContentLabel(const Term& term) {
  if (term.is_blank_node()) {
    return BlankNode(StrCat(BlankLabelPrefix("0123456789abcdefghij"), term.blank_node().label));
  }
  if (term.kind() != Term::Kind::kTriple) return term;
  return Triple{.subject = WithContentLabel(term.triple().subject),
                .predicate = term.triple().predicate,
                .object = WithContentLabel(term.triple().object)};
}
void GiveContentLabels(std::vector<Quad>* quads) {
  for (Quad& quad : *quads) {
    quad.subject = WithContentLabel(quad.subject);
    quad.object = WithContentLabel(quad.object);
  }
}

class SnapshotLoadTest : public testing::Test {
 protected:
  void Write(const std::vector<Quad>& quads) {
    ASSERT_OK(BuildSnapshot(MemoryView(quads, MemoryView::Ids::kInline), file_,
                            {.limits = kSmallLimits}));
  }
  absl::StatusOr<BulkLoadReport> Load(Store& store, const BulkLoadOptions& options = {}) const {
    return BulkLoad(store, {&file_, 1}, options);
  }

  const TempDir directory_;
  const std::filesystem::path file_ = directory_ / "a.snapshot";
};

std::unique_ptr<Store> EmptyStore() {
  auto store = Store::OpenInMemory({});
  EXPECT_OK(store);
  return *std::move(store);
}

TEST_F(SnapshotLoadTest, ASnapshotLoadedGivesTheSameSnapshotAgain) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(10); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    std::vector<Quad> quads = SomeQuads(seed + round, random() % 500);
    GiveContentLabels(&quads);
    const std::set<Quad> expected(quads.begin(), quads.end());
    ASSERT_NO_FATAL_FAILURE(Write(quads));
    const std::string bytes = ContentOf(file_);
    const auto store = EmptyStore();
    ASSERT_OK_AND_ASSIGN(const BulkLoadReport report, Load(*store));
    EXPECT_EQ(report.quads_read, expected.size());
    EXPECT_EQ(report.quads_added, static_cast<int64_t>(expected.size()));
    ASSERT_NO_FATAL_FAILURE(ExpectViewHolds(*store->View(), expected, seed));
    ASSERT_OK_AND_ASSIGN(const CheckReport check, CheckStore(*store));
    EXPECT_THAT(check.damages, testing::IsEmpty());
    ASSERT_OK(BuildSnapshot(*store->View(), file_, {.limits = kSmallLimits}));
    EXPECT_EQ(ContentOf(file_), bytes);
  }
}

TEST_F(SnapshotLoadTest, WhatAStoreHasAlreadyIsNotAddedAgain) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(10); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::vector<Quad> quads = SomeQuads(seed + round, 300);
    std::vector<Quad> others = SomeQuads(seed + round + 1, 300);
    GiveContentLabels(&quads);
    GiveContentLabels(&others);
    const auto store = EmptyStore();
    ASSERT_OK_AND_ASSIGN(const auto transaction, store->Begin());
    for (const Quad& quad : others) ASSERT_OK(transaction->Insert(QuadViewHolder(quad).view()));
    ASSERT_OK(transaction->Commit());
    std::set<Quad> expected(others.begin(), others.end());
    const size_t size_before = expected.size();
    expected.insert(quads.begin(), quads.end());
    ASSERT_NO_FATAL_FAILURE(Write(quads));
    ASSERT_OK_AND_ASSIGN(const BulkLoadReport report, Load(*store));
    EXPECT_EQ(report.quads_added, static_cast<int64_t>(expected.size() - size_before));
    ASSERT_NO_FATAL_FAILURE(ExpectViewHolds(*store->View(), expected, seed));
    ASSERT_OK_AND_ASSIGN(const BulkLoadReport again, Load(*store));
    EXPECT_EQ(again.quads_added, 0);
    ASSERT_OK_AND_ASSIGN(const CheckReport check, CheckStore(*store));
    EXPECT_THAT(check.damages, testing::IsEmpty());
  }
}

TEST_F(SnapshotLoadTest, BlankNodesGetLabelsThatStandForTheContent) {
  const std::vector<Quad> quads = SomeQuads(TestSeed(), 200);
  ASSERT_NO_FATAL_FAILURE(Write(quads));
  const auto store = EmptyStore();
  ASSERT_OK(Load(*store));
  const std::set<Quad> loaded = ReadQuads(*store->View());
  for (const Quad& quad : loaded) {
    if (quad.subject.is_blank_node()) {
      EXPECT_TRUE(IsGlobalBlankLabel(quad.subject.blank_node().label));
    }
  }
  const std::set<Quad> expected(quads.begin(), quads.end());
  EXPECT_TRUE(AreIsomorphic({loaded.begin(), loaded.end()}, {expected.begin(), expected.end()}));
  ASSERT_OK_AND_ASSIGN(const BulkLoadReport again, Load(*store));
  EXPECT_EQ(again.quads_added, 0);
  // Those of another snapshot are other nodes.
  std::vector<Quad> more = quads;
  more.push_back({BlankNode("b1"), Iri("http://example.org/p"), Term(1), Term()});
  ASSERT_NO_FATAL_FAILURE(Write(more));
  ASSERT_OK_AND_ASSIGN(const BulkLoadReport other, Load(*store));
  EXPECT_GT(other.quads_added, 1);
}

TEST_F(SnapshotLoadTest, WhatIsStoredDoesNotDependOnMemoryAndThreads) {
  std::vector<Quad> quads = SomeQuads(TestSeed(), 3000);
  ASSERT_NO_FATAL_FAILURE(Write(quads));
  FakeStore first;
  for (const unsigned thread_count : {1u, 2u}) {
    for (const uint64_t budget : {uint64_t{1}, uint64_t{100} << 10, uint64_t{300} << 20}) {
      FakeStore store;
      FakeRebuild rebuild(&store);
      ASSERT_OK(LoadFiles(rebuild, {&file_, 1},
                          {.memory_budget_bytes = budget, .thread_count = thread_count}));
      ASSERT_OK(rebuild.Publish());
      if (first.rows[0].empty()) first = store;
      EXPECT_TRUE(store == first);
    }
  }
  EXPECT_EQ(first.Quads().size(), std::set<Quad>(quads.begin(), quads.end()).size());
}

TEST_F(SnapshotLoadTest, StatementsOfTheDefaultGraphGoWhereTheyAreSent) {
  std::vector<Quad> quads = SomeQuads(TestSeed(), 200);
  GiveContentLabels(&quads);
  ASSERT_NO_FATAL_FAILURE(Write(quads));
  for (const Term& graph : {Term(Iri("http://example.org/graph/1")), Term(Iri("http://new/"))}) {
    std::set<Quad> expected;
    for (Quad quad : quads) {
      if (quad.graph == Term()) quad.graph = graph;
      expected.insert(quad);
    }
    const auto store = EmptyStore();
    ASSERT_OK(Load(*store, {.graph = graph}));
    ASSERT_NO_FATAL_FAILURE(ExpectViewHolds(*store->View(), expected, 1));
  }
  EXPECT_THAT(Load(*EmptyStore(), {.graph = Term(1)}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SnapshotLoadTest, DamageAnywhereLeavesTheStoreAsItWas) {
  const uint64_t seed = TestSeed();
  ASSERT_NO_FATAL_FAILURE(Write(SomeQuads(seed, 100)));
  const std::string whole = ContentOf(file_);
  const auto store = EmptyStore();
  for (uint64_t round = 0; round < TestRounds(60); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    std::string damaged = whole;
    if (random() % 8 == 0) {
      damaged.resize(kSnapshotMagic.size() + random() % (whole.size() - kSnapshotMagic.size()));
    } else {
      const size_t at = kSnapshotMagic.size() + random() % (whole.size() - kSnapshotMagic.size());
      damaged[at] = static_cast<char>(damaged[at] ^ 1 << random() % 8);
    }
    WriteFile(file_, damaged);
    EXPECT_THAT(Load(*store), testing::Not(IsOk()));
    EXPECT_THAT(store->View()->Count(TripleOrder::kSpog, {}), IsOkAndHolds(0u));
  }
}

TEST_F(SnapshotLoadTest, ACancelledLoadLeavesTheStoreAsItWas) {
  ASSERT_NO_FATAL_FAILURE(Write(SomeQuads(TestSeed(), 500)));
  for (const std::string_view stage : {"before", "sorting"}) {
    const auto store = EmptyStore();
    std::atomic<bool> cancelled = stage == "before";
    const auto look = [&](const BulkLoadProgress& progress) {
      if (progress.stage == stage) cancelled = true;
    };
    EXPECT_THAT(Load(*store, {.cancelled = &cancelled, .progress = look}),
                StatusIs(absl::StatusCode::kCancelled));
    EXPECT_THAT(store->View()->Count(TripleOrder::kSpog, {}), IsOkAndHolds(0u));
    EXPECT_OK(Load(*store));
  }
}

TEST_F(SnapshotLoadTest, AFileNamedAsASnapshotThatIsNoneIsDamaged) {
  const std::filesystem::path file = directory_ / "a.ents";
  for (const std::string_view bytes : {"", "Entente snapshop, and more of it", "<s> <p> <o> ."}) {
    WriteFile(file, bytes);
    const auto store = EmptyStore();
    EXPECT_THAT(BulkLoad(*store, {&file, 1}, {}),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("a.ents")));
  }
}

TEST_F(SnapshotLoadTest, ASnapshotHasNeitherSyntaxNorBase) {
  ASSERT_NO_FATAL_FAILURE(Write(SomeQuads(1, 10)));
  const auto store = EmptyStore();
  EXPECT_THAT(Load(*store, {.format = RdfFormat::kTurtle}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("snapshot")));
  EXPECT_THAT(Load(*store, {.base_iri = "http://b/"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("snapshot")));
}

TEST_F(SnapshotLoadTest, ASnapshotIsLoadedByItself) {
  ASSERT_NO_FATAL_FAILURE(Write(SomeQuads(1, 10)));
  WriteFile(directory_ / "b.nt", "<http://a> <http://b> <http://c> .\n");
  const auto store = EmptyStore();
  const std::vector<std::filesystem::path> files = {directory_ / "b.nt", file_};
  EXPECT_THAT(BulkLoad(*store, files, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("by itself")));
  EXPECT_THAT(store->View()->Count(TripleOrder::kSpog, {}), IsOkAndHolds(0u));
}

}  // namespace
}  // namespace entente

#include "storage/snapshot/snapshot_builder.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/dumping/canonical_lines.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/store.h"
#include "tests/support/memory_view.h"
#include "tests/support/quad_sets.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

// So small that chunks, directories and runs of sorting come in numbers.
constexpr SnapshotLimits kSmallLimits = {
    .chunk_bytes = 600, .chunk_unit_count = 3, .directory_extent_count = 4};
constexpr uint64_t kSmallBudget = uint64_t{32} << 10;
constexpr uint64_t kCacheBytes = uint64_t{4} << 20;

std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t FileCount(const std::filesystem::path& directory) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

std::string TokenOf(const Term& term) {
  InnerTriples inner;
  std::string token;
  AppendNTriplesTerm(ViewOf(term, &inner), &token);
  return token;
}

// Quads of a small vocabulary and of strange terms, some of them long.
std::vector<Quad> AnyQuads(std::mt19937_64& random, size_t size) {
  std::set<Quad> quads;
  class RandomQuads source(random(), 1 + size / 4);
  for (size_t count = 0; count < size; ++count) quads.insert(source.Next());
  for (Quad& quad : RandomQuads(&random, size / 4, /*has_graphs=*/true)) quads.insert(quad);
  for (size_t count = random() % 8; count > 0; --count) {
    Quad quad = source.Next();
    const std::string text(1000 + random() % 60, static_cast<char>('a' + random() % 26));
    switch (random() % 3) {
      case 0:
        quad.subject = Iri(StrCat("http://example.org/", text));
        break;
      case 1:
        quad.subject = BlankNode(text);
        break;
      default:
        quad.object = Term(StrCat(text, "\"\n\\"));
        break;
    }
    quads.insert(quad);
  }
  return {quads.begin(), quads.end()};
}

std::unique_ptr<Store> StoreOf(const std::vector<Quad>& quads) {
  auto store = Store::OpenInMemory({});
  EXPECT_OK(store);
  auto transaction = (*store)->Begin();
  EXPECT_OK(transaction);
  for (const Quad& quad : quads) EXPECT_OK((*transaction)->Insert(QuadViewHolder(quad).view()));
  EXPECT_OK((*transaction)->Commit());
  return *std::move(store);
}

class SnapshotBuilderTest : public testing::Test {
 protected:
  // The bytes of a snapshot of the view.
  std::string Build(const ReadView& view, SnapshotBuildOptions options = {}) {
    options.limits = kSmallLimits;
    const absl::StatusOr<SnapshotHeader> header = BuildSnapshot(view, path_, options);
    EXPECT_OK(header);
    if (header.ok()) header_ = *header;
    EXPECT_EQ(FileCount(directory_.path()), 1u) << "temporary files are left";
    return ContentOf(path_);
  }
  std::shared_ptr<const SnapshotView> Open() const {
    auto view = SnapshotView::Open(path_, SnapshotAccess::kMapped, kCacheBytes);
    EXPECT_OK(view);
    return view.ok() ? *std::move(view) : nullptr;
  }

  const TempDir directory_;
  const std::filesystem::path path_ = directory_ / "a.snapshot";
  SnapshotHeader header_;
};

// All terms of the quads, with what triple terms are made of.
void AddTerm(const Term& term, std::set<Term>* terms) {
  terms->insert(term);
  if (term.kind() != Term::Kind::kTriple) return;
  AddTerm(term.triple().subject, terms);
  AddTerm(term.triple().predicate, terms);
  AddTerm(term.triple().object, terms);
}

TEST_F(SnapshotBuilderTest, ASnapshotHoldsWhatTheViewHoldsAndNothingElse) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(25); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    const std::vector<Quad> quads = AnyQuads(random, random() % 400);
    const std::set<Quad> expected(quads.begin(), quads.end());
    const MemoryView source(quads, MemoryView::Ids::kInline);
    Build(source);
    const auto view = Open();
    ASSERT_NE(view, nullptr);
    ASSERT_NO_FATAL_FAILURE(ExpectViewHolds(*view, expected, seed + round));
    EXPECT_OK(view->reader().CheckContainer());

    EXPECT_EQ(header_.quad_count, expected.size());
    EXPECT_THAT(ComputeLogicalHash(source, {}), IsOkAndHolds(header_.logical_hash));
    EXPECT_THAT(ComputeLogicalHash(*view, {}), IsOkAndHolds(header_.logical_hash));
    EXPECT_EQ(view->reader().header().logical_hash, header_.logical_hash);

    // Terms: those that are used, ids ascending as tokens do; triple terms by depth first.
    std::set<Term> terms;
    for (const Quad& quad : quads) {
      for (const Term* term : {&quad.subject, &quad.predicate, &quad.object, &quad.graph}) {
        AddTerm(*term, &terms);
      }
    }
    std::map<IdKind, std::map<std::string, TermId>> by_token;
    uint64_t term_count = 0;
    for (const Term& term : terms) {
      InnerTriples inner;
      ASSERT_OK_AND_ASSIGN(const std::optional<TermId> id, view->Find(ViewOf(term, &inner)));
      ASSERT_TRUE(id.has_value()) << TokenOf(term);
      if (id->is_none() || id->is_inline()) continue;
      ++term_count;
      by_token[id->kind()][TokenOf(term)] = *id;
    }
    EXPECT_EQ(header_.term_count, term_count);
    for (const auto& [kind, ids] : by_token) {
      EXPECT_EQ(header_.term_counts[static_cast<size_t>(kind)], ids.size());
      uint64_t number = 0;
      for (const auto& [token, id] : ids) {
        if (kind != IdKind::kTriple) {
          EXPECT_EQ(id.payload(), number++) << token;
        }
        EXPECT_LT(id.payload(), ids.size());
      }
    }
  }
}

TEST_F(SnapshotBuilderTest, EqualContentGivesEqualBytesWhateverHoldsIt) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(8); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    std::vector<Quad> quads = AnyQuads(random, random() % 600);
    const std::string bytes = Build(MemoryView(quads, MemoryView::Ids::kOfDictionary));
    EXPECT_EQ(Build(MemoryView(quads, MemoryView::Ids::kInline)), bytes);
    EXPECT_EQ(Build(MemoryView(quads, MemoryView::Ids::kSorted)), bytes);
    EXPECT_EQ(Build(*Open()), bytes) << "a snapshot of a snapshot";

    std::shuffle(quads.begin(), quads.end(), random);
    const auto store = StoreOf(quads);
    for (const unsigned thread_count : {1u, 2u, 5u}) {
      EXPECT_EQ(Build(*store->View(),
                      {.memory_budget_bytes = kSmallBudget, .thread_count = thread_count}),
                bytes);
    }
    // Removals, which leave terms that nothing uses, and quads that are in the delta.
    const std::vector<Quad> others = AnyQuads(random, 100);
    ASSERT_OK_AND_ASSIGN(const auto adding, store->Begin());
    for (const Quad& quad : others) ASSERT_OK(adding->Insert(QuadViewHolder(quad).view()));
    ASSERT_OK(adding->Commit());
    if (random() % 2 == 0) {
      ASSERT_OK(store->Compact());
    }
    ASSERT_OK_AND_ASSIGN(const auto removing, store->Begin());
    for (const Quad& quad : others) {
      if (std::ranges::find(quads, quad) == quads.end()) {
        ASSERT_OK(removing->Remove(QuadViewHolder(quad).view()));
      }
    }
    EXPECT_EQ(Build(removing->view()), bytes) << "a transaction";
    ASSERT_OK(removing->Commit());
    EXPECT_EQ(Build(*store->View()), bytes) << "with a delta";
    ASSERT_OK(store->Compact());
    EXPECT_EQ(Build(*store->View()), bytes) << "folded";
  }
}

TEST_F(SnapshotBuilderTest, BytesDoNotDependOnHowMuchHasToBeSortedInFiles) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(StrCat("seed ", seed));
  class RandomQuads source(seed, 3000);
  std::vector<Quad> quads(20'000);
  for (Quad& quad : quads) quad = source.Next();
  const MemoryView view(quads, MemoryView::Ids::kInline);
  const std::string bytes = Build(view, {.thread_count = 1});
  EXPECT_EQ(Build(view, {.memory_budget_bytes = 1, .thread_count = 1}), bytes);
  EXPECT_EQ(Build(view, {.memory_budget_bytes = uint64_t{200} << 10, .thread_count = 2}), bytes);
  EXPECT_EQ(Build(view, {.memory_budget_bytes = uint64_t{3} << 20, .thread_count = 2}), bytes);
  EXPECT_EQ(ReadQuads(*Open()), std::set<Quad>(quads.begin(), quads.end()));
}

TEST_F(SnapshotBuilderTest, OnlyTheGraphsThatAreWantedGoIn) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(10); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    const std::vector<Quad> quads = AnyQuads(random, 200);
    std::vector<Term> graphs(1, Iri("http://example.org/graph/of/nobody"));
    if (random() % 2 == 0) graphs.emplace_back();
    for (uint64_t name = 0; name < 3; ++name) {
      graphs.insert(graphs.end(), random() % 3, Iri(StrCat("http://example.org/graph/", name)));
    }
    std::shuffle(graphs.begin(), graphs.end(), random);
    std::vector<Quad> wanted;
    for (const Quad& quad : quads) {
      if (std::ranges::find(graphs, quad.graph) != graphs.end()) wanted.push_back(quad);
    }
    const std::string bytes =
        Build(MemoryView(quads, MemoryView::Ids::kInline), {.graphs = graphs});
    EXPECT_EQ(Build(MemoryView(wanted, MemoryView::Ids::kInline)), bytes);
  }
}

TEST_F(SnapshotBuilderTest, StatisticsAndRecordsAreCounted) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(StrCat("seed ", seed));
  class RandomQuads source(seed, 60);
  std::set<Quad> quads;
  for (int count = 0; count < 500; ++count) quads.insert(source.Next());
  std::map<std::string, uint64_t> records;
  for (const std::string_view name : {ent::kActor, ent::kCoalition, ent::kDocument, ent::kClaim}) {
    std::set<Term> of_class;
    for (size_t count = source.Below(30); count > 0; --count) {
      const Quad quad = {.subject = source.Subject(),
                         .predicate = Iri(std::string(rdf::kType)),
                         .object = Iri(std::string(name)),
                         .graph = source.Graph()};
      quads.insert(quad);
      if (quad.graph == Term()) of_class.insert(quad.subject);
    }
    records[std::string(name)] = of_class.size();
  }
  Build(MemoryView({quads.begin(), quads.end()}, MemoryView::Ids::kInline));
  EXPECT_EQ(header_.actor_count, records[std::string(ent::kActor)]);
  EXPECT_EQ(header_.coalition_count, records[std::string(ent::kCoalition)]);
  EXPECT_EQ(header_.document_count, records[std::string(ent::kDocument)]);
  EXPECT_EQ(header_.claim_count, records[std::string(ent::kClaim)]);

  struct Counts {
    uint64_t quads = 0;
    std::set<Term> subjects = {};
    std::set<Term> objects = {};
  };
  std::map<Term, Counts> by_predicate;
  for (const Quad& quad : quads) {
    Counts& counts = by_predicate[quad.predicate];
    ++counts.quads;
    counts.subjects.insert(quad.subject);
    counts.objects.insert(quad.object);
  }
  const auto view = Open();
  ASSERT_OK_AND_ASSIGN(const std::vector<PredicateStatistics> statistics, view->Statistics());
  ASSERT_EQ(statistics.size(), by_predicate.size());
  for (const PredicateStatistics& entry : statistics) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Term> terms, view->Decode({&entry.predicate, 1}));
    const Counts& counts = by_predicate[terms[0]];
    EXPECT_EQ(entry.quad_count, counts.quads);
    EXPECT_EQ(entry.distinct_subject_count, counts.subjects.size());
    EXPECT_EQ(entry.distinct_object_count, counts.objects.size());
  }
}

TEST_F(SnapshotBuilderTest, WhatPeopleSayOfItIsInTheHeader) {
  SnapshotHeader metadata = {.description = "coalitions",
                             .licence = "CC0",
                             .sources = {"urn:a", "urn:b"},
                             .parents = {std::string(kLogicalHashSize, 'p')},
                             .prefixes = {{"ex", "http://example.org/"}}};
  metadata.quad_count = 77;  // Not for the caller to say.
  Build(MemoryView({}), {.metadata = metadata});
  const SnapshotHeader header = Open()->reader().header();
  EXPECT_EQ(header.description, metadata.description);
  EXPECT_EQ(header.licence, metadata.licence);
  EXPECT_EQ(header.sources, metadata.sources);
  EXPECT_EQ(header.parents, metadata.parents);
  EXPECT_EQ(header.prefixes, metadata.prefixes);
  EXPECT_EQ(header.quad_count, 0u);
}

TEST_F(SnapshotBuilderTest, CancelledAtAnyStageItLeavesNothing) {
  class RandomQuads source(TestSeed(), 300);
  std::vector<Quad> quads(5000);
  for (Quad& quad : quads) quad = source.Next();
  const MemoryView view(quads, MemoryView::Ids::kInline);
  std::vector<std::string> stages;
  Build(view, {.progress = [&](const SnapshotBuildProgress& progress) {
          if (stages.empty() || stages.back() != progress.stage) stages.push_back(progress.stage);
        }});
  EXPECT_THAT(stages, testing::Contains("writing"));
  std::filesystem::remove(path_);
  for (const std::string& stage : stages) {
    std::atomic<bool> cancelled = false;
    const SnapshotBuildOptions options = {.cancelled = &cancelled,
                                          .progress = [&](const SnapshotBuildProgress& progress) {
                                            if (progress.stage == stage) cancelled = true;
                                          }};
    EXPECT_THAT(BuildSnapshot(view, path_, options), StatusIs(absl::StatusCode::kCancelled))
        << stage;
    EXPECT_EQ(FileCount(directory_.path()), 0u);
  }
}

TEST_F(SnapshotBuilderTest, APlaceThatCannotBeWrittenToIsNamed) {
  EXPECT_THAT(BuildSnapshot(MemoryView({}), directory_ / "nowhere" / "a", {}),
              StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("nowhere")));
}

TEST_F(SnapshotBuilderTest, ATermThatNoSyntaxCanWriteIsRefused) {
  const MemoryView view({{Iri("urn:s"), Iri("urn:p"), Iri("urn:a b"), {}}},
                        MemoryView::Ids::kOfDictionary);
  EXPECT_THAT(BuildSnapshot(view, path_, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::HasSubstr("no snapshot can hold <urn:a b>")));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace entente

#include "query/exchange/merge.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/exchange/merge_snapshots.h"
#include "query/exchange/sided_lines.h"
#include "query/exchange/store_of_lines.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/dumping/canonical_lines.h"
#include "storage/snapshot/snapshot_view.h"
#include "tests/support/memory_view.h"
#include "tests/support/random_claims.h"
#include "tests/support/random_edits.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Lines = std::set<std::string>;

Lines Minus(const Lines& a, const Lines& b) {
  Lines rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(rest, rest.end()));
  return rest;
}

struct Merged {
  Lines lines = {};
  std::vector<MergeConflict> conflicts = {};
  uint64_t conflicts_by_nodes = 0;  // None if claims were their own quads alone.
  MergedLines report = {};
};

std::unique_ptr<MemoryView> View(const std::set<Quad>& quads, MemoryView::Ids ids) {
  return std::make_unique<MemoryView>(std::vector<Quad>(quads.begin(), quads.end()), ids);
}

absl::StatusOr<Merged> Merge(const std::set<Quad>& base, const std::set<Quad>& ours,
                             const std::set<Quad>& theirs, MergeConflicts conflicts,
                             const DumpSortOptions& options = {}) {
  const auto base_view = View(base, MemoryView::Ids::kSorted);
  const auto our_view = View(ours, MemoryView::Ids::kInline);
  const auto their_view = View(theirs, MemoryView::Ids::kOfDictionary);
  Merged merged;
  const auto report = MergeLines(
      {*base_view, *our_view, *their_view}, conflicts, options,
      [&](std::string_view line) {
        EXPECT_TRUE(merged.lines.insert(std::string(line)).second) << "twice: " << line;
        EXPECT_TRUE(conflicts != MergeConflicts::kFail || merged.conflicts.empty()) << line;
        return absl::OkStatus();
      },
      [&](const MergeConflict& conflict) {
        merged.conflicts.push_back(conflict);
        return absl::OkStatus();
      });
  if (!report.ok()) return report.status();
  merged.report = *report;
  if (conflicts == MergeConflicts::kFail && !merged.conflicts.empty()) merged.lines.clear();
  return merged;
}

// By set arithmetic, claim by claim: a claim and all that it leads to in any state.
Merged PlainMerge(const std::set<Quad>& base, const std::set<Quad>& ours,
                  const std::set<Quad>& theirs, MergeConflicts conflicts) {
  std::set<Term> subjects;
  std::set<Term> claims;
  for (const std::set<Quad>* side : {&base, &ours, &theirs}) {
    for (const Quad& quad : *side) {
      subjects.insert(quad.subject);
      const bool is_class = quad.predicate == Term(Iri(std::string(rdf::kType))) &&
                            quad.object == Term(Iri(std::string(ent::kClaim)));
      if (is_class) claims.insert(quad.subject);
    }
  }
  const auto lines_of = [](const std::set<Quad>& side, const std::set<Term>& nodes) {
    std::set<Quad> own;
    for (const Quad& quad : side) {
      if (nodes.contains(quad.subject)) own.insert(quad);
    }
    return LinesOf(own);
  };
  Merged merged;
  std::map<std::string, MergeConflict> found;  // By subject as a dump has it.
  std::set<Term> in_conflict;
  for (const Term& claim : claims) {
    std::set<Term> nodes;
    for (const std::set<Quad>* side : {&base, &ours, &theirs}) nodes.merge(WholeOf(*side, claim));
    const Lines was = lines_of(base, nodes);
    const Lines our = lines_of(ours, nodes);
    const Lines their = lines_of(theirs, nodes);
    if (our == was || their == was || our == their) continue;
    const auto list = [](const Lines& lines) {
      return std::vector<std::string>(lines.begin(), lines.end());
    };
    found[claim.ToString()] = {.claim = claim.is_iri() ? claim.iri().text : claim.ToString(),
                               .ours_added = list(Minus(our, was)),
                               .ours_removed = list(Minus(was, our)),
                               .theirs_added = list(Minus(their, was)),
                               .theirs_removed = list(Minus(was, their))};
    in_conflict.merge(nodes);
    const Lines own_was = lines_of(base, {claim});
    const Lines own_our = lines_of(ours, {claim});
    const Lines own_their = lines_of(theirs, {claim});
    if (own_our == own_was || own_their == own_was || own_our == own_their) {
      ++merged.conflicts_by_nodes;
    }
  }
  for (const Term& subject : subjects) {
    const Lines was = lines_of(base, {subject});
    const Lines our = lines_of(ours, {subject});
    const Lines their = lines_of(theirs, {subject});
    if (in_conflict.contains(subject)) {
      const Lines& kept = conflicts == MergeConflicts::kOurs ? our : their;
      merged.lines.insert(kept.begin(), kept.end());
      continue;
    }
    for (const Lines* side : {&our, &their}) {
      for (const std::string& line : *side) {
        const bool is_in_both = our.contains(line) && their.contains(line);
        if (is_in_both || !was.contains(line)) merged.lines.insert(line);
      }
    }
  }
  if (conflicts == MergeConflicts::kFail && !found.empty()) merged.lines.clear();
  for (auto& [token, conflict] : found) merged.conflicts.push_back(std::move(conflict));
  return merged;
}

void ExpectSame(const Merged& found, const Merged& expected) {
  EXPECT_EQ(found.lines, expected.lines);
  ASSERT_EQ(found.conflicts.size(), expected.conflicts.size());
  EXPECT_EQ(found.report.conflict_count, expected.conflicts.size());
  for (size_t i = 0; i < found.conflicts.size(); ++i) {
    EXPECT_EQ(found.conflicts[i].claim, expected.conflicts[i].claim);
    EXPECT_EQ(found.conflicts[i].ours_added, expected.conflicts[i].ours_added);
    EXPECT_EQ(found.conflicts[i].ours_removed, expected.conflicts[i].ours_removed);
    EXPECT_EQ(found.conflicts[i].theirs_added, expected.conflicts[i].theirs_added);
    EXPECT_EQ(found.conflicts[i].theirs_removed, expected.conflicts[i].theirs_removed);
  }
}

TEST(MergeTest, LinesAndConflictsAreThoseOfSetArithmetic) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  uint64_t with_conflicts = 0;
  uint64_t by_nodes = 0;
  const uint64_t rounds = TestRounds(120);
  for (uint64_t round = rounds; round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    std::set<Quad> base = RandomWorld(&random, 1 + random() % 8);
    if (round % 2 == 0) {
      RandomClaims claims(&random);
      for (const Quad& quad : claims.Quads(6)) base.insert(quad);
    }
    const std::set<Quad> ours = Edited(base, random() % 14, &random);
    const std::set<Quad> theirs = Edited(random() % 4 == 0 ? ours : base, random() % 14, &random);
    for (const MergeConflicts conflicts :
         {MergeConflicts::kFail, MergeConflicts::kOurs, MergeConflicts::kTheirs}) {
      ASSERT_OK_AND_ASSIGN(const Merged found, Merge(base, ours, theirs, conflicts));
      const Merged expected = PlainMerge(base, ours, theirs, conflicts);
      ExpectSame(found, expected);
      by_nodes += expected.conflicts_by_nodes;
      if (testing::Test::HasFailure()) return;
    }
    ASSERT_OK_AND_ASSIGN(const Merged one, Merge(base, ours, theirs, MergeConflicts::kFail));
    ASSERT_OK_AND_ASSIGN(const Merged other, Merge(base, theirs, ours, MergeConflicts::kFail));
    ASSERT_EQ(one.lines, other.lines);
    ASSERT_EQ(one.conflicts.size(), other.conflicts.size());
    if (!one.conflicts.empty()) ++with_conflicts;
  }
  if (rounds < kTellingRounds) return;
  EXPECT_GT(with_conflicts, rounds / 8);
  EXPECT_LT(with_conflicts, rounds * 7 / 8);
  EXPECT_GT(by_nodes, rounds / 8);
}

TEST(MergeTest, TheHashesOfTheSidesAreReported) {
  std::mt19937_64 random(TestSeed());
  const std::set<Quad> base = RandomWorld(&random, 4);
  const std::set<Quad> ours = Edited(base, 5, &random);
  const std::set<Quad> theirs = Edited(base, 5, &random);
  ASSERT_OK_AND_ASSIGN(const Merged found, Merge(base, ours, theirs, MergeConflicts::kOurs));
  EXPECT_EQ(found.report.ours_hash, *ComputeLogicalHash(*View(ours, MemoryView::Ids::kInline), {}));
  EXPECT_EQ(found.report.theirs_hash,
            *ComputeLogicalHash(*View(theirs, MemoryView::Ids::kInline), {}));
}

TEST(MergeTest, WhatChangedOfASubjectMayBeLargerThanTheBudgetUnlessItIsAClaim) {
  std::set<Quad> ours;
  const auto quad_of = [](int number) {
    return Quad{Iri("urn:hub"), Iri("urn:p"), StrCat("some text of number ", number), {}};
  };
  for (int i = 0; i < 6'000; ++i) ours.insert(quad_of(i));
  const std::set<Quad> theirs = {quad_of(-1), {Iri("urn:z"), Iri("urn:p"), 1, {}}};
  const DumpSortOptions small = {.memory_budget_bytes = uint64_t{256} << 10};
  ASSERT_OK_AND_ASSIGN(const Merged found, Merge({}, ours, theirs, MergeConflicts::kFail, small));
  ExpectSame(found, PlainMerge({}, ours, theirs, MergeConflicts::kFail));

  // The class comes behind all that has changed.
  ours.insert({Iri("urn:hub"), Iri("urn:a"), 1, {}});
  std::set<Quad> claim = ours;
  claim.insert({Iri("urn:hub"), Iri(std::string(rdf::kType)), Iri(std::string(ent::kClaim)), {}});
  std::set<Quad> late;
  for (Quad quad : claim) {
    if (quad.predicate == Term(Iri("urn:p"))) quad.predicate = Iri("http://a");
    late.insert(quad);
  }
  EXPECT_THAT(Merge({}, late, theirs, MergeConflicts::kFail, small),
              StatusIs(absl::StatusCode::kResourceExhausted, testing::HasSubstr("<urn:hub>")));
}

const Term kEvidence = Iri(std::string(ent::kEvidence));
const Quad kClaim = {Iri("urn:c"), Iri(std::string(rdf::kType)), Iri(std::string(ent::kClaim)), {}};

TEST(MergeTest, WhatChangedOfABlankNodeMayBeLargerThanTheBudgetButNotInAConflict) {
  const std::set<Quad> base = {kClaim, {kClaim.subject, kEvidence, BlankNode("e"), {}}};
  std::set<Quad> ours = base;
  for (int i = 0; i < 6'000; ++i) {
    ours.insert({BlankNode("e"), Iri("urn:p"), StrCat("some text of number ", i), {}});
  }
  std::set<Quad> theirs = base;
  theirs.insert({Iri("urn:d"), kClaim.predicate, kClaim.object, {}});
  const DumpSortOptions small = {.memory_budget_bytes = uint64_t{256} << 10};
  ASSERT_OK_AND_ASSIGN(const Merged found, Merge(base, ours, theirs, MergeConflicts::kFail, small));
  ExpectSame(found, PlainMerge(base, ours, theirs, MergeConflicts::kFail));
  theirs.insert({kClaim.subject, Iri("urn:p"), 1, {}});
  EXPECT_THAT(Merge(base, ours, theirs, MergeConflicts::kFail, small),
              StatusIs(absl::StatusCode::kResourceExhausted, testing::HasSubstr("<urn:c>")));
}

TEST(MergeTest, MoreBlankNodesThanTheBudgetHoldsAreAnErrorEvenWhereEachIsSmall) {
  std::set<Quad> ours;
  for (int i = 0; i < 6'000; ++i) {
    ours.insert({BlankNode(StrCat("e", i)), Iri("urn:p"), i, {}});
  }
  EXPECT_THAT(Merge({}, ours, {}, MergeConflicts::kFail, {.memory_budget_bytes = 256'000}),
              StatusIs(absl::StatusCode::kResourceExhausted, testing::HasSubstr("blank nodes")));
  EXPECT_OK(Merge({}, ours, {}, MergeConflicts::kFail));
}

TEST(MergeTest, AClaimIsInConflictByBothEndsOfALongList) {
  constexpr int kLength = 3'000;
  const auto cell = [](int i) { return BlankNode(StrCat("cell", i)); };
  std::set<Quad> base = {kClaim, {kClaim.subject, kEvidence, cell(0), {}}};
  for (int i = 0; i < kLength; ++i) {
    base.insert({cell(i), Iri(std::string(rdf::kRest)), cell(i + 1), {}});
  }
  std::set<Quad> ours = base;
  ours.insert({cell(0), Iri("urn:p"), 1, {}});
  std::set<Quad> theirs = base;
  theirs.insert({cell(kLength), Iri("urn:p"), 2, {}});
  ASSERT_OK_AND_ASSIGN(const Merged found, Merge(base, ours, theirs, MergeConflicts::kTheirs));
  ASSERT_EQ(found.conflicts.size(), 1u);
  EXPECT_EQ(found.conflicts[0].claim, "urn:c");
  EXPECT_EQ(found.lines, LinesOf(theirs));
}

TEST(SidedLinesTest, LinesComeBackFromAnyPlaceWithTheirStates) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  SidedLines lines{std::filesystem::path()};
  std::vector<std::pair<std::string, uint8_t>> expected;
  std::vector<uint64_t> places = {0};
  // Some lie in the file, some before it is written, one across; some are longer than a piece.
  for (size_t i = 0; i < 300; ++i) {
    const size_t size = random() % (i % 50 == 0 ? 400'000 : 5'000);
    expected.emplace_back(std::string(size, static_cast<char>('a' + random() % 26)),
                          static_cast<uint8_t>(1 + random() % 6));
    ASSERT_OK(lines.Append(expected.back().first, expected.back().second));
    places.push_back(lines.end());
  }
  ASSERT_GT(places.back(), uint64_t{1} << 20);
  for (uint64_t round = TestRounds(100); round > 0; --round) {
    const size_t begin = random() % places.size();
    const size_t end = begin + random() % (places.size() - begin);
    SidedLines::Reader reader(lines, places[begin], places[end]);
    std::string_view line;
    uint8_t sides = 0;
    for (size_t i = begin; i < end; ++i) {
      ASSERT_THAT(reader.Next(&line, &sides), IsOkAndHolds(true));
      ASSERT_EQ(line, expected[i].first);
      ASSERT_EQ(sides, expected[i].second);
    }
    ASSERT_THAT(reader.Next(&line, &sides), IsOkAndHolds(false));
  }
}

std::string ReadFile(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(MergeSnapshotsTest, TheFileIsTheMergedStateAndTheSameInEitherOrder) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  const TempDir directory;
  int merged_cleanly = 0;
  for (uint64_t round = TestRounds(6); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    const std::set<Quad> base = RandomWorld(&random, 1 + random() % 8);
    const std::set<Quad> ours = Edited(base, random() % 4, &random);
    const std::set<Quad> theirs = Edited(base, random() % 4, &random);
    const auto base_view = View(base, MemoryView::Ids::kInline);
    const auto our_view = View(ours, MemoryView::Ids::kInline);
    const auto their_view = View(theirs, MemoryView::Ids::kSorted);
    const Merged expected = PlainMerge(base, ours, theirs, MergeConflicts::kFail);
    const std::filesystem::path one = directory / "one";
    const std::filesystem::path other = directory / "other";
    const MergeOptions options = {.snapshot = {.metadata = {.description = "merged"}}};
    ASSERT_OK_AND_ASSIGN(const MergeReport report,
                         WriteMerged({*base_view, *our_view, *their_view}, one, options));
    ASSERT_OK(WriteMerged({*base_view, *their_view, *our_view}, other, options));
    EXPECT_EQ(report.conflict_count, expected.conflicts.size());
    ASSERT_EQ(report.is_written, expected.conflicts.empty());
    ASSERT_EQ(std::filesystem::exists(one), report.is_written);
    if (report.is_written) {
      ++merged_cleanly;
      EXPECT_EQ(ReadFile(one), ReadFile(other));
      EXPECT_EQ(report.quad_count, expected.lines.size());
      EXPECT_EQ(report.logical_hash, HexSha256(DumpOf(expected.lines)));
      ASSERT_OK_AND_ASSIGN(const auto view,
                           SnapshotView::Open(one, SnapshotAccess::kRead, uint64_t{1} << 20));
      std::string text;
      ASSERT_OK(WriteCanonicalDump(*view, {}, [&](std::string_view piece) {
        text.append(piece);
        return absl::OkStatus();
      }));
      EXPECT_EQ(text, DumpOf(expected.lines));
      std::vector<std::string> parents = {*ComputeLogicalHash(*our_view, {}),
                                          *ComputeLogicalHash(*their_view, {})};
      std::sort(parents.begin(), parents.end());
      EXPECT_EQ(view->reader().header().parents, parents);
      EXPECT_EQ(view->reader().header().description, "merged");
      std::filesystem::remove(one);
      std::filesystem::remove(other);
    }
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  }
  EXPECT_GT(merged_cleanly, 0);
}

TEST(MergeSnapshotsTest, AParentThatIsNoHashIsRefused) {
  const MemoryView view({});
  const TempDir directory;
  for (const std::string& parent : {std::string("ab"), std::string(64, 'x')}) {
    EXPECT_THAT(WriteMerged({view, view, view}, directory / "file",
                            {.snapshot = {.metadata = {.parents = {parent}}}}),
                StatusIs(absl::StatusCode::kInvalidArgument, testing::HasSubstr(parent)));
  }
}

TEST(MergeSnapshotsTest, AViewIsRefused) {
  const MemoryView view({});
  const TempDir directory;
  EXPECT_THAT(
      WriteMerged({view, view, view}, directory / "file", {.snapshot = {.view = EvidenceView()}}),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(StoreOfLinesTest, ItsStateIsTheLinesAndItLeavesNothing) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  const TempDir directory;
  for (uint64_t round = TestRounds(5); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    std::set<Quad> quads = RandomWorld(&random, 6);
    // What loading a file would change: a label of its own, a blank claim, a part of a claim.
    const auto word = [](std::string_view iri) { return Term(Iri(std::string(iri))); };
    quads.insert({BlankNode("b0"), word(rdf::kType), word(ent::kClaim), {}});
    quads.insert({BlankNode("b0"), word(ent::kClaimant), Iri("urn:a"), {}});
    quads.insert({BlankNode("b0"), word(ent::kPart), BlankNode("b1"), {}});
    const Lines lines = LinesOf(quads);
    {
      ASSERT_OK_AND_ASSIGN(const auto store, StoreOfLines::Create(directory.path()));
      for (const std::string& line : lines) ASSERT_OK(store->Add(line));
      ASSERT_OK(store->Load(uint64_t{8} << 20, 1, nullptr));
      std::string text;
      ASSERT_OK(WriteCanonicalDump(*store->View(), {}, [&](std::string_view piece) {
        text.append(piece);
        return absl::OkStatus();
      }));
      ASSERT_EQ(text, DumpOf(lines));
    }
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  }
  EXPECT_FALSE(StoreOfLines::Create(directory / "nowhere").ok());
}

TEST(MergeTest, ErrorsOfTheCallerAndCancellingEndIt) {
  std::mt19937_64 random(TestSeed());
  const auto view = View(RandomWorld(&random, 8), MemoryView::Ids::kInline);
  EXPECT_THAT(MergeLines({*view, *view, *view}, MergeConflicts::kFail, {},
                         [](std::string_view) { return absl::AbortedError("enough"); }, {}),
              StatusIs(absl::StatusCode::kAborted));
  const std::atomic<bool> cancelled = true;
  std::set<Quad> many;
  for (int i = 0; i < 20'000; ++i) many.insert({Iri("urn:s"), Iri("urn:p"), i, {}});
  EXPECT_THAT(Merge(many, many, many, MergeConflicts::kFail, {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace entente

#include "query/exchange/patch.h"

#include <fstream>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/random_edits.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

Database Memory(const std::set<Quad>& quads) {
  auto database = Database::OpenInMemory();
  EXPECT_OK(database);
  auto transaction = database->Begin();
  EXPECT_OK(transaction);
  for (const Quad& quad : quads) EXPECT_OK(transaction->Insert(quad));
  EXPECT_OK(transaction->Commit());
  return *std::move(database);
}

std::string DumpOf(const Reader& reader) {
  std::ostringstream text;
  EXPECT_OK(reader.Dump(OutputTo(text)));
  return text.str();
}

class PatchTest : public testing::Test {
 protected:
  std::filesystem::path Write(std::string_view text) {
    const std::filesystem::path file = directory_ / "changes.rdfp";
    std::ofstream(file) << text;
    return file;
  }
  const TempDir directory_;
};

TEST_F(PatchTest, ADifferenceAppliedLeadsToTheOtherState) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  for (uint64_t round = TestRounds(30); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    const std::set<Quad> before = RandomWorld(&random, 1 + random() % 8);
    const std::set<Quad> after = Edited(before, random() % 30, &random);
    Database old_database = Memory(before);
    const Database new_database = Memory(after);
    std::ostringstream patch;
    ASSERT_OK_AND_ASSIGN(const DifferenceReport difference,
                         old_database.Read().WriteDifference(new_database.Read(), OutputTo(patch)));
    const std::filesystem::path file = Write(patch.str());
    ASSERT_OK_AND_ASSIGN(const PatchReport report, old_database.ApplyPatch(file));
    EXPECT_EQ(report.quads_added, difference.quads_added);
    EXPECT_EQ(report.quads_removed, difference.quads_removed);
    EXPECT_EQ(report.additions_read, difference.quads_added);
    EXPECT_EQ(report.removals_read, difference.quads_removed);
    ASSERT_EQ(DumpOf(old_database.Read()), DumpOf(new_database.Read()));
    // Once more changes nothing.
    ASSERT_OK_AND_ASSIGN(const PatchReport again, old_database.ApplyPatch(file));
    EXPECT_EQ(again.quads_added + again.quads_removed, 0u);
    EXPECT_EQ(again.additions_read, difference.quads_added);
    ASSERT_EQ(DumpOf(old_database.Read()), DumpOf(new_database.Read()));
  }
}

TEST_F(PatchTest, RowsAreDoneInTheirSequence) {
  Database database = Memory({});
  ASSERT_OK_AND_ASSIGN(const PatchReport report,
                       database.ApplyPatch(Write("A <a:s> <a:p> <a:o> .\n"
                                                 "D <a:s> <a:p> <a:o> .\n"
                                                 "D <a:s> <a:p> <a:o> .\n"
                                                 "A <a:s> <a:p> _:b <a:g> .\n")));
  EXPECT_EQ(report.quads_added, 2u);
  EXPECT_EQ(report.quads_removed, 1u);
  EXPECT_EQ(report.additions_read, 2u);
  EXPECT_EQ(report.removals_read, 2u);
  EXPECT_EQ(DumpOf(database.Read()), "<a:s> <a:p> _:b <a:g> .\n");
}

TEST_F(PatchTest, WhatAPatchUndoesItselfIsNotDoneAndNotCounted) {
  Database database = Memory({{Iri("a:s"), Iri("a:p"), Iri("a:o"), {}}});
  ASSERT_OK_AND_ASSIGN(const PatchReport report,
                       database.ApplyPatch(Write("TX .\nA <a:s> <a:p> \"kept\" .\nTC .\n"
                                                 "TX .\nD <a:s> <a:p> <a:o> .\n"
                                                 "A <a:s> <a:p> \"undone\" .\nTA .\n"
                                                 "A <a:s> <a:p> \"outside\" .\n")));
  EXPECT_EQ(report.quads_added, 2u);
  EXPECT_EQ(report.quads_removed, 0u);
  EXPECT_EQ(report.additions_read, 2u);
  EXPECT_EQ(DumpOf(database.Read()),
            "<a:s> <a:p> \"kept\" .\n<a:s> <a:p> \"outside\" .\n<a:s> <a:p> <a:o> .\n");
}

TEST_F(PatchTest, AnErrorAnywhereLeavesTheDatabaseAsItWas) {
  Database database = Memory({{Iri("a:s"), Iri("a:p"), Iri("a:o"), {}}});
  const std::string before = DumpOf(database.Read());
  EXPECT_THAT(database.ApplyPatch(Write("TX .\nD <a:s> <a:p> <a:o> .\nTC .\nA <a:s> <a:p> .\n")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("changes.rdfp:4:15: ")));
  EXPECT_THAT(database.ApplyPatch(Write("TX .\nD <a:s> <a:p> <a:o> .\n")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("within a transaction")));
  EXPECT_THAT(database.ApplyPatch(directory_ / "none"), StatusIs(absl::StatusCode::kNotFound));
  std::string many;
  for (int i = 0; i < 30'000; ++i) StrAppend(&many, "A <a:s> <a:p> \"", i, "\" .\n");
  EXPECT_THAT(database.ApplyPatch(Write(many), {.memory_budget_bytes = 1 << 20}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  const std::atomic<bool> cancelled = true;
  EXPECT_THAT(database.ApplyPatch(Write(many), {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(DumpOf(database.Read()), before);
}

}  // namespace
}  // namespace entente

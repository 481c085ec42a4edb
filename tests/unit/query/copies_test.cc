// Copies of a database know its blank nodes, whoever made those: files, data of updates, templates
// or BNODE().
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

class CopiesTest : public testing::Test {
 protected:
  std::filesystem::path Write(std::string_view name, std::string_view text) const {
    const std::filesystem::path file = directory_ / std::string(name);
    std::ofstream(file) << text;
    return file;
  }

  static Database Empty() {
    auto database = Database::OpenInMemory();
    EXPECT_OK(database);
    return *std::move(database);
  }

  static std::string DumpOf(const Database& database) {
    std::ostringstream text;
    EXPECT_OK(database.Read().Dump(OutputTo(text)));
    return text.str();
  }

  // A change that makes blank nodes, or speaks of those that are there, in one of the ways.
  void Change(Database* database, std::mt19937_64* random) const {
    const auto below = [random](uint64_t bound) { return (*random)() % bound; };
    const std::string s = StrCat("<http://example.org/", below(5), ">");
    const std::string n = StrCat(below(1000));
    const std::string updates[] = {
        StrCat("INSERT DATA { ", s, " <a:made> [ <a:of> [ <a:n> ", n, " ] ] }"),
        StrCat("INSERT DATA { _:a <a:knows> _:b . GRAPH <a:g> { _:b <a:n> ", n, " } }"),
        StrCat("INSERT DATA { ", s, " <a:says> <<( _:x <a:n> ", n, " )>> }"),
        "INSERT { ?s <a:copy> _:c . _:c <a:of> ?o } WHERE { ?s <a:n> ?o }",
        StrCat("INSERT { ?s <a:named> ?b . ?b <a:n> ", n,
               " } WHERE { { SELECT ?s { ?s <a:made> ?o } LIMIT 3 } BIND(BNODE() AS ?b) }"),
        "INSERT { ?s <a:pair> ?b . ?b <a:again> ?c } WHERE { { SELECT ?s { ?s ?p ?o } LIMIT 3 } "
        "BIND(BNODE(\"x\") AS ?b) BIND(BNODE(\"x\") AS ?c) }",
        "DELETE { ?s ?p ?o } WHERE { { SELECT ?s ?p ?o { ?s ?p ?o FILTER(isBlank(?s)) } LIMIT 1 } "
        "}",
    };
    const uint64_t which = below(std::size(updates) + 1);
    if (which < std::size(updates)) {
      ASSERT_OK(database->Update(updates[which]));
      return;
    }
    ASSERT_OK(database->Load(Write(
        "some.ttl", StrCat(s, " <a:has> [ <a:n> ", n, " ] , _:b . _:b <a:list> ( 1 [] ) ."))));
  }

  void RandomChanges(Database* database, std::mt19937_64* random) const {
    for (uint64_t count = 2 + (*random)() % 12; count > 0; --count) {
      ASSERT_NO_FATAL_FAILURE(Change(database, random));
    }
  }

  // A database with what another one has, by way of a snapshot or a dump.
  Database CopyOf(const Database& database, bool by_snapshot) const {
    Database copy = Empty();
    if (by_snapshot) {
      EXPECT_OK(database.Read().WriteSnapshot(directory_ / "copy.ents"));
      EXPECT_OK(copy.Load(directory_ / "copy.ents"));
    } else {
      EXPECT_OK(copy.Load(Write("copy.nq", DumpOf(database))));
    }
    return copy;
  }

  const TempDir directory_;
};

TEST_F(CopiesTest, ACopyHasTheSameBlankNodes) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  for (uint64_t round = TestRounds(8); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    Database database = Empty();
    ASSERT_NO_FATAL_FAILURE(RandomChanges(&database, &random));
    const std::string dump = DumpOf(database);
    ASSERT_OK_AND_ASSIGN(const SnapshotInfo info,
                         database.Read().WriteSnapshot(directory_ / "a.ents"));
    for (const bool by_snapshot : {true, false}) {
      const Database copy = CopyOf(database, by_snapshot);
      ASSERT_EQ(DumpOf(copy), dump);
      ASSERT_OK_AND_ASSIGN(const SnapshotInfo copied,
                           copy.Read().WriteSnapshot(directory_ / "b.ents"));
      ASSERT_EQ(copied.logical_hash, info.logical_hash);
    }
    // What came out of a database is nothing new to it.
    for (const std::filesystem::path& file : {directory_ / "a.ents", Write("a.nq", dump)}) {
      ASSERT_OK_AND_ASSIGN(const LoadReport report, database.Load(file));
      ASSERT_EQ(report.quads_added, 0);
    }
  }
}

TEST_F(CopiesTest, WhatIsDoneToOneCopyFitsTheOther) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  for (uint64_t round = TestRounds(8); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    Database ours = Empty();
    ASSERT_NO_FATAL_FAILURE(RandomChanges(&ours, &random));
    const Database base = CopyOf(ours, random() % 2 == 0);
    Database theirs = CopyOf(ours, random() % 2 == 0);
    std::ostringstream none;
    ASSERT_OK_AND_ASSIGN(const DifferenceReport equal,
                         ours.Read().WriteDifference(theirs.Read(), OutputTo(none)));
    EXPECT_EQ(equal.quads_added + equal.quads_removed, 0u);

    ASSERT_NO_FATAL_FAILURE(RandomChanges(&ours, &random));
    ASSERT_NO_FATAL_FAILURE(RandomChanges(&theirs, &random));
    // Of lines: what a merge has to give by its contract.
    const auto lines_of = [](const Database& database) {
      std::istringstream text(DumpOf(database));
      std::set<std::string> lines;
      for (std::string line; std::getline(text, line);) lines.insert(line);
      return lines;
    };
    const std::set<std::string> before = lines_of(base);
    const std::set<std::string> left = lines_of(ours);
    const std::set<std::string> right = lines_of(theirs);
    std::map<std::string, int> votes;
    for (const std::set<std::string>* const side : {&left, &right}) {
      for (const std::string& line : *side) ++votes[line];
    }
    std::set<std::string> expected;
    for (const auto& [line, count] : votes) {
      if (count == 2 || !before.contains(line)) expected.insert(line);
    }
    ASSERT_OK(MergeSnapshots(base.Read(), ours.Read(), theirs.Read(), directory_ / "m.ents", {}));
    ASSERT_OK_AND_ASSIGN(const Database merged, Database::Open(directory_ / "m.ents"));
    ASSERT_EQ(lines_of(merged), expected);

    // A change of ours as a patch of another copy.
    std::ostringstream patch;
    ASSERT_OK(base.Read().WriteDifference(ours.Read(), OutputTo(patch)));
    Database patched = CopyOf(base, random() % 2 == 0);
    ASSERT_OK(patched.ApplyPatch(Write("changes.rdfp", patch.str())));
    ASSERT_EQ(DumpOf(patched), DumpOf(ours));
  }
}

TEST_F(CopiesTest, LabelsThatFormerVersionsGaveToNewNodesStay) {
  const std::string lines =
      "_:g10f2c9d8e7b6a5x0 <a:p> _:gfedcba9876543210x12 .\n"
      "_:gfedcba9876543210x12 <a:p> <a:o> .\n";
  Database database = Empty();
  ASSERT_OK(database.Load(Write("old.nq", lines)));
  EXPECT_EQ(DumpOf(database), lines);
}

// Each database, request and row has its own: 10,000 of them.
TEST_F(CopiesTest, NoTwoNewBlankNodesHaveOneLabel) {
  std::set<std::string> labels;
  for (int round = 0; round < 100; ++round) {
    const Database database = Empty();
    ASSERT_OK_AND_ASSIGN(Rows rows,
                         database.Query("SELECT (BNODE() AS ?b) { VALUES ?x {0 1 2 3 4 5 6 7 8 9} "
                                        "VALUES ?y {0 1 2 3 4 5 6 7 8 9} }"));
    while (rows.Next()) labels.insert(rows.row()["b"].blank_node().label);
    ASSERT_OK(rows.status());
  }
  EXPECT_EQ(labels.size(), 10'000u);
}

}  // namespace
}  // namespace entente

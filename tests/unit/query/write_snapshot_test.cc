// Snapshots as applications write them: of a reader, under an evidence view, of a query.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/random_claims.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

constexpr auto kWrong = absl::StatusCode::kInvalidArgument;

std::string ContentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Database DatabaseOf(const std::vector<Quad>& quads) {
  auto database = Database::OpenInMemory();
  EXPECT_OK(database);
  auto transaction = database->Begin();
  EXPECT_OK(transaction);
  for (const Quad& quad : quads) EXPECT_OK(transaction->Insert(quad));
  EXPECT_OK(transaction->Commit());
  return *std::move(database);
}

std::string LinesOf(const Reader& reader) {
  std::string lines;
  EXPECT_OK(reader.Dump([&lines](std::string_view bytes) {
    lines += bytes;
    return absl::OkStatus();
  }));
  return lines;
}

class WriteSnapshotTest : public testing::Test {
 protected:
  std::string BytesOf(const Reader& reader, const SnapshotOptions& options = {}) {
    const absl::StatusOr<SnapshotInfo> info = reader.WriteSnapshot(file_, options);
    EXPECT_OK(info);
    if (info.ok()) info_ = *info;
    return ContentOf(file_);
  }

  const TempDir directory_;
  const std::filesystem::path file_ = directory_ / "a.snapshot";
  SnapshotInfo info_;
};

TEST_F(WriteSnapshotTest, WhatIsReturnedIsWhatHasBeenWritten) {
  const Database database = DatabaseOf({{Iri("http://ex/a"), Iri("http://ex/b"), Term(1), {}}});
  const SnapshotMetadata metadata = {.description = "one quad",
                                     .licence = "CC0-1.0",
                                     .sources = {"http://ex/source"},
                                     .parents = {std::string(64, 'a')},
                                     .prefixes = {{"ex", "http://ex/"}}};
  const std::string bytes = BytesOf(database.Read(), {.metadata = metadata});
  EXPECT_EQ(info_.metadata, metadata);
  EXPECT_EQ(info_.format_version, "1.0");
  EXPECT_EQ(info_.file_bytes, bytes.size());
  EXPECT_EQ(info_.quad_count, 1u);
  EXPECT_EQ(info_.term_count, 2u);
  // printf '<http://ex/a> <http://ex/b> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .\n' |
  // sha256sum
  EXPECT_EQ(info_.logical_hash, "b01c51984a5624dc5e4832bf15202a221ae774f73036c677ceea1937132ba6f2");
}

TEST_F(WriteSnapshotTest, TheSnapshotOfAViewIsThatOfWhatQueriesSeeUnderIt) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(10); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    RandomClaims claims(&random);
    const Database database = DatabaseOf(claims.Quads(random() % 40));
    const EvidenceView view = claims.View();
    const View reader = database.Read();
    ASSERT_OK_AND_ASSIGN(
        std::vector<Quad> seen,
        reader.Construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", {.view = view}));
    ASSERT_OK_AND_ASSIGN(Rows named, reader.Query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"));
    for (const Row& row : named) seen.push_back({row["s"], row["p"], row["o"], row["g"]});
    SCOPED_TRACE(view.ToIri());
    const std::string bytes = BytesOf(reader, {.view = view});
    EXPECT_EQ(LinesOf(Database::Open(file_)->Read()), LinesOf(DatabaseOf(seen).Read()));
    EXPECT_TRUE(BytesOf(DatabaseOf(seen).Read()) == bytes);

    // And of some graphs of it.
    const std::vector<Term> graphs = {random() % 2 == 0 ? Term() : Iri("http://example.org/g1"),
                                      Iri("http://example.org/g0")};
    std::erase_if(seen, [&](const Quad& quad) {
      return std::find(graphs.begin(), graphs.end(), quad.graph) == graphs.end();
    });
    const std::string some = BytesOf(reader, {.graphs = graphs, .view = view});
    EXPECT_TRUE(BytesOf(DatabaseOf(seen).Read()) == some);
  }
}

TEST_F(WriteSnapshotTest, TheSnapshotOfAQueryHoldsItsAnswer) {
  const Database database =
      DatabaseOf({{Iri("http://ex/a"), Iri("http://ex/knows"), Iri("http://ex/b"), {}},
                  {Iri("http://ex/b"), Iri("http://ex/knows"), Iri("http://ex/c"), {}}});
  const View reader = database.Read();
  constexpr std::string_view kQuery =
      "CONSTRUCT { ?b <http://ex/known> ?a } { ?a <http://ex/knows> ?b }";
  ASSERT_OK_AND_ASSIGN(const Prepared query, Prepared::Parse(kQuery));
  ASSERT_OK(reader.WriteSnapshot(file_, query));
  const std::string bytes = ContentOf(file_);
  ASSERT_OK_AND_ASSIGN(const std::vector<Quad> quads, reader.Construct(query));
  EXPECT_EQ(quads.size(), 2u);
  EXPECT_EQ(BytesOf(DatabaseOf(quads).Read()), bytes);
}

TEST_F(WriteSnapshotTest, WhatReadersWouldRefuseInAHeaderIsNotWritten) {
  const Database database = DatabaseOf({});
  for (const SnapshotMetadata& bad :
       {SnapshotMetadata{.description = "caf\xE9"}, SnapshotMetadata{.licence = "\xFF"},
        SnapshotMetadata{.sources = {"a", "\x80"}}, SnapshotMetadata{.prefixes = {{"p", "a b"}}},
        SnapshotMetadata{.prefixes = {{"bad prefix", "urn:a"}}},
        SnapshotMetadata{.prefixes = {{"p.", "urn:a"}}},
        SnapshotMetadata{.prefixes = {{"p", "urn:a"}, {"p", "urn:b"}}}}) {
    EXPECT_THAT(database.Read().WriteSnapshot(file_, {.metadata = bad}).status(), StatusIs(kWrong));
    EXPECT_FALSE(std::filesystem::exists(file_));
  }
}

TEST_F(WriteSnapshotTest, MistakesAreNamed) {
  const Database database = DatabaseOf({});
  const View reader = database.Read();
  EXPECT_THAT(reader.WriteSnapshot(file_, {.metadata = {.parents = {"abc"}}}),
              StatusIs(kWrong, HasSubstr("abc")));
  ASSERT_OK_AND_ASSIGN(const Prepared select, Prepared::Parse("SELECT * {}"));
  EXPECT_THAT(reader.WriteSnapshot(file_, select), StatusIs(kWrong, HasSubstr("CONSTRUCT")));
  ASSERT_OK_AND_ASSIGN(const Prepared construct, Prepared::Parse("CONSTRUCT {} {}"));
  EXPECT_THAT(reader.WriteSnapshot(file_, construct, {.view = EvidenceView()}), StatusIs(kWrong));
  EXPECT_THAT(reader.WriteSnapshot(file_, construct, {.graphs = std::vector<Term>{Term()}}),
              StatusIs(kWrong));
  EXPECT_THAT(reader.WriteSnapshot(file_, {.view = EvidenceView{.sources = {"not an IRI"}}}),
              StatusIs(kWrong));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

}  // namespace
}  // namespace entente

#include "entente/entente.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Quad NumberOf(const std::string& name, int64_t value) {
  return {.subject = Iri("urn:" + name), .predicate = Iri("urn:number"), .object = value};
}

Database Memory() {
  auto database = Database::OpenInMemory();
  EXPECT_OK(database);
  return *std::move(database);
}

void Insert(Database& database, const std::vector<Quad>& quads) {
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  for (const Quad& quad : quads) ASSERT_OK(transaction.Insert(quad));
  ASSERT_OK(transaction.Commit());
}

std::string DumpOf(const Reader& reader, const DumpOptions& options = {}) {
  std::ostringstream text;
  EXPECT_OK(reader.Dump(OutputTo(text), options));
  return text.str();
}

std::vector<std::string> Column(absl::StatusOr<Rows> rows) {
  std::vector<std::string> cells;
  if (!rows.ok()) return {rows.status().ToString()};
  for (const Row& row : *rows) cells.push_back(row[0].ToString());
  EXPECT_OK(rows->status());
  return cells;
}

constexpr std::string_view kNumbers = "SELECT ?n { ?s <urn:number> ?n } ORDER BY ?n";

TEST(DatabaseTest, ATransactionReadsItsOwnWritesAndOthersSeeThemAfterCommit) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1)});
  const View before = database.Read();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  ASSERT_OK(transaction.Insert(NumberOf("b", 2)));
  ASSERT_OK(transaction.Remove(NumberOf("a", 1)));
  ASSERT_OK(transaction.Remove(NumberOf("never", 3)));
  EXPECT_THAT(Column(transaction.Query(kNumbers)), ElementsAre(HasSubstr("2")));
  EXPECT_THAT(Column(database.Query(kNumbers)), ElementsAre(HasSubstr("1")));
  EXPECT_THAT(transaction.Contains(NumberOf("b", 2)), IsOkAndHolds(true));
  EXPECT_THAT(before.Contains(NumberOf("b", 2)), IsOkAndHolds(false));
  ASSERT_OK(transaction.Commit());
  EXPECT_THAT(Column(before.Query(kNumbers)), ElementsAre(HasSubstr("1")));
  EXPECT_THAT(Column(database.Query(kNumbers)), ElementsAre(HasSubstr("2")));
}

TEST(DatabaseTest, ATransactionThatIsOverSaysSo) {
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  ASSERT_OK(transaction.Commit());
  EXPECT_THAT(transaction.Commit(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(transaction.Insert(NumberOf("a", 1)),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(transaction.Query(kNumbers), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(DatabaseTest, ATransactionDestroyedBeforeCommitLeavesNothing) {
  Database database = Memory();
  {
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
    ASSERT_OK(transaction.Insert(NumberOf("a", 1)));
  }
  EXPECT_EQ(DumpOf(database.Read()), "");
}

TEST(DatabaseTest, WhatRdfForbidsIsRefused) {
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  EXPECT_THAT(transaction.Insert({.subject = "text", .predicate = Iri("urn:p"), .object = 1}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(transaction.Insert({.subject = Iri("urn:s"), .predicate = 1, .object = 1}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(DatabaseTest, RowsOutliveTheViewTheyCameFrom) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1), NumberOf("b", 2)});
  std::optional<Rows> rows;
  {
    const View view = database.Read();
    ASSERT_OK_AND_ASSIGN(rows, view.Query(kNumbers));
  }
  Insert(database, {NumberOf("c", 3)});
  Rows moved = *std::move(rows);
  EXPECT_THAT(moved.variables(), ElementsAre("n"));
  ASSERT_TRUE(moved.Next());
  EXPECT_EQ(moved.row()["n"], Term(1));
  EXPECT_EQ(moved.row()[0], Term(1));
  EXPECT_FALSE(moved.row()["nothing of that name"]);
  ASSERT_TRUE(moved.Next());
  EXPECT_FALSE(moved.Next());
  EXPECT_FALSE(moved.Next());
  EXPECT_OK(moved.status());
}

TEST(DatabaseTest, APreparedQueryRunsOftenWithOtherParameters) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1), NumberOf("b", 2)});
  ASSERT_OK_AND_ASSIGN(const Prepared query, Prepared::Parse("SELECT ?s { ?s <urn:number> ?n }"));
  EXPECT_EQ(query.form(), Prepared::Form::kSelect);
  const View view = database.Read();
  EXPECT_THAT(Column(view.Query(query, {.params = {{"n", 1}}})), ElementsAre("<urn:a>"));
  EXPECT_THAT(Column(view.Query(query, {.params = {{"n", 2}}})), ElementsAre("<urn:b>"));
  EXPECT_THAT(Column(view.Query(query, {.params = {{"n", 3}}})), IsEmpty());
  EXPECT_THAT(view.Query(query, {.params = {{"m", 3}}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("m")));
}

TEST(DatabaseTest, EachFormOfQueryHasItsFunction) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1)});
  const View view = database.Read();
  EXPECT_THAT(view.Ask("ASK { ?s ?p 1 }"), IsOkAndHolds(true));
  EXPECT_THAT(view.Construct("CONSTRUCT { ?n <urn:of> ?s } WHERE { ?s ?p ?n }"),
              IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(view.Construct("CONSTRUCT { ?s <urn:has> ?n } WHERE { ?s ?p ?n }"),
              IsOkAndHolds(ElementsAre(
                  Quad{.subject = Iri("urn:a"), .predicate = Iri("urn:has"), .object = 1})));
  const auto wrong = StatusIs(absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(view.Query("ASK {}"), wrong);
  EXPECT_THAT(view.Ask("SELECT * {}"), wrong);
  EXPECT_THAT(view.Construct("ASK {}"), wrong);
  EXPECT_THAT(view.Query("SELECT"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("^")));
}

TEST(DatabaseTest, LimitsOfAQueryAreErrorsOfTheirOwn) {
  Database database = Memory();
  std::vector<Quad> quads;
  for (int i = 0; i < 100; ++i) quads.push_back(NumberOf(std::to_string(i), i));
  Insert(database, quads);
  const View view = database.Read();
  ASSERT_OK_AND_ASSIGN(Rows rows, view.Query(kNumbers, {.row_count_max = 99}));
  size_t row_count = 0;
  while (rows.Next()) ++row_count;
  EXPECT_EQ(row_count, 99u);
  EXPECT_THAT(rows.status(), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("99")));

  // Rows come as they are found, and limits may be met at any of them.
  const auto end_of = [&view](const QueryOptions& options) {
    constexpr std::string_view kCross =
        "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
    absl::StatusOr<Rows> all = view.Query(kCross, options);
    if (!all.ok()) return all.status();
    while (all->Next()) {
    }
    return all->status();
  };
  EXPECT_THAT(end_of({.timeout = std::chrono::milliseconds(20)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(end_of({.memory_budget_bytes = 1 << 20}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  const std::atomic<bool> cancelled = true;
  EXPECT_THAT(end_of({.cancelled = &cancelled}), StatusIs(absl::StatusCode::kCancelled));
}

TEST(DatabaseTest, RowsThatStreamNeedNoMoreMemoryTheMoreThereAre) {
  Database database = Memory();
  std::vector<Quad> quads;
  for (int i = 0; i < 60'000; ++i) {
    const std::string number = std::to_string(i);
    quads.push_back(NumberOf(std::string(60, 's').append(number), i));
    quads.push_back({.subject = Iri(std::string("urn:").append(number)),
                     .predicate = Iri("urn:text"),
                     .object = std::string(60, 't').append(number)});
  }
  Insert(database, quads);
  for (const std::string_view query :
       {"SELECT ?s ?o { ?s <urn:number> ?o }",
        "SELECT ?s ?o { ?s <urn:text> ?o FILTER(STRLEN(?o) > 3 && STRLEN(STR(?s)) > 3) }"}) {
    absl::StatusOr<Rows> rows = database.Query(query, {.memory_budget_bytes = 4 << 20});
    ASSERT_THAT(rows, IsOk());
    size_t row_count = 0;
    while (rows->Next()) ++row_count;
    EXPECT_THAT(rows->status(), IsOk()) << query;
    EXPECT_EQ(row_count, 60'000u) << query;
  }
}

TEST(DatabaseTest, AFilterHoldsAlsoWhereItsSideOfAJoinIsComputedForFewKeys) {
  Database database = Memory();
  ASSERT_OK(
      database.Update("INSERT DATA { <urn:a> <urn:p> <urn:a>, <urn:b> ; <urn:r> <urn:b> "
                      "GRAPH <urn:h> { <urn:a> <urn:p> 'x' . <urn:b> <urn:q> 'y' } }"));
  for (int i = 0; i < 100; ++i) {
    ASSERT_OK(database.Update("INSERT DATA { <urn:c" + std::to_string(i) + "> <urn:s> <urn:d> }"));
  }
  // HOURS of an IRI is an error, which makes the filter refuse every row.
  EXPECT_THAT(Column(database.Query("SELECT ?w { ?x !<urn:s> ?y GRAPH <urn:h> "
                                    "{ ?x !<urn:q> ?w } FILTER(?w != HOURS(?x)) }")),
              ElementsAre());
}

TEST(DatabaseTest, ChangingATransactionEndsItsRows) {
  Database database = Memory();
  std::vector<Quad> quads;
  for (int i = 0; i < 5000; ++i) quads.push_back(NumberOf(std::to_string(i), i));
  Insert(database, quads);
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  ASSERT_OK(transaction.Insert(NumberOf("new", 5000)));
  const auto expect_ended = [](Rows& rows) {
    EXPECT_FALSE(rows.Next());
    EXPECT_THAT(rows.status(), StatusIs(absl::StatusCode::kFailedPrecondition));
  };
  ASSERT_OK_AND_ASSIGN(Rows rows, transaction.Query(kNumbers));
  ASSERT_TRUE(rows.Next());
  ASSERT_OK(transaction.Insert(NumberOf("newer", 5001)));
  expect_ended(rows);
  ASSERT_OK_AND_ASSIGN(rows, transaction.Query(kNumbers));
  ASSERT_TRUE(rows.Next());
  ASSERT_OK(transaction.Update("DELETE WHERE { ?s <urn:number> 7 }"));
  expect_ended(rows);
  ASSERT_OK_AND_ASSIGN(rows, transaction.Query(kNumbers));
  ASSERT_TRUE(rows.Next());
  ASSERT_OK(transaction.Commit());
  expect_ended(rows);
}

TEST(DatabaseTest, AnUpdateIsCommittedWholeOrNotAtAll) {
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(const UpdateReport report,
                       database.Update("INSERT DATA { <urn:a> <urn:number> 1, 2 } ; "
                                       "DELETE WHERE { ?s <urn:number> 2 }"));
  EXPECT_EQ(report.quads_inserted, 2u);
  EXPECT_EQ(report.quads_removed, 1u);
  EXPECT_THAT(Column(database.Query(kNumbers)), ElementsAre(Term(1).ToString()));
  const std::string before = DumpOf(database.Read());
  EXPECT_THAT(database.Update("CLEAR ALL ; ADD <urn:none> TO DEFAULT"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(DumpOf(database.Read()), before);
}

TEST(DatabaseTest, AFailingUpdateLeavesItsTransactionAsItWas) {
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  ASSERT_OK(transaction.Insert(NumberOf("a", 1)));
  ASSERT_OK(transaction.Update("INSERT DATA { <urn:b> <urn:number> 2 }"));
  EXPECT_THAT(transaction.Update("CLEAR ALL ; INSERT DATA { <urn:c> <urn:number> 3 } ; "
                                 "MOVE <urn:none> TO DEFAULT"),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Column(transaction.Query(kNumbers)),
              ElementsAre(Term(1).ToString(), Term(2).ToString()));
  EXPECT_THAT(Column(database.Query(kNumbers)), IsEmpty());
  ASSERT_OK(transaction.Commit());
  EXPECT_THAT(Column(database.Query(kNumbers)),
              ElementsAre(Term(1).ToString(), Term(2).ToString()));
  EXPECT_THAT(transaction.Update("CLEAR ALL"), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(DatabaseTest, APreparedUpdateRunsOftenWithOtherParameters) {
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(const PreparedUpdate update,
                       PreparedUpdate::Parse("PREFIX x: <urn:> DELETE { ?who x:number ?old } "
                                             "INSERT { ?who x:number ?new } "
                                             "WHERE { OPTIONAL { ?who x:number ?old } }"));
  for (const int number : {1, 2, 3}) {
    ASSERT_OK(database.Update(update, {.params = {{"who", Iri("urn:a")}, {"new", number}}}));
    EXPECT_THAT(Column(database.Query(kNumbers)), ElementsAre(Term(number).ToString()));
  }
  EXPECT_THAT(database.Update(update, {.params = {{"nobody", 1}}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("?nobody")));
}

TEST(DatabaseTest, QueriesAndUpdatesHaveTheirFunctions) {
  Database database = Memory();
  EXPECT_THAT(database.Update("SELECT * { ?s ?p ?o }"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Query")));
  EXPECT_THAT(database.Query("CLEAR ALL"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Update")));
  EXPECT_THAT(database.Read().Ask("CLEAR ALL"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Update")));
}

std::string ToText(const Quad& quad) {
  return quad.subject.ToString() + " " + quad.predicate.ToString() + " " + quad.object.ToString();
}

TEST(DatabaseTest, ConstructGivesEachQuadOnceAsItIsMade) {
  Database database = Memory();
  ASSERT_OK(database.Update(R"(PREFIX : <urn:> INSERT DATA {
      :a :p :b, :c, 1, "1"@en . :b :p :b, :c . :c :q 1, <<( :a :p :b )>> . GRAPH :g { :a :p :b } })"));
  const View view = database.Read();
  const std::string queries[] = {
      "PREFIX : <urn:> CONSTRUCT WHERE { ?s ?p ?o }",
      // Several solutions make the same, and so do several templates of one solution.
      "PREFIX : <urn:> CONSTRUCT { ?s :is :thing . ?o :is :thing . ?s ?p ?o } WHERE { ?s ?p ?o }",
      "PREFIX : <urn:> CONSTRUCT { ?s :says <<( ?s ?p ?s )>> . ?s :says ?o } WHERE { ?s ?p ?o }",
      "PREFIX : <urn:> CONSTRUCT { :x :v ?v . :x :v 2 } WHERE { ?s ?p ?o BIND(1 + 1 AS ?v) }",
      "PREFIX : <urn:> CONSTRUCT { ?o ?p ?s . ?none :p :o } WHERE { ?s ?p ?o }",
      "PREFIX : <urn:> DESCRIBE ?s { ?s ?p ?o }",
      "PREFIX : <urn:> DESCRIBE :a FROM <urn:g> FROM <urn:g>",
  };
  for (const std::string& query : queries) {
    ASSERT_OK_AND_ASSIGN(const Prepared prepared, Prepared::Parse(query));
    ASSERT_OK_AND_ASSIGN(const std::vector<Quad> kept, view.Construct(prepared));
    std::set<std::string> expected;
    for (const Quad& quad : kept) expected.insert(ToText(quad));
    EXPECT_EQ(expected.size(), kept.size()) << query << " gives a quad twice";
    ASSERT_GT(kept.size(), 0u) << query;
    std::vector<Quad> given;
    const auto take = [&given](const Quad& quad) {
      given.push_back(quad);
      return absl::OkStatus();
    };
    EXPECT_THAT(view.ConstructEach(prepared, take), IsOkAndHolds(kept.size()));
    EXPECT_EQ(given, kept);
    // A limit gives as many as it says; that of 0 is none.
    for (size_t limit = 1; limit < kept.size(); ++limit) {
      given.clear();
      EXPECT_THAT(view.ConstructEach(prepared, take, {.row_count_max = limit}),
                  StatusIs(absl::StatusCode::kResourceExhausted));
      EXPECT_EQ(given.size(), limit);
    }
    EXPECT_THAT(view.ConstructEach(prepared, take, {.row_count_max = kept.size()}), IsOk());
    const auto refuse = [](const Quad&) { return absl::UnavailableError("no more"); };
    EXPECT_THAT(view.ConstructEach(prepared, refuse),
                StatusIs(absl::StatusCode::kUnavailable, HasSubstr("no more")));
    EXPECT_THAT(view.ConstructEach(prepared, nullptr),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  // Blank nodes of a template are others for each solution, and the same within it.
  EXPECT_THAT(view.Construct("CONSTRUCT { _:x <urn:of> ?s . _:x <urn:of> ?s } WHERE { ?s ?p ?o }"),
              IsOkAndHolds(testing::SizeIs(8)));
}

TEST(DatabaseTest, ATransactionThatChangesEndsItsConstruct) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1), NumberOf("b", 2)});
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  ASSERT_OK_AND_ASSIGN(const Prepared all, Prepared::Parse("CONSTRUCT WHERE { ?s ?p ?o }"));
  size_t count = 0;
  const auto change = [&](const Quad& quad) {
    ++count;
    return transaction.Remove(quad);
  };
  EXPECT_THAT(transaction.ConstructEach(all, change),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has changed")));
  EXPECT_EQ(count, 1u);
  EXPECT_THAT(transaction.Construct(all), IsOkAndHolds(testing::SizeIs(1)));
}

TEST(DatabaseTest, WhatIsConstructedIsWrittenUpToAnError) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1), NumberOf("b", 2), NumberOf("c", 3)});
  const View view = database.Read();
  ASSERT_OK_AND_ASSIGN(const Prepared all, Prepared::Parse("CONSTRUCT WHERE { ?s ?p ?o }"));
  for (const std::string format : {"nt", "ttl"}) {
    std::ostringstream text;
    const auto give = [&](const QuadTaker& take) {
      return view.ConstructEach(all, take, {.row_count_max = 2}).status();
    };
    EXPECT_THAT(WriteQuadsFrom(give, format, OutputTo(text)),
                StatusIs(absl::StatusCode::kResourceExhausted));
    EXPECT_THAT(text.str(),
                testing::AllOf(HasSubstr("urn:a"), HasSubstr("urn:b"), Not(HasSubstr("urn:c"))));
  }
}

TEST(DatabaseTest, LimitsOfAnUpdateAreErrorsOfTheirOwn) {
  Database database = Memory();
  std::vector<Quad> quads;
  for (int i = 0; i < 3000; ++i) quads.push_back(NumberOf(std::to_string(i), i));
  Insert(database, quads);
  constexpr std::string_view kLarge =
      "INSERT { ?a <urn:less> ?b } WHERE { ?a <urn:number> ?i . ?b <urn:number> ?j }";
  EXPECT_THAT(database.Update(kLarge, {.timeout = std::chrono::milliseconds(1)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(database.Update(kLarge, {.memory_budget_bytes = 1 << 20}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  const std::atomic<bool> cancelled = true;
  EXPECT_THAT(database.Update(kLarge, {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Column(database.Query("SELECT ?a { ?a <urn:less> ?b }")), IsEmpty());
}

TEST(DatabaseTest, LoadSaveAndOpenAgain) {
  const TempDir directory;
  std::ofstream(directory / "a.ttl") << "<urn:a> <urn:p> 1, 2 . <urn:b> <urn:p> 1 .";
  std::string dump;
  {
    ASSERT_OK_AND_ASSIGN(Database database, Database::Open(directory / "db"));
    ASSERT_OK_AND_ASSIGN(const LoadReport report, database.Load(directory / "a.ttl"));
    EXPECT_EQ(report.quads_read, 3u);
    EXPECT_EQ(report.quads_added, 3);
    EXPECT_THAT(database.Load(directory / "a.ttl", {.format = "docx"}),
                StatusIs(absl::StatusCode::kInvalidArgument));
    dump = DumpOf(database.Read());
    EXPECT_THAT(database.Save(directory / "saved.nq"), IsOkAndHolds(3u));
    EXPECT_THAT(database.Save(directory / "saved.ttl"), IsOkAndHolds(3u));
    EXPECT_THAT(database.Save(directory / "saved.ents"), IsOkAndHolds(3u));
    ASSERT_OK_AND_ASSIGN(const Database snapshot, Database::Open(directory / "saved.ents"));
    EXPECT_EQ(DumpOf(snapshot.Read()), dump);
    EXPECT_THAT(database.Save(directory / "saved.txt", {.format = "trig"}), IsOkAndHolds(3u));
    for (const std::string name : {"saved.pdf", "saved"}) {
      EXPECT_THAT(database.Save(directory / name),
                  StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(".ents")));
      EXPECT_FALSE(std::filesystem::exists(directory / name));
    }
    ASSERT_OK(database.Close());
  }
  std::ifstream saved(directory / "saved.nq");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(saved), {}), dump);
  for (const char* name : {"saved.nq", "saved.ttl"}) {
    Database copy = Memory();
    ASSERT_OK(copy.Load(directory / name));
    EXPECT_EQ(DumpOf(copy.Read()), dump) << name;
  }
  ASSERT_OK_AND_ASSIGN(const Database again, Database::Open(directory / "db", {.read_only = true}));
  EXPECT_EQ(DumpOf(again.Read()), dump);
}

TEST(DatabaseTest, OpeningNeedsADatabaseUnlessItMayMakeOne) {
  const TempDir directory;
  EXPECT_THAT(Database::Open(directory / "db", {.create_if_missing = false}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Database::Open(directory / "db", {.read_only = true}),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(directory / "db"));
}

TEST(DatabaseTest, ADumpIsTheSameUnderAnyMemoryBudget) {
  std::mt19937_64 random(TestSeed());
  Database database = Memory();
  std::vector<Quad> quads;
  for (int i = 0; i < 5000; ++i) {
    quads.push_back({.subject = Iri("urn:" + std::to_string(random() % 3000)),
                     .predicate = Iri("urn:p" + std::to_string(random() % 9)),
                     .object = std::string(random() % 60, 'x') + std::to_string(i),
                     .graph = i % 5 == 0 ? Term(Iri("urn:g")) : Term()});
  }
  Insert(database, quads);
  const std::string dump = DumpOf(database.Read());
  std::vector<std::string> lines;
  std::istringstream text(dump);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  EXPECT_EQ(lines.size(), 5000u);
  EXPECT_TRUE(std::is_sorted(lines.begin(), lines.end()));
  EXPECT_TRUE(DumpOf(database.Read(), {.memory_budget_bytes = 1}) == dump);
}

TEST(DatabaseTest, StatisticsCountPredicatesAndGraphs) {
  Database database = Memory();
  std::vector<Quad> quads = {NumberOf("a", 1), NumberOf("b", 1)};
  for (int graph = 0; graph < 5; ++graph) {
    for (int i = 0; i <= 700 * graph; ++i) {
      quads.push_back(NumberOf("s" + std::to_string(i), i));
      quads.back().graph = Iri("urn:g" + std::to_string(graph));
    }
  }
  Insert(database, quads);
  ASSERT_OK(database.Compact());
  ASSERT_OK_AND_ASSIGN(const Statistics statistics, database.ComputeStatistics());
  EXPECT_EQ(statistics.quad_count, quads.size());
  EXPECT_EQ(statistics.delta_row_count, 0u);
  ASSERT_EQ(statistics.predicates.size(), 1u);
  EXPECT_EQ(statistics.predicates[0].predicate, Term(Iri("urn:number")));
  EXPECT_EQ(statistics.predicates[0].quad_count, quads.size());
  ASSERT_EQ(statistics.graphs.size(), 6u);
  EXPECT_FALSE(statistics.graphs[0].graph);
  EXPECT_EQ(statistics.graphs[0].quad_count, 2u);
  for (uint64_t graph = 0; graph < 5; ++graph) {
    EXPECT_EQ(statistics.graphs[graph + 1].graph, Term(Iri("urn:g" + std::to_string(graph))));
    EXPECT_EQ(statistics.graphs[graph + 1].quad_count, 700 * graph + 1);
  }
  ASSERT_OK_AND_ASSIGN(const VerifyReport report, database.Verify());
  EXPECT_THAT(report.damages, IsEmpty());
}

TEST(DatabaseTest, ReadersOfOtherThreadsSeeWholeCommitsOnly) {
  Database database = Memory();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) Insert(database, {NumberOf("a", i), NumberOf("b", i)});
    done = true;
  });
  while (!done) {
    const View view = database.Read();
    const size_t count = Column(view.Query(kNumbers)).size();
    EXPECT_EQ(count % 2, 0u);
    EXPECT_EQ(Column(view.Query(kNumbers)).size(), count);
  }
  writer.join();
  EXPECT_EQ(Column(database.Query(kNumbers)).size(), 100u);
}

TEST(VerifyTest, TellsItsProgressAndCanBeCancelledAtAnyOfIt) {
  const TempDir directory;
  {
    Database database = Memory();
    Insert(database, {NumberOf("a", 1), NumberOf("b", 2), NumberOf("c", 3)});
    ASSERT_OK(database.Compact());
    ASSERT_OK(database.Read().WriteSnapshot(directory / "a.ents"));
    ASSERT_OK(database.Save(directory / "a.nq"));
  }
  ASSERT_OK_AND_ASSIGN(Database store, Database::Open(directory / "db"));
  ASSERT_OK(store.Load(directory / "a.nq"));
  ASSERT_OK_AND_ASSIGN(const Database snapshot, Database::Open(directory / "a.ents"));
  for (const Database* database : {static_cast<const Database*>(&store), &snapshot}) {
    std::vector<VerifyProgress> told;
    ASSERT_OK_AND_ASSIGN(const VerifyReport report,
                         database->Verify({.progress = [&](const VerifyProgress& progress) {
                           told.push_back(progress);
                         }}));
    ASSERT_THAT(told, Not(IsEmpty()));
    EXPECT_THAT(report.damages, IsEmpty());
    EXPECT_EQ(told.back().row_count, report.row_count);
    EXPECT_EQ(told.back().row_total, report.row_count);
    EXPECT_GT(report.row_count, 0u);
    // Whoever cancels hears of it, and is told of no damage that is none.
    for (size_t last = 0; last < told.size(); ++last) {
      std::atomic<bool> cancelled = false;
      size_t count = 0;
      EXPECT_THAT(database->Verify({.cancelled = &cancelled,
                                    .progress =
                                        [&](const VerifyProgress& progress) {
                                          EXPECT_EQ(progress.stage, told[count].stage);
                                          if (count++ == last) cancelled = true;
                                        }}),
                  StatusIs(absl::StatusCode::kCancelled));
      EXPECT_EQ(count, last + 1);
    }
  }
}

// --- Misuse is an error, never a crash

constexpr auto kMisuse = absl::StatusCode::kFailedPrecondition;

TEST(MisuseTest, WhatWasMovedFromSaysSo) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1)});
  View view = database.Read();
  ASSERT_OK_AND_ASSIGN(Prepared prepared, Prepared::Parse(kNumbers));
  ASSERT_OK_AND_ASSIGN(PreparedUpdate update, PreparedUpdate::Parse("CLEAR ALL"));
  ASSERT_OK_AND_ASSIGN(Rows rows, view.Query(prepared));
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());

  const Rows moved_rows = std::move(rows);
  EXPECT_FALSE(rows.Next());
  EXPECT_THAT(rows.status(), StatusIs(kMisuse));
  EXPECT_THAT(rows.variables(), IsEmpty());
  EXPECT_EQ(moved_rows.variables().size(), 1u);

  const Prepared moved_prepared = std::move(prepared);
  EXPECT_THAT(view.Query(prepared), StatusIs(kMisuse));
  EXPECT_THAT(view.Ask(prepared), StatusIs(kMisuse));
  EXPECT_THAT(view.Construct(prepared), StatusIs(kMisuse));
  EXPECT_THAT(view.WriteSnapshot("s", prepared), StatusIs(kMisuse));
  EXPECT_THAT(view.Explain(prepared), StatusIs(kMisuse));
  EXPECT_THAT(view.Query(moved_prepared), IsOk());
  const PreparedUpdate moved_update = std::move(update);
  EXPECT_THAT(transaction.Update(update), StatusIs(kMisuse));

  const View moved_view = std::move(view);
  EXPECT_THAT(view.Query(moved_prepared), StatusIs(kMisuse));
  EXPECT_THAT(view.Contains(NumberOf("a", 1)), StatusIs(kMisuse));
  EXPECT_THAT(view.FindContradictions(), StatusIs(kMisuse));
  EXPECT_THAT(view.GetClaim("urn:a"), StatusIs(kMisuse));
  EXPECT_THAT(moved_view.Query(moved_prepared), IsOk());

  Transaction moved_transaction = std::move(transaction);
  EXPECT_THAT(transaction.Insert(NumberOf("b", 1)), StatusIs(kMisuse));
  EXPECT_THAT(transaction.Commit(), StatusIs(kMisuse));
  EXPECT_THAT(moved_transaction.Commit(), IsOk());

  Database moved_database = std::move(database);
  EXPECT_THAT(database.Query(kNumbers), StatusIs(kMisuse));
  EXPECT_THAT(database.Read().Query(kNumbers), StatusIs(kMisuse));
  EXPECT_THAT(database.Begin(), StatusIs(kMisuse));
  EXPECT_THAT(database.Update("CLEAR ALL"), StatusIs(kMisuse));
  EXPECT_THAT(database.Load("a.nt"), StatusIs(kMisuse));
  EXPECT_THAT(database.ComputeStatistics(), StatusIs(kMisuse));
  EXPECT_THAT(database.Verify(), StatusIs(kMisuse));
  EXPECT_THAT(database.Compact(), StatusIs(kMisuse));
  EXPECT_THAT(moved_database.Query(kNumbers), IsOk());
}

TEST(MisuseTest, PathsThatAreNoneAreInvalid) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  const TempDir directory;
  const std::filesystem::path cut = (directory / "a").string() + std::string(1, '\0') + "b";
  Database database = Memory();
  for (const std::filesystem::path& path : {std::filesystem::path(), cut}) {
    EXPECT_THAT(Database::Open(path), StatusIs(kInvalid));
    EXPECT_THAT(database.Load(path), StatusIs(kInvalid));
    EXPECT_THAT(database.Save(path, {.format = "nq"}), StatusIs(kInvalid));
    EXPECT_THAT(database.ApplyPatch(path), StatusIs(kInvalid));
    EXPECT_THAT(database.Read().WriteSnapshot(path), StatusIs(kInvalid));
    const View view = database.Read();
    EXPECT_THAT(MergeSnapshots(view, view, view, path, {}), StatusIs(kInvalid));
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(MisuseTest, OptionsThatSayNothingSensibleAreInvalid) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  const TempDir directory;
  const Database database = Memory();
  const View view = database.Read();
  EXPECT_THAT(view.WriteSnapshot(directory / "a.ents", {.graphs = {{Term("a literal")}}}),
              StatusIs(kInvalid));
  EXPECT_THAT(view.FindContradictions({.single_valued = {"a b"}}), StatusIs(kInvalid));
  EXPECT_THAT(MergeSnapshots(view, view, view, directory / "a.ents",
                             {.conflicts = static_cast<MergeConflicts>(9)}),
              StatusIs(kInvalid));
  EXPECT_EQ(StanceName(static_cast<Stance>(99)), "");
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(MisuseTest, WhatIsCancelledBeforeItBeginsDoesNothing) {
  const Database database = Memory();
  const View view = database.Read();
  const std::atomic<bool> yes = true;
  const auto fail = [](const Violation&) { return absl::OkStatus(); };
  for (const auto& [options, code] :
       {std::pair(QueryOptions{.cancelled = &yes}, absl::StatusCode::kCancelled),
        std::pair(QueryOptions{.timeout = std::chrono::milliseconds(-1)},
                  absl::StatusCode::kDeadlineExceeded)}) {
    EXPECT_THAT(view.FindClaims({}, options), StatusIs(code));
    EXPECT_THAT(view.FindByLabel("Quad", options), StatusIs(code));
    EXPECT_THAT(view.Validate(fail, options), StatusIs(code));
    EXPECT_THAT(view.FindContradictions({}, options), StatusIs(code));
  }
}

TEST(MisuseTest, AClosedDatabaseAnswersNothing) {
  const TempDir directory;
  ASSERT_OK_AND_ASSIGN(Database database, Database::Open(directory / "db"));
  Insert(database, {NumberOf("a", 1)});
  {
    const View view = database.Read();
    EXPECT_THAT(database.Close(), StatusIs(kMisuse, HasSubstr("still there")));
    EXPECT_EQ(Column(view.Query(kNumbers)).size(), 1u);
  }
  ASSERT_OK_AND_ASSIGN(Transaction over, database.Begin());
  ASSERT_OK(over.Commit());
  EXPECT_THAT(database.Close(), IsOk());
  EXPECT_THAT(database.Query(kNumbers), StatusIs(kMisuse, HasSubstr("closed")));
  EXPECT_THAT(database.Begin(), StatusIs(kMisuse));
  EXPECT_THAT(database.Close(), IsOk());
  ASSERT_OK_AND_ASSIGN(const Database again, Database::Open(directory / "db"));
  EXPECT_EQ(Column(again.Query(kNumbers)).size(), 1u);
}

TEST(MisuseTest, AThreadDoesNotWaitForItsOwnTransaction) {
  const TempDir directory;
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  ASSERT_OK(transaction.Insert(NumberOf("a", 1)));
  EXPECT_THAT(database.Begin(), StatusIs(kMisuse, HasSubstr("not over")));
  EXPECT_THAT(database.Update("CLEAR ALL"), StatusIs(kMisuse));
  EXPECT_THAT(database.Compact(), StatusIs(kMisuse));
  std::ofstream(directory / "a.nt") << "<urn:a> <urn:b> <urn:c> .\n";
  EXPECT_THAT(database.Load(directory / "a.nt"), StatusIs(kMisuse));

  absl::Status other = absl::UnknownError("did not run");
  std::thread waiting(
      [&] { other = database.Update("INSERT DATA { <urn:b> <urn:number> 2 }").status(); });
  EXPECT_THAT(transaction.Commit(), IsOk());
  waiting.join();
  EXPECT_THAT(other, IsOk());
  EXPECT_THAT(database.Begin(), IsOk());
  EXPECT_EQ(Column(database.Query(kNumbers)).size(), 2u);
}

TEST(MisuseTest, ReadersOutliveTheirDatabase) {
  std::optional<Database> database = Memory();
  Insert(*database, {NumberOf("a", 1), NumberOf("b", 2)});
  ASSERT_OK_AND_ASSIGN(Rows rows, database->Query(kNumbers));
  const View view = database->Read();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database->Begin());
  database.reset();
  ASSERT_OK(transaction.Insert(NumberOf("c", 3)));
  EXPECT_EQ(Column(transaction.Query(kNumbers)).size(), 3u);
  EXPECT_THAT(transaction.Commit(), IsOk());
  EXPECT_EQ(Column(view.Query(kNumbers)).size(), 2u);
  size_t row_count = 0;
  while (rows.Next()) ++row_count;
  EXPECT_THAT(rows.status(), IsOk());
  EXPECT_EQ(row_count, 2u);
}

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// What no syntax of RDF can write, and so nothing could read again.
std::vector<Term> TermsThatAreNone() {
  const Term good = Iri("urn:a");
  const std::string lang_string = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
  Term deep = "text";
  for (int level = 0; level < 100'000; ++level) deep = Triple{good, good, deep};
  return {deep,
          Term("\xFF"),
          Term(Iri("urn:\xC0")),
          Term(Iri("urn:a b")),
          Term(Iri("relative")),
          Term(Iri("")),
          Term(BlankNode("\x80")),
          Term(BlankNode("a b")),
          Term(BlankNode("")),
          Term(Literal{.lexical = "no datatype"}),
          Term(Literal{.lexical = "x", .datatype = "urn:a>"}),
          Term(Literal{.lexical = "x", .datatype = lang_string}),
          Term(Literal{.lexical = "x", .datatype = lang_string, .language = "a b"}),
          Term(Literal{.lexical = "x", .datatype = "urn:a", .language = "en"}),
          Term(Literal{
              .lexical = "x", .datatype = "urn:a", .language = "", .direction = Direction::kLtr}),
          Term(Triple{}),
          Term(Triple{.subject = "text", .predicate = good, .object = good}),
          Term(Triple{.subject = good, .predicate = good, .object = "\xFE"})};
}

TEST(MisuseTest, ATermThatRdfCannotWriteComesInNowhere) {
  const TempDir directory;
  std::ofstream(directory / "a.nt") << "<urn:a> <urn:b> <urn:c> .\n";
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(PreparedUpdate update,
                       PreparedUpdate::Parse("INSERT { <urn:a> <urn:b> ?o } WHERE { }"));
  for (const Term& bad : TermsThatAreNone()) {
    SCOPED_TRACE(bad.ToString());
    const Quad quad = {.subject = Iri("urn:a"), .predicate = Iri("urn:b"), .object = bad};
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
    EXPECT_THAT(transaction.Insert(quad), StatusIs(kInvalid));
    EXPECT_THAT(transaction.Update(update, {.params = {{"o", bad}}}), StatusIs(kInvalid));
    EXPECT_THAT(transaction.Remove(quad), StatusIs(kInvalid));
    EXPECT_THAT(transaction.Contains(quad), IsOkAndHolds(false));
    EXPECT_THAT(transaction.FindClaims({.about = bad}), IsOkAndHolds(IsEmpty()));
    ASSERT_OK(transaction.Commit());
    EXPECT_THAT(database.Query("SELECT * { ?s ?p ?o }", {.params = {{"o", bad}}}),
                StatusIs(kInvalid, HasSubstr("?o")));
    EXPECT_THAT(database.Load(directory / "a.nt", {.graph = bad}), StatusIs(kInvalid));
    std::ostringstream text;
    for (const char* format : {"nt", "ttl", "nq", "trig"}) {
      EXPECT_THAT(WriteQuads({{quad}}, format, OutputTo(text)), StatusIs(kInvalid));
    }
  }
  EXPECT_THAT(database.Load(directory / "a.nt", {.graph = "text"}), StatusIs(kInvalid));
  EXPECT_THAT(database.Load(directory / "a.nt", {.base_iri = "no base"}), StatusIs(kInvalid));
  EXPECT_THAT(database.Query("SELECT * {}"), IsOk());
  ASSERT_OK_AND_ASSIGN(const Statistics statistics, database.ComputeStatistics());
  EXPECT_EQ(statistics.quad_count, 0u);
}

TEST(MisuseTest, PrefixesAndBasesMustBeIris) {
  for (const PrepareOptions& options :
       {PrepareOptions{.prefixes = {{"a", "no iri>"}}},
        PrepareOptions{.prefixes = {{"a b", "urn:"}}}, PrepareOptions{.base_iri = "relative"}}) {
    EXPECT_THAT(Prepared::Parse("SELECT * {}", options), StatusIs(kInvalid));
    EXPECT_THAT(PreparedUpdate::Parse("CLEAR ALL", options), StatusIs(kInvalid));
    EXPECT_THAT(CheckRequest("SELECT * {}", options).status, StatusIs(kInvalid));
    EXPECT_THAT(ParseTerm("1", options), StatusIs(kInvalid));
  }
  std::ostringstream text;
  EXPECT_THAT(Memory().Read().Dump(OutputTo(text), {.format = "ttl", .prefixes = {{"a", "b"}}}),
              StatusIs(kInvalid));
}

TEST(MisuseTest, AnEmptyFunctionIsNoOutput) {
  Database database = Memory();
  Insert(database, {NumberOf("a", 1)});
  const View view = database.Read();
  EXPECT_THAT(view.Dump({}), StatusIs(kInvalid));
  EXPECT_THAT(view.Validate({}), StatusIs(kInvalid));
  ASSERT_OK_AND_ASSIGN(Rows rows, view.Query(kNumbers));
  EXPECT_THAT(WriteRows(rows, "csv", {}), StatusIs(kInvalid));
  EXPECT_THAT(WriteAnswer(true, "csv", {}), StatusIs(kInvalid));
  EXPECT_THAT(WriteTable({}, {}, "csv", {}), StatusIs(kInvalid));
  EXPECT_THAT(WriteQuads({}, "nt", {}), StatusIs(kInvalid));
  const TempDir directory;
  EXPECT_THAT(WriteFile(directory / "file", {}), StatusIs(kInvalid));
}

TEST(MisuseTest, WhereThereIsNoRowThereAreNoTerms) {
  EXPECT_FALSE(Row()["n"]);
  Database database = Memory();
  Insert(database, {NumberOf("a", 1)});
  ASSERT_OK_AND_ASSIGN(Rows rows, database.Query(kNumbers));
  EXPECT_FALSE(rows.row()["n"]);
  ASSERT_TRUE(rows.Next());
  EXPECT_TRUE(rows.row()["n"]);
  ASSERT_FALSE(rows.Next());
  EXPECT_FALSE(rows.row()["n"]);
  EXPECT_EQ(rows.row().size(), 0u);
  const std::vector<std::vector<Term>> ragged = {{1}, {1, 2, 3}};
  std::ostringstream text;
  EXPECT_THAT(WriteTable({"a", "b"}, ragged, "json", OutputTo(text)), StatusIs(kInvalid));
}

TEST(MisuseTest, AStanceThatIsNoneIsRefused) {
  Database database = Memory();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  EXPECT_THAT(transaction.Put(Claim{.iri = "urn:c", .stance = static_cast<Stance>(99)}),
              StatusIs(kInvalid, HasSubstr("stance")));
}

TEST(MisuseTest, NumbersOfAnySizeAreTaken) {
  const TempDir directory;
  std::ofstream(directory / "a.nt") << "<urn:a> <urn:number> 1 .\n<urn:a> <urn:b> <urn:c> .\n";
  for (const unsigned thread_count : {1u, 1'000'000u, 2'147'483'647u, 4'294'967'295u}) {
    for (const uint64_t bytes : {uint64_t{0}, uint64_t{1}, UINT64_MAX}) {
      ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory({.cache_bytes = bytes,
                                                                      .view_cache_bytes = bytes}));
      EXPECT_THAT(database.Load(directory / "a.nt", {.format = "ttl",
                                                     .memory_budget_bytes = bytes,
                                                     .thread_count = thread_count}),
                  IsOk());
      EXPECT_THAT(database.Read().WriteSnapshot(directory / "s", {.memory_budget_bytes = bytes,
                                                                  .thread_count = thread_count}),
                  IsOk());
      EXPECT_THAT(database.Save(directory / "a.nq", {.memory_budget_bytes = bytes}), IsOk());
    }
  }
}

TEST(MisuseTest, AVariableThatIsNowhereIsNamed) {
  const Database database = Memory();
  EXPECT_THAT(database.Query(kNumbers, {.params = {{"nowhere", 1}}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nowhere")));
  EXPECT_THAT(database.Query(kNumbers, {.params = {{"n", 1}, {"n", 2}}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("twice")));
}

TEST(ParseTermTest, TermsAreWrittenAsInAQuery) {
  const auto text_of = [](std::string_view text) {
    const auto term = ParseTerm(text);
    return term.ok() ? term->ToString() : "refused";
  };
  EXPECT_EQ(text_of("<urn:a>"), "<urn:a>");
  EXPECT_EQ(text_of("rdf:type"), "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>");
  EXPECT_EQ(text_of("'text'@en"), "\"text\"@en");
  EXPECT_EQ(text_of("3"), "\"3\"^^<http://www.w3.org/2001/XMLSchema#integer>");
  EXPECT_EQ(text_of("<<( <urn:a> <urn:b> 1 )>>"),
            "<<( <urn:a> <urn:b> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> )>>");
  for (const char* bad : {"", "UNDEF", "1 2", "?x", "nope:x", "1 } VALUES ?term { 2", "1 }} #"}) {
    EXPECT_EQ(text_of(bad), "refused") << bad;
  }
}

TEST(WriteTest, RowsAnswersAndQuadsHaveTheirFormats) {
  EXPECT_TRUE(IsResultFormat("json"));
  EXPECT_FALSE(IsResultFormat("ttl"));
  EXPECT_TRUE(IsGraphFormat("text/turtle"));
  EXPECT_FALSE(IsGraphFormat("csv"));
  Database database = Memory();
  Insert(database, {NumberOf("a", 1)});
  std::ostringstream text;
  ASSERT_OK_AND_ASSIGN(Rows rows, database.Query(kNumbers));
  ASSERT_OK(WriteRows(rows, "csv", OutputTo(text)));
  EXPECT_EQ(text.str(), "n\r\n1\r\n");
  EXPECT_EQ(rows.row_count(), 1u);
  const std::vector<Quad> quads = {NumberOf("a", 1)};
  text.str("");
  ASSERT_OK(WriteQuads(quads, "nt", OutputTo(text)));
  EXPECT_EQ(text.str(),
            "<urn:a> <urn:number> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n");
  EXPECT_THAT(WriteQuads(quads, "csv", OutputTo(text)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(WriteAnswer(true, "ttl", OutputTo(text)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  text.setstate(std::ios::badbit);
  EXPECT_THAT(WriteAnswer(true, "csv", OutputTo(text)), testing::Not(IsOk()));
}

}  // namespace
}  // namespace entente

#include "query/exec/update.h"

#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "storage/loading/blank_label.h"
#include "storage/loading/input_file.h"
#include "storage/store.h"
#include "tests/support/quad_sets.h"
#include "tests/support/quads.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::HasSubstr;
using QuadsSet = std::set<Quad>;

constexpr std::string_view kBase = "http://example.org/";

Update Parsed(std::string_view text) {
  absl::StatusOr<Update> update =
      ParseUpdate(text, {.base = std::string(kBase), .prefixes = {{"", std::string(kBase)}}});
  EXPECT_OK(update) << text;
  return update.ok() ? *std::move(update) : Update();
}

std::unique_ptr<Store> MemoryStore() {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::OpenInMemory({});
  EXPECT_OK(store);
  return *std::move(store);
}

QuadsSet QuadsOfTrig(std::string_view text) {
  const absl::StatusOr<std::vector<Quad>> quads =
      ParseQuads(RdfFormat::kTrig, StrCat("PREFIX : <", kBase, ">\n", text), kBase);
  EXPECT_OK(quads);
  return {quads->begin(), quads->end()};
}

// A transaction on a store in memory that holds the quads of a TriG document.
class Fixture {
 public:
  explicit Fixture(std::string_view trig = "")
      : store_(MemoryStore()), transaction_(*store_->Begin()) {
    for (const Quad& quad : QuadsOfTrig(trig)) {
      EXPECT_OK(transaction_->Insert(QuadViewHolder(quad).view()));
    }
  }

  absl::StatusOr<UpdateCounts> Run(std::string_view text, const EvaluationOptions& options = {},
                                   LocalFiles local_files = LocalFiles::kRefused) {
    return RunUpdate(Parsed(text), options, local_files, transaction_.get());
  }
  QuadsSet Quads() const { return ReadQuads(transaction_->view()); }
  StoreTransaction& transaction() { return *transaction_; }

 private:
  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreTransaction> transaction_;
};

bool AreIsomorphicSets(const QuadsSet& a, const QuadsSet& b) {
  return AreIsomorphic({a.begin(), a.end()}, {b.begin(), b.end()});
}

void ExpectHolds(const Fixture& fixture, std::string_view trig) {
  const QuadsSet expected = QuadsOfTrig(trig);
  const QuadsSet quads = fixture.Quads();
  EXPECT_TRUE(AreIsomorphicSets(quads, expected))
      << "expected\n"
      << ToNQuads({expected.begin(), expected.end()}) << "but got\n"
      << ToNQuads({quads.begin(), quads.end()});
}

TEST(UpdateTest, SolutionsAreAllThereBeforeTheFirstChange) {
  Fixture fixture(":a :next :b . :b :next :c . :c :next :d .");
  EXPECT_OK(fixture.Run("DELETE { ?x :next ?y } INSERT { ?y :next ?x } WHERE { ?x :next ?y }"));
  ExpectHolds(fixture, ":b :next :a . :c :next :b . :d :next :c .");
}

TEST(UpdateTest, WhatIsDeletedAndInsertedByOneSolutionIsThere) {
  Fixture fixture(":a :p 1 .");
  ASSERT_OK_AND_ASSIGN(const UpdateCounts counts,
                       fixture.Run("INSERT { ?s :p 1 } WHERE { ?s :p 1 } ; "
                                   "DELETE { ?s :p 1 } INSERT { ?s :p 1 } WHERE { ?s :p 1 }"));
  EXPECT_EQ(counts.inserted, 1u);
  EXPECT_EQ(counts.removed, 1u);
  ExpectHolds(fixture, ":a :p 1 .");
}

TEST(UpdateTest, AnOperationSeesWhatThoseBeforeItWrote) {
  Fixture fixture;
  EXPECT_OK(
      fixture.Run("INSERT DATA { :a :p 1 } ; INSERT { ?s :q ?o } WHERE { ?s :p ?o } ; "
                  "COPY DEFAULT TO :g ; DELETE WHERE { ?s :p ?o }"));
  ExpectHolds(fixture, ":a :q 1 . :g { :a :p 1 ; :q 1 }");
}

TEST(UpdateTest, BlankNodesOfATemplateAreFreshForEachSolutionAlsoInsideTripleTerms) {
  Fixture fixture(":a :p 1 , 2 .");
  EXPECT_OK(
      fixture.Run("INSERT { _:n :value ?o ; :said <<( _:n :value ?o )>> , "
                  "<<( _:n :is :new )>> } WHERE { :a :p ?o }"));
  ExpectHolds(fixture,
              ":a :p 1 , 2 . _:x :value 1 ; :said <<( _:x :value 1 )>> , <<( _:x :is :new )>> . "
              "_:y :value 2 ; :said <<( _:y :value 2 )>> , <<( _:y :is :new )>> .");
}

TEST(UpdateTest, ALabelOfDataNeverMeansANodeThatIsThere) {
  Fixture fixture;
  EXPECT_OK(fixture.Run("INSERT DATA { _:n :p 1 . GRAPH :g { _:n :p 2 } }"));
  EXPECT_OK(fixture.Run("INSERT DATA { _:n :p 3 }"));
  ExpectHolds(fixture, "_:x :p 1 . :g { _:x :p 2 } _:y :p 3 .");
}

TEST(UpdateTest, AFillingThatRdfForbidsIsLeftOutAndLeavesNoTerm) {
  Fixture fixture(":a :p \"text\" .");
  EXPECT_OK(
      fixture.Run("INSERT { ?o :q :new1 . :a ?o :new2 . :a :q ?unbound . "
                  "GRAPH ?o { :a :q :new3 } :a :q <<( ?o :q :new4 )>> . :a :q ?o } "
                  "WHERE { :a :p ?o }"));
  ExpectHolds(fixture, ":a :p \"text\" ; :q \"text\" .");
  for (const char* name : {"new1", "new2", "new3", "new4"}) {
    const std::string iri = StrCat(kBase, name);
    ASSERT_OK_AND_ASSIGN(const std::optional<TermId> id,
                         fixture.transaction().view().Find(TermView::OfIri(iri)));
    EXPECT_FALSE(id.has_value()) << name;
  }
}

TEST(UpdateTest, WithAGraphThatIsNotThereStillHasTheEmptySolution) {
  Fixture fixture(":a :p 1 .");
  EXPECT_OK(fixture.Run("WITH :g INSERT { :b :p 2 } WHERE { FILTER NOT EXISTS { ?s :p ?o } }"));
  ExpectHolds(fixture, ":a :p 1 . :g { :b :p 2 }");
}

TEST(UpdateTest, GraphsThatAreNotThereAreErrorsOnlyWhereTheyAreSources) {
  Fixture fixture(":a :p 1 . :g { :b :p 2 }");
  EXPECT_OK(fixture.Run("CLEAR GRAPH :none ; DROP GRAPH :none ; CREATE GRAPH :none"));
  EXPECT_THAT(fixture.Run("CREATE GRAPH :g"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("already")));
  EXPECT_OK(fixture.Run("CREATE SILENT GRAPH :g"));
  for (const std::string_view form : {"ADD", "MOVE", "COPY"}) {
    EXPECT_THAT(fixture.Run(StrCat(form, " :none TO :g")),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("there is no graph")));
    EXPECT_OK(fixture.Run(StrCat(form, " SILENT :none TO :g")));
    EXPECT_OK(fixture.Run(StrCat(form, " :g TO :g")));
    EXPECT_OK(fixture.Run(StrCat(form, " DEFAULT TO DEFAULT")));
  }
  ExpectHolds(fixture, ":a :p 1 . :g { :b :p 2 }");
}

TEST(UpdateTest, AFailingOperationLeavesNothingOfItsRequestAndAllOfWhatWasBefore) {
  Fixture fixture(":a :p 1 . :g { :b :p 2 }");
  ASSERT_OK(fixture.Run("INSERT DATA { :c :p 3 , <<( :new :p 1 )>> } ; DELETE DATA { :a :p 1 }"));
  const QuadsSet before = fixture.Quads();
  const std::string_view failing =
      "DELETE DATA { :c :p 3 } ; INSERT DATA { :a :p 1 , <<( :x :p <<( :y :p :z )>> )>> } ; "
      "MOVE :g TO :h ; INSERT { ?s :q [] } WHERE { ?s ?p ?o } ; CLEAR DEFAULT ; "
      "INSERT DATA { :a :p 1 } ; COPY :none TO :g";
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(fixture.Run(failing), StatusIs(absl::StatusCode::kInvalidArgument));
    ExpectViewHolds(fixture.transaction().view(), before, TestSeed());
  }
  ASSERT_OK(fixture.Run("INSERT DATA { :a :p <<( :x :p <<( :y :p :z )>> )>> }"));
  ASSERT_OK(fixture.transaction().Commit());
}

TEST(UpdateTest, ParametersStandForVariablesInWhereAndInTemplates) {
  Fixture fixture(":a :p 1 . :b :p 2 .");
  const Iri a("http://example.org/a");
  EXPECT_OK(
      fixture.Run("DELETE { ?who :p ?o } INSERT { ?who :q ?o ; :said <<( ?who :p ?new )>> } "
                  "WHERE { ?who :p ?o } ; INSERT DATA { :c :p 3 }",
                  {.bindings = {{"who", a}, {"new", Term("text")}}}));
  ExpectHolds(fixture, ":a :q 1 ; :said <<( :a :p \"text\" )>> . :b :p 2 . :c :p 3 .");
  EXPECT_THAT(fixture.Run("CLEAR ALL", {.bindings = {{"who", a}}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("?who")));
}

TEST(UpdateTest, LimitsEndEachLoopAndLeaveNothing) {
  std::string data = "INSERT DATA { ";
  for (int i = 0; i < 20'000; ++i) StrAppend(&data, ":s", i, " :p ", i, " . ");
  data += "}";
  Fixture fixture;
  EXPECT_THAT(fixture.Run(data, {.memory_budget_bytes = 1 << 20}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(fixture.Quads().empty());
  ASSERT_OK(fixture.Run(data));
  ASSERT_OK(fixture.Run("COPY DEFAULT TO :g"));
  const QuadsSet before = fixture.Quads();
  const std::atomic<bool> cancelled = true;
  for (const std::string_view text :
       {"INSERT { ?s :q ?o } WHERE { ?s :p ?o }", "DELETE WHERE { ?s :p ?o }", "CLEAR ALL",
        "MOVE :g TO :h", "INSERT { ?s :q [] } WHERE { ?s :p ?o . ?t :p ?u }"}) {
    EXPECT_THAT(fixture.Run(text, {.cancelled = &cancelled}),
                StatusIs(absl::StatusCode::kCancelled));
    EXPECT_THAT(fixture.Run(text, {.deadline = absl::Now() - absl::Seconds(1)}),
                StatusIs(absl::StatusCode::kDeadlineExceeded));
    EXPECT_THAT(fixture.Run(text, {.memory_budget_bytes = 1 << 20}),
                StatusIs(absl::StatusCode::kResourceExhausted))
        << text;
  }
  EXPECT_EQ(fixture.Quads(), before);
}

TEST(UpdateTest, CancellationInTheMiddleLeavesNothing) {
  Fixture fixture;
  std::string data = "INSERT DATA { ";
  for (int i = 0; i < 2000; ++i) StrAppend(&data, ":s", i, " :p ", i, " . ");
  ASSERT_OK(fixture.Run(data + "}"));
  const QuadsSet before = fixture.Quads();
  std::atomic<bool> cancelled = false;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    cancelled = true;
  });
  EXPECT_THAT(fixture.Run("INSERT { ?s :q [ :r ?t ] } WHERE { ?s :p ?o . ?t :p ?u }",
                          {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
  canceller.join();
  EXPECT_EQ(fixture.Quads(), before);
}

class LoadTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, std::string_view text) {
    const std::filesystem::path path = dir_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return StrCat("<file://", path.string(), ">");
  }

  absl::StatusOr<UpdateCounts> Run(std::string_view text) {
    return fixture_.Run(text, {}, LocalFiles::kAllowed);
  }

  TempDir dir_;
  Fixture fixture_;
};

TEST_F(LoadTest, AFileIsReadWithItsOwnBaseIntoTheGraphNamed) {
  const std::string iri = Write("data.ttl", "<#a> <p> [ <q> 1 ] .");
  ASSERT_OK_AND_ASSIGN(const UpdateCounts counts,
                       Run(StrCat("LOAD ", iri, " ; LOAD ", iri, " INTO GRAPH :g")));
  EXPECT_EQ(counts.inserted, 4u);
  const std::string base = StrCat("file://", dir_.path().string());
  ExpectHolds(fixture_,
              StrCat("<", base, "/data.ttl#a> <", base, "/p> _:b . _:b <", base, "/q> 1 . :g { <",
                     base, "/data.ttl#a> <", base, "/p> _:b . _:b <", base, "/q> 1 }"));
  ASSERT_OK_AND_ASSIGN(const UpdateCounts again, Run(StrCat("LOAD ", iri)));
  EXPECT_EQ(again.inserted, 0u);
}

TEST_F(LoadTest, ClaimsAreReadAsBulkLoadingReadsThem) {
  const std::string iri = Write(
      "claims.ttl",
      "PREFIX ent: <https://w3id.org/entente#> <urn:all> ent:claimant <urn:who> ; ent:part _:c .");
  ASSERT_OK(Run(StrCat("LOAD ", iri)));
  ASSERT_OK_AND_ASSIGN(const auto file, InputFile::Open(dir_.path() / "claims.ttl", dir_.path()));
  const std::string claim =
      StrCat("<urn:entente:claim:", BlankLabelPrefix(*file->ContentHash()), "c>");
  ExpectHolds(fixture_, StrCat("PREFIX ent: <https://w3id.org/entente#> <urn:all> ent:claimant "
                               "<urn:who> ; ent:part ",
                               claim, " . ", claim, " a ent:Claim ; ent:claimant <urn:who> ."));
}

TEST_F(LoadTest, GraphsOfADocumentKeepTheirNames) {
  const std::string iri = Write("data.trig", "<urn:a> <urn:p> 1 . <urn:g> { <urn:a> <urn:p> 2 }");
  ASSERT_OK(Run(StrCat("LOAD ", iri, " INTO GRAPH :h")));
  ExpectHolds(fixture_, ":h { <urn:a> <urn:p> 1 } <urn:g> { <urn:a> <urn:p> 2 }");
}

TEST_F(LoadTest, NamesAreWrittenWithPercentEscapes) {
  Write("a b%c.nt", "<urn:a> <urn:p> <urn:b> .\n");
  EXPECT_OK(Run(StrCat("LOAD <file://localhost", dir_.path().string(), "/a%20b%25c.nt>")));
  ExpectHolds(fixture_, "<urn:a> <urn:p> <urn:b> .");
}

TEST_F(LoadTest, FilesAreReadOnlyWhereThatIsAllowed) {
  const std::string iri = Write("data.nt", "<urn:a> <urn:p> <urn:b> .\n");
  for (std::string spelling : {iri, StrCat("<FILE:", iri.substr(6))}) {
    EXPECT_THAT(fixture_.Run(StrCat("LOAD ", spelling)),
                StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_OK(fixture_.Run(StrCat("LOAD SILENT ", spelling)));
  }
  EXPECT_TRUE(fixture_.Quads().empty());
}

TEST_F(LoadTest, WhatCannotBeLoadedIsAnErrorUnlessSilent) {
  const std::string good = "<urn:a> <urn:p> <urn:b> .\n";
  const std::vector<std::pair<std::string, absl::StatusCode>> cases = {
      {"<http://example.org/data.ttl>", absl::StatusCode::kUnimplemented},
      {"<urn:x>", absl::StatusCode::kUnimplemented},
      {"<file:///no/such/file.nt>", absl::StatusCode::kNotFound},
      {"<file:///dev/zero>", absl::StatusCode::kInvalidArgument},
      {"<file://other/data.nt>", absl::StatusCode::kInvalidArgument},
      {"<file:data.nt>", absl::StatusCode::kInvalidArgument},
      {"<file:///%>", absl::StatusCode::kInvalidArgument},
      {"<file:///%00.nt>", absl::StatusCode::kInvalidArgument},
      {"<file:///a.nt?b>", absl::StatusCode::kInvalidArgument},
      {Write("data.unknown", good), absl::StatusCode::kInvalidArgument},
      {Write("bad.nt", good + "<urn:c> <urn:p> .\n"), absl::StatusCode::kInvalidArgument},
      {Write("bad.nt.gz", "\x1f\x8b\x08 no gzip"), absl::StatusCode::kInvalidArgument},
  };
  std::filesystem::create_directory(dir_.path() / "folder.nt");
  ASSERT_OK(fixture_.Run("INSERT DATA { :a :p 1 }"));
  for (const auto& [iri, code] : cases) {
    EXPECT_THAT(Run(StrCat("INSERT DATA { :b :p 1 } ; LOAD ", iri)), StatusIs(code)) << iri;
    EXPECT_OK(Run(StrCat("LOAD SILENT ", iri, " INTO GRAPH :g"))) << iri;
    ExpectHolds(fixture_, ":a :p 1 .");
  }
  EXPECT_THAT(Run(StrCat("LOAD <file://", dir_.path().string(), "/folder.nt>")),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(LoadTest, LimitsEndALoadAlsoIfItIsSilent) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) StrAppend(&text, "<urn:s", i, "> <urn:p> <urn:o> .\n");
  const Update update = Parsed(StrCat("LOAD SILENT ", Write("many.nt", text)));
  for (const absl::StatusCode code :
       {absl::StatusCode::kResourceExhausted, absl::StatusCode::kDeadlineExceeded}) {
    EvaluationOptions options;
    if (code == absl::StatusCode::kResourceExhausted) {
      options.memory_budget_bytes = 1 << 20;
    } else {
      options.deadline = absl::Now() - absl::Seconds(1);
    }
    EXPECT_THAT(RunUpdate(update, options, LocalFiles::kAllowed, &fixture_.transaction()),
                StatusIs(code));
    EXPECT_TRUE(fixture_.Quads().empty());
  }
}

}  // namespace
}  // namespace entente

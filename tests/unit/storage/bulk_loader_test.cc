#include "storage/loading/bulk_loader.h"

#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/loading/blank_label.h"
#include "storage/loading/input_file.h"
#include "storage/store.h"
#include "tests/support/fake_store.h"
#include "tests/support/quads.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint64_t kTinyBudget = uint64_t{1} << 20;

void WriteFile(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

absl::StatusOr<BulkLoadReport> LoadInto(FakeStore* store,
                                        const std::vector<std::filesystem::path>& files,
                                        const BulkLoadOptions& options = {}) {
  FakeRebuild rebuild(store);
  BulkLoadReport report;
  ASSIGN_OR_RETURN(report.quads_read, LoadFiles(rebuild, files, options));
  ASSIGN_OR_RETURN(report.quads_added, rebuild.Publish());
  return report;
}

// Quads with every kind of term, of which few enough exist that they meet again and again.
class RandomQuads {
 public:
  explicit RandomQuads(uint64_t seed) : random_(seed) {}

  Quad Next() {
    Quad quad = {.subject = Resource(0), .predicate = Named("p", 8), .object = Object(0)};
    if (random_() % 3 == 0) quad.graph = random_() % 4 == 0 ? Blank() : Named("g", 5);
    return quad;
  }

 private:
  Term Named(std::string_view letter, uint64_t count) {
    return Iri(StrCat("http://example.org/", letter, random_() % count));
  }
  Term Blank() { return BlankNode(StrCat("b", random_() % 50)); }
  Term Resource(int /*depth*/) { return random_() % 4 == 0 ? Blank() : Named("s", 300); }
  Term Object(int depth) {
    const auto number = static_cast<int64_t>(random_() % 1000);
    switch (random_() % 12) {
      case 0:
        return Blank();
      case 1:
        return number - 500;
      case 2:
        return Literal{.lexical = StrCat("0", number), .datatype = std::string(xsd::kInteger)};
      case 3:
        return Literal{.lexical = StrCat(1900 + number % 200, "-03-04"),
                       .datatype = std::string(xsd::kDate)};
      case 4:
        return number % 2 == 0;
      case 5:
        return Literal{.lexical = StrCat("word \"", number, "\"\n中"),
                       .datatype = std::string(rdf::kLangString),
                       .language = number % 2 == 0 ? "en" : "fr-ca"};
      case 6:
        return Literal{.lexical = StrCat("rtl", number),
                       .datatype = std::string(rdf::kDirLangString),
                       .language = "ar",
                       .direction = Direction::kRtl};
      case 7:
        return Literal{.lexical = StrCat(number), .datatype = "http://example.org/type"};
      case 8:
        return StrCat("text ", number);
      case 9:
        return Literal{.lexical = StrCat(number, ".5"), .datatype = std::string(xsd::kDecimal)};
      case 10:
        if (depth < 3) return Triple{Resource(depth + 1), Named("p", 3), Object(depth + 1)};
        [[fallthrough]];
      default:
        return Named("o", 400);
    }
  }

  std::mt19937_64 random_;
};

// The term with every blank node renamed as loading the file renames it.
Term Renamed(const Term& term, const std::string& prefix) {
  if (term.is_blank_node()) return BlankNode(prefix + term.blank_node().label);
  if (!term.is_triple()) return term;
  const Triple& triple = term.triple();
  return Triple{Renamed(triple.subject, prefix), triple.predicate, Renamed(triple.object, prefix)};
}

std::set<Quad> Renamed(const std::vector<Quad>& quads, const std::filesystem::path& file) {
  const std::string prefix = BlankLabelPrefix(*(*InputFile::Open(file, "/tmp"))->ContentHash());
  std::set<Quad> renamed;
  for (const Quad& quad : quads) {
    renamed.insert({Renamed(quad.subject, prefix), quad.predicate, Renamed(quad.object, prefix),
                    Renamed(quad.graph, prefix)});
  }
  return renamed;
}

class BulkLoaderTest : public ::testing::Test {
 protected:
  std::vector<Quad> MakeQuads(uint64_t count, uint64_t seed = TestSeed()) {
    RandomQuads random(seed);
    std::vector<Quad> quads;
    while (quads.size() < count) quads.push_back(random.Next());
    return quads;
  }
  std::filesystem::path MakeFile(std::string_view name, std::string_view text) {
    WriteFile(directory_ / name, text);
    return directory_ / name;
  }
  TempDir directory_;
};

TEST_F(BulkLoaderTest, HoldsExactlyTheQuadsOfTheFile) {
  SCOPED_TRACE(TestSeed());
  const std::vector<Quad> quads = MakeQuads(20'000);
  const std::filesystem::path file = MakeFile("a.nq", ToNQuads(quads));
  FakeStore store;
  ASSERT_OK_AND_ASSIGN(const BulkLoadReport report, LoadInto(&store, {file}));
  const std::set<Quad> expected = Renamed(quads, file);
  EXPECT_EQ(report.quads_read, quads.size());
  EXPECT_EQ(report.quads_added, static_cast<int64_t>(expected.size()));
  EXPECT_EQ(store.Quads(), expected);
}

// All quads of a view, read in one order.
absl::StatusOr<std::set<Quad>> QuadsOf(const ReadView& view, TripleOrder order) {
  std::set<Quad> quads;
  const std::unique_ptr<RowCursor> cursor = view.Scan(order, {});
  RowBatch batch;
  while (cursor->Next(&batch)) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad ids = FromOrder(order, batch.Row(row));
      ASSIGN_OR_RETURN(const std::vector<Term> terms, view.Decode(ids));
      quads.insert({terms[0], terms[1], terms[2], terms[3]});
    }
  }
  RETURN_IF_ERROR(cursor->status());
  return quads;
}

absl::Status InsertAll(Store& store, const std::set<Quad>& quads) {
  ASSIGN_OR_RETURN(const auto transaction, store.Begin());
  for (const Quad& quad : quads) {
    InnerTriples inner;
    RETURN_IF_ERROR(transaction->Insert(ViewOf(quad, &inner)).status());
  }
  return transaction->Commit();
}

TEST_F(BulkLoaderTest, LoadingIsInsertingOneByOne) {
  SCOPED_TRACE(TestSeed());
  const std::vector<Quad> first_quads = MakeQuads(4'000);
  const std::vector<Quad> second_quads = MakeQuads(4'000, 78);
  const std::filesystem::path first = MakeFile("a.nq", ToNQuads(first_quads));
  const std::filesystem::path second = MakeFile("b.nq", ToNQuads(second_quads));

  ASSERT_OK_AND_ASSIGN(const auto loaded, Store::Open(directory_ / "loaded", {}));
  ASSERT_OK(BulkLoad(*loaded, std::vector{first}, {}));
  // Some by a transaction between two loads, so that all ways of writing meet.
  const std::set<Quad> between = {{Iri("http://example.org/s1"), Iri("http://between"), "new"}};
  ASSERT_OK(InsertAll(*loaded, between));
  ASSERT_OK_AND_ASSIGN(const BulkLoadReport report, BulkLoad(*loaded, std::vector{second},
                                                             {.memory_budget_bytes = kTinyBudget}));

  std::set<Quad> expected = Renamed(first_quads, first);
  expected.insert(between.begin(), between.end());
  const size_t count_before = expected.size();
  expected.merge(Renamed(second_quads, second));
  EXPECT_EQ(report.quads_added, static_cast<int64_t>(expected.size() - count_before));

  ASSERT_OK_AND_ASSIGN(const auto inserted, Store::OpenInMemory({}));
  ASSERT_OK(InsertAll(*inserted, expected));
  for (const TripleOrder order : kQuadOrders) {
    EXPECT_TRUE(*QuadsOf(*loaded->View(), order) == expected) << OrderName(order);
    EXPECT_TRUE(*QuadsOf(*inserted->View(), order) == expected) << OrderName(order);
  }
  // Terms lead back to their ids, and triple terms are found by what they say.
  const std::shared_ptr<const ReadView> view = loaded->View();
  for (const Quad& quad : expected) {
    for (const Term& term : {quad.subject, quad.predicate, quad.object, quad.graph}) {
      InnerTriples inner;
      ASSERT_OK_AND_ASSIGN(const std::optional<TermId> id, view->Find(ViewOf(term, &inner)));
      ASSERT_TRUE(id.has_value()) << term.ToString();
      const std::vector<TermId> ids = {*id};
      ASSERT_OK_AND_ASSIGN(const std::vector<Term> terms, view->Decode(ids));
      ASSERT_EQ(terms[0], term);
    }
  }
}

TEST_F(BulkLoaderTest, AFailedLoadLeavesTheStoreAsItWas) {
  const std::filesystem::path good = MakeFile("good.nq", ToNQuads(MakeQuads(500)));
  const std::filesystem::path bad =
      MakeFile("bad.nq", ToNQuads(MakeQuads(5'000, 3)) + "<http://s> <http://p> oh .\n");
  ASSERT_OK_AND_ASSIGN(auto store, Store::Open(directory_ / "store", {}));
  ASSERT_OK(BulkLoad(*store, std::vector{good}, {}));
  const std::set<Quad> before = *QuadsOf(*store->View(), TripleOrder::kSpog);
  EXPECT_THAT(BulkLoad(*store, std::vector{good, bad}, {.memory_budget_bytes = kTinyBudget}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bad.nq:5001:23:")));
  EXPECT_TRUE(*QuadsOf(*store->View(), TripleOrder::kPosg) == before);
  ASSERT_OK(store->Close());
  store.reset();
  ASSERT_OK_AND_ASSIGN(store, Store::Open(directory_ / "store", {}));
  EXPECT_TRUE(*QuadsOf(*store->View(), TripleOrder::kSpog) == before);
  ASSERT_OK_AND_ASSIGN(const BulkLoadReport report, BulkLoad(*store, std::vector{good}, {}));
  EXPECT_EQ(report.quads_added, 0);
}

TEST_F(BulkLoaderTest, ACancelledLoadLeavesTheStoreAsItWas) {
  const std::filesystem::path old = MakeFile("old.nq", ToNQuads(MakeQuads(50, 3)));
  const std::vector<Quad> quads = MakeQuads(20'000);
  for (const RdfFormat format : {RdfFormat::kNQuads, RdfFormat::kTrig}) {
    const std::filesystem::path file =
        MakeFile(StrCat("new.", NameOf(format)), WriteQuads(format, quads));
    for (const std::string_view stage : {"before", "reading", "sorting"}) {
      SCOPED_TRACE(StrCat(NameOf(format), " ", stage));
      ASSERT_OK_AND_ASSIGN(auto store, Store::Open(directory_ / StrCat(NameOf(format), stage), {}));
      ASSERT_OK(BulkLoad(*store, std::vector{old}, {}));
      const std::set<Quad> before = *QuadsOf(*store->View(), TripleOrder::kSpog);
      std::atomic<bool> cancelled = stage == "before";
      EXPECT_THAT(BulkLoad(*store, std::vector{file},
                           {.memory_budget_bytes = kTinyBudget,
                            .cancelled = &cancelled,
                            .progress =
                                [&](const BulkLoadProgress& progress) {
                                  if (progress.stage == stage) cancelled = true;
                                }}),
                  StatusIs(absl::StatusCode::kCancelled));
      EXPECT_TRUE(*QuadsOf(*store->View(), TripleOrder::kPosg) == before);
      ASSERT_OK(BulkLoad(*store, std::vector{file}, {}));
    }
  }
}

TEST_F(BulkLoaderTest, EverySyntaxGivesTheSameQuads) {
  SCOPED_TRACE(TestSeed());
  std::vector<Quad> quads;
  for (Quad& quad : MakeQuads(12'000)) {
    // Blank nodes are named after their files, and only two of the syntaxes have graphs.
    quad.graph = Term();
    if (ToNQuads({quad}).find("_:") == std::string::npos) quads.push_back(quad);
  }
  const std::set<Quad> expected(quads.begin(), quads.end());
  ASSERT_GT(expected.size(), 1000u);
  for (const RdfFormat format :
       {RdfFormat::kNTriples, RdfFormat::kNQuads, RdfFormat::kTurtle, RdfFormat::kTrig}) {
    const std::filesystem::path file =
        MakeFile(StrCat("a.", NameOf(format)), WriteQuads(format, quads));
    for (const unsigned thread_count : {1, 3}) {
      FakeStore store;
      ASSERT_OK(LoadInto(&store, {file, file},
                         {.memory_budget_bytes = kTinyBudget, .thread_count = thread_count}));
      EXPECT_TRUE(store.Quads() == expected) << NameOf(format);
    }
  }
}

TEST_F(BulkLoaderTest, RelativeIrisAreResolvedAgainstTheFileOrTheGivenBase) {
  const std::filesystem::path file = MakeFile("a b.ttl", "<> <#p> <c> .");
  FakeStore store;
  ASSERT_OK(LoadInto(&store, {file}));
  const std::string folder = StrCat("file://", directory_.path().string());
  EXPECT_EQ(store.Quads(), (std::set<Quad>{{Iri(folder + "/a%20b.ttl"),
                                            Iri(folder + "/a%20b.ttl#p"), Iri(folder + "/c")}}));
  FakeStore with_base;
  ASSERT_OK(LoadInto(&with_base, {file}, {.base_iri = "http://x/y"}));
  EXPECT_EQ(with_base.Quads(),
            (std::set<Quad>{{Iri("http://x/y"), Iri("http://x/y#p"), Iri("http://x/c")}}));
}

TEST_F(BulkLoaderTest, AnErrorInTurtleIsNamedByFileLineAndColumn) {
  std::string text;
  for (int line = 0; line < 3'000; ++line)
    StrAppend(&text, "<http://s/", line, "> a 'x', ", line, " .\n");
  FakeStore store;
  EXPECT_THAT(LoadInto(&store,
                       {MakeFile("good.ttl", text), MakeFile("bad.ttl", text + "<http://s> ."),
                        MakeFile("late.nt", "<")},
                       {.memory_budget_bytes = kTinyBudget}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bad.ttl:3001:12:")));
}

TEST_F(BulkLoaderTest, IdsDependNeitherOnThreadsNorOnMemory) {
  SCOPED_TRACE(TestSeed());
  const std::filesystem::path first = MakeFile("a.nq", ToNQuads(MakeQuads(15'000)));
  const std::filesystem::path second = MakeFile("b.nq", ToNQuads(MakeQuads(15'000, 77)));
  FakeStore reference;
  ASSERT_OK(LoadInto(&reference, {first, second}, {.thread_count = 1}));
  for (const unsigned thread_count : {1, 4}) {
    for (const uint64_t budget : {uint64_t{0}, kTinyBudget, uint64_t{1} << 30}) {
      FakeStore store;
      ASSERT_OK(LoadInto(&store, {first, second},
                         {.memory_budget_bytes = budget, .thread_count = thread_count}));
      EXPECT_TRUE(store == reference) << thread_count << " threads, " << budget << " bytes";
    }
  }
}

TEST_F(BulkLoaderTest, AddsToWhatIsThere) {
  SCOPED_TRACE(TestSeed());
  const std::vector<Quad> first_quads = MakeQuads(3'000);
  const std::vector<Quad> second_quads = MakeQuads(3'000, 78);
  const std::filesystem::path first = MakeFile("a.nq", ToNQuads(first_quads));
  const std::filesystem::path second = MakeFile("b.nq", ToNQuads(second_quads));
  FakeStore store;
  ASSERT_OK(LoadInto(&store, {first}));
  ASSERT_OK(LoadInto(&store, {second}));
  std::set<Quad> expected = Renamed(first_quads, first);
  expected.merge(Renamed(second_quads, second));
  EXPECT_EQ(store.Quads(), expected);

  FakeStore at_once;
  ASSERT_OK(LoadInto(&at_once, {first, second}));
  EXPECT_TRUE(store == at_once);
}

TEST_F(BulkLoaderTest, LoadingAFileTwiceAddsNothing) {
  SCOPED_TRACE(TestSeed());
  const std::filesystem::path file = MakeFile("a.nq", ToNQuads(MakeQuads(2'000)));
  FakeStore store;
  ASSERT_OK(LoadInto(&store, {file}));
  const FakeStore before = store;
  ASSERT_OK_AND_ASSIGN(const BulkLoadReport report, LoadInto(&store, {file, file}));
  EXPECT_EQ(report.quads_read, 4'000u);
  EXPECT_EQ(report.quads_added, 0);
  EXPECT_TRUE(store == before);
}

TEST_F(BulkLoaderTest, ADumpMeansTheNodesItWasMadeFrom) {
  SCOPED_TRACE(TestSeed());
  FakeStore store;
  ASSERT_OK(LoadInto(&store, {MakeFile("a.nq", ToNQuads(MakeQuads(2'000)))}));
  const std::set<Quad> quads = store.Quads();
  const std::filesystem::path dump =
      MakeFile("dump.nq", ToNQuads(std::vector<Quad>(quads.begin(), quads.end())));
  FakeStore again;
  ASSERT_OK(LoadInto(&again, {dump}));
  EXPECT_EQ(again.Quads(), quads);
}

TEST_F(BulkLoaderTest, BlankNodesOfDifferentFilesAreDifferent) {
  // So many that one is opened where another one was in memory.
  std::vector<std::filesystem::path> files;
  for (int file = 0; file < 100; ++file) {
    files.push_back(MakeFile(StrCat(file, ".nt"), StrCat("_:a <http://p> _:a . # ", file)));
  }
  for (const unsigned thread_count : {1, 4}) {
    FakeStore store;
    ASSERT_OK(LoadInto(&store, files, {.thread_count = thread_count}));
    EXPECT_EQ(store.Quads().size(), files.size());
  }
}

TEST_F(BulkLoaderTest, AnErrorIsNamedByFileLineAndColumnWhateverTheThreads) {
  std::string text;
  for (int line = 0; line < 40'000; ++line) {
    StrAppend(&text, "<http://s/", line, "> <http://p> \"", line, "\" .\n");
  }
  const std::filesystem::path good = MakeFile("good.nt", text);
  // Two errors: the first one is told, also if the second is found before it.
  const std::filesystem::path bad =
      MakeFile("bad.nt", StrCat(text, "<http://s> <http://p> oh .\n", text, "<\n"));
  for (const unsigned thread_count : {1, 4}) {
    FakeStore store;
    EXPECT_THAT(LoadInto(&store, {good, bad},
                         {.memory_budget_bytes = kTinyBudget, .thread_count = thread_count}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("bad.nt:40001:23:")));
  }
}

TEST_F(BulkLoaderTest, LinesMayEndInAnyWayAndTheLastNeedNot) {
  std::string text = "\xEF\xBB\xBF";
  for (int line = 0; line < 20'000; ++line) {
    StrAppend(&text, "<http://s> <http://p> \"", line, "\" .", line % 2 == 0 ? "\r" : "\r\n");
  }
  text += "<http://s> <http://p> \"last\" .";
  FakeStore mixed;
  ASSERT_OK(LoadInto(&mixed, {MakeFile("mixed.nt", text), MakeFile("none.nt", "")},
                     {.memory_budget_bytes = kTinyBudget}));
  EXPECT_EQ(mixed.Quads().size(), 20'001u);
}

TEST_F(BulkLoaderTest, ALineLongerThanAPieceIsRead) {
  const std::string word(500'000, 'x');
  FakeStore store;
  ASSERT_OK(
      LoadInto(&store,
               {MakeFile("a.nt", StrCat("<http://s> <http://p> \"a\" .\n<http://s> <http://p> \"",
                                        word, "\" .\n<http://s> <http://p> \"b\" .\n"))},
               {.memory_budget_bytes = kTinyBudget}));
  EXPECT_EQ(store.Quads().size(), 3u);
}

TEST_F(BulkLoaderTest, QuadsWithoutAGraphGoWhereTheyAreTold) {
  FakeStore store;
  ASSERT_OK(LoadInto(&store,
                     {MakeFile("a.nq",
                               "<http://s> <http://p> <http://o> .\n"
                               "<http://s> <http://p> <http://o> <http://g> .\n")},
                     {.graph = Iri("http://here")}));
  const Iri s("http://s");
  const Iri p("http://p");
  const Iri o("http://o");
  EXPECT_EQ(store.Quads(),
            (std::set<Quad>{{s, p, o, Iri("http://here")}, {s, p, o, Iri("http://g")}}));
}

TEST_F(BulkLoaderTest, FilesThatCannotBeReadAreNamedBeforeAnythingIsLoaded) {
  const std::filesystem::path good = MakeFile("good.nt", "");
  FakeStore store;
  EXPECT_THAT(LoadInto(&store, {good, directory_ / "missing.nt"}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("missing.nt")));
  EXPECT_THAT(LoadInto(&store, {good, directory_.path()}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("directory")));
  EXPECT_THAT(LoadInto(&store, {good, MakeFile("file.txt", "")}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("file.txt"), HasSubstr("syntax"))));
}

TEST_F(BulkLoaderTest, ProgressEndsAtTheWholeOfTheFiles) {
  const std::filesystem::path file = MakeFile("a.nt", ToNQuads(MakeQuads(100)));
  std::vector<BulkLoadProgress> reports;
  FakeStore store;
  ASSERT_OK(LoadInto(
      &store, {file},
      {.format = RdfFormat::kNQuads,
       .progress = [&](const BulkLoadProgress& progress) { reports.push_back(progress); }}));
  ASSERT_FALSE(reports.empty());
  EXPECT_EQ(reports.back().quad_count, 100u);
  EXPECT_EQ(reports.back().bytes_read, std::filesystem::file_size(file));
  EXPECT_EQ(reports.back().bytes_total, std::filesystem::file_size(file));
}

}  // namespace
}  // namespace entente

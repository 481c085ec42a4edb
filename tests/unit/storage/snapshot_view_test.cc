#include "storage/snapshot/snapshot_view.h"
#include "gmock/gmock.h"
#include "storage/ids/term_bytes.h"
#include "storage/ids/term_page.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "schema/vocabulary.h"
#include "storage/snapshot/snapshot_builder.h"
#include "storage/snapshot/snapshot_checker.h"
#include "storage/store.h"
#include "storage/transaction.h"
#include "tests/support/quad_sets.h"
#include "tests/support/seed.h"
#include "tests/support/snapshot_forge.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

constexpr uint64_t kCacheBytes = uint64_t{16} << 20;
constexpr SnapshotAccess kAccesses[] = {SnapshotAccess::kMapped, SnapshotAccess::kRead};

class SnapshotViewTest : public testing::Test {
 protected:
  // A file with these quads; its chunks and directories are small, so that there are many.
  void Build(const std::set<Quad>& quads) {
    ASSERT_OK_AND_ASSIGN(const auto store, Store::OpenInMemory({}));
    ASSERT_OK_AND_ASSIGN(auto transaction, store->Begin());
    for (const Quad& quad : quads) ASSERT_OK(transaction->Insert(QuadViewHolder(quad).view()));
    ASSERT_OK(transaction->Commit());
    transaction = nullptr;
    const std::shared_ptr<const ReadView> view = store->View();
    ASSERT_OK(BuildSnapshot(
        *view, file_,
        {.limits = {.chunk_bytes = 700, .chunk_unit_count = 3, .directory_extent_count = 4}}));
  }

  std::shared_ptr<const SnapshotView> Open(SnapshotAccess access, uint64_t cache = kCacheBytes) {
    auto view = SnapshotView::Open(file_, access, cache);
    EXPECT_OK(view);
    return *std::move(view);
  }

  std::string ReadFile() const {
    std::ifstream stream(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void WriteFile(const std::string& bytes) const {
    std::ofstream(file_, std::ios::binary).write(bytes.data(), std::ssize(bytes));
  }

  TempDir dir_;
  const std::filesystem::path file_ = dir_ / "test.ents";
};

TEST_F(SnapshotViewTest, HoldsWhatItWasMadeOf) {
  for (uint64_t round = 0; round < TestRounds(4); ++round) {
    SCOPED_TRACE(TestSeed() + round);
    RandomQuads random(TestSeed() + round, 40 + 400 * (round % 2));
    std::set<Quad> quads;
    for (size_t index = 0; index < 3000 * (round % 4); ++index) quads.insert(random.Next());
    ASSERT_NO_FATAL_FAILURE(Build(quads));
    for (const SnapshotAccess access : kAccesses) {
      const auto view = Open(access);
      EXPECT_TRUE(view->has_sorted_terms());
      EXPECT_EQ(view->reader().header().quad_count, quads.size());
      ExpectViewHolds(*view, quads, TestSeed() + round);
      ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckSnapshot(*view));
      EXPECT_THAT(report.damages, testing::IsEmpty());
      ASSERT_OK_AND_ASSIGN(const StoreSizes sizes, view->Sizes());
      uint64_t part_bytes = 0;
      for (const StoreSizes::Part& part : sizes.parts) part_bytes += part.bytes;
      EXPECT_LT(part_bytes, sizes.disk_bytes);
      EXPECT_GE(4 * part_bytes, quads.empty() ? 0 : sizes.disk_bytes);
    }
  }
}

TEST_F(SnapshotViewTest, LongTermsAreFoundAndRead) {
  std::set<Quad> quads;
  for (size_t size : {1000, 1023, 1024, 1025, 1026, 5000, 200'000}) {
    for (const char fill : {'a', 'b'}) {
      const std::string text(size, fill);
      quads.insert({Iri("http://a/" + text), Iri("http://p"), Term(text)});
      quads.insert({BlankNode(text), Iri("http://p"),
                    Literal{.lexical = text + "x",
                            .datatype = std::string(rdf::kLangString),
                            .language = "en"}});
    }
  }
  ASSERT_NO_FATAL_FAILURE(Build(quads));
  for (const SnapshotAccess access : kAccesses) {
    const auto view = Open(access);
    ExpectViewHolds(*view, quads, TestSeed());
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckSnapshot(*view));
    EXPECT_THAT(report.damages, testing::IsEmpty());
  }
}

// Whoever forges a file can write any term into it, with checksums that are right.
TEST_F(SnapshotViewTest, ATermThatNoSyntaxCanWriteIsDamage) {
  const auto literal = [](std::string_view lexical, std::string_view datatype,
                          std::string_view language) {
    return Term(Literal{.lexical = std::string(lexical),
                        .datatype = std::string(datatype),
                        .language = std::string(language)});
  };
  const Term iri = Iri("urn:q"), blank = BlankNode("b"), text = Term("a");
  const std::pair<Term, Term> cases[] = {{iri, Iri("urn:r")},  // This one is good.
                                         {iri, Iri("")},
                                         {iri, Iri("urq")},
                                         {iri, Iri("urn:q q")},
                                         {iri, Iri("urn:\xFF")},
                                         {blank, BlankNode("")},
                                         {blank, BlankNode("b.")},
                                         {blank, BlankNode("b b")},
                                         {text, literal("\xFF", xsd::kString, "")},
                                         {text, literal("a", "datatype", "")},
                                         {text, literal("a", "http://a type", "")},
                                         {text, literal("a", rdf::kLangString, "EN")},
                                         {text, literal("a", rdf::kLangString, "e n")}};
  for (const auto& [good, forged] : cases) {
    SCOPED_TRACE(forged.ToString());
    ASSERT_NO_FATAL_FAILURE(Build({{Iri("urn:a"), Iri("urn:p"), good, {}}}));
    SnapshotParts parts = SnapshotParts::Read(file_);
    InnerTriples inner;
    std::string bytes;
    const TermView term = ViewOf(forged, &inner);
    AppendTermBytes(term, &bytes);
    const IdKind kind = DictionaryKind(term);
    std::vector<std::string_view> terms = {bytes};
    if (kind == IdKind::kIri) terms = {"urn:a", "urn:p", bytes};
    const uint8_t part = PartOfTerms(kind);
    parts.units[part] = {EncodeTermPage(terms, {part, 0})};
    parts.Write(file_);
    const bool is_good = &good == &cases[0].first;
    for (const SnapshotAccess access : kAccesses) {
      const auto view = Open(access);
      const std::vector<TermId> ids = {TermId(kind, terms.size() - 1)};
      if (is_good) {
        ASSERT_OK_AND_ASSIGN(const std::vector<Term> decoded, view->Decode(ids));
        EXPECT_EQ(decoded[0], forged);
        continue;
      }
      EXPECT_THAT(view->Decode(ids), StatusIs(absl::StatusCode::kDataLoss,
                                              testing::HasSubstr("holds what is no term")));
    }
  }
}

// Pages that leave a cache too small for them are read, and not misread, again.
TEST_F(SnapshotViewTest, ThreadsShareAViewWithHardlyAnyCache) {
  RandomQuads random(TestSeed(), 400);
  std::set<Quad> quads;
  for (size_t index = 0; index < 4000; ++index) quads.insert(random.Next());
  ASSERT_NO_FATAL_FAILURE(Build(quads));
  for (const SnapshotAccess access : kAccesses) {
    const auto view = Open(access, /*cache=*/1);
    std::vector<std::thread> threads;
    for (uint64_t thread = 0; thread < 3; ++thread) {
      threads.emplace_back([&, thread] {
        for (const TripleOrder order : kQuadOrders) EXPECT_EQ(ReadQuads(*view, order), quads);
        ExpectViewHolds(*view, quads, TestSeed() + thread);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

TEST_F(SnapshotViewTest, OtherFilesAreRefusedByWhatTheyAre) {
  const auto open = [this](SnapshotAccess access) {
    return SnapshotView::Open(file_, access, kCacheBytes);
  };
  ASSERT_NO_FATAL_FAILURE(Build({{Iri("http://s"), Iri("http://p"), Iri("http://o")}}));
  const std::string whole = ReadFile();
  for (const SnapshotAccess access : kAccesses) {
    std::filesystem::remove(file_);
    EXPECT_THAT(open(access), StatusIs(absl::StatusCode::kNotFound));
    for (const std::string& foreign :
         {std::string(), std::string("x"), std::string(4096, '\0'), whole.substr(1)}) {
      WriteFile(foreign);
      EXPECT_THAT(open(access), StatusIs(absl::StatusCode::kFailedPrecondition,
                                         testing::HasSubstr("is no Entente database")));
    }
    std::string newer = whole;
    newer[8] = newer[12] = 7;
    newer[10] = 3;
    WriteFile(newer);
    EXPECT_THAT(open(access),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         testing::AllOf(testing::HasSubstr("7.3"), testing::HasSubstr("1.0"))));
    WriteFile(whole + "12345678");
    EXPECT_THAT(open(access), StatusIs(absl::StatusCode::kDataLoss));
    WriteFile(whole);
    EXPECT_OK(open(access));
  }
  std::filesystem::remove(file_);
  std::filesystem::create_directory(file_);
  EXPECT_THAT(open(SnapshotAccess::kRead), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace entente

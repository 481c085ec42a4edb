// Whatever a snapshot file holds: no signal, no hang, no memory without bound, and no wrong answer
// of which `verify` does not tell.
#include <sys/resource.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/checker.h"
#include "storage/dumping/canonical_lines.h"
#include "storage/loading/blank_label.h"
#include "storage/loading/bulk_loader.h"
#include "storage/snapshot/snapshot_builder.h"
#include "storage/snapshot/snapshot_checker.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/store.h"
#include "storage/transaction.h"
#include "tests/crash/hostile_snapshots.h"
#include "tests/support/quad_sets.h"
#include "tests/support/seed.h"
#include "tests/support/snapshot_forge.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

constexpr uint64_t kCacheBytes = uint64_t{4} << 20;
constexpr SnapshotAccess kAccesses[] = {SnapshotAccess::kMapped, SnapshotAccess::kRead};

// What was asked, and what came: a number that stands for the answer, or none for an error.
using Answers = std::map<std::string, std::optional<uint64_t>>;

uint64_t HashOf(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::optional<uint64_t> HashOfRows(const ReadView& view, TripleOrder order,
                                   std::span<const TermId> prefix) {
  const std::unique_ptr<RowCursor> rows = view.Scan(order, prefix);
  uint64_t hash = 0;
  std::optional<IdQuad> before;
  for (RowBatch batch; rows->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad ids = batch.Row(row);
      // What operators rely on, whatever the file holds.
      EXPECT_TRUE(!before || *before < ids) << "rows of a scan do not ascend";
      before = ids;
      hash = XXH3_64bits_withSeed(ids.data(), sizeof(ids), hash);
    }
  }
  if (!rows->status().ok()) return std::nullopt;
  return hash;
}

class HostileSnapshotTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(Build(220, file_));
    ASSERT_OK_AND_ASSIGN(const auto view,
                         SnapshotView::Open(file_, SnapshotAccess::kRead, 1 << 20));
    size_t quad_number = 0;
    for (const Quad& quad : ReadQuads(*view)) {
      ++quad_number;
      for (const Term& term : {quad.subject, quad.predicate, quad.object, quad.graph}) {
        if (quad_number % 16 == 0) terms_.insert(term);
      }
    }
    truth_ = Ask(*view);
    for (const auto& [question, answer] : truth_) ASSERT_TRUE(answer.has_value()) << question;
  }

  // A snapshot with a few of everything.
  static void Build(size_t quad_count, const std::filesystem::path& file) {
    ASSERT_OK_AND_ASSIGN(const auto store, Store::OpenInMemory({}));
    ASSERT_OK_AND_ASSIGN(auto transaction, store->Begin());
    const auto insert = [&transaction](const Quad& quad) {
      ASSERT_OK(transaction->Insert(QuadViewHolder(quad).view()));
    };
    RandomQuads random(TestSeed(), 50);
    for (size_t count = 0; count < quad_count; ++count) insert(random.Next());
    for (const char fill : {'a', 'b', 'c'}) {
      const std::string text(1500, fill);
      insert({Iri("http://long.example/" + text), Iri("http://p"), Term(text)});
      insert({BlankNode(text), Iri("http://p"),
              Literal{.lexical = "\"\n" + text,
                      .datatype = std::string(rdf::kLangString),
                      .language = "en"}});
      insert({Iri(StrCat("http://a.example/", std::string_view(&fill, 1))),
              Iri(std::string(rdf::kType)), Iri(std::string(ent::kActor))});
    }
    ASSERT_OK(transaction->Commit());
    transaction = nullptr;
    const std::shared_ptr<const ReadView> view = store->View();
    ASSERT_OK(BuildSnapshot(
        *view, file,
        {.metadata = {.description = "what is attacked",
                      .licence = "CC0-1.0",
                      .sources = {"http://source.example/"},
                      .prefixes = {{"ex", "http://example.org/"}}},
         .limits = {.chunk_bytes = 2048, .chunk_unit_count = 5, .directory_extent_count = 3}}));
  }

  Answers Ask(const ReadView& view) const {
    Answers answers;
    for (size_t index = 0; index < kOrderCount; ++index) {
      const auto order = static_cast<TripleOrder>(index);
      const std::string name(OrderName(order));
      answers["rows of " + name] = HashOfRows(view, order, {});
      if (const auto count = view.Count(order, {}); count.ok()) {
        answers["count of " + name] = *count;
      } else {
        answers["count of " + name] = std::nullopt;
      }
    }
    for (const Term& term : terms_) {
      InnerTriples inner;
      const auto id = view.Find(ViewOf(term, &inner));
      std::optional<uint64_t>& found = answers["id of " + term.ToString()];
      if (!id.ok()) continue;
      found = id->has_value() ? (*id)->bits() : ~uint64_t{0};
      if (!id->has_value() || (*id)->is_none()) continue;
      for (const TripleOrder order :
           {TripleOrder::kSpog, TripleOrder::kOpsg, TripleOrder::kTermOspt}) {
        const std::string name = StrCat(OrderName(order), " of ", term.ToString());
        const TermId prefix[] = {**id};
        answers["rows of " + name] = HashOfRows(view, order, prefix);
        const auto count = view.Count(order, prefix);
        std::optional<uint64_t>& counted = answers["count of " + name];
        if (count.ok()) counted = *count;
        const auto in_range = view.CountRange(order, prefix, TermId(), TermId(~uint64_t{0}));
        EXPECT_EQ(in_range.ok(), count.ok());
        if (in_range.ok() && count.ok()) {
          EXPECT_EQ(*in_range, *count);
        }
      }
      // What is found is the term.
      const TermId ids[] = {**id};
      const auto terms = view.Decode(ids);
      if (terms.ok()) {
        EXPECT_EQ(terms->front(), term);
      }
    }
    std::optional<uint64_t>& lines = answers["lines"];
    if (const auto hash = ComputeLogicalHash(view, {}); hash.ok()) lines = HashOf(*hash);
    std::optional<uint64_t>& statistics = answers["statistics"];
    if (const auto all = view.Statistics(); all.ok()) {
      uint64_t sum = 0;
      for (const PredicateStatistics& entry : *all) {
        sum = sum * 31 + entry.predicate.bits() + entry.quad_count +
              7 * entry.distinct_subject_count + 11 * entry.distinct_object_count;
      }
      statistics = sum;
    }
    return answers;
  }

  enum class Outcome { kRefused, kDamaged, kTrue };

  // Opens, verifies and asks in both ways, and holds the answers against the truth: what verify
  // finds intact must be the truth.
  Outcome Try(const std::filesystem::path& file) const {
    std::array<std::shared_ptr<const SnapshotView>, 2> views;
    for (size_t index = 0; index < views.size(); ++index) {
      auto view = SnapshotView::Open(file, kAccesses[index], kCacheBytes);
      if (view.ok()) {
        views[index] = *std::move(view);
        continue;
      }
      EXPECT_TRUE(view.status().code() == absl::StatusCode::kDataLoss ||
                  view.status().code() == absl::StatusCode::kFailedPrecondition)
          << view.status();
    }
    EXPECT_EQ(views[0] == nullptr, views[1] == nullptr);
    if (views[0] == nullptr || views[1] == nullptr) return Outcome::kRefused;
    const Answers answers = Ask(*views[0]);
    EXPECT_EQ(answers, Ask(*views[1]));
    const auto report = CheckSnapshot(*views[answers.size() % 2]);
    EXPECT_OK(report);
    const bool is_intact = report.ok() && report->damages.empty();
    for (const auto& [question, answer] : answers) {
      const auto truth = truth_.find(question);
      if (truth != truth_.end() && truth->second == answer) continue;
      EXPECT_FALSE(is_intact) << question
                              << (answer.has_value() ? " has another answer" : " is an error")
                              << " in what is intact";
    }
    return is_intact ? Outcome::kTrue : Outcome::kDamaged;
  }

  static std::vector<std::string> LinesOf(const ReadView& view) {
    std::vector<std::string> all;
    auto lines = OpenCanonicalLines(view, {});
    EXPECT_OK(lines);
    if (!lines.ok()) return all;
    for (std::string_view line; (*lines)->Next(&line);) all.emplace_back(line);
    EXPECT_OK((*lines)->status());
    return all;
  }

  // Sorted lines, their blank nodes by what follows the prefix of the label.
  static std::vector<std::string> WithoutPrefixes(std::vector<std::string> lines) {
    for (std::string& line : lines) {
      for (size_t at = 0; (at = line.find("_:eb", at)) != std::string::npos; ++at) {
        const size_t size = BlankLabelPrefix(std::string(kContentHashCharacters, '0')).size();
        if (IsGlobalBlankLabel(line.substr(at + 2, size + 1))) line.erase(at + 2, size);
      }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  // What loading a file accepts is a whole database: what the file says, whose dump can be loaded.
  // What it refuses leaves nothing. Returns whether it was accepted.
  bool LoadOrRefuse(const std::filesystem::path& file) {
    SCOPED_TRACE("loaded");
    if (store_ == nullptr) {
      auto store = Store::OpenInMemory({});
      EXPECT_OK(store);
      store_ = *std::move(store);
    }
    const auto report = BulkLoad(*store_, {&file, 1}, {});
    if (!report.ok()) {
      EXPECT_THAT(report, StatusIs(absl::StatusCode::kDataLoss));
      EXPECT_THAT(store_->View()->Count(TripleOrder::kSpog, {}), IsOkAndHolds(0u));
      return false;
    }
    const std::unique_ptr<Store> store = std::move(store_);
    const std::vector<std::string> lines = LinesOf(*store->View());
    // What damage elsewhere in the file leaves as it was need not be looked at each time.
    std::string all;
    for (const std::string& line : WithoutPrefixes(lines)) all += line;
    const auto terms = HashOfRows(*store->View(), TripleOrder::kTermTspo, {});
    if (!loaded_.emplace(HashOf(all), terms).second) return true;
    const auto check = CheckStore(*store);
    EXPECT_OK(check);
    if (check.ok()) {
      EXPECT_THAT(check->damages, testing::IsEmpty());
    }
    const auto view = SnapshotView::Open(file, SnapshotAccess::kRead, kCacheBytes);
    EXPECT_OK(view);
    if (!view.ok()) return true;
    EXPECT_EQ(WithoutPrefixes(lines), WithoutPrefixes(LinesOf(**view)));
    const std::filesystem::path dump = dir_ / "dump.nq";
    std::ofstream text(dump, std::ios::binary);
    for (const std::string& line : lines) text << line << '\n';
    text.close();
    const auto again = Store::OpenInMemory({});
    EXPECT_OK(again);
    EXPECT_OK(BulkLoad(**again, {&dump, 1}, {}));
    EXPECT_EQ(LinesOf(*(*again)->View()), lines);
    return true;
  }

  // The same through the façade, as programs do: queries, each to its end or an error, and loading.
  static void Use(const std::filesystem::path& file, bool maps) {
    const auto database = Database::Open(file, {.cache_bytes = kCacheBytes, .map_snapshots = maps});
    if (!database.ok()) return;
    const View view = database->Read();
    const QueryOptions options = {.timeout = std::chrono::seconds(20),
                                  .memory_budget_bytes = uint64_t{64} << 20,
                                  .row_count_max = 100'000};
    for (const std::string_view query :
         {"SELECT (count(*) AS ?n) { ?s ?p ?o }",
          "SELECT * { ?s ?p ?o . ?o ?q ?t . OPTIONAL { ?t ?r ?u } } ORDER BY ?t DESC(?o) LIMIT 50",
          "SELECT ?p (sum(?o) AS ?all) (max(?o) AS ?most) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p",
          "SELECT DISTINCT ?s { ?s (<http://example.org/property/1>|a)+ ?o FILTER(?o > 3) }",
          "SELECT * { ?s ?p <<( ?a ?b ?c )>> . FILTER(strlen(str(?c)) > 2) }"}) {
      auto rows = view.Query(query, options);
      if (!rows.ok()) continue;
      while (rows->Next()) {
      }
      EXPECT_NE(rows->status().code(), absl::StatusCode::kDeadlineExceeded) << query;
    }
    (void)view.Construct("DESCRIBE ?s { ?s ?p ?o }", options).ok();
    (void)view.FindByLabel("x", options).ok();
    (void)view.FindContradictions({}, options).ok();
    (void)database->ComputeStatistics().ok();
    auto empty = Database::OpenInMemory();
    ASSERT_OK(empty);
    (void)empty->Load(file, {.format = "nq"}).ok();
  }

  TempDir dir_;
  const std::filesystem::path file_ = dir_ / "whole.ents";
  const std::filesystem::path hostile_ = dir_ / "hostile.ents";
  std::set<Term> terms_;
  Answers truth_;
  std::set<std::pair<uint64_t, std::optional<uint64_t>>> loaded_;  // Hashes of what was.
  std::unique_ptr<Store> store_;  // Empty; null until it is needed.
};

TEST_F(HostileSnapshotTest, NoForgedFileHarmsOrLiesUnseen) {
  constexpr size_t kUsedEvery = 40;
  constexpr size_t kLoadedEvery = 5;
  std::map<Outcome, size_t> outcomes;
  std::map<bool, size_t> loaded;
  size_t count = 0;
  MakeHostileSnapshots(
      file_, dir_ / "scratch.ents", TestSeed(),
      [&](const std::string& name, std::string_view bytes) {
        SCOPED_TRACE(name);
        WriteBytes(hostile_, bytes);
        const Outcome outcome = Try(hostile_);
        ++outcomes[outcome];
        if (++count % kUsedEvery == 0) Use(hostile_, count % 80 == 0);
        // Where all orders agree, loading has to look at what they hold.
        const bool agree = name.starts_with("all orders") || name.starts_with("triple terms");
        if (outcome == Outcome::kRefused || !(agree || count % kLoadedEvery == 0)) return;
        const bool is_loaded = LoadOrRefuse(hostile_);
        ++loaded[is_loaded];
        EXPECT_TRUE(is_loaded || outcome == Outcome::kDamaged) << "intact, and not loaded";
      });
  // The maker makes what it should: most of it is only seen inside, and what changes nothing (bits
  // that no field has, texts) is little.
  EXPECT_GE(outcomes[Outcome::kRefused] + outcomes[Outcome::kDamaged], 2000u);
  EXPECT_GE(outcomes[Outcome::kDamaged], 800u);
  EXPECT_LE(outcomes[Outcome::kTrue], count / 5);
  EXPECT_GE(loaded[true], 100u);
  EXPECT_GE(loaded[false], 100u);
  rusage usage;
  ASSERT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
  constexpr int64_t kMebibyte = 1024;  // ru_maxrss is in KiB.
  EXPECT_LT(usage.ru_maxrss, 1024 * kMebibyte);
}

TEST_F(HostileSnapshotTest, TreesMayBeAsDeepAsTheFormatSaysAndNoDeeper) {
  for (const SnapshotAccess access : kAccesses) {
    WriteBytes(hostile_, MakeDeepSnapshot(file_, dir_ / "scratch.ents", /*too_deep=*/false));
    ASSERT_OK_AND_ASSIGN(const auto view, SnapshotView::Open(hostile_, access, kCacheBytes));
    EXPECT_EQ(Ask(*view), truth_);
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckSnapshot(*view));
    EXPECT_THAT(report.damages, testing::IsEmpty());
    WriteBytes(hostile_, MakeDeepSnapshot(file_, dir_ / "scratch.ents", /*too_deep=*/true));
    EXPECT_THAT(SnapshotView::Open(hostile_, access, kCacheBytes),
                StatusIs(absl::StatusCode::kDataLoss));
  }
}

// One bit flipped: an error, or the answer that was right before. Nothing is verified first.
// Usually that is done to some 1500 bits, evenly apart, from one on that the seed says;
// ENTENTE_ROUNDS=n does it to n, and ENTENTE_ROUNDS=0 to every bit of every byte, which takes long.
TEST_F(HostileSnapshotTest, AFlippedBitIsSeenOrHarmless) {
  std::string bytes = ReadBytes(file_);
  const uint64_t rounds = TestRounds(1500);
  const size_t bit_count = bytes.size() * 8;
  const size_t stride = rounds == 0 ? 1 : std::max<size_t>(1, bit_count / rounds) | 1;
  size_t seen = 0;
  for (size_t bit = TestSeed() % stride; bit < bit_count; bit += stride) {
    SCOPED_TRACE(bit);
    std::fstream file(hostile_, std::ios::binary | std::ios::in | std::ios::out);
    if (!file) {
      WriteBytes(hostile_, bytes);
      file.open(hostile_, std::ios::binary | std::ios::in | std::ios::out);
    }
    const auto put = [&](char value) {
      file.seekp(static_cast<std::streamoff>(bit / 8));
      file.put(value);
      file.flush();
    };
    put(static_cast<char>(bytes[bit / 8] ^ 1 << (bit % 8)));
    const auto view = SnapshotView::Open(hostile_, kAccesses[bit / stride % 2], kCacheBytes);
    bool is_seen = !view.ok();
    if (view.ok()) {
      for (const auto& [question, answer] : Ask(**view)) {
        is_seen = is_seen || !answer.has_value();
        const auto truth = truth_.find(question);
        if (answer.has_value() && truth != truth_.end()) {
          EXPECT_EQ(*answer, truth->second) << question;
        }
      }
      if (!is_seen) {
        const auto report = CheckSnapshot(**view);
        is_seen = report.ok() && !report->damages.empty();
      }
    }
    EXPECT_TRUE(is_seen);
    seen += is_seen ? 1 : 0;
    put(bytes[bit / 8]);
  }
  EXPECT_GT(seen, 0u);
}

// Files that others write to while they are read: an error, and never a crash.
TEST_F(HostileSnapshotTest, AFileMayShrinkAndGrowWhileItIsRead) {
  const std::string bytes = ReadBytes(file_);
  for (size_t size = 0; size < bytes.size(); size += bytes.size() / 23) {
    SCOPED_TRACE(size);
    WriteBytes(hostile_, bytes);
    ASSERT_OK_AND_ASSIGN(const auto view,
                         SnapshotView::Open(hostile_, SnapshotAccess::kRead, kCacheBytes));
    std::filesystem::resize_file(hostile_, size);
    const Answers answers = Ask(*view);
    // The header is not read again.
    if (size < bytes.size() / 2) {
      EXPECT_FALSE(answers.at("lines").has_value());
    }
    for (const auto& [question, answer] : answers) {
      const auto truth = truth_.find(question);
      if (answer.has_value() && truth != truth_.end()) {
        EXPECT_EQ(*answer, truth->second) << question;
      }
    }
    WriteBytes(hostile_, bytes + std::string(5000, 'x'));
    EXPECT_EQ(Ask(*view), truth_);
    WriteBytes(hostile_, std::string(bytes.size(), 'x'));
    for (const auto& [question, answer] : Ask(*view)) {
      if (answer.has_value()) {
        EXPECT_EQ(*answer, truth_.at(question)) << question;
      }
    }
  }
}

}  // namespace
}  // namespace entente

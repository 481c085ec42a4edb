// A child commits numbered batches and is killed anywhere: while it opens, commits, folds or loads
// in bulk. Whatever it had acknowledged must be there, whole, and at most the batch in flight more.
//
//   ENTENTE_ROUNDS=5000 ENTENTE_SEED=7 build/tests/kill_test
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"
#include "storage/checker.h"
#include "storage/dumping/dump.h"
#include "storage/loading/bulk_loader.h"
#include "storage/store.h"
#include "tests/crash/numbered_batches.h"
#include "tests/support/process.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

class LineCollector : public QuadSink {
 public:
  absl::Status Accept(const QuadView& quad) override {
    std::string line;
    AppendNQuadsLine(quad, &line);
    if (!lines.insert(std::move(line)).second) return absl::InternalError("a quad came twice");
    return absl::OkStatus();
  }
  std::set<std::string> lines;
};

absl::StatusOr<std::set<std::string>> LinesOf(const ReadView& view) {
  LineCollector collector;
  RETURN_IF_ERROR(StreamQuads(view, TripleOrder::kSpog, nullptr, &collector).status());
  return std::move(collector.lines);
}

// The quads that an order holds, sorted as (s, p, o, g).
absl::StatusOr<std::vector<IdQuad>> QuadsOf(const ReadView& view, TripleOrder order) {
  std::vector<IdQuad> quads;
  const std::unique_ptr<RowCursor> cursor = view.Scan(order, {});
  for (RowBatch batch; cursor->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      quads.push_back(FromOrder(order, batch.Row(row)));
    }
  }
  RETURN_IF_ERROR(cursor->status());
  std::sort(quads.begin(), quads.end());
  return quads;
}

// Small, so that many commits fold.
StoreOptions OptionsOf(uint64_t fold_row_count_min) {
  return {.cache_bytes = uint64_t{4} << 20,
          .fold_row_count_min = fold_row_count_min,
          .fold_share = 0.05};
}

// --- The child

absl::Status CommitBatch(Store& store, const Batch& batch) {
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreTransaction> transaction, store.Begin());
  for (const Quad& quad : batch.insertions) {
    InnerTriples inner;
    RETURN_IF_ERROR(transaction->Insert(ViewOf(quad, &inner)).status());
  }
  for (const Quad& quad : batch.removals) {
    InnerTriples inner;
    RETURN_IF_ERROR(transaction->Remove(ViewOf(quad, &inner)).status());
  }
  return transaction->Commit();
}

absl::Status LoadBatch(Store& store, const Batch& batch, const std::filesystem::path& file) {
  {
    std::ofstream out(file);
    for (const Quad& quad : batch.insertions) out << ToLine(quad);
  }
  BulkLoadOptions options{.memory_budget_bytes = uint64_t{16} << 20, .thread_count = 2};
  return BulkLoad(store, std::span(&file, 1), options).status();
}

absl::Status WriteBatches(const std::filesystem::path& directory, uint64_t seed,
                          uint64_t fold_row_count_min) {
  ASSIGN_OR_RETURN(const auto store, Store::Open(directory, OptionsOf(fold_row_count_min)));
  ASSIGN_OR_RETURN(const auto lines, LinesOf(*store->View()));
  for (uint64_t number = CountBatches(lines) + 1;; ++number) {
    const Batch batch = MakeBatch(seed, number);
    RETURN_IF_ERROR(batch.is_bulk_load ? LoadBatch(*store, batch, directory.string() + ".load.nq")
                                       : CommitBatch(*store, batch));
    std::printf("%llu\n", static_cast<unsigned long long>(number));
    std::fflush(stdout);
  }
}

// --- The parent

struct Totals {
  uint64_t batch_count = 0;
  uint64_t in_flight_count = 0;   // Batches found that were not acknowledged.
  uint64_t early_kill_count = 0;  // Cycles in which nothing was acknowledged.
};

// A database through a number of cycles of writing, killing and checking.
class Victim {
 public:
  Victim(uint64_t seed, uint64_t fold_row_count_min)
      : seed_(seed), fold_row_count_min_(fold_row_count_min), expected_(seed) {}

  void Cycle(std::mt19937_64& random, Totals* totals) {
    // Often in the middle of work, sometimes while the database is made or opened.
    const uint64_t wait_for = random() % 4 == 0 ? 0 : 1 + random() % 8;
    const auto then_sleep = std::chrono::microseconds(random() % (wait_for == 0 ? 60'000 : 8'000));
    const uint64_t acknowledged = Write(wait_for, then_sleep);
    if (acknowledged == 0) ++totals->early_kill_count;
    Check(std::max(acknowledged, expected_.batch_count()), /*read_only=*/random() % 2 == 0, totals);
  }

 private:
  // Kills a writer some time after a number of acknowledgements. Returns the last batch that was
  // acknowledged; 0 if none was.
  uint64_t Write(uint64_t wait_for, std::chrono::microseconds then_sleep) {
    Process writer({OwnProgram(), "--writer", directory_.string(), std::to_string(seed_),
                    std::to_string(fold_row_count_min_)});
    uint64_t acknowledged = 0;
    for (uint64_t i = 0; i < wait_for; ++i) acknowledged = NumberIn(writer.ReadLine());
    std::this_thread::sleep_for(then_sleep);
    writer.Kill(SIGKILL);
    const ProcessResult result = writer.Wait();
    EXPECT_EQ(result.signal, SIGKILL) << "the writer gave up by itself, see its message above";
    std::istringstream lines(result.out);
    for (std::string line; std::getline(lines, line) && !lines.eof();)
      acknowledged = NumberIn(line);
    return acknowledged;
  }

  static uint64_t NumberIn(const std::string& line) {
    return std::strtoull(line.c_str(), nullptr, 10);
  }

  void Check(uint64_t acknowledged, bool read_only, Totals* totals) {
    StoreOptions options = OptionsOf(fold_row_count_min_);
    options.read_only = read_only;
    options.create_if_missing = false;
    auto opened = Store::Open(directory_, options);
    if (!opened.ok() && opened.status().code() == absl::StatusCode::kNotFound &&
        acknowledged == 0) {
      return;  // Killed before the database was made.
    }
    ASSERT_OK_AND_ASSIGN(const auto store, std::move(opened));
    const auto view = store->View();
    ASSERT_OK_AND_ASSIGN(const auto lines, LinesOf(*view));
    const uint64_t batch_count = CountBatches(lines);
    ASSERT_THAT(batch_count, testing::AnyOf(acknowledged, acknowledged + 1));
    totals->batch_count += batch_count - expected_.batch_count();
    totals->in_flight_count += batch_count - acknowledged;
    expected_.AdvanceTo(batch_count);
    ExpectSame(lines, expected_.lines());
    ASSERT_OK_AND_ASSIGN(const auto quads, QuadsOf(*view, TripleOrder::kSpog));
    for (const TripleOrder order : kQuadOrders) {
      ASSERT_OK_AND_ASSIGN(const auto others, QuadsOf(*view, order));
      ASSERT_TRUE(others == quads) << "order " << OrderName(order) << " holds other quads";
    }
    ASSERT_OK_AND_ASSIGN(const CheckReport report, CheckStore(*store));
    ASSERT_THAT(report.damages, testing::IsEmpty());
  }

  static void ExpectSame(const std::set<std::string>& found,
                         const std::set<std::string>& expected) {
    std::vector<std::string> lost;
    std::set_difference(expected.begin(), expected.end(), found.begin(), found.end(),
                        std::back_inserter(lost));
    std::vector<std::string> invented;
    std::set_difference(found.begin(), found.end(), expected.begin(), expected.end(),
                        std::back_inserter(invented));
    EXPECT_THAT(lost, testing::IsEmpty());
    EXPECT_THAT(invented, testing::IsEmpty());
  }

  const uint64_t seed_;
  const uint64_t fold_row_count_min_;
  TempDir parent_directory_;
  const std::filesystem::path directory_ = parent_directory_ / "db";
  ExpectedState expected_;
};

TEST(KillTest, EveryAcknowledgedBatchIsWholeAndAtMostOneIsMore) {
  const uint64_t seed = TestSeed();
  const uint64_t cycle_count = TestRounds(100);
  constexpr uint64_t kCyclesForEachDatabase = 20;
  std::cout << "ENTENTE_SEED=" << seed << " ENTENTE_ROUNDS=" << cycle_count << std::endl;
  std::mt19937_64 random(seed);
  Totals totals;
  std::optional<Victim> victim;
  for (uint64_t cycle = 0; cycle < cycle_count; ++cycle) {
    if (cycle % kCyclesForEachDatabase == 0) victim.emplace(random(), 50 + random() % 2000);
    SCOPED_TRACE("cycle " + std::to_string(cycle) + " of seed " + std::to_string(seed));
    victim->Cycle(random, &totals);
    if (testing::Test::HasFailure()) return;
  }
  std::cout << cycle_count << " kills, " << totals.batch_count << " batches committed, "
            << totals.in_flight_count << " of them in flight, " << totals.early_kill_count
            << " kills before the first acknowledgement" << std::endl;
  EXPECT_GT(totals.batch_count, cycle_count / 4)
      << "the writer is killed too early to tell anything";
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  if (argc == 5 && std::string_view(argv[1]) == "--writer") {
    const absl::Status status = entente::WriteBatches(argv[2], std::strtoull(argv[3], nullptr, 10),
                                                      std::strtoull(argv[4], nullptr, 10));
    std::cerr << "writer: " << status << std::endl;
    return 1;
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

// One database and many threads at once: commits, folding, loads, queries, views, contradictions,
// dumps, snapshots, cancelling. Each state that a reader sees must be one that was committed whole.
// The program is made to be run under ThreadSanitizer too (preset "thread").
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

using std::chrono::milliseconds;

// The first thing that went wrong in any thread.
class Outcome {
 public:
  void Report(const absl::Status& status) {
    if (status.ok()) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    first_.Update(status);
    failed_ = true;
  }
  bool failed() const { return failed_; }
  const absl::Status& first() const { return first_; }

 private:
  std::mutex mutex_;
  absl::Status first_;
  std::atomic<bool> failed_ = false;
};

// The single number that a SELECT of one row and column gives.
absl::StatusOr<std::string> One(const Reader& reader, std::string_view select,
                                const QueryOptions& options = {}) {
  absl::StatusOr<Rows> rows = reader.Query(select, options);
  if (!rows.ok()) return rows.status();
  std::string value;
  while (rows->Next()) value = rows->row()[size_t{0}].literal().lexical;
  if (!rows->status().ok()) return rows->status();
  return value;
}

absl::Status Expect(std::string_view what, const absl::StatusOr<std::string>& actual,
                    std::string_view expected) {
  if (!actual.ok()) return actual.status();
  if (*actual == expected) return absl::OkStatus();
  return absl::InternalError(std::string(what).append(": ").append(*actual));
}

// Each commit moves a seat and replaces the one claim about it, so that every state has a hundred
// seats, one claim for and one against a member, and one contradiction.
absl::Status Write(Database& database, int round) {
  absl::StatusOr<Transaction> transaction = database.Begin();
  if (!transaction.ok()) return transaction.status();
  const absl::StatusOr<UpdateReport> moved = transaction->Update(
      "DELETE { <urn:left> <urn:seats> ?l . <urn:right> <urn:seats> ?r } "
      "INSERT { <urn:left> <urn:seats> ?more . <urn:right> <urn:seats> ?less } "
      "WHERE { <urn:left> <urn:seats> ?l . <urn:right> <urn:seats> ?r "
      "        BIND(?l + 1 AS ?more) BIND(?r - 1 AS ?less) }");
  if (!moved.ok()) return moved.status();
  const Triple proposition{.subject = Iri("urn:quad"),
                           .predicate = Iri(std::string(ent::kMember)),
                           .object = Iri(std::string("urn:state").append(std::to_string(round)))};
  for (const bool is_for : {true, false}) {
    const Claim claim{.iri = is_for ? "urn:for" : "urn:against",
                      .proposition = proposition,
                      .claimant = is_for ? "urn:ann" : "urn:bob",
                      .stance = is_for ? Stance::kAsserts : Stance::kDenies,
                      .source = "urn:paper"};
    const absl::Status put = transaction->Put(claim);
    if (!put.ok()) return put;
  }
  return transaction->Commit();
}

absl::Status Read(const Database& database) {
  const View view = database.Read();
  constexpr std::string_view kSeats = "SELECT (SUM(?n) AS ?all) { ?party <urn:seats> ?n }";
  constexpr std::string_view kMembers = "SELECT (COUNT(?m) AS ?n) { <urn:quad> ent:member ?m }";
  absl::Status status = Expect("seats", One(view, kSeats), "100");
  status.Update(Expect("members of all", One(view, kMembers), "0"));
  status.Update(Expect(
      "members by claims",
      One(view, kMembers, {.view = EvidenceView{.policy = EvidenceView::Policy::kSupported}}),
      "1"));
  status.Update(Expect("members uncontested", One(view, kMembers, {.view = EvidenceView{}}), "0"));
  const absl::StatusOr<std::vector<Contradiction>> contradictions = view.FindContradictions();
  if (!contradictions.ok()) return contradictions.status();
  if (contradictions->size() != 1) return absl::InternalError("not one contradiction");
  const absl::StatusOr<std::vector<Claim>> claims = view.FindClaims({.claimant = "urn:ann"});
  if (!claims.ok()) return claims.status();
  if (claims->size() != 1) return absl::InternalError("not one claim of hers");
  status.Update(Expect("seats once more", One(view, kSeats), "100"));
  return status;
}

std::string DumpOf(const View& view, absl::Status* status) {
  std::string text;
  status->Update(view.Dump([&text](std::string_view bytes) {
                       text.append(bytes);
                       return absl::OkStatus();
                     })
                     .status());
  return text;
}

TEST(StressTest, EveryThreadSeesWholeStates) {
  const TempDir directory;
  const int round_count = static_cast<int>(TestRounds(60));
  absl::StatusOr<Database> opened = Database::Open(directory / "db");
  ASSERT_THAT(opened, IsOk());
  Database& database = *opened;
  ASSERT_THAT(
      database.Update("INSERT DATA { <urn:left> <urn:seats> 10 . <urn:right> <urn:seats> 90 }"),
      IsOk());
  ASSERT_THAT(Write(database, 0), IsOk());
  {
    std::ofstream file(directory / "more.nt");
    for (int i = 0; i < 5'000; ++i) file << "<urn:s" << i << "> <urn:p> <urn:o" << i % 7 << "> .\n";
  }

  Outcome outcome;
  std::atomic<bool> done = false;
  std::vector<std::thread> threads;
  const auto repeat = [&](const std::function<absl::Status()>& step) {
    threads.emplace_back([&outcome, &done, step] {
      while (!done && !outcome.failed()) outcome.Report(step());
    });
  };
  for (int i = 0; i < 3; ++i) repeat([&] { return Read(database); });
  repeat([&] {
    const View view = database.Read();
    absl::Status status;
    if (DumpOf(view, &status) != DumpOf(view, &status)) {
      status.Update(absl::InternalError("a view has changed"));
    }
    return status;
  });
  repeat([&] { return database.ComputeStatistics().status(); });
  repeat([&]() -> absl::Status {
    const absl::StatusOr<SnapshotInfo> info = database.Read().WriteSnapshot(directory / "s.ents");
    if (!info.ok()) return info.status();
    const absl::StatusOr<Database> snapshot = Database::Open(directory / "s.ents");
    return snapshot.ok() ? Read(*snapshot) : snapshot.status();
  });
  repeat([&] {
    std::atomic<bool> cancelled = false;
    std::thread canceller([&cancelled] {
      std::this_thread::sleep_for(milliseconds(2));
      cancelled = true;
    });
    const absl::StatusOr<std::string> endless =
        One(database.Read(),
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o "
            "FILTER(STR(?a) < STR(?m)) }",
            {.cancelled = &cancelled});
    canceller.join();
    return absl::IsCancelled(endless.status()) ? absl::OkStatus() : endless.status();
  });

  for (int round = 1; round <= round_count && !outcome.failed(); ++round) {
    outcome.Report(Write(database, round));
    if (round % 20 == 7) outcome.Report(database.Load(directory / "more.nt").status());
    if (round % 20 == 13) outcome.Report(database.Compact());
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  ASSERT_THAT(outcome.first(), IsOk());

  EXPECT_THAT(Read(database), IsOk());
  const absl::StatusOr<VerifyReport> report = database.Verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->damages, ::testing::IsEmpty());
}

}  // namespace
}  // namespace entente

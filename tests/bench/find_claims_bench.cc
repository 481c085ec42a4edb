// How long it takes to find claims: by what they are about, who says them, where, by their
// proposition, and by what they answer; typed and in SPARQL.
//
//   generate_claims 1000000 > claims.ttl && entente load claims.db claims.ttl
//   find_claims_bench claims.db [ROUNDS]
//
// Puts twenty claims that answer claim 0 into the database, if they are not there. Each question is
// asked ROUNDS times (200 unless told) of different values, in turn, once to warm up and once
// measured. A line for each: median and 95th percentile in microseconds, and the mean of the rows.
// At the end the bytes on disk for each claim with all that is said of it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;

std::string Named(std::string_view kind, uint64_t number) {
  return "http://claims.example/" + std::string(kind) + std::to_string(number);
}

[[noreturn]] void Die(const absl::Status& status) {
  std::cerr << status.ToString() << "\n";
  std::exit(1);
}

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (!result.ok()) Die(result.status());
  return *std::move(result);
}

// Returns how many rows the question has with this value.
using Question = std::function<uint64_t(const View& view, uint64_t number)>;

void Measure(const View& view, const char* name, const std::vector<uint64_t>& numbers,
             const Question& ask) {
  for (const uint64_t number : numbers) ask(view, number);
  std::vector<double> times;
  uint64_t row_count = 0;
  for (const uint64_t number : numbers) {
    const auto begin = Clock::now();
    row_count += ask(view, number);
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%-44s %8.1f us %8.1f us %7.1f rows\n", name, times[times.size() / 2],
              times[times.size() * 95 / 100],
              static_cast<double>(row_count) / static_cast<double>(times.size()));
}

Question Typed(const std::function<ClaimFilter(uint64_t number)>& filter) {
  return [filter](const View& view, uint64_t number) {
    return OrDie(view.FindClaims(filter(number))).size();
  };
}

// `text` has ?x for the IRI of `kind`.
Question Sparql(std::string_view kind, std::string_view text) {
  auto prepared = std::make_shared<Prepared>(OrDie(Prepared::Parse(text)));
  return [prepared, kind](const View& view, uint64_t number) {
    Rows rows = OrDie(view.Query(*prepared, {.params = {{"x", Iri(Named(kind, number))}}}));
    uint64_t count = 0;
    for (const Row& row : rows) count += row.size() > 0 ? 1 : 0;
    if (!rows.status().ok()) Die(rows.status());
    return count;
  };
}

void PutAnswers(Database* database) {
  Transaction transaction = OrDie(database->Begin());
  const Claim answered = OrDie(transaction.GetClaim(Named("claim", 0)));
  for (uint64_t i = 0; i < 20; ++i) {
    Claim answer = answered;
    answer.iri = Named("answer", i);
    answer.stance = Stance::kDenies;
    answer.on_claim = answered.iri;
    if (const absl::Status status = transaction.Put(answer); !status.ok()) Die(status);
  }
  if (const absl::Status status = transaction.Commit(); !status.ok()) Die(status);
}

void Run(const char* directory, uint64_t round_count) {
  Database database = OrDie(Database::Open(directory, {.create_if_missing = false}));
  PutAnswers(&database);
  const View view = database.Read();
  uint64_t claim_count = 0;
  Rows rows = OrDie(view.Query("SELECT (COUNT(*) AS ?n) { ?c a ent:Claim }"));
  for (const Row& row : rows) {
    claim_count = std::strtoull(row["n"].literal().lexical.c_str(), nullptr, 10);
  }
  std::printf("%llu claims; median, 95 of 100, mean rows\n",
              static_cast<unsigned long long>(claim_count));

  std::mt19937_64 random(1);
  const uint64_t name_count = std::max<uint64_t>(claim_count / 20, 1);
  std::vector<uint64_t> numbers;
  for (uint64_t i = 0; i < round_count; ++i) numbers.push_back(random() % name_count);
  const std::vector<uint64_t> zeros(round_count, 0);
  const auto iri = [](std::string_view kind, uint64_t number) { return Iri(Named(kind, number)); };

  Measure(view, "typed: about a grouping", numbers,
          Typed([&](uint64_t n) { return ClaimFilter{.about = iri("grouping", n)}; }));
  Measure(view, "typed: about an actor", numbers,
          Typed([&](uint64_t n) { return ClaimFilter{.about = iri("actor", n)}; }));
  Measure(view, "typed: by a claimant", numbers,
          Typed([](uint64_t n) { return ClaimFilter{.claimant = Named("actor", n)}; }));
  Measure(view, "typed: in a document", numbers,
          Typed([](uint64_t n) { return ClaimFilter{.source = Named("document", n)}; }));
  Measure(view, "typed: on a proposition", numbers, Typed([&](uint64_t n) {
            return ClaimFilter{.proposition =
                                   Triple{iri("grouping", n), Iri(std::string(ent::kGroupingKind)),
                                          Iri(std::string(ent::kIssueCoalition))}};
          }));
  Measure(view, "typed: that answer a claim", zeros,
          Typed([](uint64_t n) { return ClaimFilter{.answers = Named("claim", n)}; }));

  Measure(view, "?c reifies <<( ?x ?p ?o )>>", numbers,
          Sparql("grouping", "SELECT ?c { ?c rdf:reifies <<( ?x ?p ?o )>> }"));
  Measure(view, "?c reifies <<( ?s ?p ?x )>>", numbers,
          Sparql("actor", "SELECT ?c { ?c rdf:reifies <<( ?s ?p ?x )>> }"));
  Measure(view, "<< ?x ?p ?o ~ ?c >>", numbers,
          Sparql("grouping", "SELECT ?c ?p ?o { << ?x ?p ?o ~ ?c >> }"));
  Measure(view, "<< ?s ?p ?x ~ ?c >>", numbers,
          Sparql("actor", "SELECT ?c ?s ?p { << ?s ?p ?x ~ ?c >> }"));
  Measure(view, "<< ?s ?p ?x ~ ?c >> + claimant, source", numbers,
          Sparql("actor",
                 "SELECT ?c ?who ?d { << ?s ?p ?x ~ ?c >> . ?c ent:claimant ?who ; ent:source ?d "
                 "}"));
  Measure(view, "?c claimant ?x + proposition", numbers,
          Sparql("actor", "SELECT ?c ?s ?o { ?c ent:claimant ?x ; rdf:reifies <<( ?s ?p ?o )>> }"));
  Measure(view, "?c source ?x + proposition, stance", numbers,
          Sparql("document",
                 "SELECT ?c ?s ?o { ?c ent:source ?x ; ent:stance ?t ; "
                 "rdf:reifies <<( ?s ?p ?o )>> }"));
  Measure(view, "<< ?x kind IssueCoalition ~ ?c >> + stance", numbers,
          Sparql("grouping",
                 "SELECT ?c ?t { << ?x ent:groupingKind ent:IssueCoalition ~ ?c >> . "
                 "?c ent:stance ?t }"));
  Measure(view, "?c onClaim ?x + stance", zeros,
          Sparql("claim", "SELECT ?c ?t { ?c ent:onClaim ?x ; ent:stance ?t }"));

  const Statistics statistics = OrDie(database.ComputeStatistics());
  std::printf("%.0f bytes on disk and %.1f quads for each claim\n",
              static_cast<double>(statistics.disk_bytes) / static_cast<double>(claim_count),
              static_cast<double>(statistics.quad_count) / static_cast<double>(claim_count));
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: find_claims_bench DIRECTORY [ROUNDS]\n");
    return 2;
  }
  entente::Run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200);
  return 0;
}

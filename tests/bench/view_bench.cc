// How long queries take under an evidence view, and over the same graph materialised.
//
//   view_bench DIRECTORY CLAIM_COUNT [--seconds S]
//
// Makes two databases in DIRECTORY, if they are not there: CLAIM_COUNT claims with the triples that
// are asserted, and the same with the propositions of the view asserted too. Then a line for each
// query: rows, median milliseconds over the materialised graph and under the view, and their ratio;
// and before that, what the first query of a process takes and what the first after a commit does.
// Each query is run once to warm up, and then both ways in turn for about S seconds (1 unless
// told). Exits with 1 if answers differ.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/entente.h"
#include "tests/bench/random.h"

namespace entente {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kPrologue =
    "PREFIX : <http://example.org/>\n"
    "PREFIX ent: <https://w3id.org/entente#>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n";

struct NamedQuery {
  std::string_view name;
  std::string_view text;
};

// Of what is claimed, of what is asserted, and of both.
constexpr NamedQuery kQueries[] = {
    {"members of a grouping", "SELECT ?m { :g17 ent:member ?m }"},
    {"groupings of an actor", "SELECT ?g { ?g ent:member :a42 }"},
    {"one triple", "SELECT * { :a42 :partOf :a10 }"},
    {"all of an actor", "SELECT ?p ?o { :a42 ?p ?o }"},
    {"labels of members", "SELECT ?l { :g17 ent:member ?m . ?m rdfs:label ?l }"},
    {"fellow members", "SELECT DISTINCT ?b { ?g ent:member :a42 , ?b }"},
    {"claims on members",
     "SELECT ?c ?who { :g17 ent:member ?m . ?c rdf:reifies <<( :g17 ent:member ?m )>> ;"
     " ent:claimant ?who }"},
    {"path upwards", "SELECT ?a { :a42 :partOf+ ?a }"},
    {"path downwards", "SELECT ?a { ?a :partOf+ :a10 }"},
    {"all pairs", "SELECT ?g ?m { ?g ent:member ?m }"},
    {"pairs with labels", "SELECT ?l { ?g ent:member ?m . ?m rdfs:label ?l }"},
    {"groupings per actor",
     "SELECT ?m (COUNT(*) AS ?n) { ?g ent:member ?m } GROUP BY ?m ORDER BY DESC(?n) ?m LIMIT 10"},
    {"count of a property", "SELECT (COUNT(*) AS ?n) { ?a :knows ?b }"},
    {"triangles", "SELECT (COUNT(*) AS ?n) { ?a :knows ?b . ?b :knows ?c . ?a :knows ?c }"},
    {"predicates", "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"},
    {"sub-SELECT",
     "SELECT ?g ?n ?l { { SELECT ?g (COUNT(*) AS ?n) { ?g ent:member ?m } GROUP BY ?g "
     "ORDER BY DESC(?n) ?g LIMIT 5 } ?g rdfs:label ?l }"},
};

double MillisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

[[noreturn]] void Stop(const std::string& problem) {
  std::cerr << "view_bench: " << problem << "\n";
  std::exit(1);
}

void Check(const absl::Status& status) {
  if (!status.ok()) Stop(std::string(status.message()));
}

// Claims as Turtle: memberships, acquaintances and parts, a seventh of them denied; and labels and
// classes, which are asserted.
void WriteClaims(uint64_t claim_count, const std::filesystem::path& file) {
  std::ofstream out(file);
  out << kPrologue;
  Random random(1);
  const uint64_t actor_count = claim_count / 10;
  const uint64_t grouping_count = claim_count / 50;
  for (uint64_t i = 0; i < actor_count; ++i) {
    out << ":a" << i << " a ent:Actor ; rdfs:label \"Actor " << i << "\"@en .\n";
  }
  for (uint64_t i = 0; i < grouping_count; ++i) {
    out << ":g" << i << " a ent:Coalition ; rdfs:label \"Grouping " << i << "\"@en .\n";
  }
  static constexpr std::string_view kStances[] = {"asserts", "asserts", "asserts", "endorses",
                                                  "asserts", "reports", "denies"};
  for (uint64_t i = 0; i < claim_count; ++i) {
    const uint64_t actor = random.Below(actor_count);
    out << ":c" << i << " a ent:Claim ; rdf:reifies <<( ";
    switch (random.Below(4)) {
      case 0:
        out << ":a" << actor << " :knows :a" << (actor + 1 + random.Below(20)) % actor_count;
        break;
      case 1:
        out << ":a" << actor << " :partOf :a" << actor / 4;
        break;
      default:
        out << ":g" << random.Below(grouping_count) << " ent:member :a" << actor;
    }
    const uint64_t year = 2000 + random.Below(22);
    out << " )>> ; ent:claimant :a" << random.Below(100)
        << " ; ent:stance ent:" << kStances[random.Below(7)] << " ; ent:source :d"
        << random.Below(50) << " ; ent:validFrom \"" << year << "\"^^xsd:gYear";
    if (random.Below(2) == 0) {
      out << " ; ent:validUntil \"" << year + random.Below(25) << "-06\"^^xsd:gYearMonth";
    }
    out << " ; ent:statedOn \"2023-0" << 1 + random.Below(9) << "-01\"^^xsd:date .\n";
  }
  if (!out.flush()) Stop("cannot write " + file.string());
}

Database Open(const std::filesystem::path& directory) {
  auto database = Database::Open(directory);
  Check(database.status());
  return *std::move(database);
}

struct Answer {
  double milliseconds = 0;
  uint64_t row_count = 0;
  uint64_t checksum = 0;  // Does not depend on the sequence.
};

Answer Ask(const Database& database, const NamedQuery& query, const QueryOptions& options,
           bool with_checksum) {
  Answer answer;
  const Clock::time_point begin = Clock::now();
  auto rows = database.Query(std::string(kPrologue) + std::string(query.text), options);
  Check(rows.status());
  for (const Row& row : *rows) {
    ++answer.row_count;
    if (!with_checksum) continue;
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) line += row[i].ToString() + "\t";
    answer.checksum += std::hash<std::string>()(line);
  }
  Check(rows->status());
  answer.milliseconds = MillisecondsSince(begin);
  return answer;
}

double Median(std::vector<double>* times) {
  std::sort(times->begin(), times->end());
  return (*times)[times->size() / 2];
}

EvidenceView TheView() {
  EvidenceView view;
  view.valid = PartialDate{.year = 2021, .month = 5, .day = 1};
  return view;
}

// The database of claims, and the one with the propositions of the view asserted.
void MakeDatabases(const std::filesystem::path& directory, uint64_t claim_count,
                   const std::filesystem::path& claims, const std::filesystem::path& materialised) {
  const std::filesystem::path file = directory / "claims.ttl";
  WriteClaims(claim_count, file);
  {
    Database database = Open(claims);
    Check(database.Load(file).status());
    EvidenceView propositions = TheView();
    propositions.includes_base = false;
    auto rows = database.Query("SELECT ?s ?p ?o { ?s ?p ?o }", {.view = propositions});
    Check(rows.status());
    std::ofstream out(directory / "propositions.nt");
    for (const Row& row : *rows) {
      out << row[0].ToString() << " " << row[1].ToString() << " " << row[2].ToString() << " .\n";
    }
    Check(rows->status());
  }
  Database database = Open(materialised);
  const std::filesystem::path both[] = {file, directory / "propositions.nt"};
  Check(database.Load(both).status());
}

int Main(const std::filesystem::path& directory, uint64_t claim_count, double seconds) {
  const std::string count = std::to_string(claim_count);
  const std::filesystem::path claims_path = directory / (count + "-claims.db");
  const std::filesystem::path materialised_path = directory / (count + "-materialised.db");
  if (!std::filesystem::exists(materialised_path)) {
    MakeDatabases(directory, claim_count, claims_path, materialised_path);
  }
  Database claims = Open(claims_path);
  const Database materialised = Open(materialised_path);
  const QueryOptions under_view{.view = TheView()};
  const NamedQuery& first = kQueries[0];

  std::printf("%s claims, g++ %s\n", count.c_str(), __VERSION__);
  std::printf("first query: %.1f ms under the view, ",
              Ask(claims, first, under_view, false).milliseconds);
  std::printf("%.1f ms materialised\n", Ask(materialised, first, {}, false).milliseconds);
  std::vector<double> after_commit;
  for (int i = 0; i < 5; ++i) {
    Check(claims.Update("INSERT DATA { <urn:now> <urn:is> " + std::to_string(i) + " }").status());
    after_commit.push_back(Ask(claims, first, under_view, false).milliseconds);
  }
  std::printf("first query after a commit: %.1f ms\n", Median(&after_commit));
  Check(claims.Update("DELETE WHERE { <urn:now> <urn:is> ?i }").status());

  std::printf("%-24s %10s %14s %10s %6s\n", "query", "rows", "materialised", "view", "ratio");
  bool all_agree = true;
  for (const NamedQuery& query : kQueries) {
    const Answer expected = Ask(materialised, query, {}, true);
    const Answer actual = Ask(claims, query, under_view, true);
    std::vector<double> plain;
    std::vector<double> viewed;
    const Clock::time_point begin = Clock::now();
    while (plain.size() < 5 || MillisecondsSince(begin) < seconds * 1000) {
      plain.push_back(Ask(materialised, query, {}, false).milliseconds);
      viewed.push_back(Ask(claims, query, under_view, false).milliseconds);
    }
    const double plain_median = Median(&plain);
    const double viewed_median = Median(&viewed);
    const bool agree =
        expected.row_count == actual.row_count && expected.checksum == actual.checksum;
    all_agree = all_agree && agree;
    std::printf("%-24s %10llu %11.3f ms %7.3f ms %6.2f%s\n", std::string(query.name).c_str(),
                static_cast<unsigned long long>(actual.row_count), plain_median, viewed_median,
                viewed_median / plain_median, agree ? "" : "  ANSWERS DIFFER");
  }
  return all_agree ? 0 : 1;
}

}  // namespace
}  // namespace entente

int main(int argc, char** argv) {
  if (argc != 3 && !(argc == 5 && std::string_view(argv[3]) == "--seconds")) {
    std::cerr << "usage: view_bench DIRECTORY CLAIM_COUNT [--seconds S]\n";
    return 2;
  }
  const double seconds = argc == 5 ? std::atof(argv[4]) : 1;
  return entente::Main(argv[1], std::strtoull(argv[2], nullptr, 10), seconds);
}

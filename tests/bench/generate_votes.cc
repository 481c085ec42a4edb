// Writes N-Triples of any length, like those of a parliament's roll calls, to standard output:
//
//   generate_votes COUNT [SEED]
//
// Each roll call has a date, a session, a title and some issues; most of two hundred countries vote
// on it, each vote being four triples and a shortcut. So per million triples there are about
// 190,000 different subjects, sixteen predicates, and objects of which a few hundred stand in most
// triples. The same arguments give the same bytes everywhere.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/bench/random.h"

namespace {

using entente::Random;

class Writer {
 public:
  explicit Writer(uint64_t count) : left_(count) {}
  ~Writer() { Flush(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  bool is_done() const { return left_ == 0; }

  // `object` is a whole token.
  void Triple(const std::string& subject, const char* predicate, const std::string& object) {
    if (left_ == 0) return;
    --left_;
    text_ += '<';
    text_ += subject;
    text_ += "> <";
    text_ += predicate;
    text_ += "> ";
    text_ += object;
    text_ += " .\n";
    if (text_.size() > (size_t{1} << 20)) Flush();
  }

 private:
  void Flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }
  uint64_t left_;
  std::string text_;
};

#define VOCABULARY "http://votes.example/v#"
constexpr const char* kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
constexpr const char* kLabel = "http://www.w3.org/2000/01/rdf-schema#label";
constexpr const char* kXsd = "http://www.w3.org/2001/XMLSchema#";

constexpr int kCountryCount = 200;
constexpr int kIssueCount = 40;
constexpr std::array<const char*, 24> kWords = {
    "peace",  "trade",    "water", "treaty",   "border",  "fleet",    "energy", "rights",
    "report", "question", "fund",  "election", "council", "climate",  "arms",   "health",
    "labour", "space",    "ocean", "refugees", "debt",    "language", "data",   "harvest"};

std::string Named(const char* kind, uint64_t number) {
  return std::string("http://votes.example/") + kind + '/' + std::to_string(number);
}
std::string Token(const std::string& iri) { return '<' + iri + '>'; }
std::string Typed(const std::string& text, const char* datatype) {
  return '"' + text + "\"^^<" + kXsd + datatype + '>';
}

std::string Sentence(Random& random, uint64_t word_count) {
  std::string text;
  for (uint64_t i = 0; i < word_count; ++i) {
    if (i > 0) text += ' ';
    text += kWords[random.Below(kWords.size())];
  }
  return text;
}

void WriteRollCall(uint64_t number, Random& random, Writer& out) {
  const std::string roll_call = Named("rollcall", number);
  const uint64_t day = number / 4;
  char date[16];
  std::snprintf(date, sizeof(date), "%04u-%02u-%02u",
                static_cast<unsigned>(1946 + day / 336 % 8000),
                static_cast<unsigned>(1 + day / 28 % 12), static_cast<unsigned>(1 + day % 28));
  out.Triple(roll_call, kType, Token(VOCABULARY "RollCall"));
  out.Triple(roll_call, VOCABULARY "session", Typed(std::to_string(1 + day / 336), "integer"));
  out.Triple(roll_call, VOCABULARY "date", Typed(date, "date"));
  out.Triple(roll_call, VOCABULARY "short", '"' + Sentence(random, 3) + '"');
  out.Triple(roll_call, VOCABULARY "description",
             '"' + Sentence(random, 8 + random.Below(30)) + "\"@en");
  out.Triple(roll_call, VOCABULARY "important",
             Typed(random.Below(10) == 0 ? "true" : "false", "boolean"));
  for (uint64_t i = random.Below(3); i > 0; --i) {
    out.Triple(roll_call, VOCABULARY "issue", Token(Named("issue", random.Below(kIssueCount))));
  }
  static constexpr std::array<const char*, 3> kChoices = {"yes", "no", "abstain"};
  static constexpr std::array<const char*, 3> kShortcuts = {
      VOCABULARY "votedYes", VOCABULARY "votedNo", VOCABULARY "votedAbstain"};
  for (uint64_t country = 0; country < kCountryCount && !out.is_done(); ++country) {
    const uint64_t die = random.Below(100);
    if (die < 20) continue;  // Absent.
    const size_t choice = die < 84 ? 0 : die < 90 ? 1 : 2;
    const std::string vote = Named("vote", number) + '-' + std::to_string(country);
    const std::string country_iri = Named("country", country);
    out.Triple(vote, kType, Token(VOCABULARY "Vote"));
    out.Triple(vote, VOCABULARY "country", Token(country_iri));
    out.Triple(vote, VOCABULARY "rollcall", Token(roll_call));
    out.Triple(vote, VOCABULARY "choice",
               Token(std::string("http://votes.example/choice/") + kChoices[choice]));
    out.Triple(country_iri, kShortcuts[choice], Token(roll_call));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: generate_votes COUNT [SEED]\n");
    return 2;
  }
  Random random(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
  Writer out(std::strtoull(argv[1], nullptr, 10));
  for (uint64_t country = 0; country < kCountryCount; ++country) {
    out.Triple(Named("country", country), kType, Token(VOCABULARY "Country"));
    out.Triple(Named("country", country), kLabel, "\"Country " + std::to_string(country) + "\"@en");
  }
  for (uint64_t number = 0; !out.is_done(); ++number) WriteRollCall(number, random, out);
  return 0;
}

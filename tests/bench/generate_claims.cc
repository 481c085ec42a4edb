// Writes claims of any number as Turtle to standard output:
//
//   generate_claims COUNT [CONFLICT_PERCENT [SEED]]
//
// Twenty claims each are about one grouping <http://claims.example/groupingN>: its members, six
// chairs that follow each other, two kinds of which one ends where the other begins, a leader, an
// aim, a report and an endorsement. Claimants, sources and the actors named are COUNT / 20 each, so
// each of them, too, is met in about twenty claims however many there are. In CONFLICT_PERCENT (20
// unless told) of the groupings one claim contradicts one other: by turns a denial, a second chair
// at one time, or both kinds at once. Standard error tells how many: so many contradictions must be
// found. The same arguments give the same bytes everywhere.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/bench/random.h"

namespace {

using entente::Random;

constexpr uint64_t kGroupingClaims = 20;

// What is particular to one of the twenty.
struct Content {
  std::string proposition = {};
  const char* stance = "asserts";
  const char* kind = "factual";
  std::string from = {};  // Tokens; empty: none.
  std::string until = {};
};

enum class Conflict : uint8_t { kNone, kDenial, kChair, kKind };

std::string Named(const char* kind, uint64_t number) {
  return std::string("c:") + kind + std::to_string(number);
}
std::string Date(const std::string& text, const char* type) {
  return '"' + text + "\"^^xsd:" + type;
}
std::string January(uint64_t year) { return Date(std::to_string(year) + "-01", "gYearMonth"); }

class Generator {
 public:
  Generator(uint64_t count, uint64_t conflict_percent, uint64_t seed)
      : count_(count),
        actor_count_(std::max(count / kGroupingClaims, uint64_t{40})),
        conflict_percent_(conflict_percent),
        random_(seed) {}

  // Returns how many contradictions were written.
  uint64_t Run() {
    std::fputs(
        "PREFIX c: <http://claims.example/>\n"
        "PREFIX ent: <https://w3id.org/entente#>\n"
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n",
        stdout);
    uint64_t conflict_count = 0;
    for (uint64_t claim = 0; claim < count_; claim += kGroupingClaims) {
      Conflict conflict = Conflict::kNone;
      // A grouping that is cut short by the end has no conflict.
      if (random_.Below(100) < conflict_percent_ && claim + kGroupingClaims <= count_) {
        conflict = static_cast<Conflict>(1 + conflict_count++ % 3);
      }
      first_actor_ = random_.Below(actor_count_);
      for (uint64_t i = 0; i < kGroupingClaims && claim + i < count_; ++i) {
        WriteClaim(claim + i, ContentOf(claim / kGroupingClaims, i, conflict));
      }
    }
    Flush();
    return conflict_count;
  }

 private:
  // Different ones for different numbers below twenty.
  std::string Actor(uint64_t number) const {
    return Named("actor", (first_actor_ + number) % actor_count_);
  }

  Content ContentOf(uint64_t grouping, uint64_t i, Conflict conflict) {
    const std::string subject = Named("grouping", grouping);
    if (i < 8) {
      return {.proposition = subject + " ent:member " + Actor(i),
              .kind = "membership",
              .from = Date(std::to_string(2000 + random_.Below(20)), "gYear")};
    }
    if (i < 14) {
      const uint64_t year = 2010 + i;
      const bool is_early = i == 13 && conflict == Conflict::kChair;
      return {.proposition = subject + " ent:chair " + Actor(i),
              .from = is_early ? Date(std::to_string(year - 1) + "-06-15", "date") : January(year),
              .until = January(year + 1)};
    }
    switch (i) {
      case 14:
        return {.proposition = subject + " ent:groupingKind ent:IssueCoalition",
                .kind = "classification",
                .from = Date("2010", "gYear"),
                .until = conflict == Conflict::kKind ? "" : Date("2019", "gYear")};
      case 15:
        return {.proposition = subject + " ent:groupingKind ent:TraditionalAlliance",
                .kind = "classification",
                .from = Date("2019", "gYear")};
      case 16:
        return {.proposition = subject + " ent:leader " + Actor(16)};
      case 17:
        return {.proposition = subject + " ent:member " + Actor(0),
                .stance = conflict == Conflict::kDenial ? "denies" : "reports",
                .kind = "membership"};
      case 18:
        return {.proposition = subject + " ent:member " + Actor(1),
                .stance = "endorses",
                .kind = "membership"};
      default:
        return {.proposition = subject + " ent:aim " + Named("aim", random_.Below(100)),
                .kind = "declaredAim"};
    }
  }

  void WriteClaim(uint64_t number, const Content& content) {
    static constexpr std::array<const char*, 8> kWords = {"trade", "water",  "treaty", "border",
                                                          "fleet", "energy", "rights", "climate"};
    const uint64_t page = 1 + random_.Below(400);
    const uint64_t source = random_.Below(actor_count_);
    text_ += Named("claim", number) + " a ent:Claim ; rdf:reifies <<( " + content.proposition +
             " )>> ;\n  ent:claimant " + Named("actor", random_.Below(actor_count_)) +
             " ; ent:stance ent:" + content.stance + " ; ent:source " + Named("document", source) +
             " ;\n  ent:locator \"p. " + std::to_string(page) + "\" ; ent:page " +
             std::to_string(page) + " ; ent:section " +
             Named("section", source * 10 + random_.Below(10)) + " ; ent:kind ent:" + content.kind +
             " ; ent:confidence 0." + std::to_string(1 + random_.Below(9)) + " ;\n";
    if (!content.from.empty()) text_ += "  ent:validFrom " + content.from + " ;\n";
    if (!content.until.empty()) text_ += "  ent:validUntil " + content.until + " ;\n";
    char recorded[16];
    std::snprintf(recorded, sizeof(recorded), "2024-%02u-%02u",
                  static_cast<unsigned>(1 + random_.Below(12)),
                  static_cast<unsigned>(1 + random_.Below(28)));
    text_ += "  ent:statedOn " + Date(std::to_string(2005 + random_.Below(19)), "gYear") +
             " ; ent:recordedOn " + Date(recorded, "date") + " ; ent:text \"";
    for (int word = 0; word < 6; ++word) {
      text_ += kWords[random_.Below(kWords.size())];
      text_ += word < 5 ? " " : "\"@en .\n";
    }
    if (text_.size() > (size_t{1} << 20)) Flush();
  }

  void Flush() {
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }

  const uint64_t count_;
  const uint64_t actor_count_;
  const uint64_t conflict_percent_;
  Random random_;
  uint64_t first_actor_ = 0;
  std::string text_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: generate_claims COUNT [CONFLICT_PERCENT [SEED]]\n");
    return 2;
  }
  const auto number = [&](int i, uint64_t otherwise) {
    return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
  };
  const uint64_t conflict_count = Generator(number(1, 0), number(2, 20), number(3, 1)).Run();
  std::fprintf(stderr, "contradictions: %llu\n", static_cast<unsigned long long>(conflict_count));
  return 0;
}

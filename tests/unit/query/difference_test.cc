#include "query/exchange/difference.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/memory_view.h"
#include "tests/support/random_edits.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Kind = RecordChange::Kind;

// A change as a word: "changed http://… Claim".
std::string Told(Kind kind, const std::string& record, std::string_view record_class,
                 const Term& before = {}, const Term& after = {}, const std::string& claim = {}) {
  static constexpr std::string_view kNames[] = {"added",  "removed", "changed",
                                                "stance", "gained",  "lost"};
  return StrCat(kNames[static_cast<size_t>(kind)], " ", record, " ",
                record_class.substr(record_class.find('#') + 1), " ", before.ToString(), " ",
                after.ToString(), " ", claim);
}
std::string Told(const RecordChange& change) {
  return Told(change.kind, change.record, change.record_class, change.before, change.after,
              change.claim);
}

struct Difference {
  std::string patch = {};
  std::vector<std::string> changes = {};
  DifferenceReport report = {};
};

absl::StatusOr<Difference> Compare(const ReadView& before, const ReadView& after) {
  Difference difference;
  const auto report = WriteDifference(before, after,
                                      [&](std::string_view text) {
                                        difference.patch.append(text);
                                        return absl::OkStatus();
                                      },
                                      {.record_changed = [&](const RecordChange& change) {
                                        difference.changes.push_back(Told(change));
                                        return absl::OkStatus();
                                      }});
  if (!report.ok()) return report.status();
  difference.report = *report;
  return difference;
}

std::unique_ptr<MemoryView> View(const std::set<Quad>& quads, MemoryView::Ids ids) {
  return std::make_unique<MemoryView>(std::vector<Quad>(quads.begin(), quads.end()), ids);
}

// The patch by set arithmetic.
std::string PlainPatch(const std::set<Quad>& before, const std::set<Quad>& after) {
  std::map<std::string, char> rows;
  const std::set<std::string> old_lines = LinesOf(before);
  const std::set<std::string> new_lines = LinesOf(after);
  for (const std::string& line : old_lines) {
    if (!new_lines.contains(line)) rows[line] = 'D';
  }
  for (const std::string& line : new_lines) {
    if (!old_lines.contains(line)) rows[line] = 'A';
  }
  std::string text = StrCat("H prev <urn:entente:snapshot:sha256:", HexSha256(DumpOf(old_lines)),
                            "> .\nH id <urn:entente:snapshot:sha256:", HexSha256(DumpOf(new_lines)),
                            "> .\nTX .\n");
  for (const auto& [line, code] : rows) StrAppend(&text, std::string(1, code), " ", line, "\n");
  return text + "TC .\n";
}

// What a state says, asked by looking at every quad.
class PlainState {
 public:
  explicit PlainState(const std::set<Quad>& quads) {
    for (const Quad& quad : quads) {
      if (!quad.graph) quads_.insert(quad);
    }
  }
  std::set<Quad> About(const Term& subject) const {
    std::set<Quad> quads;
    for (const Quad& quad : quads_) {
      if (quad.subject == subject) quads.insert(quad);
    }
    return quads;
  }
  std::set<Term> Objects(const Term& subject, std::string_view property) const {
    std::set<Term> objects;
    for (const Quad& quad : About(subject)) {
      if (quad.predicate == Term(Iri(std::string(property)))) objects.insert(quad.object);
    }
    return objects;
  }
  bool Is(const Term& subject, std::string_view record_class) const {
    return Objects(subject, rdf::kType).contains(Iri(std::string(record_class)));
  }
  // Which claims are for a proposition; the empty name for the plain triple.
  std::set<std::string> Supporters(const Triple& triple) const {
    std::set<std::string> names;
    if (quads_.contains({triple.subject, triple.predicate, triple.object, {}})) names.insert("");
    for (const Quad& quad : quads_) {
      if (quad.object != Term(triple) || quad.predicate.iri().text != rdf::kReifies) continue;
      const std::set<Term> stances = Objects(quad.subject, ent::kStance);
      const bool is_for = stances == std::set<Term>{Iri(std::string(ent::kAsserts))} ||
                          stances == std::set<Term>{Iri(std::string(ent::kEndorses))};
      if (is_for && Is(quad.subject, ent::kClaim)) {
        names.insert(quad.subject.is_iri() ? quad.subject.iri().text : quad.subject.ToString());
      }
    }
    return names;
  }
  const std::set<Quad>& quads() const { return quads_; }
  std::set<Term> Below(const Term& record) const { return LedTo(quads_, record); }

 private:
  std::set<Quad> quads_;
};

std::multiset<std::string> PlainChanges(const std::set<Quad>& before, const std::set<Quad>& after) {
  const PlainState was(before);
  const PlainState is(after);
  std::multiset<std::string> changes;
  std::set<Term> subjects;
  std::set<Triple> triples;
  for (const PlainState* state : {&was, &is}) {
    for (const Quad& quad : state->quads()) {
      subjects.insert(quad.subject);
      triples.insert({quad.subject, quad.predicate, quad.object});
      if (quad.object.is_triple()) triples.insert(quad.object.triple());
    }
  }
  for (const Term& subject : subjects) {
    const std::string name = subject.is_iri() ? subject.iri().text : subject.ToString();
    for (const std::string_view c : {ent::kActor, ent::kCoalition, ent::kDocument, ent::kClaim}) {
      if (was.Is(subject, c) != is.Is(subject, c)) {
        changes.insert(Told(is.Is(subject, c) ? Kind::kAdded : Kind::kRemoved, name, c));
      }
      if (!was.Is(subject, c) || !is.Is(subject, c)) continue;
      std::set<Quad> old_rest = was.About(subject);
      std::set<Quad> new_rest = is.About(subject);
      if (c == ent::kClaim) {
        const std::set<Term> old_stances = was.Objects(subject, ent::kStance);
        const std::set<Term> new_stances = is.Objects(subject, ent::kStance);
        if (old_stances != new_stances) {
          changes.insert(Told(Kind::kStance, name, c,
                              old_stances.size() == 1 ? *old_stances.begin() : Term(),
                              new_stances.size() == 1 ? *new_stances.begin() : Term()));
        }
      }
      for (std::set<Quad>* rest : {&old_rest, &new_rest}) {
        std::erase_if(*rest, [&](const Quad& quad) {
          return quad.predicate.iri().text == (c == ent::kClaim       ? ent::kStance
                                               : c == ent::kCoalition ? ent::kMember
                                                                      : std::string_view());
        });
      }
      // Blank nodes that it leads to, then or now.
      std::set<Term> below = was.Below(subject);
      below.merge(is.Below(subject));
      const bool has_changed_node = std::any_of(below.begin(), below.end(), [&](const Term& node) {
        return was.About(node) != is.About(node);
      });
      if (old_rest != new_rest || has_changed_node) {
        changes.insert(Told(Kind::kChanged, name, c));
      }
    }
  }
  for (const Triple& triple : triples) {
    if (triple.predicate != Term(Iri(std::string(ent::kMember)))) continue;
    if (!was.Is(triple.subject, ent::kCoalition) || !is.Is(triple.subject, ent::kCoalition)) {
      continue;
    }
    const std::set<std::string> old_names = was.Supporters(triple);
    const std::set<std::string> new_names = is.Supporters(triple);
    if (old_names.empty() == new_names.empty()) continue;
    const std::string name = triple.subject.iri().text;
    changes.insert(new_names.empty() ? Told(Kind::kMemberLost, name, ent::kCoalition, triple.object,
                                            {}, *old_names.begin())
                                     : Told(Kind::kMemberGained, name, ent::kCoalition, {},
                                            triple.object, *new_names.begin()));
  }
  return changes;
}

TEST(DifferenceTest, PatchAndChangesAreThoseOfSetArithmetic) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  std::map<std::string, int> seen;
  const uint64_t rounds = TestRounds(150);
  for (uint64_t round = rounds; round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    const std::set<Quad> before = RandomWorld(&random, 1 + random() % 8);
    const std::set<Quad> after =
        random() % 8 == 0 ? RandomWorld(&random, 8) : Edited(before, random() % 20, &random);
    const std::string expected = PlainPatch(before, after);
    const std::multiset<std::string> expected_changes = PlainChanges(before, after);
    // The sides are of different kinds: their ids mean nothing to each other.
    for (const auto& [old_ids, new_ids] :
         {std::pair(MemoryView::Ids::kInline, MemoryView::Ids::kSorted),
          std::pair(MemoryView::Ids::kSorted, MemoryView::Ids::kOfDictionary)}) {
      ASSERT_OK_AND_ASSIGN(const Difference found,
                           Compare(*View(before, old_ids), *View(after, new_ids)));
      ASSERT_EQ(found.patch, expected);
      ASSERT_EQ(std::multiset<std::string>(found.changes.begin(), found.changes.end()),
                expected_changes);
    }
    for (const std::string& change : expected_changes) ++seen[change.substr(0, change.find(' '))];
  }
  if (rounds < kTellingRounds) return;
  for (const char* kind : {"added", "removed", "changed", "stance", "gained", "lost"}) {
    EXPECT_GT(seen[kind], 20) << kind;
  }
}

TEST(DifferenceTest, EqualStatesGiveNoRows) {
  std::mt19937_64 random(TestSeed());
  const std::set<Quad> world = RandomWorld(&random, 8);
  const auto view = View(world, MemoryView::Ids::kInline);
  ASSERT_OK_AND_ASSIGN(const Difference same, Compare(*view, *view));
  const std::string iri =
      StrCat("<urn:entente:snapshot:sha256:", HexSha256(DumpOf(LinesOf(world))), ">");
  EXPECT_EQ(same.patch, StrCat("H prev ", iri, " .\nH id ", iri, " .\nTX .\nTC .\n"));
  EXPECT_THAT(same.changes, IsEmpty());
  EXPECT_EQ(same.report.quads_added + same.report.quads_removed, 0u);
}

TEST(DifferenceTest, AClaimThatTurnsToDenyTakesItsMemberAway) {
  const auto before = ViewOfTrig(
      "PREFIX ent: <https://w3id.org/entente#> PREFIX rdf: "
      "<http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
      ":quad a ent:Coalition ; ent:member :japan .\n"
      ":c1 a ent:Claim ; rdf:reifies <<( :quad ent:member :india )>> ; ent:stance ent:asserts .");
  const auto after = ViewOfTrig(
      "PREFIX ent: <https://w3id.org/entente#> PREFIX rdf: "
      "<http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
      ":quad a ent:Coalition ; ent:member :japan, :australia .\n"
      ":c1 a ent:Claim ; rdf:reifies <<( :quad ent:member :india )>> ; ent:stance ent:denies .\n"
      ":c2 a ent:Claim ; rdf:reifies <<( :quad ent:member :japan )>> ; ent:stance ent:asserts .");
  ASSERT_OK_AND_ASSIGN(const Difference found, Compare(*before, *after));
  const std::string example = "http://example.org/";
  const auto word = [](std::string_view iri) { return Term(Iri(std::string(iri))); };
  EXPECT_THAT(found.changes, ElementsAre(Told(Kind::kStance, example + "c1", ent::kClaim,
                                              word(ent::kAsserts), word(ent::kDenies)),
                                         Told(Kind::kAdded, example + "c2", ent::kClaim),
                                         Told(Kind::kMemberGained, example + "quad",
                                              ent::kCoalition, {}, Iri(example + "australia")),
                                         Told(Kind::kMemberLost, example + "quad", ent::kCoalition,
                                              Iri(example + "india"), {}, example + "c1")));
}

TEST(DifferenceTest, ManyRowsGoThroughATemporaryFile) {
  std::vector<Quad> quads;
  std::string rows;
  for (int i = 100'000; i < 140'000; ++i) {
    quads.push_back({Iri(StrCat("urn:subject:", i)), Iri("urn:p"), i, {}});
    StrAppend(&rows, "A ", LineOf(quads.back()), "\n");
  }
  ASSERT_OK_AND_ASSIGN(const Difference found, Compare(MemoryView({}), MemoryView(quads)));
  EXPECT_TRUE(found.patch.ends_with(StrCat("TX .\n", rows, "TC .\n")));
  EXPECT_EQ(found.report.quads_added, 40'000u);
}

TEST(DifferenceTest, ErrorsOfTheCallerAndCancellingEndIt) {
  std::mt19937_64 random(TestSeed());
  const auto view = View(RandomWorld(&random, 8), MemoryView::Ids::kInline);
  const MemoryView empty({});
  const auto refuse = [](const auto&) { return absl::AbortedError("enough"); };
  EXPECT_THAT(WriteDifference(empty, *view, refuse, {}), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(WriteDifference(empty, *view, {}, {.record_changed = refuse}),
              StatusIs(absl::StatusCode::kAborted));
  const std::atomic<bool> cancelled = true;
  std::vector<Quad> many;
  for (int i = 0; i < 20'000; ++i) many.push_back({Iri("urn:s"), Iri("urn:p"), i, {}});
  EXPECT_THAT(WriteDifference(empty, MemoryView(many), {}, {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace entente

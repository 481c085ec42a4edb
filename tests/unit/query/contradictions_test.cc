// Contradictions against a look at every pair of claims.
#include "query/claims/contradictions.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <initializer_list>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/claims/overlaps.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/memory_view.h"
#include "tests/support/plain_claims.h"
#include "tests/support/random_claims.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/view_kinds.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Rule = Contradiction::Rule;

QueryLimits NoLimits() { return QueryLimits(absl::InfiniteFuture(), nullptr, uint64_t{1} << 32); }

absl::StatusOr<std::vector<Contradiction>> Find(const ReadView& data,
                                                const ContradictionOptions& options) {
  QueryLimits limits = NoLimits();
  return FindContradictions(data, options, &limits);
}

std::string Text(const std::optional<PartialDate>& date) {
  return date.has_value() ? date->ToString() : "open";
}

// As one line. Which of two claims for something comes first, the ids decide; here, the names.
std::string Text(Contradiction pair) {
  constexpr std::string_view kRules[] = {"denial", "single-valued", "disjoint"};
  if (pair.rule != Rule::kDenial && pair.second < pair.first) {
    std::swap(pair.first, pair.second);
    std::swap(pair.first_claimant, pair.second_claimant);
    std::swap(pair.first_proposition, pair.second_proposition);
  }
  return StrCat(kRules[static_cast<size_t>(pair.rule)], " ", pair.first, " ", pair.first_claimant,
                " ", Term(pair.first_proposition).ToString(), " ", pair.second, " ",
                pair.second_claimant, " ", Term(pair.second_proposition).ToString(), " ",
                Text(pair.overlap.from), "…", Text(pair.overlap.until),
                pair.is_certain ? " certain" : " possible");
}

// Everything below, down to FindPlainly, is the definition.
bool MayHold(const Interval& interval, int32_t day) {
  return (!interval.from || interval.from->FirstDay() <= day) &&
         (!interval.until || day <= interval.until->LastDay());
}
bool MustHold(const Interval& interval, int32_t day) {
  return (!interval.from || interval.from->LastDay() <= day) &&
         (!interval.until || day <= interval.until->FirstDay());
}
// If intervals share a day, they share one on which one of them begins or ends, or all are open.
std::set<int32_t> TellingDays(const Interval& a, const Interval& b) {
  std::set<int32_t> days = {0};
  for (const auto& date : {a.from, a.until, b.from, b.until}) {
    if (date.has_value()) days.insert({date->FirstDay(), date->LastDay()});
  }
  return days;
}

std::vector<std::string> FindPlainly(const std::vector<Quad>& quads,
                                     const ContradictionOptions& options) {
  std::set<Term> single_valued = {Iri("https://w3id.org/entente#chair")};
  std::set<std::pair<Term, Term>> disjoint = {
      {Iri("https://w3id.org/entente#IssueCoalition"),
       Iri("https://w3id.org/entente#TraditionalAlliance")}};
  for (const std::string& property : options.single_valued) single_valued.insert(Iri(property));
  for (const Quad& quad : quads) {
    if (quad.predicate == Iri(std::string(rdf::kType)) &&
        quad.object == Iri(std::string(owl::kFunctionalProperty))) {
      single_valued.insert(quad.subject);
    }
    if (quad.predicate == Iri(std::string(owl::kDisjointWith))) {
      disjoint.emplace(quad.subject, quad.object);
    }
  }
  std::vector<PlainClaim> claims;
  for (PlainClaim& claim : PlainClaimsOf(quads, PlainGraphsOf(options.view))) {
    if (QualifiesPlainly(claim, options.view)) claims.push_back(std::move(claim));
  }
  std::vector<std::string> found;
  for (const PlainClaim& a : claims) {
    for (const PlainClaim& b : claims) {
      if (GroupOf(a.stance) != StanceGroup::kFor) continue;
      Contradiction pair{.first = a.iri.iri().text,
                         .second = b.iri.iri().text,
                         .first_claimant = a.claimant.iri().text,
                         .second_claimant = b.claimant.iri().text,
                         .first_proposition = a.proposition,
                         .second_proposition = b.proposition};
      const Triple& p = a.proposition;
      const Triple& q = b.proposition;
      if (GroupOf(b.stance) == StanceGroup::kAgainst) {
        if (p != q) continue;
        pair.rule = Rule::kDenial;
      } else {
        if (GroupOf(b.stance) != StanceGroup::kFor || !(a.iri < b.iri) || p.subject != q.subject ||
            p.predicate != q.predicate || p.object == q.object) {
          continue;
        }
        if (single_valued.contains(p.predicate)) {
          if (MayBeOneDate(p.object, q.object)) continue;
          pair.rule = Rule::kSingleValued;
        } else if (disjoint.contains({p.object, q.object}) ||
                   disjoint.contains({q.object, p.object})) {
          pair.rule = Rule::kDisjoint;
        } else {
          continue;
        }
      }
      const Interval& v = a.valid;
      const Interval& w = b.valid;
      const auto meet = [](const auto& end, const auto& begin) {
        return end && begin && *end == *begin;
      };
      if ((meet(v.until, w.from) || meet(w.until, v.from)) && v != w) continue;
      const std::set<int32_t> days = TellingDays(v, w);
      const auto share = [&](const auto& holds) {
        return std::any_of(days.begin(), days.end(),
                           [&](int32_t day) { return holds(v, day) && holds(w, day); });
      };
      if (!share(MayHold)) continue;
      pair.is_certain = share(MustHold);
      const auto is_later = [](const std::optional<PartialDate>& x,
                               const std::optional<PartialDate>& y) {
        return x && (!y || std::pair(x->FirstDay(), x->LastDay()) >
                               std::pair(y->FirstDay(), y->LastDay()));
      };
      const auto is_earlier = [](const std::optional<PartialDate>& x,
                                 const std::optional<PartialDate>& y) {
        return x && (!y || std::pair(x->LastDay(), x->FirstDay()) <
                               std::pair(y->LastDay(), y->FirstDay()));
      };
      pair.overlap = {.from = is_later(v.from, w.from) ? v.from : w.from,
                      .until = is_earlier(v.until, w.until) ? v.until : w.until};
      found.push_back(Text(pair));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

absl::StatusOr<std::vector<std::string>> FoundIn(const ReadView& data,
                                                 const ContradictionOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<Contradiction> pairs, Find(data, options));
  std::vector<std::string> found;
  for (const Contradiction& pair : pairs) found.push_back(Text(pair));
  std::sort(found.begin(), found.end());
  return found;
}

TEST(ContradictionsTest, AreThoseThatALookAtEveryPairFinds) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  RandomClaims claims(&random);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ViewKinds> views, ViewKinds::Create());
  const uint64_t rounds = TestRounds(3000);
  size_t count_by_rule[3] = {};
  size_t certain_count = 0;
  size_t view_count = 0;
  for (uint64_t round = 0; round < rounds; ++round) {
    const std::vector<Quad> quads = claims.Quads(round % 50 == 0 ? 400 : 5 + random() % 60);
    ContradictionOptions options;
    if (random() % 2 == 0) options.view = claims.View();
    if (random() % 3 == 0)
      options.single_valued = {"http://example.org/p1", "http://example.org/p"};
    const std::vector<std::string> expected = FindPlainly(quads, options);
    for (const std::string& line : expected) {
      ++count_by_rule[line.starts_with("denial") ? 0 : (line.starts_with("single") ? 1 : 2)];
      if (line.ends_with(" certain")) ++certain_count;
    }
    if (options.view != EvidenceView() && !expected.empty()) ++view_count;
    const MemoryView data(quads, MemoryView::Ids::kInline);
    ASSERT_THAT(FoundIn(data, options), IsOkAndHolds(expected)) << "round " << round;
    if (round % 100 != 1) continue;
    ASSERT_OK(views->Set(quads, &random));
    for (size_t kind = 0; kind < ViewKinds::kNames.size(); ++kind) {
      ASSERT_THAT(FoundIn(views->view(kind), options), IsOkAndHolds(expected))
          << "round " << round << " " << ViewKinds::kNames[kind];
    }
  }
  if (rounds < kTellingRounds) return;
  EXPECT_GT(view_count, rounds / 20);
  EXPECT_GT(certain_count, rounds);
  for (const size_t count : count_by_rule) EXPECT_GT(count, rounds / 10);
}

// Claims, each: name, proposition, stance, and what more is said.
std::unique_ptr<MemoryView> Claims(std::initializer_list<std::array<std::string, 4>> claims) {
  std::string text =
      "PREFIX ent: <https://w3id.org/entente#> PREFIX xsd: "
      "<http://www.w3.org/2001/XMLSchema#> "
      "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n";
  for (const auto& [name, proposition, stance, more] : claims) {
    StrAppend(&text, name, " a ent:Claim ; rdf:reifies <<( ", proposition,
              " )>> ; ent:stance ent:", stance, " ; ent:claimant :a ; ent:source :d ", more,
              " .\n");
  }
  return ViewOfTrig(text);
}

// Two claims that would contradict each other if their intervals overlapped.
absl::StatusOr<std::vector<std::string>> OfChairs(std::string_view first, std::string_view second) {
  const auto data = Claims({{":c1", ":g ent:chair :x", "asserts", std::string(first)},
                            {":c2", ":g ent:chair :y", "asserts", std::string(second)}});
  ASSIGN_OR_RETURN(const std::vector<Contradiction> pairs, Find(*data, {}));
  std::vector<std::string> overlaps;
  for (const Contradiction& pair : pairs) {
    overlaps.push_back(StrCat(Text(pair.overlap.from), "…", Text(pair.overlap.until),
                              pair.is_certain ? " certain" : " possible"));
  }
  return overlaps;
}

TEST(ContradictionsTest, ASuccessionIsNone) {
  EXPECT_THAT(OfChairs("; ent:validFrom '2021'^^xsd:gYear ; ent:validUntil '2021'^^xsd:gYear",
                       "; ent:validFrom '2022'^^xsd:gYear ; ent:validUntil '2022'^^xsd:gYear"),
              IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(OfChairs("; ent:validUntil '2022'^^xsd:gYear", "; ent:validFrom '2022'^^xsd:gYear"),
              IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(OfChairs("; ent:validFrom '2022'^^xsd:gYear", "; ent:validUntil '2022'^^xsd:gYear"),
              IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(
      OfChairs("; ent:validUntil '2022-03-31'^^xsd:date", "; ent:validFrom '2022-04-01'^^xsd:date"),
      IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(OfChairs("; ent:validUntil '2022-04-01'^^xsd:date",
                       "; ent:validFrom '2022-04-01T12:00:00'^^xsd:dateTime"),
              IsOkAndHolds(IsEmpty()));
}

TEST(ContradictionsTest, SayWhetherTheOverlapIsCertain) {
  EXPECT_THAT(OfChairs("", ""), IsOkAndHolds(ElementsAre("open…open certain")));
  EXPECT_THAT(
      OfChairs("; ent:validUntil '2022-04'^^xsd:gYearMonth", "; ent:validFrom '2022'^^xsd:gYear"),
      IsOkAndHolds(ElementsAre("2022…2022-04 possible")));
  EXPECT_THAT(OfChairs("; ent:validUntil '2023'^^xsd:gYear", "; ent:validFrom '2022'^^xsd:gYear"),
              IsOkAndHolds(ElementsAre("2022…2023 certain")));
  // Written alike, they hold at one time although each ends with the date the other begins with.
  const std::string_view one_day =
      "; ent:validFrom '2022-04-01'^^xsd:date ; ent:validUntil '2022-04-01'^^xsd:date";
  EXPECT_THAT(OfChairs(one_day, one_day),
              IsOkAndHolds(ElementsAre("2022-04-01…2022-04-01 certain")));
  const std::string_view one_year =
      "; ent:validFrom '2022'^^xsd:gYear ; ent:validUntil '2022'^^xsd:gYear";
  EXPECT_THAT(OfChairs(one_year, one_year), IsOkAndHolds(ElementsAre("2022…2022 possible")));
}

TEST(ContradictionsTest, DatesThatMayBeOneDayAreNone) {
  const auto are_apart = [](std::string_view first, std::string_view second) {
    const auto data = Claims({{":c1", StrCat(":e ent:chair ", first), "asserts", ""},
                              {":c2", StrCat(":e ent:chair ", second), "asserts", ""}});
    const auto pairs = Find(*data, {});
    EXPECT_OK(pairs);
    return pairs.ok() && !pairs->empty();
  };
  const std::string_view day = "'1996-09-19'^^xsd:date";
  EXPECT_FALSE(are_apart(day, "'1996'^^xsd:gYear"));
  EXPECT_FALSE(are_apart("'1996-09'^^xsd:gYearMonth", day));
  EXPECT_FALSE(are_apart("'1996-09Z'^^xsd:gYearMonth", "'1996'^^xsd:gYear"));
  EXPECT_FALSE(are_apart(day, "'1996-09-19-05:00'^^xsd:date"));
  EXPECT_FALSE(are_apart(day, "'1996-09-19T12:00:00'^^xsd:dateTime"));
  EXPECT_TRUE(are_apart(day, "'1997'^^xsd:gYear"));
  EXPECT_TRUE(are_apart(day, "'1996-09-20'^^xsd:date"));
  EXPECT_TRUE(are_apart(day, "'1996-10'^^xsd:gYearMonth"));
  EXPECT_TRUE(are_apart(day, "'1996'"));
  EXPECT_TRUE(are_apart(day, "'1996-13'^^xsd:gYearMonth"));
  EXPECT_TRUE(
      are_apart("'1996-09-19T13:00:00'^^xsd:dateTime", "'1996-09-19T12:00:00'^^xsd:dateTime"));
}

TEST(ContradictionsTest, NameRuleClaimsAndPropositions) {
  const auto data = Claims({{":c1", ":g ent:member :x", "denies", ""},
                            {":c2", ":g ent:member :x", "endorses", ""},
                            {":c3", ":g ent:member :y", "asserts", ""},
                            {":c4", ":g ent:groupingKind ent:IssueCoalition", "asserts", ""},
                            {":c5", ":g ent:groupingKind ent:TraditionalAlliance", "asserts", ""},
                            {":c6", ":g ent:groupingKind ent:IssueCoalition", "reports", ""},
                            {":c7", ":g ent:chair :x", "asserts", ""},
                            {":c8", ":g ent:chair :x", "asserts", ""},
                            {":c9", ":g ent:chair :y", "asserts", ""}});
  const auto found = [&](uint64_t count_max) {
    std::vector<std::string> lines;
    const auto pairs = Find(*data, {.count_max = count_max});
    for (const Contradiction& pair : *pairs) {
      lines.push_back(StrCat(static_cast<int>(pair.rule), " ", pair.first.substr(19), " ",
                             pair.second.substr(19)));
    }
    return lines;
  };
  EXPECT_THAT(found(0), ElementsAre("0 c2 c1", "1 c7 c9", "1 c8 c9", "2 c4 c5"));
  EXPECT_THAT(found(3), ElementsAre("0 c2 c1", "1 c7 c9", "1 c8 c9"));
  EXPECT_THAT(found(1), ElementsAre("0 c2 c1"));
}

TEST(ContradictionsTest, ManyClaimsThatFollowEachOtherAreNotComparedPairByPair) {
  // Ten billion pairs, if each were looked at.
  constexpr uint32_t kCount = 100'000;
  std::vector<ClaimRow> rows;
  std::vector<ClassedClaim> group;
  for (uint32_t i = 0; i < 2 * kCount; ++i) {
    ClaimRow row;
    const DayRange year = {.first = 365, .last = 729};
    if (i < kCount) {
      row.until = year;
    } else {
      row.from = year;
    }
    rows.push_back(row);
    group.push_back({.row = i, .of_class = i < kCount ? 0u : 1u});
  }
  // And each of these on its own day.
  for (uint32_t i = 0; i < kCount; ++i) {
    ClaimRow row;
    row.from = row.until = {.first = static_cast<int32_t>(1'000'000 + i),
                            .last = static_cast<int32_t>(1'000'000 + i)};
    rows.push_back(row);
    group.push_back({.row = 2 * kCount + i, .of_class = 2 + i});
  }
  QueryLimits limits = NoLimits();
  std::vector<ClassPartners> ways(2);
  ways[1].of.resize(2 + kCount);
  for (uint32_t i = 2; i < 2 + kCount; ++i) {
    ways[1].of[i] = {i == 2 ? 3 : i - 1};
    if (i > 2 && i + 1 < 2 + kCount) ways[1].of[i].push_back(i + 1);
  }
  ways[1].of[0] = {1};
  ways[1].of[1] = {0};
  for (const bool are_all_partners : {true, false}) {
    size_t count = 0;
    ForEachOverlap(
        rows, group, ways[are_all_partners ? 0 : 1], &limits, [&count](uint32_t a, uint32_t b) {
          // Those from 1971 on are open towards the future.
          EXPECT_TRUE((a >= kCount && a < 2 * kCount) || (b >= kCount && b < 2 * kCount));
          return ++count < 1000;
        });
    EXPECT_OK(limits.status());
    EXPECT_EQ(count, are_all_partners ? 1000u : 0u);
  }
}

TEST(ContradictionsTest, ObeyTheirLimits) {
  std::mt19937_64 random(TestSeed());
  const MemoryView data(RandomClaims(&random).Quads(3000));
  const absl::StatusOr<std::vector<Contradiction>> all = Find(data, {});
  ASSERT_OK(all);
  ASSERT_GT(all->size(), 1000u);
  for (const uint64_t count_max : {uint64_t{1}, uint64_t{10}, uint64_t{500}}) {
    EXPECT_THAT(Find(data, {.count_max = count_max}), IsOkAndHolds(SizeIs(count_max)));
  }
  QueryLimits late(absl::Now() - absl::Seconds(1), nullptr, uint64_t{1} << 30);
  EXPECT_THAT(FindContradictions(data, {}, &late), StatusIs(absl::StatusCode::kDeadlineExceeded));
  const std::atomic<bool> cancelled = true;
  QueryLimits cancel(absl::InfiniteFuture(), &cancelled, uint64_t{1} << 30);
  EXPECT_THAT(FindContradictions(data, {}, &cancel), StatusIs(absl::StatusCode::kCancelled));
  // Enough for the table, not for what is found in it.
  QueryLimits small(absl::InfiniteFuture(), nullptr, uint64_t{1} << 20);
  EXPECT_THAT(FindContradictions(data, {}, &small), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST(ContradictionsTest, AViewThatIsNoneIsRefused) {
  ASSERT_OK_AND_ASSIGN(const Database database, Database::OpenInMemory());
  const auto find = [&](const EvidenceView& view) {
    return database.Read().FindContradictions({.view = view}).status();
  };
  ASSERT_OK(find({.valid = PartialDate{.year = 2022, .month = 12, .day = 31}}));
  for (const EvidenceView& view :
       {EvidenceView{.valid = PartialDate{.year = 2022, .month = 13}},
        EvidenceView{.known = PartialDate{.year = 2022, .month = 255}},
        EvidenceView{.valid = PartialDate{.year = 2022, .month = 2, .day = 30}},
        EvidenceView{.sources = {"no IRI"}}, EvidenceView{.claimants = {""}},
        EvidenceView{.min_confidence = 2}}) {
    EXPECT_THAT(find(view), StatusIs(absl::StatusCode::kInvalidArgument)) << view.ToIri();
  }
}

TEST(ContradictionsTest, AreFoundInViewsAndOpenTransactions) {
  ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory());
  constexpr std::string_view kPrefix = "PREFIX : <http://example.org/> ";
  const auto insert = [&](std::string_view claims) {
    return StrCat(kPrefix, "INSERT DATA { ", claims, " }");
  };
  const std::string_view said =
      ":c1 a ent:Claim ; rdf:reifies <<( :g ent:member :x )>> ; ent:claimant :a ; "
      "ent:stance ent:asserts ; ent:source :d .";
  const std::string_view denied =
      ":c2 a ent:Claim ; rdf:reifies <<( :g ent:member :x )>> ; ent:claimant :b ; "
      "ent:stance ent:denies ; ent:source :d .";
  ASSERT_OK(database.Update(insert(said)));
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
  EXPECT_THAT(transaction.FindContradictions(), IsOkAndHolds(IsEmpty()));
  ASSERT_OK(transaction.Update(insert(denied)));
  EXPECT_THAT(database.Read().FindContradictions(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(transaction.FindContradictions(), IsOkAndHolds(SizeIs(1)));
  ASSERT_OK(transaction.Update(
      insert(":c3 a ent:Claim ; rdf:reifies <<( :g ent:member :x )>> ; ent:claimant :c ; "
             "ent:stance ent:disputes ; ent:source :e .")));
  EXPECT_THAT(transaction.FindContradictions(), IsOkAndHolds(SizeIs(2)));
  EXPECT_THAT(transaction.FindContradictions({.view = {.sources = {"http://example.org/d"}}}),
              IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(transaction.FindContradictions({.count_max = 1}, {.row_count_max = 1}),
              IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(transaction.FindContradictions({}, {.row_count_max = 1}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  ASSERT_OK(transaction.Commit());
  EXPECT_THAT(database.Read().FindContradictions(), IsOkAndHolds(SizeIs(2)));
  EXPECT_THAT(transaction.FindContradictions(), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace entente

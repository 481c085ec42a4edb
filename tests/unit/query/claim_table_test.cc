// The table of claims against a reading of the quads one by one.
#include "query/claims/claim_table.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/partial_date.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"
#include "tests/support/memory_view.h"
#include "tests/support/random_claims.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/view_kinds.h"

namespace entente {
namespace {

// A row with terms in place of ids, as text.
std::string Described(const Term& claim, const Triple& proposition, const Term& claimant,
                      const Term& source, const Term& modality, const ClaimRow& row) {
  const auto days = [](DayRange range) { return StrCat(range.first, "…", range.last, " "); };
  return StrCat(claim.ToString(), " ", Term(proposition).ToString(), " ", claimant.ToString(), " ",
                StanceName(row.stance), " ", source.ToString(), " [", modality.ToString(), "] ",
                days(row.from), days(row.until), days(row.stated), days(row.recorded),
                std::isnan(row.confidence) ? "none" : StrCat(row.confidence));
}

// The well-formed claims of `quads` in `graphs`, by the rules of docs/data_model.md one after the
// other.
std::set<std::string> ReadPlainly(const std::vector<Quad>& quads, const std::set<Term>& graphs) {
  std::map<Term, std::map<std::string, std::set<Term>>> subjects;
  for (const Quad& quad : quads) {
    if (graphs.contains(quad.graph)) {
      subjects[quad.subject][quad.predicate.iri().text].insert(quad.object);
    }
  }
  std::set<std::string> claims;
  for (auto& [claim, values] : subjects) {
    const auto all = [&values = values](std::string_view property) -> const std::set<Term>& {
      return values[std::string(property)];
    };
    const auto one = [&](std::string_view property) {
      return all(property).size() == 1 ? *all(property).begin() : Term();
    };
    if (!claim.is_iri() || !all(rdf::kType).contains(Iri(std::string(ent::kClaim)))) continue;
    const Term proposition = one(rdf::kReifies);
    if (!proposition.is_triple()) continue;
    const Term claimant = one(ent::kClaimant);
    const Term source = one(ent::kSource);
    if (!claimant.is_iri() || !source.is_iri()) continue;
    ClaimRow row;
    bool is_well_formed = false;
    for (int stance = 0; stance < 7; ++stance) {
      row.stance = static_cast<Stance>(stance);
      const std::string name(StanceName(row.stance));
      if ((is_well_formed = one(ent::kStance) == Iri(StrCat(ent::kNamespace, name)))) break;
    }
    if (!is_well_formed) continue;
    const Term modality = one(ent::kModality);
    if (!all(ent::kModality).empty()) {
      const std::string name = modality.is_iri() ? modality.iri().text : "";
      is_well_formed = name == ent::kCategorical || name == ent::kPossible ||
                       name == ent::kConditional || name == ent::kHypothetical;
    }
    if (!all(ent::kConfidence).empty()) {
      const Term confidence = one(ent::kConfidence);
      const auto value =
          confidence.is_literal() ? ParseXsdValue(confidence.literal()) : std::nullopt;
      row.confidence = value.has_value() && value->is_numeric() ? value->ToDouble() : -1;
      is_well_formed = is_well_formed && row.confidence >= 0 && row.confidence <= 1;
    }
    const std::pair<std::string_view, DayRange*> dates[] = {{ent::kValidFrom, &row.from},
                                                            {ent::kValidUntil, &row.until},
                                                            {ent::kStatedOn, &row.stated},
                                                            {ent::kRecordedOn, &row.recorded}};
    for (const auto& [property, range] : dates) {
      if (all(property).empty()) continue;
      const Term term = one(property);
      std::optional<PartialDate> date;
      if (term.is_literal()) {
        const std::string& type = term.literal().datatype;
        if (type == xsd::kYear || type == xsd::kYearMonth || type == xsd::kDate ||
            type == xsd::kDateTime) {
          const auto value = ParseXsdValue(term.literal());
          if (value.has_value()) date = PartialDateOf(value->date_time());
        }
      }
      is_well_formed = is_well_formed && date.has_value();
      if (date.has_value()) *range = {.first = date->FirstDay(), .last = date->LastDay()};
    }
    if (!is_well_formed || row.until.last < row.from.first) continue;
    claims.insert(Described(claim, proposition.triple(), claimant, source, modality, row));
  }
  return claims;
}

absl::StatusOr<std::set<std::string>> ReadTable(const ReadView& view,
                                                const std::set<Term>& graphs) {
  QueryLimits limits(absl::InfiniteFuture(), nullptr, uint64_t{1} << 30);
  std::vector<TermId> graph_ids;
  for (const Term& graph : graphs) {
    InnerTriples inner;
    ASSIGN_OR_RETURN(const auto id, view.Find(ViewOf(graph, &inner)));
    if (id.has_value()) graph_ids.push_back(*id);
  }
  ASSIGN_OR_RETURN(const auto table, ClaimTable::Build(view, graph_ids, &limits));
  std::set<std::string> claims;
  TermId last;
  for (const ClaimRow& row : table->rows()) {
    EXPECT_LT(last, row.claim);
    last = row.claim;
    const TermId ids[] = {row.claim,  row.proposition, row.subject, row.predicate,
                          row.object, row.claimant,    row.source,  row.modality};
    ASSIGN_OR_RETURN(const std::vector<Term> terms, view.Decode(ids));
    EXPECT_EQ(terms[1], Term(Triple{terms[2], terms[3], terms[4]}));
    claims.insert(Described(terms[0], terms[1].triple(), terms[5], terms[6], terms[7], row));
  }
  EXPECT_EQ(claims.size(), table->rows().size());
  return claims;
}

TEST(ClaimTableTest, HoldsTheWellFormedClaimsOfItsGraphs) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  RandomClaims claims(&random);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<ViewKinds> views, ViewKinds::Create());
  const uint64_t rounds = TestRounds(500);
  size_t held_count = 0;
  size_t claim_count = 0;
  for (uint64_t round = 0; round < rounds; ++round) {
    const size_t count = 1 + random() % 30;
    const std::vector<Quad> quads = claims.Quads(count);
    claim_count += count;
    const MemoryView inline_view(quads, MemoryView::Ids::kInline);
    std::set<Term> graphs;
    if (random() % 4 != 0) graphs.insert(Term());
    if (random() % 4 == 0) graphs.insert(Iri("http://example.org/g0"));
    if (random() % 4 == 0) graphs.insert(Iri("http://example.org/g1"));
    const std::set<std::string> expected = ReadPlainly(quads, graphs);
    held_count += expected.size();
    ASSERT_THAT(ReadTable(inline_view, graphs), IsOkAndHolds(expected)) << "round " << round;
    // Stores take their time to fold.
    if (round % 10 != 0) continue;
    ASSERT_OK(views->Set(quads, &random));
    for (size_t kind = 0; kind < ViewKinds::kNames.size(); ++kind) {
      ASSERT_THAT(ReadTable(views->view(kind), graphs), IsOkAndHolds(expected))
          << "round " << round << " " << ViewKinds::kNames[kind];
    }
  }
  if (rounds < kTellingRounds) return;
  EXPECT_GT(held_count, claim_count / 3);
  EXPECT_LT(held_count, claim_count * 9 / 10);
}

TEST(ClaimTableTest, ObeysItsLimits) {
  std::mt19937_64 random(TestSeed());
  const MemoryView view(RandomClaims(&random).Quads(2000));
  const TermId graphs[] = {TermId()};
  QueryLimits late(absl::Now() - absl::Seconds(1), nullptr, uint64_t{1} << 30);
  EXPECT_THAT(ClaimTable::Build(view, graphs, &late),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  const std::atomic<bool> cancelled = true;
  QueryLimits cancel(absl::InfiniteFuture(), &cancelled, uint64_t{1} << 30);
  EXPECT_THAT(ClaimTable::Build(view, graphs, &cancel), StatusIs(absl::StatusCode::kCancelled));
  QueryLimits small(absl::InfiniteFuture(), nullptr, 10'000);
  EXPECT_THAT(ClaimTable::Build(view, graphs, &small),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace entente

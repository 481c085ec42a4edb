#include "tests/support/plain_claims.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "schema/partial_date.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"

namespace entente {
namespace {

std::optional<PartialDate> DateOf(const Term& term) {
  if (!term.is_literal()) return std::nullopt;
  const std::string& type = term.literal().datatype;
  if (type != xsd::kYear && type != xsd::kYearMonth && type != xsd::kDate &&
      type != xsd::kDateTime) {
    return std::nullopt;
  }
  const std::optional<XsdValue> value = ParseXsdValue(term.literal());
  return value.has_value() ? PartialDateOf(value->date_time()) : std::nullopt;
}

std::optional<double> ConfidenceOf(const Term& term) {
  if (!term.is_literal()) return std::nullopt;
  const std::optional<XsdValue> value = ParseXsdValue(term.literal());
  if (!value.has_value() || !value->is_numeric()) return std::nullopt;
  const double number = value->ToDouble();
  return number >= 0 && number <= 1 ? std::optional<double>(number) : std::nullopt;
}

std::optional<Stance> StanceOf(const Term& term) {
  for (int stance = 0; stance < 7; ++stance) {
    const std::string name(StanceName(static_cast<Stance>(stance)));
    if (term == Iri(StrCat(ent::kNamespace, name))) return static_cast<Stance>(stance);
  }
  return std::nullopt;
}

using Values = std::map<std::string, std::set<Term>>;

std::optional<PlainClaim> ClaimOf(const Term& subject, Values& values) {
  const auto all = [&values](std::string_view property) -> const std::set<Term>& {
    return values[std::string(property)];
  };
  const auto one = [&](std::string_view property) {
    return all(property).size() == 1 ? *all(property).begin() : Term();
  };
  if (!subject.is_iri() || !all(rdf::kType).contains(Iri(std::string(ent::kClaim)))) return {};
  PlainClaim claim{.iri = subject};
  const Term proposition = one(rdf::kReifies);
  if (!proposition.is_triple()) return {};
  claim.proposition = proposition.triple();
  claim.claimant = one(ent::kClaimant);
  claim.source = one(ent::kSource);
  if (!claim.claimant.is_iri() || !claim.source.is_iri()) return {};
  const std::optional<Stance> stance = StanceOf(one(ent::kStance));
  if (!stance.has_value()) return {};
  claim.stance = *stance;
  if (!all(ent::kModality).empty()) {
    claim.modality = one(ent::kModality);
    const std::string name = claim.modality.is_iri() ? claim.modality.iri().text : "";
    if (name != ent::kCategorical && name != ent::kPossible && name != ent::kConditional &&
        name != ent::kHypothetical) {
      return {};
    }
  }
  if (!all(ent::kConfidence).empty()) {
    claim.confidence = ConfidenceOf(one(ent::kConfidence));
    if (!claim.confidence.has_value()) return {};
  }
  const std::pair<std::string_view, std::optional<PartialDate>*> dates[] = {
      {ent::kValidFrom, &claim.valid.from},
      {ent::kValidUntil, &claim.valid.until},
      {ent::kStatedOn, &claim.stated},
      {ent::kRecordedOn, &claim.recorded}};
  for (const auto& [property, date] : dates) {
    if (all(property).empty()) continue;
    *date = DateOf(one(property));
    if (!date->has_value()) return {};
  }
  if (claim.valid.from.has_value() && claim.valid.until.has_value() &&
      claim.valid.until->LastDay() < claim.valid.from->FirstDay()) {
    return {};
  }
  return claim;
}

bool Has(const std::vector<std::string>& list, const Term& term) {
  return std::find(list.begin(), list.end(), term.iri().text) != list.end();
}

}  // namespace

std::vector<PlainClaim> PlainClaimsOf(const std::vector<Quad>& quads,
                                      const std::set<Term>& graphs) {
  std::map<Term, Values> subjects;
  for (const Quad& quad : quads) {
    if (!graphs.contains(quad.graph)) continue;
    subjects[quad.subject][quad.predicate.iri().text].insert(quad.object);
  }
  std::vector<PlainClaim> claims;
  for (auto& [subject, values] : subjects) {
    std::optional<PlainClaim> claim = ClaimOf(subject, values);
    if (claim.has_value()) claims.push_back(*std::move(claim));
  }
  return claims;
}

std::set<Term> PlainGraphsOf(const EvidenceView& view) {
  if (view.graphs.empty()) return {Term()};
  std::set<Term> graphs;
  for (const std::string& graph : view.graphs) graphs.insert(Iri(graph));
  return graphs;
}

bool QualifiesPlainly(const PlainClaim& claim, const EvidenceView& view) {
  const bool is_certain = view.time == EvidenceView::Time::kCertain;
  if (view.valid.has_value()) {
    const auto is_in = [&](int32_t day) {
      const std::optional<PartialDate>& from = claim.valid.from;
      const std::optional<PartialDate>& until = claim.valid.until;
      if (is_certain) {
        return (!from || from->LastDay() <= day) && (!until || day <= until->FirstDay());
      }
      return (!from || from->FirstDay() <= day) && (!until || day <= until->LastDay());
    };
    bool is_some_in = false;
    bool are_all_in = true;
    for (int32_t day = view.valid->FirstDay(); day <= view.valid->LastDay(); ++day) {
      (is_in(day) ? is_some_in : are_all_in) = is_in(day);
    }
    if (is_certain ? !are_all_in : !is_some_in) return false;
  }
  if (view.known.has_value()) {
    bool is_known = !claim.stated && !claim.recorded && !is_certain;
    for (const std::optional<PartialDate>& date : {claim.stated, claim.recorded}) {
      if (!date.has_value()) continue;
      is_known = is_known || (is_certain ? date->LastDay() <= view.known->FirstDay()
                                         : date->FirstDay() <= view.known->LastDay());
    }
    if (!is_known) return false;
  }
  if (!view.sources.empty() && !Has(view.sources, claim.source)) return false;
  if (!view.claimants.empty() && !Has(view.claimants, claim.claimant)) return false;
  const Term modality = claim.modality ? claim.modality : Term(Iri(std::string(ent::kCategorical)));
  if (!view.modalities.empty() && !Has(view.modalities, modality)) return false;
  return !view.min_confidence.has_value() ||
         (claim.confidence.has_value() && *claim.confidence >= *view.min_confidence);
}

bool MayBeOneDate(const Term& a, const Term& b) {
  const std::optional<PartialDate> first = DateOf(a);
  const std::optional<PartialDate> second = DateOf(b);
  if (!first || !second) return false;
  if (a.literal().datatype == xsd::kDateTime && b.literal().datatype == xsd::kDateTime) {
    return a == b;
  }
  const std::string written = first->ToString();
  const std::string other = second->ToString();
  return written.starts_with(other) || other.starts_with(written);
}

}  // namespace entente

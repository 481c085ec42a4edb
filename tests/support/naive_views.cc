#include "tests/support/naive_views.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kExample = "http://example.org/";

// Dates with the first and the last day that they may be; days compare as texts do.
struct KnownDate {
  std::string_view lexical;
  std::string_view datatype;
  std::string_view first;
  std::string_view last;
};
constexpr KnownDate kDates[] = {
    {"2020", "gYear", "2020-01-01", "2020-12-31"},
    {"2021", "gYear", "2021-01-01", "2021-12-31"},
    {"2022", "gYear", "2022-01-01", "2022-12-31"},
    {"2021-02", "gYearMonth", "2021-02-01", "2021-02-28"},
    {"2020-02", "gYearMonth", "2020-02-01", "2020-02-29"},
    {"2022-04", "gYearMonth", "2022-04-01", "2022-04-30"},
    {"2021-02-28", "date", "2021-02-28", "2021-02-28"},
    {"2021-03-01", "date", "2021-03-01", "2021-03-01"},
    {"2022-04-01", "date", "2022-04-01", "2022-04-01"},
    {"2022-04-30", "date", "2022-04-30", "2022-04-30"},
    {"2022-05-01", "date", "2022-05-01", "2022-05-01"},
    {"2021-12-31T23:30:00-05:00", "dateTime", "2021-12-31", "2021-12-31"},
    {"2022-04-30T10:00:00", "dateTime", "2022-04-30", "2022-04-30"},
};
// Written where a date belongs, and none.
constexpr std::string_view kNoDates[] = {"\"2022-13\"^^xsd:gYearMonth", "\"soon\"", "2022",
                                         "\"10:00:00\"^^xsd:time", ":a"};

struct KnownNumber {
  std::string_view lexical;
  std::string_view datatype;
  double value;
};
constexpr KnownNumber kConfidences[] = {
    {"0.5", "decimal", 0.5}, {"0.9", "decimal", 0.9}, {"0.50", "decimal", 0.5},
    {"1", "integer", 1},     {"0", "integer", 0},     {"2.5e-1", "double", 0.25},
    {"0.75", "float", 0.75},
};
constexpr std::string_view kNoConfidences[] = {"1.5", "-0.5", "\"high\"", "\"NaN\"^^xsd:double",
                                               ":a"};

constexpr std::string_view kStances[] = {"asserts",  "asserts",   "asserts",  "endorses",
                                         "endorses", "denies",    "disputes", "denies",
                                         "reports",  "distances", "supposes"};
constexpr std::string_view kModalities[] = {"categorical", "possible", "conditional",
                                            "hypothetical"};
constexpr std::string_view kClaimants[] = {":x", ":y", ":z"};
constexpr std::string_view kSources[] = {":s", ":t"};

// --- Making claims

std::string Date(RandomTerms& terms) {
  if (terms.Chance(3)) return std::string(terms.Pick(kNoDates));
  const KnownDate& date = kDates[terms.Below(std::size(kDates))];
  return StrCat("\"", date.lexical, "\"^^xsd:", date.datatype);
}

std::string Confidence(RandomTerms& terms) {
  if (terms.Chance(5)) return std::string(terms.Pick(kNoConfidences));
  const KnownNumber& number = kConfidences[terms.Below(std::size(kConfidences))];
  return StrCat("\"", number.lexical, "\"^^xsd:", number.datatype);
}

// " ; property value", with a chance in percent; now and then with two values.
template <typename Value>
void AddProperty(RandomTerms& terms, std::string_view property, size_t percent, Value value,
                 std::string* text) {
  if (!terms.Chance(percent)) return;
  StrAppend(text, " ; ", property, " ", value());
  if (terms.Chance(2)) StrAppend(text, " , ", value());
}

// --- What a view shows

bool IsIri(const Term& term, std::string_view iri) {
  return term.is_iri() && term.iri().text == iri;
}

using Properties = std::map<std::string, std::set<Term>>;

struct Days {
  std::string first;
  std::string last;
};

// A claim that is well formed.
struct NaiveClaim {
  Term proposition;
  std::string claimant;
  std::string source;
  std::string stance;
  std::string modality = "categorical";
  std::optional<double> confidence = {};
  Days from = {"0", "0"};
  Days until = {"9999-99", "9999-99"};
  std::optional<Days> stated = {};
  std::optional<Days> recorded = {};
};

std::optional<Days> DaysOf(const Term& term) {
  if (!term.is_literal()) return std::nullopt;
  for (const KnownDate& date : kDates) {
    if (term.literal().lexical == date.lexical &&
        term.literal().datatype == StrCat(xsd::kNamespace, date.datatype)) {
      return Days{std::string(date.first), std::string(date.last)};
    }
  }
  return std::nullopt;
}

std::optional<double> NumberOf(const Term& term) {
  if (!term.is_literal()) return std::nullopt;
  for (const KnownNumber& number : kConfidences) {
    if (term.literal().lexical == number.lexical &&
        term.literal().datatype == StrCat(xsd::kNamespace, number.datatype)) {
      return number.value;
    }
  }
  return std::nullopt;
}

// The name of an IRI in the namespace of the vocabulary; "" for others.
std::string EntName(const Term& term) {
  if (!term.is_iri() || !term.iri().text.starts_with(ent::kNamespace)) return {};
  return term.iri().text.substr(ent::kNamespace.size());
}

// Puts the value of a property that may be missing into *value. False if there is more than one, or
// one that cannot be read.
template <typename Value, typename Read>
bool ReadOptional(const Properties& properties, std::string_view name, Read read, Value* value) {
  const auto found = properties.find(StrCat(ent::kNamespace, name));
  if (found == properties.end()) return true;
  if (found->second.size() != 1) return false;
  const auto known = read(*found->second.begin());
  if (!known.has_value()) return false;
  *value = *known;
  return true;
}

std::optional<NaiveClaim> WellFormed(const Properties& properties) {
  const auto only = [&](const std::string& property) -> const Term* {
    const auto found = properties.find(property);
    return found == properties.end() || found->second.size() != 1 ? nullptr
                                                                  : &*found->second.begin();
  };
  const Term* const proposition = only(std::string(rdf::kReifies));
  const Term* const claimant = only(StrCat(ent::kNamespace, "claimant"));
  const Term* const source = only(StrCat(ent::kNamespace, "source"));
  const Term* const stance = only(StrCat(ent::kNamespace, "stance"));
  if (proposition == nullptr || claimant == nullptr || source == nullptr || stance == nullptr) {
    return std::nullopt;
  }
  if (!proposition->is_triple() || !claimant->is_iri() || !source->is_iri()) return std::nullopt;
  NaiveClaim claim = {.proposition = *proposition,
                      .claimant = claimant->iri().text,
                      .source = source->iri().text,
                      .stance = EntName(*stance)};
  const auto is_known = [](const auto& names, const std::string& name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  };
  if (!is_known(kStances, claim.stance)) return std::nullopt;
  const auto read_modality = [&](const Term& term) -> std::optional<std::string> {
    if (!is_known(kModalities, EntName(term))) return std::nullopt;
    return EntName(term);
  };
  const bool is_well_formed =
      ReadOptional(properties, "modality", read_modality, &claim.modality) &&
      ReadOptional(properties, "confidence", NumberOf, &claim.confidence) &&
      ReadOptional(properties, "validFrom", DaysOf, &claim.from) &&
      ReadOptional(properties, "validUntil", DaysOf, &claim.until) &&
      ReadOptional(properties, "statedOn", DaysOf, &claim.stated) &&
      ReadOptional(properties, "recordedOn", DaysOf, &claim.recorded) &&
      claim.from.first <= claim.until.last;
  if (!is_well_formed) return std::nullopt;
  return claim;
}

Days DaysOf(const PartialDate& date) {
  const std::string text = date.ToString();
  for (const KnownDate& known : kDates) {
    if (text == known.lexical) return {std::string(known.first), std::string(known.last)};
  }
  return {};
}

bool Contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool Qualifies(const NaiveClaim& claim, const EvidenceView& view) {
  const bool is_certain = view.time == EvidenceView::Time::kCertain;
  if (view.valid.has_value()) {
    const Days asked = DaysOf(*view.valid);
    const bool covers = is_certain
                            ? claim.from.last <= asked.first && asked.last <= claim.until.first
                            : claim.from.first <= asked.last && asked.first <= claim.until.last;
    if (!covers) return false;
  }
  if (view.known.has_value()) {
    const Days asked = DaysOf(*view.known);
    bool is_known = !is_certain && !claim.stated.has_value() && !claim.recorded.has_value();
    for (const std::optional<Days>& days : {claim.stated, claim.recorded}) {
      if (!days.has_value()) continue;
      is_known = is_known || (is_certain ? days->last <= asked.first : days->first <= asked.last);
    }
    if (!is_known) return false;
  }
  if (!view.sources.empty() && !Contains(view.sources, claim.source)) return false;
  if (!view.claimants.empty() && !Contains(view.claimants, claim.claimant)) return false;
  if (!view.modalities.empty() &&
      !Contains(view.modalities, StrCat(ent::kNamespace, claim.modality))) {
    return false;
  }
  return !view.min_confidence.has_value() ||
         (claim.confidence.has_value() && *claim.confidence >= *view.min_confidence);
}

}  // namespace

std::string ClaimsTrig(RandomTerms& terms, size_t count) {
  std::vector<std::string> propositions;
  for (size_t i = 0; i < 2 + count / 3; ++i) {
    const std::string subject =
        terms.Chance(10) ? StrCat("_:b", terms.Below(3)) : std::string(terms.Node());
    propositions.push_back(terms.Chance(10)
                               ? terms.TripleTerm()
                               : StrCat("<<( ", subject, " ", terms.Predicate(), " ",
                                        terms.Chance(30) ? terms.Literal() : terms.Node(), " )>>"));
  }
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    std::string claim = terms.Chance(2) ? StrCat("_:claim", i) : StrCat(":claim", i);
    StrAppend(&claim, " :inList ", i);
    const auto ent_name = [&](const auto& names) {
      return StrCat("<", ent::kNamespace, terms.Chance(2) ? "other" : terms.Pick(names), ">");
    };
    const std::string ent_prefix = StrCat("<", ent::kNamespace);
    const auto property = [&](std::string_view name) { return StrCat(ent_prefix, name, ">"); };
    const auto date = [&] { return Date(terms); };
    AddProperty(
        terms, "a", 96, [&] { return StrCat(ent_prefix, "Claim>"); }, &claim);
    AddProperty(
        terms, "rdf:reifies", 97,
        [&] { return terms.Chance(1) ? ":a" : propositions[terms.Below(propositions.size())]; },
        &claim);
    AddProperty(
        terms, property("claimant"), 97,
        [&] { return std::string(terms.Chance(2) ? "\"x\"" : terms.Pick(kClaimants)); }, &claim);
    AddProperty(
        terms, property("source"), 97, [&] { return terms.Pick(kSources); }, &claim);
    AddProperty(
        terms, property("stance"), 98, [&] { return ent_name(kStances); }, &claim);
    AddProperty(
        terms, property("modality"), 40, [&] { return ent_name(kModalities); }, &claim);
    AddProperty(
        terms, property("confidence"), 60, [&] { return Confidence(terms); }, &claim);
    AddProperty(terms, property("validFrom"), 50, date, &claim);
    AddProperty(terms, property("validUntil"), 40, date, &claim);
    AddProperty(terms, property("statedOn"), 50, date, &claim);
    AddProperty(terms, property("recordedOn"), 30, date, &claim);
    if (terms.Chance(25)) {
      StrAppend(&text, terms.GraphName(), " { ", claim, " . }\n");
      continue;
    }
    StrAppend(&text, claim, " .\n");
  }
  return text;
}

EvidenceView RandomView(RandomTerms& terms) {
  EvidenceView view;
  const auto date = [&] {
    for (;;) {
      const KnownDate& known = kDates[terms.Below(std::size(kDates))];
      if (known.datatype != "dateTime") return *PartialDate::Parse(known.lexical);
    }
  };
  const auto some = [&](std::span<const std::string_view> names, size_t percent,
                        std::string_view prefix, std::vector<std::string>* list) {
    while (terms.Chance(percent)) list->push_back(StrCat(prefix, terms.Pick(names)));
  };
  constexpr std::string_view kClaimantNames[] = {"x", "y", "z", "nobody"};
  constexpr std::string_view kSourceNames[] = {"s", "t", "nothing"};
  constexpr std::string_view kGraphNames[] = {"g", "h", "a", "nowhere"};
  if (terms.Chance(40)) view.valid = date();
  if (terms.Chance(30)) view.known = date();
  if (terms.Chance(30)) view.time = EvidenceView::Time::kCertain;
  some(kSourceNames, 20, kExample, &view.sources);
  some(kClaimantNames, 30, kExample, &view.claimants);
  some(kModalities, 30, ent::kNamespace, &view.modalities);
  if (terms.Chance(20)) view.min_confidence = static_cast<double>(terms.Below(5)) / 4;
  if (terms.Chance(40)) view.policy = EvidenceView::Policy::kSupported;
  if (terms.Chance(30)) view.includes_base = false;
  some(kGraphNames, 25, kExample, &view.graphs);
  return view;
}

std::vector<Quad> Materialise(const EvidenceView& view, const std::vector<Quad>& quads) {
  const auto counts = [&](const Quad& quad) {
    if (view.graphs.empty()) return !quad.graph;
    return quad.graph.is_iri() && Contains(view.graphs, quad.graph.iri().text);
  };
  std::map<Term, Properties> subjects;
  std::set<Quad> triples;
  for (const Quad& quad : quads) {
    if (!counts(quad)) continue;
    subjects[quad.subject][quad.predicate.iri().text].insert(quad.object);
    if (!view.includes_base) continue;
    triples.insert({.subject = quad.subject, .predicate = quad.predicate, .object = quad.object});
  }
  std::map<Term, std::array<bool, 2>> propositions;  // Whether claims are for, and against it.
  for (const auto& [subject, properties] : subjects) {
    const auto types = properties.find(std::string(rdf::kType));
    if (!subject.is_iri() || types == properties.end()) continue;
    const bool is_claim =
        std::any_of(types->second.begin(), types->second.end(),
                    [](const Term& type) { return IsIri(type, StrCat(ent::kNamespace, "Claim")); });
    if (!is_claim) continue;
    const std::optional<NaiveClaim> claim = WellFormed(properties);
    if (!claim.has_value() || !Qualifies(*claim, view)) continue;
    auto& [is_for, is_against] = propositions[claim->proposition];
    is_for = is_for || claim->stance == "asserts" || claim->stance == "endorses";
    is_against = is_against || claim->stance == "denies" || claim->stance == "disputes";
  }
  for (const auto& [proposition, votes] : propositions) {
    if (!votes[0] || (votes[1] && view.policy == EvidenceView::Policy::kUncontested)) continue;
    const Triple& triple = proposition.triple();
    triples.insert(
        {.subject = triple.subject, .predicate = triple.predicate, .object = triple.object});
  }
  return {triples.begin(), triples.end()};
}

}  // namespace entente

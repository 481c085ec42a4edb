#include "tests/support/random_claims.h"

#include <array>
#include <optional>
#include <utility>

#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::string_view kExample = "http://example.org/";

Term IriOf(std::string_view iri) { return Iri(std::string(iri)); }
Term InEnt(std::string_view name) { return Iri(StrCat(ent::kNamespace, name)); }
Term Typed(std::string lexical, std::string_view datatype) {
  return Literal{.lexical = std::move(lexical), .datatype = std::string(datatype)};
}

}  // namespace

std::string RandomClaims::NameText(std::string_view prefix, size_t count) {
  return StrCat(kExample, prefix, Below(count));
}

Term RandomClaims::Name(std::string_view prefix, size_t count) {
  return Iri(NameText(prefix, count));
}

PartialDate RandomClaims::Date() {
  constexpr std::array<uint8_t, 3> kMonths = {1, 4, 12};
  constexpr std::array<uint8_t, 4> kDays = {1, 2, 30, 31};
  PartialDate date{.year = static_cast<int32_t>(2019 + Below(5))};
  if (Chance(40)) return date;
  date.month = kMonths[Below(kMonths.size())];
  if (Chance(40)) return date;
  date.day = kDays[Below(kDays.size())];
  if (date.month == 4 && date.day == 31) date.day = 30;
  return date;
}

Term RandomClaims::DateLiteral(const PartialDate& date) {
  std::string text = date.ToString();
  if (date.day != 0 && Chance(30)) {
    constexpr std::string_view kTimes[] = {"T00:00:00", "T23:59:59Z", "T12:30:00+14:00",
                                           "T01:00:00.5-05:00"};
    StrAppend(&text, kTimes[Below(std::size(kTimes))]);
    return Typed(std::move(text), xsd::kDateTime);
  }
  if (Chance(10)) StrAppend(&text, Chance(50) ? "Z" : "-09:00");
  return Typed(std::move(text),
               date.month == 0 ? xsd::kYear : (date.day == 0 ? xsd::kYearMonth : xsd::kDate));
}

Term RandomClaims::BadDate() {
  switch (Below(8)) {
    case 0:
      return Typed("2022-13", xsd::kYearMonth);
    case 1:
      return Typed("2022-04-31", xsd::kDate);
    case 2:
      return Typed("12022", xsd::kYear);
    case 3:
      return Term("2022");
    case 4:
      return Term(2022);
    case 5:
      return Typed("12:00:00", xsd::kTime);
    case 6:
      return Typed("2022-04-01", xsd::kYear);
    default:
      return Name("o", 4);
  }
}

Triple RandomClaims::Proposition() {
  const Term subject = Name("s", 3);
  switch (Below(7)) {
    case 0:
      return {subject, InEnt("chair"), Name("o", 4)};
    case 3:
      return {subject, Chance(50) ? InEnt("chair") : Name("p", 3),
              Chance(90) ? DateLiteral(Date()) : BadDate()};
    case 1: {
      constexpr std::string_view kKinds[] = {"IssueCoalition", "TraditionalAlliance",
                                             "Minilateral"};
      return {subject, InEnt("groupingKind"), InEnt(kKinds[Below(std::size(kKinds))])};
    }
    case 2: {
      const std::array<Term, 4> values = {Term(7), Term("seven"), Typed("2022", xsd::kYear),
                                          Triple{subject, Name("p", 3), Name("o", 4)}};
      return {subject, Name("p", 3), values[Below(values.size())]};
    }
    default:
      return {subject, Name("p", 3), Name("o", 4)};
  }
}

void RandomClaims::AddClaim(size_t number, std::vector<Quad>* quads) {
  constexpr std::string_view kStances[] = {"asserts",   "asserts", "asserts",  "endorses",
                                           "denies",    "denies",  "disputes", "reports",
                                           "distances", "supposes"};
  constexpr std::string_view kModalities[] = {ent::kCategorical, ent::kPossible, ent::kConditional,
                                              ent::kHypothetical};
  const Term claim = Iri(StrCat(kExample, "c", number));
  std::vector<Quad> own;
  const auto say = [&](std::string_view property, Term value) {
    own.push_back({claim, IriOf(property), std::move(value), Term()});
  };
  say(rdf::kType, IriOf(ent::kClaim));
  say(rdf::kReifies, Proposition());
  say(ent::kClaimant, Name("a", 3));
  say(ent::kStance, InEnt(kStances[Below(std::size(kStances))]));
  say(ent::kSource, Name("d", 3));
  if (Chance(30)) say(ent::kModality, IriOf(kModalities[Below(std::size(kModalities))]));
  if (Chance(40)) {
    constexpr std::string_view kDecimals[] = {"0.0", "0.25", "0.5", "0.75", "1.0"};
    switch (Below(3)) {
      case 0:
        say(ent::kConfidence, Term(0.5));
        break;
      case 1:
        say(ent::kConfidence, Term(static_cast<int64_t>(Below(2))));
        break;
      default:
        say(ent::kConfidence, Typed(std::string(kDecimals[Below(std::size(kDecimals))]),
                                    "http://www.w3.org/2001/XMLSchema#decimal"));
    }
  }
  std::optional<PartialDate> from;
  std::optional<PartialDate> until;
  if (Chance(60)) from = Date();
  if (Chance(60)) until = Date();
  // Now and then the end stays before the beginning.
  if (from.has_value() && until.has_value() && until->LastDay() < from->FirstDay() && Chance(90)) {
    std::swap(from, until);
  }
  if (from.has_value()) say(ent::kValidFrom, DateLiteral(*from));
  if (until.has_value()) say(ent::kValidUntil, DateLiteral(*until));
  if (Chance(40)) say(ent::kStatedOn, DateLiteral(Date()));
  if (Chance(30)) say(ent::kRecordedOn, DateLiteral(Date()));
  if (Chance(30)) say(ent::kText, Term("what is said"));
  if (Chance(15)) Break(&own);

  const Term graphs[] = {Term(), Name("g", 1), Iri(StrCat(kExample, "g1"))};
  if (Chance(85)) {
    const Term& graph = graphs[Chance(70) ? 0 : Below(3)];
    for (Quad& quad : own) quad.graph = graph;
  } else {
    const size_t count = own.size();
    for (size_t i = 0; i < count; ++i) {
      own[i].graph = graphs[Below(3)];
      if (!Chance(30)) continue;
      own.push_back(own[i]);
      own.back().graph = graphs[Below(3)];
    }
  }
  quads->insert(quads->end(), own.begin(), own.end());
}

void RandomClaims::Break(std::vector<Quad>* claim_quads) {
  const Term claim = claim_quads->front().subject;
  const auto say = [&](std::string_view property, Term value) {
    claim_quads->push_back({claim, IriOf(property), std::move(value), Term()});
  };
  switch (Below(13)) {
    case 0:  // A second proposition, mostly.
      say(rdf::kReifies, Proposition());
      return;
    case 1:
      say(rdf::kReifies, Name("s", 3));
      return;
    case 2:
      say(ent::kClaimant, Name("a", 3));
      return;
    case 3:
      say(ent::kStance, InEnt(Chance(50) ? "denies" : "knows"));
      return;
    case 4:
      say(ent::kSource, Chance(70) ? Name("d", 3) : Term(BlankNode("d")));
      return;
    case 5:
      say(ent::kModality, Chance(50) ? IriOf(ent::kPossible) : Name("m", 2));
      return;
    case 6: {
      const Term values[] = {Term(1.5),
                             Term(-1),
                             Term("high"),
                             Name("o", 4),
                             Typed("NaN", "http://www.w3.org/2001/XMLSchema#double"),
                             Term(0.25)};
      say(ent::kConfidence, values[Below(std::size(values))]);
      return;
    }
    case 7:
    case 8: {
      constexpr std::string_view kDates[] = {ent::kValidFrom, ent::kValidUntil, ent::kStatedOn,
                                             ent::kRecordedOn};
      say(kDates[Below(4)], Chance(70) ? BadDate() : DateLiteral(Date()));
      return;
    }
    case 9:  // What it must have is lost: any of the first five, its class among them.
    case 10:
      claim_quads->erase(claim_quads->begin() + static_cast<std::ptrdiff_t>(Below(5)));
      return;
    case 11:
      for (Quad& quad : *claim_quads) quad.subject = BlankNode("c");
      return;
    default:
      (*claim_quads)[2].object = Chance(50) ? Term("somebody") : Term(BlankNode("a"));
      return;
  }
}

std::vector<Quad> RandomClaims::Quads(size_t claim_count) {
  std::vector<Quad> quads;
  const auto graph = [this] { return Chance(70) ? Term() : Name("g", 2); };
  for (size_t number = 0; number < claim_count; ++number) AddClaim(number, &quads);
  for (size_t i = 0; i < claim_count / 4; ++i) {
    Triple triple = Proposition();
    quads.push_back({triple.subject, triple.predicate, triple.object, graph()});
  }
  if (Chance(60)) {
    quads.push_back({Name("p", 3), IriOf(rdf::kType), IriOf(owl::kFunctionalProperty), graph()});
  }
  if (Chance(60)) {
    quads.push_back({Name("o", 4), IriOf(owl::kDisjointWith), Name("o", 4), graph()});
  }
  return quads;
}

EvidenceView RandomClaims::View() {
  EvidenceView view;
  const auto some = [this](std::string_view prefix) {
    std::vector<std::string> names;
    for (size_t i = 0; i <= Below(2); ++i) names.push_back(NameText(prefix, 4));
    return names;
  };
  if (Chance(50)) view.valid = Date();
  if (Chance(25)) view.known = Date();
  if (Chance(40)) view.time = EvidenceView::Time::kCertain;
  if (Chance(25)) view.sources = some("d");
  if (Chance(25)) view.claimants = some("a");
  if (Chance(20)) {
    view.modalities.emplace_back(Chance(60) ? ent::kCategorical : ent::kPossible);
    if (Chance(30)) view.modalities.emplace_back(ent::kHypothetical);
  }
  if (Chance(20)) view.min_confidence = static_cast<double>(Below(5)) / 4;
  if (Chance(30)) view.policy = EvidenceView::Policy::kSupported;
  if (Chance(30)) view.includes_base = false;
  if (Chance(25)) view.graphs = some("g");
  return view;
}

}  // namespace entente

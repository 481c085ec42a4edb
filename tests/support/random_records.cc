#include "tests/support/random_records.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <tuple>

#include "entente/vocabulary.h"
#include "schema/text.h"

namespace entente {
namespace {

// Makes the parts of one record.
class Maker {
 public:
  explicit Maker(std::mt19937_64* random) : random_(random) {}

  int Below(int count) { return static_cast<int>((*random_)() % static_cast<uint64_t>(count)); }
  bool Sometimes() { return Below(3) == 0; }

  std::string Iri(std::string_view prefix, int count) { return StrCat(prefix, Below(count)); }
  std::string OneOf(std::initializer_list<std::string_view> choices) {
    return std::string(choices.begin()[Below(static_cast<int>(choices.size()))]);
  }
  // Empty more often than not.
  std::string Maybe(std::string_view prefix) { return Sometimes() ? Iri(prefix, 3) : ""; }
  std::string MaybeText() {
    return Sometimes() ? OneOf({"p. 27", "20-44", "中", "a \"b\"\n"}) : "";
  }

  std::vector<std::string> Set(std::string_view prefix) {
    std::vector<std::string> set;
    for (int i = Below(4); i > 0; --i) set.push_back(Iri(prefix, 5));
    std::sort(set.begin(), set.end());
    set.erase(std::unique(set.begin(), set.end()), set.end());
    return set;
  }

  // May name one twice.
  std::vector<std::string> Sequence(std::string_view prefix) {
    std::vector<std::string> sequence;
    for (int i = Below(4); i > 0; --i) sequence.push_back(Iri(prefix, 3));
    return sequence;
  }

  std::optional<PartialDate> MaybeDate() {
    if (Sometimes()) return RandomDate(random_);
    return std::nullopt;
  }

  Interval Valid() {
    Interval valid;
    do {
      valid = {.from = MaybeDate(), .until = MaybeDate()};
    } while (!IsPossible(valid));
    return valid;
  }

  Text RandomText(bool has_language) {
    Text text{.text = OneOf({"Quad", "", "四方", "x:y"})};
    if (has_language) text.language = OneOf({"", "en", "zh", "zh-hant-tw"});
    if (Sometimes()) text.source = Iri("x:document-", 2);
    if (Sometimes()) text.attributed_to = Iri("x:actor-", 2);
    if (Sometimes()) text.correction_of = OneOf({"Quod", "x:z"});
    return text;
  }

  // At least `count_min`. Nothing is said both with and without details.
  std::vector<Text> Texts(int count_min, bool has_language = true) {
    std::vector<Text> texts;
    for (int i = count_min + Below(3); i > 0; --i) texts.push_back(RandomText(has_language));
    const auto key = [](const Text& t) {
      return std::tie(t.language, t.text, t.source, t.attributed_to, t.correction_of);
    };
    std::sort(texts.begin(), texts.end(),
              [&](const Text& a, const Text& b) { return key(a) < key(b); });
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    const std::vector<Text> all = texts;
    std::erase_if(texts, [&](const Text& bare) {
      return bare == Text{.text = bare.text, .language = bare.language} &&
             std::any_of(all.begin(), all.end(), [&](const Text& text) {
               return text != bare && text.text == bare.text && text.language == bare.language;
             });
    });
    return texts;
  }

  std::vector<Affiliation> Affiliations() {
    std::vector<Affiliation> affiliations;
    for (int i = Below(3); i > 0; --i) {
      Affiliation affiliation{.organization = StrCat("x:organization-", 3 - i),
                              .status = Sometimes() ? std::string(ent::kFormer) : "",
                              .source = Maybe("x:document-"),
                              .valid = Valid()};
      if (Sometimes()) affiliation.roles.push_back({.text = "senior fellow", .language = "en"});
      if (Sometimes()) affiliation.roles.push_back({.text = "高级研究员", .language = "zh"});
      affiliations.push_back(affiliation);
    }
    // Two posts in one organization, known apart by their time.
    if (Sometimes()) {
      affiliations.push_back(
          {.organization = "x:organization-9", .valid = {.from = PartialDate{.year = 1990}}});
      affiliations.push_back(
          {.organization = "x:organization-9", .valid = {.from = PartialDate{.year = 1995}}});
    }
    return affiliations;
  }

  Term RandomObject(int iri_count) {
    switch (Below(5)) {
      case 0:
        return entente::Iri(Iri("x:claim-", iri_count));
      case 1:
        return entente::Iri(Iri("x:actor-", iri_count));
      case 2:
        return Literal{.lexical = "定义",
                       .datatype = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
                       .language = "zh"};
      case 3:
        return Term(Below(10));
      default:
        return Triple{
            .subject = BlankNode("b"), .predicate = entente::Iri("x:p"), .object = Term("nested")};
    }
  }

 private:
  std::mt19937_64* random_;
};

}  // namespace

PartialDate RandomDate(std::mt19937_64* random) {
  PartialDate date{.year = static_cast<int32_t>(1998 + (*random)() % 7)};
  if ((*random)() % 3 != 0) date.month = static_cast<uint8_t>(1 + (*random)() % 12);
  if (date.month != 0 && (*random)() % 2 != 0)
    date.day = static_cast<uint8_t>(1 + (*random)() % 28);
  return date;
}

bool IsPossible(const Interval& interval) {
  return !interval.from.has_value() || !interval.until.has_value() ||
         interval.from->FirstDay() <= interval.until->LastDay();
}

Actor RandomActor(int iri_count, std::mt19937_64* random) {
  Maker make(random);
  Actor actor{.iri = make.Iri("x:actor-", iri_count),
              .kind = make.OneOf({"", ent::kState, ent::kPerson, ent::kThinkTank, "y:Kind"}),
              .labels = make.Texts(1),
              .alternative_labels = make.Texts(0),
              .affiliations = make.Affiliations(),
              .country = make.Maybe("x:state-"),
              .speaks_for = make.Maybe("x:state-"),
              .subsidiary_of = make.Maybe("x:organization-"),
              .governs = make.Maybe("x:state-"),
              .head = make.Maybe("x:actor-"),
              .members = make.Set("_:member")};
  if (make.Sometimes()) actor.member_count_min = make.Below(60);
  if (make.Sometimes()) actor.member_count_max = 60 + make.Below(60);
  return actor;
}

Coalition RandomCoalition(int iri_count, std::mt19937_64* random) {
  Maker make(random);
  return {.iri = make.Iri("x:coalition-", iri_count),
          .labels = make.Texts(1),
          .alternative_labels = make.Texts(0),
          .kinds = make.Set("x:kind-"),
          .domains = make.Set("x:domain-"),
          .members = make.Set("x:actor-")};
}

Document RandomDocument(int iri_count, std::mt19937_64* random) {
  Maker make(random);
  return {.iri = make.Iri("x:document-", iri_count),
          .kind = make.OneOf({"", "http://purl.org/ontology/bibo/Book", ent::kLaw, "y:Kind"}),
          .titles = make.Texts(1),
          .creators = make.Sequence("x:actor-"),
          .editors = make.Sequence("x:actor-"),
          .translators = make.Sequence("x:actor-"),
          .issued = make.MaybeDate(),
          .language = make.OneOf({"", "en", "zh"}),
          .part_of = make.Maybe("x:periodical-"),
          .volume = make.MaybeText(),
          .issue = make.MaybeText(),
          .pages = make.MaybeText(),
          .section = make.MaybeText(),
          .publisher = make.Maybe("x:publisher-"),
          .places = make.Texts(0),
          .identifier = make.MaybeText(),
          .urls = make.Texts(0, /*has_language=*/false)};
}

Claim RandomClaim(int iri_count, std::mt19937_64* random) {
  Maker make(random);
  constexpr std::array kStances = {Stance::kAsserts,  Stance::kEndorses, Stance::kDenies,
                                   Stance::kDisputes, Stance::kReports,  Stance::kDistances,
                                   Stance::kSupposes};
  Claim claim{.iri = make.Iri("x:claim-", iri_count),
              .claimant = make.Iri("x:actor-", 4),
              .stance = kStances[static_cast<size_t>(make.Below(7))],
              .source = make.Iri("x:document-", 4),
              .locator = make.MaybeText(),
              .sections = make.Set("x:section-"),
              .note = make.Maybe("x:note-"),
              .kinds = make.Set("x:claim-kind-"),
              .modality = make.OneOf({"", ent::kPossible, ent::kConditional}),
              .valid = make.Valid(),
              .stated_on = make.MaybeDate(),
              .recorded_on = make.MaybeDate(),
              .role = make.Maybe("x:role-"),
              .status = make.Maybe("x:status-"),
              .evidence = make.Set("_:citation"),
              .basis = make.OneOf({"", ent::kExplicit, ent::kCuratorial}),
              .addressees = make.Set("x:actor-"),
              .about = make.Set("x:actor-"),
              .labels = make.Texts(0),
              .texts = make.Texts(0),
              .wordings = make.Texts(0),
              .attributed_to = make.Maybe("x:actor-")};
  claim.proposition = Triple{.subject = Iri(make.Iri("x:actor-", iri_count)),
                             .predicate = Iri(make.OneOf({"x:p", ent::kMember, ent::kSupports})),
                             .object = make.RandomObject(iri_count)};
  for (int page = 20; page < 23; ++page) {
    if (make.Sometimes()) claim.pages.push_back(page);
  }
  if (make.Sometimes()) claim.confidence = make.Below(1000) / 999.0;
  return claim;
}

}  // namespace entente

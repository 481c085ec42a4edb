#include "query/claims/record_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "query/claims/record_fields.h"
#include "schema/ontology.h"
#include "schema/partial_date.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"

namespace entente {
namespace {

// As records write it; none for what is neither IRI nor blank node.
std::optional<std::string> ReferenceOf(const Term& term) {
  if (term.is_iri()) return term.iri().text;
  if (term.is_blank_node()) return StrCat("_:", term.blank_node().label);
  return std::nullopt;
}

std::optional<PartialDate> DateOf(const Term& term) {
  if (!term.is_literal()) return std::nullopt;
  const std::optional<XsdValue> value = ParseXsdValue(term.literal());
  if (!value.has_value() || !IsDateTimeType(value->type())) return std::nullopt;
  return PartialDateOf(value->date_time());
}

bool IsPlainString(const Term& term) {
  return term.is_literal() && term.literal().language.empty();
}

// A text in a language or in none, but in no direction.
bool IsText(const Term& term) {
  return term.is_literal() &&
         (term.literal().datatype == rdf::kLangString || term.literal().datatype == xsd::kString);
}

auto KeyOf(const Text& text) {
  return std::tie(text.language, text.text, text.source, text.attributed_to, text.correction_of);
}
bool IsBefore(const Text& a, const Text& b) { return KeyOf(a) < KeyOf(b); }

template <typename Element>
void SortUnique(std::vector<Element>* elements) {
  std::sort(elements->begin(), elements->end());
  elements->erase(std::unique(elements->begin(), elements->end()), elements->end());
}

// Fills the fields it visits; keeps the first error.
class FieldReader {
 public:
  explicit FieldReader(const Description& description) : description_(description) {}

  const absl::Status& status() const { return status_; }

  void Kind(std::string_view record_class, std::string& kind) {
    std::vector<std::string> kinds;
    std::vector<std::string> foreign;
    for (const Statement* statement : StatementsOf(rdf::kType)) {
      if (!statement->object.is_iri()) continue;
      const std::string& iri = statement->object.iri().text;
      if (IsKindOf(record_class, iri)) kinds.push_back(iri);
      if (IsForeignClass(iri)) foreign.push_back(iri);
    }
    // A class that stands above another says nothing more than that one.
    std::erase_if(kinds, [&](const std::string& above) {
      return std::ranges::any_of(kinds, [&](const std::string& below) {
        return below != above && IsSubclassOf(below, above);
      });
    });
    if (kinds.empty()) kinds = std::move(foreign);
    if (kinds.size() > 1) return Fail(rdf::kType, StrCat("it has ", kinds.size(), " classes"));
    if (!kinds.empty()) kind = std::move(kinds.front());
  }

  void Reference(std::string_view property, std::string& reference) {
    const Term* const term = One(property);
    if (term != nullptr) reference = ToReference(property, *term);
  }

  void References(std::string_view property, std::vector<std::string>& references) {
    for (const Statement* statement : StatementsOf(property)) {
      references.push_back(ToReference(property, statement->object));
    }
    std::sort(references.begin(), references.end());
  }

  // Those without position come last.
  void Sequence(std::string_view property, std::vector<std::string>& references) {
    std::vector<std::pair<int64_t, std::string>> places;
    for (const Statement* statement : StatementsOf(property)) {
      std::string reference = ToReference(property, statement->object);
      if (statement->annotations.empty()) places.emplace_back(INT64_MAX, reference);
      for (const Annotation& annotation : statement->annotations) {
        for (const auto& [said, object] : annotation) {
          places.emplace_back(ToInteger(property, object), reference);
        }
      }
    }
    std::sort(places.begin(), places.end());
    for (auto& [position, reference] : places) references.push_back(std::move(reference));
  }

  void String(std::string_view property, std::string& text) {
    const Term* const term = One(property);
    if (term == nullptr) return;
    if (!IsPlainString(*term)) return Fail(property, "it is no text without language");
    text = term->literal().lexical;
  }

  void Integer(std::string_view property, std::optional<int64_t>& number) {
    if (const Term* const term = One(property)) number = ToInteger(property, *term);
  }

  void Integers(std::string_view property, std::vector<int64_t>& numbers) {
    for (const Statement* statement : StatementsOf(property)) {
      numbers.push_back(ToInteger(property, statement->object));
    }
    SortUnique(&numbers);
  }

  void Decimal(std::string_view property, std::optional<double>& number) {
    const Term* const term = One(property);
    if (term == nullptr) return;
    const auto value = term->is_literal() ? ParseXsdValue(term->literal()) : std::nullopt;
    if (!value.has_value() || !value->is_numeric()) return Fail(property, "it is no number");
    number = value->ToDouble();
  }

  void Date(std::string_view property, std::optional<PartialDate>& date) {
    const Term* const term = One(property);
    if (term == nullptr) return;
    date = DateOf(*term);
    if (!date.has_value()) Fail(property, "it is no date");
  }

  void Texts(std::string_view property, std::vector<Text>& texts) {
    ReadTexts(property, texts);
    for (const Statement* statement : StatementsOf(property)) {
      if (!IsText(statement->object)) return Fail(property, "it is no text");
    }
  }

  void Urls(std::string_view property, std::vector<Text>& urls) {
    ReadTexts(property, urls);
    for (const Statement* statement : StatementsOf(property)) {
      if (!IsPlainString(statement->object)) {
        return Fail(property, "it is no text without language");
      }
    }
  }

  void Affiliations(std::string_view property, std::vector<Affiliation>& affiliations) {
    for (const Statement* statement : StatementsOf(property)) {
      const Affiliation bare{.organization = ToReference(property, statement->object)};
      if (statement->annotations.empty()) affiliations.push_back(bare);
      for (const Annotation& annotation : statement->annotations) {
        ReadAffiliation(property, annotation, &affiliations.emplace_back(bare));
      }
    }
    std::sort(affiliations.begin(), affiliations.end(), IsBeforeAffiliation);
    affiliations.erase(std::unique(affiliations.begin(), affiliations.end()), affiliations.end());
  }

  void StanceOf(std::string_view property, Stance& stance) {
    const Term* const term = One(property);
    if (term == nullptr) return Fail(property, "it is missing");
    for (const Stance known :
         {Stance::kAsserts, Stance::kEndorses, Stance::kDenies, Stance::kDisputes, Stance::kReports,
          Stance::kDistances, Stance::kSupposes}) {
      if (*term == Term(Iri(StrCat(ent::kNamespace, StanceName(known))))) {
        stance = known;
        return;
      }
    }
    Fail(property, "it is none of the seven stances");
  }

  void Proposition(std::string_view property, std::optional<Triple>& proposition) {
    const Term* const term = One(property);
    if (term == nullptr) return;
    if (!term->is_triple()) return Fail(property, "it is no triple term");
    proposition = term->triple();
  }

 private:
  void Fail(std::string_view property, std::string_view problem) {
    if (!status_.ok()) return;
    status_ = absl::InvalidArgumentError(
        StrCat(description_.subject.ToString(), " <", property, ">: ", problem));
  }

  std::vector<const Statement*> StatementsOf(std::string_view property) const {
    std::vector<const Statement*> found;
    for (const Statement& statement : description_.statements) {
      if (statement.predicate == property) found.push_back(&statement);
    }
    return found;
  }

  // Null if there is none.
  const Term* One(std::string_view property) {
    const std::vector<const Statement*> found = StatementsOf(property);
    if (found.size() > 1) {
      Fail(property, StrCat("it has ", found.size(), " values, and a record one"));
    }
    return found.empty() ? nullptr : &found.front()->object;
  }

  std::string ToReference(std::string_view property, const Term& term) {
    const std::optional<std::string> reference = ReferenceOf(term);
    if (!reference.has_value()) Fail(property, StrCat(term.ToString(), " is no IRI"));
    return reference.value_or("");
  }

  int64_t ToInteger(std::string_view property, const Term& term) {
    const auto value = term.is_literal() ? ParseXsdValue(term.literal()) : std::nullopt;
    const auto number = value.has_value() && IsIntegerType(value->type())
                            ? value->decimal().ToInt64()
                            : std::nullopt;
    if (!number.has_value()) Fail(property, StrCat(term.ToString(), " is no integer"));
    return number.value_or(0);
  }

  void ReadTexts(std::string_view property, std::vector<Text>& texts) {
    for (const Statement* statement : StatementsOf(property)) {
      if (!statement->object.is_literal()) return Fail(property, "it is no text");
      const Literal& literal = statement->object.literal();
      const Text bare{.text = literal.lexical, .language = literal.language};
      if (statement->annotations.empty()) texts.push_back(bare);
      for (const Annotation& annotation : statement->annotations) {
        Text& text = texts.emplace_back(bare);
        for (const auto& [said, object] : annotation) {
          if (said == ent::kCorrectionOf) {
            if (!object.is_literal() || object.literal().language != literal.language) {
              return Fail(property, "it corrects what is no text in its language");
            }
            SetOnce(property, object.literal().lexical, &text.correction_of);
          } else {
            SetOnce(property, ToReference(property, object),
                    said == dcterms::kSource ? &text.source : &text.attributed_to);
          }
        }
      }
    }
    std::sort(texts.begin(), texts.end(), IsBefore);
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  }

  void ReadAffiliation(std::string_view property, const Annotation& annotation,
                       Affiliation* affiliation) {
    for (const auto& [said, object] : annotation) {
      if (said == schema::kRoleName) {
        if (!IsText(object)) return Fail(property, "a role is no text");
        affiliation->roles.push_back(
            {.text = object.literal().lexical, .language = object.literal().language});
      } else if (said == ent::kStatus) {
        SetOnce(property, ToReference(property, object), &affiliation->status);
      } else if (said == dcterms::kSource) {
        SetOnce(property, ToReference(property, object), &affiliation->source);
      } else {
        Interval& valid = affiliation->valid;
        std::optional<PartialDate>& date = said == ent::kValidFrom ? valid.from : valid.until;
        if (date.has_value()) return Fail(property, "an annotation says two things at once");
        date = DateOf(object);
        if (!date.has_value()) return Fail(property, StrCat(object.ToString(), " is no date"));
      }
    }
    std::sort(affiliation->roles.begin(), affiliation->roles.end(), IsBefore);
  }

  void SetOnce(std::string_view property, std::string value, std::string* field) {
    if (!field->empty()) return Fail(property, "an annotation says two things at once");
    *field = std::move(value);
  }

  static bool IsBeforeAffiliation(const Affiliation& a, const Affiliation& b) {
    const auto key = [](const Affiliation& x) {
      const auto date = [](const std::optional<PartialDate>& d) {
        return d.has_value() ? d->ToString() : std::string();
      };
      return std::tuple(x.organization, date(x.valid.from), date(x.valid.until), x.status,
                        x.source);
    };
    if (key(a) != key(b)) return key(a) < key(b);
    return std::lexicographical_compare(a.roles.begin(), a.roles.end(), b.roles.begin(),
                                        b.roles.end(), IsBefore);
  }

  const Description& description_;
  absl::Status status_;
};

template <typename Record>
absl::Status Read(const Description& description, Record* record) {
  *record = Record();
  const Term record_class = Iri(std::string(ClassOf(*record)));
  const bool is_one = std::ranges::any_of(description.statements, [&](const Statement& statement) {
    return statement.predicate == rdf::kType && statement.object == record_class;
  });
  if (!is_one) {
    return absl::NotFoundError(
        StrCat(description.subject.ToString(), " is no ", record_class.ToString()));
  }
  record->iri = ReferenceOf(description.subject).value_or("");
  FieldReader reader(description);
  VisitFields(&reader, record);
  return reader.status();
}

}  // namespace

absl::Status ReadRecord(const Description& description, Actor* record) {
  return Read(description, record);
}
absl::Status ReadRecord(const Description& description, Coalition* record) {
  return Read(description, record);
}
absl::Status ReadRecord(const Description& description, Document* record) {
  return Read(description, record);
}
absl::Status ReadRecord(const Description& description, Claim* record) {
  return Read(description, record);
}

}  // namespace entente

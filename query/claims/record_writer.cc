#include "query/claims/record_writer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/claims/record_fields.h"
#include "schema/language_tag.h"
#include "schema/status_macros.h"
#include "schema/term_check.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"

namespace entente {
namespace {

Term TypedLiteral(std::string lexical, std::string_view datatype) {
  return Literal{.lexical = std::move(lexical), .datatype = std::string(datatype)};
}

Term TextLiteral(std::string text, std::string_view language) {
  if (language.empty()) return TypedLiteral(std::move(text), xsd::kString);
  return Literal{.lexical = std::move(text),
                 .datatype = std::string(rdf::kLangString),
                 .language = LowerCaseLanguage(language)};
}

// Makes a description of the fields it visits; keeps the first error.
class FieldWriter {
 public:
  explicit FieldWriter(const std::string& iri) : iri_(iri) {
    absl::StatusOr<Term> subject = ReferenceTerm(iri);
    if (subject.ok()) {
      description_.subject = *std::move(subject);
    } else {
      status_ = absl::InvalidArgumentError(StrCat("a record's ", subject.status().message()));
    }
  }

  absl::StatusOr<Description> Finish(std::string_view record_class) {
    Add(rdf::kType, Iri(std::string(record_class)));
    RETURN_IF_ERROR(status_);
    return std::move(description_);
  }

  void Kind(std::string_view record_class, const std::string& kind) {
    if (kind.empty()) return;
    if (!IsKindOf(record_class, kind) && !IsForeignClass(kind)) {
      return Fail(rdf::kType, StrCat("<", kind, "> is no class below <", record_class, ">"));
    }
    AddReference(rdf::kType, kind, {});
  }

  void Reference(std::string_view property, const std::string& reference) {
    if (!reference.empty()) AddReference(property, reference, {});
  }

  void References(std::string_view property, const std::vector<std::string>& references) {
    for (const std::string& reference : references) AddReference(property, reference, {});
  }

  void Sequence(std::string_view property, const std::vector<std::string>& references) {
    int64_t position = 0;
    for (const std::string& reference : references) {
      AddReference(property, reference, {{std::string(schema::kPosition), Term(++position)}});
    }
  }

  void String(std::string_view property, const std::string& text) {
    if (!text.empty()) Add(property, TypedLiteral(text, xsd::kString));
  }

  void Integer(std::string_view property, const std::optional<int64_t>& number) {
    if (number.has_value()) Add(property, Term(*number));
  }

  void Integers(std::string_view property, const std::vector<int64_t>& numbers) {
    for (const int64_t number : numbers) Add(property, Term(number));
  }

  void Decimal(std::string_view property, const std::optional<double>& number) {
    if (!number.has_value()) return;
    const std::optional<XsdDecimal> decimal = XsdDecimal::FromDouble(*number);
    const bool is_exact = decimal.has_value() && decimal->ToDouble() == *number;
    Add(property, (is_exact ? XsdValue::Decimal(*decimal) : XsdValue::Double(*number)).ToLiteral());
  }

  void Date(std::string_view property, const std::optional<PartialDate>& date) {
    if (date.has_value()) Add(property, DateLiteral(property, *date));
  }

  void Texts(std::string_view property, const std::vector<Text>& texts) {
    for (const Text& text : texts) {
      AddText(property, text, TextLiteral(text.text, text.language),
              TextLiteral(text.correction_of, text.language));
    }
  }

  void Urls(std::string_view property, const std::vector<Text>& urls) {
    for (const Text& url : urls) {
      if (!url.language.empty()) Fail(property, "a URL has no language");
      AddText(property, url, TypedLiteral(url.text, xsd::kAnyUri),
              TypedLiteral(url.correction_of, xsd::kAnyUri));
    }
  }

  void Affiliations(std::string_view property, const std::vector<Affiliation>& affiliations) {
    for (const Affiliation& affiliation : affiliations) {
      Annotation says;
      for (const Text& role : affiliation.roles) {
        if (!role.source.empty() || !role.attributed_to.empty() || !role.correction_of.empty()) {
          Fail(property, "a role has no source of its own");
        }
        Say(property, schema::kRoleName, TextLiteral(role.text, role.language), &says);
      }
      SayReference(property, ent::kStatus, affiliation.status, &says);
      SayReference(property, dcterms::kSource, affiliation.source, &says);
      SayDate(property, ent::kValidFrom, affiliation.valid.from, &says);
      SayDate(property, ent::kValidUntil, affiliation.valid.until, &says);
      AddReference(property, affiliation.organization, std::move(says));
    }
  }

  void StanceOf(std::string_view property, Stance stance) {
    if (stance > Stance::kSupposes) return Fail(property, "the stance is none of those that are");
    Add(property, Iri(StrCat(ent::kNamespace, StanceName(stance))));
  }

  void Proposition(std::string_view property, const std::optional<Triple>& proposition) {
    if (!proposition.has_value()) return;
    if (const std::string problem = ProblemOf(*proposition); !problem.empty()) {
      return Fail(property, problem);
    }
    Add(property, *proposition);
  }

 private:
  void Fail(std::string_view property, std::string_view problem) {
    if (!status_.ok()) return;
    status_ = absl::InvalidArgumentError(StrCat("<", iri_, "> <", property, ">: ", problem));
  }

  void Add(std::string_view property, Term object, Annotation says = {}) {
    if (const std::string problem = ProblemOf(object); !problem.empty()) {
      return Fail(property, problem);
    }
    auto statement =
        std::find_if(description_.statements.begin(), description_.statements.end(),
                     [&](const Statement& earlier) {
                       return earlier.predicate == property && earlier.object == object;
                     });
    if (statement == description_.statements.end()) {
      description_.statements.push_back(
          {.predicate = std::string(property), .object = std::move(object)});
      statement = description_.statements.end() - 1;
    }
    if (says.empty()) return;
    std::sort(says.begin(), says.end());
    says.erase(std::unique(says.begin(), says.end()), says.end());
    std::vector<Annotation>& annotations = statement->annotations;
    const auto place = std::lower_bound(annotations.begin(), annotations.end(), says);
    if (place == annotations.end() || *place != says) annotations.insert(place, std::move(says));
  }

  void AddReference(std::string_view property, const std::string& reference, Annotation says) {
    absl::StatusOr<Term> term = ReferenceTerm(reference);
    if (!term.ok()) return Fail(property, FromAbsl(term.status().message()));
    Add(property, *std::move(term), std::move(says));
  }

  void AddText(std::string_view property, const Text& text, Term literal, Term printed) {
    Annotation says;
    SayReference(property, dcterms::kSource, text.source, &says);
    SayReference(property, prov::kWasAttributedTo, text.attributed_to, &says);
    if (!text.correction_of.empty()) Say(property, ent::kCorrectionOf, std::move(printed), &says);
    Add(property, std::move(literal), std::move(says));
  }

  void Say(std::string_view of, std::string_view property, Term object, Annotation* says) {
    if (const std::string problem = ProblemOf(object); !problem.empty()) return Fail(of, problem);
    says->emplace_back(std::string(property), std::move(object));
  }

  void SayReference(std::string_view of, std::string_view property, const std::string& reference,
                    Annotation* says) {
    if (reference.empty()) return;
    absl::StatusOr<Term> term = ReferenceTerm(reference);
    if (!term.ok()) return Fail(of, FromAbsl(term.status().message()));
    Say(of, property, *std::move(term), says);
  }

  void SayDate(std::string_view of, std::string_view property,
               const std::optional<PartialDate>& date, Annotation* says) {
    if (date.has_value()) Say(of, property, DateLiteral(of, *date), says);
  }

  Term DateLiteral(std::string_view property, const PartialDate& date) {
    std::string lexical = date.ToString();
    const absl::StatusOr<PartialDate> parsed = PartialDate::Parse(lexical);
    if (!parsed.ok() || *parsed != date) Fail(property, StrCat(lexical, " is no date"));
    return TypedLiteral(std::move(lexical), date.month == 0 ? xsd::kYear
                                            : date.day == 0 ? xsd::kYearMonth
                                                            : xsd::kDate);
  }

  std::string_view iri_;
  Description description_;
  absl::Status status_;
};

template <typename Record>
absl::StatusOr<Description> Write(const Record& record) {
  FieldWriter writer(record.iri);
  VisitFields(&writer, &record);
  return writer.Finish(ClassOf(record));
}

}  // namespace

absl::StatusOr<Description> ToDescription(const Actor& actor) { return Write(actor); }
absl::StatusOr<Description> ToDescription(const Coalition& coalition) { return Write(coalition); }
absl::StatusOr<Description> ToDescription(const Document& document) { return Write(document); }
absl::StatusOr<Description> ToDescription(const Claim& claim) { return Write(claim); }

absl::StatusOr<Term> ReferenceTerm(std::string_view reference) {
  if (reference.starts_with("_:") && IsBlankNodeLabel(reference.substr(2))) {
    return Term(BlankNode(std::string(reference.substr(2))));
  }
  if (!IsAbsoluteIri(reference)) {
    return absl::InvalidArgumentError(StrCat("IRI '", reference, "' is no absolute IRI"));
  }
  return Term(Iri(std::string(reference)));
}

}  // namespace entente

#include "query/claims/validation.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "entente/records.h"
#include "query/claims/record_writer.h"
#include "schema/ontology.h"
#include "schema/partial_date.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"
#include "storage/ids/inline_value.h"

namespace entente {
namespace {

// The properties that rules look at.
enum Property : uint8_t {
  kType,
  kReifies,
  kPart,
  kClaimant,
  kStance,
  kSource,
  kModality,
  kConfidence,
  kValidFrom,
  kValidUntil,
  kStatedOn,
  kRecordedOn,
  kCondition,
  kOnClaim,
  kLabel,
  kTitle,
  kIssued,
  kCountMin,
  kCountMax,
  kCiting,
  kCited,
};
struct PropertyName {
  std::string_view iri = {};
  std::string_view name = {};  // As messages have it.
};
constexpr std::array<PropertyName, kCited + 1> kProperties = {{
    {rdf::kType, "rdf:type"},
    {rdf::kReifies, "rdf:reifies"},
    {ent::kPart, "ent:part"},
    {ent::kClaimant, "ent:claimant"},
    {ent::kStance, "ent:stance"},
    {ent::kSource, "ent:source"},
    {ent::kModality, "ent:modality"},
    {ent::kConfidence, "ent:confidence"},
    {ent::kValidFrom, "ent:validFrom"},
    {ent::kValidUntil, "ent:validUntil"},
    {ent::kStatedOn, "ent:statedOn"},
    {ent::kRecordedOn, "ent:recordedOn"},
    {ent::kCondition, "ent:condition"},
    {ent::kOnClaim, "ent:onClaim"},
    {rdfs::kLabel, "rdfs:label"},
    {dcterms::kTitle, "dcterms:title"},
    {dcterms::kIssued, "dcterms:issued"},
    {ent::kMemberCountMin, "ent:memberCountMin"},
    {ent::kMemberCountMax, "ent:memberCountMax"},
    {cito::kHasCitingEntity, "cito:hasCitingEntity"},
    {cito::kHasCitedEntity, "cito:hasCitedEntity"},
}};

// What the graph says of one subject with those properties.
struct Subject {
  TermId id = {};
  std::array<absl::InlinedVector<TermId, 2>, kProperties.size()> values = {};

  const absl::InlinedVector<TermId, 2>& operator[](Property property) const {
    return values[property];
  }
  void Clear(TermId new_id) {
    id = new_id;
    for (auto& list : values) list.clear();
  }
};

// What is wrong; "" if nothing is.
using Problem = absl::StatusOr<std::string>;

std::string_view NameOf(Property property) { return kProperties[property].name; }

class Validator {
 public:
  Validator(const ReadView& view, QueryLimits* limits, const ViolationSink& found)
      : view_(view), limits_(limits), found_(found) {}
  Validator(const Validator&) = delete;

  absl::Status Prepare();
  absl::Status CheckClass(std::string_view record_class);
  absl::Status CheckSubject(TermId id);
  uint64_t count() const { return count_; }

 private:
  struct Rule {
    std::string_view record_class;
    std::string_view name;
    Problem (Validator::*problem)(const Subject& subject) const;
  };
  static const std::array<Rule, 16> kRules;

  Problem ClaimIri(const Subject& claim) const;
  Problem ClaimProposition(const Subject& claim) const;
  Problem ClaimClaimant(const Subject& claim) const { return OneIri(claim, kClaimant); }
  Problem ClaimStance(const Subject& claim) const;
  Problem ClaimSource(const Subject& claim) const { return OneIri(claim, kSource); }
  Problem ClaimModality(const Subject& claim) const;
  Problem ClaimConfidence(const Subject& claim) const;
  Problem ClaimDate(const Subject& claim) const;
  Problem ClaimInterval(const Subject& claim) const;
  Problem ClaimReference(const Subject& claim) const;
  Problem HasLabel(const Subject& subject) const { return AtLeastOne(subject, kLabel); }
  Problem HasTitle(const Subject& subject) const { return AtLeastOne(subject, kTitle); }
  Problem DocumentDate(const Subject& document) const { return Date(document, kIssued); }
  Problem GroupBounds(const Subject& group) const;
  Problem CitationEntity(const Subject& citation) const;

  Problem OneIri(const Subject& subject, Property property) const;
  Problem AtLeastOne(const Subject& subject, Property property) const;
  Problem Date(const Subject& subject, Property property) const;
  // Of a single value. None if there is none, several, or it is no date.
  absl::StatusOr<std::optional<PartialDate>> DateOf(const Subject& subject,
                                                    Property property) const;
  absl::StatusOr<std::optional<XsdValue>> ValueOf(TermId id) const;
  absl::StatusOr<std::string> TextOf(TermId id) const;
  absl::StatusOr<bool> IsClaim(TermId id) const;
  absl::StatusOr<bool> HasProposition(TermId claim, TermId proposition) const;
  absl::StatusOr<TermId> FindIri(std::string_view iri) const;

  void Take(TermId predicate, TermId object);
  absl::Status CheckRules(std::string_view record_class);

  const ReadView& view_;
  QueryLimits* limits_;
  const ViolationSink& found_;
  absl::flat_hash_map<TermId, Property> properties_;
  absl::flat_hash_map<TermId, std::string_view> classes_;
  std::vector<TermId> stances_;
  std::vector<TermId> modalities_;
  TermId type_ = {};
  TermId claim_ = {};
  TermId reifies_ = {};
  Subject subject_;
  uint64_t count_ = 0;
};

constexpr std::string_view kClasses[] = {ent::kClaim, ent::kActor, ent::kCoalition, ent::kDocument,
                                         cito::kCitation};

const std::array<Validator::Rule, 16> Validator::kRules = {{
    {ent::kClaim, "claim-iri", &Validator::ClaimIri},
    {ent::kClaim, "claim-proposition", &Validator::ClaimProposition},
    {ent::kClaim, "claim-claimant", &Validator::ClaimClaimant},
    {ent::kClaim, "claim-stance", &Validator::ClaimStance},
    {ent::kClaim, "claim-source", &Validator::ClaimSource},
    {ent::kClaim, "claim-modality", &Validator::ClaimModality},
    {ent::kClaim, "claim-confidence", &Validator::ClaimConfidence},
    {ent::kClaim, "claim-date", &Validator::ClaimDate},
    {ent::kClaim, "claim-interval", &Validator::ClaimInterval},
    {ent::kClaim, "claim-reference", &Validator::ClaimReference},
    {ent::kActor, "actor-label", &Validator::HasLabel},
    {ent::kActor, "group-bounds", &Validator::GroupBounds},
    {ent::kCoalition, "coalition-label", &Validator::HasLabel},
    {ent::kDocument, "document-title", &Validator::HasTitle},
    {ent::kDocument, "document-date", &Validator::DocumentDate},
    {cito::kCitation, "citation-entity", &Validator::CitationEntity},
}};

absl::Status Validator::Prepare() {
  for (size_t i = 0; i < kProperties.size(); ++i) {
    ASSIGN_OR_RETURN(const TermId id, FindIri(kProperties[i].iri));
    if (!id.is_none()) properties_.emplace(id, static_cast<Property>(i));
  }
  for (const std::string_view record_class : kClasses) {
    ASSIGN_OR_RETURN(const TermId id, FindIri(record_class));
    if (!id.is_none()) classes_.emplace(id, record_class);
  }
  for (const OntologyIndividual& row : OntologyIndividuals()) {
    std::vector<TermId>* const ids = row.of_class == ent::kStanceClass     ? &stances_
                                     : row.of_class == ent::kModalityClass ? &modalities_
                                                                           : nullptr;
    if (ids == nullptr) continue;
    ASSIGN_OR_RETURN(ids->emplace_back(), FindIri(row.iri));
  }
  ASSIGN_OR_RETURN(type_, FindIri(rdf::kType));
  ASSIGN_OR_RETURN(claim_, FindIri(ent::kClaim));
  ASSIGN_OR_RETURN(reifies_, FindIri(rdf::kReifies));
  return absl::OkStatus();
}

void Validator::Take(TermId predicate, TermId object) {
  const auto property = properties_.find(predicate);
  if (property != properties_.end()) subject_.values[property->second].push_back(object);
}

// Records of one class come ascending, so one cursor reads the triples of all of them.
absl::Status Validator::CheckClass(std::string_view record_class) {
  ASSIGN_OR_RETURN(const TermId class_id, FindIri(record_class));
  if (class_id.is_none() || type_.is_none()) return absl::OkStatus();
  const auto records = view_.Scan(TripleOrder::kPosg, std::array{type_, class_id});
  const auto triples = view_.Scan(TripleOrder::kSpog, {});
  RowBatch batch;
  size_t row = 0;
  for (RowBatch found; records->Next(&found);) {
    for (size_t i = 0; i < found.row_count; ++i) {
      if (!limits_->Tick()) return limits_->status();
      if (!found.columns[3][i].is_none()) continue;
      const TermId id = found.columns[2][i];
      subject_.Clear(id);
      // What is left of the batch may reach to the record.
      const TermId* const begin = batch.columns[0];
      if (row < batch.row_count && begin[batch.row_count - 1] >= id) {
        row =
            static_cast<size_t>(std::lower_bound(begin + row, begin + batch.row_count, id) - begin);
      } else {
        triples->Seek({id});
        row = batch.row_count = 0;
        triples->Next(&batch);
      }
      while (row < batch.row_count && batch.columns[0][row] == id) {
        if (!limits_->Tick()) return limits_->status();
        if (batch.columns[3][row].is_none()) Take(batch.columns[1][row], batch.columns[2][row]);
        if (++row == batch.row_count) {
          row = batch.row_count = 0;
          if (!triples->Next(&batch)) break;
        }
      }
      RETURN_IF_ERROR(triples->status());
      RETURN_IF_ERROR(CheckRules(record_class));
    }
  }
  return records->status();
}

absl::Status Validator::CheckSubject(TermId id) {
  subject_.Clear(id);
  const auto triples = view_.Scan(TripleOrder::kSpog, std::array{id});
  for (RowBatch batch; triples->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      if (!limits_->Tick()) return limits_->status();
      if (batch.columns[3][row].is_none()) Take(batch.columns[1][row], batch.columns[2][row]);
    }
  }
  RETURN_IF_ERROR(triples->status());
  for (const TermId type : subject_[kType]) {
    const auto record_class = classes_.find(type);
    if (record_class != classes_.end()) RETURN_IF_ERROR(CheckRules(record_class->second));
  }
  return absl::OkStatus();
}

absl::Status Validator::CheckRules(std::string_view record_class) {
  for (const Rule& rule : kRules) {
    if (rule.record_class != record_class) continue;
    ASSIGN_OR_RETURN(std::string problem, (this->*rule.problem)(subject_));
    if (problem.empty()) continue;
    ASSIGN_OR_RETURN(const std::vector<Term> term, view_.Decode(std::array{subject_.id}));
    ++count_;
    RETURN_IF_ERROR(
        found_({.record = term.front().is_iri() ? term.front().iri().text : term.front().ToString(),
                .rule = std::string(rule.name),
                .message = std::move(problem)}));
  }
  return absl::OkStatus();
}

std::string Several(size_t count, Property property) {
  return StrCat("it has ", count, " values of ", NameOf(property), ", and one is allowed");
}

Problem Validator::ClaimIri(const Subject& claim) const {
  return std::string(claim.id.kind() == IdKind::kBlankNode ? "it is a blank node" : "");
}

Problem Validator::ClaimProposition(const Subject& claim) const {
  const auto& propositions = claim[kReifies];
  if (propositions.empty() && claim[kPart].empty()) {
    return std::string("it reifies no triple term and has no parts");
  }
  if (propositions.size() > 1) return Several(propositions.size(), kReifies);
  if (propositions.empty()) return std::string();
  const TermId proposition = propositions.front();
  if (proposition.kind() == IdKind::kTriple) return std::string();
  ASSIGN_OR_RETURN(const std::vector<Term> term, view_.Decode(std::array{proposition}));
  if (term.front().is_triple()) return std::string();
  return StrCat(term.front().ToString(), ", which it reifies, is no triple term");
}

Problem Validator::OneIri(const Subject& subject, Property property) const {
  const auto& values = subject[property];
  if (values.empty()) return StrCat("it has no ", NameOf(property));
  if (values.size() > 1) return Several(values.size(), property);
  if (values.front().kind() == IdKind::kIri) return std::string();
  ASSIGN_OR_RETURN(const std::vector<Term> term, view_.Decode(std::array{values.front()}));
  if (term.front().is_iri()) return std::string();
  return StrCat(NameOf(property), " is ", term.front().ToString(), ", which is no IRI");
}

Problem Validator::ClaimStance(const Subject& claim) const {
  const auto& values = claim[kStance];
  if (values.empty()) return StrCat("it has no ", NameOf(kStance));
  if (values.size() > 1) return Several(values.size(), kStance);
  if (std::ranges::count(stances_, values.front()) > 0) return std::string();
  ASSIGN_OR_RETURN(const std::string text, TextOf(values.front()));
  return StrCat(text, " is none of the seven stances");
}

Problem Validator::ClaimModality(const Subject& claim) const {
  const auto& values = claim[kModality];
  if (values.empty()) return std::string();
  if (values.size() > 1) return Several(values.size(), kModality);
  if (std::ranges::count(modalities_, values.front()) > 0) return std::string();
  ASSIGN_OR_RETURN(const std::string text, TextOf(values.front()));
  return StrCat(text, " is no known modality");
}

Problem Validator::ClaimConfidence(const Subject& claim) const {
  const auto& values = claim[kConfidence];
  if (values.empty()) return std::string();
  if (values.size() > 1) return Several(values.size(), kConfidence);
  ASSIGN_OR_RETURN(const std::optional<XsdValue> value, ValueOf(values.front()));
  if (value.has_value() && value->is_numeric() && value->ToDouble() >= 0 &&
      value->ToDouble() <= 1) {
    return std::string();
  }
  ASSIGN_OR_RETURN(const std::string text, TextOf(values.front()));
  return StrCat(NameOf(kConfidence), " is ", text, ", which is no number from 0 to 1");
}

Problem Validator::Date(const Subject& subject, Property property) const {
  const auto& values = subject[property];
  if (values.empty()) return std::string();
  if (values.size() > 1) return Several(values.size(), property);
  ASSIGN_OR_RETURN(const std::optional<PartialDate> date, DateOf(subject, property));
  if (date.has_value()) return std::string();
  ASSIGN_OR_RETURN(const std::string text, TextOf(values.front()));
  return StrCat(NameOf(property), " is ", text,
                ", which is no xsd:gYear, xsd:gYearMonth, xsd:date or xsd:dateTime");
}

Problem Validator::ClaimDate(const Subject& claim) const {
  for (const Property property : {kValidFrom, kValidUntil, kStatedOn, kRecordedOn}) {
    ASSIGN_OR_RETURN(std::string problem, Date(claim, property));
    if (!problem.empty()) return problem;
  }
  return std::string();
}

Problem Validator::ClaimInterval(const Subject& claim) const {
  ASSIGN_OR_RETURN(const std::optional<PartialDate> from, DateOf(claim, kValidFrom));
  ASSIGN_OR_RETURN(const std::optional<PartialDate> until, DateOf(claim, kValidUntil));
  if (!from.has_value() || !until.has_value() || from->FirstDay() <= until->LastDay()) {
    return std::string();
  }
  return StrCat("it ends in ", until->ToString(), ", before it begins in ", from->ToString());
}

Problem Validator::ClaimReference(const Subject& claim) const {
  for (const Property property : {kCondition, kOnClaim, kPart}) {
    for (const TermId id : claim[property]) {
      ASSIGN_OR_RETURN(const bool is_claim, IsClaim(id));
      if (is_claim) continue;
      ASSIGN_OR_RETURN(const std::string text, TextOf(id));
      return StrCat(NameOf(property), " points to ", text, ", which is no claim");
    }
  }
  if (claim[kReifies].size() != 1) return std::string();
  for (const TermId id : claim[kOnClaim]) {
    ASSIGN_OR_RETURN(const bool is_same, HasProposition(id, claim[kReifies].front()));
    if (is_same) continue;
    ASSIGN_OR_RETURN(const std::string text, TextOf(id));
    return StrCat(NameOf(kOnClaim), " points to ", text, ", which has another proposition");
  }
  return std::string();
}

Problem Validator::AtLeastOne(const Subject& subject, Property property) const {
  return subject[property].empty() ? StrCat("it has no ", NameOf(property)) : std::string();
}

Problem Validator::GroupBounds(const Subject& group) const {
  std::array<std::optional<XsdDecimal>, 2> bounds;
  for (const Property property : {kCountMin, kCountMax}) {
    const auto& values = group[property];
    if (values.empty()) continue;
    if (values.size() > 1) return Several(values.size(), property);
    ASSIGN_OR_RETURN(const std::optional<XsdValue> value, ValueOf(values.front()));
    if (!value.has_value() || !IsIntegerType(value->type()) || value->decimal().is_negative()) {
      ASSIGN_OR_RETURN(const std::string text, TextOf(values.front()));
      return StrCat(NameOf(property), " is ", text, ", which is no integer from 0");
    }
    bounds[property == kCountMin ? 0 : 1] = value->decimal();
  }
  if (!bounds[0].has_value() || !bounds[1].has_value() || *bounds[0] <= *bounds[1]) {
    return std::string();
  }
  return StrCat("it has at least ", bounds[0]->ToString(), " members and at most ",
                bounds[1]->ToString());
}

Problem Validator::CitationEntity(const Subject& citation) const {
  for (const Property property : {kCiting, kCited}) {
    const size_t count = citation[property].size();
    if (count == 0) return StrCat("it has no ", NameOf(property));
    if (count > 1) return Several(count, property);
  }
  return std::string();
}

absl::StatusOr<std::optional<PartialDate>> Validator::DateOf(const Subject& subject,
                                                             Property property) const {
  if (subject[property].size() != 1) return std::optional<PartialDate>();
  ASSIGN_OR_RETURN(const std::optional<XsdValue> value, ValueOf(subject[property].front()));
  if (!value.has_value() || !IsDateTimeType(value->type())) return std::optional<PartialDate>();
  return PartialDateOf(value->date_time());
}

absl::StatusOr<std::optional<XsdValue>> Validator::ValueOf(TermId id) const {
  if (id.is_inline()) return ValueOfInlineId(id);
  ASSIGN_OR_RETURN(const std::vector<Term> term, view_.Decode(std::array{id}));
  if (!term.front().is_literal()) return std::optional<XsdValue>();
  return ParseXsdValue(term.front().literal());
}

absl::StatusOr<std::string> Validator::TextOf(TermId id) const {
  ASSIGN_OR_RETURN(const std::vector<Term> term, view_.Decode(std::array{id}));
  return term.front().ToString();
}

absl::StatusOr<bool> Validator::IsClaim(TermId id) const {
  ASSIGN_OR_RETURN(const uint64_t count,
                   view_.Count(TripleOrder::kSpog, std::array{id, type_, claim_, TermId()}));
  return count > 0;
}

absl::StatusOr<bool> Validator::HasProposition(TermId claim, TermId proposition) const {
  ASSIGN_OR_RETURN(
      const uint64_t count,
      view_.Count(TripleOrder::kSpog, std::array{claim, reifies_, proposition, TermId()}));
  return count > 0;
}

absl::StatusOr<TermId> Validator::FindIri(std::string_view iri) const {
  ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(TermView::OfIri(iri)));
  return id.value_or(TermId());
}

}  // namespace

absl::StatusOr<uint64_t> ValidateRecords(const ReadView& view, QueryLimits* limits,
                                         const ViolationSink& found) {
  Validator validator(view, limits, found);
  RETURN_IF_ERROR(validator.Prepare());
  for (const std::string_view record_class : kClasses) {
    RETURN_IF_ERROR(validator.CheckClass(record_class));
  }
  return validator.count();
}

absl::StatusOr<uint64_t> ValidateRecord(const ReadView& view, std::string_view iri,
                                        QueryLimits* limits, const ViolationSink& found) {
  ASSIGN_OR_RETURN(const Term subject, ReferenceTerm(iri));
  InnerTriples inner;
  ASSIGN_OR_RETURN(const std::optional<TermId> id, view.Find(ViewOf(subject, &inner)));
  Validator validator(view, limits, found);
  RETURN_IF_ERROR(validator.Prepare());
  if (id.has_value()) RETURN_IF_ERROR(validator.CheckSubject(*id));
  return validator.count();
}

}  // namespace entente

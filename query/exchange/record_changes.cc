#include "query/exchange/record_changes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "query/exchange/one_quad.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_parser.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::array kRecordClasses = {ent::kActor, ent::kCoalition, ent::kDocument, ent::kClaim};
constexpr uint64_t kMembershipBytes = 800;  // About what one takes.

Term Word(std::string_view iri) { return Iri(std::string(iri)); }

bool Holds(const std::vector<Term>& terms, std::string_view iri) {
  return std::any_of(terms.begin(), terms.end(),
                     [iri](const Term& term) { return term.is_iri() && term.iri().text == iri; });
}

std::string NameOf(const Term& record) {
  return record.is_iri() ? record.iri().text : record.ToString();
}

// The only term; none if there are several or none.
Term Only(const std::vector<Term>& terms) { return terms.size() == 1 ? terms.front() : Term(); }

}  // namespace

absl::StatusOr<std::vector<IdQuad>> RecordChanges::State::Rows(
    TripleOrder order, std::initializer_list<const Term*> prefix) const {
  std::vector<TermId> ids;
  for (const Term* term : prefix) {
    InnerTriples inner;
    ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(ViewOf(*term, &inner)));
    if (!id.has_value()) return std::vector<IdQuad>();
    ids.push_back(*id);
  }
  std::vector<IdQuad> rows;
  const std::unique_ptr<RowCursor> cursor = view_.Scan(order, ids);
  RowBatch batch;
  while (cursor->Next(&batch)) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      const IdQuad quad = FromOrder(order, batch.Row(row));
      if (quad[kGraph].is_none()) rows.push_back(quad);
    }
  }
  RETURN_IF_ERROR(cursor->status());
  return rows;
}

absl::StatusOr<std::vector<Term>> RecordChanges::State::Objects(const Term& subject,
                                                                std::string_view property) const {
  const Term word = Word(property);
  ASSIGN_OR_RETURN(const std::vector<IdQuad> rows, Rows(TripleOrder::kSpog, {&subject, &word}));
  std::vector<TermId> ids;
  for (const IdQuad& row : rows) ids.push_back(row[kObject]);
  return view_.Decode(ids);
}

absl::StatusOr<bool> RecordChanges::State::IsClaimFor(const Term& subject) const {
  ASSIGN_OR_RETURN(const std::vector<Term> stances, Objects(subject, ent::kStance));
  const bool is_for =
      stances.size() == 1 && (Holds(stances, ent::kAsserts) || Holds(stances, ent::kEndorses));
  if (!is_for) return false;
  ASSIGN_OR_RETURN(const std::vector<Term> classes, Objects(subject, rdf::kType));
  return Holds(classes, ent::kClaim);
}

absl::StatusOr<bool> RecordChanges::State::HasMember(const Triple& membership,
                                                     std::string* claim) const {
  ASSIGN_OR_RETURN(
      const std::vector<IdQuad> plain,
      Rows(TripleOrder::kSpog, {&membership.subject, &membership.predicate, &membership.object}));
  if (!plain.empty()) return true;
  const Term reifies = Word(rdf::kReifies);
  const Term proposition = membership;
  ASSIGN_OR_RETURN(const std::vector<IdQuad> rows,
                   Rows(TripleOrder::kPosg, {&reifies, &proposition}));
  std::vector<TermId> ids;
  for (const IdQuad& row : rows) ids.push_back(row[kSubject]);
  ASSIGN_OR_RETURN(const std::vector<Term> subjects, view_.Decode(ids));
  bool has_claim = false;
  for (const Term& subject : subjects) {
    ASSIGN_OR_RETURN(const bool is_for, IsClaimFor(subject));
    if (!is_for) continue;
    std::string name = NameOf(subject);
    if (!has_claim || name < *claim) *claim = std::move(name);
    has_claim = true;
  }
  return has_claim;
}

absl::Status RecordChanges::Check() const {
  if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed)) {
    return absl::CancelledError("cancelled");
  }
  if (memberships_.size() * kMembershipBytes <= options_.memory_budget_bytes) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(
      "the memberships that changed do not fit into the memory budget");
}

absl::Status RecordChanges::AddLine(std::string_view line) {
  OneQuad sink([this](const QuadView& quad) { return AddQuad(quad); });
  return ParseLines(line, {}, &sink);
}

absl::Status RecordChanges::AddQuad(const QuadView& quad) {
  if (quad.graph.kind != Term::Kind::kNone) return absl::OkStatus();
  Term subject = ToTerm(quad.subject);
  if (subject != subject_) {
    RETURN_IF_ERROR(EndSubject());
    subject_ = std::move(subject);
  }
  if (quad.predicate.text == ent::kStance) {
    changed_.has_stance = true;
  } else if (quad.predicate.text == ent::kMember) {
    changed_.has_member = true;
    memberships_.insert({subject_, ToTerm(quad.predicate), ToTerm(quad.object)});
  } else if (quad.predicate.text == rdf::kReifies) {
    changed_.has_proposition = true;
  } else {
    changed_.has_other = true;
  }
  return absl::OkStatus();
}

absl::Status RecordChanges::EndSubject() {
  if (!subject_) return absl::OkStatus();
  RETURN_IF_ERROR(Check());
  ASSIGN_OR_RETURN(const std::vector<Term> old_classes, before_.Objects(subject_, rdf::kType));
  ASSIGN_OR_RETURN(const std::vector<Term> new_classes, after_.Objects(subject_, rdf::kType));
  for (const std::string_view record_class : kRecordClasses) {
    RETURN_IF_ERROR(EndRecord(record_class, Holds(old_classes, record_class),
                              Holds(new_classes, record_class)));
  }
  const bool was_claim = Holds(old_classes, ent::kClaim);
  const bool is_claim = Holds(new_classes, ent::kClaim);
  if (was_claim != is_claim || changed_.has_stance || changed_.has_proposition) {
    if (was_claim) RETURN_IF_ERROR(NoteMemberships(before_));
    if (is_claim) RETURN_IF_ERROR(NoteMemberships(after_));
  }
  changed_ = {};
  return absl::OkStatus();
}

absl::Status RecordChanges::EndRecord(std::string_view record_class, bool was, bool is) {
  if (!was && !is) return absl::OkStatus();
  RecordChange change = {.record = NameOf(subject_), .record_class = std::string(record_class)};
  if (was != is) {
    change.kind = is ? RecordChange::Kind::kAdded : RecordChange::Kind::kRemoved;
    return options_.record_changed(change);
  }
  const bool is_claim = record_class == ent::kClaim;
  const bool is_coalition = record_class == ent::kCoalition;
  if (is_claim && changed_.has_stance) {
    RecordChange stance = change;
    stance.kind = RecordChange::Kind::kStance;
    ASSIGN_OR_RETURN(const std::vector<Term> old_stances, before_.Objects(subject_, ent::kStance));
    ASSIGN_OR_RETURN(const std::vector<Term> new_stances, after_.Objects(subject_, ent::kStance));
    stance.before = Only(old_stances);
    stance.after = Only(new_stances);
    RETURN_IF_ERROR(options_.record_changed(stance));
  }
  const bool has_else = changed_.has_other || changed_.has_proposition ||
                        (changed_.has_stance && !is_claim) ||
                        (changed_.has_member && !is_coalition);
  if (!has_else) return absl::OkStatus();
  change.kind = RecordChange::Kind::kChanged;
  return options_.record_changed(change);
}

absl::Status RecordChanges::NoteMemberships(const State& state) {
  ASSIGN_OR_RETURN(const std::vector<Term> propositions, state.Objects(subject_, rdf::kReifies));
  for (const Term& proposition : propositions) {
    if (!proposition.is_triple()) continue;
    const Triple& triple = proposition.triple();
    if (triple.predicate == Word(ent::kMember)) memberships_.insert(triple);
  }
  return absl::OkStatus();
}

absl::Status RecordChanges::Finish() {
  RETURN_IF_ERROR(EndSubject());
  for (const Triple& membership : memberships_) RETURN_IF_ERROR(EndMembership(membership));
  return absl::OkStatus();
}

absl::Status RecordChanges::EndMembership(const Triple& membership) {
  RETURN_IF_ERROR(Check());
  for (const State* state : {&before_, &after_}) {
    ASSIGN_OR_RETURN(const std::vector<Term> classes,
                     state->Objects(membership.subject, rdf::kType));
    if (!Holds(classes, ent::kCoalition)) return absl::OkStatus();
  }
  std::string old_claim;
  std::string new_claim;
  ASSIGN_OR_RETURN(const bool was, before_.HasMember(membership, &old_claim));
  ASSIGN_OR_RETURN(const bool is, after_.HasMember(membership, &new_claim));
  if (was == is) return absl::OkStatus();
  RecordChange change = {.record = NameOf(membership.subject),
                         .record_class = std::string(ent::kCoalition)};
  if (is) {
    change.kind = RecordChange::Kind::kMemberGained;
    change.after = membership.object;
    change.claim = std::move(new_claim);
  } else {
    change.kind = RecordChange::Kind::kMemberLost;
    change.before = membership.object;
    change.claim = std::move(old_claim);
  }
  return options_.record_changed(change);
}

}  // namespace entente

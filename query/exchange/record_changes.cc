#include "query/exchange/record_changes.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>

#include "absl/container/flat_hash_set.h"
#include "query/exchange/one_quad.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_parser.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

constexpr std::array kRecordClasses = {ent::kActor, ent::kCoalition, ent::kDocument, ent::kClaim};
// About what one takes.
constexpr uint64_t kMembershipBytes = 800;
constexpr uint64_t kRecordBytes = 300;
constexpr uint64_t kIdBytes = 30;

Term Word(std::string_view iri) { return Iri(std::string(iri)); }

bool Holds(const std::vector<Term>& terms, std::string_view iri) {
  return std::any_of(terms.begin(), terms.end(),
                     [iri](const Term& term) { return term.is_iri() && term.iri().text == iri; });
}

uint8_t ClassBit(std::string_view record_class) {
  const auto* place = std::find(kRecordClasses.begin(), kRecordClasses.end(), record_class);
  return static_cast<uint8_t>(1 << (place - kRecordClasses.begin()));
}

std::string NameOf(const Term& record) {
  return record.is_iri() ? record.iri().text : record.ToString();
}

// The only term; none if there are several or none.
Term Only(const std::vector<Term>& terms) { return terms.size() == 1 ? terms.front() : Term(); }

}  // namespace

absl::StatusOr<RecordChanges> RecordChanges::Create(const ReadView& before, const ReadView& after,
                                                    const DifferenceOptions& options) {
  ASSIGN_OR_RETURN(NodeLinks old_links, NodeLinks::Create(before, NodeLinks::Graphs::kDefault));
  ASSIGN_OR_RETURN(NodeLinks new_links, NodeLinks::Create(after, NodeLinks::Graphs::kDefault));
  return RecordChanges(State(std::move(old_links)), State(std::move(new_links)), options);
}

absl::StatusOr<std::optional<TermId>> RecordChanges::State::Find(const Term& term) const {
  InnerTriples inner;
  return view().Find(ViewOf(term, &inner));
}

absl::StatusOr<std::vector<IdQuad>> RecordChanges::State::Rows(
    TripleOrder order, std::initializer_list<const Term*> prefix) const {
  std::vector<TermId> ids;
  for (const Term* term : prefix) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, Find(*term));
    if (!id.has_value()) return std::vector<IdQuad>();
    ids.push_back(*id);
  }
  std::vector<IdQuad> rows;
  const std::unique_ptr<RowCursor> cursor = view().Scan(order, ids);
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
  return view().Decode(ids);
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
  ASSIGN_OR_RETURN(const std::vector<Term> subjects, view().Decode(ids));
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

absl::Status RecordChanges::State::NoteNode(const Term& node) {
  ASSIGN_OR_RETURN(const std::optional<TermId> id, Find(node));
  if (id.has_value()) nodes_.push_back(*id);
  return absl::OkStatus();
}

absl::Status RecordChanges::State::ForEachAbove(
    const std::function<absl::Status(TermId id)>& take) {
  absl::flat_hash_set<TermId> found;
  while (!nodes_.empty()) {
    const TermId node = nodes_.back();
    nodes_.pop_back();
    ASSIGN_OR_RETURN(const std::vector<TermId> above, links_.Above(node));
    for (const TermId one : above) {
      if (!found.insert(one).second) continue;
      if (one.kind() == IdKind::kBlankNode) nodes_.push_back(one);
      RETURN_IF_ERROR(take(one));
    }
  }
  return absl::OkStatus();
}

absl::Status RecordChanges::Check() const {
  if (options_.cancelled != nullptr && options_.cancelled->load(std::memory_order_relaxed)) {
    return absl::CancelledError("cancelled");
  }
  const uint64_t held_bytes = memberships_.size() * kMembershipBytes +
                              records_above_.size() * kRecordBytes +
                              (told_.size() + node_count_) * kIdBytes;
  if (held_bytes <= options_.memory_budget_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      "the records and memberships that changed do not fit into the memory budget");
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
  if (subject_.is_blank_node()) {
    ++node_count_;
    RETURN_IF_ERROR(before_.NoteNode(subject_));
    RETURN_IF_ERROR(after_.NoteNode(subject_));
  }
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
  return has_else ? TellChanged(subject_, std::move(change)) : absl::OkStatus();
}

absl::Status RecordChanges::TellChanged(const Term& record, RecordChange change) {
  ASSIGN_OR_RETURN(const std::optional<TermId> id, after_.Find(record));
  if (id.has_value()) told_[*id] |= ClassBit(change.record_class);
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

absl::Status RecordChanges::EndNodes() {
  for (State* state : {&before_, &after_}) {
    RETURN_IF_ERROR(state->ForEachAbove([&](TermId id) -> absl::Status {
      ++node_count_;
      RETURN_IF_ERROR(Check());
      ASSIGN_OR_RETURN(const std::vector<Term> nodes, state->view().Decode(std::span(&id, 1)));
      return NoteRecordAbove(nodes.front());
    }));
  }
  for (const auto& [token, above] : records_above_) {
    for (const std::string_view record_class : above.classes) {
      RETURN_IF_ERROR(TellChanged(above.record, {.record = NameOf(above.record),
                                                 .record_class = std::string(record_class)}));
    }
  }
  records_above_.clear();
  return absl::OkStatus();
}

absl::Status RecordChanges::NoteRecordAbove(const Term& record) {
  ASSIGN_OR_RETURN(const std::optional<TermId> id, after_.Find(record));
  if (!id.has_value()) return absl::OkStatus();
  const auto told = told_.find(*id);
  ASSIGN_OR_RETURN(const std::vector<Term> old_classes, before_.Objects(record, rdf::kType));
  ASSIGN_OR_RETURN(const std::vector<Term> new_classes, after_.Objects(record, rdf::kType));
  RecordAbove above = {.record = record};
  for (const std::string_view record_class : kRecordClasses) {
    const bool is_told = told != told_.end() && (told->second & ClassBit(record_class)) != 0;
    if (!is_told && Holds(old_classes, record_class) && Holds(new_classes, record_class)) {
      above.classes.push_back(record_class);
    }
  }
  if (!above.classes.empty()) records_above_.emplace(record.ToString(), std::move(above));
  return absl::OkStatus();
}

absl::Status RecordChanges::Finish() {
  RETURN_IF_ERROR(EndSubject());
  RETURN_IF_ERROR(EndNodes());
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

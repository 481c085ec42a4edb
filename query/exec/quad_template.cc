#include "query/exec/quad_template.h"

#include <algorithm>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

bool IsResource(const Term& term) { return term.is_iri() || term.is_blank_node(); }

// About what a term holds besides itself.
uint64_t TextBytes(const Term& term) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return 0;
    case Term::Kind::kIri:
      return term.iri().text.size();
    case Term::Kind::kBlankNode:
      return term.blank_node().label.size();
    case Term::Kind::kLiteral:
      return term.literal().lexical.size() + term.literal().datatype.size();
    case Term::Kind::kTriple:
      return sizeof(Triple) + TextBytes(term.triple().subject) +
             TextBytes(term.triple().predicate) + TextBytes(term.triple().object);
  }
  return 0;
}

}  // namespace

uint32_t NumberedTerms::NumberOf(const Term& term) {
  const auto found = numbers_.find(&term);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<uint32_t>(terms_.size());
  numbers_.emplace(&terms_.emplace_back(term), number);
  return number;
}

bool KeptSolutions::Charge(uint64_t bytes) {
  charged_bytes_ += bytes;
  return limits_->Charge(bytes);
}

absl::Status KeptSolutions::Keep(SolutionStream* solutions) {
  // A place in the map and in the list of ids that the template keeps.
  constexpr uint64_t kTermBytes = sizeof(Term) + 48;
  variables_ = solutions->variables();
  for (SolutionRow row; limits_->Tick() && solutions->Next(&row); ++row_count_) {
    const size_t capacity = cells_.capacity();
    for (size_t column = 0; column < row.size(); ++column) {
      const size_t known = terms_.size();
      cells_.push_back(terms_.NumberOf(row[column]));
      if (terms_.size() > known) Charge(kTermBytes + TextBytes(row[column]));
    }
    Charge((cells_.capacity() - capacity) * sizeof(uint32_t));
  }
  RETURN_IF_ERROR(limits_->status());
  return solutions->status();
}

std::optional<size_t> KeptSolutions::Column(std::string_view variable) const {
  const auto found = std::find(variables_.begin(), variables_.end(), variable);
  if (found == variables_.end()) return std::nullopt;
  return static_cast<size_t>(found - variables_.begin());
}

QuadTemplate::QuadTemplate(std::span<const QuadPattern> patterns, const KeptSolutions& solutions,
                           const Bindings& parameters, Purpose purpose, FunctionContext* functions,
                           QueryLimits* limits, StoreTransaction* transaction)
    : solutions_(solutions),
      parameters_(parameters),
      purpose_(purpose),
      functions_(functions),
      limits_(limits),
      transaction_(transaction),
      solution_ids_(solutions.terms().size()) {
  for (const QuadPattern& pattern : patterns) {
    const PatternTerm* const positions[] = {&pattern.triple.subject, &pattern.triple.predicate,
                                            &pattern.triple.object, &pattern.graph};
    Places places;
    bool is_filled = true;
    bool is_constant = true;
    for (size_t position = 0; position < 4 && is_filled; ++position) {
      const std::optional<Place> place = PlaceOf(*positions[position]);
      is_filled = place.has_value();
      if (!is_filled) break;
      places[position] = *place;
      is_constant = is_constant && place->kind <= Place::Kind::kConstant;
    }
    if (is_filled) (is_constant ? constant_ : varying_).push_back(places);
    if (!limits_->Tick()) break;
  }
  constant_ids_.resize(constants_.size());
}

const Term* QuadTemplate::Parameter(std::string_view variable) const {
  const auto found =
      std::find_if(parameters_.begin(), parameters_.end(),
                   [&](const auto& parameter) { return parameter.first == variable; });
  return found == parameters_.end() || !found->second ? nullptr : &found->second;
}

std::optional<QuadTemplate::Place> QuadTemplate::PlaceOf(const PatternTerm& pattern) {
  if (pattern.is_none()) return Place{};
  const Term* constant = nullptr;
  if (pattern.is_variable()) {
    constant = Parameter(pattern.variable());
    if (constant == nullptr) {
      const std::optional<size_t> column = solutions_.Column(pattern.variable());
      if (!column.has_value()) return std::nullopt;
      return Place{.kind = Place::Kind::kColumn, .index = *column};
    }
  } else if (pattern.is_term() && !pattern.term().is_blank_node()) {
    constant = &pattern.term();
  }
  if (constant == nullptr) return Place{.kind = Place::Kind::kMade, .pattern = &pattern};
  return Place{.kind = Place::Kind::kConstant, .index = constants_.NumberOf(*constant)};
}

absl::Status QuadTemplate::Fill(const Take& take) {
  if (solutions_.row_count() == 0) return absl::OkStatus();
  for (const Places& places : constant_) {
    RETURN_IF_ERROR(FillOne(places, 0, take));
  }
  if (varying_.empty()) return absl::OkStatus();
  for (size_t row = 0; row < solutions_.row_count(); ++row) {
    blank_labels_.clear();
    for (const Places& places : varying_) {
      RETURN_IF_ERROR(FillOne(places, row, take));
    }
  }
  return absl::OkStatus();
}

absl::Status QuadTemplate::FillOne(const Places& places, size_t row, const Take& take) {
  if (!limits_->Tick()) return limits_->status();
  static const Term kNoTerm;
  std::array<Term, 4> made;
  std::array<const Term*, 4> terms;
  std::array<KnownId*, 4> known = {};
  for (size_t position = 0; position < 4; ++position) {
    const Place& place = places[position];
    switch (place.kind) {
      case Place::Kind::kNothing:
        terms[position] = &kNoTerm;
        break;
      case Place::Kind::kConstant:
        terms[position] = &constants_.term(static_cast<uint32_t>(place.index));
        known[position] = &constant_ids_[place.index];
        break;
      case Place::Kind::kColumn: {
        const uint32_t number = solutions_.At(row, place.index);
        terms[position] = &solutions_.terms().term(number);
        known[position] = &solution_ids_[number];
        break;
      }
      case Place::Kind::kMade:
        made[position] = Make(*place.pattern, row);
        terms[position] = &made[position];
        break;
    }
  }
  // Looked at before ids are asked for, so that what is left out leaves no new term.
  const bool has_graph = places[kGraph].kind != Place::Kind::kNothing;
  if (!IsResource(*terms[kSubject]) || !terms[kPredicate]->is_iri() || !*terms[kObject] ||
      (has_graph && !IsResource(*terms[kGraph]))) {
    return absl::OkStatus();
  }
  IdQuad quad = {};
  for (size_t position = 0; position < (has_graph ? 4 : 3); ++position) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, known[position] == nullptr
                                                         ? IdOf(*terms[position])
                                                         : IdOf(*terms[position], known[position]));
    if (!id.has_value()) return absl::OkStatus();
    quad[position] = *id;
  }
  return take(quad);
}

Term QuadTemplate::Make(const PatternTerm& pattern, size_t row) {
  if (pattern.is_variable()) {
    if (const Term* const parameter = Parameter(pattern.variable())) return *parameter;
    const std::optional<size_t> column = solutions_.Column(pattern.variable());
    return column.has_value() ? solutions_.terms().term(solutions_.At(row, *column)) : Term();
  }
  if (pattern.is_term()) {
    if (!pattern.term().is_blank_node()) return pattern.term();
    const auto [found, is_new] = blank_labels_.try_emplace(pattern.term().blank_node().label);
    if (is_new) found->second = functions_->FreshBlankLabel();
    return BlankNode(found->second);
  }
  if (!pattern.is_triple()) return Term();
  const TriplePattern& triple = pattern.triple();
  Triple made = {Make(triple.subject, row), Make(triple.predicate, row), Make(triple.object, row)};
  const bool is_term = IsResource(made.subject) && made.predicate.is_iri() && made.object;
  return is_term ? Term(std::move(made)) : Term();
}

absl::StatusOr<std::optional<TermId>> QuadTemplate::IdOf(const Term& term) {
  InnerTriples inner;
  const TermView view = ViewOf(term, &inner);
  if (purpose_ == Purpose::kRemove) return transaction_->view().Find(view);
  ASSIGN_OR_RETURN(const TermId id, transaction_->Intern(view));
  return id;
}

absl::StatusOr<std::optional<TermId>> QuadTemplate::IdOf(const Term& term, KnownId* known) {
  if (known->state == KnownId::State::kUnasked) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, IdOf(term));
    known->state = id.has_value() ? KnownId::State::kPresent : KnownId::State::kAbsent;
    if (id.has_value()) known->id = *id;
  }
  if (known->state == KnownId::State::kAbsent) return std::optional<TermId>();
  return std::optional<TermId>(known->id);
}

}  // namespace entente

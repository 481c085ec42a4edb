#include "query/claims/find_claims.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "query/claims/description.h"
#include "query/claims/record_reader.h"
#include "query/claims/record_writer.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/term_check.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

// Claims are read so many at a time.
constexpr size_t kBatchSize = 256;
constexpr uint64_t kClaimBytes = 1500;  // About what one takes.

// One way in which claims meet a condition: by a property that has a value, or by a proposition
// that has a component.
struct Way {
  TripleOrder order = TripleOrder::kPosg;
  std::vector<TermId> prefix = {};  // kPosg: (property, value). Else: the component.
};
// Claims that meet one of the ways.
struct Condition {
  std::vector<Way> ways = {};
  uint64_t count = 0;  // Not less than the claims that meet it, about.
};

class ClaimFinder {
 public:
  ClaimFinder(const ReadView& view, QueryLimits* limits) : view_(view), limits_(limits) {}
  ClaimFinder(const ClaimFinder&) = delete;

  absl::StatusOr<std::vector<Claim>> Find(const ClaimFilter& filter) {
    RETURN_IF_ERROR(AddConditions(filter));
    if (is_empty_) return std::move(claims_);
    for (Condition& condition : conditions_) RETURN_IF_ERROR(CountClaims(&condition));
    std::sort(conditions_.begin(), conditions_.end(),
              [](const Condition& a, const Condition& b) { return a.count < b.count; });
    count_max_ = filter.count_max == 0 ? SIZE_MAX : static_cast<size_t>(filter.count_max);
    for (const Way& way : conditions_.front().ways) {
      if (claims_.size() < count_max_) RETURN_IF_ERROR(Walk(way));
    }
    RETURN_IF_ERROR(ReadCandidates());
    return std::move(claims_);
  }

 private:
  absl::Status AddConditions(const ClaimFilter& filter) {
    ASSIGN_OR_RETURN(const std::optional<TermId> reifies,
                     view_.Find(TermView::OfIri(rdf::kReifies)));
    // Without any claim that has a proposition, an id that no quad has.
    reifies_ = reifies.value_or(TermId(IdKind::kLocal, TermId::kPayloadMask));
    if (filter.about) {
      TermId about;
      RETURN_IF_ERROR(FindTerm(filter.about, &about));
      Condition condition;
      for (const TripleOrder order : {TripleOrder::kTermSpot, TripleOrder::kTermOspt}) {
        condition.ways.push_back({.order = order, .prefix = {about}});
      }
      RETURN_IF_ERROR(AddProperty(ent::kAbout, about, &condition));
      conditions_.push_back(std::move(condition));
    }
    for (const auto& [property, value] :
         {std::pair(ent::kClaimant, &filter.claimant), std::pair(ent::kSource, &filter.source)}) {
      if (value->empty()) continue;
      TermId id;
      RETURN_IF_ERROR(FindReference(*value, &id));
      RETURN_IF_ERROR(AddProperty(property, id, &conditions_.emplace_back()));
    }
    if (filter.proposition.has_value()) {
      TermId id;
      RETURN_IF_ERROR(FindTerm(*filter.proposition, &id));
      conditions_.push_back({.ways = {{.prefix = {reifies_, id}}}});
    }
    if (!filter.answers.empty()) {
      TermId id;
      RETURN_IF_ERROR(FindReference(filter.answers, &id));
      Condition condition{.ways = {{.order = TripleOrder::kTermOspt, .prefix = {id}}}};
      RETURN_IF_ERROR(AddProperty(ent::kOnClaim, id, &condition));
      conditions_.push_back(std::move(condition));
    }
    if (conditions_.empty()) {
      TermId id;
      RETURN_IF_ERROR(FindTerm(Iri(std::string(ent::kClaim)), &id));
      RETURN_IF_ERROR(AddProperty(rdf::kType, id, &conditions_.emplace_back()));
    }
    return absl::OkStatus();
  }

  absl::Status AddProperty(std::string_view property, TermId value, Condition* condition) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(TermView::OfIri(property)));
    if (id.has_value()) condition->ways.push_back({.prefix = {*id, value}});
    return absl::OkStatus();
  }

  absl::Status FindReference(std::string_view reference, TermId* id) {
    ASSIGN_OR_RETURN(const Term term, ReferenceTerm(reference));
    return FindTerm(term, id);
  }

  // Of a term that nothing is said about or with, nothing is found.
  absl::Status FindTerm(const Term& term, TermId* id) {
    if (term.is_triple() && !ProblemOf(term).empty()) {
      is_empty_ = true;
      return absl::OkStatus();
    }
    InnerTriples inner;
    ASSIGN_OR_RETURN(const std::optional<TermId> found, view_.Find(ViewOf(term, &inner)));
    if (!found.has_value()) is_empty_ = true;
    *id = found.value_or(TermId());
    return absl::OkStatus();
  }

  absl::Status CountClaims(Condition* condition) const {
    for (const Way& way : condition->ways) {
      ASSIGN_OR_RETURN(const uint64_t count, view_.Count(way.order, way.prefix));
      condition->count += count;
    }
    return absl::OkStatus();
  }

  absl::Status Walk(const Way& way) {
    if (way.order == TripleOrder::kPosg) return WalkSubjects(way.prefix[0], way.prefix[1]);
    const auto cursor = view_.Scan(way.order, way.prefix);
    for (RowBatch batch; cursor->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count && claims_.size() < count_max_; ++row) {
        RETURN_IF_ERROR(WalkSubjects(reifies_, batch.columns[3][row]));
      }
      if (claims_.size() >= count_max_) break;
    }
    return cursor->status();
  }

  absl::Status WalkSubjects(TermId property, TermId value) {
    const auto cursor = view_.Scan(TripleOrder::kPosg, std::array{property, value});
    for (RowBatch batch; cursor->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        if (!limits_->Tick()) return limits_->status();
        if (!batch.columns[3][row].is_none()) continue;
        const TermId claim = batch.columns[2][row];
        // What meets several ways is met several times.
        if (!seen_.insert(claim).second) continue;
        ASSIGN_OR_RETURN(const bool meets, MeetsOthers(claim));
        if (!meets) continue;
        if (!limits_->Charge(kClaimBytes)) return limits_->status();
        candidates_.push_back(claim);
        if (candidates_.size() < std::min(kBatchSize, count_max_ - claims_.size())) continue;
        RETURN_IF_ERROR(ReadCandidates());
        if (claims_.size() >= count_max_) return absl::OkStatus();
      }
    }
    return cursor->status();
  }

  absl::StatusOr<bool> MeetsOthers(TermId claim) const {
    for (const Condition& condition : std::span(conditions_).subspan(1)) {
      bool meets = false;
      for (const Way& way : condition.ways) {
        if (meets) break;
        ASSIGN_OR_RETURN(meets, Meets(claim, way));
      }
      if (!meets) return false;
    }
    return true;
  }

  absl::StatusOr<bool> Meets(TermId claim, const Way& way) const {
    if (way.order == TripleOrder::kPosg) {
      ASSIGN_OR_RETURN(const uint64_t count,
                       view_.Count(TripleOrder::kSpog,
                                   std::array{claim, way.prefix[0], way.prefix[1], TermId()}));
      return count > 0;
    }
    const auto propositions = view_.Scan(TripleOrder::kSpog, std::array{claim, reifies_});
    for (RowBatch batch; propositions->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        if (!batch.columns[3][row].is_none()) continue;
        const auto components =
            view_.Scan(TripleOrder::kTermTspo, std::array{batch.columns[2][row]});
        RowBatch triple;
        if (components->Next(&triple) &&
            triple.columns[way.order == TripleOrder::kTermSpot ? 1 : 3][0] == way.prefix[0]) {
          return true;
        }
        RETURN_IF_ERROR(components->status());
      }
    }
    RETURN_IF_ERROR(propositions->status());
    return false;
  }

  absl::Status ReadCandidates() {
    ASSIGN_OR_RETURN(const std::vector<Description> descriptions, Describe(view_, candidates_));
    candidates_.clear();
    for (const Description& description : descriptions) {
      Claim claim;
      if (ReadRecord(description, &claim).ok()) claims_.push_back(std::move(claim));
    }
    return absl::OkStatus();
  }

  const ReadView& view_;
  QueryLimits* limits_;
  bool is_empty_ = false;
  TermId reifies_ = {};
  std::vector<Condition> conditions_;  // The first gives the claims, the others are looked up.
  size_t count_max_ = SIZE_MAX;
  absl::flat_hash_set<TermId> seen_;
  std::vector<TermId> candidates_;
  std::vector<Claim> claims_;
};

// Finds the records of which a text is the value of some property.
class LabelFinder {
 public:
  LabelFinder(const ReadView& view, std::string_view text, QueryLimits* limits)
      : view_(view), text_(text), limits_(limits) {}
  LabelFinder(const LabelFinder&) = delete;

  absl::StatusOr<std::vector<std::string>> Find() {
    ASSIGN_OR_RETURN(type_, view_.Find(TermView::OfIri(rdf::kType)));
    for (const std::string_view name :
         {ent::kActor, ent::kCoalition, ent::kDocument, ent::kClaim}) {
      ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(TermView::OfIri(name)));
      if (id.has_value()) classes_.push_back(*id);
    }
    for (const std::string_view property : {rdfs::kLabel, skos::kAltLabel, dcterms::kTitle}) {
      ASSIGN_OR_RETURN(const std::optional<TermId> id, view_.Find(TermView::OfIri(property)));
      if (id.has_value()) RETURN_IF_ERROR(Walk(*id));
    }
    std::vector<TermId> records;
    for (const TermId subject : subjects_) {
      ASSIGN_OR_RETURN(const bool is_record, IsRecord(subject));
      if (is_record) records.push_back(subject);
    }
    ASSIGN_OR_RETURN(const std::vector<Term> terms, view_.Decode(records));
    std::vector<std::string> iris;
    for (const Term& term : terms) {
      if (term.is_iri()) iris.push_back(term.iri().text);
    }
    std::sort(iris.begin(), iris.end());
    return iris;
  }

 private:
  // The rows come by value, so that each text is decoded once.
  absl::Status Walk(TermId property) {
    const auto cursor = view_.Scan(TripleOrder::kPosg, std::array{property});
    for (RowBatch batch; cursor->Next(&batch);) {
      std::vector<TermId> values(batch.columns[1], batch.columns[1] + batch.row_count);
      values.erase(std::unique(values.begin(), values.end()), values.end());
      ASSIGN_OR_RETURN(const std::vector<Term> terms, view_.Decode(values));
      absl::flat_hash_set<TermId> wanted;
      for (size_t i = 0; i < values.size(); ++i) {
        if (terms[i].is_literal() && terms[i].literal().lexical == text_) wanted.insert(values[i]);
      }
      limits_->CheckNow();
      if (!limits_->ok()) return limits_->status();
      if (wanted.empty()) continue;
      for (size_t row = 0; row < batch.row_count; ++row) {
        if (batch.columns[3][row].is_none() && wanted.contains(batch.columns[1][row])) {
          subjects_.insert(batch.columns[2][row]);
        }
      }
    }
    return cursor->status();
  }

  absl::StatusOr<bool> IsRecord(TermId subject) const {
    if (!type_.has_value()) return false;
    for (const TermId record_class : classes_) {
      ASSIGN_OR_RETURN(
          const uint64_t count,
          view_.Count(TripleOrder::kSpog, std::array{subject, *type_, record_class, TermId()}));
      if (count > 0) return true;
    }
    return false;
  }

  const ReadView& view_;
  std::string_view text_;
  QueryLimits* limits_;
  std::optional<TermId> type_;
  std::vector<TermId> classes_;
  absl::flat_hash_set<TermId> subjects_;
};

}  // namespace

absl::StatusOr<std::vector<Claim>> FindClaims(const ReadView& view, const ClaimFilter& filter,
                                              QueryLimits* limits) {
  return ClaimFinder(view, limits).Find(filter);
}

absl::StatusOr<std::vector<std::string>> FindByLabel(const ReadView& view, std::string_view text,
                                                     QueryLimits* limits) {
  return LabelFinder(view, text, limits).Find();
}

}  // namespace entente

#include "query/claims/contradictions.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "query/claims/claim_table.h"
#include "query/claims/date_values.h"
#include "query/claims/overlaps.h"
#include "query/claims/qualification.h"
#include "query/evaluation/term_pool.h"
#include "schema/ontology.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/vocabulary.h"
#include "schema/xsd_date_time.h"

namespace entente {
namespace {

using Rule = Contradiction::Rule;

struct FoundPair {
  uint32_t first = 0;  // Rows of the table.
  uint32_t second = 0;
  Rule rule = Rule::kDenial;
};

// What properties and values are declared to be.
struct Declarations {
  absl::flat_hash_set<TermId> single_valued = {};
  absl::flat_hash_map<TermId, std::vector<TermId>> disjoint = {};  // Each way.
};

absl::Status AddSingleValued(const ReadView& data, std::string_view iri, Declarations* result) {
  ASSIGN_OR_RETURN(const std::optional<TermId> id, data.Find(TermView::OfIri(iri)));
  if (id.has_value()) result->single_valued.insert(*id);
  return absl::OkStatus();
}

void AddDisjoint(TermId first, TermId second, Declarations* result) {
  if (first == second) return;
  result->disjoint[first].push_back(second);
  result->disjoint[second].push_back(first);
}

absl::StatusOr<Declarations> ReadDeclarations(const ReadView& data,
                                              const ContradictionOptions& options,
                                              QueryLimits* limits) {
  Declarations result;
  for (const OntologyProperty& property : OntologyProperties()) {
    if (property.is_single_valued) RETURN_IF_ERROR(AddSingleValued(data, property.iri, &result));
  }
  for (const std::string& property : options.single_valued) {
    RETURN_IF_ERROR(AddSingleValued(data, property, &result));
  }
  for (const DisjointPair& pair : OntologyDisjointPairs()) {
    ASSIGN_OR_RETURN(const std::optional<TermId> first, data.Find(TermView::OfIri(pair.first)));
    ASSIGN_OR_RETURN(const std::optional<TermId> second, data.Find(TermView::OfIri(pair.second)));
    if (first.has_value() && second.has_value()) AddDisjoint(*first, *second, &result);
  }
  ASSIGN_OR_RETURN(const std::optional<TermId> type, data.Find(TermView::OfIri(rdf::kType)));
  ASSIGN_OR_RETURN(const std::optional<TermId> functional,
                   data.Find(TermView::OfIri(owl::kFunctionalProperty)));
  ASSIGN_OR_RETURN(const std::optional<TermId> disjoint,
                   data.Find(TermView::OfIri(owl::kDisjointWith)));
  RowBatch batch;
  if (type.has_value() && functional.has_value()) {
    const TermId prefix[] = {*type, *functional};
    const std::unique_ptr<RowCursor> cursor = data.Scan(TripleOrder::kPosg, prefix);
    while (cursor->Next(&batch)) {
      limits->CheckNow();
      if (!limits->Charge(batch.row_count * sizeof(TermId))) return limits->status();
      for (size_t row = 0; row < batch.row_count; ++row) {
        result.single_valued.insert(batch.columns[2][row]);
      }
    }
    RETURN_IF_ERROR(cursor->status());
  }
  if (disjoint.has_value()) {
    const TermId prefix[] = {*disjoint};
    const std::unique_ptr<RowCursor> cursor = data.Scan(TripleOrder::kPsog, prefix);
    while (cursor->Next(&batch)) {
      limits->CheckNow();
      if (!limits->Charge(batch.row_count * 4 * sizeof(TermId))) return limits->status();
      for (size_t row = 0; row < batch.row_count; ++row) {
        AddDisjoint(batch.columns[1][row], batch.columns[2][row], &result);
      }
    }
    RETURN_IF_ERROR(cursor->status());
  }
  for (auto& [value, others] : result.disjoint) {
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
  }
  return result;
}

// What makes claims a group, and what sets them apart in it.
struct Candidate {
  TermId subject = {};    // Of a denial: the proposition.
  TermId predicate = {};  // Of a denial: none.
  TermId value = {};      // Of a denial: none if the claim is for, else the proposition.
  uint32_t row = 0;
  friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

class Finder {
 public:
  Finder(const ReadView& data, std::span<const ClaimRow> rows, const ClaimConditions& conditions,
         const Declarations& declarations, uint64_t count_max, QueryLimits* limits)
      : data_(data),
        rows_(rows),
        conditions_(conditions),
        declarations_(declarations),
        count_max_(count_max),
        limits_(limits) {}

  absl::StatusOr<std::vector<FoundPair>> Run() {
    Collect();
    RETURN_IF_ERROR(FindIn(&denials_, Rule::kDenial));
    RETURN_IF_ERROR(FindIn(&single_valued_, Rule::kSingleValued));
    RETURN_IF_ERROR(FindIn(&disjoint_, Rule::kDisjoint));
    RETURN_IF_ERROR(limits_->status());
    return std::move(pairs_);
  }

 private:
  bool is_full() const { return count_max_ != 0 && pairs_.size() >= count_max_; }

  // Only claims that may contradict another become candidates: of propositions that somebody
  // denies, of properties with one value, of values that are disjoint with some other.
  void Collect() {
    absl::flat_hash_set<TermId> denied;
    for (const ClaimRow& claim : rows_) {
      if (!limits_->Tick()) return;
      if (GroupOf(claim.stance) == StanceGroup::kAgainst && Qualifies(claim, conditions_)) {
        denied.insert(claim.proposition);
      }
    }
    for (uint32_t row = 0; row < rows_.size(); ++row) {
      if (!limits_->Tick()) return;
      const ClaimRow& claim = rows_[row];
      const StanceGroup stance = GroupOf(claim.stance);
      if (stance == StanceGroup::kNeutral) continue;
      const bool is_denied = !denied.empty() && denied.contains(claim.proposition);
      const bool is_for = stance == StanceGroup::kFor;
      const bool is_single = is_for && IsSingleValued(claim.predicate);
      const bool is_disjoint =
          is_for && !is_single && declarations_.disjoint.contains(claim.object);
      if (!(is_denied || is_single || is_disjoint) || !Qualifies(claim, conditions_)) continue;
      if (!limits_->Charge(2 * sizeof(Candidate))) return;
      if (is_denied) {
        denials_.push_back({.subject = claim.proposition,
                            .value = is_for ? TermId() : claim.proposition,
                            .row = row});
      }
      if (is_single || is_disjoint) {
        (is_single ? single_valued_ : disjoint_)
            .push_back({.subject = claim.subject,
                        .predicate = claim.predicate,
                        .value = claim.object,
                        .row = row});
      }
    }
  }

  // Claims of one predicate are often neighbours.
  bool IsSingleValued(TermId predicate) {
    if (predicate != last_predicate_) {
      last_predicate_ = predicate;
      last_is_single_valued_ = declarations_.single_valued.contains(predicate);
    }
    return last_is_single_valued_;
  }

  absl::Status FindIn(std::vector<Candidate>* candidates, Rule rule) {
    std::sort(candidates->begin(), candidates->end());
    limits_->CheckNow();
    for (auto begin = candidates->begin(); begin != candidates->end();) {
      if (is_full() || !limits_->Tick()) break;
      const auto end = std::find_if(begin, candidates->end(), [begin](const Candidate& candidate) {
        return candidate.subject != begin->subject || candidate.predicate != begin->predicate;
      });
      RETURN_IF_ERROR(FindInGroup({begin, end}, rule));
      begin = end;
    }
    return absl::OkStatus();
  }

  // `group` is sorted by value.
  absl::Status FindInGroup(std::span<const Candidate> group, Rule rule) {
    if (group.front().value == group.back().value) return absl::OkStatus();
    std::vector<ClassedClaim> claims;
    std::vector<TermId> values;
    claims.reserve(group.size());
    for (const Candidate& candidate : group) {
      if (values.empty() || values.back() != candidate.value) values.push_back(candidate.value);
      claims.push_back(
          {.row = candidate.row, .of_class = static_cast<uint32_t>(values.size() - 1)});
    }
    ClassPartners partners;
    if (rule == Rule::kDisjoint) {
      partners = PartnersOf(values);
      const bool has_some = std::any_of(partners.of.begin(), partners.of.end(),
                                        [](const auto& of_one) { return !of_one.empty(); });
      if (!has_some) return absl::OkStatus();
    }
    DateValues dates;
    if (rule == Rule::kSingleValued) RETURN_IF_ERROR(dates.Read(data_, values));
    const size_t first_pair = pairs_.size();
    ForEachOverlap(rows_, claims, partners, limits_, [&](uint32_t a, uint32_t b) {
      if (!dates.empty() && dates.MayBeOne(rows_[a].object, rows_[b].object)) {
        return limits_->Tick();
      }
      if (!limits_->Charge(sizeof(FoundPair))) return false;
      if (rule == Rule::kDenial ? GroupOf(rows_[a].stance) == StanceGroup::kAgainst : b < a) {
        std::swap(a, b);
      }
      pairs_.push_back({.first = a, .second = b, .rule = rule});
      return !is_full();
    });
    std::sort(pairs_.begin() + static_cast<std::ptrdiff_t>(first_pair), pairs_.end(),
              [](const FoundPair& a, const FoundPair& b) {
                return std::tie(a.first, a.second) < std::tie(b.first, b.second);
              });
    return absl::OkStatus();
  }

  // `values` ascend.
  ClassPartners PartnersOf(std::span<const TermId> values) {
    ClassPartners partners;
    partners.of.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const auto found = declarations_.disjoint.find(values[i]);
      if (found == declarations_.disjoint.end()) continue;
      for (const TermId other : found->second) {
        if (!limits_->Tick()) return partners;
        const auto place = std::lower_bound(values.begin(), values.end(), other);
        if (place == values.end() || *place != other) continue;
        partners.of[i].push_back(static_cast<uint32_t>(place - values.begin()));
      }
    }
    return partners;
  }

  const ReadView& data_;
  std::span<const ClaimRow> rows_;
  const ClaimConditions& conditions_;
  const Declarations& declarations_;
  const uint64_t count_max_;
  QueryLimits* limits_;
  TermId last_predicate_;
  bool last_is_single_valued_ = false;
  std::vector<Candidate> denials_;
  std::vector<Candidate> single_valued_;
  std::vector<Candidate> disjoint_;
  std::vector<FoundPair> pairs_;
};

// The date that is written with these bounds; none for an open one.
std::optional<PartialDate> DateOf(const DayRange& range) {
  if (range == kOpenPast || range == kOpenFuture) return std::nullopt;
  const int64_t epoch = DaysFromDate(1970, 1, 1);
  const CivilDate civil = DateFromDays(epoch + range.first);
  PartialDate date{.year = static_cast<int32_t>(civil.year)};
  if (range.last - range.first >= 31) return date;
  date.month = static_cast<uint8_t>(civil.month);
  if (range.last == range.first) date.day = static_cast<uint8_t>(civil.day);
  return date;
}

// The later beginning and the earlier end. Of 2022 and 2022-01, and of 2022-12 and 2022, it is
// 2022.
Interval OverlapOfIntervals(const ClaimRow& a, const ClaimRow& b) {
  const auto begins = [](const ClaimRow& row) { return std::pair(row.from.first, row.from.last); };
  const auto ends = [](const ClaimRow& row) { return std::pair(row.until.last, row.until.first); };
  return {.from = DateOf(begins(a) < begins(b) ? b.from : a.from),
          .until = DateOf(ends(b) < ends(a) ? b.until : a.until)};
}

absl::StatusOr<std::vector<Contradiction>> Described(const ReadView& data,
                                                     std::span<const ClaimRow> rows,
                                                     std::span<const FoundPair> pairs,
                                                     QueryLimits* limits) {
  constexpr size_t kDecodedAtOnce = 512;
  constexpr size_t kPairTerms = 10;
  std::vector<Contradiction> result;
  result.reserve(pairs.size());
  for (size_t begin = 0; begin < pairs.size(); begin += kDecodedAtOnce) {
    const auto some = pairs.subspan(begin, std::min(kDecodedAtOnce, pairs.size() - begin));
    limits->CheckNow();
    RETURN_IF_ERROR(limits->status());
    std::vector<TermId> ids;
    for (const FoundPair& pair : some) {
      for (const ClaimRow* row : {&rows[pair.first], &rows[pair.second]}) {
        ids.insert(ids.end(),
                   {row->claim, row->claimant, row->subject, row->predicate, row->object});
      }
    }
    ASSIGN_OR_RETURN(std::vector<Term> terms, data.Decode(ids));
    for (size_t i = 0; i < some.size(); ++i) {
      const ClaimRow& first = rows[some[i].first];
      const ClaimRow& second = rows[some[i].second];
      Term* term = &terms[i * kPairTerms];
      Contradiction& contradiction = result.emplace_back();
      contradiction.rule = some[i].rule;
      contradiction.first = term[0].iri().text;
      contradiction.first_claimant = term[1].iri().text;
      contradiction.first_proposition = {std::move(term[2]), std::move(term[3]),
                                         std::move(term[4])};
      contradiction.second = term[5].iri().text;
      contradiction.second_claimant = term[6].iri().text;
      contradiction.second_proposition = {std::move(term[7]), std::move(term[8]),
                                          std::move(term[9])};
      contradiction.overlap = OverlapOfIntervals(first, second);
      contradiction.is_certain = OverlapOf(first, second) == Overlap::kCertain;
      uint64_t bytes = sizeof(Contradiction);
      for (const std::string* name : {&contradiction.first, &contradiction.first_claimant,
                                      &contradiction.second, &contradiction.second_claimant}) {
        bytes += name->size();
      }
      for (const Triple* triple :
           {&contradiction.first_proposition, &contradiction.second_proposition}) {
        bytes += TermPool::BytesOf(*triple);
      }
      if (!limits->Charge(bytes)) {
        return limits->status();
      }
    }
  }
  return result;
}

}  // namespace

absl::StatusOr<std::vector<Contradiction>> FindContradictions(const ReadView& data,
                                                              const ContradictionOptions& options,
                                                              QueryLimits* limits) {
  ASSIGN_OR_RETURN(const ClaimConditions conditions, ConditionsOf(options.view, data));
  ASSIGN_OR_RETURN(const std::vector<TermId> graphs, GraphsOf(options.view, data));
  ASSIGN_OR_RETURN(const Declarations declarations, ReadDeclarations(data, options, limits));
  ASSIGN_OR_RETURN(const auto table, ClaimTable::Build(data, graphs, limits));
  Finder finder(data, table->rows(), conditions, declarations, options.count_max, limits);
  ASSIGN_OR_RETURN(const std::vector<FoundPair> pairs, finder.Run());
  return Described(data, table->rows(), pairs, limits);
}

}  // namespace entente

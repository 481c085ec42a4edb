#include "tests/support/memory_view.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>
#include <utility>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/syntax/turtle_parser.h"
#include "schema/text.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

class MemoryCursor : public RowCursor {
 public:
  explicit MemoryCursor(std::span<const IdQuad> rows) : rows_(rows) {}

  bool Next(RowBatch* batch) override {
    // Small, so that tests see batches end.
    constexpr size_t kBatchRows = 5;
    if (next_ == rows_.size()) return false;
    const size_t count = std::min(kBatchRows, rows_.size() - next_);
    for (size_t column = 0; column < 4; ++column) {
      columns_[column].clear();
      for (size_t row = 0; row < count; ++row) {
        columns_[column].push_back(rows_[next_ + row][column]);
      }
      batch->columns[column] = columns_[column].data();
    }
    batch->row_count = count;
    next_ += count;
    return true;
  }

  void Seek(const IdQuad& key) override {
    while (next_ < rows_.size() && rows_[next_] < key) ++next_;
  }

  const absl::Status& status() const override { return status_; }

 private:
  std::span<const IdQuad> rows_;
  size_t next_ = 0;
  std::array<std::vector<TermId>, 4> columns_;
  absl::Status status_;
};

IdKind KindOf(const Term& term) {
  switch (term.kind()) {
    case Term::Kind::kIri:
      return IdKind::kIri;
    case Term::Kind::kBlankNode:
      return IdKind::kBlankNode;
    case Term::Kind::kTriple:
      return IdKind::kTriple;
    default:
      return IdKind::kLiteral;
  }
}

}  // namespace

MemoryView::MemoryView(const std::vector<Quad>& quads, Ids ids)
    : has_inline_ids_(ids != Ids::kOfDictionary), has_sorted_terms_(ids == Ids::kSorted) {
  if (has_sorted_terms_) AddSorted(quads);
  std::set<IdQuad> rows;
  for (const Quad& quad : quads) {
    rows.insert({Add(quad.subject), Add(quad.predicate), Add(quad.object), Add(quad.graph)});
  }
  std::set<IdQuad> triple_terms;
  for (const auto& [term, id] : ids_) {
    if (!term.is_triple()) continue;
    const Triple& triple = term.triple();
    triple_terms.insert(
        {ids_.at(triple.subject), ids_.at(triple.predicate), ids_.at(triple.object), id});
  }
  for (size_t order = 0; order < kOrderCount; ++order) {
    const auto o = static_cast<TripleOrder>(order);
    if (o == TripleOrder::kHash) continue;
    const bool is_for_terms = o >= TripleOrder::kTermSpot;
    for (const IdQuad& row : is_for_terms ? triple_terms : rows) {
      orders_[order].push_back(ToOrder(o, row));
    }
    std::sort(orders_[order].begin(), orders_[order].end());
  }
}

void MemoryView::AddSorted(const std::vector<Quad>& quads) {
  std::vector<Term> left;
  for (const Quad& quad : quads) {
    left.insert(left.end(), {quad.subject, quad.predicate, quad.object, quad.graph});
  }
  std::map<std::string, Term> by_token;
  while (!left.empty()) {
    const Term term = std::move(left.back());
    left.pop_back();
    if (term.is_triple()) {
      const Triple& triple = term.triple();
      left.insert(left.end(), {triple.subject, triple.predicate, triple.object});
    } else if (term) {
      by_token.emplace(term.ToString(), term);
    }
  }
  for (const auto& [token, term] : by_token) Add(term);
}

TermId MemoryView::Add(const Term& term) {
  if (!term) return TermId();
  const auto found = ids_.find(term);
  if (found != ids_.end()) return found->second;
  if (term.is_triple()) {
    Add(term.triple().subject);
    Add(term.triple().predicate);
    Add(term.triple().object);
  }
  InnerTriples inner;
  const std::optional<TermId> own =
      has_inline_ids_ ? InlineId(ViewOf(term, &inner)) : std::optional<TermId>();
  const TermId id = own.value_or(TermId(KindOf(term), ids_.size()));
  ids_.emplace(term, id);
  terms_.emplace(id, term);
  return id;
}

std::span<const IdQuad> MemoryView::Rows(TripleOrder order, std::span<const TermId> prefix) const {
  const std::vector<IdQuad>& rows = orders_[static_cast<size_t>(order)];
  const auto is_before = [&](const IdQuad& row, std::span<const TermId> key) {
    return std::lexicographical_compare(row.begin(), row.begin() + key.size(), key.begin(),
                                        key.end());
  };
  const auto is_after = [&](std::span<const TermId> key, const IdQuad& row) {
    return std::lexicographical_compare(key.begin(), key.end(), row.begin(),
                                        row.begin() + key.size());
  };
  const auto begin = std::lower_bound(rows.begin(), rows.end(), prefix, is_before);
  const auto end = std::upper_bound(rows.begin(), rows.end(), prefix, is_after);
  return {begin, end};
}

std::unique_ptr<RowCursor> MemoryView::Scan(TripleOrder order,
                                            std::span<const TermId> prefix) const {
  return std::make_unique<MemoryCursor>(Rows(order, prefix));
}

absl::StatusOr<uint64_t> MemoryView::Count(TripleOrder order,
                                           std::span<const TermId> prefix) const {
  return Rows(order, prefix).size();
}

absl::StatusOr<uint64_t> MemoryView::CountRange(TripleOrder order, std::span<const TermId> prefix,
                                                TermId first, TermId last) const {
  const std::span<const IdQuad> rows = Rows(order, prefix);
  return static_cast<uint64_t>(std::count_if(rows.begin(), rows.end(), [&](const IdQuad& row) {
    return first <= row[prefix.size()] && row[prefix.size()] <= last;
  }));
}

absl::StatusOr<std::optional<TermId>> MemoryView::Find(const TermView& term) const {
  if (term.kind == Term::Kind::kNone) return TermId();
  if (has_inline_ids_) {
    if (const std::optional<TermId> id = InlineId(term); id.has_value()) return id;
  }
  const auto found = ids_.find(ToTerm(term));
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<std::vector<Term>> MemoryView::Decode(std::span<const TermId> ids) const {
  std::vector<Term> terms;
  for (const TermId id : ids) {
    if (id.is_none()) {
      terms.emplace_back();
      continue;
    }
    if (has_inline_ids_ && id.is_inline()) {
      ASSIGN_OR_RETURN(Literal literal, InlineLiteral(id));
      terms.emplace_back(std::move(literal));
      continue;
    }
    const auto found = terms_.find(id);
    if (found == terms_.end()) return absl::DataLossError("an id that names nothing");
    terms.push_back(found->second);
  }
  return terms;
}

absl::StatusOr<std::vector<PredicateStatistics>> MemoryView::Statistics() const {
  std::map<TermId, PredicateStatistics> by_predicate;
  std::map<TermId, std::set<TermId>> subjects;
  std::map<TermId, std::set<TermId>> objects;
  for (const IdQuad& quad : orders_[static_cast<size_t>(TripleOrder::kSpog)]) {
    PredicateStatistics& statistics = by_predicate[quad[kPredicate]];
    statistics.predicate = quad[kPredicate];
    ++statistics.quad_count;
    subjects[quad[kPredicate]].insert(quad[kSubject]);
    objects[quad[kPredicate]].insert(quad[kObject]);
  }
  std::vector<PredicateStatistics> all;
  for (auto& [predicate, statistics] : by_predicate) {
    statistics.distinct_subject_count = subjects[predicate].size();
    statistics.distinct_object_count = objects[predicate].size();
    all.push_back(statistics);
  }
  return all;
}

std::unique_ptr<MemoryView> ViewOfTrig(std::string_view text) {
  const std::string document = StrCat("PREFIX : <http://example.org/>\n", text);
  QuadCollector sink;
  const absl::Status status =
      ParseTurtle(document, {.base_iri = "http://example.org/", .has_graphs = true}, &sink);
  if (!status.ok()) {
    std::cerr << status << std::endl;
    std::abort();
  }
  return std::make_unique<MemoryView>(sink.quads);
}

}  // namespace entente

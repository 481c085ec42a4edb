#include "query/claims/triple_set.h"

#include <algorithm>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

using Triple = TripleSet::Triple;
using Columns = TripleSet::Columns;

// The positions (s, p, o) in the sequence of an order.
std::array<uint8_t, 3> PositionsOf(TripleOrder order) {
  if (order == TripleOrder::kGspo) order = TripleOrder::kSpog;
  const auto& positions = kOrderPositions[static_cast<size_t>(order)];
  return {positions[0], positions[1], positions[2]};
}

size_t IndexOf(TripleOrder order) {
  return static_cast<size_t>(order == TripleOrder::kGspo ? TripleOrder::kSpog : order);
}

// Sorts piece by piece and merges the pieces, with a look at the limits between.
absl::Status SortWithin(std::vector<Triple>* triples, QueryLimits* limits) {
  constexpr size_t kPieceSize = size_t{1} << 15;
  const size_t size = triples->size();
  for (size_t begin = 0; begin < size; begin += kPieceSize) {
    limits->CheckNow();
    RETURN_IF_ERROR(limits->status());
    const size_t end = std::min(begin + kPieceSize, size);
    std::sort(triples->begin() + static_cast<std::ptrdiff_t>(begin),
              triples->begin() + static_cast<std::ptrdiff_t>(end));
  }
  std::vector<Triple> merged(size > kPieceSize ? size : 0);
  for (size_t length = kPieceSize; length < size; length *= 2) {
    for (size_t begin = 0; begin < size; begin += 2 * length) {
      limits->CheckNow();
      RETURN_IF_ERROR(limits->status());
      const auto at = [&](size_t i) {
        return triples->begin() + static_cast<std::ptrdiff_t>(std::min(i, size));
      };
      std::merge(at(begin), at(begin + length), at(begin + length), at(begin + 2 * length),
                 merged.begin() + static_cast<std::ptrdiff_t>(begin));
    }
    triples->swap(merged);
  }
  return absl::OkStatus();
}

// Takes away the triples that are held. They are (p, s, o), ascending.
absl::Status RemoveHeld(const TripleSet::Held& held, std::vector<Triple>* triples,
                        QueryLimits* limits) {
  const std::unique_ptr<RowCursor> cursor = held.view->Scan(TripleOrder::kPsog, {});
  RowBatch batch;
  size_t row = 0;
  bool at_end = false;
  size_t kept = 0;
  for (const Triple& triple : *triples) {
    if (!limits->Tick()) return limits->status();
    const IdQuad key = {triple[0], triple[1], triple[2], held.graph};
    if (!at_end && (batch.row_count == 0 || batch.Row(batch.row_count - 1) < key)) {
      cursor->Seek(key);
      row = 0;
      at_end = !cursor->Next(&batch);
      if (at_end) batch = {};
    }
    while (row < batch.row_count && batch.Row(row) < key) ++row;
    const bool is_held = row < batch.row_count && batch.Row(row) == key;
    if (!is_held) (*triples)[kept++] = triple;
  }
  triples->resize(kept);
  return cursor->status();
}

std::unique_ptr<Columns> ToColumns(const std::vector<Triple>& triples) {
  auto columns = std::make_unique<Columns>();
  for (size_t column = 0; column < 3; ++column) {
    std::vector<TermId>& ids = (*columns)[column];
    ids.reserve(triples.size());
    for (const Triple& triple : triples) ids.push_back(triple[column]);
  }
  return columns;
}

// The triples of `from`, which is sorted by `from_order`, sorted by `order`.
absl::StatusOr<std::unique_ptr<Columns>> Resort(const Columns& from, TripleOrder from_order,
                                                TripleOrder order, QueryLimits* limits) {
  const size_t size = from[0].size();
  const uint64_t bytes = 3 * size * sizeof(Triple);
  if (!limits->Charge(bytes)) return limits->status();
  const auto source = PositionsOf(from_order);
  const auto target = PositionsOf(order);
  std::array<size_t, 3> columns = {};
  for (size_t i = 0; i < 3; ++i) {
    columns[i] =
        static_cast<size_t>(std::find(source.begin(), source.end(), target[i]) - source.begin());
  }
  std::vector<Triple> triples(size);
  for (size_t i = 0; i < size; ++i) {
    triples[i] = {from[columns[0]][i], from[columns[1]][i], from[columns[2]][i]};
  }
  const absl::Status status = SortWithin(&triples, limits);
  limits->Release(bytes);
  RETURN_IF_ERROR(status);
  return ToColumns(triples);
}

// Counts by predicate, from the triples by predicate and subject and by predicate and object.
std::vector<PredicateStatistics> Count(const Columns& by_subject, const Columns& by_object) {
  std::vector<PredicateStatistics> statistics;
  for (size_t i = 0; i < by_subject[0].size(); ++i) {
    const bool is_new = i == 0 || by_subject[0][i] != by_subject[0][i - 1];
    if (is_new) statistics.push_back({.predicate = by_subject[0][i]});
    PredicateStatistics& entry = statistics.back();
    ++entry.quad_count;
    if (is_new || by_subject[1][i] != by_subject[1][i - 1]) ++entry.distinct_subject_count;
    if (is_new || by_object[1][i] != by_object[1][i - 1]) ++entry.distinct_object_count;
  }
  return statistics;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TripleSet>> TripleSet::Make(std::vector<Triple> triples,
                                                           const std::optional<Held>& but_held,
                                                           QueryLimits* limits) {
  for (Triple& triple : triples) std::swap(triple[0], triple[1]);
  RETURN_IF_ERROR(SortWithin(&triples, limits));
  triples.erase(std::unique(triples.begin(), triples.end()), triples.end());
  if (but_held.has_value()) RETURN_IF_ERROR(RemoveHeld(*but_held, &triples, limits));
  std::unique_ptr<TripleSet> set(new TripleSet);
  set->size_ = triples.size();
  std::unique_ptr<Columns> by_subject = ToColumns(triples);
  ASSIGN_OR_RETURN(std::unique_ptr<Columns> by_object,
                   Resort(*by_subject, TripleOrder::kPsog, TripleOrder::kPosg, limits));
  set->statistics_ = Count(*by_subject, *by_object);
  const absl::MutexLock lock(&set->mutex_);
  set->orders_[IndexOf(TripleOrder::kPsog)] = std::move(by_subject);
  set->orders_[IndexOf(TripleOrder::kPosg)] = std::move(by_object);
  return set;
}

absl::StatusOr<const TripleSet::Columns*> TripleSet::InOrder(TripleOrder order,
                                                             QueryLimits* limits) const {
  const Columns* by_subject = nullptr;
  {
    const absl::MutexLock lock(&mutex_);
    if (const Columns* known = orders_[IndexOf(order)].get(); known != nullptr) return known;
    by_subject = orders_[IndexOf(TripleOrder::kPsog)].get();
  }
  // Outside of the lock, so that nobody waits longer than his own limits say. Two may do the same
  // work; the first one's is kept.
  ASSIGN_OR_RETURN(std::unique_ptr<Columns> columns,
                   Resort(*by_subject, TripleOrder::kPsog, order, limits));
  const absl::MutexLock lock(&mutex_);
  std::unique_ptr<const Columns>& place = orders_[IndexOf(order)];
  if (place == nullptr) place = std::move(columns);
  return place.get();
}

}  // namespace entente

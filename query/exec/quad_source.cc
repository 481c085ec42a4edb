#include "query/exec/quad_source.h"

#include <algorithm>

namespace entente {
std::array<bool, 4> QuadSource::BoundPlaces() const {
  std::array<bool, 4> is_bound;
  for (size_t i = 0; i < 4; ++i) is_bound[i] = !places[i].id.is_none();
  if (!is_triple_terms && !has_graph_place()) is_bound[kGraph] = graphs.size() == 1;
  return is_bound;
}

IdQuad QuadSource::BoundIds() const {
  IdQuad ids;
  for (size_t i = 0; i < 4; ++i) ids[i] = places[i].id;
  if (!is_triple_terms && !has_graph_place() && graphs.size() == 1) ids[kGraph] = graphs.front();
  return ids;
}

size_t ColumnOf(TripleOrder order, size_t position) {
  const auto& positions = kOrderPositions[static_cast<size_t>(order)];
  return static_cast<size_t>(std::find(positions.begin(), positions.end(), position) -
                             positions.begin());
}

AccessPath PathFor(const QuadSource& source, const std::array<bool, 4>& is_bound,
                   std::span<const Position> preference) {
  const size_t bound_count =
      static_cast<size_t>(is_bound[kSubject]) + is_bound[kPredicate] + is_bound[kObject];
  const auto rank = [&](Position position) {
    return std::find(preference.begin(), preference.end(), position) - preference.begin();
  };
  if (source.is_triple_terms) {
    if (is_bound[kGraph]) return {.order = TripleOrder::kTermTspo, .prefix_length = 1};
    TripleOrder order = TripleOrder::kTermSpot;
    if (bound_count == 1) {
      if (is_bound[kPredicate]) order = TripleOrder::kTermPost;
      if (is_bound[kObject]) order = TripleOrder::kTermOspt;
    } else if (bound_count == 2) {
      if (!is_bound[kSubject]) order = TripleOrder::kTermPost;
      if (!is_bound[kPredicate]) order = TripleOrder::kTermOspt;
    } else if (bound_count == 0 && !preference.empty()) {
      if (preference.front() == kPredicate) order = TripleOrder::kTermPost;
      if (preference.front() == kObject) order = TripleOrder::kTermOspt;
      if (preference.front() == kGraph) order = TripleOrder::kTermTspo;
    }
    return {.order = order, .prefix_length = bound_count};
  }
  // By graph where nothing else is bound.
  if (bound_count == 0 && is_bound[kGraph] && (preference.empty() || rank(kSubject) == 0)) {
    return {.order = TripleOrder::kGspo, .prefix_length = 1};
  }
  const std::array<bool, 4> is_constant = source.BoundPlaces();
  std::array<Position, 3> sequence = {kSubject, kPredicate, kObject};
  const auto group = [&](Position position) {
    return is_constant[position] ? 0 : is_bound[position] ? 1 : 2;
  };
  std::stable_sort(sequence.begin(), sequence.end(), [&](Position a, Position b) {
    return std::pair(group(a), rank(a)) < std::pair(group(b), rank(b));
  });
  TripleOrder order = TripleOrder::kSpog;
  for (const TripleOrder candidate : kQuadOrders) {
    const auto& positions = kOrderPositions[static_cast<size_t>(candidate)];
    if (std::equal(sequence.begin(), sequence.end(), positions.begin())) order = candidate;
  }
  // One graph of several is told by the rows: few have the same triple.
  const bool has_graph = source.has_graph_place() && is_bound[kGraph];
  return {.order = order, .prefix_length = bound_count == 3 && has_graph ? 4 : bound_count};
}

KeyMaker::KeyMaker(const QuadSource& source, const std::vector<Column>& columns,
                   std::span<const Position> preference)
    : is_bound_(source.BoundPlaces()), bound_(source.BoundIds()) {
  for (size_t position = 0; position < 4; ++position) {
    is_vain_ = is_vain_ || TermPool::IsOwn(bound_[position]);
    if (!source.places[position].is_open()) continue;
    for (size_t column = 0; column < columns.size(); ++column) {
      if (columns[column].variable != source.places[position].variable) continue;
      is_bound_[position] = true;
      parts_.push_back({.position = position, .input_column = column});
    }
  }
  if (!source.is_triple_terms && !source.has_graph_place() && source.graphs.empty()) {
    is_vain_ = true;
  }
  path_ = PathFor(source, is_bound_, preference);
  const auto& positions = kOrderPositions[static_cast<size_t>(path_.order)];
  bool is_constant = true;
  for (size_t i = 0; i < path_.prefix_length; ++i) {
    const auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& candidate) {
      return candidate.position == positions[i];
    });
    if (part == parts_.end()) {
      if (is_constant) constant_length_ = i + 1;
      continue;
    }
    is_constant = false;
    key_columns_.push_back(part->input_column);
  }
  match_columns_ = key_columns_;
  for (const Part& part : parts_) {
    if (std::find(key_columns_.begin(), key_columns_.end(), part.input_column) ==
        key_columns_.end()) {
      match_columns_.push_back(part.input_column);
    }
  }
  key_ = ToOrder(path_.order, bound_);
}

std::span<const TermId> KeyMaker::constant_prefix() const {
  return {key_.data(), constant_length_};
}

void KeyMaker::Bind(const Batch& batch, size_t row) {
  for (const Part& part : parts_) bound_[part.position] = batch.columns[part.input_column][row];
  key_ = ToOrder(path_.order, bound_);
}

OrderedReader::OrderedReader(QueryContext* context, TripleOrder order,
                             std::span<const TermId> prefix)
    : context_(context), order_(order), prefix_(prefix.begin(), prefix.end()) {}

int OrderedReader::Compare(size_t row, std::span<const TermId> key) const {
  for (size_t column = prefix_.size(); column < key.size(); ++column) {
    const TermId id = rows_.columns[column][row];
    if (id != key[column]) return id < key[column] ? -1 : 1;
  }
  return 0;
}

size_t OrderedReader::LowerBound(std::span<const TermId> key, size_t first) const {
  // Galloping: near keys are found in some steps.
  size_t low = first;
  size_t step = 1;
  size_t high = first;
  if (key.size() == prefix_.size() + 1) {
    const TermId* const column = rows_.columns[prefix_.size()];
    const TermId wanted = key.back();
    while (high < rows_.row_count && column[high] < wanted) {
      low = high + 1;
      high += step;
      step *= 2;
    }
    high = std::min(high, rows_.row_count);
    return static_cast<size_t>(std::lower_bound(column + low, column + high, wanted) - column);
  }
  while (high < rows_.row_count && Compare(high, key) < 0) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = std::min(high, rows_.row_count);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (Compare(middle, key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

size_t OrderedReader::CountEqual(std::span<const TermId> key) const {
  size_t end = position_;
  if (key.size() == prefix_.size()) return rows_.row_count - position_;
  // The first row that is greater: rows between are equal, because rows ascend.
  size_t step = 1;
  size_t low = position_;
  while (end < rows_.row_count && Compare(end, key) == 0) {
    low = end + 1;
    end += step;
    step *= 2;
  }
  size_t high = std::min(end, rows_.row_count);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (Compare(middle, key) == 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - position_;
}

bool OrderedReader::Load() {
  position_ = 0;
  if (!at_end_ && context_->limits()->Tick() && cursor_->Next(&rows_)) {
    // Rows before this batch are not greater than the last one of the batch before.
    if (last_row_.has_value()) {
      floor_.assign(last_row_->begin(), last_row_->end());
      floor_is_row_ = true;
    }
    last_row_ = rows_.Row(rows_.row_count - 1);
    ++batch_number_;
    return true;
  }
  if (!cursor_->status().ok()) context_->limits()->Fail(cursor_->status());
  rows_ = {};
  at_end_ = true;
  return false;
}

bool OrderedReader::Open(std::span<const TermId> key) {
  cursor_ = context_->view().Scan(order_, prefix_);
  rows_ = {};
  position_ = 0;
  at_end_ = false;
  if (key.size() > prefix_.size()) {
    IdQuad row = {};
    std::copy(key.begin(), key.end(), row.begin());
    cursor_->Seek(row);
  }
  last_row_.reset();
  vain_key_.clear();
  floor_.assign(key.begin(), key.end());
  floor_is_row_ = false;
  if (Load()) return true;
  vain_key_.assign(key.begin(), key.end());
  return false;
}

bool OrderedReader::IsAtOrBehindBegin(std::span<const TermId> key) const {
  if (Compare(0, key) < 0) return true;
  if (!floor_is_row_) {
    return !std::lexicographical_compare(key.begin(), key.end(), floor_.begin(), floor_.end());
  }
  // The row before the batch may still begin with the key.
  return std::lexicographical_compare(floor_.begin(), floor_.end(), key.begin(), key.end()) &&
         !std::equal(key.begin(), key.end(), floor_.begin());
}

bool OrderedReader::Seek(std::span<const TermId> key) {
  if (cursor_ != nullptr && at_end_) {
    const bool is_vain =
        (last_row_.has_value() &&
         std::lexicographical_compare(last_row_->begin(), last_row_->end(), key.begin(),
                                      key.end()) &&
         !std::equal(key.begin(), key.end(), last_row_->begin())) ||
        (!vain_key_.empty() &&
         !std::lexicographical_compare(key.begin(), key.end(), vain_key_.begin(), vain_key_.end()));
    if (is_vain) return false;
  }
  // Rows are kept back to the begin of their batch.
  if (cursor_ == nullptr || rows_.row_count == 0 || !IsAtOrBehindBegin(key)) return Open(key);
  if (Compare(rows_.row_count - 1, key) >= 0) {
    const bool is_ahead = position_ < rows_.row_count && Compare(position_, key) < 0;
    position_ = LowerBound(key, is_ahead ? position_ + 1 : 0);
    return true;
  }
  IdQuad row = {};
  std::copy(key.begin(), key.end(), row.begin());
  cursor_->Seek(row);
  last_row_.reset();
  floor_.assign(key.begin(), key.end());
  floor_is_row_ = false;
  if (Load()) return true;
  vain_key_.assign(key.begin(), key.end());
  return false;
}

RowFilter::RowFilter(const QuadSource& source, const AccessPath& path,
                     const std::array<bool, 4>& is_bound)
    : is_quads_(!source.is_triple_terms) {
  if (is_quads_) {
    if (source.has_graph_place()) {
      is_any_named_ = true;
    } else {
      graphs_ = source.graphs;
    }
    graph_column_ = ColumnOf(path.order, kGraph);
  }
  const auto& positions = kOrderPositions[static_cast<size_t>(path.order)];
  for (size_t column = 0; column < 4; ++column) {
    const Place& place = source.places[positions[column]];
    if (place.variable.empty()) continue;
    for (size_t other = 0; other < column; ++other) {
      if (source.places[positions[other]].variable == place.variable) {
        equal_columns_.emplace_back(other, column);
        break;
      }
    }
  }
  for (size_t column = path.prefix_length; column < 4; ++column) {
    const bool is_graph = is_quads_ && positions[column] == kGraph && !is_any_named_;
    if (is_bound[positions[column]] && !is_graph) residual_.emplace_back(column, positions[column]);
  }
}

bool RowFilter::PassesAll(const RowBatch& rows) const {
  if (!equal_columns_.empty() || !residual_.empty()) return false;
  if (!is_quads_) return true;
  const TermId* const graph = rows.columns[graph_column_];
  if (is_any_named_) {
    bool all = true;
    for (size_t row = 0; row < rows.row_count; ++row) all &= !graph[row].is_none();
    return all;
  }
  if (graphs_.size() != 1) return false;
  bool all = true;
  for (size_t row = 0; row < rows.row_count; ++row) all &= graph[row] == graphs_.front();
  return all;
}

bool RowFilter::Passes(const RowBatch& rows, size_t row, const IdQuad& bound) {
  for (const auto& [a, b] : equal_columns_) {
    if (rows.columns[a][row] != rows.columns[b][row]) return false;
  }
  for (const auto& [column, position] : residual_) {
    if (rows.columns[column][row] != bound[position]) return false;
  }
  if (!is_quads_) return true;
  const TermId graph = rows.columns[graph_column_][row];
  if (is_any_named_) return !graph.is_none();
  if (graphs_.size() == 1) return graph == graphs_.front();
  if (std::find(graphs_.begin(), graphs_.end(), graph) == graphs_.end()) return false;
  // The quads of one triple are neighbours, because the graph comes last.
  IdQuad triple = rows.Row(row);
  triple[graph_column_] = TermId();
  if (has_last_ && triple == last_) return false;
  has_last_ = true;
  last_ = triple;
  return true;
}

}  // namespace entente

#include "query/reference/table.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "schema/text.h"

namespace entente {

Table::Table(Table&& other) noexcept
    : variables_(std::move(other.variables_)),
      chunks_(std::move(other.chunks_)),
      has_unbound_(std::move(other.has_unbound_)),
      row_count_(std::exchange(other.row_count_, 0)),
      charged_bytes_(std::exchange(other.charged_bytes_, 0)),
      limits_(other.limits_) {}

Table& Table::operator=(Table&& other) noexcept {
  if (this == &other) return *this;
  limits_->Release(charged_bytes_);
  variables_ = std::move(other.variables_);
  chunks_ = std::move(other.chunks_);
  has_unbound_ = std::move(other.has_unbound_);
  row_count_ = std::exchange(other.row_count_, 0);
  charged_bytes_ = std::exchange(other.charged_bytes_, 0);
  limits_ = other.limits_;
  return *this;
}

Table Table::Unit(QueryLimits* limits) {
  Table unit({}, limits);
  unit.Append({});
  return unit;
}

std::optional<size_t> Table::Column(std::string_view variable) const {
  for (size_t i = 0; i < variables_.size(); ++i) {
    if (variables_[i] == variable) return i;
  }
  return std::nullopt;
}

void Table::Append(std::span<const TermId> row) {
  if (!variables_.empty()) {
    if (row_count_ % kChunkRows == 0) {
      chunks_.emplace_back();
      if (chunks_.size() > 1) chunks_.back().reserve(kChunkRows * width());
    }
    std::vector<TermId>& chunk = chunks_.back();
    chunk.insert(chunk.end(), row.begin(), row.end());
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i].is_none()) has_unbound_[i] = true;
    }
    const uint64_t bytes = row.size() * sizeof(TermId);
    charged_bytes_ += bytes;
    limits_->Charge(bytes);
  }
  ++row_count_;
}

RowIndex::RowIndex(const Table& table, std::vector<size_t> columns)
    : table_(table), columns_(std::move(columns)) {
  QueryLimits* const limits = table.limits();
  constexpr uint64_t kBytesPerRow = 32;
  charged_bytes_ = table.row_count() * kBytesPerRow;
  if (table.row_count() >= kEnd) {
    limits->Fail(absl::ResourceExhaustedError("a join has more than four billion solutions"));
  }
  if (!limits->Charge(charged_bytes_)) return;
  next_.assign(table.row_count(), kEnd);
  std::vector<TermId> key;
  // Backwards, so that each chain runs forwards.
  for (size_t row = table.row_count(); row > 0 && limits->Tick(); --row) {
    key.clear();
    for (const size_t column : columns_) key.push_back(table.At(row - 1, column));
    const auto [found, is_new] = first_.try_emplace(HashOf(key), static_cast<uint32_t>(row - 1));
    if (is_new) continue;
    next_[row - 1] = found->second;
    found->second = static_cast<uint32_t>(row - 1);
  }
}

RowIndex::~RowIndex() { table_.limits()->Release(charged_bytes_); }

size_t RowIndex::HashOf(std::span<const TermId> key) {
  return absl::HashOf(absl::Span<const TermId>(key.data(), key.size()));
}

bool RowIndex::HasKey(size_t row, std::span<const TermId> key) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (table_.At(row, columns_[i]) != key[i]) return false;
  }
  return true;
}

RowMerger::RowMerger(const Table& a, const Table& b) : variables_(a.variables()) {
  TextMap<size_t> a_columns;
  for (size_t i = 0; i < a.width(); ++i) a_columns.emplace(a.variables()[i], i);
  for (size_t i = 0; i < b.width(); ++i) {
    const auto found = a_columns.find(b.variables()[i]);
    if (found == a_columns.end()) {
      b_to_merged_.push_back(variables_.size());
      variables_.push_back(b.variables()[i]);
      continue;
    }
    b_to_merged_.push_back(found->second);
    shared_.emplace_back(found->second, i);
    if (a.HasUnbound(found->second) || b.HasUnbound(i)) continue;
    a_key_.push_back(found->second);
    b_key_.push_back(i);
  }
  merged_.resize(variables_.size());
}

bool RowMerger::AreCompatible(std::span<const TermId> a, std::span<const TermId> b) const {
  for (const auto& [a_column, b_column] : shared_) {
    if (a[a_column] != b[b_column] && !a[a_column].is_none() && !b[b_column].is_none()) {
      return false;
    }
  }
  return true;
}

bool RowMerger::Overlap(std::span<const TermId> a, std::span<const TermId> b) const {
  for (const auto& [a_column, b_column] : shared_) {
    if (!a[a_column].is_none() && !b[b_column].is_none()) return true;
  }
  return false;
}

std::span<const TermId> RowMerger::Merge(std::span<const TermId> a, std::span<const TermId> b) {
  std::fill(std::copy(a.begin(), a.end(), merged_.begin()), merged_.end(), TermId());
  for (size_t i = 0; i < b.size(); ++i) {
    if (!b[i].is_none()) merged_[b_to_merged_[i]] = b[i];
  }
  return merged_;
}

Partners::Partners(const Table& a, const Table& b) : a_(a), b_(b), merger_(a, b) {
  if (!merger_.a_key().empty()) index_.emplace(b, merger_.b_key());
}

Table Join(const Table& a, const Table& b) {
  // The smaller one is indexed; the columns of `a` come first all the same.
  const bool probes_a = a.row_count() >= b.row_count();
  const Table& probed = probes_a ? a : b;
  const Table& indexed = probes_a ? b : a;
  Partners partners(probed, indexed);
  RowMerger merger(a, b);
  Table result(merger.variables(), a.limits());
  for (size_t row = 0; row < probed.row_count() && a.limits()->Tick(); ++row) {
    partners.ForEach(row, [&](size_t partner) {
      const std::span<const TermId> a_row = a.Row(probes_a ? row : partner);
      const std::span<const TermId> b_row = b.Row(probes_a ? partner : row);
      result.Append(merger.Merge(a_row, b_row));
    });
  }
  return result;
}

}  // namespace entente

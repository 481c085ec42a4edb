#include "query/exec/hash_join.h"

#include <algorithm>
#include <bit>

#include "absl/container/flat_hash_set.h"
#include "query/exec/input_rows.h"
#include "schema/text.h"

namespace entente {
namespace {

// Left rows gathered before the right side is asked for what meets them.
constexpr size_t kChunkRowCountMax = 65536;

// If a chunk is not the last, so many more are expected.
constexpr double kChunksExpected = 4;

constexpr uint32_t kNoRow = ~uint32_t{0};

uint64_t Mixed(uint64_t hash, TermId id) {
  hash = (hash ^ id.bits()) * 0x9E3779B97F4A7C15;
  return hash ^ hash >> 32;
}

// Columns by name: a join of thousands of patterns has as many.
class ColumnIndex {
 public:
  explicit ColumnIndex(const std::vector<Column>& columns) {
    for (size_t i = 0; i < columns.size(); ++i) numbers_.emplace(columns[i].variable, i);
  }
  std::optional<size_t> Find(std::string_view variable) const {
    const auto found = numbers_.find(variable);
    return found == numbers_.end() ? std::nullopt : std::optional<size_t>(found->second);
  }

 private:
  TextMap<size_t> numbers_;
};

bool KeepsRightColumns(JoinKind kind) {
  return kind == JoinKind::kInner || kind == JoinKind::kLeft;
}

std::vector<Column> OutputColumns(const std::vector<Column>& left, const std::vector<Column>& right,
                                  const HashJoin::Options& options) {
  const ColumnIndex left_index(left);
  const ColumnIndex right_index(right);
  std::vector<Column> columns;
  for (const std::string& name : options.output) {
    const std::optional<size_t> in_left = left_index.Find(name);
    const std::optional<size_t> in_right = right_index.Find(name);
    bool may_be_unbound = !in_left.has_value() || left[*in_left].may_be_unbound;
    if (in_right.has_value() && options.kind == JoinKind::kInner) {
      may_be_unbound = may_be_unbound && right[*in_right].may_be_unbound;
    }
    columns.push_back({.variable = name, .may_be_unbound = may_be_unbound});
  }
  return columns;
}

}  // namespace

RightSide RightSide::Whole(OperatorPtr plan) {
  // std::function copies what it holds.
  auto holder = std::make_shared<OperatorPtr>(std::move(plan));
  return {.whole = [holder] { return std::move(*holder); }};
}

struct HashJoin::Build {
  Build(QueryContext* context, std::vector<Column> columns)
      : table(context, std::move(columns)), charge(context->limits()) {}

  void Index(const std::vector<std::pair<size_t, size_t>>& keys, QueryLimits* limits) {
    const size_t count = table.row_count();
    const size_t size = std::bit_ceil(std::max<size_t>(count, 8) * 2);
    if (!charge.Add((size + count) * sizeof(uint32_t))) return;
    heads.assign(size, kNoRow);
    next.resize(count);
    mask = size - 1;
    // From the last to the first, so that partners are found in sequence.
    for (size_t row = count; row-- > 0 && limits->Tick();) {
      uint64_t hash = 0;
      for (const auto& [left, right] : keys) hash = Mixed(hash, table.ids(right)[row]);
      uint32_t& head = heads[hash & mask];
      next[row] = head;
      head = static_cast<uint32_t>(row);
    }
  }

  IdTable table;
  std::vector<uint32_t> heads;
  std::vector<uint32_t> next;
  size_t mask = 0;
  MemoryCharge charge;
};

HashJoin::HashJoin(QueryContext* context, OperatorPtr left, std::vector<Column> right_columns,
                   RightSide right, Options options)
    : Operator(context, OutputColumns(left->columns(), right_columns, options)),
      left_(std::move(left)),
      right_(std::move(right)),
      options_(std::move(options)),
      right_columns_(std::move(right_columns)) {
  const std::vector<Column>& left_columns = left_->columns();
  const ColumnIndex left_index(left_columns);
  std::vector<Column> merged = left_columns;
  for (size_t i = 0; i < left_columns.size(); ++i) merged_from_.push_back({.left = i});
  for (size_t i = 0; i < right_columns_.size(); ++i) {
    const std::optional<size_t> in_left = left_index.Find(right_columns_[i].variable);
    if (!in_left.has_value()) {
      merged.push_back(right_columns_[i]);
      merged_from_.push_back({.right = i});
      continue;
    }
    const bool is_loose = left_columns[*in_left].may_be_unbound || right_columns_[i].may_be_unbound;
    (is_loose ? loose_ : keys_).emplace_back(*in_left, i);
    if (left_columns[*in_left].may_be_unbound) merged_from_[*in_left].right = i;
  }
  const ColumnIndex merged_index(merged);
  for (const std::string& name : options_.output) {
    if (const std::optional<size_t> i = merged_index.Find(name)) from_.push_back(merged_from_[*i]);
  }
  gathered_.resize(from_.size());
  merged_ids_.resize(merged_from_.size());
  if (options_.condition != nullptr) {
    for (const Expression& expression : *options_.condition) {
      condition_.emplace_back(expression, merged, options_.outer, options_.exists, context);
    }
  }
  if (right_.seeded != nullptr) {
    chunk_ = std::make_unique<IdTable>(context, left_columns);
  }
}

HashJoin::~HashJoin() = default;

std::string HashJoin::Name() const {
  const bool is_cross = keys_.empty() && loose_.empty();
  switch (options_.kind) {
    case JoinKind::kInner:
      return is_cross ? "cross product" : "hash join";
    case JoinKind::kLeft:
      return "left join";
    case JoinKind::kSemi:
      return "semi join";
    case JoinKind::kAnti:
      return "anti join";
    case JoinKind::kMinus:
      return "minus";
  }
  return {};
}

std::string HashJoin::Detail() const {
  std::string text;
  for (const auto& [left, right] : keys_) {
    StrAppend(&text, text.empty() ? "on " : " ", "?", right_columns_[right].variable);
  }
  for (const auto& [left, right] : loose_) {
    StrAppend(&text, text.empty() ? "on " : " ", "?", right_columns_[right].variable, " if bound");
  }
  if (seeded_count_ > 0) {
    StrAppend(&text, ", right side computed for ", seeded_count_, " chunks of the left");
  }
  return text;
}

std::vector<const Operator*> HashJoin::inputs() const {
  if (right_plan_ == nullptr) return {left_.get()};
  return {left_.get(), right_plan_.get()};
}

void HashJoin::BuildFrom(OperatorPtr right) {
  if (profile() != nullptr) right->StartProfile();
  build_ = nullptr;
  build_ = std::make_unique<Build>(context(), right_columns_);
  // A seeded plan has the columns of the whole one, but in a sequence of its own, and not those
  // that it knows to be never bound.
  std::vector<std::optional<size_t>> from;
  for (const Column& column : right_columns_) from.push_back(right->Find(column.variable));
  std::vector<TermId> unbound;
  Batch mapped;
  mapped.columns.resize(from.size());
  for (Batch batch; right->Next(&batch);) {
    if (unbound.size() < batch.row_count) unbound.resize(batch.row_count);
    mapped.row_count = batch.row_count;
    for (size_t i = 0; i < from.size(); ++i) {
      mapped.columns[i] = from[i].has_value() ? batch.columns[*from[i]] : unbound.data();
    }
    if (!build_->table.Append(mapped)) break;
  }
  build_->Index(keys_, limits());
  right_plan_ = std::move(right);
}

bool HashJoin::Prepare() {
  if (is_whole_) return true;
  if (right_.seeded == nullptr) {
    BuildFrom(right_.whole());
    is_whole_ = true;
    return limits()->ok();
  }
  std::vector<size_t> columns;
  std::vector<Column> seed_columns;
  for (const std::string& name : right_.seed_variables) {
    columns.push_back(*left_->Find(name));
    seed_columns.push_back({.variable = name});
  }
  auto seeds = std::make_shared<IdTable>(context(), seed_columns);
  absl::flat_hash_set<std::vector<TermId>> seen;
  std::vector<TermId> key(columns.size());
  for (size_t row = 0; row < chunk_->row_count() && limits()->Tick(); ++row) {
    for (size_t i = 0; i < columns.size(); ++i) key[i] = chunk_->ids(columns[i])[row];
    if (seen.insert(key).second) seeds->Append(key);
  }
  const double seeded_cost = static_cast<double>(seeds->row_count()) * right_.seed_cost *
                             (left_is_through_ ? 1 : kChunksExpected);
  if (seeded_cost < right_.whole_cost) {
    ++seeded_count_;
    BuildFrom(right_.seeded(std::move(seeds)));
  } else {
    BuildFrom(right_.whole());
    is_whole_ = true;
  }
  return limits()->ok();
}

bool HashJoin::NextLeft() {
  left_row_ = 0;
  in_chain_ = false;
  gave_unmatched_ = false;
  if (chunk_ == nullptr) {
    if (left_is_through_ || !left_->Next(&left_batch_) || !Prepare()) return false;
    const bool needs_partner =
        options_.kind == JoinKind::kInner || options_.kind == JoinKind::kSemi;
    if (needs_partner && build_->table.row_count() == 0) return false;
  } else {
    if (chunk_row_ == chunk_->row_count()) {
      if (is_whole_) {
        chunk_ = nullptr;
        return NextLeft();
      }
      chunk_->Clear();
      chunk_row_ = 0;
      while (!left_is_through_ && chunk_->row_count() < chunk_size_) {
        left_is_through_ = !left_->Next(&left_batch_);
        if (!left_is_through_ && !chunk_->Append(left_batch_)) return false;
      }
      if (chunk_->row_count() == 0 || !limits()->ok() || !Prepare()) return false;
      chunk_size_ = std::min(chunk_size_ * 8, kChunkRowCountMax);
    }
    left_batch_.row_count = std::min(kBatchRowCount, chunk_->row_count() - chunk_row_);
    left_batch_.columns.resize(chunk_->columns().size());
    for (size_t i = 0; i < left_batch_.columns.size(); ++i) {
      left_batch_.columns[i] = chunk_->ids(i).data() + chunk_row_;
    }
    chunk_row_ += left_batch_.row_count;
  }
  has_partner_.assign(left_batch_.row_count, 0);
  return true;
}

bool HashJoin::AreCompatible(size_t left_row, size_t right_row) const {
  for (const auto& [left, right] : keys_) {
    if (left_batch_.columns[left][left_row] != build_->table.ids(right)[right_row]) return false;
  }
  for (const auto& [left, right] : loose_) {
    const TermId a = left_batch_.columns[left][left_row];
    const TermId b = build_->table.ids(right)[right_row];
    if (!a.is_none() && !b.is_none() && a != b) return false;
  }
  return true;
}

bool HashJoin::Overlap(size_t left_row, size_t right_row) const {
  if (!keys_.empty()) return true;
  for (const auto& [left, right] : loose_) {
    if (!left_batch_.columns[left][left_row].is_none() &&
        !build_->table.ids(right)[right_row].is_none()) {
      return true;
    }
  }
  return false;
}

bool HashJoin::NextPairs() {
  const JoinKind kind = options_.kind;
  const bool needs_one = !KeepsRightColumns(kind);
  left_rows_.clear();
  right_rows_.clear();
  for (; left_row_ < left_batch_.row_count; ++left_row_, in_chain_ = false) {
    if (!in_chain_) {
      if (!limits()->Tick()) return false;
      in_chain_ = true;
      uint64_t hash = 0;
      for (const auto& [left, right] : keys_) {
        hash = Mixed(hash, left_batch_.columns[left][left_row_]);
      }
      next_partner_ = build_->heads[hash & build_->mask];
    }
    while (next_partner_ != kNoRow) {
      if (left_rows_.size() == kBatchRowCount) return true;
      const uint32_t partner = next_partner_;
      next_partner_ = build_->next[partner];
      if (!AreCompatible(left_row_, partner)) {
        if (!limits()->Tick()) return false;
        continue;
      }
      if (needs_one) {
        if (kind == JoinKind::kMinus && !Overlap(left_row_, partner)) continue;
        has_partner_[left_row_] = 1;
        break;
      }
      left_rows_.push_back(static_cast<uint32_t>(left_row_));
      right_rows_.push_back(partner);
    }
  }
  return !left_rows_.empty();
}

void HashJoin::MakeBatch(std::span<const uint32_t> left_rows, std::span<const uint32_t> right_rows,
                         Batch* batch) {
  batch->row_count = left_rows.size();
  batch->columns.resize(from_.size());
  for (size_t i = 0; i < from_.size(); ++i) {
    std::vector<TermId>& ids = gathered_[i];
    const From& from = from_[i];
    if (from.left.has_value()) {
      Gather(left_batch_.columns[*from.left], left_rows, &ids);
      if (from.right.has_value() && !right_rows.empty()) {
        const std::vector<TermId>& right = build_->table.ids(*from.right);
        for (size_t row = 0; row < ids.size(); ++row) {
          if (ids[row].is_none()) ids[row] = right[right_rows[row]];
        }
      }
    } else if (right_rows.empty()) {
      ids.assign(left_rows.size(), TermId());
    } else {
      Gather(build_->table.ids(*from.right).data(), right_rows, &ids);
    }
    batch->columns[i] = ids.data();
  }
}

bool HashJoin::NextBatch(Batch* batch) {
  const JoinKind kind = options_.kind;
  for (;;) {
    if (!has_left_) {
      if (!NextLeft()) return false;
      has_left_ = true;
    }
    while (NextPairs()) {
      if (!condition_.empty()) {
        merged_.row_count = left_rows_.size();
        merged_.columns.resize(merged_from_.size());
        for (size_t i = 0; i < merged_from_.size(); ++i) {
          const From& from = merged_from_[i];
          if (from.left.has_value()) {
            Gather(left_batch_.columns[*from.left], left_rows_, &merged_ids_[i]);
            if (from.right.has_value()) {
              const std::vector<TermId>& right = build_->table.ids(*from.right);
              for (size_t row = 0; row < left_rows_.size(); ++row) {
                TermId& id = merged_ids_[i][row];
                if (id.is_none()) id = right[right_rows_[row]];
              }
            }
          } else {
            Gather(build_->table.ids(*from.right).data(), right_rows_, &merged_ids_[i]);
          }
          merged_.columns[i] = merged_ids_[i].data();
        }
        // Each condition halves what the next must look at by compacting the merged rows.
        for (BatchExpression& expression : condition_) {
          selected_.clear();
          expression.Select(merged_, &selected_);
          if (selected_.size() == left_rows_.size()) continue;
          for (size_t i = 0; i < selected_.size(); ++i) {
            left_rows_[i] = left_rows_[selected_[i]];
            right_rows_[i] = right_rows_[selected_[i]];
            for (std::vector<TermId>& ids : merged_ids_) ids[i] = ids[selected_[i]];
          }
          left_rows_.resize(selected_.size());
          right_rows_.resize(selected_.size());
          merged_.row_count = selected_.size();
        }
        if (!limits()->ok()) return false;
      }
      if (left_rows_.empty()) continue;
      if (kind == JoinKind::kLeft) {
        for (const uint32_t row : left_rows_) has_partner_[row] = 1;
      }
      MakeBatch(left_rows_, right_rows_, batch);
      return true;
    }
    if (!limits()->ok()) return false;
    has_left_ = false;
    if (kind == JoinKind::kInner) continue;
    // Left rows by whether they have a partner.
    const uint8_t wanted = kind == JoinKind::kSemi ? 1 : 0;
    left_rows_.clear();
    for (uint32_t row = 0; row < left_batch_.row_count; ++row) {
      if (has_partner_[row] == wanted) left_rows_.push_back(row);
    }
    if (left_rows_.empty()) continue;
    MakeBatch(left_rows_, {}, batch);
    return true;
  }
}

}  // namespace entente

#include "query/exec/sort.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "query/exec/id_order.h"
#include "query/exec/value_ranks.h"
#include "schema/text.h"
#include "storage/sorting/radix_sort.h"

namespace entente {
namespace {

// Up to so many rows are chosen term by term, more of them by ranks.
constexpr uint64_t kSmallLimitMax = 2048;
// How many rows more are held before the first are chosen.
constexpr size_t kSlackRowCount = 2048;

// The ranks of one key, and how many bits of a word they take.
struct RankedKey {
  std::vector<uint64_t> ranks;
  int bit_count = 0;
};

}  // namespace

Sort::Sort(QueryContext* context, OperatorPtr input, const std::vector<OrderCondition>& order,
           std::optional<uint64_t> row_limit, const OuterBindings* outer, const ExistsTest& exists)
    : Operator(context, input->columns()),
      input_(std::move(input)),
      order_(order),
      row_limit_(row_limit),
      charge_(context->limits()),
      values_(context),
      given_(columns().size()) {
  size_t column_count = columns().size();
  for (const OrderCondition& condition : order) {
    BatchExpression expression(condition.expression, columns(), outer, exists, context);
    const std::optional<size_t> column = expression.column();
    keys_.push_back({.expression = std::move(expression),
                     .is_descending = condition.is_descending,
                     .column = column.has_value() ? *column : column_count++});
  }
  rows_.resize(column_count);
  evaluated_.resize(keys_.size());
}

std::string Sort::Name() const {
  return row_limit_.has_value() ? StrCat("top ", *row_limit_) : "sort";
}

std::string Sort::Detail() const {
  std::string detail;
  for (const OrderCondition& condition : order_) {
    StrAppend(&detail, detail.empty() ? "" : ", ", ToSExpression(condition.expression),
              condition.is_descending ? " descending" : "");
  }
  return detail;
}

bool Sort::has_small_limit() const {
  return row_limit_.has_value() && *row_limit_ <= kSmallLimitMax;
}

std::vector<SortKey> Sort::Keys() const {
  std::vector<SortKey> keys;
  for (const Key& key : keys_) {
    keys.push_back({.ids = rows_[key.column].data(), .is_descending = key.is_descending});
  }
  return keys;
}

bool Sort::ChargeRows() {
  uint64_t bytes = 0;
  for (const std::vector<TermId>& column : rows_) bytes += column.capacity() * sizeof(TermId);
  return charge_.Set(bytes);
}

// Puts the rows into selected_ that do not come after `last`, the first key of the last row wanted.
void Sort::SelectAgainst(TermId last, const TermId* first_keys, size_t row_count) {
  const bool is_descending = keys_[0].is_descending;
  // Rows that are equal in all keys come later than those held.
  const bool takes_equal = keys_.size() > 1;
  const auto takes = [&](std::weak_ordering order) {
    if (is_descending) order = 0 <=> order;
    return order < 0 || (takes_equal && order == 0);
  };
  selected_.clear();
  undecided_.clear();
  for (size_t row = 0; row < row_count; ++row) {
    const std::optional<std::weak_ordering> order = OrderOfIds(first_keys[row], last);
    if (!order.has_value()) {
      undecided_.push_back(static_cast<uint32_t>(row));
    } else if (takes(*order)) {
      selected_.push_back(static_cast<uint32_t>(row));
    }
  }
  if (undecided_.empty()) return;
  if (!has_small_limit()) {
    selected_.insert(selected_.end(), undecided_.begin(), undecided_.end());
  } else {
    std::vector<TermId> ids;
    for (const uint32_t row : undecided_) ids.push_back(first_keys[row]);
    values_.Load(ids);
    for (const uint32_t row : undecided_) {
      if (!limits()->Tick()) break;
      if (takes(values_.Order(first_keys[row], last))) selected_.push_back(row);
    }
  }
  std::sort(selected_.begin(), selected_.end());
}

bool Sort::Keep(const Batch& batch) {
  std::vector<const TermId*> columns = batch.columns;
  columns.resize(rows_.size());
  for (size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].column < batch.columns.size()) continue;
    keys_[i].expression.Evaluate(batch, &evaluated_[i]);
    columns[keys_[i].column] = evaluated_[i].data();
  }
  if (!limits()->ok()) return false;
  if (last_first_key_.has_value()) {
    SelectAgainst(*last_first_key_, columns[keys_[0].column], batch.row_count);
    if (selected_.empty()) return true;
    for (size_t i = 0; i < rows_.size(); ++i) {
      for (const uint32_t row : selected_) rows_[i].push_back(columns[i][row]);
    }
    row_count_ += selected_.size();
  } else {
    for (size_t i = 0; i < rows_.size(); ++i) {
      rows_[i].insert(rows_[i].end(), columns[i], columns[i] + batch.row_count);
    }
    row_count_ += batch.row_count;
  }
  if (row_count_ > UINT32_MAX) {
    limits()->Fail(absl::ResourceExhaustedError("more than four billion solutions to sort"));
  }
  return ChargeRows();
}

void Sort::KeepRows(const std::vector<uint32_t>& rows) {
  std::vector<TermId> kept;
  for (std::vector<TermId>& column : rows_) {
    kept.clear();
    for (const uint32_t row : rows) kept.push_back(column[row]);
    column.assign(kept.begin(), kept.end());
  }
  row_count_ = rows.size();
}

void Sort::Reduce() {
  std::vector<uint32_t> rows;
  if (has_small_limit()) {
    rows = SelectedRows(/*sorts=*/false);
    const std::vector<TermId>& first_keys = rows_[keys_[0].column];
    last_first_key_ =
        first_keys[*std::max_element(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
          return keys_[0].is_descending ? values_.Order(first_keys[b], first_keys[a]) < 0
                                        : values_.Order(first_keys[a], first_keys[b]) < 0;
        })];
    // Rows that are equal must keep their sequence.
    std::sort(rows.begin(), rows.end());
  } else {
    rows = SortedRows();
    if (!limits()->ok()) return;
    rows.resize(static_cast<size_t>(*row_limit_));
    last_first_key_ = rows_[keys_[0].column][rows.back()];
  }
  KeepRows(rows);
  if (values_.size() > 4 * kSlackRowCount) values_.Clear();
}

std::vector<uint32_t> Sort::SelectedRows(bool sorts) {
  std::vector<uint32_t> rows(row_count_);
  std::iota(rows.begin(), rows.end(), 0);
  const size_t count = std::min(row_count_, static_cast<size_t>(*row_limit_));
  SelectTop(Keys(), count, sorts, &values_, &rows);
  rows.resize(count);
  return rows;
}

std::vector<uint32_t> Sort::SortedRows() {
  MemoryCharge charge(limits());
  std::vector<uint32_t> rows;
  if (!charge.Add(row_count_ * (2 * sizeof(SortItem) + sizeof(uint32_t)))) return rows;
  std::vector<RankedKey> keys;
  for (const Key& key : keys_) {
    if (!charge.Add(row_count_ * sizeof(uint64_t))) return rows;
    ValueRanks ranked = RankValues(rows_[key.column], context());
    if (!limits()->ok()) return rows;
    if (ranked.rank_max == 0) continue;
    if (key.is_descending) {
      for (uint64_t& rank : ranked.ranks) rank = ranked.rank_max - rank;
    }
    keys.push_back({.ranks = std::move(ranked.ranks),
                    .bit_count = static_cast<int>(std::bit_width(ranked.rank_max))});
  }
  std::vector<SortItem> items(row_count_);
  for (size_t row = 0; row < row_count_; ++row) items[row].row = static_cast<uint32_t>(row);
  std::vector<SortItem> others(row_count_);
  // Stably by the last keys first, as many at a time as a word holds.
  for (size_t end = keys.size(); end > 0;) {
    size_t begin = end;
    int bit_count = 0;
    while (begin > 0 && bit_count + keys[begin - 1].bit_count <= 64) {
      bit_count += keys[--begin].bit_count;
    }
    for (SortItem& item : items) {
      item.word = 0;
      for (size_t key = begin; key < end; ++key) {
        const int shift = keys[key].bit_count;
        item.word = (shift == 64 ? 0 : item.word << shift) | keys[key].ranks[item.row];
      }
    }
    end = begin;
    if (!SortByWord(bit_count, &items, &others)) return rows;
  }
  rows.reserve(row_count_);
  for (const SortItem& item : items) rows.push_back(item.row);
  return rows;
}

// Sorts stably; `others` is room. False once a limit is exceeded.
bool Sort::SortByWord(int bit_count, std::vector<SortItem>* items, std::vector<SortItem>* others) {
  constexpr size_t kFewRows = 1024;
  if (items->size() <= kFewRows) {
    std::stable_sort(items->begin(), items->end(),
                     [](const SortItem& a, const SortItem& b) { return a.word < b.word; });
    return true;
  }
  for (int shift = 0; shift < bit_count; shift += kRadixBitsMax) {
    limits()->CheckNow();
    if (!limits()->ok()) return false;
    const int bits = std::min(kRadixBitsMax, bit_count - shift);
    RadixPass<SortItem>(*items, *others, bits, [shift, bits](const SortItem& item) {
      return static_cast<size_t>(item.word >> shift & ((uint64_t{1} << bits) - 1));
    });
    std::swap(*items, *others);
  }
  return true;
}

void Sort::Consume() {
  if (row_limit_ == uint64_t{0}) return;
  // Sorting pays only for a multiple of what is kept.
  const uint64_t slack = has_small_limit() ? kSlackRowCount : 3 * row_limit_.value_or(0);
  Batch batch;
  while (input_->Next(&batch)) {
    if (!Keep(batch)) return;
    if (row_limit_.has_value() && row_count_ >= slack && row_count_ - slack > *row_limit_) {
      Reduce();
    }
  }
  if (!limits()->ok()) return;
  sorted_ = has_small_limit() ? SelectedRows(/*sorts=*/true) : SortedRows();
  if (row_limit_.has_value() && sorted_.size() > *row_limit_) sorted_.resize(*row_limit_);
}

bool Sort::NextBatch(Batch* batch) {
  if (!is_consumed_) {
    Consume();
    is_consumed_ = true;
    if (!limits()->ok()) return false;
  }
  if (next_ == sorted_.size()) return false;
  const size_t count = std::min(kBatchRowCount, sorted_.size() - next_);
  given_.Clear();
  for (size_t i = 0; i < columns().size(); ++i) {
    std::vector<TermId>& column = given_.column(i);
    for (size_t row = next_; row < next_ + count; ++row) column.push_back(rows_[i][sorted_[row]]);
  }
  given_.set_row_count(count);
  given_.View(batch);
  next_ += count;
  return true;
}

}  // namespace entente

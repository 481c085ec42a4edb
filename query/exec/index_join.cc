#include "query/exec/index_join.h"

#include <algorithm>

#include "query/exec/scan.h"
#include "schema/text.h"

namespace entente {
namespace {

std::vector<Column> OutputColumns(const std::vector<std::string>& output, const Operator* input) {
  std::vector<Column> columns;
  for (const std::string& variable : output) {
    const std::optional<size_t> column = input == nullptr ? std::nullopt : input->Find(variable);
    columns.push_back(
        {.variable = variable,
         .may_be_unbound = column.has_value() && input->columns()[*column].may_be_unbound});
  }
  return columns;
}

}  // namespace

IndexJoin::IndexJoin(QueryContext* context, OperatorPtr input, QuadSource source,
                     const std::vector<std::string>& output, bool is_merge)
    : Operator(context, OutputColumns(output, input.get())),
      source_(std::move(source)),
      is_merge_(is_merge),
      keys_(source_, input->columns()),
      input_(std::move(input), keys_.match_columns()),
      reader_(context, keys_.path().order, keys_.constant_prefix()),
      filter_(source_, keys_.path(), keys_.is_bound()) {
  for (const std::string& variable : output) {
    if (const std::optional<size_t> column = input_.input()->Find(variable)) {
      from_.push_back({.is_input = true, .index = *column});
      continue;
    }
    from_.push_back({.is_input = false, .index = source_columns_.size()});
    for (size_t position = 0; position < 4; ++position) {
      if (source_.places[position].variable != variable) continue;
      source_columns_.push_back(ColumnOf(keys_.path().order, position));
      break;
    }
  }
  has_plain_key_ = keys_.key_columns().size() == 1 &&
                   keys_.path().prefix_length == keys_.constant_prefix().size() + 1;
  made_.resize(source_columns_.size());
  matches_.resize(source_columns_.size());
  gathered_.resize(from_.size());
}

std::string IndexJoin::Detail() const {
  return StrCat(DescribePlaces(source_, context()), " by ", OrderName(keys_.path().order));
}

bool IndexJoin::AllRowsPass() {
  if (checked_batch_ != reader_.batch_number()) {
    checked_batch_ = reader_.batch_number();
    all_pass_ = filter_.PassesAll(reader_.rows());
  }
  return all_pass_;
}

void IndexJoin::MergeInBatch() {
  const RowBatch& rows = reader_.rows();
  size_t position = reader_.position();
  if (position >= rows.row_count || !AllRowsPass()) return;
  const TermId* const found = rows.columns[keys_.constant_prefix().size()];
  const TermId* const wanted = input_.batch().columns[keys_.key_columns()[0]];
  // The matches of the last key may go on in the next batch.
  const TermId last = found[rows.row_count - 1];
  merged_positions_.clear();
  size_t i = run_end_;
  for (; i < input_.row_count() && input_rows_.size() < kBatchRowCount; ++i) {
    const uint32_t row = input_.Row(i);
    const TermId key = wanted[row];
    if (key >= last) break;
    // Steps for near keys, a search for far ones.
    size_t steps = 0;
    while (found[position] < key && ++steps < 8) ++position;
    if (found[position] < key) {
      size_t step = 8;
      size_t low = position;
      while (low + step < rows.row_count && found[low + step] < key) {
        low += step;
        step *= 2;
      }
      const size_t high = std::min(low + step, rows.row_count);
      position = static_cast<size_t>(std::lower_bound(found + low, found + high, key) - found);
    }
    for (size_t match = position; found[match] == key; ++match) {
      input_rows_.push_back(row);
      merged_positions_.push_back(static_cast<uint32_t>(match));
    }
  }
  run_end_ = i;
  reader_.MoveTo(position);
  for (size_t column = 0; column < source_columns_.size(); ++column) {
    const TermId* const from = rows.columns[source_columns_[column]];
    std::vector<TermId>& to = made_[column];
    const size_t size = to.size();
    to.resize(size + merged_positions_.size());
    for (size_t j = 0; j < merged_positions_.size(); ++j) {
      to[size + j] = from[merged_positions_[j]];
    }
  }
}

size_t IndexJoin::CollectFrom(size_t begin, size_t end, Columns* columns) {
  const RowBatch& rows = reader_.rows();
  if (AllRowsPass()) {
    for (size_t i = 0; i < source_columns_.size(); ++i) {
      const TermId* const column = rows.columns[source_columns_[i]];
      (*columns)[i].insert((*columns)[i].end(), column + begin, column + end);
    }
    return end - begin;
  }
  size_t count = 0;
  for (size_t row = begin; row < end; ++row) {
    if (!filter_.Passes(rows, row, keys_.bound())) continue;
    ++count;
    for (size_t i = 0; i < source_columns_.size(); ++i) {
      (*columns)[i].push_back(rows.columns[source_columns_[i]][row]);
    }
  }
  return count;
}

size_t IndexJoin::Collect(Columns* columns) {
  size_t count = 0;
  has_more_ = true;
  while (count < kBatchRowCount) {
    const size_t begin = reader_.position();
    const size_t equal = reader_.CountEqual(keys_.key());
    if (equal > 0) count += CollectFrom(begin, begin + equal, columns);
    if (equal == 0 || begin + equal < reader_.rows().row_count || !reader_.Skip(equal) ||
        !reader_.Matches(keys_.key())) {
      has_more_ = false;
      break;
    }
  }
  return count;
}

bool IndexJoin::NextBatch(Batch* batch) {
  if (keys_.is_vain()) return false;
  for (std::vector<TermId>& column : made_) column.clear();
  input_rows_.clear();
  while (input_rows_.size() < kBatchRowCount) {
    if (!in_run_) {
      run_ = run_end_;
      if (run_ >= input_.row_count()) {
        // What was made points into the input's batch.
        if (!input_rows_.empty()) break;
        if (!input_.NextBatch()) return false;
        run_ = 0;
        run_end_ = 0;
        may_merge_ = false;
      }
      if (has_plain_key_ && may_merge_) {
        MergeInBatch();
        run_ = run_end_;
        if (run_ >= input_.row_count() || input_rows_.size() >= kBatchRowCount) continue;
      }
      run_end_ = input_.RunEnd(run_);
      may_merge_ = true;
      if (!limits()->Tick()) return false;
      keys_.Bind(input_.batch(), input_.Row(run_));
      if (!reader_.Seek(keys_.key()) || !reader_.Matches(keys_.key())) continue;
      filter_.Begin();
      in_run_ = true;
      has_more_ = true;
      match_count_ = 0;
      run_row_ = run_end_;
    }
    if (run_end_ - run_ == 1) {
      input_rows_.resize(input_rows_.size() + Collect(&made_), input_.Row(run_));
      in_run_ = has_more_;
      continue;
    }
    if (run_row_ == run_end_) {
      if (!has_more_) {
        in_run_ = false;
        continue;
      }
      for (std::vector<TermId>& column : matches_) column.clear();
      match_count_ = Collect(&matches_);
      run_row_ = match_count_ == 0 ? run_end_ : run_;
      continue;
    }
    for (size_t i = 0; i < made_.size(); ++i) {
      made_[i].insert(made_[i].end(), matches_[i].begin(), matches_[i].end());
    }
    input_rows_.resize(input_rows_.size() + match_count_, input_.Row(run_row_++));
  }
  batch->row_count = input_rows_.size();
  batch->columns.resize(from_.size());
  for (size_t i = 0; i < from_.size(); ++i) {
    if (from_[i].is_input) {
      Gather(input_.batch().columns[from_[i].index], input_rows_, &gathered_[i]);
      batch->columns[i] = gathered_[i].data();
    } else {
      batch->columns[i] = made_[from_[i].index].data();
    }
  }
  return true;
}

}  // namespace entente

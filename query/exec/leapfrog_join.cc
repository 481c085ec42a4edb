#include "query/exec/leapfrog_join.h"

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

Position PositionOf(const QuadSource& source, const std::string& variable) {
  for (const Position position : {kSubject, kPredicate, kObject}) {
    if (source.places[position].variable == variable) return position;
  }
  return kGraph;
}

}  // namespace

LeapfrogJoin::List::List(QueryContext* context, QuadSource source_in,
                         const std::vector<Column>& columns, Position position)
    : source(std::move(source_in)),
      keys(source, columns, std::span<const Position>(&position, 1)),
      reader(context, keys.path().order, keys.constant_prefix()),
      filter(source, keys.path(), keys.is_bound()) {}

void LeapfrogJoin::List::Bind(const Batch& batch, uint32_t row) {
  keys.Bind(batch, row);
  // A list that is the same for every row stays where it is.
  if (!keys.key_columns().empty()) end = 0;
}

bool LeapfrogJoin::List::Seek(TermId value) {
  // Most values are near, in the rows at hand.
  if (end > 0) {
    const TermId* const values = reader.rows().columns[keys.path().prefix_length];
    size_t low = reader.position();
    if (values[low] == value) return true;
    if (values[end - 1] >= value && values[begin] < value) {
      if (values[low] > value) low = begin;
      size_t step = 1;
      while (low + step < end && values[low + step] < value) {
        low += step;
        step *= 2;
      }
      const size_t high = std::min(low + step, end);
      reader.MoveTo(
          static_cast<size_t>(std::lower_bound(values + low, values + high, value) - values));
      return true;
    }
    const bool is_behind = values[end - 1] < value && end < reader.rows().row_count;
    if (is_behind) return false;
  }
  key.assign(keys.key().begin(), keys.key().end());
  key.push_back(value);
  end = 0;
  if (!reader.Seek(key) || !reader.Matches(keys.key())) return false;
  begin = reader.position();
  end = begin + reader.CountEqual(keys.key());
  return true;
}

TermId LeapfrogJoin::List::value() const {
  return reader.rows().columns[keys.path().prefix_length][reader.position()];
}

bool LeapfrogJoin::List::Passes() {
  filter.Begin();
  if (filter.Passes(reader.rows(), reader.position(), keys.bound())) return true;
  key.assign(keys.key().begin(), keys.key().end());
  key.push_back(value());
  do {
    end = 0;
    if (!reader.Advance() || !reader.Matches(key)) return false;
  } while (!filter.Passes(reader.rows(), reader.position(), keys.bound()));
  return true;
}

LeapfrogJoin::LeapfrogJoin(QueryContext* context, OperatorPtr input,
                           std::vector<QuadSource> sources, const std::string& variable,
                           const std::vector<std::string>& output)
    : Operator(context, OutputColumns(output, input.get())),
      variable_(variable),
      input_(nullptr, {}) {
  static const std::vector<Column> kNoColumns;
  const std::vector<Column>& columns = input == nullptr ? kNoColumns : input->columns();
  for (QuadSource& source : sources) {
    const Position position = PositionOf(source, variable);
    lists_.emplace_back(context, std::move(source), columns, position);
  }
  for (const std::string& name : output) {
    from_.push_back(name == variable || input == nullptr ? std::nullopt : input->Find(name));
  }
  gathered_.resize(from_.size());
  input_ = InputRows(std::move(input), lists_.front().keys.key_columns());
}

std::string LeapfrogJoin::Detail() const {
  std::string text = StrCat("?", variable_, " of ");
  for (const List& list : lists_) {
    if (&list != &lists_.front()) text.append(" and ");
    StrAppend(&text, DescribePlaces(list.source, context()), " by ",
              OrderName(list.keys.path().order));
  }
  return text;
}

bool LeapfrogJoin::NextValue() {
  TermId value = value_;
  // Always from the most selective list on: the others are asked only for what it has.
  for (size_t list = 0; list < lists_.size();) {
    if (!limits()->Tick() || !lists_[list].Seek(value)) return false;
    const TermId found = lists_[list].value();
    if (found != value && list > 0) {
      value = found;
      list = 0;
      continue;
    }
    value = found;
    if (++list < lists_.size()) continue;
    bool passes = true;
    for (List& each : lists_) passes = passes && each.Passes();
    if (passes) {
      value_ = value;
      return true;
    }
    if (value.bits() == ~uint64_t{0}) return false;
    value = TermId(value.bits() + 1);
    list = 0;
  }
  return false;
}

bool LeapfrogJoin::NextBatch(Batch* batch) {
  for (const List& list : lists_) {
    if (list.keys.is_vain()) return false;
  }
  input_rows_.clear();
  values_.clear();
  while (values_.size() < kBatchRowCount) {
    if (!in_row_) {
      if (row_ == input_.row_count()) {
        if (!values_.empty()) break;
        if (!input_.NextBatch()) return false;
        row_ = 0;
      }
      for (List& list : lists_) list.Bind(input_.batch(), input_.Row(row_));
      value_ = TermId();
      in_row_ = true;
    }
    if (NextValue()) {
      values_.push_back(value_);
      input_rows_.push_back(input_.Row(row_));
      value_ = TermId(value_.bits() + 1);
      if (value_.bits() != 0) continue;
    }
    in_row_ = false;
    ++row_;
    if (!limits()->ok()) return false;
  }
  batch->row_count = values_.size();
  batch->columns.resize(from_.size());
  for (size_t i = 0; i < from_.size(); ++i) {
    if (from_[i].has_value()) {
      Gather(input_.batch().columns[*from_[i]], input_rows_, &gathered_[i]);
      batch->columns[i] = gathered_[i].data();
    } else {
      batch->columns[i] = values_.data();
    }
  }
  return true;
}

}  // namespace entente

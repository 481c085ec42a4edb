#include "query/exec/scan.h"

#include <algorithm>

#include "schema/text.h"

namespace entente {
namespace {

std::vector<Column> BoundColumns(const std::vector<std::string>& variables) {
  std::vector<Column> columns;
  columns.reserve(variables.size());
  for (const std::string& variable : variables) columns.push_back({.variable = variable});
  return columns;
}

std::string DescribePlace(const Place& place, QueryContext* context) {
  if (!place.variable.empty()) return StrCat("?", place.variable);
  const Value* const value = context->pool()->Get(place.id);
  return value == nullptr ? "-" : value->term().ToString();
}

}  // namespace

std::string DescribePlaces(const QuadSource& source, QueryContext* context) {
  std::string text;
  if (source.is_triple_terms) {
    StrAppend(&text, DescribePlace(source.places[kGraph], context), " is <<(");
  }
  for (const Position position : {kSubject, kPredicate, kObject}) {
    if (!text.empty()) text.push_back(' ');
    text.append(DescribePlace(source.places[position], context));
  }
  if (source.is_triple_terms) {
    text.append(" )>>");
  } else if (source.has_graph_place()) {
    StrAppend(&text, " in ", DescribePlace(source.places[kGraph], context));
  } else if (source.graphs.size() != 1) {
    StrAppend(&text, " in ", source.graphs.size(), " graphs");
  } else if (!source.graphs.front().is_none()) {
    StrAppend(&text, " in ", DescribePlace({.id = source.graphs.front()}, context));
  }
  return text;
}

Scan::Scan(QueryContext* context, QuadSource source, const AccessPath& path,
           const std::vector<std::string>& output, std::vector<IdRange> ranges)
    : Operator(context, BoundColumns(output)),
      source_(std::move(source)),
      path_(path),
      ranges_(std::move(ranges)),
      bound_(source_.BoundIds()),
      filter_(source_, path_, source_.BoundPlaces()),
      builder_(output.size()) {
  for (const std::string& variable : output) {
    Source from;
    for (size_t position = 0; position < 4; ++position) {
      if (source_.places[position].variable != variable) continue;
      from.column = ColumnOf(path_.order, position);
      from.is_constant = !source_.places[position].id.is_none();
      from.id = source_.places[position].id;
      break;
    }
    sources_.push_back(from);
  }
}

std::string Scan::Detail() const {
  std::string text = StrCat(DescribePlaces(source_, context()), " by ", OrderName(path_.order));
  if (!ranges_.empty()) StrAppend(&text, ", in ", ranges_.size(), " ranges of values");
  return text;
}

bool Scan::NextRows(RowBatch* rows) {
  if (cursor_ == nullptr) {
    const IdQuad key = ToOrder(path_.order, bound_);
    for (size_t i = 0; i < path_.prefix_length; ++i) {
      if (TermPool::IsOwn(key[i])) return false;
    }
    if (!source_.is_triple_terms && !source_.has_graph_place() && source_.graphs.empty()) {
      return false;
    }
    cursor_ = context()->view().Scan(path_.order, std::span(key).first(path_.prefix_length));
  }
  for (;;) {
    if (!limits()->Tick()) return false;
    if (!ranges_.empty()) {
      if (range_ == ranges_.size()) return false;
      if (!has_sought_) {
        has_sought_ = true;
        IdQuad key = ToOrder(path_.order, bound_);
        std::fill(key.begin() + static_cast<std::ptrdiff_t>(path_.prefix_length), key.end(),
                  TermId());
        key[path_.prefix_length] = ranges_[range_].first;
        // What is left of the batch may reach into the range.
        const size_t column = path_.prefix_length;
        if (rows_.row_count == 0 ||
            rows_.columns[column][rows_.row_count - 1] < ranges_[range_].first) {
          rows_.row_count = 0;
          cursor_->Seek(key);
        }
      }
    }
    if (rows_.row_count == 0 && !cursor_->Next(&rows_)) {
      if (!cursor_->status().ok()) limits()->Fail(cursor_->status());
      return false;
    }
    size_t first = 0;
    size_t end = rows_.row_count;
    if (!ranges_.empty()) {
      const TermId* const ids = rows_.columns[path_.prefix_length];
      first = static_cast<size_t>(std::lower_bound(ids, ids + end, ranges_[range_].first) - ids);
      const size_t stop =
          static_cast<size_t>(std::upper_bound(ids, ids + end, ranges_[range_].last) - ids);
      if (stop < end) {
        ++range_;
        has_sought_ = false;
      }
      end = stop;
    }
    const size_t count = std::min(end - first, window_);
    const bool is_cut = first + count < end;
    // A range that is not used up goes on.
    if (is_cut && !ranges_.empty() && !has_sought_) {
      --range_;
      has_sought_ = true;
    }
    *rows = rows_;
    for (const TermId*& column : rows->columns) column += first;
    rows->row_count = count;
    const size_t used = is_cut ? first + count : end;
    for (const TermId*& column : rows_.columns) column += used;
    rows_.row_count -= used;
    if (count == 0) continue;
    window_ = std::min<size_t>(window_ * 4, 4096);
    return true;
  }
}

bool Scan::NextBatch(Batch* batch) {
  RowBatch rows;
  batch->columns.resize(sources_.size());
  while (NextRows(&rows)) {
    if (filter_.PassesAll(rows)) {
      batch->row_count = rows.row_count;
      size_t constant = 0;
      for (size_t i = 0; i < sources_.size(); ++i) {
        if (!sources_[i].is_constant) {
          batch->columns[i] = rows.columns[sources_[i].column];
          continue;
        }
        if (constant == constants_.size()) constants_.emplace_back();
        std::vector<TermId>& ids = constants_[constant++];
        if (ids.size() < rows.row_count) ids.assign(rows.row_count, sources_[i].id);
        batch->columns[i] = ids.data();
      }
      return true;
    }
    builder_.Clear();
    size_t count = 0;
    for (size_t row = 0; row < rows.row_count; ++row) {
      if (!filter_.Passes(rows, row, bound_)) continue;
      ++count;
      for (size_t i = 0; i < sources_.size(); ++i) {
        builder_.column(i).push_back(rows.columns[sources_[i].column][row]);
      }
    }
    if (count == 0) continue;
    builder_.set_row_count(count);
    builder_.View(batch);
    return true;
  }
  return false;
}

}  // namespace entente

#include "tests/support/batch_source.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "gtest/gtest.h"
#include "query/reference/evaluator.h"

namespace entente {
namespace {

std::vector<Column> ColumnsOf(const std::vector<std::string>& variables, const IdRows& rows) {
  std::vector<Column> columns;
  for (size_t i = 0; i < variables.size(); ++i) {
    columns.push_back(
        {.variable = variables[i],
         .may_be_unbound = std::any_of(rows.begin(), rows.end(),
                                       [i](const auto& row) { return row[i].is_none(); })});
  }
  return columns;
}

}  // namespace

BatchSource::BatchSource(QueryContext* context, const std::vector<std::string>& variables,
                         IdRows rows, uint64_t seed, size_t batch_row_count_max)
    : Operator(context, ColumnsOf(variables, rows)),
      rows_(std::move(rows)),
      random_(seed),
      batch_row_count_max_(batch_row_count_max),
      given_(variables.size()) {}

bool BatchSource::NextBatch(Batch* batch) {
  ++call_count_;
  if (next_ == rows_.size()) return false;
  const size_t count = std::min(rows_.size() - next_, 1 + random_() % batch_row_count_max_);
  batch->row_count = count;
  batch->columns.clear();
  const TermId spoiled(IdKind::kTriple, TermId::kPayloadMask);
  for (size_t column = 0; column < given_.size(); ++column) {
    std::fill(given_[column].begin(), given_[column].end(), spoiled);
    given_[column].resize(std::max(given_[column].size(), count));
    for (size_t row = 0; row < count; ++row) given_[column][row] = rows_[next_ + row][column];
    batch->columns.push_back(given_[column].data());
  }
  next_ += count;
  return true;
}

IdRows RowsOf(Operator* op) {
  IdRows rows;
  Batch batch;
  while (op->Next(&batch)) {
    EXPECT_GT(batch.row_count, 0u);
    EXPECT_EQ(batch.columns.size(), op->columns().size());
    for (size_t row = 0; row < batch.row_count; ++row) {
      std::vector<TermId>& ids = rows.emplace_back();
      for (size_t i = 0; i < batch.columns.size(); ++i) {
        ids.push_back(batch.columns[i][row]);
        EXPECT_TRUE(op->columns()[i].may_be_unbound || !ids.back().is_none());
      }
    }
  }
  return rows;
}

TermRows Decoded(const IdRows& rows, QueryContext* context) {
  TermRows decoded;
  for (const std::vector<TermId>& row : rows) {
    const absl::StatusOr<std::vector<Term>> terms = context->pool()->Decode(row);
    EXPECT_TRUE(terms.ok()) << terms.status();
    decoded.push_back(terms.ok() ? *terms : std::vector<Term>());
  }
  return decoded;
}

IdRows Interned(const TermRows& rows, QueryContext* context) {
  IdRows interned;
  for (const std::vector<Term>& row : rows) {
    std::vector<TermId>& ids = interned.emplace_back();
    for (const Term& term : row) ids.push_back(context->pool()->Intern(term));
  }
  return interned;
}

const Pattern& FindNode(const Pattern& pattern, Pattern::Kind kind) {
  if (pattern.kind == kind) return pattern;
  if (pattern.inputs.empty()) {
    std::cerr << "no such node" << std::endl;
    std::abort();
  }
  return FindNode(pattern.inputs[0], kind);
}

TermRows Referred(const Query& query, const Pattern& pattern,
                  const std::vector<std::string>& variables, const ReadView& view) {
  Query projected = query;
  projected.form = QueryForm::kSelect;
  projected.variables = variables;
  Pattern inner = pattern;
  projected.pattern = Pattern();
  projected.pattern.kind = Pattern::Kind::kProject;
  projected.pattern.variables = variables;
  projected.pattern.inputs.push_back(std::move(inner));
  absl::StatusOr<Answer> answer = Evaluate(projected, view);
  EXPECT_TRUE(answer.ok()) << answer.status();
  TermRows rows;
  SolutionRow row;
  while (answer.ok() && answer->solutions->Next(&row)) {
    std::vector<Term>& terms = rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) terms.push_back(row[i]);
  }
  return rows;
}

}  // namespace entente

#include "query/reference/evaluator.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "query/evaluation/construct.h"
#include "query/evaluation/query_context.h"
#include "query/evaluation/regex_check.h"
#include "query/reference/pattern_evaluator.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

// The rows of a table, decoded some thousands at a time.
class TableStream : public SolutionStream {
 public:
  TableStream(std::unique_ptr<QueryContext> context, Table table)
      : context_(std::move(context)), table_(std::move(table)) {}

  const std::vector<std::string>& variables() const override { return table_.variables(); }

  bool Next(SolutionRow* row) override {
    if (!status_.ok() || row_ == table_.row_count()) return false;
    const size_t width = table_.width();
    if (row_ == decoded_end_ && width > 0) {
      status_ = DecodeNext();
      if (!status_.ok()) return false;
    }
    const size_t first_decoded = decoded_end_ - (width > 0 ? terms_.size() / width : 0);
    pointers_.clear();
    for (size_t i = 0; i < width; ++i) {
      pointers_.push_back(&terms_[(row_ - first_decoded) * width + i]);
    }
    *row = SolutionRow(pointers_);
    ++row_;
    return true;
  }

  const absl::Status& status() const override { return status_; }

 private:
  absl::Status DecodeNext() {
    constexpr size_t kRowCount = 1024;
    context_->limits()->CheckNow();
    RETURN_IF_ERROR(context_->limits()->status());
    const size_t end = std::min(table_.row_count(), decoded_end_ + kRowCount);
    std::vector<TermId> ids;
    for (size_t i = decoded_end_; i < end; ++i) {
      const std::span<const TermId> row = table_.Row(i);
      ids.insert(ids.end(), row.begin(), row.end());
    }
    // Each term is decoded once, in the order of the ids.
    std::vector<TermId> distinct = ids;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    ASSIGN_OR_RETURN(const std::vector<Term> decoded, context_->pool()->Decode(distinct));
    terms_.clear();
    for (const TermId id : ids) {
      const auto found = std::lower_bound(distinct.begin(), distinct.end(), id);
      terms_.push_back(decoded[static_cast<size_t>(found - distinct.begin())]);
    }
    decoded_end_ = end;
    return absl::OkStatus();
  }

  std::unique_ptr<QueryContext> context_;
  Table table_;
  size_t row_ = 0;
  size_t decoded_end_ = 0;
  std::vector<Term> terms_;  // Of the rows before decoded_end_.
  std::vector<const Term*> pointers_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Answer> Evaluate(const Query& query, const ReadView& view,
                                const EvaluationOptions& options) {
  RETURN_IF_ERROR(CheckRegexes(query.pattern));
  ASSIGN_OR_RETURN(std::unique_ptr<QueryContext> context,
                   QueryContext::Create(query, view, options));
  QueryLimits& limits = *context->limits();
  PatternEvaluator patterns(query, context.get());
  Table table = patterns.EvaluateQuery();
  Answer answer = {.form = query.form};
  absl::flat_hash_set<std::string> seen;
  const auto keep = [&](const Quad& quad) {
    limits.Charge(kQuadBytes);
    const std::string line =
        quad.subject.ToString() + " " + quad.predicate.ToString() + " " + quad.object.ToString();
    if (seen.insert(line).second) answer.quads.push_back(quad);
    return limits.status();
  };
  switch (query.form) {
    case QueryForm::kSelect:
      break;
    case QueryForm::kAsk:
      answer.boolean = table.row_count() > 0;
      break;
    case QueryForm::kConstruct: {
      TemplateFiller filler(table.variables(), context.get());
      Quad quad;
      for (size_t i = 0; i < table.row_count(); ++i) {
        filler.BeginSolution(table.Row(i));
        for (const QuadPattern& pattern : query.construct) {
          if (limits.Tick() && filler.Fill(pattern, &quad)) RETURN_IF_ERROR(keep(quad));
        }
      }
      break;
    }
    case QueryForm::kDescribe: {
      std::vector<TermId> resources;
      for (const PatternTerm& place : query.describe) {
        if (place.is_term()) {
          resources.push_back(context->pool()->Intern(place.term()));
          continue;
        }
        const std::optional<size_t> column = table.Column(place.variable());
        for (size_t i = 0; column.has_value() && i < table.row_count() && limits.Tick(); ++i) {
          resources.push_back(table.At(i, *column));
        }
        const auto parameter = context->parameters().find(place.variable());
        if (parameter != context->parameters().end()) resources.push_back(parameter->second);
      }
      RETURN_IF_ERROR(DescribeResources(resources, context.get(), keep));
      break;
    }
  }
  RETURN_IF_ERROR(limits.status());
  if (query.form == QueryForm::kSelect) {
    answer.solutions = std::make_unique<TableStream>(std::move(context), std::move(table));
  }
  return answer;
}

}  // namespace entente

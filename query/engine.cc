#include "query/engine.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/evaluation/construct.h"
#include "query/evaluation/query_context.h"
#include "query/evaluation/regex_check.h"
#include "query/plan/explain.h"
#include "query/plan/planner.h"
#include "query/plan/rewrite.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

// A query on its way: all that its plan refers to.
class Execution {
 public:
  static absl::StatusOr<std::unique_ptr<Execution>> Start(const Query& query, const ReadView& view,
                                                          const EvaluationOptions& options,
                                                          const EngineOptions& engine) {
    RETURN_IF_ERROR(CheckRegexes(query.pattern));
    ASSIGN_OR_RETURN(std::unique_ptr<QueryContext> context,
                     QueryContext::Create(query, view, options));
    std::unique_ptr<Execution> execution(new Execution(
        std::move(context), engine.rewrite ? Rewrite(query.pattern) : query.pattern, engine));
    execution->root_ = execution->planner_.Plan(execution->pattern_);
    RETURN_IF_ERROR(execution->limits().status());
    return execution;
  }

  QueryContext* context() { return context_.get(); }
  QueryLimits& limits() { return *context_->limits(); }
  Operator* root() { return root_.get(); }

 private:
  Execution(std::unique_ptr<QueryContext> context, Pattern pattern, const EngineOptions& engine)
      : context_(std::move(context)),
        pattern_(std::move(pattern)),
        planner_(context_.get(), engine) {}

  std::unique_ptr<QueryContext> context_;
  const Pattern pattern_;
  Planner planner_;
  OperatorPtr root_;
};

// The rows of a plan, decoded batch by batch, each term once for as long as it is remembered.
class PlanStream final : public SolutionStream {
 public:
  PlanStream(std::unique_ptr<Execution> execution, std::vector<std::string> variables)
      : execution_(std::move(execution)),
        variables_(std::move(variables)),
        charge_(execution_->context()->limits()) {
    for (const std::string& name : variables_) from_.push_back(execution_->root()->Find(name));
  }

  const std::vector<std::string>& variables() const override { return variables_; }

  bool Next(SolutionRow* row) override {
    if (row_ == batch_.row_count && !NextBatch()) return false;
    *row = SolutionRow(std::span(terms_).subspan(row_ * from_.size(), from_.size()));
    ++row_;
    return true;
  }

  const absl::Status& status() const override { return execution_->limits().status(); }

 private:
  static constexpr size_t kRememberedCountMax = size_t{1} << 16;
  static constexpr uint64_t kRememberedBytesMax = uint64_t{64} << 20;

  bool NextBatch() {
    if (at_end_) return false;
    row_ = 0;
    if (!execution_->root()->Next(&batch_)) {
      batch_.row_count = 0;
      at_end_ = true;
      return false;
    }
    if (remembered_.size() > kRememberedCountMax ||
        charge_.bytes() > std::min(kRememberedBytesMax, execution_->limits().budget_bytes() / 8)) {
      remembered_.clear();
      decoded_.clear();
      charge_.Set(0);
    }
    const size_t width = from_.size();
    terms_.resize(batch_.row_count * width);
    missing_.clear();
    open_.clear();
    for (size_t column = 0; column < width; ++column) {
      const TermId* const ids =
          from_[column].has_value() ? batch_.columns[*from_[column]] : nullptr;
      for (size_t row = 0; row < batch_.row_count; ++row) {
        const size_t cell = row * width + column;
        if (ids == nullptr || ids[row].is_none()) {
          terms_[cell] = &kNoTerm;
        } else if (row > 0 && ids[row] == ids[row - 1] && terms_[cell - width] != nullptr) {
          terms_[cell] = terms_[cell - width];
        } else {
          const auto [found, is_new] = remembered_.try_emplace(ids[row], nullptr);
          if (is_new) missing_.push_back(ids[row]);
          if (found->second == nullptr) open_.emplace_back(cell, ids[row]);
          terms_[cell] = found->second;
        }
      }
    }
    if (missing_.empty()) return true;
    if (!std::is_sorted(missing_.begin(), missing_.end())) {
      std::sort(missing_.begin(), missing_.end());
    }
    absl::StatusOr<std::vector<Term>> decoded = execution_->context()->pool()->Decode(missing_);
    if (!decoded.ok()) {
      execution_->limits().Fail(decoded.status());
      batch_.row_count = 0;
      at_end_ = true;
      return false;
    }
    uint64_t bytes = 0;
    for (const Term& term : *decoded) bytes += TermPool::BytesOf(term);
    if (!charge_.Add(bytes)) {
      batch_.row_count = 0;
      at_end_ = true;
      return false;
    }
    // The terms stay where they are while the vector moves.
    decoded_.push_back(*std::move(decoded));
    for (size_t i = 0; i < missing_.size(); ++i) remembered_[missing_[i]] = &decoded_.back()[i];
    for (const auto& [cell, id] : open_) terms_[cell] = remembered_.find(id)->second;
    return true;
  }

  static const Term kNoTerm;

  std::unique_ptr<Execution> execution_;
  std::vector<std::string> variables_;
  MemoryCharge charge_;  // Of decoded_.
  std::vector<std::optional<size_t>> from_;
  Batch batch_;
  size_t row_ = 0;
  bool at_end_ = false;
  std::vector<std::vector<Term>> decoded_;
  absl::flat_hash_map<TermId, const Term*> remembered_;  // In decoded_; null: in missing_.
  std::vector<TermId> missing_;
  std::vector<std::pair<size_t, TermId>> open_;  // Cells that wait for a missing term.
  std::vector<const Term*> terms_;               // Of the batch, row by row.
};

const Term PlanStream::kNoTerm;

std::vector<std::string> NamesOf(const Operator& root) {
  std::vector<std::string> names;
  for (const Column& column : root.columns()) names.push_back(column.variable);
  return names;
}

absl::Status Construct(const Query& query, Execution* execution, const QuadTaker& take) {
  const std::vector<std::string> names = NamesOf(*execution->root());
  DistinctQuads quads(query.construct, names, execution->context());
  std::vector<TermId> row(names.size());
  std::vector<TermId> needed;
  for (Batch batch; execution->root()->Next(&batch);) {
    needed.clear();
    for (const size_t column : quads.columns()) {
      needed.insert(needed.end(), batch.columns[column], batch.columns[column] + batch.row_count);
    }
    execution->context()->pool()->Prefetch(needed);
    for (size_t i = 0; i < batch.row_count; ++i) {
      for (size_t column = 0; column < row.size(); ++column) row[column] = batch.columns[column][i];
      RETURN_IF_ERROR(quads.Fill(row, take));
    }
  }
  return absl::OkStatus();
}

absl::Status Describe(const Query& query, Execution* execution, const QuadTaker& take) {
  QueryContext* const context = execution->context();
  std::vector<TermId> resources;
  std::vector<size_t> columns;
  for (const PatternTerm& place : query.describe) {
    if (place.is_term()) {
      resources.push_back(context->pool()->Intern(place.term()));
      continue;
    }
    if (const auto column = execution->root()->Find(place.variable())) columns.push_back(*column);
    const auto parameter = context->parameters().find(place.variable());
    if (parameter != context->parameters().end()) resources.push_back(parameter->second);
  }
  MemoryCharge charge(context->limits());
  for (Batch batch; !columns.empty() && execution->root()->Next(&batch);) {
    for (const size_t column : columns) {
      resources.insert(resources.end(), batch.columns[column],
                       batch.columns[column] + batch.row_count);
    }
    if (!charge.Set(resources.size() * sizeof(TermId))) return absl::OkStatus();
  }
  return DescribeResources(resources, context, take);
}

absl::Status Make(const Query& query, Execution* execution, const QuadTaker& take) {
  RETURN_IF_ERROR(query.form == QueryForm::kDescribe ? Describe(query, execution, take)
                                                     : Construct(query, execution, take));
  return execution->limits().status();
}

}  // namespace

absl::StatusOr<Answer> Run(const Query& query, const ReadView& view,
                           const EvaluationOptions& options, const EngineOptions& engine) {
  ASSIGN_OR_RETURN(std::unique_ptr<Execution> execution,
                   Execution::Start(query, view, options, engine));
  Answer answer = {.form = query.form};
  switch (query.form) {
    case QueryForm::kSelect:
      answer.solutions = std::make_unique<PlanStream>(std::move(execution), query.variables);
      return answer;
    case QueryForm::kAsk: {
      Batch batch;
      answer.boolean = execution->root()->Next(&batch);
      break;
    }
    case QueryForm::kConstruct:
    case QueryForm::kDescribe:
      RETURN_IF_ERROR(Make(query, execution.get(), [&](const Quad& quad) {
        answer.quads.push_back(quad);
        execution->limits().Charge(kQuadBytes);
        return execution->limits().status();
      }));
      break;
  }
  RETURN_IF_ERROR(execution->limits().status());
  return answer;
}

absl::Status RunConstruct(const Query& query, const ReadView& view, const QuadTaker& take,
                          const EvaluationOptions& options, const EngineOptions& engine) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Execution> execution,
                   Execution::Start(query, view, options, engine));
  return Make(query, execution.get(), take);
}

absl::StatusOr<std::string> Explain(const Query& query, const ReadView& view, bool analyze,
                                    const EvaluationOptions& options, const EngineOptions& engine) {
  ASSIGN_OR_RETURN(std::unique_ptr<Execution> execution,
                   Execution::Start(query, view, options, engine));
  if (analyze) {
    execution->root()->StartProfile();
    for (Batch batch; execution->root()->Next(&batch);) {
    }
    RETURN_IF_ERROR(execution->limits().status());
  }
  return ExplainPlan(*execution->root(), query.prefixes);
}

}  // namespace entente

#include "query/exec/update.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "query/engine.h"
#include "query/evaluation/query_limits.h"
#include "query/exec/load_document.h"
#include "query/exec/quad_template.h"
#include "query/expression/functions.h"
#include "query/sparql/scope.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

// What the transaction keeps of a change, about.
constexpr uint64_t kChangeBytes = 200;

VariableSet VariablesOf(const UpdateOperation& operation) {
  VariableSet variables;
  if (operation.where != nullptr) variables = AllVariables(operation.where->pattern);
  for (const std::vector<QuadPattern>* quads : {&operation.deletions, &operation.insertions}) {
    for (const QuadPattern& quad : *quads) {
      variables.Add(quad.triple);
      variables.Add(quad.graph);
    }
  }
  return variables;
}

absl::Status CheckBindings(const Update& update, const EvaluationOptions& options) {
  if (options.bindings.empty()) return absl::OkStatus();
  VariableSet known;
  for (const UpdateOperation& operation : update.operations) known.Add(VariablesOf(operation));
  for (const auto& [name, term] : options.bindings) {
    if (known.Contains(name)) continue;
    return absl::InvalidArgumentError(StrCat("the update has no variable ?", name, " to bind"));
  }
  return absl::OkStatus();
}

class UpdateRun {
 public:
  UpdateRun(const EvaluationOptions& options, LocalFiles local_files, StoreTransaction* transaction)
      : options_(options),
        local_files_(local_files),
        transaction_(transaction),
        limits_(options.deadline, options.cancelled, options.memory_budget_bytes),
        functions_({}, options.now) {}
  UpdateRun(const UpdateRun&) = delete;

  absl::Status Run(const UpdateOperation& operation) {
    limits_.CheckNow();
    RETURN_IF_ERROR(limits_.status());
    const absl::Status status = Do(operation);
    limits_.Release(std::exchange(collected_bytes_, 0));
    return status;
  }

  const UpdateCounts& counts() const { return counts_; }

 private:
  absl::Status Do(const UpdateOperation& operation) {
    using Kind = UpdateOperation::Kind;
    switch (operation.kind) {
      case Kind::kInsertData:
      case Kind::kDeleteData:
      case Kind::kModify:
        return Modify(operation);
      case Kind::kLoad:
        return Load(operation);
      case Kind::kClear:
        return Clear(operation);
      case Kind::kCreate:
        return Create(operation);
      case Kind::kAdd:
      case Kind::kMove:
      case Kind::kCopy:
        return Transfer(operation);
    }
    return absl::OkStatus();
  }

  // Inserts the quads of a document, those without graph into `graph`.
  class LoadSink : public QuadSink {
   public:
    LoadSink(UpdateRun* run, const TermView& graph) : run_(run), graph_(graph) {}
    absl::Status Accept(const QuadView& quad) override {
      if (!run_->limits_.Tick()) return run_->limits_.status();
      QuadView placed = quad;
      if (placed.graph.kind == Term::Kind::kNone) placed.graph = graph_;
      ASSIGN_OR_RETURN(const bool is_new, run_->transaction_->Insert(placed));
      return run_->Count(is_new, &run_->counts_.inserted);
    }

   private:
    UpdateRun* run_;
    TermView graph_;
  };

  absl::Status Count(bool is_changed, uint64_t* count) {
    if (!is_changed) return absl::OkStatus();
    ++*count;
    limits_.Charge(kChangeBytes);
    return limits_.status();
  }

  absl::Status Insert(const IdQuad& quad) {
    ASSIGN_OR_RETURN(const bool is_new, transaction_->InsertIds(quad));
    return Count(is_new, &counts_.inserted);
  }

  absl::Status Remove(const IdQuad& quad) {
    ASSIGN_OR_RETURN(const bool was_there, transaction_->RemoveIds(quad));
    return Count(was_there, &counts_.removed);
  }

  absl::Status Modify(const UpdateOperation& operation) {
    KeptSolutions solutions(&limits_);
    if (operation.where == nullptr) {
      solutions.KeepEmpty();
    } else {
      ASSIGN_OR_RETURN(const Answer answer, Where(operation));
      RETURN_IF_ERROR(solutions.Keep(answer.solutions.get()));
    }
    using Purpose = QuadTemplate::Purpose;
    {
      QuadTemplate deletions(operation.deletions, solutions, options_.bindings, Purpose::kRemove,
                             &functions_, &limits_, transaction_);
      RETURN_IF_ERROR(deletions.Fill([this](const IdQuad& quad) { return Remove(quad); }));
    }
    QuadTemplate insertions(operation.insertions, solutions, options_.bindings, Purpose::kInsert,
                            &functions_, &limits_, transaction_);
    return insertions.Fill([this](const IdQuad& quad) { return Insert(quad); });
  }

  absl::StatusOr<Answer> Where(const UpdateOperation& operation) {
    EvaluationOptions options = options_;
    options.memory_budget_bytes = limits_.free_bytes();
    if (!options.bindings.empty()) {
      const VariableSet known = AllVariables(operation.where->pattern);
      std::erase_if(options.bindings,
                    [&](const auto& binding) { return !known.Contains(binding.first); });
    }
    return entente::Run(*operation.where, transaction_->view(), options);
  }

  absl::Status Load(const UpdateOperation& operation) {
    const UpdateCounts before = counts_;
    transaction_->SetSavepoint();
    const absl::Status status = LoadAll(operation);
    if (!operation.is_silent || status.ok() || !limits_.ok() || !IsAboutDocument(status)) {
      transaction_->Release();
      return status;
    }
    transaction_->RollBack();
    counts_ = before;
    return absl::OkStatus();
  }

  absl::Status LoadAll(const UpdateOperation& operation) {
    if (local_files_ == LocalFiles::kRefused && IsFileIri(operation.document)) {
      return absl::PermissionDeniedError(
          StrCat("LOAD <", operation.document, ">: reading files is not allowed here"));
    }
    TermView graph;
    if (operation.target.kind == GraphTarget::Kind::kGraph) {
      graph = TermView::OfIri(operation.target.iri);
    }
    LoadSink sink(this, graph);
    return LoadDocument(operation.document, &limits_, &sink);
  }

  // Whether the error is one of the document or of the way to it, not of the database.
  static bool IsAboutDocument(const absl::Status& status) {
    return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ||
           absl::IsPermissionDenied(status) || absl::IsUnimplemented(status);
  }

  absl::Status Clear(const UpdateOperation& operation) {
    ASSIGN_OR_RETURN(const std::vector<IdQuad> quads, Collect(operation.target));
    return RemoveAll(quads);
  }

  absl::Status Create(const UpdateOperation& operation) {
    ASSIGN_OR_RETURN(const std::optional<TermId> graph, Find(operation.target));
    if (!graph.has_value() || operation.is_silent) return absl::OkStatus();
    ASSIGN_OR_RETURN(const uint64_t count,
                     transaction_->view().Count(TripleOrder::kGspo, std::span(&*graph, 1)));
    if (count == 0) return absl::OkStatus();
    return absl::InvalidArgumentError(StrCat("CREATE: there is a graph <", operation.target.iri,
                                             "> already; CREATE SILENT goes on nevertheless"));
  }

  absl::Status Transfer(const UpdateOperation& operation) {
    using Kind = UpdateOperation::Kind;
    if (operation.source == operation.target) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<IdQuad> quads, Collect(operation.source));
    if (quads.empty() && operation.source.kind == GraphTarget::Kind::kGraph) {
      if (operation.is_silent) return absl::OkStatus();
      return absl::InvalidArgumentError(
          StrCat("there is no graph <", operation.source.iri,
                 "> to add, move or copy; with SILENT that is no error"));
    }
    if (operation.kind != Kind::kAdd) RETURN_IF_ERROR(Clear(operation));
    TermId graph;
    if (operation.target.kind == GraphTarget::Kind::kGraph) {
      ASSIGN_OR_RETURN(graph, transaction_->Intern(TermView::OfIri(operation.target.iri)));
    }
    for (IdQuad quad : quads) {
      if (!limits_.Tick()) return limits_.status();
      quad[kGraph] = graph;
      RETURN_IF_ERROR(Insert(quad));
    }
    return operation.kind == Kind::kMove ? RemoveAll(quads) : absl::OkStatus();
  }

  absl::Status RemoveAll(std::span<const IdQuad> quads) {
    for (const IdQuad& quad : quads) {
      if (!limits_.Tick()) return limits_.status();
      RETURN_IF_ERROR(Remove(quad));
    }
    return absl::OkStatus();
  }

  // The id of the one graph; none if nobody knows its name. REQUIRES: kDefault or kGraph.
  absl::StatusOr<std::optional<TermId>> Find(const GraphTarget& target) {
    if (target.kind == GraphTarget::Kind::kDefault) return TermId();
    return transaction_->view().Find(TermView::OfIri(target.iri));
  }

  // The quads (s, p, o, g) of the graphs. All of them before anything changes: cursors end there.
  absl::StatusOr<std::vector<IdQuad>> Collect(const GraphTarget& target) {
    using Kind = GraphTarget::Kind;
    std::vector<IdQuad> quads;
    std::vector<TermId> prefix;
    if (target.kind == Kind::kDefault || target.kind == Kind::kGraph) {
      ASSIGN_OR_RETURN(const std::optional<TermId> graph, Find(target));
      if (!graph.has_value()) return quads;
      prefix.push_back(*graph);
    }
    const std::unique_ptr<RowCursor> cursor = transaction_->view().Scan(TripleOrder::kGspo, prefix);
    if (target.kind == Kind::kNamed) cursor->Seek({TermId(1), TermId(), TermId(), TermId()});
    for (RowBatch batch; limits_.Tick() && cursor->Next(&batch);) {
      collected_bytes_ += batch.row_count * sizeof(IdQuad);
      limits_.Charge(batch.row_count * sizeof(IdQuad));
      for (size_t row = 0; row < batch.row_count && limits_.Tick(); ++row) {
        quads.push_back(FromOrder(TripleOrder::kGspo, batch.Row(row)));
      }
    }
    RETURN_IF_ERROR(limits_.status());
    RETURN_IF_ERROR(cursor->status());
    return quads;
  }

  const EvaluationOptions& options_;
  LocalFiles local_files_;
  StoreTransaction* transaction_;
  QueryLimits limits_;
  FunctionContext functions_;  // For the labels of new blank nodes.
  UpdateCounts counts_;
  uint64_t collected_bytes_ = 0;  // Of the quads that the operation at hand collected.
};

}  // namespace

absl::StatusOr<UpdateCounts> RunUpdate(const Update& update, const EvaluationOptions& options,
                                       LocalFiles local_files, StoreTransaction* transaction) {
  RETURN_IF_ERROR(CheckBindings(update, options));
  EvaluationOptions fixed = options;
  if (fixed.now == absl::InfinitePast()) fixed.now = absl::Now();
  UpdateRun run(fixed, local_files, transaction);
  transaction->SetSavepoint();
  for (const UpdateOperation& operation : update.operations) {
    const absl::Status status = run.Run(operation);
    if (!status.ok()) {
      transaction->RollBack();
      return status;
    }
  }
  transaction->Release();
  return run.counts();
}

}  // namespace entente

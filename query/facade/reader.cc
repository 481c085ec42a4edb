#include <optional>
#include <utility>

#include "query/claims/contradictions.h"
#include "query/engine.h"
#include "query/facade/arguments.h"
#include "query/facade/prepared.h"
#include "query/facade/reader_state.h"
#include "query/facade/rows.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/term_check.h"
#include "schema/text.h"
#include "storage/dumping/dump.h"

namespace entente {

absl::StatusOr<ViewDataset> Reader::Rep::Apply(const entente::Query& query,
                                               const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const ReadView* state, Get());
  RETURN_IF_ERROR(CheckParams(options.params));
  if (views == nullptr) views = std::make_shared<ViewCache>(view_cache_bytes);
  // A transaction's view is its own.
  const std::shared_ptr<const ReadView> shared =
      view != nullptr ? view : std::shared_ptr<const ReadView>(std::shared_ptr<void>(), state);
  return ApplyViews(query, options.view, shared, ToEvaluationOptions(options), views);
}

Reader::Reader(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Reader::Reader(Reader&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>())) {}
Reader& Reader::operator=(Reader&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>());
  return *this;
}
Reader::~Reader() = default;

absl::StatusOr<Rows> Reader::Query(std::string_view select, const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepared::Parse(select));
  return Query(prepared, options);
}

absl::StatusOr<Rows> Reader::Query(const Prepared& select, const QueryOptions& options) const {
  if (select.rep_->is_moved_from) return MovedFrom();
  if (select.form() != Prepared::Form::kSelect) {
    return absl::InvalidArgumentError("Query takes a SELECT; Ask and Construct take the others");
  }
  ASSIGN_OR_RETURN(ViewDataset dataset, rep_->Apply(select.rep_->query, options));
  ASSIGN_OR_RETURN(Answer answer, entente::Run(select.rep_->query, *dataset.view, dataset.options));
  auto rep = std::make_unique<Rows::Rep>();
  rep->source = rep_->source;
  rep->view = std::move(dataset.view);
  rep->are_ended = rep_->rows_are_ended;
  rep->solutions = std::move(answer.solutions);
  rep->row_count_max = options.row_count_max;
  return Rows(std::move(rep));
}

absl::StatusOr<bool> Reader::Ask(std::string_view ask, const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepared::Parse(ask));
  return Ask(prepared, options);
}

absl::StatusOr<bool> Reader::Ask(const Prepared& ask, const QueryOptions& options) const {
  if (ask.rep_->is_moved_from) return MovedFrom();
  if (ask.form() != Prepared::Form::kAsk) {
    return absl::InvalidArgumentError("Ask takes an ASK; Query and Construct take the others");
  }
  ASSIGN_OR_RETURN(const ViewDataset dataset, rep_->Apply(ask.rep_->query, options));
  ASSIGN_OR_RETURN(const Answer answer,
                   entente::Run(ask.rep_->query, *dataset.view, dataset.options));
  return answer.boolean;
}

absl::StatusOr<std::vector<Quad>> Reader::Construct(std::string_view construct,
                                                    const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepared::Parse(construct));
  return Construct(prepared, options);
}

absl::StatusOr<std::vector<Quad>> Reader::Construct(const Prepared& construct,
                                                    const QueryOptions& options) const {
  std::vector<Quad> quads;
  QueryLimits kept(absl::InfiniteFuture(), nullptr, options.memory_budget_bytes);
  const auto keep = [&](const Quad& quad) {
    quads.push_back(quad);
    kept.Charge(kQuadBytes);
    return kept.status();
  };
  RETURN_IF_ERROR(ConstructEach(construct, keep, options).status());
  return quads;
}

absl::StatusOr<uint64_t> Reader::ConstructEach(const Prepared& construct, const QuadTaker& take,
                                               const QueryOptions& options) const {
  if (!take) return NoOutput();
  if (construct.rep_->is_moved_from) return MovedFrom();
  if (construct.form() != Prepared::Form::kConstruct) {
    return absl::InvalidArgumentError(
        "Construct takes a CONSTRUCT or DESCRIBE; Query and Ask take the others");
  }
  ASSIGN_OR_RETURN(const ViewDataset dataset, rep_->Apply(construct.rep_->query, options));
  const std::shared_ptr<const bool> is_ended = rep_->rows_are_ended;
  uint64_t quad_count = 0;
  const auto count_and_take = [&](const Quad& quad) -> absl::Status {
    if (options.row_count_max != kNoRowLimit && quad_count == options.row_count_max) {
      return TooManyRows(options.row_count_max);
    }
    ++quad_count;
    RETURN_IF_ERROR(take(quad));
    if (is_ended != nullptr && *is_ended) return TransactionHasChanged();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(
      RunConstruct(construct.rep_->query, *dataset.view, count_and_take, dataset.options));
  return quad_count;
}

absl::StatusOr<std::string> Reader::Explain(std::string_view query, bool analyze,
                                            const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepared::Parse(query));
  return Explain(prepared, analyze, options);
}

absl::StatusOr<std::string> Reader::Explain(const Prepared& query, bool analyze,
                                            const QueryOptions& options) const {
  if (query.rep_->is_moved_from) return MovedFrom();
  ASSIGN_OR_RETURN(const ViewDataset dataset, rep_->Apply(query.rep_->query, options));
  return entente::Explain(query.rep_->query, *dataset.view, analyze, dataset.options);
}

absl::StatusOr<std::vector<Contradiction>> Reader::FindContradictions(
    const ContradictionOptions& contradictions, const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
  RETURN_IF_ERROR(EvidenceView::FromIri(contradictions.view.ToIri()).status());
  for (const std::string& property : contradictions.single_valued) {
    if (IsAbsoluteIri(property)) continue;
    return absl::InvalidArgumentError(StrCat("'", property, "' is no absolute IRI"));
  }
  QueryLimits limits = LimitsOf(options);
  RETURN_IF_ERROR(limits.CheckedNow());
  ASSIGN_OR_RETURN(std::vector<Contradiction> found,
                   entente::FindContradictions(*view, contradictions, &limits));
  if (options.row_count_max != kNoRowLimit && found.size() > options.row_count_max) {
    return TooManyRows(options.row_count_max);
  }
  return found;
}

absl::StatusOr<bool> Reader::Contains(const Quad& quad) const {
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
  if (!CheckQuad(quad).ok()) return false;
  IdQuad ids;
  size_t position = 0;
  for (const Term* term : {&quad.subject, &quad.predicate, &quad.object, &quad.graph}) {
    InnerTriples inner;
    ASSIGN_OR_RETURN(const std::optional<TermId> id, view->Find(ViewOf(*term, &inner)));
    if (!id.has_value()) return false;
    ids[position++] = *id;
  }
  ASSIGN_OR_RETURN(const uint64_t count, view->Count(TripleOrder::kSpog, ids));
  return count > 0;
}

absl::StatusOr<uint64_t> Reader::Dump(const Output& output, const DumpOptions& options) const {
  if (!output) return NoOutput();
  const std::optional<RdfFormat> format =
      options.format.empty() ? RdfFormat::kNQuads : FindRdfFormat(options.format);
  if (!format.has_value()) return UnknownFormat(options.format);
  RETURN_IF_ERROR(CheckPrefixes(options.prefixes));
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
  if (*format == RdfFormat::kNQuads) {
    return WriteCanonicalDump(*view,
                              {.memory_budget_bytes = options.memory_budget_bytes,
                               .temporary_directory = options.temporary_directory,
                               .cancelled = options.cancelled},
                              output);
  }
  const auto writer = MakeRdfWriter(*format, {.prefixes = options.prefixes}, output);
  ASSIGN_OR_RETURN(const uint64_t quad_count,
                   StreamQuads(*view, TripleOrder::kGspo, options.cancelled, writer.get()));
  RETURN_IF_ERROR(writer->Finish());
  return quad_count;
}

}  // namespace entente

#include "entente/entente.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <system_error>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "query/claims/contradictions.h"
#include "query/claims/view_cache.h"
#include "query/claims/view_dataset.h"
#include "query/engine.h"
#include "query/exec/update.h"
#include "query/reader_state.h"
#include "query/results/result_writer.h"
#include "query/sparql/parser.h"
#include "query/sparql/used_names.h"
#include "query/statistics.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/syntax/prefix_map.h"
#include "schema/syntax/rdf_format.h"
#include "schema/term_check.h"
#include "schema/text.h"
#include "storage/checker.h"
#include "storage/dumping/dump.h"
#include "storage/files/file_output.h"
#include "storage/loading/bulk_loader.h"
#include "storage/snapshot/snapshot_checker.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/store.h"

namespace entente {
namespace {

ParseOptions ToParseOptions(const PrepareOptions& options) {
  ParseOptions result{
      .name = options.name, .first_line = options.first_line, .base = options.base_iri};
  for (const Prefixes& prefixes : {DefaultPrefixes(), options.prefixes}) {
    for (const auto& [name, iri] : prefixes) result.prefixes.push_back({.name = name, .iri = iri});
  }
  return result;
}

// Of a query or an update.
template <typename Options>
EvaluationOptions ToEvaluationOptions(const Options& options) {
  EvaluationOptions result{.cancelled = options.cancelled,
                           .memory_budget_bytes = options.memory_budget_bytes,
                           .bindings = options.params,
                           .now = absl::Now()};
  if (options.timeout != std::chrono::milliseconds::max()) {
    result.deadline = result.now + absl::FromChrono(options.timeout);
  }
  return result;
}

ResultWriterOptions ToResultWriterOptions(const WriteOptions& options) {
  ResultWriterOptions result{.width = options.width,
                             .row_count_max = options.row_count_max,
                             .use_ascii = options.use_ascii};
  for (const auto& [name, iri] : options.prefixes) {
    result.prefixes.push_back({.name = name, .iri = iri});
  }
  return result;
}

std::optional<RdfFormat> FindRdfFormat(std::string_view name) {
  if (const auto format = RdfFormatByName(name)) return format;
  return RdfFormatByMediaType(name);
}

absl::Status UnknownFormat(std::string_view format) {
  return absl::InvalidArgumentError(StrCat("unknown format '", format, "'"));
}

absl::Status TooManyRows(uint64_t row_count_max) {
  return absl::ResourceExhaustedError(StrCat("the answer has more than ", row_count_max,
                                             row_count_max == 1 ? " row" : " rows",
                                             ", the limit set for it"));
}

// What is wrong with `text`, without the query that it was read in.
absl::Status NoTerm(std::string_view text, std::string_view name, const absl::Status& status) {
  std::string message(status.message());
  const size_t hint = message.find("\nhint: ");
  const size_t line_end = std::min(message.find('\n'), message.size());
  // "name:1:31: problem"
  const size_t problem = message.find(": ", std::min(name.size() + 1, line_end));
  const bool is_expectation = message.find(": expected ", name.size()) < line_end;
  if (is_expectation || problem >= line_end) {
    return absl::InvalidArgumentError(
        StrCat(name, ": '", text, "' is no term\nhint: write <IRI>, prefix:name, \"text\", ",
               "\"text\"@en, 3.5 or true"));
  }
  return absl::InvalidArgumentError(
      StrCat(name, message.substr(problem, line_end - problem),
             hint == std::string::npos ? "" : std::string_view(message).substr(hint)));
}

constexpr uint64_t kNoRowLimit = 0;

// InvalidArgument if a term that a program made is none. No term is fine.
absl::Status CheckTerm(const Term& term) {
  if (!term) return absl::OkStatus();
  const std::string problem = ProblemOf(term);
  return problem.empty() ? absl::OkStatus() : absl::InvalidArgumentError(problem);
}

// InvalidArgument if a quad that a program made is none.
absl::Status CheckQuad(const Quad& quad) {
  if (quad.graph.is_literal() || quad.graph.is_triple()) {
    return absl::InvalidArgumentError("a graph must be named by an IRI or a blank node");
  }
  if (!quad.subject.is_iri() && !quad.subject.is_blank_node()) {
    return absl::InvalidArgumentError("the subject is neither IRI nor blank node");
  }
  if (!quad.predicate.is_iri()) return absl::InvalidArgumentError("the predicate is no IRI");
  if (!quad.object) return absl::InvalidArgumentError("a quad has no object");
  for (const Term* term : {&quad.subject, &quad.predicate, &quad.object, &quad.graph}) {
    RETURN_IF_ERROR(CheckTerm(*term));
  }
  return absl::OkStatus();
}

absl::Status CheckParams(const Params& params) {
  for (auto param = params.begin(); param != params.end(); ++param) {
    const absl::Status status = CheckTerm(param->second);
    if (!status.ok()) {
      return absl::InvalidArgumentError(StrCat("?", param->first, ": ", status.message()));
    }
    const auto has_name = [param](const auto& other) { return other.first == param->first; };
    if (std::find_if(params.begin(), param, has_name) != param) {
      return absl::InvalidArgumentError(StrCat("?", param->first, " is bound twice"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPrefixes(const Prefixes& prefixes) {
  for (const auto& [name, iri] : prefixes) {
    if (!IsPrefix(name)) return absl::InvalidArgumentError(StrCat("'", name, "' is no prefix"));
    if (!IsAbsoluteIri(iri)) {
      return absl::InvalidArgumentError(
          StrCat("the namespace of prefix '", name, "', '", iri, "', is no absolute IRI"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckBaseIri(std::string_view base_iri) {
  if (base_iri.empty() || IsAbsoluteIri(base_iri)) return absl::OkStatus();
  return absl::InvalidArgumentError(StrCat("the base '", base_iri, "' is no absolute IRI"));
}

absl::Status CheckPrepareOptions(const PrepareOptions& options) {
  RETURN_IF_ERROR(CheckPrefixes(options.prefixes));
  return CheckBaseIri(options.base_iri);
}

// For those who give an empty std::function where something is written.
absl::Status NoOutput() {
  return absl::InvalidArgumentError("there is nothing to write with: the function is empty");
}

absl::Status MovedFrom() {
  return absl::FailedPreconditionError("the object was moved from, and holds nothing any more");
}

}  // namespace

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

struct Prepared::Rep {
  entente::Query query = {};
  bool is_moved_from = false;
};

// The stream of the evaluator, ended by the limit of rows.
struct Rows::Rep : SolutionStream {
  const std::vector<std::string>& variables() const override {
    static const std::vector<std::string> kNone;
    return solutions == nullptr ? kNone : solutions->variables();
  }
  bool Next(SolutionRow* row) override {
    if (solutions == nullptr) end.Update(MovedFrom());
    if (end.ok() && are_ended != nullptr && *are_ended) {
      end = absl::FailedPreconditionError(
          "the transaction has changed or is over, which ends the rows read from it");
    }
    if (!end.ok() || !solutions->Next(row)) return false;
    if (row_count_max != kNoRowLimit && row_count == row_count_max) {
      end = TooManyRows(row_count_max);
      return false;
    }
    ++row_count;
    return true;
  }
  const absl::Status& status() const override {
    return end.ok() && solutions != nullptr ? solutions->status() : end;
  }

  std::shared_ptr<const void> source = {};     // Keeps open what `view` reads from.
  std::shared_ptr<const ReadView> view = {};   // What `solutions` reads from.
  std::shared_ptr<const bool> are_ended = {};  // Of rows of a transaction.
  std::unique_ptr<SolutionStream> solutions = {};
  uint64_t row_count_max = kNoRowLimit;
  uint64_t row_count = 0;
  absl::Status end = {};
};

struct Database::Rep {
  // What is kept of evidence views over the committed state of this number.
  std::shared_ptr<ViewCache> ViewsOf(uint64_t commit_number) {
    const absl::MutexLock lock(&mutex);
    if (views == nullptr || commit_number > viewed_commit) {
      views = std::make_shared<ViewCache>(view_cache_bytes);
      viewed_commit = commit_number;
    }
    // A reader that began before a commit may come here after one that began behind it.
    return commit_number == viewed_commit ? views : nullptr;
  }

  // The store for what changes it.
  absl::StatusOr<Store*> ToWrite() const {
    if (store != nullptr) return store.get();
    if (snapshot == nullptr) return Closed();
    return absl::FailedPreconditionError(
        StrCat(snapshot->reader().file_name(),
               " is a snapshot, which never changes: load it into a database to write to that"));
  }

  static absl::Status Closed() {
    return absl::FailedPreconditionError("the database is closed, or the object was moved from");
  }

  // One of the two, or neither any more. Readers keep it open.
  std::shared_ptr<Store> store = {};
  std::shared_ptr<const SnapshotView> snapshot = {};
  uint64_t view_cache_bytes = 0;
  absl::Mutex mutex;
  std::shared_ptr<ViewCache> views ABSL_GUARDED_BY(mutex) = {};
  uint64_t viewed_commit ABSL_GUARDED_BY(mutex) = 0;
};

const Term& Row::operator[](std::string_view variable) const {
  static const Term kNoTerm;
  if (terms_.empty()) return kNoTerm;  // No row yet, or no more.
  const auto found = std::find(variables_->begin(), variables_->end(), variable);
  if (found == variables_->end()) return kNoTerm;
  return *terms_[static_cast<size_t>(found - variables_->begin())];
}

Rows::Rows(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) { row_.variables_ = &variables(); }
// What was moved from keeps a state in which each call says so.
Rows::Rows(Rows&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>())), row_(other.row_) {}
Rows& Rows::operator=(Rows&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>());
  row_ = other.row_;
  return *this;
}
Rows::~Rows() = default;

const std::vector<std::string>& Rows::variables() const { return rep_->variables(); }
bool Rows::Next() {
  SolutionRow row;
  const bool has_row = rep_->Next(&row);
  row_.terms_ = has_row ? row.terms() : std::span<const Term* const>();
  return has_row;
}
const absl::Status& Rows::status() const { return rep_->status(); }
uint64_t Rows::row_count() const { return rep_->row_count; }

absl::StatusOr<Prepared> Prepared::Parse(std::string_view query, const PrepareOptions& options) {
  RETURN_IF_ERROR(CheckPrepareOptions(options));
  ASSIGN_OR_RETURN(entente::Query parsed, ParseQuery(query, ToParseOptions(options)));
  return Prepared(std::make_unique<Rep>(Rep{.query = std::move(parsed)}));
}

Prepared::Prepared(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Prepared::Prepared(Prepared&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}))) {}
Prepared& Prepared::operator=(Prepared&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}));
  return *this;
}
Prepared::~Prepared() = default;

Prepared::Form Prepared::form() const {
  switch (rep_->query.form) {
    case QueryForm::kSelect:
      return Form::kSelect;
    case QueryForm::kAsk:
      return Form::kAsk;
    case QueryForm::kConstruct:
    case QueryForm::kDescribe:
      return Form::kConstruct;
  }
  return Form::kConstruct;
}

Prefixes Prepared::prefixes() const {
  Prefixes result;
  for (const Prefix& prefix : rep_->query.prefixes) result.emplace_back(prefix.name, prefix.iri);
  return result;
}

std::vector<std::string> Prepared::properties() const {
  const UsedNames names = NamesIn(rep_->query);
  return {names.properties.begin(), names.properties.end()};
}

std::vector<std::string> Prepared::classes() const {
  const UsedNames names = NamesIn(rep_->query);
  return {names.classes.begin(), names.classes.end()};
}

RequestCheck CheckRequest(std::string_view text, const PrepareOptions& options) {
  if (absl::Status status = CheckPrepareOptions(options); !status.ok()) {
    return {.status = std::move(status)};
  }
  return CheckRequest(text, ToParseOptions(options));
}

struct PreparedUpdate::Rep {
  entente::Update update = {};
  bool is_moved_from = false;
};

absl::StatusOr<PreparedUpdate> PreparedUpdate::Parse(std::string_view update,
                                                     const PrepareOptions& options) {
  RETURN_IF_ERROR(CheckPrepareOptions(options));
  ASSIGN_OR_RETURN(entente::Update parsed, ParseUpdate(update, ToParseOptions(options)));
  return PreparedUpdate(std::make_unique<Rep>(Rep{.update = std::move(parsed)}));
}

PreparedUpdate::PreparedUpdate(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
PreparedUpdate::PreparedUpdate(PreparedUpdate&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}))) {}
PreparedUpdate& PreparedUpdate::operator=(PreparedUpdate&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>(Rep{.is_moved_from = true}));
  return *this;
}
PreparedUpdate::~PreparedUpdate() = default;

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
  if (construct.rep_->is_moved_from) return MovedFrom();
  if (construct.form() != Prepared::Form::kConstruct) {
    return absl::InvalidArgumentError(
        "Construct takes a CONSTRUCT or DESCRIBE; Query and Ask take the others");
  }
  ASSIGN_OR_RETURN(const ViewDataset dataset, rep_->Apply(construct.rep_->query, options));
  ASSIGN_OR_RETURN(Answer answer,
                   entente::Run(construct.rep_->query, *dataset.view, dataset.options));
  if (options.row_count_max != kNoRowLimit && answer.quads.size() > options.row_count_max) {
    return TooManyRows(options.row_count_max);
  }
  return std::move(answer.quads);
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
  const EvaluationOptions evaluation = ToEvaluationOptions(options);
  QueryLimits limits(evaluation.deadline, evaluation.cancelled, evaluation.memory_budget_bytes);
  ASSIGN_OR_RETURN(std::vector<Contradiction> found,
                   entente::FindContradictions(*view, contradictions, &limits));
  if (options.row_count_max != kNoRowLimit && found.size() > options.row_count_max) {
    return TooManyRows(options.row_count_max);
  }
  return found;
}

absl::StatusOr<bool> Reader::Contains(const Quad& quad) const {
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
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
  const std::optional<RdfFormat> format = FindRdfFormat(options.format);
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

absl::Status Transaction::Insert(const Quad& quad) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  RETURN_IF_ERROR(CheckQuad(quad));
  rep_->EndRows();
  InnerTriples inner;
  return rep_->transaction
      ->Insert({.subject = ViewOf(quad.subject, &inner),
                .predicate = ViewOf(quad.predicate, &inner),
                .object = ViewOf(quad.object, &inner),
                .graph = ViewOf(quad.graph, &inner)})
      .status();
}

absl::Status Transaction::Remove(const Quad& quad) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  rep_->EndRows();
  InnerTriples inner;
  return rep_->transaction
      ->Remove({.subject = ViewOf(quad.subject, &inner),
                .predicate = ViewOf(quad.predicate, &inner),
                .object = ViewOf(quad.object, &inner),
                .graph = ViewOf(quad.graph, &inner)})
      .status();
}

absl::StatusOr<UpdateReport> Transaction::Update(std::string_view update,
                                                 const UpdateOptions& options) {
  ASSIGN_OR_RETURN(const PreparedUpdate prepared, PreparedUpdate::Parse(update));
  return Update(prepared, options);
}

absl::StatusOr<UpdateReport> Transaction::Update(const PreparedUpdate& update,
                                                 const UpdateOptions& options) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  if (update.rep_->is_moved_from) return MovedFrom();
  RETURN_IF_ERROR(CheckParams(options.params));
  rep_->EndRows();
  ASSIGN_OR_RETURN(
      const UpdateCounts counts,
      RunUpdate(update.rep_->update, ToEvaluationOptions(options),
                options.allow_local_files ? LocalFiles::kAllowed : LocalFiles::kRefused,
                rep_->transaction.get()));
  return UpdateReport{.quads_inserted = counts.inserted, .quads_removed = counts.removed};
}

absl::Status Transaction::Commit() {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  rep_->EndRows();
  absl::Status status = rep_->CheckPutRecords();
  if (status.ok()) status = rep_->transaction->Commit();
  rep_->transaction = nullptr;
  rep_->source = nullptr;
  return status;
}

absl::StatusOr<Database> Database::Open(const std::filesystem::path& path, const Options& options) {
  auto rep = std::make_unique<Rep>();
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {
    const SnapshotAccess access =
        options.map_snapshots ? SnapshotAccess::kMapped : SnapshotAccess::kRead;
    ASSIGN_OR_RETURN(rep->snapshot, SnapshotView::Open(path, access, options.cache_bytes));
  } else {
    ASSIGN_OR_RETURN(rep->store, Store::Open(path, {.create_if_missing = options.create_if_missing,
                                                    .read_only = options.read_only,
                                                    .cache_bytes = options.cache_bytes}));
  }
  rep->view_cache_bytes = options.view_cache_bytes;
  return Database(std::move(rep));
}

absl::StatusOr<Database> Database::OpenInMemory(const Options& options) {
  ASSIGN_OR_RETURN(auto store, Store::OpenInMemory({.cache_bytes = options.cache_bytes}));
  auto rep = std::make_unique<Rep>();
  rep->store = std::move(store);
  rep->view_cache_bytes = options.view_cache_bytes;
  return Database(std::move(rep));
}

Database::Database(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Database::Database(Database&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>())) {}
Database& Database::operator=(Database&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>());
  return *this;
}
Database::~Database() = default;

View Database::Read() const {
  auto rep = std::make_unique<Reader::Rep>();
  uint64_t commit_number = 0;
  rep->view = rep_->snapshot;
  if (rep_->store != nullptr) {
    rep->source = rep_->store;
    rep->view = rep_->store->View(&commit_number);
  }
  rep->view_cache_bytes = rep_->view_cache_bytes;
  rep->views = rep_->ViewsOf(commit_number);
  return View(std::move(rep));
}

absl::StatusOr<Transaction> Database::Begin() {
  auto rep = std::make_unique<Reader::Rep>();
  ASSIGN_OR_RETURN(Store* const store, rep_->ToWrite());
  rep->source = rep_->store;
  ASSIGN_OR_RETURN(rep->transaction, store->Begin());
  rep->view_cache_bytes = rep_->view_cache_bytes;
  rep->rows_are_ended = std::make_shared<bool>(false);
  return Transaction(std::move(rep));
}

absl::StatusOr<Rows> Database::Query(std::string_view select, const QueryOptions& options) const {
  return Read().Query(select, options);
}

absl::StatusOr<UpdateReport> Database::Update(std::string_view update,
                                              const UpdateOptions& options) {
  ASSIGN_OR_RETURN(const PreparedUpdate prepared, PreparedUpdate::Parse(update));
  return Update(prepared, options);
}

absl::StatusOr<UpdateReport> Database::Update(const PreparedUpdate& update,
                                              const UpdateOptions& options) {
  ASSIGN_OR_RETURN(Transaction transaction, Begin());
  ASSIGN_OR_RETURN(const UpdateReport report, transaction.Update(update, options));
  RETURN_IF_ERROR(transaction.Commit());
  return report;
}

absl::StatusOr<LoadReport> Database::Load(std::span<const std::filesystem::path> files,
                                          const LoadOptions& options) {
  ASSIGN_OR_RETURN(Store* const store, rep_->ToWrite());
  if (options.graph.is_literal() || options.graph.is_triple()) {
    return absl::InvalidArgumentError("a graph must be named by an IRI or a blank node");
  }
  RETURN_IF_ERROR(CheckTerm(options.graph));
  RETURN_IF_ERROR(CheckBaseIri(options.base_iri));
  BulkLoadOptions bulk{.memory_budget_bytes = options.memory_budget_bytes,
                       .thread_count = options.thread_count,
                       .base_iri = options.base_iri,
                       .graph = options.graph,
                       .cancelled = options.cancelled};
  if (!options.format.empty()) {
    bulk.format = FindRdfFormat(options.format);
    if (!bulk.format.has_value()) return UnknownFormat(options.format);
  }
  if (options.progress) {
    bulk.progress = [&options](const BulkLoadProgress& progress) {
      options.progress({.quad_count = progress.quad_count,
                        .bytes_read = progress.bytes_read,
                        .bytes_total = progress.bytes_total,
                        .stage = progress.stage});
    };
  }
  ASSIGN_OR_RETURN(const BulkLoadReport report, BulkLoad(*store, files, bulk));
  return LoadReport{.quads_read = report.quads_read, .quads_added = report.quads_added};
}

absl::StatusOr<LoadReport> Database::Load(const std::filesystem::path& file,
                                          const LoadOptions& options) {
  return Load(std::span(&file, 1), options);
}

absl::StatusOr<uint64_t> Database::Save(const std::filesystem::path& file,
                                        const DumpOptions& options) const {
  uint64_t quad_count = 0;
  RETURN_IF_ERROR(WriteFile(file, [&](const Output& output) -> absl::Status {
    ASSIGN_OR_RETURN(quad_count, Read().Dump(output, options));
    return absl::OkStatus();
  }));
  return quad_count;
}

absl::StatusOr<Statistics> Database::ComputeStatistics() const {
  const View view = Read();
  RETURN_IF_ERROR(view.rep_->Get().status());
  ASSIGN_OR_RETURN(const StoreSizes sizes,
                   rep_->store != nullptr ? rep_->store->Sizes() : rep_->snapshot->Sizes());
  return entente::ComputeStatistics(*view.rep_->view, sizes);
}

absl::StatusOr<VerifyReport> Database::Verify(const VerifyOptions& options) const {
  if (rep_->store == nullptr && rep_->snapshot == nullptr) return Rep::Closed();
  CheckOptions check = {.cancelled = options.cancelled};
  if (options.progress) {
    check.progress = [&options](const CheckProgress& state) {
      options.progress(
          {.row_count = state.row_count, .row_total = state.row_total, .stage = state.stage});
    };
  }
  ASSIGN_OR_RETURN(CheckReport report, rep_->store != nullptr
                                           ? CheckStore(*rep_->store, check)
                                           : CheckSnapshot(*rep_->snapshot, check));
  return VerifyReport{.damages = std::move(report.damages),
                      .page_count = report.page_count,
                      .row_count = report.row_count,
                      .term_count = report.term_count};
}

absl::Status Database::Compact() {
  ASSIGN_OR_RETURN(Store* const store, rep_->ToWrite());
  return store->Compact();
}

absl::Status Database::Close() {
  rep_->snapshot = nullptr;  // Readers of a snapshot keep it.
  if (rep_->store == nullptr) return absl::OkStatus();
  if (rep_->store.use_count() > 1) {
    return absl::FailedPreconditionError(
        "readers, rows or a transaction of the database are still there");
  }
  const absl::Status status = rep_->store->Close();
  rep_->store = nullptr;
  return status;
}

absl::StatusOr<Term> ParseTerm(std::string_view text, const PrepareOptions& options) {
  // The line feed ends a comment that the text may begin.
  RETURN_IF_ERROR(CheckPrepareOptions(options));
  const std::string query = StrCat("SELECT ?term { VALUES ?term { ", text, "\n} }");
  const absl::StatusOr<entente::Query> read = ParseQuery(query, ToParseOptions(options));
  if (!read.ok()) return NoTerm(text, options.name, read.status());
  const entente::Query& parsed = *read;
  const Pattern* pattern = &parsed.pattern;
  while (pattern->kind == Pattern::Kind::kProject) pattern = &pattern->inputs.front();
  if (pattern->kind != Pattern::Kind::kValues || pattern->rows.size() != 1 ||
      pattern->rows.front().size() != 1 || !pattern->rows.front().front()) {
    return absl::InvalidArgumentError(StrCat("'", text, "' is not one term"));
  }
  return pattern->rows.front().front();
}

absl::Status WriteFile(const std::filesystem::path& path,
                       const std::function<absl::Status(const Output& output)>& write) {
  if (!write) return NoOutput();
  ASSIGN_OR_RETURN(const std::unique_ptr<FileOutput> file, FileOutput::CreateOrOpen(path));
  RETURN_IF_ERROR(write([&file](std::string_view bytes) { return file->Append(bytes); }));
  return file->Commit();
}

Output OutputTo(std::ostream& stream) {
  return [&stream](std::string_view bytes) {
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return stream ? absl::OkStatus() : absl::UnknownError("the stream failed");
  };
}

bool IsResultFormat(std::string_view format) { return FindResultFormat(format).has_value(); }
bool IsGraphFormat(std::string_view format) { return FindRdfFormat(format).has_value(); }

absl::Status WriteRows(Rows& rows, std::string_view format, const Output& output,
                       const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<ResultFormat> found = FindResultFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  return WriteSolutions(*rows.rep_, *found, ToResultWriterOptions(options), output);
}

absl::Status WriteTable(const std::vector<std::string>& columns,
                        std::span<const std::vector<Term>> rows, std::string_view format,
                        const Output& output, const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<ResultFormat> found = FindResultFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  const auto writer = MakeResultWriter(*found, ToResultWriterOptions(options));
  std::string text;
  writer->Begin(columns, &text);
  std::vector<const Term*> terms;
  for (const std::vector<Term>& row : rows) {
    if (row.size() != columns.size()) {
      return absl::InvalidArgumentError(
          StrCat("a row of ", row.size(), " terms in a table of ", columns.size(), " columns"));
    }
    terms.clear();
    for (const Term& term : row) terms.push_back(&term);
    writer->Row(SolutionRow(terms), &text);
  }
  writer->End(&text);
  return output(text);
}

absl::Status WriteAnswer(bool answer, std::string_view format, const Output& output,
                         const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<ResultFormat> found = FindResultFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  std::string text;
  MakeResultWriter(*found, ToResultWriterOptions(options))->Boolean(answer, &text);
  return output(text);
}

absl::Status WriteQuads(std::span<const Quad> quads, std::string_view format, const Output& output,
                        const WriteOptions& options) {
  if (!output) return NoOutput();
  const std::optional<RdfFormat> found = FindRdfFormat(format);
  if (!found.has_value()) return UnknownFormat(format);
  const auto writer = MakeRdfWriter(*found, {.prefixes = options.prefixes}, output);
  for (const Quad& quad : quads) {
    RETURN_IF_ERROR(CheckQuad(quad));
    InnerTriples inner;
    RETURN_IF_ERROR(writer->Accept({.subject = ViewOf(quad.subject, &inner),
                                    .predicate = ViewOf(quad.predicate, &inner),
                                    .object = ViewOf(quad.object, &inner),
                                    .graph = ViewOf(quad.graph, &inner)}));
  }
  return writer->Finish();
}

std::string_view Version() { return ENTENTE_VERSION; }

}  // namespace entente

// The C API: each function turns its arguments into those of C++ and back. No logic of its own.
#include "entente/entente_c.h"

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entente/entente.h"

struct entente_status {
  absl::Status status;
  std::string message;  // Ended by a zero, which absl's is not.
};

struct entente_database {
  entente::Database database;
};

struct entente_reader {
  std::optional<entente::View> view = {};
  const entente::Reader* reader = nullptr;
};

struct entente_transaction {
  entente::Transaction transaction;
  entente_reader reader = {};
};

struct entente_query {
  entente::Prepared prepared;
};

struct entente_query_options {
  entente::QueryOptions options;
  std::atomic<bool> cancelled = false;
};

struct entente_term {
  entente::Term owned = {};             // Of one that was parsed.
  const entente::Term* term = nullptr;  // Never null.
  mutable std::optional<std::string> token = {};
  mutable std::unique_ptr<std::array<entente_term, 3>> components = {};
};

struct entente_rows {
  entente::Rows rows;
  std::vector<entente_term> terms;  // Of the current row.
};

namespace {

using entente::Term;

static_assert(static_cast<int>(Term::Kind::kIri) == ENTENTE_IRI);
static_assert(static_cast<int>(Term::Kind::kBlankNode) == ENTENTE_BLANK_NODE);
static_assert(static_cast<int>(Term::Kind::kLiteral) == ENTENTE_LITERAL);
static_assert(static_cast<int>(Term::Kind::kTriple) == ENTENTE_TRIPLE);
static_assert(static_cast<int>(entente::Prepared::Form::kSelect) == ENTENTE_SELECT);
static_assert(static_cast<int>(entente::Prepared::Form::kAsk) == ENTENTE_ASK);
static_assert(static_cast<int>(entente::Prepared::Form::kConstruct) == ENTENTE_CONSTRUCT);
static_assert(static_cast<int>(entente::MergeConflicts::kFail) == ENTENTE_CONFLICTS_FAIL);
static_assert(static_cast<int>(entente::MergeConflicts::kOurs) == ENTENTE_CONFLICTS_OURS);
static_assert(static_cast<int>(entente::MergeConflicts::kTheirs) == ENTENTE_CONFLICTS_THEIRS);

std::string_view Text(const char* text, size_t size) {
  return text == nullptr ? std::string_view() : std::string_view(text, size);
}

std::filesystem::path Path(const char* path, size_t size) {
  return std::filesystem::path(Text(path, size));
}

entente_status* ToC(const absl::Status& status) {
  if (status.ok()) return nullptr;
  return new entente_status{.status = status, .message = std::string(status.message())};
}

// Ends a function that was given NULL where it needs something.
#define REFUSE_NULL(argument)                                                         \
  do {                                                                                \
    if ((argument) == nullptr) {                                                      \
      return ToC(absl::InvalidArgumentError("the argument '" #argument "' is NULL")); \
    }                                                                                 \
  } while (false)

// Gives `text` and its size away.
const char* Give(const std::string& text, size_t* size) {
  if (size != nullptr) *size = text.size();
  return text.c_str();
}

// Gives a count to whom wants it.
void Give(uint64_t count, uint64_t* wanted) {
  if (wanted != nullptr) *wanted = count;
}

const std::string& NoText() {
  static const std::string kNoText;
  return kNoText;
}

entente::Output ToOutput(entente_output output, void* state) {
  return [output, state](std::string_view bytes) {
    return output(state, bytes.data(), bytes.size()) == 0
               ? absl::OkStatus()
               : absl::CancelledError("the output takes no more");
  };
}

const entente::QueryOptions& OptionsOf(const entente_query_options* options) {
  static const entente::QueryOptions kDefaults;
  return options == nullptr ? kDefaults : options->options;
}

entente::UpdateOptions ToUpdateOptions(const entente_query_options* options) {
  const entente::QueryOptions& query = OptionsOf(options);
  return {.params = query.params,
          .timeout = query.timeout,
          .memory_budget_bytes = query.memory_budget_bytes,
          .cancelled = query.cancelled};
}

entente_status* GiveReport(const absl::StatusOr<entente::UpdateReport>& report,
                           uint64_t* quads_inserted, uint64_t* quads_removed) {
  if (!report.ok()) return ToC(report.status());
  Give(report->quads_inserted, quads_inserted);
  Give(report->quads_removed, quads_removed);
  return nullptr;
}

entente::Quad ToQuad(const entente_term* subject, const entente_term* predicate,
                     const entente_term* object, const entente_term* graph) {
  return {.subject = *subject->term,
          .predicate = *predicate->term,
          .object = *object->term,
          .graph = graph == nullptr ? Term() : *graph->term};
}

// Until there is a row again, there are no terms.
void ForgetTerms(entente_rows* rows) {
  for (entente_term& term : rows->terms) term = entente_term();
}

void GiveInfo(const entente::SnapshotInfo& from, entente_snapshot_info* info) {
  *info = {.logical_hash = {},
           .file_bytes = from.file_bytes,
           .quad_count = from.quad_count,
           .term_count = from.term_count,
           .claim_count = from.claim_count};
  from.logical_hash.copy(info->logical_hash, sizeof info->logical_hash - 1);
}

}  // namespace

int entente_status_code(const entente_status* status) {
  return status == nullptr ? ENTENTE_OK : static_cast<int>(status->status.code());
}
const char* entente_status_message(const entente_status* status) {
  return status == nullptr ? "" : status->message.c_str();
}
void entente_status_free(entente_status* status) { delete status; }

entente_status* entente_database_open(const char* path, size_t path_size, unsigned flags,
                                      entente_database** database) {
  REFUSE_NULL(database);
  auto opened = entente::Database::Open(
      Path(path, path_size), {.create_if_missing = (flags & ENTENTE_CREATE_IF_MISSING) != 0,
                              .read_only = (flags & ENTENTE_READ_ONLY) != 0,
                              .map_snapshots = (flags & ENTENTE_READ_FILE) == 0});
  if (!opened.ok()) return ToC(opened.status());
  *database = new entente_database{.database = *std::move(opened)};
  return nullptr;
}

entente_status* entente_database_open_in_memory(entente_database** database) {
  REFUSE_NULL(database);
  auto opened = entente::Database::OpenInMemory();
  if (!opened.ok()) return ToC(opened.status());
  *database = new entente_database{.database = *std::move(opened)};
  return nullptr;
}

entente_status* entente_database_close(entente_database* database) {
  if (database == nullptr) return nullptr;
  entente_status* const status = ToC(database->database.Close());
  delete database;
  return status;
}

entente_status* entente_database_load(entente_database* database, const char* path,
                                      size_t path_size, const char* format, size_t format_size,
                                      entente_progress progress, void* state,
                                      uint64_t* quads_added) {
  REFUSE_NULL(database);
  entente::LoadOptions options = {.format = std::string(Text(format, format_size))};
  std::atomic<bool> cancelled = false;
  if (progress != nullptr) {
    options.cancelled = &cancelled;
    options.progress = [progress, state, &cancelled](const entente::LoadProgress& now) {
      if (progress(state, now.quad_count, now.bytes_read, now.bytes_total) != 0) cancelled = true;
    };
  }
  const auto report = database->database.Load(Path(path, path_size), options);
  if (!report.ok()) return ToC(report.status());
  Give(static_cast<uint64_t>(report->quads_added), quads_added);
  return nullptr;
}

entente_status* entente_database_update(entente_database* database, const char* update,
                                        size_t update_size, const entente_query_options* options,
                                        uint64_t* quads_inserted, uint64_t* quads_removed) {
  REFUSE_NULL(database);
  return GiveReport(database->database.Update(Text(update, update_size), ToUpdateOptions(options)),
                    quads_inserted, quads_removed);
}

entente_status* entente_database_apply_patch(entente_database* database, const char* path,
                                             size_t path_size, uint64_t* quads_added,
                                             uint64_t* quads_removed) {
  REFUSE_NULL(database);
  const auto report = database->database.ApplyPatch(Path(path, path_size));
  if (!report.ok()) return ToC(report.status());
  Give(report->quads_added, quads_added);
  Give(report->quads_removed, quads_removed);
  return nullptr;
}

entente_status* entente_database_save(const entente_database* database, const char* path,
                                      size_t path_size) {
  REFUSE_NULL(database);
  return ToC(database->database.Save(Path(path, path_size)).status());
}

entente_status* entente_database_verify(const entente_database* database) {
  REFUSE_NULL(database);
  const auto report = database->database.Verify();
  if (!report.ok()) return ToC(report.status());
  if (report->damages.empty()) return nullptr;
  std::string damages;
  for (const std::string& damage : report->damages) {
    if (!damages.empty()) damages.push_back('\n');
    damages.append(damage);
  }
  return ToC(absl::DataLossError(damages));
}

entente_status* entente_database_compact(entente_database* database) {
  REFUSE_NULL(database);
  return ToC(database->database.Compact());
}

entente_status* entente_database_statistics(const entente_database* database,
                                            entente_statistics* statistics) {
  REFUSE_NULL(database);
  REFUSE_NULL(statistics);
  const auto counted = database->database.ComputeStatistics();
  if (!counted.ok()) return ToC(counted.status());
  *statistics = {.quad_count = counted->quad_count,
                 .term_count = counted->term_count,
                 .actor_count = counted->actor_count,
                 .coalition_count = counted->coalition_count,
                 .document_count = counted->document_count,
                 .claim_count = counted->claim_count,
                 .commit_number = counted->commit_number,
                 .disk_bytes = counted->disk_bytes};
  return nullptr;
}

entente_reader* entente_database_read(const entente_database* database) {
  if (database == nullptr) return nullptr;
  auto* const reader = new entente_reader{.view = database->database.Read()};
  reader->reader = &*reader->view;
  return reader;
}
void entente_reader_free(entente_reader* reader) { delete reader; }

entente_status* entente_transaction_begin(entente_database* database,
                                          entente_transaction** transaction) {
  REFUSE_NULL(database);
  REFUSE_NULL(transaction);
  auto begun = database->database.Begin();
  if (!begun.ok()) return ToC(begun.status());
  auto* const result = new entente_transaction{.transaction = *std::move(begun)};
  result->reader.reader = &result->transaction;
  *transaction = result;
  return nullptr;
}

const entente_reader* entente_transaction_reader(const entente_transaction* transaction) {
  return transaction == nullptr ? nullptr : &transaction->reader;
}

entente_status* entente_transaction_insert(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph) {
  REFUSE_NULL(transaction);
  REFUSE_NULL(subject);
  REFUSE_NULL(predicate);
  REFUSE_NULL(object);
  return ToC(transaction->transaction.Insert(ToQuad(subject, predicate, object, graph)));
}

entente_status* entente_transaction_remove(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph) {
  REFUSE_NULL(transaction);
  REFUSE_NULL(subject);
  REFUSE_NULL(predicate);
  REFUSE_NULL(object);
  return ToC(transaction->transaction.Remove(ToQuad(subject, predicate, object, graph)));
}

entente_status* entente_transaction_update(entente_transaction* transaction, const char* update,
                                           size_t update_size, const entente_query_options* options,
                                           uint64_t* quads_inserted, uint64_t* quads_removed) {
  REFUSE_NULL(transaction);
  return GiveReport(
      transaction->transaction.Update(Text(update, update_size), ToUpdateOptions(options)),
      quads_inserted, quads_removed);
}

entente_status* entente_transaction_commit(entente_transaction* transaction) {
  REFUSE_NULL(transaction);
  entente_status* const status = ToC(transaction->transaction.Commit());
  delete transaction;
  return status;
}
void entente_transaction_free(entente_transaction* transaction) { delete transaction; }

entente_status* entente_query_parse(const char* text, size_t text_size, entente_query** query) {
  REFUSE_NULL(query);
  auto prepared = entente::Prepared::Parse(Text(text, text_size));
  if (!prepared.ok()) return ToC(prepared.status());
  *query = new entente_query{.prepared = *std::move(prepared)};
  return nullptr;
}
void entente_query_free(entente_query* query) { delete query; }
int entente_query_form(const entente_query* query) {
  return query == nullptr ? -1 : static_cast<int>(query->prepared.form());
}

entente_query_options* entente_query_options_create(void) {
  auto* const options = new entente_query_options;
  options->options.cancelled = &options->cancelled;
  return options;
}
void entente_query_options_free(entente_query_options* options) { delete options; }

entente_status* entente_query_options_bind(entente_query_options* options, const char* name,
                                           size_t name_size, const entente_term* term) {
  REFUSE_NULL(options);
  REFUSE_NULL(term);
  entente::Params& params = options->options.params;
  std::string variable(Text(name, name_size));
  std::erase_if(params, [&](const auto& param) { return param.first == variable; });
  params.emplace_back(std::move(variable), *term->term);
  return nullptr;
}

void entente_query_options_set_timeout_ms(entente_query_options* options, uint64_t milliseconds) {
  if (options == nullptr) return;
  constexpr auto kLongest = std::chrono::milliseconds::max();
  options->options.timeout = milliseconds < static_cast<uint64_t>(kLongest.count())
                                 ? std::chrono::milliseconds(milliseconds)
                                 : kLongest;
}

void entente_query_options_set_memory_bytes(entente_query_options* options, uint64_t bytes) {
  if (options != nullptr) options->options.memory_budget_bytes = bytes;
}

void entente_query_options_set_row_count_max(entente_query_options* options, uint64_t row_count) {
  if (options != nullptr) options->options.row_count_max = row_count;
}

entente_status* entente_query_options_set_view(entente_query_options* options, const char* iri,
                                               size_t iri_size) {
  REFUSE_NULL(options);
  auto view = entente::EvidenceView::FromIri(Text(iri, iri_size));
  if (!view.ok()) return ToC(view.status());
  options->options.view = *std::move(view);
  return nullptr;
}

void entente_query_options_cancel(entente_query_options* options) {
  if (options != nullptr) options->cancelled = true;
}

entente_status* entente_reader_select(const entente_reader* reader, const entente_query* query,
                                      const entente_query_options* options, entente_rows** rows) {
  REFUSE_NULL(reader);
  REFUSE_NULL(query);
  REFUSE_NULL(rows);
  auto found = reader->reader->Query(query->prepared, OptionsOf(options));
  if (!found.ok()) return ToC(found.status());
  *rows = new entente_rows{.rows = *std::move(found), .terms = {}};
  (*rows)->terms.resize((*rows)->rows.variables().size());
  return nullptr;
}

entente_status* entente_reader_ask(const entente_reader* reader, const entente_query* query,
                                   const entente_query_options* options, int* answer) {
  REFUSE_NULL(reader);
  REFUSE_NULL(query);
  REFUSE_NULL(answer);
  const auto found = reader->reader->Ask(query->prepared, OptionsOf(options));
  if (!found.ok()) return ToC(found.status());
  *answer = *found ? 1 : 0;
  return nullptr;
}

entente_status* entente_reader_construct(const entente_reader* reader, const entente_query* query,
                                         const entente_query_options* options, const char* format,
                                         size_t format_size, entente_output output, void* state) {
  REFUSE_NULL(reader);
  REFUSE_NULL(query);
  REFUSE_NULL(output);
  const auto give = [&](const entente::QuadTaker& take) {
    return reader->reader->ConstructEach(query->prepared, take, OptionsOf(options)).status();
  };
  return ToC(entente::WriteQuadsFrom(give, Text(format, format_size), ToOutput(output, state),
                                     {.prefixes = query->prepared.prefixes()}));
}

entente_status* entente_reader_explain(const entente_reader* reader, const entente_query* query,
                                       const entente_query_options* options, int analyze,
                                       entente_output output, void* state) {
  REFUSE_NULL(reader);
  REFUSE_NULL(query);
  REFUSE_NULL(output);
  const auto plan = reader->reader->Explain(query->prepared, analyze != 0, OptionsOf(options));
  return ToC(plan.ok() ? ToOutput(output, state)(*plan) : plan.status());
}

int entente_rows_next(entente_rows* rows) {
  if (rows == nullptr) return 0;
  ForgetTerms(rows);
  if (!rows->rows.Next()) return 0;
  for (size_t column = 0; column < rows->terms.size(); ++column) {
    rows->terms[column].term = &rows->rows.row()[column];
  }
  return 1;
}

entente_status* entente_rows_status(const entente_rows* rows) {
  REFUSE_NULL(rows);
  return ToC(rows->rows.status());
}

size_t entente_rows_column_count(const entente_rows* rows) {
  return rows == nullptr ? 0 : rows->terms.size();
}

const char* entente_rows_column_name(const entente_rows* rows, size_t column) {
  if (rows == nullptr || column >= rows->terms.size()) return nullptr;
  return rows->rows.variables()[column].c_str();
}

const entente_term* entente_rows_term(const entente_rows* rows, size_t column) {
  if (rows == nullptr || column >= rows->terms.size()) return nullptr;
  const entente_term& term = rows->terms[column];
  return term.term != nullptr && *term.term ? &term : nullptr;
}

entente_status* entente_rows_write(entente_rows* rows, const char* format, size_t format_size,
                                   entente_output output, void* state) {
  REFUSE_NULL(rows);
  REFUSE_NULL(output);
  ForgetTerms(rows);
  return ToC(entente::WriteRows(rows->rows, Text(format, format_size), ToOutput(output, state)));
}

void entente_rows_free(entente_rows* rows) { delete rows; }

entente_status* entente_term_parse(const char* text, size_t text_size, entente_term** term) {
  REFUSE_NULL(term);
  auto parsed = entente::ParseTerm(Text(text, text_size));
  if (!parsed.ok()) return ToC(parsed.status());
  auto* const result = new entente_term{.owned = *std::move(parsed)};
  result->term = &result->owned;
  *term = result;
  return nullptr;
}
void entente_term_free(entente_term* term) { delete term; }

int entente_term_kind(const entente_term* term) {
  return term == nullptr ? 0 : static_cast<int>(term->term->kind());
}

const char* entente_term_text(const entente_term* term, size_t* size) {
  switch (term == nullptr ? Term::Kind::kNone : term->term->kind()) {
    case Term::Kind::kIri:
      return Give(term->term->iri().text, size);
    case Term::Kind::kBlankNode:
      return Give(term->term->blank_node().label, size);
    case Term::Kind::kLiteral:
      return Give(term->term->literal().lexical, size);
    case Term::Kind::kNone:
    case Term::Kind::kTriple:
      break;
  }
  return Give(NoText(), size);
}

const char* entente_term_datatype(const entente_term* term, size_t* size) {
  if (term == nullptr || !term->term->is_literal()) return Give(NoText(), size);
  return Give(term->term->literal().datatype, size);
}

const char* entente_term_language(const entente_term* term, size_t* size) {
  if (term == nullptr || !term->term->is_literal()) return Give(NoText(), size);
  return Give(term->term->literal().language, size);
}

const entente_term* entente_term_component(const entente_term* term, int position) {
  if (term == nullptr || !term->term->is_triple() || position < 0 || position > 2) return nullptr;
  if (term->components == nullptr) {
    const entente::Triple& triple = term->term->triple();
    term->components = std::make_unique<std::array<entente_term, 3>>();
    (*term->components)[0].term = &triple.subject;
    (*term->components)[1].term = &triple.predicate;
    (*term->components)[2].term = &triple.object;
  }
  return &(*term->components)[static_cast<size_t>(position)];
}

const char* entente_term_to_string(const entente_term* term, size_t* size) {
  if (term == nullptr) return Give(NoText(), size);
  if (!term->token.has_value()) term->token = term->term->ToString();
  return Give(*term->token, size);
}

entente_status* entente_reader_dump(const entente_reader* reader, const char* format,
                                    size_t format_size, entente_output output, void* state) {
  REFUSE_NULL(reader);
  REFUSE_NULL(output);
  return ToC(reader->reader
                 ->Dump(ToOutput(output, state), {.format = std::string(Text(format, format_size))})
                 .status());
}

entente_status* entente_reader_write_snapshot(const entente_reader* reader, const char* path,
                                              size_t path_size, entente_snapshot_info* info) {
  REFUSE_NULL(reader);
  const auto written = reader->reader->WriteSnapshot(Path(path, path_size));
  if (!written.ok()) return ToC(written.status());
  if (info != nullptr) GiveInfo(*written, info);
  return nullptr;
}

entente_status* entente_snapshot_read_info(const char* path, size_t path_size,
                                           entente_snapshot_info* info) {
  REFUSE_NULL(info);
  const auto read = entente::ReadSnapshotInfo(Path(path, path_size));
  if (!read.ok()) return ToC(read.status());
  GiveInfo(*read, info);
  return nullptr;
}

entente_status* entente_reader_write_difference(const entente_reader* before,
                                                const entente_reader* after, entente_output output,
                                                void* state, uint64_t* quads_added,
                                                uint64_t* quads_removed) {
  REFUSE_NULL(before);
  REFUSE_NULL(after);
  REFUSE_NULL(output);
  const auto report = before->reader->WriteDifference(*after->reader, ToOutput(output, state));
  if (!report.ok()) return ToC(report.status());
  Give(report->quads_added, quads_added);
  Give(report->quads_removed, quads_removed);
  return nullptr;
}

entente_status* entente_snapshot_merge(const entente_reader* base, const entente_reader* ours,
                                       const entente_reader* theirs, int conflicts,
                                       const char* path, size_t path_size,
                                       uint64_t* conflict_count) {
  REFUSE_NULL(base);
  REFUSE_NULL(ours);
  REFUSE_NULL(theirs);
  if (conflicts < ENTENTE_CONFLICTS_FAIL || conflicts > ENTENTE_CONFLICTS_THEIRS) {
    return ToC(absl::InvalidArgumentError("'conflicts' is none of the three that there are"));
  }
  const auto report =
      entente::MergeSnapshots(*base->reader, *ours->reader, *theirs->reader, Path(path, path_size),
                              {.conflicts = static_cast<entente::MergeConflicts>(conflicts)});
  if (!report.ok()) return ToC(report.status());
  if (!report->is_written) {
    return ToC(absl::FailedPreconditionError(
        std::to_string(report->conflict_count)
            .append(report->conflict_count == 1 ? " claim is" : " claims are")
            .append(" in conflict")));
  }
  Give(report->conflict_count, conflict_count);
  return nullptr;
}

const char* entente_version(void) {
  static const std::string kVersion(entente::Version());
  return kVersion.c_str();
}

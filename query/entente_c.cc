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

std::string_view Text(const char* text, size_t size) {
  return size == 0 ? std::string_view() : std::string_view(text, size);
}

entente_status* ToC(const absl::Status& status) {
  if (status.ok()) return nullptr;
  return new entente_status{.status = status, .message = std::string(status.message())};
}

// Gives `text` and its size away.
const char* Give(const std::string& text, size_t* size) {
  if (size != nullptr) *size = text.size();
  return text.c_str();
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

entente::Quad ToQuad(const entente_term* subject, const entente_term* predicate,
                     const entente_term* object, const entente_term* graph) {
  return {.subject = *subject->term,
          .predicate = *predicate->term,
          .object = *object->term,
          .graph = graph == nullptr ? Term() : *graph->term};
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
  auto opened =
      entente::Database::Open(std::filesystem::path(Text(path, path_size)),
                              {.create_if_missing = (flags & ENTENTE_CREATE_IF_MISSING) != 0,
                               .read_only = (flags & ENTENTE_READ_ONLY) != 0});
  if (!opened.ok()) return ToC(opened.status());
  *database = new entente_database{.database = *std::move(opened)};
  return nullptr;
}

entente_status* entente_database_open_in_memory(entente_database** database) {
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
                                      uint64_t* quads_added) {
  const auto report = database->database.Load(std::filesystem::path(Text(path, path_size)),
                                              {.format = std::string(Text(format, format_size))});
  if (!report.ok()) return ToC(report.status());
  if (quads_added != nullptr) *quads_added = static_cast<uint64_t>(report->quads_added);
  return nullptr;
}

entente_status* entente_database_update(entente_database* database, const char* update,
                                        size_t update_size) {
  return ToC(database->database.Update(Text(update, update_size)).status());
}

entente_status* entente_database_save(const entente_database* database, const char* path,
                                      size_t path_size) {
  return ToC(database->database.Save(std::filesystem::path(Text(path, path_size))).status());
}

entente_status* entente_database_verify(const entente_database* database) {
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

entente_reader* entente_database_read(const entente_database* database) {
  auto* const reader = new entente_reader{.view = database->database.Read()};
  reader->reader = &*reader->view;
  return reader;
}
void entente_reader_free(entente_reader* reader) { delete reader; }

entente_status* entente_transaction_begin(entente_database* database,
                                          entente_transaction** transaction) {
  auto begun = database->database.Begin();
  if (!begun.ok()) return ToC(begun.status());
  auto* const result = new entente_transaction{.transaction = *std::move(begun)};
  result->reader.reader = &result->transaction;
  *transaction = result;
  return nullptr;
}

const entente_reader* entente_transaction_reader(const entente_transaction* transaction) {
  return &transaction->reader;
}

entente_status* entente_transaction_insert(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph) {
  return ToC(transaction->transaction.Insert(ToQuad(subject, predicate, object, graph)));
}

entente_status* entente_transaction_remove(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph) {
  return ToC(transaction->transaction.Remove(ToQuad(subject, predicate, object, graph)));
}

entente_status* entente_transaction_update(entente_transaction* transaction, const char* update,
                                           size_t update_size) {
  return ToC(transaction->transaction.Update(Text(update, update_size)).status());
}

entente_status* entente_transaction_commit(entente_transaction* transaction) {
  entente_status* const status = ToC(transaction->transaction.Commit());
  delete transaction;
  return status;
}
void entente_transaction_free(entente_transaction* transaction) { delete transaction; }

entente_status* entente_query_parse(const char* text, size_t text_size, entente_query** query) {
  auto prepared = entente::Prepared::Parse(Text(text, text_size));
  if (!prepared.ok()) return ToC(prepared.status());
  *query = new entente_query{.prepared = *std::move(prepared)};
  return nullptr;
}
void entente_query_free(entente_query* query) { delete query; }
int entente_query_form(const entente_query* query) {
  return static_cast<int>(query->prepared.form());
}

entente_query_options* entente_query_options_create(void) {
  auto* const options = new entente_query_options;
  options->options.cancelled = &options->cancelled;
  return options;
}
void entente_query_options_free(entente_query_options* options) { delete options; }

void entente_query_options_bind(entente_query_options* options, const char* name, size_t name_size,
                                const entente_term* term) {
  options->options.params.emplace_back(std::string(Text(name, name_size)), *term->term);
}

void entente_query_options_set_timeout_ms(entente_query_options* options, uint64_t milliseconds) {
  constexpr auto kLongest = std::chrono::milliseconds::max();
  options->options.timeout = milliseconds < static_cast<uint64_t>(kLongest.count())
                                 ? std::chrono::milliseconds(milliseconds)
                                 : kLongest;
}

void entente_query_options_set_memory_bytes(entente_query_options* options, uint64_t bytes) {
  options->options.memory_budget_bytes = bytes;
}

void entente_query_options_set_row_count_max(entente_query_options* options, uint64_t row_count) {
  options->options.row_count_max = row_count;
}

entente_status* entente_query_options_set_view(entente_query_options* options, const char* iri,
                                               size_t iri_size) {
  auto view = entente::EvidenceView::FromIri(Text(iri, iri_size));
  if (!view.ok()) return ToC(view.status());
  options->options.view = *std::move(view);
  return nullptr;
}

void entente_query_options_cancel(entente_query_options* options) { options->cancelled = true; }

entente_status* entente_reader_select(const entente_reader* reader, const entente_query* query,
                                      const entente_query_options* options, entente_rows** rows) {
  auto found = reader->reader->Query(query->prepared, OptionsOf(options));
  if (!found.ok()) return ToC(found.status());
  *rows = new entente_rows{.rows = *std::move(found), .terms = {}};
  (*rows)->terms.resize((*rows)->rows.variables().size());
  return nullptr;
}

entente_status* entente_reader_ask(const entente_reader* reader, const entente_query* query,
                                   const entente_query_options* options, int* answer) {
  const auto found = reader->reader->Ask(query->prepared, OptionsOf(options));
  if (!found.ok()) return ToC(found.status());
  *answer = *found ? 1 : 0;
  return nullptr;
}

entente_status* entente_reader_construct(const entente_reader* reader, const entente_query* query,
                                         const entente_query_options* options, const char* format,
                                         size_t format_size, entente_output output, void* state) {
  const auto quads = reader->reader->Construct(query->prepared, OptionsOf(options));
  if (!quads.ok()) return ToC(quads.status());
  return ToC(entente::WriteQuads(*quads, Text(format, format_size), ToOutput(output, state),
                                 {.prefixes = query->prepared.prefixes()}));
}

int entente_rows_next(entente_rows* rows) {
  if (!rows->rows.Next()) {
    rows->terms.clear();
    return 0;
  }
  for (size_t column = 0; column < rows->terms.size(); ++column) {
    entente_term& term = rows->terms[column];
    term.term = &rows->rows.row()[column];
    term.token.reset();
    term.components.reset();
  }
  return 1;
}

entente_status* entente_rows_status(const entente_rows* rows) { return ToC(rows->rows.status()); }

size_t entente_rows_column_count(const entente_rows* rows) { return rows->rows.variables().size(); }

const char* entente_rows_column_name(const entente_rows* rows, size_t column) {
  if (column >= rows->rows.variables().size()) return nullptr;
  return rows->rows.variables()[column].c_str();
}

const entente_term* entente_rows_term(const entente_rows* rows, size_t column) {
  if (column >= rows->terms.size() || rows->terms[column].term == nullptr) return nullptr;
  return *rows->terms[column].term ? &rows->terms[column] : nullptr;
}

entente_status* entente_rows_write(entente_rows* rows, const char* format, size_t format_size,
                                   entente_output output, void* state) {
  rows->terms.clear();
  return ToC(entente::WriteRows(rows->rows, Text(format, format_size), ToOutput(output, state)));
}

void entente_rows_free(entente_rows* rows) { delete rows; }

entente_status* entente_term_parse(const char* text, size_t text_size, entente_term** term) {
  auto parsed = entente::ParseTerm(Text(text, text_size));
  if (!parsed.ok()) return ToC(parsed.status());
  auto* const result = new entente_term{.owned = *std::move(parsed)};
  result->term = &result->owned;
  *term = result;
  return nullptr;
}
void entente_term_free(entente_term* term) { delete term; }

int entente_term_kind(const entente_term* term) { return static_cast<int>(term->term->kind()); }

const char* entente_term_text(const entente_term* term, size_t* size) {
  switch (term->term->kind()) {
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
  return Give(term->term->is_literal() ? term->term->literal().datatype : NoText(), size);
}

const char* entente_term_language(const entente_term* term, size_t* size) {
  return Give(term->term->is_literal() ? term->term->literal().language : NoText(), size);
}

const entente_term* entente_term_component(const entente_term* term, int position) {
  if (!term->term->is_triple() || position < 0 || position > 2) return nullptr;
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
  if (!term->token.has_value()) term->token = term->term->ToString();
  return Give(*term->token, size);
}

const char* entente_version(void) {
  static const std::string kVersion(entente::Version());
  return kVersion.c_str();
}

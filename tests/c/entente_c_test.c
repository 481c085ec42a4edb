/* The C API from C: each check that fails says where and is counted. */
#define _XOPEN_SOURCE 700 /* truncate */

#include <entente/entente_c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failures = 0;

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      ++failures;                                                     \
    }                                                                 \
  } while (0)

/* Frees the status; 1 if it was none. */
static int Ok(entente_status* status) {
  const int ok = status == NULL;
  if (!ok) fprintf(stderr, "%s\n", entente_status_message(status));
  entente_status_free(status);
  return ok;
}

/* Frees the status; 1 if it has the code and its message holds `words`. */
static int Fails(entente_status* status, int code, const char* words) {
  const int as_said =
      entente_status_code(status) == code && strstr(entente_status_message(status), words) != NULL;
  if (!as_said) {
    fprintf(stderr, "code %d: %s\n", entente_status_code(status), entente_status_message(status));
  }
  entente_status_free(status);
  return as_said;
}

static entente_query* Parse(const char* text) {
  entente_query* query = NULL;
  CHECK(Ok(entente_query_parse(text, strlen(text), &query)));
  return query;
}

static entente_term* TermOf(const char* text) {
  entente_term* term = NULL;
  CHECK(Ok(entente_term_parse(text, strlen(text), &term)));
  return term;
}

struct text {
  char bytes[4096];
  size_t size;
};

static int Append(void* state, const char* bytes, size_t size) {
  struct text* const text = state;
  if (text->size + size >= sizeof text->bytes) return 1;
  memcpy(text->bytes + text->size, bytes, size);
  text->size += size;
  text->bytes[text->size] = '\0';
  return 0;
}

static int Refuse(void* state, const char* bytes, size_t size) {
  (void)state, (void)bytes, (void)size;
  return 1;
}

static uint64_t CountRows(const entente_reader* reader, const char* select,
                          const entente_query_options* options) {
  entente_query* const query = Parse(select);
  entente_rows* rows = NULL;
  uint64_t count = 0;
  if (Ok(entente_reader_select(reader, query, options, &rows))) {
    while (entente_rows_next(rows)) ++count;
    CHECK(Ok(entente_rows_status(rows)));
  }
  entente_rows_free(rows);
  entente_query_free(query);
  return count;
}

static void TermsAreReadByKind(void) {
  entente_term* const triple = TermOf("<<( <urn:s> rdfs:label \"四方\"@zh )>>");
  size_t size = 0;
  CHECK(entente_term_kind(triple) == ENTENTE_TRIPLE);
  CHECK(strcmp(entente_term_text(triple, NULL), "") == 0);
  const entente_term* const subject = entente_term_component(triple, 0);
  CHECK(entente_term_kind(subject) == ENTENTE_IRI);
  CHECK(strcmp(entente_term_text(subject, &size), "urn:s") == 0 && size == 5);
  const entente_term* const object = entente_term_component(triple, 2);
  CHECK(entente_term_kind(object) == ENTENTE_LITERAL);
  CHECK(strcmp(entente_term_text(object, &size), "四方") == 0 && size == 6);
  CHECK(strcmp(entente_term_language(object, NULL), "zh") == 0);
  CHECK(strcmp(entente_term_datatype(object, NULL),
               "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString") == 0);
  CHECK(entente_term_component(triple, 3) == NULL && entente_term_component(triple, -1) == NULL);
  CHECK(entente_term_component(object, 0) == NULL);
  CHECK(strcmp(entente_term_to_string(triple, NULL),
               "<<( <urn:s> <http://www.w3.org/2000/01/rdf-schema#label> \"四方\"@zh )>>") == 0);
  entente_term_free(triple);

  entente_term* none = NULL;
  CHECK(Fails(entente_term_parse("1 2", 3, &none), ENTENTE_INVALID_ARGUMENT, "not one term"));
  CHECK(none == NULL);
}

static void WhatIsCommittedStaysAndWhatIsNotGoes(const char* path) {
  entente_database* database = NULL;
  entente_transaction* transaction = NULL;
  CHECK(Fails(entente_database_open(path, strlen(path), 0, &database), ENTENTE_NOT_FOUND, path));
  CHECK(Ok(entente_database_open(path, strlen(path), ENTENTE_CREATE_IF_MISSING, &database)));
  entente_term* const quad = TermOf("<urn:quad>");
  entente_term* const member = TermOf("ent:member");
  entente_term* const india = TermOf("<urn:india>");
  const char* const select = "SELECT ?m { <urn:quad> ent:member ?m }";

  CHECK(Ok(entente_transaction_begin(database, &transaction)));
  CHECK(Ok(entente_transaction_insert(transaction, quad, member, india, NULL)));
  CHECK(CountRows(entente_transaction_reader(transaction), select, NULL) == 1);
  entente_transaction_free(transaction);
  entente_reader* before = entente_database_read(database);
  CHECK(CountRows(before, select, NULL) == 0);

  CHECK(Ok(entente_transaction_begin(database, &transaction)));
  CHECK(Ok(entente_transaction_insert(transaction, quad, member, india, NULL)));
  CHECK(Ok(entente_transaction_insert(transaction, quad, member, quad, quad)));
  CHECK(Ok(entente_transaction_remove(transaction, quad, member, quad, quad)));
  entente_term* const text = TermOf("'text'");
  CHECK(Fails(entente_transaction_insert(transaction, text, member, quad, NULL),
              ENTENTE_INVALID_ARGUMENT, "subject"));
  entente_term_free(text);
  CHECK(Fails(entente_transaction_update(transaction, "INSERT", 6, NULL, NULL, NULL),
              ENTENTE_INVALID_ARGUMENT, "1:"));
  uint64_t inserted = 0;
  uint64_t removed = 0;
  const char* const swap =
      "DELETE { ?g ent:member ?m } INSERT { ?g ent:member <urn:japan>, <urn:usa> } "
      "WHERE { ?g ent:member ?m }";
  entente_query_options* const options = entente_query_options_create();
  CHECK(Ok(entente_query_options_bind(options, "m", 1, india)));
  CHECK(Ok(
      entente_transaction_update(transaction, swap, strlen(swap), options, &inserted, &removed)));
  CHECK(inserted == 2 && removed == 1);
  entente_query_options_free(options);
  CHECK(Ok(entente_transaction_commit(transaction)));
  CHECK(CountRows(before, select, NULL) == 0);
  entente_reader_free(before);
  CHECK(Ok(entente_database_verify(database)));
  CHECK(Ok(entente_database_close(database)));

  CHECK(Ok(entente_database_open(path, strlen(path), ENTENTE_READ_ONLY, &database)));
  entente_reader* const after = entente_database_read(database);
  CHECK(CountRows(after, select, NULL) == 2);
  CHECK(CountRows(after, "SELECT * { GRAPH ?g { ?s ?p ?o } }", NULL) == 0);
  entente_reader_free(after);
  CHECK(Fails(entente_transaction_begin(database, &transaction), ENTENTE_FAILED_PRECONDITION,
              "read"));
  CHECK(Ok(entente_database_close(database)));
  entente_term_free(quad);
  entente_term_free(member);
  entente_term_free(india);
}

static void QueriesAreAnsweredInTheirForm(void) {
  entente_database* database = NULL;
  CHECK(Ok(entente_database_open_in_memory(&database)));
  const char* const update =
      "INSERT DATA { <urn:quad> ent:member <urn:india>, <urn:japan> ; rdfs:label '四方'@zh . "
      "<urn:c> rdf:reifies <<( <urn:quad> ent:member <urn:seoul> )>> ; a ent:Claim ; "
      "ent:claimant <urn:x> ; ent:stance ent:asserts ; ent:source <urn:y> }";
  CHECK(Ok(entente_database_update(database, update, strlen(update), NULL, NULL, NULL)));
  entente_reader* const reader = entente_database_read(database);

  entente_query* const select =
      Parse("SELECT ?m ?none { ?quad ent:member ?m OPTIONAL { ?m <urn:no> ?none } } ORDER BY ?m");
  entente_query* const ask = Parse("ASK { ?quad ent:member <urn:india> }");
  entente_query* const construct = Parse("CONSTRUCT { ?m <urn:in> ?q } { ?q ent:member ?m }");
  CHECK(entente_query_form(select) == ENTENTE_SELECT);
  CHECK(entente_query_form(ask) == ENTENTE_ASK);
  CHECK(entente_query_form(construct) == ENTENTE_CONSTRUCT);

  entente_query_options* const options = entente_query_options_create();
  entente_term* const quad = TermOf("<urn:quad>");
  CHECK(Ok(entente_query_options_bind(options, "quad", 4, quad)));
  entente_rows* rows = NULL;
  CHECK(Ok(entente_reader_select(reader, select, options, &rows)));
  CHECK(entente_rows_column_count(rows) == 2);
  CHECK(strcmp(entente_rows_column_name(rows, 0), "m") == 0);
  CHECK(entente_rows_column_name(rows, 2) == NULL);
  CHECK(entente_rows_term(rows, 0) == NULL);
  CHECK(entente_rows_next(rows) == 1);
  CHECK(strcmp(entente_term_text(entente_rows_term(rows, 0), NULL), "urn:india") == 0);
  CHECK(entente_rows_term(rows, 1) == NULL && entente_rows_term(rows, 2) == NULL);
  struct text text = {.size = 0};
  CHECK(Ok(entente_rows_write(rows, "tsv", 3, Append, &text)));
  CHECK(strcmp(text.bytes, "?m\t?none\n<urn:japan>\t\n") == 0);
  CHECK(entente_rows_next(rows) == 0 && entente_rows_term(rows, 0) == NULL);
  entente_rows_free(rows);

  int answer = -1;
  CHECK(Ok(entente_reader_ask(reader, ask, options, &answer)) && answer == 1);
  CHECK(
      Fails(entente_reader_ask(reader, select, options, &answer), ENTENTE_INVALID_ARGUMENT, "ASK"));
  CHECK(Fails(entente_reader_select(reader, ask, options, &rows), ENTENTE_INVALID_ARGUMENT,
              "SELECT"));

  text.size = 0;
  CHECK(Ok(entente_reader_construct(reader, construct, NULL, "nt", 2, Append, &text)));
  CHECK(strstr(text.bytes, "<urn:india> <urn:in> <urn:quad> .\n") != NULL);
  CHECK(Fails(entente_reader_construct(reader, construct, NULL, "nt", 2, Refuse, NULL),
              ENTENTE_CANCELLED, "output"));
  CHECK(Fails(entente_reader_construct(reader, construct, NULL, "odt", 3, Append, &text),
              ENTENTE_INVALID_ARGUMENT, "odt"));

  text.size = 0;
  CHECK(Ok(entente_reader_explain(reader, ask, NULL, 0, Append, &text)));
  CHECK(text.size > 0 && strstr(text.bytes, " ms") == NULL);
  text.size = 0;
  CHECK(Ok(entente_reader_explain(reader, select, options, 1, Append, &text)));
  CHECK(strstr(text.bytes, " ms") != NULL || strstr(text.bytes, " us") != NULL);
  CHECK(Fails(entente_reader_explain(reader, select, options, 0, Refuse, NULL), ENTENTE_CANCELLED,
              "output"));

  const char* const members = "SELECT ?m { ?quad ent:member ?m }";
  CHECK(CountRows(reader, members, options) == 2);
  const char* const view = "urn:entente:view?base=exclude";
  CHECK(Ok(entente_query_options_set_view(options, view, strlen(view))));
  CHECK(CountRows(reader, members, options) == 1);
  CHECK(Fails(entente_query_options_set_view(options, "urn:entente:view?x=1", 20),
              ENTENTE_INVALID_ARGUMENT, "x"));

  entente_query_options* const limited = entente_query_options_create();
  entente_query_options_set_row_count_max(limited, 1);
  entente_query_options_set_timeout_ms(limited, UINT64_MAX);
  CHECK(Ok(entente_reader_select(reader, select, limited, &rows)));
  CHECK(entente_rows_next(rows) == 1 && entente_rows_next(rows) == 0);
  CHECK(Fails(entente_rows_status(rows), ENTENTE_RESOURCE_EXHAUSTED, "1 row,"));
  entente_rows_free(rows);
  entente_query_options_free(limited);

  entente_query* const endless = Parse(
      "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o . "
      "?p ?q ?r . ?s ?t ?u . ?v ?w ?x FILTER(STR(?a) < STR(?v)) }");
  entente_query_options* const cancelled = entente_query_options_create();
  entente_query_options_cancel(cancelled);
  entente_status* status = entente_reader_select(reader, endless, cancelled, &rows);
  if (status == NULL) {
    CHECK(entente_rows_next(rows) == 0);
    status = entente_rows_status(rows);
    entente_rows_free(rows);
  }
  CHECK(Fails(status, ENTENTE_CANCELLED, ""));
  entente_query_options_free(cancelled);
  entente_query_options* const hurried = entente_query_options_create();
  entente_query_options_set_timeout_ms(hurried, 1);
  status = entente_reader_select(reader, endless, hurried, &rows);
  if (status == NULL) {
    CHECK(entente_rows_next(rows) == 0);
    status = entente_rows_status(rows);
    entente_rows_free(rows);
  }
  CHECK(Fails(status, ENTENTE_DEADLINE_EXCEEDED, ""));
  entente_query_options_free(hurried);

  entente_query_free(endless);
  entente_query_free(select);
  entente_query_free(ask);
  entente_query_free(construct);
  entente_query_options_free(options);
  entente_term_free(quad);
  entente_reader_free(reader);
  CHECK(Ok(entente_database_close(database)));
}

static void FilesGoInAndOut(const char* directory) {
  char saved[512];
  char path[512];
  snprintf(saved, sizeof saved, "%s/saved.nq", directory);
  snprintf(path, sizeof path, "%s/loaded", directory);
  entente_database* database = NULL;
  CHECK(Ok(entente_database_open_in_memory(&database)));
  const char* const update =
      "INSERT DATA { <urn:a> <urn:b> 'c' GRAPH <urn:g> { <urn:a> <urn:b> 1 } }";
  CHECK(Ok(entente_database_update(database, update, strlen(update), NULL, NULL, NULL)));
  CHECK(Ok(entente_database_save(database, saved, strlen(saved))));
  CHECK(Ok(entente_database_close(database)));

  CHECK(Ok(entente_database_open(path, strlen(path), ENTENTE_CREATE_IF_MISSING, &database)));
  uint64_t added = 0;
  CHECK(Ok(entente_database_load(database, saved, strlen(saved), "", 0, NULL, NULL, &added)) &&
        added == 2);
  CHECK(Ok(entente_database_load(database, saved, strlen(saved), "nq", 2, NULL, NULL, &added)) &&
        added == 0);
  CHECK(Fails(entente_database_load(database, saved, strlen(saved), "nt", 2, NULL, NULL, NULL),
              ENTENTE_INVALID_ARGUMENT, "saved.nq"));
  CHECK(Fails(entente_database_load(database, "no.nt", 5, "", 0, NULL, NULL, NULL),
              ENTENTE_NOT_FOUND, "no.nt"));
  CHECK(Ok(entente_database_close(database)));
}

static entente_database* DatabaseOf(const char* update) {
  entente_database* database = NULL;
  CHECK(Ok(entente_database_open_in_memory(&database)));
  CHECK(Ok(entente_database_update(database, update, strlen(update), NULL, NULL, NULL)));
  return database;
}

struct progress {
  int call_count;
  uint64_t quad_count;
  uint64_t bytes_read;
  uint64_t bytes_total;
};

static int Note(void* state, uint64_t quad_count, uint64_t bytes_read, uint64_t bytes_total) {
  struct progress* const progress = state;
  ++progress->call_count;
  progress->quad_count = quad_count;
  progress->bytes_read = bytes_read;
  progress->bytes_total = bytes_total;
  return 0;
}

static int Stop(void* state, uint64_t quad_count, uint64_t bytes_read, uint64_t bytes_total) {
  (void)state, (void)quad_count, (void)bytes_read, (void)bytes_total;
  return 1;
}

static void LoadsTellHowFarTheyAreAndCanBeStopped(const char* directory) {
  char path[512];
  snprintf(path, sizeof path, "%s/many.nt", directory);
  FILE* const file = fopen(path, "w");
  CHECK(file != NULL);
  for (int i = 0; i < 20000; ++i) fprintf(file, "<urn:s%d> <urn:p> <urn:o%d> .\n", i, i % 7);
  fclose(file);

  entente_database* database = NULL;
  CHECK(Ok(entente_database_open_in_memory(&database)));
  uint64_t added = 7;
  CHECK(Fails(entente_database_load(database, path, strlen(path), "", 0, Stop, NULL, &added),
              ENTENTE_CANCELLED, ""));
  CHECK(added == 7);
  entente_statistics statistics;
  CHECK(Ok(entente_database_statistics(database, &statistics)) && statistics.quad_count == 0);
  struct progress progress = {0, 0, 0, 0};
  CHECK(Ok(entente_database_load(database, path, strlen(path), "", 0, Note, &progress, &added)));
  CHECK(added == 20000);
  CHECK(progress.call_count > 0 && progress.quad_count <= 20000);
  CHECK(progress.bytes_read <= progress.bytes_total);
  CHECK(Ok(entente_database_statistics(database, &statistics)) && statistics.quad_count == 20000);
  CHECK(Ok(entente_database_compact(database)));
  CHECK(Ok(entente_database_close(database)));
}

static void SnapshotsAreWrittenComparedAndMerged(const char* directory) {
  char base_path[512];
  char merged_path[512];
  char patch_path[512];
  snprintf(base_path, sizeof base_path, "%s/base.ents", directory);
  snprintf(merged_path, sizeof merged_path, "%s/merged.ents", directory);
  snprintf(patch_path, sizeof patch_path, "%s/change.rdfp", directory);
  const char* const claim =
      "<urn:c> rdf:reifies <<( <urn:quad> ent:member <urn:india> )>> ; a ent:Claim ; "
      "ent:claimant <urn:x> ; ent:source <urn:y> ; ent:stance ";
  char update[512];
  snprintf(update, sizeof update, "INSERT DATA { %s ent:asserts }", claim);
  entente_database* database = DatabaseOf(update);
  entente_reader* reader = entente_database_read(database);
  entente_snapshot_info info;
  entente_snapshot_info read_info;
  CHECK(Ok(entente_reader_write_snapshot(reader, base_path, strlen(base_path), &info)));
  CHECK(Ok(entente_snapshot_read_info(base_path, strlen(base_path), &read_info)));
  CHECK(memcmp(&info, &read_info, sizeof info) == 0);
  CHECK(strlen(info.logical_hash) == 64 && info.quad_count == 5 && info.claim_count == 1);
  CHECK(Fails(entente_snapshot_read_info("no.ents", 7, &read_info), ENTENTE_NOT_FOUND, "no.ents"));
  entente_reader_free(reader);
  CHECK(Ok(entente_database_close(database)));

  entente_database* base_database = NULL;
  CHECK(Ok(entente_database_open(base_path, strlen(base_path), 0, &base_database)));
  CHECK(Ok(entente_database_verify(base_database)));
  CHECK(Fails(entente_database_update(base_database, "CLEAR ALL", 9, NULL, NULL, NULL),
              ENTENTE_FAILED_PRECONDITION, "snapshot"));
  entente_reader* const base = entente_database_read(base_database);
  snprintf(update, sizeof update, "INSERT DATA { %s ent:denies . <urn:o> <urn:p> 1 }", claim);
  entente_database* const our_database = DatabaseOf(update);
  snprintf(update, sizeof update, "INSERT DATA { %s ent:reports }", claim);
  entente_database* const their_database = DatabaseOf(update);
  entente_reader* const ours = entente_database_read(our_database);
  entente_reader* const theirs = entente_database_read(their_database);

  struct text patch = {.size = 0};
  uint64_t added = 0;
  uint64_t removed = 0;
  CHECK(Ok(entente_reader_write_difference(base, ours, Append, &patch, &added, &removed)));
  CHECK(added == 2 && removed == 1 && strstr(patch.bytes, "D <urn:c> ") != NULL);
  CHECK(Fails(entente_reader_write_difference(base, ours, Refuse, NULL, NULL, NULL),
              ENTENTE_CANCELLED, "output"));
  FILE* const file = fopen(patch_path, "w");
  CHECK(file != NULL && fwrite(patch.bytes, 1, patch.size, file) == patch.size);
  fclose(file);
  snprintf(update, sizeof update, "INSERT DATA { %s ent:asserts }", claim);
  database = DatabaseOf(update);
  CHECK(
      Ok(entente_database_apply_patch(database, patch_path, strlen(patch_path), &added, &removed)));
  CHECK(added == 2 && removed == 1);
  CHECK(Fails(entente_database_apply_patch(database, base_path, strlen(base_path), NULL, NULL),
              ENTENTE_INVALID_ARGUMENT, ""));
  struct text our_dump = {.size = 0};
  struct text patched_dump = {.size = 0};
  reader = entente_database_read(database);
  CHECK(Ok(entente_reader_dump(ours, "nq", 2, Append, &our_dump)));
  CHECK(Ok(entente_reader_dump(reader, "nq", 2, Append, &patched_dump)));
  CHECK(our_dump.size > 0 && strcmp(our_dump.bytes, patched_dump.bytes) == 0);
  CHECK(Fails(entente_reader_dump(ours, "odt", 3, Append, &our_dump), ENTENTE_INVALID_ARGUMENT,
              "odt"));
  CHECK(Fails(entente_reader_dump(ours, "nq", 2, Refuse, NULL), ENTENTE_CANCELLED, "output"));

  uint64_t conflict_count = 0;
  CHECK(Fails(entente_snapshot_merge(base, ours, theirs, ENTENTE_CONFLICTS_FAIL, merged_path,
                                     strlen(merged_path), &conflict_count),
              ENTENTE_FAILED_PRECONDITION, "1 claim is"));
  CHECK(Fails(entente_snapshot_read_info(merged_path, strlen(merged_path), &read_info),
              ENTENTE_NOT_FOUND, "merged"));
  CHECK(Fails(entente_snapshot_merge(base, ours, theirs, 3, merged_path, strlen(merged_path), NULL),
              ENTENTE_INVALID_ARGUMENT, "conflicts"));
  CHECK(Ok(entente_snapshot_merge(base, ours, theirs, ENTENTE_CONFLICTS_OURS, merged_path,
                                  strlen(merged_path), &conflict_count)));
  CHECK(conflict_count == 1);
  CHECK(Ok(entente_snapshot_read_info(merged_path, strlen(merged_path), &read_info)));
  CHECK(Ok(entente_reader_write_snapshot(ours, base_path, strlen(base_path), &info)));
  CHECK(strcmp(info.logical_hash, read_info.logical_hash) == 0);

  /* Mapped, a file that becomes shorter would end the process. */
  entente_database* read_database = NULL;
  CHECK(Ok(
      entente_database_open(merged_path, strlen(merged_path), ENTENTE_READ_FILE, &read_database)));
  CHECK(truncate(merged_path, 200) == 0);
  CHECK(Fails(entente_database_verify(read_database), ENTENTE_DATA_LOSS, "shorter"));
  CHECK(Ok(entente_database_close(read_database)));

  entente_reader_free(base);
  entente_reader_free(ours);
  entente_reader_free(theirs);
  entente_reader_free(reader);
  CHECK(Ok(entente_database_close(base_database)));
  CHECK(Ok(entente_database_close(our_database)));
  CHECK(Ok(entente_database_close(their_database)));
  CHECK(Ok(entente_database_close(database)));
}

static void WhatCameOutOfADatabaseOutlivesIt(const char* directory) {
  char path[512];
  snprintf(path, sizeof path, "%s/outlived", directory);
  entente_database* database = NULL;
  CHECK(Ok(entente_database_open(path, strlen(path), ENTENTE_CREATE_IF_MISSING, &database)));
  CHECK(Ok(entente_database_update(database, "INSERT DATA { <urn:a> <urn:b> 1, 2 }", 36, NULL, NULL,
                                   NULL)));
  entente_reader* const reader = entente_database_read(database);
  entente_transaction* transaction = NULL;
  CHECK(Ok(entente_transaction_begin(database, &transaction)));
  entente_query* const query = Parse("SELECT ?o { ?s ?p ?o }");
  entente_rows* rows = NULL;
  entente_rows* changed_rows = NULL;
  CHECK(Ok(entente_reader_select(reader, query, NULL, &rows)));
  CHECK(Ok(
      entente_reader_select(entente_transaction_reader(transaction), query, NULL, &changed_rows)));
  entente_transaction* second = NULL;
  CHECK(
      Fails(entente_transaction_begin(database, &second), ENTENTE_FAILED_PRECONDITION, "not over"));
  CHECK(Fails(entente_database_close(database), ENTENTE_FAILED_PRECONDITION, "still there"));

  CHECK(entente_rows_next(rows) == 1);
  CHECK(CountRows(reader, "SELECT ?o { ?s ?p ?o }", NULL) == 2);
  entente_reader_free(reader);
  CHECK(entente_rows_next(rows) == 1 && entente_rows_next(rows) == 0);
  CHECK(Ok(entente_rows_status(rows)));
  CHECK(Ok(entente_transaction_update(transaction, "CLEAR ALL", 9, NULL, NULL, NULL)));
  CHECK(entente_rows_next(changed_rows) == 0);
  CHECK(Fails(entente_rows_status(changed_rows), ENTENTE_FAILED_PRECONDITION, "transaction"));
  CHECK(Ok(entente_transaction_commit(transaction)));
  entente_rows_free(changed_rows);
  entente_rows_free(rows);
  entente_query_free(query);

  CHECK(Ok(entente_database_open(path, strlen(path), 0, &database)));
  entente_reader* const after = entente_database_read(database);
  CHECK(CountRows(after, "SELECT ?o { ?s ?p ?o }", NULL) == 0);
  entente_reader_free(after);
  CHECK(Ok(entente_database_close(database)));
}

static void RowsGoOnAfterAnOutputThatRefused(void) {
  entente_database* const database = DatabaseOf("INSERT DATA { <urn:a> <urn:b> 1, 2 }");
  entente_reader* const reader = entente_database_read(database);
  entente_query* const query = Parse("SELECT ?o { ?s ?p ?o }");
  entente_rows* rows = NULL;
  CHECK(Ok(entente_reader_select(reader, query, NULL, &rows)));
  CHECK(Fails(entente_rows_write(rows, "odt", 3, Refuse, NULL), ENTENTE_INVALID_ARGUMENT, "odt"));
  CHECK(entente_rows_term(rows, 0) == NULL);
  CHECK(entente_rows_next(rows) == 1 && entente_rows_term(rows, 0) != NULL);
  CHECK(entente_rows_column_count(rows) == 1);
  CHECK(Fails(entente_rows_write(rows, "csv", 3, Refuse, NULL), ENTENTE_CANCELLED, "output"));
  entente_rows_free(rows);

  entente_query_options* const options = entente_query_options_create();
  entente_term* const one = TermOf("1");
  entente_query_options_set_memory_bytes(options, 1 << 20);
  CHECK(Ok(entente_query_options_bind(options, "nowhere", 7, one)));
  CHECK(Fails(entente_reader_select(reader, query, options, &rows), ENTENTE_INVALID_ARGUMENT,
              "nowhere"));
  entente_query_options_free(options);
  entente_term_free(one);
  entente_query_free(query);
  entente_reader_free(reader);
  CHECK(Ok(entente_database_close(database)));
}

/* Fails if the status is not an INVALID_ARGUMENT that names the argument. */
#define CHECK_REFUSED(argument, status) \
  CHECK(Fails(status, ENTENTE_INVALID_ARGUMENT, "'" argument "' is NULL"))

static void NullIsAnErrorThatNamesTheArgument(void) {
  entente_database* database = DatabaseOf("INSERT DATA { <urn:a> <urn:b> 1 }");
  entente_reader* const reader = entente_database_read(database);
  entente_transaction* transaction = NULL;
  CHECK(Ok(entente_transaction_begin(database, &transaction)));
  entente_query* const select = Parse("SELECT ?o { ?s ?p ?o }");
  entente_query* const ask = Parse("ASK { ?s ?p ?o }");
  entente_query* const construct = Parse("CONSTRUCT WHERE { ?s ?p ?o }");
  entente_query_options* const options = entente_query_options_create();
  entente_term* const iri = TermOf("<urn:a>");
  entente_rows* rows = NULL;
  entente_snapshot_info info;
  entente_statistics statistics;
  int answer = 0;

  CHECK_REFUSED("database", entente_database_open("x", 1, 0, NULL));
  CHECK_REFUSED("database", entente_database_open_in_memory(NULL));
  CHECK_REFUSED("database", entente_database_load(NULL, "x", 1, "", 0, NULL, NULL, NULL));
  CHECK_REFUSED("database", entente_database_update(NULL, "CLEAR ALL", 9, NULL, NULL, NULL));
  CHECK_REFUSED("database", entente_database_apply_patch(NULL, "x", 1, NULL, NULL));
  CHECK_REFUSED("database", entente_database_save(NULL, "x", 1));
  CHECK_REFUSED("database", entente_database_verify(NULL));
  CHECK_REFUSED("database", entente_database_compact(NULL));
  CHECK_REFUSED("database", entente_database_statistics(NULL, &statistics));
  CHECK_REFUSED("statistics", entente_database_statistics(database, NULL));
  CHECK(entente_database_read(NULL) == NULL);

  CHECK_REFUSED("database", entente_transaction_begin(NULL, &transaction));
  CHECK_REFUSED("transaction", entente_transaction_begin(database, NULL));
  CHECK(entente_transaction_reader(NULL) == NULL);
  CHECK_REFUSED("transaction", entente_transaction_insert(NULL, iri, iri, iri, NULL));
  CHECK_REFUSED("subject", entente_transaction_insert(transaction, NULL, iri, iri, NULL));
  CHECK_REFUSED("predicate", entente_transaction_insert(transaction, iri, NULL, iri, NULL));
  CHECK_REFUSED("object", entente_transaction_insert(transaction, iri, iri, NULL, NULL));
  CHECK_REFUSED("transaction", entente_transaction_remove(NULL, iri, iri, iri, NULL));
  CHECK_REFUSED("subject", entente_transaction_remove(transaction, NULL, iri, iri, NULL));
  CHECK_REFUSED("predicate", entente_transaction_remove(transaction, iri, NULL, iri, NULL));
  CHECK_REFUSED("object", entente_transaction_remove(transaction, iri, iri, NULL, NULL));
  CHECK_REFUSED("transaction", entente_transaction_update(NULL, "CLEAR ALL", 9, NULL, NULL, NULL));
  CHECK_REFUSED("transaction", entente_transaction_commit(NULL));

  CHECK_REFUSED("query", entente_query_parse("ASK {}", 6, NULL));
  CHECK(entente_query_form(NULL) == -1);
  CHECK_REFUSED("options", entente_query_options_bind(NULL, "s", 1, iri));
  CHECK_REFUSED("term", entente_query_options_bind(options, "s", 1, NULL));
  CHECK_REFUSED("options", entente_query_options_set_view(NULL, "urn:entente:view", 16));
  entente_query_options_set_timeout_ms(NULL, 1);
  entente_query_options_set_memory_bytes(NULL, 1);
  entente_query_options_set_row_count_max(NULL, 1);
  entente_query_options_cancel(NULL);

  CHECK_REFUSED("reader", entente_reader_select(NULL, select, NULL, &rows));
  CHECK_REFUSED("query", entente_reader_select(reader, NULL, NULL, &rows));
  CHECK_REFUSED("rows", entente_reader_select(reader, select, NULL, NULL));
  CHECK_REFUSED("reader", entente_reader_ask(NULL, ask, NULL, &answer));
  CHECK_REFUSED("query", entente_reader_ask(reader, NULL, NULL, &answer));
  CHECK_REFUSED("answer", entente_reader_ask(reader, ask, NULL, NULL));
  CHECK_REFUSED("reader", entente_reader_construct(NULL, construct, NULL, "nt", 2, Refuse, NULL));
  CHECK_REFUSED("query", entente_reader_construct(reader, NULL, NULL, "nt", 2, Refuse, NULL));
  CHECK_REFUSED("output", entente_reader_construct(reader, construct, NULL, "nt", 2, NULL, NULL));
  CHECK_REFUSED("reader", entente_reader_explain(NULL, ask, NULL, 0, Refuse, NULL));
  CHECK_REFUSED("query", entente_reader_explain(reader, NULL, NULL, 0, Refuse, NULL));
  CHECK_REFUSED("output", entente_reader_explain(reader, ask, NULL, 0, NULL, NULL));
  CHECK_REFUSED("reader", entente_reader_dump(NULL, "nq", 2, Refuse, NULL));
  CHECK_REFUSED("output", entente_reader_dump(reader, "nq", 2, NULL, NULL));
  CHECK_REFUSED("reader", entente_reader_write_snapshot(NULL, "x", 1, &info));
  CHECK_REFUSED("info", entente_snapshot_read_info("x", 1, NULL));
  CHECK_REFUSED("before", entente_reader_write_difference(NULL, reader, Refuse, NULL, NULL, NULL));
  CHECK_REFUSED("after", entente_reader_write_difference(reader, NULL, Refuse, NULL, NULL, NULL));
  CHECK_REFUSED("output", entente_reader_write_difference(reader, reader, NULL, NULL, NULL, NULL));
  CHECK_REFUSED("base", entente_snapshot_merge(NULL, reader, reader, 0, "x", 1, NULL));
  CHECK_REFUSED("ours", entente_snapshot_merge(reader, NULL, reader, 0, "x", 1, NULL));
  CHECK_REFUSED("theirs", entente_snapshot_merge(reader, reader, NULL, 0, "x", 1, NULL));

  CHECK(entente_rows_next(NULL) == 0 && entente_rows_column_count(NULL) == 0);
  CHECK(entente_rows_column_name(NULL, 0) == NULL && entente_rows_term(NULL, 0) == NULL);
  CHECK_REFUSED("rows", entente_rows_status(NULL));
  CHECK_REFUSED("rows", entente_rows_write(NULL, "csv", 3, Refuse, NULL));
  CHECK(Ok(entente_reader_select(reader, select, NULL, &rows)));
  CHECK_REFUSED("output", entente_rows_write(rows, "csv", 3, NULL, NULL));
  entente_rows_free(rows);

  CHECK_REFUSED("term", entente_term_parse("1", 1, NULL));
  CHECK(entente_term_kind(NULL) == 0 && entente_term_component(NULL, 0) == NULL);
  CHECK(strcmp(entente_term_text(NULL, NULL), "") == 0);
  CHECK(strcmp(entente_term_datatype(NULL, NULL), "") == 0);
  CHECK(strcmp(entente_term_language(NULL, NULL), "") == 0);
  CHECK(strcmp(entente_term_to_string(NULL, NULL), "") == 0);

  /* A NULL is the empty text, whatever its length is said to be. */
  entente_query* none = NULL;
  CHECK(Fails(entente_query_parse(NULL, 7, &none), ENTENTE_INVALID_ARGUMENT, "1:1"));
  CHECK(Fails(entente_snapshot_read_info(NULL, 7, &info), ENTENTE_NOT_FOUND, ""));
  CHECK(Ok(entente_transaction_update(transaction, NULL, 7, NULL, NULL, NULL)));

  CHECK(entente_status_code(NULL) == ENTENTE_OK && strcmp(entente_status_message(NULL), "") == 0);
  entente_status_free(NULL);
  entente_term_free(NULL);
  entente_rows_free(NULL);
  entente_reader_free(NULL);
  entente_query_free(NULL);
  entente_query_options_free(NULL);
  entente_transaction_free(NULL);
  CHECK(Ok(entente_database_close(NULL)));

  entente_term_free(iri);
  entente_query_options_free(options);
  entente_query_free(construct);
  entente_query_free(ask);
  entente_query_free(select);
  entente_transaction_free(transaction);
  entente_reader_free(reader);
  CHECK(Ok(entente_database_close(database)));
}

/* header_in_cpp.cc: the header is C++ too. */
const char* VersionForCpp(void);

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  char path[512];
  snprintf(path, sizeof path, "%s/committed", argv[1]);
  TermsAreReadByKind();
  WhatIsCommittedStaysAndWhatIsNotGoes(path);
  QueriesAreAnsweredInTheirForm();
  FilesGoInAndOut(argv[1]);
  LoadsTellHowFarTheyAreAndCanBeStopped(argv[1]);
  SnapshotsAreWrittenComparedAndMerged(argv[1]);
  WhatCameOutOfADatabaseOutlivesIt(argv[1]);
  RowsGoOnAfterAnOutputThatRefused();
  NullIsAnErrorThatNamesTheArgument();
  CHECK(entente_version()[0] != '\0' && strcmp(entente_version(), VersionForCpp()) == 0);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

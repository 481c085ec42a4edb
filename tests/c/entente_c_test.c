/* The C API from C: each check that fails says where and is counted. */
#include <entente/entente_c.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
  CHECK(
      Fails(entente_transaction_update(transaction, "INSERT", 6), ENTENTE_INVALID_ARGUMENT, "1:"));
  CHECK(Ok(entente_transaction_commit(transaction)));
  CHECK(CountRows(before, select, NULL) == 0);
  entente_reader_free(before);
  CHECK(Ok(entente_database_verify(database)));
  CHECK(Ok(entente_database_close(database)));

  CHECK(Ok(entente_database_open(path, strlen(path), ENTENTE_READ_ONLY, &database)));
  entente_reader* const after = entente_database_read(database);
  CHECK(CountRows(after, select, NULL) == 1);
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
  CHECK(Ok(entente_database_update(database, update, strlen(update))));
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
  entente_query_options_bind(options, "quad", 4, quad);
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
  CHECK(Fails(entente_rows_status(rows), ENTENTE_RESOURCE_EXHAUSTED, "1 rows"));
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
  CHECK(Ok(entente_database_update(database, update, strlen(update))));
  CHECK(Ok(entente_database_save(database, saved, strlen(saved))));
  CHECK(Ok(entente_database_close(database)));

  CHECK(Ok(entente_database_open(path, strlen(path), ENTENTE_CREATE_IF_MISSING, &database)));
  uint64_t added = 0;
  CHECK(Ok(entente_database_load(database, saved, strlen(saved), "", 0, &added)) && added == 2);
  CHECK(Ok(entente_database_load(database, saved, strlen(saved), "nq", 2, &added)) && added == 0);
  CHECK(Fails(entente_database_load(database, saved, strlen(saved), "nt", 2, NULL),
              ENTENTE_INVALID_ARGUMENT, "saved.nq"));
  CHECK(
      Fails(entente_database_load(database, "no.nt", 5, "", 0, NULL), ENTENTE_NOT_FOUND, "no.nt"));
  CHECK(Ok(entente_database_close(database)));
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  char path[512];
  snprintf(path, sizeof path, "%s/committed", argv[1]);
  TermsAreReadByKind();
  WhatIsCommittedStaysAndWhatIsNotGoes(path);
  QueriesAreAnsweredInTheirForm();
  FilesGoInAndOut(argv[1]);
  CHECK(entente_status_code(NULL) == ENTENTE_OK && strcmp(entente_status_message(NULL), "") == 0);
  CHECK(entente_version()[0] != '\0');
  entente_status_free(NULL);
  entente_term_free(NULL);
  entente_rows_free(NULL);
  CHECK(Ok(entente_database_close(NULL)));
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

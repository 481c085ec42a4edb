/* Prints the label that it has stored, and the version of the library it was linked with. */
#include <entente/entente_c.h>
#include <stdio.h>
#include <string.h>

static entente_status* run(entente_database* db) {
  const char* update = "INSERT DATA { <urn:a> rdfs:label '四方安全对话' }";
  const char* text = "SELECT ?label { ?s rdfs:label ?label }";
  entente_reader* reader = NULL;
  entente_query* query = NULL;
  entente_rows* rows = NULL;
  entente_status* status = entente_database_update(db, update, strlen(update), NULL, NULL, NULL);
  if (status == NULL) status = entente_query_parse(text, strlen(text), &query);
  if (status == NULL) reader = entente_database_read(db);
  if (status == NULL) status = entente_reader_select(reader, query, NULL, &rows);
  if (status == NULL) {
    while (entente_rows_next(rows)) {
      puts(entente_term_to_string(entente_rows_term(rows, 0), NULL));
    }
    status = entente_rows_status(rows);
  }
  entente_rows_free(rows);
  entente_query_free(query);
  entente_reader_free(reader);
  return status;
}

int main(void) {
  entente_database* db = NULL;
  entente_status* status = entente_database_open_in_memory(&db);
  if (status == NULL) status = run(db);
  if (status == NULL) status = entente_database_close(db);
  puts(entente_version());
  if (status == NULL) return 0;
  fprintf(stderr, "%s\n", entente_status_message(status));
  entente_status_free(status);
  return 1;
}

/* Opens a database, says something in SPARQL, and asks it back, from C. */
#include <stdio.h>
#include <string.h>

#include "entente/entente_c.h"

static entente_status* print_members(const entente_reader* reader) {
  const char* text = "SELECT ?member { ?grouping ent:member ?member } ORDER BY ?member";
  entente_query* query = NULL;
  entente_rows* rows = NULL;
  entente_status* status = entente_query_parse(text, strlen(text), &query);
  if (status == NULL) status = entente_reader_select(reader, query, NULL, &rows);
  if (status == NULL) {
    while (entente_rows_next(rows)) {
      puts(entente_term_to_string(entente_rows_term(rows, 0), NULL));
    }
    status = entente_rows_status(rows); /* Were these all? */
  }
  entente_rows_free(rows);
  entente_query_free(query);
  return status;
}

int main(int argc, char** argv) {
  const char* update =
      "PREFIX ex: <https://example.org/> INSERT DATA { ex:quad ent:member ex:japan, ex:india }";
  entente_database* db = NULL;
  if (argc != 2) return 2;
  entente_status* status =
      entente_database_open(argv[1], strlen(argv[1]), ENTENTE_CREATE_IF_MISSING, &db);
  if (status == NULL) {
    status = entente_database_update(db, update, strlen(update), NULL, NULL, NULL);
  }
  if (status == NULL) {
    entente_reader* reader = entente_database_read(db);
    status = print_members(reader);
    entente_reader_free(reader);
  }
  if (status == NULL) status = entente_database_close(db);
  if (status != NULL) {
    fprintf(stderr, "%s\n", entente_status_message(status));
    entente_status_free(status);
    return 1;
  }
  return 0;
}

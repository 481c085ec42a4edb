/* Entente for C, and for the languages that call C. It is the C++ API (entente.h) without
   templates: what a function means, costs and refuses is said there.

   Conventions:
   1. Every type is opaque. What a function named …_open, …_begin, …_read, …_parse, …_query or
      …_create gives is owned by the caller and goes back with the type's …_free (or _close,
      _commit). Freeing NULL does nothing.
   2. A function that can fail returns entente_status*: NULL means that all went well, anything else
      is an error that the caller frees. On an error nothing is written through the other pointers.
   3. Text goes in as pointer and length, in UTF-8, and need not end with a zero; nothing keeps it.
      Text that comes out is ended by a zero as well; it lives as long as what it was taken from,
      that of a row until the next entente_rows_next.
   4. A pointer to const is borrowed.
   5. What came out of a database must be freed before it is closed. Threads may share a database;
      every other object belongs to one thread at a time.
   6. `options` may be NULL everywhere: the defaults of the C++ API. */
#ifndef ENTENTE_ENTENTE_C_H_
#define ENTENTE_ENTENTE_C_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct entente_status entente_status;
typedef struct entente_database entente_database;
typedef struct entente_transaction entente_transaction;
typedef struct entente_reader entente_reader;
typedef struct entente_query entente_query;
typedef struct entente_query_options entente_query_options;
typedef struct entente_rows entente_rows;
typedef struct entente_term entente_term;

/* Takes some bytes of a result; anything but 0 ends the writing with CANCELLED. */
typedef int (*entente_output)(void* state, const char* bytes, size_t size);

/* ---- Errors ---- */

/* The codes that entente.h lists, with the numbers of absl::StatusCode. */
enum {
  ENTENTE_OK = 0,
  ENTENTE_CANCELLED = 1,
  ENTENTE_UNKNOWN = 2,
  ENTENTE_INVALID_ARGUMENT = 3,
  ENTENTE_DEADLINE_EXCEEDED = 4,
  ENTENTE_NOT_FOUND = 5,
  ENTENTE_PERMISSION_DENIED = 7,
  ENTENTE_RESOURCE_EXHAUSTED = 8,
  ENTENTE_FAILED_PRECONDITION = 9,
  ENTENTE_UNIMPLEMENTED = 12,
  ENTENTE_INTERNAL = 13,
  ENTENTE_UNAVAILABLE = 14,
  ENTENTE_DATA_LOSS = 15
};
int entente_status_code(const entente_status* status); /* ENTENTE_OK for NULL. */
const char* entente_status_message(const entente_status* status);
void entente_status_free(entente_status* status);

/* ---- Databases ---- */

enum { ENTENTE_CREATE_IF_MISSING = 1, ENTENTE_READ_ONLY = 2 };
/* A directory, or a snapshot file, which is read-only. `flags`: any of the above, or 0. */
entente_status* entente_database_open(const char* path, size_t path_size, unsigned flags,
                                      entente_database** database);
entente_status* entente_database_open_in_memory(entente_database** database);
/* Frees the database also when it returns an error. */
entente_status* entente_database_close(entente_database* database);

/* Loads a file, all or nothing; the format by its ending if `format_size` is 0. `quads_added` may
   be NULL. */
entente_status* entente_database_load(entente_database* database, const char* path,
                                      size_t path_size, const char* format, size_t format_size,
                                      uint64_t* quads_added);
/* One SPARQL update in a transaction of its own. */
entente_status* entente_database_update(entente_database* database, const char* update,
                                        size_t update_size);
/* Writes canonical N-Quads into a file that appears only when it is whole. */
entente_status* entente_database_save(const entente_database* database, const char* path,
                                      size_t path_size);
/* Reads everything: DATA_LOSS, with the damages, if something is broken. */
entente_status* entente_database_verify(const entente_database* database);

/* One unchanging state of the data. */
entente_reader* entente_database_read(const entente_database* database);
void entente_reader_free(entente_reader* reader);

/* ---- Transactions ---- */

/* The one writer; waits until the one before is gone. */
entente_status* entente_transaction_begin(entente_database* database,
                                          entente_transaction** transaction);
/* What the transaction sees, its own changes among it. Lives as long as the transaction. */
const entente_reader* entente_transaction_reader(const entente_transaction* transaction);
/* `graph` NULL: the default graph. */
entente_status* entente_transaction_insert(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph);
entente_status* entente_transaction_remove(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph);
entente_status* entente_transaction_update(entente_transaction* transaction, const char* update,
                                           size_t update_size);
/* Durable when it returns NULL. Frees the transaction in any case. */
entente_status* entente_transaction_commit(entente_transaction* transaction);
/* Without a commit before, nothing of it remains. */
void entente_transaction_free(entente_transaction* transaction);

/* ---- Queries ---- */

entente_status* entente_query_parse(const char* text, size_t text_size, entente_query** query);
void entente_query_free(entente_query* query);
enum { ENTENTE_SELECT = 0, ENTENTE_ASK = 1, ENTENTE_CONSTRUCT = 2 };
int entente_query_form(const entente_query* query); /* DESCRIBE counts as CONSTRUCT. */

entente_query_options* entente_query_options_create(void);
void entente_query_options_free(entente_query_options* options);
/* Makes ?name that term wherever it occurs. The term is copied. */
void entente_query_options_bind(entente_query_options* options, const char* name, size_t name_size,
                                const entente_term* term);
void entente_query_options_set_timeout_ms(entente_query_options* options, uint64_t milliseconds);
void entente_query_options_set_memory_bytes(entente_query_options* options, uint64_t bytes);
void entente_query_options_set_row_count_max(entente_query_options* options, uint64_t row_count);
/* The evidence view with this IRI, urn:entente:view?…, is asked instead of the default graph. */
entente_status* entente_query_options_set_view(entente_query_options* options, const char* iri,
                                               size_t iri_size);
/* Stops the queries that run with these options, and those that are begun later. Any thread may
   call it. */
void entente_query_options_cancel(entente_query_options* options);

/* `options` must outlive the rows. */
entente_status* entente_reader_select(const entente_reader* reader, const entente_query* query,
                                      const entente_query_options* options, entente_rows** rows);
entente_status* entente_reader_ask(const entente_reader* reader, const entente_query* query,
                                   const entente_query_options* options, int* answer);
/* Quads in "nt", "nq", "ttl" or "trig". */
entente_status* entente_reader_construct(const entente_reader* reader, const entente_query* query,
                                         const entente_query_options* options, const char* format,
                                         size_t format_size, entente_output output, void* state);

/* 1 if there is one more row, 0 at the end and at an error. */
int entente_rows_next(entente_rows* rows);
/* Look here after the last row: NULL means these are all. */
entente_status* entente_rows_status(const entente_rows* rows);
size_t entente_rows_column_count(const entente_rows* rows);
/* NULL for a column that is not there. */
const char* entente_rows_column_name(const entente_rows* rows, size_t column);
/* A term of the current row; NULL where the variable is unbound. */
const entente_term* entente_rows_term(const entente_rows* rows, size_t column);
/* Writes the rest of the rows as "json", "xml", "csv", "tsv", "table" or "markdown". */
entente_status* entente_rows_write(entente_rows* rows, const char* format, size_t format_size,
                                   entente_output output, void* state);
void entente_rows_free(entente_rows* rows);

/* ---- Terms ---- */

/* One term as a query would write it: <http://…>, skos:Concept, "text"@en, 3.5, <<( s p o )>>. */
entente_status* entente_term_parse(const char* text, size_t text_size, entente_term** term);
void entente_term_free(entente_term* term);
enum { ENTENTE_IRI = 1, ENTENTE_BLANK_NODE = 2, ENTENTE_LITERAL = 3, ENTENTE_TRIPLE = 4 };
int entente_term_kind(const entente_term* term);
/* The IRI, the label of a blank node, or the lexical form; "" for a triple term. `size` may be
   NULL. */
const char* entente_term_text(const entente_term* term, size_t* size);
/* Of literals; "" for other terms, and for the language of one without. */
const char* entente_term_datatype(const entente_term* term, size_t* size);
const char* entente_term_language(const entente_term* term, size_t* size);
/* Subject, predicate or object (0, 1, 2) of a triple term; NULL for other terms. */
const entente_term* entente_term_component(const entente_term* term, int position);
/* One token of canonical N-Triples. */
const char* entente_term_to_string(const entente_term* term, size_t* size);

/* ---- Snapshots ---- */

/* Writes the state into a snapshot file that appears only when it is whole. */
entente_status* entente_reader_write_snapshot(const entente_reader* reader, const char* path,
                                              size_t path_size);

/* The version of the library, such as "0.1.0". */
const char* entente_version(void);

#ifdef __cplusplus
}
#endif

#endif /* ENTENTE_ENTENTE_C_H_ */

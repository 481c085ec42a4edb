/* Entente for C, and for the languages that call C: the C++ API (entente.h) without templates and
   without records and contradictions. What a word means and costs is said there.

   Conventions:
   1. Every type without members is opaque. What a function gives through a pointer to a pointer, or
      named …_read or …_create, is owned by the caller and goes back with the type's …_free (or
      _close, _commit). Freeing NULL does nothing. What was freed must not be used.
   2. A function that can fail returns entente_status*: NULL means that all went well, anything else
      is an error that the caller frees. On an error nothing is written through the other pointers.
   3. Text goes in as pointer and length, in UTF-8, and need not end with a zero; nothing keeps it.
      A NULL is the empty text. Text that comes out is ended by a zero as well; it lives as long as
      what it was taken from, that of a row until the next entente_rows_next or _write.
   4. A pointer to const is borrowed.
   5. NULL for an object or an output is an INVALID_ARGUMENT that names it; of functions that return
      no status it does nothing and gives NULL, 0 or "". NULL is allowed for `options`: the defaults
      of the C++ API; for callbacks of progress: none; and where what is counted may go: nowhere.
   6. Threads may share a database; every other object belongs to one thread at a time, except for
      entente_query_options_cancel. What came out of a database may outlive it.
   7. Callbacks are called before the function returns that was given them, must not throw or jump
      out, and must not call functions on the objects that are busy with them. */
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

/* Told how far a load has come; `bytes_total` is 0 if unknown. Anything but 0 ends the load with
   CANCELLED. Called by one thread after the other, not always by that which loads. */
typedef int (*entente_progress)(void* state, uint64_t quad_count, uint64_t bytes_read,
                                uint64_t bytes_total);

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
/* One or more lines for people, without a line feed at the end; "" for NULL. */
const char* entente_status_message(const entente_status* status);
void entente_status_free(entente_status* status);

/* ---- Databases ---- */

enum { ENTENTE_CREATE_IF_MISSING = 1, ENTENTE_READ_ONLY = 2, ENTENTE_READ_FILE = 4 };
/* The database in a directory, or the snapshot in a file, which is asked where it lies and refuses
   what would write with FAILED_PRECONDITION. `flags`: any of the above, or 0. NOT_FOUND if there is
   nothing and it may not be created; UNAVAILABLE if another process writes to the directory.
   A snapshot is mapped into memory: whoever makes the file shorter meanwhile ends the process
   (SIGBUS). With ENTENTE_READ_FILE, for files that others may write to, it is read instead. */
entente_status* entente_database_open(const char* path, size_t path_size, unsigned flags,
                                      entente_database** database);
/* A database that goes with its handle. */
entente_status* entente_database_open_in_memory(entente_database** database);
/* Frees the database also when it returns an error. FAILED_PRECONDITION if readers, rows or a
   transaction are left: they keep it open and can be used until they are freed. */
entente_status* entente_database_close(entente_database* database);

/* Loads a file, or a snapshot, all or after any error nothing; the format is told by the file's
   ending if `format_size` is 0. Waits for the transaction of another. `quads_added`: those that
   were not there before. */
entente_status* entente_database_load(entente_database* database, const char* path,
                                      size_t path_size, const char* format, size_t format_size,
                                      entente_progress progress, void* state,
                                      uint64_t* quads_added);
/* One SPARQL update in a transaction of its own: all of it is on disk when this returns NULL, or,
   after any error, nothing has changed. Of the options, view and row_count_max do not count. */
entente_status* entente_database_update(entente_database* database, const char* update,
                                        size_t update_size, const entente_query_options* options,
                                        uint64_t* quads_inserted, uint64_t* quads_removed);
/* Adds and removes what a file of RDF Patch says, such as entente_reader_write_difference writes,
   all of it or, after any error, nothing. */
entente_status* entente_database_apply_patch(entente_database* database, const char* path,
                                             size_t path_size, uint64_t* quads_added,
                                             uint64_t* quads_removed);
/* Writes all quads into a file that appears only when it is whole, in the format that its name ends
   in: .nq (canonical N-Quads), .nt, .ttl, .trig, or .ents for a snapshot. */
entente_status* entente_database_save(const entente_database* database, const char* path,
                                      size_t path_size);
/* Reads everything, which takes as long as the database is large: DATA_LOSS, with the damages one a
   line, if something is broken. A damaged database (no snapshot) may end the process: who must
   survive that asks in a child process. */
entente_status* entente_database_verify(const entente_database* database);
/* Folds what was written since the last folding into blocks and gives back the space. */
entente_status* entente_database_compact(entente_database* database);

/* What is counted as commits are folded, and so costs some look-ups. */
typedef struct entente_statistics {
  uint64_t quad_count;
  uint64_t term_count;
  uint64_t actor_count; /* Records, of the default graph. */
  uint64_t coalition_count;
  uint64_t document_count;
  uint64_t claim_count;
  uint64_t commit_number;
  uint64_t disk_bytes;
} entente_statistics;
entente_status* entente_database_statistics(const entente_database* database,
                                            entente_statistics* statistics);

/* The last committed state, which never changes; waits for nobody. */
entente_reader* entente_database_read(const entente_database* database);
void entente_reader_free(entente_reader* reader);

/* ---- Transactions ---- */

/* The one writer: waits until the transaction before is committed or freed. FAILED_PRECONDITION in
   the thread that began that one, which would wait for itself; so of all functions that write. */
entente_status* entente_transaction_begin(entente_database* database,
                                          entente_transaction** transaction);
/* What the transaction sees, its own changes among it. Lives as long as the transaction. Changes
   end the rows that were read from it. */
const entente_reader* entente_transaction_reader(const entente_transaction* transaction);
/* Inserting what is there is no error, nor is removing what is not. `graph` NULL: the default
   graph. INVALID_ARGUMENT for a kind of term that RDF does not allow in its position. */
entente_status* entente_transaction_insert(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph);
entente_status* entente_transaction_remove(entente_transaction* transaction,
                                           const entente_term* subject,
                                           const entente_term* predicate,
                                           const entente_term* object, const entente_term* graph);
/* After an error none of the update is done, and what the transaction changed before stays. */
entente_status* entente_transaction_update(entente_transaction* transaction, const char* update,
                                           size_t update_size, const entente_query_options* options,
                                           uint64_t* quads_inserted, uint64_t* quads_removed);
/* Durable when it returns NULL. Frees the transaction in any case. */
entente_status* entente_transaction_commit(entente_transaction* transaction);
/* Without a commit before, nothing of it remains. */
void entente_transaction_free(entente_transaction* transaction);

/* ---- Queries ---- */

/* Parsed once, to be run often and on any reader. INVALID_ARGUMENT shows the line with a caret. */
entente_status* entente_query_parse(const char* text, size_t text_size, entente_query** query);
void entente_query_free(entente_query* query);
enum { ENTENTE_SELECT = 0, ENTENTE_ASK = 1, ENTENTE_CONSTRUCT = 2 };
/* DESCRIBE counts as CONSTRUCT. -1 for NULL. */
int entente_query_form(const entente_query* query);

entente_query_options* entente_query_options_create(void);
void entente_query_options_free(entente_query_options* options);
/* Makes ?name that term wherever it occurs, instead of the one before. The term is copied. Running
   a query that has no ?name is an INVALID_ARGUMENT. */
entente_status* entente_query_options_bind(entente_query_options* options, const char* name,
                                           size_t name_size, const entente_term* term);
/* Longer is DEADLINE_EXCEEDED. */
void entente_query_options_set_timeout_ms(entente_query_options* options, uint64_t milliseconds);
/* More for intermediate results is RESOURCE_EXHAUSTED. */
void entente_query_options_set_memory_bytes(entente_query_options* options, uint64_t bytes);
/* More rows or quads are RESOURCE_EXHAUSTED, after these; 0: any number. */
void entente_query_options_set_row_count_max(entente_query_options* options, uint64_t row_count);
/* The evidence view with this IRI, urn:entente:view?…, is asked instead of the default graph. */
entente_status* entente_query_options_set_view(entente_query_options* options, const char* iri,
                                               size_t iri_size);
/* Stops the queries and updates that run with these options with CANCELLED, and those that are
   begun later. Any thread may call it. */
void entente_query_options_cancel(entente_query_options* options);

/* The form of each query has its function; the wrong one is an INVALID_ARGUMENT. `options` must
   outlive the rows, which may outlive a reader, but not a transaction. */
entente_status* entente_reader_select(const entente_reader* reader, const entente_query* query,
                                      const entente_query_options* options, entente_rows** rows);
entente_status* entente_reader_ask(const entente_reader* reader, const entente_query* query,
                                   const entente_query_options* options, int* answer);
/* Quads in "nt", "nq", "ttl" or "trig", each once, written as they are made. */
entente_status* entente_reader_construct(const entente_reader* reader, const entente_query* query,
                                         const entente_query_options* options, const char* format,
                                         size_t format_size, entente_output output, void* state);
/* The plan of a query of any form as a tree for people, one operator a line. If `analyze` is not 0,
   the query is run to its end, and rows and times are told. */
entente_status* entente_reader_explain(const entente_reader* reader, const entente_query* query,
                                       const entente_query_options* options, int analyze,
                                       entente_output output, void* state);

/* Computes one more row: 1 if there is one, 0 at the end and at an error. */
int entente_rows_next(entente_rows* rows);
/* Look here after the last row: NULL means these are all. */
entente_status* entente_rows_status(const entente_rows* rows);
size_t entente_rows_column_count(const entente_rows* rows);
/* NULL for a column that is not there. */
const char* entente_rows_column_name(const entente_rows* rows, size_t column);
/* A term of the current row; NULL where the variable is unbound and where there is no such column
   or no row. */
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
int entente_term_kind(const entente_term* term); /* 0 for NULL. */
/* The IRI, the label of a blank node, or the lexical form; "" for a triple term. `size` may be
   NULL. */
const char* entente_term_text(const entente_term* term, size_t* size);
/* Of literals; "" for other terms, and for the language of one without. */
const char* entente_term_datatype(const entente_term* term, size_t* size);
const char* entente_term_language(const entente_term* term, size_t* size);
/* Subject, predicate or object (0, 1, 2) of a triple term; NULL for other terms. Lives as long as
   `term`. */
const entente_term* entente_term_component(const entente_term* term, int position);
/* One token of canonical N-Triples. */
const char* entente_term_to_string(const entente_term* term, size_t* size);

/* ---- What is shared: dumps, snapshots, patches ---- */

/* Writes all quads: "nq" gives canonical N-Quads, the same bytes for the same content; "nt", "ttl"
   and "trig" in no promised sequence. */
entente_status* entente_reader_dump(const entente_reader* reader, const char* format,
                                    size_t format_size, entente_output output, void* state);

/* What the header of a snapshot says. */
typedef struct entente_snapshot_info {
  char logical_hash[65]; /* SHA-256 of the canonical N-Quads: 64 hexadecimal digits and a zero. */
  uint64_t file_bytes;
  uint64_t quad_count;
  uint64_t term_count;
  uint64_t claim_count;
} entente_snapshot_info;

/* Writes the state into a snapshot file that appears only when it is whole, instead of one that has
   the name. Equal content gives equal bytes. `info` may be NULL. */
entente_status* entente_reader_write_snapshot(const entente_reader* reader, const char* path,
                                              size_t path_size, entente_snapshot_info* info);
/* Reads the header only. FAILED_PRECONDITION for what is no snapshot or of a newer format,
   DATA_LOSS if what is read is not whole. That everything is whole is what entente_database_verify
   says. */
entente_status* entente_snapshot_read_info(const char* path, size_t path_size,
                                           entente_snapshot_info* info);

/* Writes the patch (RDF Patch) that makes of `before` what `after` is. */
entente_status* entente_reader_write_difference(const entente_reader* before,
                                                const entente_reader* after, entente_output output,
                                                void* state, uint64_t* quads_added,
                                                uint64_t* quads_removed);

enum { ENTENTE_CONFLICTS_FAIL = 0, ENTENTE_CONFLICTS_OURS = 1, ENTENTE_CONFLICTS_THEIRS = 2 };
/* Merges what two sides made of a common base and writes the result as a snapshot. `conflicts` says
   what becomes of claims that both sides changed in different ways; `conflict_count` tells how many
   there were. FAILED_PRECONDITION, and nothing is written, if there are any and they are to
   fail. */
entente_status* entente_snapshot_merge(const entente_reader* base, const entente_reader* ours,
                                       const entente_reader* theirs, int conflicts,
                                       const char* path, size_t path_size,
                                       uint64_t* conflict_count);

/* The version of the library, such as "0.1.0". */
const char* entente_version(void);

#ifdef __cplusplus
}
#endif

#endif /* ENTENTE_ENTENTE_C_H_ */

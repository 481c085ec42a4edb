// Entente: an embedded knowledge-graph database of actors, coalitions, documents and claims.
//
//   absl::StatusOr<entente::Database> db = entente::Database::Open("coalitions.db");
//   if (!db.ok()) return db.status();
//   auto rows = db->Query("SELECT ?who WHERE { ?g rdfs:label ?name ; ent:member ?who }",
//                         {.params = {{"name", "Quad"}}});
//   if (!rows.ok()) return rows.status();
//   for (const entente::Row& row : *rows) std::cout << row["who"].ToString() << "\n";
//   return rows->status();
//
// Every failure is an absl::Status; Entente throws nothing. The codes say what a caller can do:
//
//   InvalidArgument      the query, term, option, path or data is wrong; the message says where
//   NotFound             there is no such database or file
//   FailedPrecondition   not a database, of a newer format, or open for reading only
//   DataLoss             bytes on disk are not what was written
//   DeadlineExceeded, ResourceExhausted, Cancelled     a limit of the call was reached: its time,
//                        its memory or rows, or somebody's patience
//   Unavailable          another process has the database open; the message names its pid
//   Unimplemented        a part of SPARQL that is not here
//   PermissionDenied, Internal, Unknown                the operating system said no, as when the
//                        disk is full; or LOAD is not allowed to read files
//
// Objects are moved, never copied; what was moved from answers with FailedPrecondition wherever it
// answers with a Status, but for Close, for which nothing is left to do.
// Readers, rows and transactions keep what they came from open, also when the Database is gone.
// Threads may share a Database; every other object belongs to one thread at a time. Functions that
// are handed in are called before the call returns that was given them; they must not throw.
#ifndef ENTENTE_ENTENTE_H_
#define ENTENTE_ENTENTE_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "entente/records.h"
#include "entente/snapshot.h"
#include "entente/term.h"
#include "entente/vocabulary.h"

namespace entente {

struct Options {
  bool create_if_missing = true;  // Without it, what is not there is NotFound.
  // Writes nothing and shares the directory with other readers; works on read-only media.
  bool read_only = false;
  uint64_t cache_bytes = uint64_t{256} << 20;  // What is kept in memory of what was read.
  // A snapshot file is mapped into memory, which processes share. Whoever makes the file shorter
  // meanwhile ends the process (SIGBUS): for files that others may write to, take false, and parts
  // are read into memory of one's own.
  bool map_snapshots = true;
  // What is kept of evidence views: about 120 bytes for each claim, and as much again for each
  // proposition of a view.
  uint64_t view_cache_bytes = uint64_t{256} << 20;
};

// Prefix without the colon, and namespace: {"foaf", "http://xmlns.com/foaf/0.1/"}.
using Prefixes = std::vector<std::pair<std::string, std::string>>;

// Values for variables: {"who", Iri("…")} makes ?who that term wherever it occurs. A name that does
// not occur in the query, or twice here, is an InvalidArgument; so is a term that RDF cannot write,
// such as an IRI with a space. No term leaves the variable as it is.
using Params = std::vector<std::pair<std::string, Term>>;

// How a text is read.
struct PrepareOptions {
  std::string name = "query";  // What messages call the text, such as a file name.
  size_t first_line = 1;       // How messages number its first line.
  // Relative IRIs are resolved against it; it and namespaces that are no IRI are an
  // InvalidArgument.
  std::string base_iri = {};
  Prefixes prefixes = {};  // Declared beforehand, besides DefaultPrefixes().
};

// rdf, rdfs, xsd, ent, schema, dcterms, prov, skos, cito, org and bibo: every query may use them
// without declaring them, and may declare them anew.
const Prefixes& DefaultPrefixes();

// How a query is run.
struct QueryOptions {
  Params params = {};
  // From the call to the last row, with the time between rows: then DeadlineExceeded.
  std::chrono::milliseconds timeout = std::chrono::milliseconds::max();
  uint64_t memory_budget_bytes = uint64_t{1} << 30;  // For intermediate results; ResourceExhausted.
  uint64_t row_count_max = 0;  // More rows or quads are ResourceExhausted, after these. 0: any.
  // Another thread sets it to stop the query with Cancelled. Must outlive the rows.
  const std::atomic<bool>* cancelled = nullptr;
  // Asked instead of the default graph; the named graphs stay. As FROM <view->ToIri()>, which says
  // the same in the query; both together are an InvalidArgument.
  std::optional<EvidenceView> view = {};
};

// How an update is run.
struct UpdateOptions {
  Params params = {};
  std::chrono::milliseconds timeout = std::chrono::milliseconds::max();
  // For solutions, and for what a transaction keeps of the changes.
  uint64_t memory_budget_bytes = uint64_t{1} << 30;
  const std::atomic<bool>* cancelled = nullptr;  // Another thread sets it to stop the update.
  bool allow_local_files = false;                // LOAD <file:///…>. No other IRI can be loaded.
};

// What an update changed, counted operation by operation.
struct UpdateReport {
  uint64_t quads_inserted = 0;
  uint64_t quads_removed = 0;
};

// Where quads go, one after the other; an error ends their coming and is returned.
using QuadTaker = std::function<absl::Status(const Quad& quad)>;

// Where bytes go; an error ends the writing and is returned from it.
using Output = std::function<absl::Status(std::string_view bytes)>;
// Writes to `stream`, which must outlive the result. Unknown if the stream fails.
Output OutputTo(std::ostream& stream);
// Gives `write` an output into a file, which has the name `path` only when `write` has returned OK
// and all bytes are on disk; otherwise what had the name stays. A symbolic link stays, and what it
// leads to is replaced. A pipe or device is no file to be replaced: it is written into.
absl::Status WriteFile(const std::filesystem::path& path,
                       const std::function<absl::Status(const Output& output)>& write);

// Of tables only, except the prefixes, which Turtle and TriG use too.
struct WriteOptions {
  size_t width = 0;            // Columns of the terminal; lines are cut to it. 0: never cut.
  uint64_t row_count_max = 0;  // Rows shown; the rest is counted. 0: all.
  Prefixes prefixes = {};
  bool use_ascii = false;  // No box characters.
};

// One solution. It and its terms live until the Rows it came from moves on.
class Row {
 public:
  size_t size() const { return terms_.size(); }
  // No term where the variable is unbound. REQUIRES: column < size().
  const Term& operator[](size_t column) const { return *terms_[column]; }
  // No term also for a name that is no column.
  const Term& operator[](std::string_view variable) const;

 private:
  friend class Rows;
  const std::vector<std::string>* variables_ = nullptr;
  std::span<const Term* const> terms_ = {};  // None is null.
};

// The solutions of a SELECT, computed as they are asked for: what does not sort, group or hash
// needs no more memory for more of them. Single pass. Holds on to the state it reads, so it may
// outlive its Reader, unless that is a Transaction.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  Rows& operator=(Rows&&) noexcept;
  ~Rows();

  const std::vector<std::string>& variables() const;
  bool Next();                             // Advances; false at the end and at the first error.
  const Row& row() const { return row_; }  // REQUIRES: the last Next() returned true.
  const absl::Status& status() const;      // Look here after the last row: OK means these are all.
  uint64_t row_count() const;              // How many there have been so far.

  class Iterator {
   public:
    explicit Iterator(Rows* rows) : rows_(rows) { ++*this; }
    const Row& operator*() const { return rows_->row(); }
    Iterator& operator++() {
      if (!rows_->Next()) rows_ = nullptr;
      return *this;
    }
    bool operator==(std::default_sentinel_t) const { return rows_ == nullptr; }

   private:
    Rows* rows_;
  };
  Iterator begin() { return Iterator(this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  friend class Reader;
  friend absl::Status WriteRows(Rows& rows, std::string_view format, const Output& output,
                                const WriteOptions& options);
  struct Rep;
  explicit Rows(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
  Row row_;
};

// A query parsed and checked once, to be run often and on any Reader, also of another Database.
class Prepared {
 public:
  // InvalidArgument shows the line with a caret and says what was expected.
  static absl::StatusOr<Prepared> Parse(std::string_view query, const PrepareOptions& options = {});
  Prepared(Prepared&&) noexcept;
  Prepared& operator=(Prepared&&) noexcept;
  ~Prepared();

  enum class Form { kSelect, kAsk, kConstruct };  // DESCRIBE counts as CONSTRUCT.
  Form form() const;
  // Those the query declares and those declared beforehand, sorted by name.
  Prefixes prefixes() const;
  // IRIs that the patterns have as properties, in paths and triple terms too, and as classes behind
  // rdf:type; sorted. An answer may be empty because one of them is misspelt.
  std::vector<std::string> properties() const;
  std::vector<std::string> classes() const;
  // IRIs that it calls and that name no function known here, sorted: such a call is an error in
  // each row, as SPARQL has it, so that a FILTER around it lets nothing through.
  std::vector<std::string> unknown_functions() const;

 private:
  friend class Reader;
  struct Rep;
  explicit Prepared(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// An update parsed and checked once, to be run often and on any Database.
class PreparedUpdate {
 public:
  // InvalidArgument shows the line with a caret and says what was expected.
  static absl::StatusOr<PreparedUpdate> Parse(std::string_view update,
                                              const PrepareOptions& options = {.name = "update"});
  PreparedUpdate(PreparedUpdate&&) noexcept;
  PreparedUpdate& operator=(PreparedUpdate&&) noexcept;
  ~PreparedUpdate();

 private:
  friend class Transaction;
  struct Rep;
  explicit PreparedUpdate(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// How far a text has come on its way to a query or an update: for those who are given one line
// after the other.
struct RequestCheck {
  enum class Form : uint8_t { kNothing, kQuery, kUpdate };
  Form form = Form::kNothing;  // By the first word behind the prologue; kNothing if there is none.
  bool is_unfinished = false;  // Not OK, but lines behind the text may mend it.
  absl::Status status = {};    // As Prepared::Parse or PreparedUpdate::Parse would give it.
};
// Takes time in proportion to the text; any bytes may be given.
RequestCheck CheckRequest(std::string_view text, const PrepareOptions& options = {});

struct DumpOptions {
  // "nq" (canonical N-Quads, each line once, sorted by bytes: equal content gives equal bytes), or
  // another RDF format by name, file ending or media type, in no promised sequence. A format
  // without graphs is an InvalidArgument where there are named graphs. Empty: "nq"; where a file is
  // saved, what its name ends in.
  std::string format = {};
  Prefixes prefixes = {};  // Declared in Turtle and TriG.
  // For sorting. Beyond it, sorted runs go to temporary files in `temporary_directory`, or where
  // the system keeps such files.
  uint64_t memory_budget_bytes = uint64_t{256} << 20;
  std::filesystem::path temporary_directory = {};
  const std::atomic<bool>* cancelled = nullptr;
};

struct Statistics {
  struct Predicate {
    Term predicate = {};
    uint64_t quad_count = 0;
    uint64_t distinct_subject_count = 0;
    uint64_t distinct_object_count = 0;
  };
  struct Graph {
    Term graph = {};  // No term is the default graph.
    uint64_t quad_count = 0;
  };
  struct Part {
    std::string name = {};
    uint64_t bytes = 0;
    uint64_t row_count = 0;
  };
  // Records of each kind, of the default graph.
  uint64_t actor_count = 0;
  uint64_t coalition_count = 0;
  uint64_t document_count = 0;
  uint64_t claim_count = 0;
  uint64_t quad_count = 0;
  uint64_t term_count = 0;
  uint64_t commit_number = 0;
  uint64_t delta_row_count = 0;            // Changes not yet folded into blocks.
  uint64_t disk_bytes = 0;                 // All files of the database; 0 in memory.
  std::vector<Predicate> predicates = {};  // Most frequent first; as of the last folding.
  std::vector<Graph> graphs = {};          // Default graph first, then by name.
  std::vector<Part> parts = {};            // Of the data on disk, before compression.
};

struct LoadProgress {
  uint64_t quad_count = 0;
  uint64_t bytes_read = 0;
  uint64_t bytes_total = 0;  // 0 if unknown.
  std::string_view stage = {};
};

struct LoadOptions {
  std::string format = {};    // Name, file ending or media type; empty: by each file's ending.
  std::string base_iri = {};  // Empty: each file's own file: IRI.
  Term graph = {};            // For statements that name no graph; no term: the default graph.
  uint64_t memory_budget_bytes = uint64_t{384} << 20;
  unsigned thread_count = 0;  // 0: as many as the machine has.
  // Another thread sets it to end the load, which leaves the database as it was.
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const LoadProgress&)> progress = {};  // Never called from two threads at once.
};

struct LoadReport {
  uint64_t quads_read = 0;
  int64_t quads_added = 0;
};

// What can be asked of one state of the data.
class Reader {
 public:
  // Each form of query has its function; the wrong one is an InvalidArgument. Updates go to
  // Transaction and Database. Query may return before all rows are computed, and the limits
  // be met later: look at Rows::status. Ask and Construct are done when they return. Construct
  // holds all quads in memory, about a kilobyte each.
  absl::StatusOr<Rows> Query(std::string_view select, const QueryOptions& options = {}) const;
  absl::StatusOr<Rows> Query(const Prepared& select, const QueryOptions& options = {}) const;
  absl::StatusOr<bool> Ask(std::string_view ask, const QueryOptions& options = {}) const;
  absl::StatusOr<bool> Ask(const Prepared& ask, const QueryOptions& options = {}) const;
  absl::StatusOr<std::vector<Quad>> Construct(std::string_view construct,
                                              const QueryOptions& options = {}) const;
  absl::StatusOr<std::vector<Quad>> Construct(const Prepared& construct,
                                              const QueryOptions& options = {}) const;
  // Gives `take` the same quads as they are made, each once, and returns how many there were: needs
  // some 40 bytes for each. An error from `take` ends it and is returned. FailedPrecondition if
  // `take` changes the transaction that is read.
  absl::StatusOr<uint64_t> ConstructEach(const Prepared& construct, const QuadTaker& take,
                                         const QueryOptions& options = {}) const;

  // The plan for a query of any form as an indented tree, one operator a line with the rows that
  // are expected. With `analyze` the query is run to its end, and each line tells the rows and
  // times measured; an operator's time includes its inputs', its own does not. For people: the text
  // may change with any version. Errors as those of the query.
  absl::StatusOr<std::string> Explain(std::string_view query, bool analyze = false,
                                      const QueryOptions& options = {}) const;
  absl::StatusOr<std::string> Explain(const Prepared& query, bool analyze = false,
                                      const QueryOptions& options = {}) const;

  // The claims that contradict each other, each two once: of one proposition, or of one subject and
  // property. In a sequence that depends on the data alone. Of `options` timeout, memory budget,
  // row_count_max and cancelled count; about a second for a million claims. InvalidArgument for a
  // view that is not well formed. With more than row_count_max there are none.
  absl::StatusOr<std::vector<Contradiction>> FindContradictions(
      const ContradictionOptions& contradictions = {}, const QueryOptions& options = {}) const;

  // Whether the quad is there: one look-up. What is no quad is not there.
  absl::StatusOr<bool> Contains(const Quad& quad) const;

  // The record with this IRI. NotFound if it is none of that class; InvalidArgument if its RDF says
  // what a field cannot hold, such as two values where there is one.
  absl::StatusOr<Actor> GetActor(std::string_view iri) const;
  absl::StatusOr<Coalition> GetCoalition(std::string_view iri) const;
  absl::StatusOr<Document> GetDocument(std::string_view iri) const;
  absl::StatusOr<Claim> GetClaim(std::string_view iri) const;

  // The claims of the default graph that meet the filter, in no promised sequence; those that
  // GetClaim refuses are left out. Takes time by what is found, not by what there is. Of the
  // options, those of time, memory and cancelling count.
  absl::StatusOr<std::vector<Claim>> FindClaims(const ClaimFilter& filter,
                                                const QueryOptions& options = {}) const;
  // The IRIs of records that have `text` as a label, alternative label or title, in whatever
  // language; ascending. Reads all labels and titles, less than 1 us each.
  absl::StatusOr<std::vector<std::string>> FindByLabel(std::string_view text,
                                                       const QueryOptions& options = {}) const;

  // Checks all records of the default graph by the rules of docs/data_model.md and gives `found`
  // each violation; an error from it ends the checking and is returned. Returns how many there
  // were. Of the options, those of time and cancelling count.
  absl::StatusOr<uint64_t> Validate(
      const std::function<absl::Status(const Violation& violation)>& found,
      const QueryOptions& options = {}) const;

  // Writes this state into one file that Database::Open reads where it lies; it appears only when
  // it is whole, instead of a file that has the name. Equal content and metadata give equal bytes,
  // whatever it was loaded from. InvalidArgument for a view that is not well formed or a parent
  // that is no logical hash.
  absl::StatusOr<SnapshotInfo> WriteSnapshot(const std::filesystem::path& file,
                                             const SnapshotOptions& options = {}) const;
  // The same for what a CONSTRUCT gives, on which the limits of `query_options` are. An evidence
  // view is theirs to say: one in `options` is an InvalidArgument.
  absl::StatusOr<SnapshotInfo> WriteSnapshot(const std::filesystem::path& file,
                                             const Prepared& construct,
                                             const SnapshotOptions& options = {},
                                             const QueryOptions& query_options = {}) const;

  // Writes all quads. Returns how many. Sorted N-Quads begin when all are sorted, other formats at
  // once. InvalidArgument for a format or prefix that is none.
  absl::StatusOr<uint64_t> Dump(const Output& output, const DumpOptions& options = {}) const;
  // Writes the patch (RDF Patch) that makes this state `after`, and tells
  // options.record_changed what it comes to record by record. Equal states give a patch without
  // rows. The patch depends on the content alone. No `patch`: only the changes of records. Takes
  // as long as two dumps.
  absl::StatusOr<DifferenceReport> WriteDifference(const Reader& after, const Output& patch,
                                                   const DifferenceOptions& options = {}) const;

 protected:
  friend class Database;
  friend absl::StatusOr<MergeReport> MergeSnapshots(const Reader& base, const Reader& ours,
                                                    const Reader& theirs,
                                                    const std::filesystem::path& file,
                                                    const MergeOptions& options);
  struct Rep;
  explicit Reader(std::unique_ptr<Rep> rep);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();
  std::unique_ptr<Rep> rep_;
};

// One unchanging state of the data: nothing written later shows through it. Keeping one costs the
// space of what is replaced meanwhile.
class View final : public Reader {
 private:
  friend class Database;
  using Reader::Reader;
};

// Reads its own writes. Others see all of them after Commit; destroyed before, it leaves none.
// Keeps its changes in memory, about 100 bytes for each new quad and term.
class Transaction final : public Reader {
 public:
  // Inserting what is there is no error, nor is removing what is not. InvalidArgument if a position
  // holds a kind of term that RDF does not allow there, or what is no term, such as an IRI with a
  // space. Rows of this transaction end here.
  absl::Status Insert(const Quad& quad);
  absl::Status Remove(const Quad& quad);
  // Does all operations of a SPARQL update, each on what those before it left. After an error none
  // is done, and what the transaction changed before stays. Rows of this transaction end here, as
  // they do at Put and RemoveRecords.
  absl::StatusOr<UpdateReport> Update(std::string_view update, const UpdateOptions& options = {});
  absl::StatusOr<UpdateReport> Update(const PreparedUpdate& update,
                                      const UpdateOptions& options = {});
  // Makes this the record of its IRI and class, instead of the one before. What else is said of the
  // IRI stays. A record that reads the same changes nothing. InvalidArgument for what RDF cannot
  // say, such as an IRI that is none; the rules of well-formedness are for Commit.
  absl::Status Put(const Actor& actor);
  absl::Status Put(const Coalition& coalition);
  absl::Status Put(const Document& document);
  absl::Status Put(const Claim& claim);
  // Removes what Put writes, for every record that the IRI is. NotFound if it is none.
  absl::Status RemoveRecords(std::string_view iri);
  // Returns when the changes are on disk: one fsync. InvalidArgument, with record and rule, if a
  // record that Put wrote is not well formed (docs/data_model.md). The transaction is over, also
  // after an error; then nothing has changed, unless the message says that this is unknown.
  absl::Status Commit();

 private:
  friend class Database;
  using Reader::Reader;
};

struct VerifyProgress {
  uint64_t row_count = 0;  // Rows read, of all orders.
  uint64_t row_total = 0;
  std::string_view stage = {};
};

struct VerifyOptions {
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const VerifyProgress&)> progress = {};  // In the calling thread.
};

struct VerifyReport {
  std::vector<std::string> damages = {};  // One sentence each; empty if all is whole.
  uint64_t page_count = 0;
  uint64_t row_count = 0;
  uint64_t term_count = 0;
};

class Database {
 public:
  // The database in a directory, or the snapshot in a file, which is asked where it lies and never
  // changes: what would write to it is a FailedPrecondition. Opening a snapshot takes the same time
  // whatever its size, and it may be anybody's: each part is checked before it is used, and what is
  // wrong is a DataLoss when it is met.
  static absl::StatusOr<Database> Open(const std::filesystem::path& path,
                                       const Options& options = {});
  // A database that lives and dies with the object. Only the sizes of caches count of the options.
  static absl::StatusOr<Database> OpenInMemory(const Options& options = {});
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();  // Cannot say whether closing worked; Close can.

  // The last committed state. Never waits for a writer, and takes some microseconds. Of a closed
  // database it is one that answers FailedPrecondition.
  View Read() const;
  // The one writer; waits until the one before is gone. FailedPrecondition in the thread that began
  // the one before, which would wait for itself; so of Update, Load, ApplyPatch and Compact.
  absl::StatusOr<Transaction> Begin();
  // On Read(), for a single question.
  absl::StatusOr<Rows> Query(std::string_view select, const QueryOptions& options = {}) const;

  // A transaction of its own for one update: all of it is committed or, after any error, nothing.
  absl::StatusOr<UpdateReport> Update(std::string_view update, const UpdateOptions& options = {});
  absl::StatusOr<UpdateReport> Update(const PreparedUpdate& update,
                                      const UpdateOptions& options = {});

  // Adds all of the files or, after any error, nothing. "-" is standard input and needs a format.
  // Files may be compressed with gzip, zstd or bzip2. Loading a file twice adds nothing. A snapshot
  // file is told by its content and loaded by itself, without others. Readers go on
  // meanwhile, other writers wait. Beyond the budget, some 50 bytes a quad go to temporary files.
  absl::StatusOr<LoadReport> Load(std::span<const std::filesystem::path> files,
                                  const LoadOptions& options = {});
  absl::StatusOr<LoadReport> Load(const std::filesystem::path& file,
                                  const LoadOptions& options = {});
  // Adds and removes what a file of RDF Patch says, all of it or, after any error, nothing. "-" is
  // standard input. Labels of blank nodes are those of the database, as in a dump. Adding what is
  // there is no error, nor is removing what is not. ResourceExhausted for a patch whose changes do
  // not fit into the budget.
  absl::StatusOr<PatchReport> ApplyPatch(const std::filesystem::path& file,
                                         const PatchOptions& options = {});
  // Writes all quads as WriteFile does, by default in the format that the file's name ends in: .nq,
  // .nt, .ttl, .trig; or .ents for a snapshot. InvalidArgument for another ending. Returns how
  // many.
  absl::StatusOr<uint64_t> Save(const std::filesystem::path& file,
                                const DumpOptions& options = {}) const;

  // In some look-ups for each predicate and graph; reads no quads one by one.
  absl::StatusOr<Statistics> ComputeStatistics() const;
  // Reads everything and says what is broken. Takes as long as the database is large, a second for
  // some million quads; and a damaged file may end the process: who must survive that asks in a
  // child process, as `entente verify` does. Cancelled between two pages.
  absl::StatusOr<VerifyReport> Verify(const VerifyOptions& options = {}) const;
  // Folds what was written since the last folding into blocks and gives back the space. Readers
  // go on meanwhile, other writers wait.
  absl::Status Compact();
  // Says whether closing worked. FailedPrecondition, and nothing is done, while readers, rows or a
  // transaction are there; they are to be asked by nobody meanwhile. A snapshot always closes, and
  // its readers go on. Every call afterwards is a FailedPrecondition, but closing again.
  absl::Status Close();

 private:
  struct Rep;
  explicit Database(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// One term as a query would write it: <http://…>, skos:Concept, "text"@en, 3.5, true or
// <<( s p o )>>. InvalidArgument if it is none, or more than one.
absl::StatusOr<Term> ParseTerm(std::string_view text, const PrepareOptions& options = {});

// `format` by name, file ending or media type: table, markdown, csv, tsv, json and xml for rows and
// answers, nt, ttl, nq and trig for quads. Another is an InvalidArgument; so is an empty function
// for an output.
bool IsResultFormat(std::string_view format);
bool IsGraphFormat(std::string_view format);
absl::Status WriteRows(Rows& rows, std::string_view format, const Output& output,
                       const WriteOptions& options = {});
// A table of one's own in the same formats. InvalidArgument if a row has not as many terms as there
// are columns; no term is an empty cell.
absl::Status WriteTable(const std::vector<std::string>& columns,
                        std::span<const std::vector<Term>> rows, std::string_view format,
                        const Output& output, const WriteOptions& options = {});
absl::Status WriteAnswer(bool answer, std::string_view format, const Output& output,
                         const WriteOptions& options = {});
absl::Status WriteQuads(std::span<const Quad> quads, std::string_view format, const Output& output,
                        const WriteOptions& options = {});
// Calls `give` with what takes quads one after the other, and writes them as they come; Turtle and
// TriG hold back the first ones, to write them in groups. An error from `give` is returned when
// what came before it is written.
absl::Status WriteQuadsFrom(const std::function<absl::Status(const QuadTaker& take)>& give,
                            std::string_view format, const Output& output,
                            const WriteOptions& options = {});

// The version of this library, such as "0.1.0".
std::string_view Version();

}  // namespace entente

#endif  // ENTENTE_ENTENTE_H_

// What a shell remembers between requests, and how it answers queries and updates.
#ifndef ENTENTE_TOOLS_REPL_SESSION_H_
#define ENTENTE_TOOLS_REPL_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "tools/exit_code.h"
#include "tools/naming.h"
#include "tools/repl/request_reader.h"

namespace entente {

// How a request ended.
struct Outcome {
  ExitCode code = kExitOk;
  std::string message = {};  // What to say of it, if it failed.
  bool has_place = false;    // The message begins with the name of the text and a line.
};
Outcome Failed(const absl::Status& status, Doing doing);
Outcome WrongUsage(std::string message);

struct SessionSettings {
  std::string row_format = {};                 // Empty: table on a terminal, else tsv.
  std::string graph_format = {};               // Empty: ttl on a terminal, else nt.
  std::optional<uint64_t> row_count_max = {};  // Of tables, 0: all. None: 1000 on a terminal.
  bool is_timed = false;
  bool shows_sparql = false;
  enum class Explain : uint8_t { kOff, kPlan, kAnalyze };
  Explain explain = Explain::kOff;
  std::optional<double> timeout_seconds = {};
  uint64_t memory_bytes = QueryOptions().memory_budget_bytes;
  std::optional<EvidenceView> view = {};
  Params params = {};
  Prefixes prefixes = {};  // Declared in the session.
  std::string language = "en";
  std::string pager = {};  // Empty: none.
};

struct SessionOptions {
  bool read_only = false;
  bool create_if_missing = false;
};

class Session {
 public:
  Session();
  Session(const Session&) = delete;

  // Opens the database, or one in memory for "", in the place of the one that was open; after an
  // error that one stays. What belongs to the data goes with it: the view, the prefixes that a
  // snapshot declares.
  absl::Status Open(const std::string& path, const SessionOptions& options);
  absl::Status Close();

  Database& database() { return *database_; }
  const std::string& path() const { return path_; }  // "" in memory.
  bool is_read_only() const { return options_.read_only; }
  SessionSettings& settings() { return settings_; }
  // Besides DefaultPrefixes(): those of the snapshot, and those of the session, which go before
  // them.
  Prefixes prefixes() const;
  bool is_over() const { return is_over_; }
  void End() { is_over_ = true; }
  // Another number whenever the data may have changed.
  uint64_t state_number() const { return state_number_; }
  void DataMayHaveChanged() { ++state_number_; }
  // The last query that was answered; "" if there was none.
  const std::string& last_query() const { return last_query_; }

  // Answers a query or does an update. `name` is what messages call the text.
  Outcome Run(const Request& request, const std::string& name);
  // Shows how a query is answered, and with `analyze` how it went.
  Outcome Explain(const std::string& query, bool analyze);
  // Runs `write` with the output of the shell.
  Outcome Print(const std::function<absl::Status(const Output&)>& write);
  Outcome Print(const std::string& text);

  // How texts are read, how queries are run. `text` says which parameters they need.
  PrepareOptions ToPrepareOptions(const std::string& name, size_t first_line = 1) const;
  QueryOptions ToQueryOptions(std::string_view text) const;
  std::string row_format() const;
  std::string graph_format() const;
  uint64_t row_count_max() const;  // Of tables; 0: all.
  // Of a table that is written as `format`.
  WriteOptions ToWriteOptions(std::string_view format, Prefixes prefixes) const;
  // Of one state of the data. With `.show sparql on` it tells what is asked.
  Naming ToNaming(const Reader& reader) const;

 private:
  Outcome Answer(const std::string& text, const PrepareOptions& prepare);
  Outcome Update(const std::string& text, const PrepareOptions& prepare);
  Params ParamsIn(std::string_view text) const;

  std::optional<Database> database_;
  std::string path_;
  SessionOptions options_;
  Prefixes data_prefixes_;
  SessionSettings settings_;
  std::string last_query_;
  uint64_t state_number_ = 1;
  bool is_over_ = false;
};

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_SESSION_H_

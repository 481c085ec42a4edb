// The commands of `entente`: what each takes, and how it is run. Each Run function prints its
// result and its errors and returns the exit code.
#ifndef ENTENTE_TOOLS_COMMANDS_H_
#define ENTENTE_TOOLS_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/exit_code.h"
#include "tools/view_options.h"

namespace entente {

struct LoadArguments {
  std::string database = {};
  std::vector<std::string> files = {};
  std::string format = {};
  std::string base = {};
  std::string graph = {};
  uint64_t memory_bytes = uint64_t{384} << 20;
  unsigned thread_count = 0;
};
ExitCode RunLoad(const LoadArguments& arguments);

struct QueryArguments {
  std::string database = {};
  std::string query = {};  // The text, @FILE or -.
  std::string format = {};
  std::string base = {};
  std::vector<std::string> params = {};  // name=TERM
  ViewArguments view = {};
  std::optional<double> timeout_seconds = {};
  uint64_t memory_bytes = uint64_t{1} << 30;
  uint64_t row_count_max = 0;
};
ExitCode RunQuery(const QueryArguments& arguments);

struct ExplainArguments {
  QueryArguments query = {};  // Without format and row count.
  bool analyze = false;
};
ExitCode RunExplain(const ExplainArguments& arguments);

struct ContradictionsArguments {
  std::string database = {};
  std::string format = {};
  ViewArguments view = {};                      // Without policy and asserted triples.
  std::vector<std::string> single_valued = {};  // Properties, as SPARQL writes IRIs.
  uint64_t limit = 0;                           // 0: all.
  std::string language = "en";
  std::optional<double> timeout_seconds = {};
  uint64_t memory_bytes = uint64_t{1} << 30;
};
ExitCode RunContradictions(const ContradictionsArguments& arguments);

struct UpdateArguments {
  std::string database = {};
  std::string update = {};  // The text, @FILE or -.
  std::string base = {};
  std::vector<std::string> params = {};  // name=TERM
  std::optional<double> timeout_seconds = {};
  uint64_t memory_bytes = uint64_t{1} << 30;
  bool allows_load = false;
};
ExitCode RunUpdate(const UpdateArguments& arguments);

struct DumpArguments {
  std::string database = {};
  std::string format = "nq";
  uint64_t memory_bytes = uint64_t{256} << 20;
};
ExitCode RunDump(const DumpArguments& arguments);

struct StatsArguments {
  std::string database = {};
  std::string format = "text";
};
ExitCode RunStats(const StatsArguments& arguments);

// Of `actor`, `coalition`, `document` and `claim`.
struct CardArguments {
  std::string kind = {};  // The command.
  std::string database = {};
  std::string record = {};  // As Naming::Resolve reads it.
  std::string language = "en";
};
ExitCode RunCard(const CardArguments& arguments);

struct ClaimsArguments {
  std::string database = {};
  // Records, as Naming::Resolve reads them; empty: any.
  std::string about = {};
  std::string by = {};
  std::string in = {};
  std::string answers = {};
  std::string language = "en";
  std::string format = {};
};
ExitCode RunClaims(const ClaimsArguments& arguments);

struct ShellArguments {
  std::string database = {};  // Empty: in memory.
  // Scripts, run in this sequence instead of what is typed: files ("-": standard input), then
  // texts.
  std::vector<std::string> files = {};
  std::vector<std::string> texts = {};
  bool read_only = false;
  bool create_if_missing = false;
};
ExitCode RunShell(const ShellArguments& arguments);

struct SnapshotInfoArguments {
  std::string file = {};
  std::string format = "text";
};
ExitCode RunSnapshotInfo(const SnapshotInfoArguments& arguments);

struct SnapshotVerifyArguments {
  std::string file = {};
  std::optional<std::string> key_file = {};  // A public key, whose signature is wanted.
};
ExitCode RunSnapshotVerify(const SnapshotVerifyArguments& arguments);

struct SnapshotSignArguments {
  std::string file = {};
  std::string key_file = {};  // A private key.
};
ExitCode RunSnapshotSign(const SnapshotSignArguments& arguments);

// What is said of a snapshot that is made, and how it is made.
struct SnapshotMaking {
  std::string description = {};
  std::string licence = {};
  std::vector<std::string> sources = {};
  std::vector<std::string> parents = {};   // Logical hashes, or snapshots.
  std::vector<std::string> prefixes = {};  // name=IRI
  uint64_t memory_bytes = SnapshotOptions().memory_budget_bytes;
  unsigned thread_count = 0;
};

struct SnapshotCreateArguments {
  std::string database = {};
  std::string file = {};
  SnapshotMaking making = {};
  std::vector<std::string> graphs = {};  // IRIs or "default"; none: all.
  std::string query = {};                // A CONSTRUCT; empty: everything.
  ViewArguments view = {};
};
ExitCode RunSnapshotCreate(const SnapshotCreateArguments& arguments);

struct SnapshotDiffArguments {
  std::string before = {};
  std::string after = {};
  std::string output = {};   // A file for the patch; empty: standard output, or none.
  std::string summary = {};  // "text", "json" or none.
  std::string language = "en";
  uint64_t memory_bytes = DifferenceOptions().memory_budget_bytes;
};
ExitCode RunSnapshotDiff(const SnapshotDiffArguments& arguments);

struct SnapshotMergeArguments {
  std::string base = {};
  std::string ours = {};
  std::string theirs = {};
  std::string output = {};
  MergeConflicts conflicts = MergeConflicts::kFail;
  SnapshotMaking making = {};
};
ExitCode RunSnapshotMerge(const SnapshotMergeArguments& arguments);

struct PatchArguments {
  std::string database = {};
  std::string file = {};  // Or "-".
  uint64_t memory_bytes = PatchOptions().memory_budget_bytes;
};
ExitCode RunPatch(const PatchArguments& arguments);

ExitCode RunValidate(const std::string& database);
ExitCode RunVerify(const std::string& database);
ExitCode RunCompact(const std::string& database);

}  // namespace entente

#endif  // ENTENTE_TOOLS_COMMANDS_H_

// The exit codes of the command line, and which error ends with which.
#ifndef ENTENTE_TOOLS_EXIT_CODE_H_
#define ENTENTE_TOOLS_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"

namespace entente {

// Promised in docs/command_line.md.
enum ExitCode : int {
  kExitOk = 0,
  kExitInput = 1,        // An error in the query, the update or the data.
  kExitUsage = 2,        // The command line itself is wrong.
  kExitDamaged = 3,      // The database is damaged, or there is none.
  kExitLimit = 4,        // Time, memory or rows ran out, or somebody cancelled.
  kExitInputOutput = 5,  // Disk full, no permission, read-only, no such input file.
  kExitLocked = 6,       // Another process holds the lock.
};

// What was being done to a database: the same code of an error means different things to a shell.
enum class Doing { kOpening, kRunning };

// kExitUsage for a status of WrongOption, whatever was being done.
ExitCode ExitCodeOf(const absl::Status& status, Doing doing);

// InvalidArgument, because what an option holds cannot be right.
absl::Status WrongOption(const std::string& message);

}  // namespace entente

#endif  // ENTENTE_TOOLS_EXIT_CODE_H_

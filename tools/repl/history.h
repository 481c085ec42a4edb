// The history of the shell on disk: one request a line, line feeds written as \n and backslashes as
// \\; readable by its owner only.
#ifndef ENTENTE_TOOLS_REPL_HISTORY_H_
#define ENTENTE_TOOLS_REPL_HISTORY_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace entente {

inline constexpr size_t kHistoryEntryCountMax = 2000;

// $XDG_STATE_HOME/entente/history, or ~/.local/state/entente/history; empty without a home.
std::filesystem::path HistoryFile();

// The last kHistoryEntryCountMax entries, oldest first; none if there is no such file. A file that
// has grown to twice as many is cut to these.
std::vector<std::string> ReadHistory(const std::filesystem::path& file);

// Appends, so that several shells can do so at once; makes file and directories if need be.
absl::Status AppendToHistory(const std::filesystem::path& file, std::string_view entry);

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPL_HISTORY_H_

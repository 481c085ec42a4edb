#include "tools/repl/history.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

namespace entente {
namespace {

std::string Escaped(std::string_view entry) {
  std::string line;
  for (const char c : entry) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
  return line + "\n";
}

std::string Unescaped(std::string_view line) {
  std::string entry;
  for (size_t i = 0; i < line.size(); ++i) {
    const bool is_escape = line[i] == '\\' && i + 1 < line.size();
    if (is_escape) ++i;
    entry += is_escape && line[i] == 'n' ? '\n' : line[i];
  }
  return entry;
}

absl::Status WriteTo(const std::filesystem::path& file, int flags, std::string_view text) {
  const int descriptor = open(file.c_str(), flags | O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return absl::UnknownError(file.string() + ": " + std::generic_category().message(errno));
  }
  // One write, so that entries of several shells do not mix.
  const ssize_t written = write(descriptor, text.data(), text.size());
  const int error = errno;
  close(descriptor);
  if (written == static_cast<ssize_t>(text.size())) return absl::OkStatus();
  return absl::UnknownError(file.string() + ": " +
                            (written < 0 ? std::generic_category().message(error) : "disk full"));
}

}  // namespace

std::filesystem::path HistoryFile() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') {
    return std::filesystem::path(state) / "entente" / "history";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] == '\0') return {};
  return std::filesystem::path(home) / ".local" / "state" / "entente" / "history";
}

std::vector<std::string> ReadHistory(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::vector<std::string> entries;
  for (std::string line; std::getline(stream, line);) entries.push_back(Unescaped(line));
  const size_t count = entries.size();
  if (count > kHistoryEntryCountMax) {
    entries.erase(entries.begin(),
                  entries.end() - static_cast<std::ptrdiff_t>(kHistoryEntryCountMax));
  }
  if (count >= 2 * kHistoryEntryCountMax) {
    std::string text;
    for (const std::string& entry : entries) text += Escaped(entry);
    std::filesystem::path shorter = file;
    shorter += std::to_string(getpid()).insert(0, 1, '.');
    std::error_code error;
    if (WriteTo(shorter, O_TRUNC, text).ok()) std::filesystem::rename(shorter, file, error);
  }
  return entries;
}

absl::Status AppendToHistory(const std::filesystem::path& file, std::string_view entry) {
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  return WriteTo(file, O_APPEND, Escaped(entry));
}

}  // namespace entente

#include "tools/repl/paged_output.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace entente {
namespace {

constexpr std::chrono::milliseconds kMoment(300);
constexpr int kNoSuchProgram = 127;  // What sh exits with.

bool IsInPath(const std::string& program) {
  const char* value = std::getenv("PATH");
  std::string_view path = value == nullptr ? "" : value;
  while (!path.empty()) {
    const size_t end = std::min(path.find(':'), path.size());
    const std::string file = std::string(path.substr(0, end)).append("/").append(program);
    if (access(file.c_str(), X_OK) == 0) return true;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return false;
}

std::string FirstWord(const std::string& command) { return command.substr(0, command.find(' ')); }

// Whether sh would look a word up as it stands.
bool IsProgramName(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '+';
  });
}

absl::Status NoSuchPager(const std::string& pager) {
  return absl::NotFoundError("PAGER names no program: " + pager + "; .pager off does without");
}

absl::Status SystemError(std::string_view what) {
  return absl::UnknownError(std::string(what) + ": " + std::generic_category().message(errno));
}

}  // namespace

std::string FindPager() {
  const char* pager = std::getenv("PAGER");
  if (pager != nullptr) return pager;
  return IsInPath("less") ? "less -FRSX" : "";
}

PagedOutput::PagedOutput(std::string pager)
    : pager_(std::move(pager)), height_(pager_.empty() ? 0 : TerminalHeight()) {}

PagedOutput::~PagedOutput() { Finish().IgnoreError(); }  // Finish() was the place to hear of it.

absl::Status PagedOutput::Write(std::string_view bytes) {
  if (height_ == 0) return direct_.Write(bytes);
  if (child_ >= 0) return WriteToPager(bytes);
  const auto now = std::chrono::steady_clock::now();
  if (held_.empty()) held_since_ = now;
  held_.append(bytes);
  held_line_count_ += static_cast<size_t>(std::ranges::count(bytes, '\n'));
  // The prompt needs a line too.
  if (held_line_count_ < height_ - 1 && now - held_since_ < kMoment) return absl::OkStatus();
  const absl::Status status = StartPager();
  if (!status.ok()) return status;
  return WriteToPager(std::exchange(held_, {}));
}

absl::Status PagedOutput::StartPager() {
  // What sh would say of it stands beside our own message.
  if (IsProgramName(FirstWord(pager_)) && !IsInPath(FirstWord(pager_))) {
    held_.clear();
    return NoSuchPager(pager_);
  }
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return SystemError("pager");
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  std::string shell = "sh";
  std::string option = "-c";
  std::string command = pager_;
  std::array<char*, 4> arguments = {shell.data(), option.data(), command.data(), nullptr};
  const int error =
      posix_spawn(&child_, "/bin/sh", &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[0]);
  if (error != 0) {
    close(ends[1]);
    child_ = -1;
    errno = error;
    return SystemError("pager");
  }
  pipe_ = ends[1];
  return absl::OkStatus();
}

absl::Status PagedOutput::WriteToPager(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(pipe_, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno != EPIPE) return SystemError("pager");
      is_gone_ = true;
      return absl::CancelledError("the pager was left");
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status PagedOutput::Finish() {
  if (child_ < 0) return direct_.Write(std::exchange(held_, {}));
  close(pipe_);
  int state = 0;
  while (waitpid(child_, &state, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  if (WIFEXITED(state) && WEXITSTATUS(state) == kNoSuchProgram) {
    return NoSuchPager(pager_);
  }
  return absl::OkStatus();
}

}  // namespace entente

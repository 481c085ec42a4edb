#include "tests/support/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace entente {
namespace {

constexpr std::chrono::seconds kPatience(60);

winsize ToWinsize(TerminalSize size) { return {size.rows, size.columns, 0, 0}; }

// The size of the control sequence that `text` begins with; npos if its end has not come yet.
size_t ControlSize(std::string_view text) {
  if (text.size() < 2) return std::string_view::npos;
  if (text[1] != '[') return 2;
  const size_t end = text.find_first_not_of("0123456789;?", 2);
  return end == std::string_view::npos ? end : end + 1;
}

// Moves the plain text of `raw` behind `plain`.
void AppendPlain(std::string* raw, std::string* plain) {
  size_t at = 0;
  while (at < raw->size()) {
    if ((*raw)[at] == '\x1b') {
      const size_t size = ControlSize(std::string_view(*raw).substr(at));
      if (size == std::string_view::npos) break;
      at += size;
      continue;
    }
    if ((*raw)[at] != '\r' && (*raw)[at] != '\a') plain->push_back((*raw)[at]);
    ++at;
  }
  raw->erase(0, at);
}

}  // namespace

TerminalProcess::TerminalProcess(const std::vector<std::string>& command,
                                 const std::vector<std::string>& environment, TerminalSize size) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  winsize window = ToWinsize(size);
  pid_ = forkpty(&terminal_, nullptr, nullptr, &window);
  if (pid_ < 0) std::abort();
  if (pid_ > 0) {
    fcntl(terminal_, F_SETFD, FD_CLOEXEC);
    return;
  }
  for (const std::string& entry : environment) {
    const size_t equals = entry.find('=');
    if (equals == std::string::npos) {
      unsetenv(entry.c_str());
    } else {
      setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
    }
  }
  execv(arguments[0], arguments.data());
  _exit(127);
}

TerminalProcess::~TerminalProcess() {
  HangUp();
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void TerminalProcess::Type(std::string_view keys) {
  while (!keys.empty()) {
    const ssize_t written = write(terminal_, keys.data(), keys.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) keys.remove_prefix(static_cast<size_t>(written));
  }
}

bool TerminalProcess::Fill() {
  pollfd ready = {.fd = terminal_, .events = POLLIN, .revents = 0};
  if (poll(&ready, 1, 100) == 0) return true;
  std::array<char, 4096> buffer;
  const ssize_t size = read(terminal_, buffer.data(), buffer.size());
  if (size < 0 && errno == EINTR) return true;
  if (size <= 0) return false;
  bytes_.append(buffer.data(), static_cast<size_t>(size));
  raw_.append(buffer.data(), static_cast<size_t>(size));
  AppendPlain(&raw_, &unread_);
  return true;
}

std::string TerminalProcess::WaitFor(std::string_view text) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    const size_t found = unread_.find(text);
    if (found != std::string::npos) {
      std::string before = unread_.substr(0, found + text.size());
      unread_.erase(0, found + text.size());
      return before;
    }
    if (std::chrono::steady_clock::now() > end || terminal_ < 0 || !Fill()) {
      return std::exchange(unread_, {}) + "\n(waited in vain for: " + std::string(text) + ")";
    }
  }
}

void TerminalProcess::Resize(TerminalSize size) {
  const winsize window = ToWinsize(size);
  ioctl(terminal_, TIOCSWINSZ, &window);
}

void TerminalProcess::Signal(int signal) { kill(pid_, signal); }

void TerminalProcess::HangUp() {
  if (terminal_ >= 0) close(std::exchange(terminal_, -1));
}

int TerminalProcess::Wait() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  int state = 0;
  while (waitpid(pid_, &state, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) kill(pid_, SIGKILL);
    // What is not read would keep it from ending.
    const bool waits = terminal_ >= 0 && Fill();
    if (!waits) poll(nullptr, 0, 10);
  }
  pid_ = -1;
  return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

}  // namespace entente

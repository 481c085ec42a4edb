#include "tests/support/process.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace entente {
namespace {

// Runs `command` in the place of this process, which is a fresh child.
[[noreturn]] void Become(const std::vector<std::string>& command,
                         const std::vector<std::string>& environment) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  for (const std::string& entry : environment) {
    const size_t equals = entry.find('=');
    setenv(entry.substr(0, equals).c_str(), entry.substr(equals + 1).c_str(), 1);
  }
  const rlimit no_core_file = {};
  setrlimit(RLIMIT_CORE, &no_core_file);
  std::signal(SIGPIPE, SIG_DFL);
  execv(arguments[0], arguments.data());
  _exit(127);
}

ProcessResult WaitFor(pid_t pid) {
  int state = 0;
  while (waitpid(pid, &state, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(state)) return {.signal = WTERMSIG(state)};
  return {.exit_code = WEXITSTATUS(state)};
}

// A file that has no name any more.
FILE* Scratch(std::string_view content) {
  FILE* file = std::tmpfile();
  std::fwrite(content.data(), 1, content.size(), file);
  std::rewind(file);
  return file;
}

std::string Content(FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 65536> buffer;
  for (size_t size; (size = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;) {
    text.append(buffer.data(), size);
  }
  std::fclose(file);
  return text;
}

}  // namespace

ProcessResult RunProcess(const std::vector<std::string>& command, std::string_view input,
                         const std::vector<std::string>& environment) {
  FILE* in = Scratch(input);
  FILE* out = Scratch({});
  FILE* err = Scratch({});
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(fileno(in), STDIN_FILENO);
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    Become(command, environment);
  }
  ProcessResult result = WaitFor(pid);
  std::fclose(in);
  result.out = Content(out);
  result.err = Content(err);
  return result;
}

Process::Process(const std::vector<std::string>& command) {
  std::array<int, 2> ends = {-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  pid_ = fork();
  if (pid_ == 0) {
    dup2(ends[1], STDOUT_FILENO);
    Become(command, {});
  }
  close(ends[1]);
  output_ = ends[0];
}

Process::~Process() {
  if (pid_ >= 0) {
    kill(pid_, SIGKILL);
    WaitFor(pid_);
  }
  close(output_);
}

bool Process::Fill() {
  std::array<char, 4096> buffer;
  ssize_t size;
  do {
    size = read(output_, buffer.data(), buffer.size());
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return false;
  unread_.append(buffer.data(), static_cast<size_t>(size));
  return true;
}

std::string Process::ReadLine() {
  while (unread_.find('\n') == std::string::npos) {
    if (!Fill()) return std::exchange(unread_, {});
  }
  const size_t end = unread_.find('\n') + 1;
  std::string line = unread_.substr(0, end);
  unread_.erase(0, end);
  return line;
}

void Process::Kill(int signal) { kill(pid_, signal); }

ProcessResult Process::Wait() {
  while (Fill()) {
  }
  ProcessResult result = WaitFor(std::exchange(pid_, -1));
  result.out = std::exchange(unread_, {});
  return result;
}

std::string OwnProgram() { return std::filesystem::read_symlink("/proc/self/exe"); }

}  // namespace entente

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/progress.h"
#include "tools/terminal.h"

namespace entente {
namespace {

ExitCode Verify(const std::string& path) {
  const auto database = OpenToRead(path);
  if (!database.ok()) {
    return Fail(database.status(), Doing::kOpening);
  }
  ProgressLine progress;
  VerifyOptions options = {.cancelled = WatchSignals()};
  if (progress.is_shown()) {
    options.progress = [&progress](const VerifyProgress& state) { progress.Show(state); };
  }
  const auto report = database->Verify(options);
  progress.Clear();
  if (!report.ok()) {
    return Fail(report.status(), Doing::kRunning);
  }
  std::string text;
  for (const std::string& damage : report->damages) text += damage + "\n";
  if (report->damages.empty()) {
    text = "intact: " + Grouped(report->page_count) + " pages with " + Grouped(report->row_count) +
           " rows, " + Grouped(report->term_count) + " terms\n";
  }
  StandardOutput output;
  if (const absl::Status status = output.Write(text); !status.ok() && !output.reader_is_gone()) {
    PrintError(std::string(status.message()));
    return kExitInputOutput;
  }
  return report->damages.empty() ? kExitOk : kExitDamaged;
}

volatile std::sig_atomic_t reading_child = 0;

// A terminal tells the whole group, a process only the one it knows.
void TellChild(int signal, siginfo_t* info, void* /*context*/) {
  if (info->si_code <= 0) kill(reading_child, signal);
}

// Signals by which a program ends that believed what it read.
bool IsCrash(int signal) {
  return signal == SIGABRT || signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
         signal == SIGILL;
}

}  // namespace

// The reading is done by a child, because Debian's RocksDB is built with assertions and ends the
// process on some damaged files.
ExitCode RunVerify(const std::string& database) {
  const pid_t child = fork();
  if (child < 0) {
    PrintError("cannot start a child process: " + std::generic_category().message(errno));
    return kExitInputOutput;
  }
  if (child == 0) {
    const rlimit no_core_file = {};
    setrlimit(RLIMIT_CORE, &no_core_file);
    _exit(Verify(database));
  }
  reading_child = child;
  struct sigaction forwarding = {};
  forwarding.sa_sigaction = TellChild;
  forwarding.sa_flags = SA_SIGINFO;
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &forwarding, nullptr);
  int state = 0;
  while (waitpid(child, &state, 0) < 0) {
    if (errno == EINTR) continue;
    PrintError("lost the child process: " + std::generic_category().message(errno));
    return kExitInputOutput;
  }
  if (WIFEXITED(state)) return static_cast<ExitCode>(WEXITSTATUS(state));
  const int signal = WTERMSIG(state);
  if (!IsCrash(signal)) {
    PrintError(std::string("the reading was stopped: ") + strsignal(signal));
    return kExitLimit;
  }
  std::error_code ignored;
  const bool is_snapshot = std::filesystem::is_regular_file(database, ignored);
  PrintError(database + ": damaged: reading it ended the process (" + strsignal(signal) + "), so " +
             (is_snapshot ? "it" : "a file under data/") + " does not hold what was written");
  return kExitDamaged;
}

}  // namespace entente

#include "tools/terminal.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <system_error>
#include <utility>

#include "tools/limit_hints.h"

namespace entente {
namespace {

static_assert(std::atomic<bool>::is_always_lock_free, "signal handlers need that");
std::atomic<bool> interrupted = false;
std::atomic<bool> told_to_end = false;
std::atomic<bool> survives_interrupts = false;
bool use_color = false;

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

// Signals may come to any thread. The first one is where something waits that they are to end.
pthread_t first_thread = pthread_self();

// How many bytes at the beginning of `text` are a character that steers terminals instead of being
// shown: a control character (U+0000–U+001F, U+007F–U+009F), or one that turns the direction of the
// text behind it (U+202A–U+202E, U+2066–U+2069). 0 if there is none.
size_t ControlSize(std::string_view text) {
  const auto byte = [text](size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0u;
  };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  if (byte(0) == 0xC2 && 0x80 <= byte(1) && byte(1) < 0xA0) return 2;
  if (byte(0) != 0xE2) return 0;
  const bool turns = (byte(1) == 0x80 && 0xAA <= byte(2) && byte(2) <= 0xAE) ||
                     (byte(1) == 0x81 && 0xA6 <= byte(2) && byte(2) <= 0xA9);
  return turns ? 3 : 0;
}

// With a space for each of them, but those in `kept`.
std::string WithoutControls(std::string_view text, std::string_view kept) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const size_t size = kept.find(text.front()) == kept.npos ? ControlSize(text) : 0;
    shown.push_back(size == 0 ? text.front() : ' ');
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return shown;
}

}  // namespace

bool ForwardToFirstThread(int signal) {
  if (pthread_equal(pthread_self(), first_thread) != 0) return false;
  pthread_kill(first_thread, signal);
  return true;
}

namespace {

void OnSignal(int signal) {
  if (ForwardToFirstThread(signal)) return;
  interrupted = true;
  if (survives_interrupts && signal == SIGINT) return;
  told_to_end = true;
  std::signal(signal, SIG_DFL);
}

void WriteToStandardError(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

void ClaimStandardStreams() {
  // From the lowest, because each takes the lowest that is free.
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    if (open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) != stream) {
      _exit(kExitInputOutput);
    }
  }
}

bool IsTerminal(int descriptor) { return isatty(descriptor) == 1; }

size_t TerminalWidth() {
  winsize size = {};
  if (!IsTerminal(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

size_t TerminalHeight() {
  winsize size = {};
  if (!IsTerminal(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_row;
}

bool AsciiOnly() {
  if (Environment("TERM") == "dumb") return true;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string_view locale = Environment(name);
    if (locale.empty()) continue;
    return locale.find("UTF-8") == std::string_view::npos &&
           locale.find("utf8") == std::string_view::npos;
  }
  return true;
}

WriteOptions TableOptions(Prefixes prefixes) {
  return {.width = TerminalWidth(), .prefixes = std::move(prefixes), .use_ascii = AsciiOnly()};
}

void SetColor(ColorChoice choice) {
  const bool automatic =
      IsTerminal(STDERR_FILENO) && Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  use_color = choice == ColorChoice::kAlways || (choice == ColorChoice::kAuto && automatic);
}

void PrintError(std::string_view message) {
  WriteToStandardError(use_color ? "\x1b[1;31merror:\x1b[0m " : "error: ");
  PrintNote(message);
}

ExitCode Fail(const absl::Status& status, Doing doing) {
  PrintError(MessageWithHint(status, AskedIn::kCommand));
  return ExitCodeOf(status, doing);
}

void PrintNote(std::string_view message) {
  // Messages quote what data and files say.
  WriteToStandardError(WithoutControls(message, "\n\t"));
  if (!message.ends_with('\n')) WriteToStandardError("\n");
}

std::string Shown(std::string_view text) { return WithoutControls(text, ""); }

absl::Status StandardOutput::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR && !interrupted) continue;
      if (errno == EINTR) return absl::CancelledError("cancelled");
      if (errno == EPIPE) {
        reader_is_gone_ = true;
        return absl::CancelledError("nobody reads standard output any more");
      }
      return absl::UnknownError("standard output: " + std::generic_category().message(errno));
    }
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

const std::atomic<bool>* WatchSignals() {
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  // The terminal is gone; nohup says that this does not matter.
  if (std::signal(SIGHUP, OnSignal) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  return &interrupted;
}

void EndWhenMemoryEnds() {
  std::set_new_handler([] {
    constexpr std::string_view kSentence = "error: the system gives no more memory\n";
    const ssize_t written = write(STDERR_FILENO, kSentence.data(), kSentence.size());
    _exit(written < 0 ? kExitInputOutput : kExitLimit);
  });
}

void SurviveInterrupts() {
  survives_interrupts = true;
  WatchSignals();
}

void ClearInterrupt() { interrupted = false; }

bool IsToldToEnd() { return told_to_end; }

absl::Status StandardInputStatus() {
  if (std::ferror(stdin) == 0) return absl::OkStatus();
  return absl::NotFoundError("standard input: cannot be read: " +
                             std::generic_category().message(errno));
}

absl::StatusOr<std::string> ReadAll(const std::string& path) {
  constexpr size_t kSizeMax = size_t{256} << 20;
  const auto failure = [&path](const std::string& what) {
    const std::string name = path == "-" ? "standard input" : path;
    return absl::NotFoundError(name + ": cannot be read: " + what);
  };
  std::FILE* const file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return failure(std::generic_category().message(errno));
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), file)) {
    text.append(buffer.data(), size);
    if (text.size() > kSizeMax) break;
  }
  const int error = std::ferror(file) != 0 ? errno : 0;
  if (file != stdin) std::fclose(file);
  if (error != 0) return failure(std::generic_category().message(error));
  if (text.size() > kSizeMax) return failure("longer than 256 MiB");
  return text;
}

std::string Grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string HumanBytes(uint64_t bytes) {
  constexpr std::array kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

}  // namespace entente

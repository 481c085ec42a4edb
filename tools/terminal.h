// What the command line does with its three streams: results to standard output, everything else to
// standard error, and no colour or progress where nobody looks.
#ifndef ENTENTE_TOOLS_TERMINAL_H_
#define ENTENTE_TOOLS_TERMINAL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "tools/exit_code.h"

namespace entente {

// Opens those of the descriptors 0, 1 and 2 that are closed, so that no file of a database gets
// their numbers. They get /dev/null the wrong way round: to use them is an error. For main() to
// begin with.
void ClaimStandardStreams();

bool IsTerminal(int descriptor);
// Columns of the terminal on standard output; 0 if there is none.
size_t TerminalWidth();
// Lines of the terminal on standard output; 0 if there is none.
size_t TerminalHeight();
// True if the environment asks for nothing but ASCII: a dumb terminal or a locale without UTF-8.
bool AsciiOnly();

// How a table is written to standard output.
WriteOptions TableOptions(Prefixes prefixes);

enum class ColorChoice : uint8_t { kAuto, kAlways, kNever };
// kAuto is colour on a terminal, unless NO_COLOR is set or TERM is dumb.
void SetColor(ColorChoice choice);

// Prints "error: <message>" to standard error.
void PrintError(std::string_view message);
// Prints the error, and returns the code that the command ends with.
ExitCode Fail(const absl::Status& status, Doing doing);
// Prints a line to standard error.
void PrintNote(std::string_view message);

// Of somebody else's text, what a terminal can show: characters that steer it, line ends among
// them, become spaces. Errors and notes pass through it, but for their line ends.
std::string Shown(std::string_view text);

// Standard output, unbuffered. When the reader has gone away (as `head` does), writing gives
// Cancelled and reader_is_gone() is true: the command then ends quietly.
class StandardOutput {
 public:
  absl::Status Write(std::string_view bytes);
  Output AsOutput() {
    return [this](std::string_view bytes) { return Write(bytes); };
  }
  bool reader_is_gone() const { return reader_is_gone_; }

 private:
  bool reader_is_gone_ = false;
};

// Becomes true at Ctrl-C, SIGTERM or SIGHUP; a second one ends the process. Also has writing to a
// closed pipe give an error instead of a signal.
const std::atomic<bool>* WatchSignals();

// For handlers: whether the signal came to another thread than the first, which gets it then.
bool ForwardToFirstThread(int signal);

// From now on a process that gets no more memory ends with a sentence and kExitLimit.
void EndWhenMemoryEnds();

// From now on Ctrl-C ends nothing but what is being done: a shell says with ClearInterrupt() that
// it has obeyed. SIGTERM and SIGHUP tell it to end.
void SurviveInterrupts();
void ClearInterrupt();
bool IsToldToEnd();

// What ended the reading of std::cin: OK if that was its end.
absl::Status StandardInputStatus();

// Everything in the file; of "-", on standard input. NotFound also for more than 256 MiB.
absl::StatusOr<std::string> ReadAll(const std::string& path);

// 4405067 → "4,405,067".
std::string Grouped(uint64_t number);
// 12345678 → "11.8 MiB".
std::string HumanBytes(uint64_t bytes);

}  // namespace entente

#endif  // ENTENTE_TOOLS_TERMINAL_H_

// A program on a pseudo-terminal: typed to, waited for, resized.
#ifndef ENTENTE_TESTS_SUPPORT_TERMINAL_H_
#define ENTENTE_TESTS_SUPPORT_TERMINAL_H_

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {

struct TerminalSize {
  unsigned short rows = 24;
  unsigned short columns = 80;
};

// Killed with the object if it still runs.
class TerminalProcess {
 public:
  // `environment` ("NAME=value") is added to this process's own; "NAME" takes a variable away.
  TerminalProcess(const std::vector<std::string>& command,
                  const std::vector<std::string>& environment, TerminalSize size = {});
  ~TerminalProcess();
  TerminalProcess(const TerminalProcess&) = delete;

  pid_t pid() const { return pid_; }
  void Type(std::string_view keys);
  // Waits until `text` has come behind what the calls before waited for, and returns what came
  // since then, up to and with `text`. Control sequences are taken out, "\r\n" is a line feed. When
  // a minute is over, or the program, returns what there is, with a note in the place of `text`.
  std::string WaitFor(std::string_view text);
  // All that the program has written so far, with its control sequences, as far as it was waited
  // for.
  const std::string& raw_bytes() const { return bytes_; }
  void Resize(TerminalSize size);
  void Signal(int signal);
  // Takes the terminal away.
  void HangUp();
  // Waits for the end of the program: its exit code, -1 if a signal ended it. Ends it after a
  // minute.
  int Wait();

 private:
  bool Fill();

  pid_t pid_ = -1;
  int terminal_ = -1;
  std::string bytes_;   // All that was read.
  std::string raw_;     // Read, and perhaps the beginning of a control sequence.
  std::string unread_;  // Plain, and not waited for yet.
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_TERMINAL_H_

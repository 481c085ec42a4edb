// Other programs in tests: started, fed, waited for, killed.
#ifndef ENTENTE_TESTS_SUPPORT_PROCESS_H_
#define ENTENTE_TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace entente {

struct ProcessResult {
  int exit_code = -1;  // -1 if a signal ended it.
  int signal = 0;
  std::string out = {};
  std::string err = {};
};

// Runs a program to its end, with `input` on its standard input and neither output a terminal.
// `environment` ("NAME=value") is added to this process's own.
ProcessResult RunProcess(const std::vector<std::string>& command, std::string_view input = {},
                         const std::vector<std::string>& environment = {});

// A program that runs beside the test; killed with the object if it still runs.
class Process {
 public:
  explicit Process(const std::vector<std::string>& command);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  // What it has written to standard output and was not read yet: waits for a whole line; "" at the
  // end.
  std::string ReadLine();
  void Kill(int signal);
  // Waits for its end, reading the rest of its output. Standard error goes to that of the test.
  ProcessResult Wait();

 private:
  bool Fill();

  pid_t pid_ = -1;
  int output_ = -1;
  std::string unread_;
};

// The program that is running.
std::string OwnProgram();

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_PROCESS_H_

#include <string>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/reports.h"
#include "tools/terminal.h"

namespace entente {

ExitCode RunValidate(const std::string& path) {
  const auto database = OpenToRead(path);
  if (!database.ok()) {
    return Fail(database.status(), Doing::kOpening);
  }
  StandardOutput output;
  const auto count = database->Read().Validate(
      [&output](const Violation& violation) {
        return output.Write(violation.record + "\t" + violation.rule + "\t" + violation.message +
                            "\n");
      },
      {.cancelled = WatchSignals()});
  if (!count.ok()) {
    if (output.reader_is_gone()) return kExitInput;
    return Fail(count.status(), Doing::kRunning);
  }
  PrintNote(*count == 0 ? "no record breaks a rule" : Counted(*count, "broken rule"));
  return *count == 0 ? kExitOk : kExitInput;
}

}  // namespace entente

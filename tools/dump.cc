#include <string>
#include <utility>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/opening.h"
#include "tools/terminal.h"

namespace entente {

ExitCode RunDump(const DumpArguments& arguments) {
  if (!IsGraphFormat(arguments.format)) {
    PrintError("--format " + arguments.format + ": known are nt, nq, ttl and trig");
    return kExitUsage;
  }
  const auto database = OpenToRead(arguments.database);
  if (!database.ok()) {
    return Fail(database.status(), Doing::kOpening);
  }
  Prefixes prefixes = DefaultPrefixes();
  for (auto& prefix : DeclaredPrefixes(arguments.database)) prefixes.push_back(std::move(prefix));
  StandardOutput output;
  const auto quad_count =
      database->Read().Dump(output.AsOutput(), {.format = arguments.format,
                                                .prefixes = std::move(prefixes),
                                                .memory_budget_bytes = arguments.memory_bytes,
                                                .cancelled = WatchSignals()});
  if (quad_count.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(quad_count.status(), Doing::kRunning);
}

}  // namespace entente

#include <string>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/terminal.h"

namespace entente {

ExitCode RunCompact(const std::string& database_path) {
  auto database = Database::Open(database_path, {.create_if_missing = false});
  if (!database.ok()) {
    return Fail(database.status(), Doing::kOpening);
  }
  const auto before = database->ComputeStatistics();
  absl::Status status = before.status();
  if (status.ok()) status = database->Compact();
  auto after = before;
  if (status.ok()) {
    after = database->ComputeStatistics();
    status = after.status();
  }
  if (status.ok()) status = database->Close();
  if (!status.ok()) {
    return Fail(status, Doing::kRunning);
  }
  PrintNote(Grouped(before->delta_row_count) + " changes folded; " +
            HumanBytes(before->disk_bytes) + " before, " + HumanBytes(after->disk_bytes) +
            " after");
  return kExitOk;
}

}  // namespace entente

#include "query/exchange/difference.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "query/exchange/record_changes.h"
#include "query/exchange/text_spool.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/dumping/lines_ahead.h"
#include "storage/snapshot/snapshot_iri.h"

namespace entente {
namespace {

// Takes lines that differ, ascending.
using ChangedLine = std::function<absl::Status(bool is_added, std::string_view line)>;

absl::Status CompareLines(CanonicalLines* before, CanonicalLines* after,
                          const ChangedLine& changed) {
  std::string_view old_line;
  std::string_view new_line;
  bool has_old = before->Next(&old_line);
  bool has_new = after->Next(&new_line);
  while (has_old || has_new) {
    const int order = !has_old ? 1 : !has_new ? -1 : old_line.compare(new_line);
    if (order < 0) RETURN_IF_ERROR(changed(false, old_line));
    if (order > 0) RETURN_IF_ERROR(changed(true, new_line));
    if (order <= 0) has_old = before->Next(&old_line);
    if (order >= 0) has_new = after->Next(&new_line);
    // Where one side ends with an error, the lines of the other are no difference.
    if (!has_old) RETURN_IF_ERROR(before->status());
    if (!has_new) RETURN_IF_ERROR(after->status());
  }
  RETURN_IF_ERROR(before->status());
  return after->status();
}

}  // namespace

absl::StatusOr<DifferenceReport> WriteDifference(const ReadView& before, const ReadView& after,
                                                 const Output& patch,
                                                 const DifferenceOptions& options) {
  const DumpSortOptions sorting = {.memory_budget_bytes = options.memory_budget_bytes / 2,
                                   .temporary_directory = options.temporary_directory,
                                   .cancelled = options.cancelled};
  LinesAhead old_lines(before, sorting);
  LinesAhead new_lines(after, sorting);
  TextSpool rows(options.temporary_directory);
  std::optional<RecordChanges> records;
  if (options.record_changed) {
    ASSIGN_OR_RETURN(RecordChanges created, RecordChanges::Create(before, after, options));
    records.emplace(std::move(created));
  }
  DifferenceReport report;
  RETURN_IF_ERROR(CompareLines(&old_lines, &new_lines, [&](bool is_added, std::string_view line) {
    ++(is_added ? report.quads_added : report.quads_removed);
    if (records.has_value()) RETURN_IF_ERROR(records->AddLine(line));
    if (!patch) return absl::OkStatus();
    RETURN_IF_ERROR(rows.Append(is_added ? "A " : "D "));
    RETURN_IF_ERROR(rows.Append(line));
    return rows.Append("\n");
  }));
  if (records.has_value()) RETURN_IF_ERROR(records->Finish());
  if (!patch) return report;
  RETURN_IF_ERROR(patch(StrCat("H prev <", SnapshotIri(old_lines.hash()), "> .\nH id <",
                               SnapshotIri(new_lines.hash()), "> .\nTX .\n")));
  RETURN_IF_ERROR(rows.WriteTo(patch));
  RETURN_IF_ERROR(patch("TC .\n"));
  return report;
}

}  // namespace entente

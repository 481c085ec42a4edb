// `entente snapshot diff` and `merge`.
#include <string>
#include <vector>

#include "entente/entente.h"
#include "tools/change_summary.h"
#include "tools/commands.h"
#include "tools/naming.h"
#include "tools/opening.h"
#include "tools/progress.h"
#include "tools/reports.h"
#include "tools/snapshot_making.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// The objects of a JSON list, some kilobytes at a time.
class ChangeList {
 public:
  explicit ChangeList(StandardOutput* output) : output_(output), text_("{\"changes\": [") {}
  absl::Status Add(const RecordChange& change) {
    text_ += is_empty_ ? "\n  " : ",\n  ";
    text_ += ChangeAsJson(change);
    is_empty_ = false;
    constexpr size_t kHeldBytes = 65'536;
    return text_.size() < kHeldBytes ? absl::OkStatus() : Flush();
  }
  absl::Status Finish(const DifferenceReport& report) {
    text_ += "],\n \"quads_added\": " + std::to_string(report.quads_added) +
             ", \"quads_removed\": " + std::to_string(report.quads_removed) + "}\n";
    return Flush();
  }

 private:
  absl::Status Flush() {
    const absl::Status status = output_->Write(text_);
    text_.clear();
    return status;
  }

  StandardOutput* const output_;
  std::string text_;
  bool is_empty_ = true;
};

std::string Counts(const DifferenceReport& report) {
  return Counted(report.quads_added, "quad") + " added, " + Grouped(report.quads_removed) +
         " removed";
}

absl::Status WriteTo(const Reader& before, const Reader& after,
                     const SnapshotDiffArguments& arguments, const Output& patch,
                     StandardOutput* output) {
  DifferenceOptions options{.memory_budget_bytes = arguments.memory_bytes,
                            .cancelled = WatchSignals()};
  ChangeSummary summary;
  ChangeList list(output);
  const bool is_json = arguments.summary == "json";
  if (!arguments.summary.empty()) {
    options.record_changed = [&](const RecordChange& change) {
      if (is_json) return list.Add(change);
      summary.Add(change);
      return absl::OkStatus();
    };
  }
  const auto report = before.WriteDifference(after, patch, options);
  if (!report.ok()) return report.status();
  if (arguments.summary.empty()) {
    PrintNote(Counts(*report));
    return absl::OkStatus();
  }
  if (is_json) return list.Finish(*report);
  Naming old_names(before, arguments.language);
  Naming new_names(after, arguments.language);
  return output->Write(summary.Text(*report, &old_names, &new_names));
}

std::string ConflictText(const MergeConflict& conflict) {
  std::string text = "conflict: " + conflict.claim + "\n";
  const auto add = [&text](std::string_view side, const std::vector<std::string>& lines) {
    for (const std::string& line : lines) text.append(side).append(Shown(line)).append("\n");
  };
  add("  ours   - ", conflict.ours_removed);
  add("  ours   + ", conflict.ours_added);
  add("  theirs - ", conflict.theirs_removed);
  add("  theirs + ", conflict.theirs_added);
  return text;
}

}  // namespace

ExitCode RunSnapshotDiff(const SnapshotDiffArguments& arguments) {
  const auto before = OpenToRead(arguments.before);
  if (!before.ok()) return Fail(before.status(), Doing::kOpening);
  const auto after = OpenToRead(arguments.after);
  if (!after.ok()) return Fail(after.status(), Doing::kOpening);
  StandardOutput output;
  absl::Status status;
  if (!arguments.output.empty()) {
    status = WriteFile(arguments.output, [&](const Output& patch) {
      return WriteTo(before->Read(), after->Read(), arguments, patch, &output);
    });
  } else {
    const Output patch = arguments.summary.empty() ? output.AsOutput() : Output();
    status = WriteTo(before->Read(), after->Read(), arguments, patch, &output);
  }
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

ExitCode RunSnapshotMerge(const SnapshotMergeArguments& arguments) {
  std::vector<Database> states;
  for (const std::string* path : {&arguments.base, &arguments.ours, &arguments.theirs}) {
    auto state = OpenToRead(*path);
    if (!state.ok()) return Fail(state.status(), Doing::kOpening);
    states.push_back(*std::move(state));
  }
  StandardOutput output;
  ProgressLine progress;
  auto snapshot = ToSnapshotOptions(arguments.making, &progress);
  if (!snapshot.ok()) return Fail(snapshot.status(), Doing::kRunning);
  MergeOptions options{.conflicts = arguments.conflicts, .snapshot = *std::move(snapshot)};
  options.conflict_found = [&](const MergeConflict& conflict) {
    progress.Clear();
    return output.Write(ConflictText(conflict));
  };
  const auto report = MergeSnapshots(states[0].Read(), states[1].Read(), states[2].Read(),
                                     arguments.output, options);
  progress.Clear();
  if (!report.ok()) {
    return output.reader_is_gone() ? kExitOk : Fail(report.status(), Doing::kRunning);
  }
  const std::string conflicts = Counted(report->conflict_count, "claim") + " in conflict";
  if (!report->is_written) {
    PrintError(conflicts + "; nothing was written: say --ours or --theirs to decide");
    return kExitInput;
  }
  PrintNote(Counted(report->quad_count, "quad") + ", " + conflicts + ", logical hash " +
            report->logical_hash);
  return kExitOk;
}

}  // namespace entente

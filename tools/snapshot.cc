// `entente snapshot info`, `verify` and `sign`.
#include <string>
#include <utility>
#include <vector>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/json.h"
#include "tools/terminal.h"

namespace entente {
namespace {

std::vector<std::pair<std::string_view, uint64_t>> CountsOf(const SnapshotInfo& info) {
  return {{"quads", info.quad_count},         {"terms", info.term_count},
          {"actors", info.actor_count},       {"groupings", info.coalition_count},
          {"documents", info.document_count}, {"claims", info.claim_count},
          {"bytes", info.file_bytes}};
}

std::string AsText(const SnapshotInfo& info) {
  std::string text;
  const auto add = [&text](std::string_view name, const std::string& value) {
    constexpr size_t kNameWidth = 14;
    if (value.empty()) return;
    text += std::string(name) + std::string(kNameWidth - name.size(), ' ') + Shown(value) + "\n";
  };
  const SnapshotMetadata& metadata = info.metadata;
  add("description", metadata.description);
  add("licence", metadata.licence);
  for (const std::string& source : metadata.sources) add("source", source);
  for (const std::string& parent : metadata.parents) add("parent", parent);
  for (const auto& [name, iri] : metadata.prefixes) add("prefix", name + ": " + iri);
  add("logical hash", info.logical_hash);
  for (const SnapshotSignatureInfo& signature : info.signatures) {
    add(signature.is_good ? "signed by" : "NOT signed by", signature.public_key);
  }
  add("format", info.format_version);
  for (const auto& [name, count] : CountsOf(info)) add(name, Grouped(count));
  return text;
}

std::string AsJson(const SnapshotInfo& info) {
  const auto list = [](const auto& items, auto as_json) {
    std::string json = "[";
    for (const auto& item : items) {
      if (json.size() > 1) json += ", ";
      json += as_json(item);
    }
    return json + "]";
  };
  const SnapshotMetadata& metadata = info.metadata;
  std::string json =
      "{\n  \"description\": " + QuotedJson(metadata.description) +
      ",\n  \"licence\": " + QuotedJson(metadata.licence) +
      ",\n  \"sources\": " + list(metadata.sources, QuotedJson) +
      ",\n  \"parents\": " + list(metadata.parents, QuotedJson) + ",\n  \"prefixes\": " +
      list(metadata.prefixes,
           [](const auto& prefix) {
             return "{\"name\": " + QuotedJson(prefix.first) +
                    ", \"iri\": " + QuotedJson(prefix.second) + "}";
           }) +
      ",\n  \"logical_hash\": " + QuotedJson(info.logical_hash) + ",\n  \"signatures\": " +
      list(info.signatures,
           [](const SnapshotSignatureInfo& signature) {
             return "{\"public_key\": " + QuotedJson(signature.public_key) +
                    ", \"good\": " + (signature.is_good ? "true" : "false") + "}";
           }) +
      ",\n  \"format\": " + QuotedJson(info.format_version);
  for (const auto& [name, count] : CountsOf(info)) {
    json += ",\n  " + QuotedJson(name) + ": " + std::to_string(count);
  }
  return json + "\n}\n";
}

}  // namespace

ExitCode RunSnapshotInfo(const SnapshotInfoArguments& arguments) {
  if (arguments.format != "text" && arguments.format != "json") {
    PrintError("--format " + arguments.format + ": known are text and json");
    return kExitUsage;
  }
  const auto info = ReadSnapshotInfo(arguments.file);
  if (!info.ok()) return Fail(info.status(), Doing::kOpening);
  StandardOutput output;
  const absl::Status status =
      output.Write(arguments.format == "json" ? AsJson(*info) : AsText(*info));
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

ExitCode RunSnapshotVerify(const SnapshotVerifyArguments& arguments) {
  // First of all: whoever wants a signature wants nothing of a file without it.
  if (arguments.key_file.has_value()) {
    const auto key = ReadAll(*arguments.key_file);
    if (!key.ok()) return Fail(key.status(), Doing::kRunning);
    const absl::Status status = CheckSnapshotSignature(arguments.file, *key);
    if (!status.ok()) {
      // That there is no signature is about the data; that there is no snapshot is about the file.
      const auto info = ReadSnapshotInfo(arguments.file);
      if (!info.ok()) return Fail(info.status(), Doing::kOpening);
      PrintError(std::string(status.message()));
      return kExitInput;
    }
  }
  // Database::Open would take a directory too.
  if (const auto info = ReadSnapshotInfo(arguments.file); !info.ok()) {
    return Fail(info.status(), Doing::kOpening);
  }
  return RunVerify(arguments.file);
}

ExitCode RunSnapshotSign(const SnapshotSignArguments& arguments) {
  const auto key = ReadAll(arguments.key_file);
  if (!key.ok()) return Fail(key.status(), Doing::kRunning);
  const absl::Status status = SignSnapshot(arguments.file, *key, WatchSignals());
  return status.ok() ? kExitOk : Fail(status, Doing::kOpening);
}

}  // namespace entente

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/json.h"
#include "tools/opening.h"
#include "tools/reports.h"
#include "tools/terminal.h"

namespace entente {
namespace {

// Lines of cells, the first to the left and the others to the right.
class Columns {
 public:
  void Add(std::vector<std::string> cells) { lines_.push_back(std::move(cells)); }
  std::string Text() const {
    std::vector<size_t> widths;
    for (const auto& line : lines_) {
      widths.resize(std::max(widths.size(), line.size()));
      for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    }
    std::string text;
    for (const auto& line : lines_) {
      text += "  " + line[0] + std::string(widths[0] - line[0].size(), ' ');
      for (size_t i = 1; i < line.size(); ++i) {
        text += "  " + std::string(widths[i] - line[i].size(), ' ') + line[i];
      }
      text += "\n";
    }
    return text;
  }

 private:
  std::vector<std::vector<std::string>> lines_;
};

std::string PerQuad(uint64_t bytes, uint64_t quad_count) {
  if (quad_count == 0) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f",
                static_cast<double>(bytes) / static_cast<double>(quad_count));
  return text;
}

std::string GraphName(const Statistics::Graph& graph) {
  return graph.graph ? graph.graph.ToString() : "(default graph)";
}

std::string AsJson(const Statistics& statistics) {
  const auto field = [](std::string_view name, uint64_t value) {
    return QuotedJson(name) + ": " + std::to_string(value);
  };
  std::string json = "{\n  " + field("actors", statistics.actor_count) + ",\n  " +
                     field("coalitions", statistics.coalition_count) + ",\n  " +
                     field("documents", statistics.document_count) + ",\n  " +
                     field("claims", statistics.claim_count) + ",\n  " +
                     field("quads", statistics.quad_count) + ",\n  " +
                     field("terms", statistics.term_count) + ",\n  " +
                     field("commits", statistics.commit_number) + ",\n  " +
                     field("unfolded_changes", statistics.delta_row_count) + ",\n  " +
                     field("disk_bytes", statistics.disk_bytes) + ",\n  \"predicates\": [";
  std::string_view separator = "\n    ";
  for (const auto& predicate : statistics.predicates) {
    json += separator;
    json += "{\"predicate\": " + QuotedJson(predicate.predicate.ToString()) + ", " +
            field("quads", predicate.quad_count) + ", " +
            field("subjects", predicate.distinct_subject_count) + ", " +
            field("objects", predicate.distinct_object_count) + "}";
    separator = ",\n    ";
  }
  json += "],\n  \"graphs\": [";
  separator = "\n    ";
  for (const auto& graph : statistics.graphs) {
    json += separator;
    json += "{\"graph\": " + (graph.graph ? QuotedJson(graph.graph.ToString()) : "null") + ", " +
            field("quads", graph.quad_count) + "}";
    separator = ",\n    ";
  }
  json += "],\n  \"parts\": [";
  separator = "\n    ";
  for (const auto& part : statistics.parts) {
    json += separator;
    json += "{\"part\": " + QuotedJson(part.name) + ", " + field("rows", part.row_count) + ", " +
            field("bytes", part.bytes) + "}";
    separator = ",\n    ";
  }
  return json + "]\n}\n";
}

}  // namespace

std::string StatisticsText(const Statistics& statistics) {
  Columns records;
  records.Add({"actors", Grouped(statistics.actor_count)});
  records.Add({"groupings", Grouped(statistics.coalition_count)});
  records.Add({"documents", Grouped(statistics.document_count)});
  records.Add({"claims", Grouped(statistics.claim_count)});
  Columns totals;
  totals.Add({"quads", Grouped(statistics.quad_count)});
  totals.Add({"terms in the dictionary", Grouped(statistics.term_count)});
  totals.Add({"predicates", Grouped(statistics.predicates.size())});
  totals.Add({"graphs", Grouped(statistics.graphs.size())});
  totals.Add({"commits", Grouped(statistics.commit_number)});
  totals.Add({"changes not yet folded", Grouped(statistics.delta_row_count)});
  totals.Add({"bytes on disk", Grouped(statistics.disk_bytes)});
  totals.Add(
      {"bytes on disk for each quad", PerQuad(statistics.disk_bytes, statistics.quad_count)});
  Columns parts;
  parts.Add({"part", "rows", "bytes", "bytes/quad"});
  for (const auto& part : statistics.parts) {
    parts.Add({part.name, Grouped(part.row_count), Grouped(part.bytes),
               PerQuad(part.bytes, statistics.quad_count)});
  }
  Columns predicates;
  predicates.Add({"predicate", "quads", "subjects", "objects"});
  for (const auto& predicate : statistics.predicates) {
    predicates.Add({predicate.predicate.ToString(), Grouped(predicate.quad_count),
                    Grouped(predicate.distinct_subject_count),
                    Grouped(predicate.distinct_object_count)});
  }
  Columns graphs;
  graphs.Add({"graph", "quads"});
  for (const auto& graph : statistics.graphs) {
    graphs.Add({GraphName(graph), Grouped(graph.quad_count)});
  }
  return records.Text() + "\n" + totals.Text() + "\n" + predicates.Text() + "\n" + graphs.Text() +
         "\n" + parts.Text();
}

ExitCode RunStats(const StatsArguments& arguments) {
  if (arguments.format != "text" && arguments.format != "json") {
    PrintError("--format " + arguments.format + ": known are text and json");
    return kExitUsage;
  }
  const auto database = OpenToRead(arguments.database);
  if (!database.ok()) {
    return Fail(database.status(), Doing::kOpening);
  }
  const auto statistics = database->ComputeStatistics();
  absl::Status status = statistics.status();
  StandardOutput output;
  if (status.ok()) {
    status = output.Write(arguments.format == "json" ? AsJson(*statistics)
                                                     : StatisticsText(*statistics));
  }
  if (status.ok() || output.reader_is_gone()) return kExitOk;
  return Fail(status, Doing::kRunning);
}

}  // namespace entente

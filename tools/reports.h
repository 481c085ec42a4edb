// What a command and the shell both print.
#ifndef ENTENTE_TOOLS_REPORTS_H_
#define ENTENTE_TOOLS_REPORTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "entente/entente.h"
#include "tools/commands.h"
#include "tools/naming.h"

namespace entente {

// The card of a record: `kind` is actor, coalition, document or claim, `record` as
// Naming::Resolve reads it.
absl::Status WriteCard(std::string_view kind, const std::string& record, Naming* naming,
                       const Output& output);

// The claims that meet the conditions of `arguments`: names in formats for people, else terms.
absl::Status WriteClaims(const ClaimsArguments& arguments, const std::string& format,
                         Naming* naming, const Output& output);

// Contradictions, in the same way.
absl::Status WriteContradictions(std::vector<Contradiction> found, const std::string& format,
                                 Naming* naming, const Output& output);

// Why a file, which can be read, can be no RDF text whatever its name says; "" if nothing tells.
std::string ObjectionToText(const std::string& file);

// "1 quad", "15,010 quads".
std::string Counted(uint64_t count, std::string_view noun);

// "15,010 quads read, 15,010 new in 0.11 s (0.14 M/s)"
std::string LoadSummary(const LoadReport& report, double seconds);

// "15,010 quads, 6,309 terms, 381,144 bytes (25.39 bytes/quad) in 0.05 s (0.30 M/s)", and a line
// with the logical hash.
std::string SnapshotSummary(const SnapshotInfo& info, double seconds);

// Some lines for people.
std::string StatisticsText(const Statistics& statistics);

}  // namespace entente

#endif  // ENTENTE_TOOLS_REPORTS_H_

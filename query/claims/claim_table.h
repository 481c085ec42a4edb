// All claims of some graphs as a table of ids and days: what evidence views and contradictions are
// computed from.
#ifndef ENTENTE_QUERY_CLAIMS_CLAIM_TABLE_H_
#define ENTENTE_QUERY_CLAIMS_CLAIM_TABLE_H_

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/records.h"
#include "query/evaluation/query_limits.h"
#include "storage/read_view.h"

namespace entente {

// The days that a partial date may be, since 1970-01-01, both included.
struct DayRange {
  int32_t first = 0;
  int32_t last = 0;
  friend bool operator==(const DayRange&, const DayRange&) = default;
};
// A date that is not given: open towards the past as a beginning, towards the future as an end.
inline constexpr int32_t kDayMin = std::numeric_limits<int32_t>::min();
inline constexpr int32_t kDayMax = std::numeric_limits<int32_t>::max();
inline constexpr DayRange kOpenPast = {kDayMin, kDayMin};
inline constexpr DayRange kOpenFuture = {kDayMax, kDayMax};
inline constexpr DayRange kNoDate = {kDayMax, kDayMin};

// A well-formed claim that has a proposition. Where it has no value the id is none.
struct ClaimRow {
  TermId claim = {};
  TermId proposition = {};  // The triple term,
  TermId subject = {};      // and its components.
  TermId predicate = {};
  TermId object = {};
  TermId claimant = {};
  TermId source = {};
  TermId modality = {};
  DayRange from = kOpenPast;
  DayRange until = kOpenFuture;
  DayRange stated = kNoDate;
  DayRange recorded = kNoDate;
  double confidence = std::numeric_limits<double>::quiet_NaN();
  Stance stance = Stance::kAsserts;
};

// The ids of the words that claims are written with; none for what the data does not know.
struct ClaimWords {
  static absl::StatusOr<ClaimWords> Find(const ReadView& view);

  TermId type = {};   // rdf:type
  TermId claim = {};  // ent:Claim
  std::array<TermId, 10> properties = {};
  std::array<TermId, 7> stances = {};
  std::array<TermId, 4> modalities = {};
};

// The rows that a ClaimTable of `graphs`, which ascend, has of `claims`, which ascend too; nothing
// for what is no claim. Reads them one by one: about 5 us each. Errors as of ClaimTable::Build.
absl::StatusOr<std::vector<ClaimRow>> ReadClaims(const ReadView& view, const ClaimWords& words,
                                                 std::span<const TermId> graphs,
                                                 std::span<const TermId> claims,
                                                 QueryLimits* limits);

class ClaimTable {
 public:
  // Reads the claims that are described in `graphs` (the none id is the default graph). What is not
  // well formed by the rules of docs/data_model.md that concern the fields above is left out.
  // Reads whole columns: about 0.3 us a claim, and 120 bytes each, charged to `limits`.
  // Errors: those of the limits and the view.
  static absl::StatusOr<std::unique_ptr<const ClaimTable>> Build(const ReadView& view,
                                                                 std::span<const TermId> graphs,
                                                                 QueryLimits* limits);

  // Ascending by claim.
  std::span<const ClaimRow> rows() const { return rows_; }

 private:
  std::vector<ClaimRow> rows_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_CLAIM_TABLE_H_

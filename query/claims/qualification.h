// Which claims count: the conditions of an evidence view in ids and days. Views and contradictions
// ask the same test.
#ifndef ENTENTE_QUERY_CLAIMS_QUALIFICATION_H_
#define ENTENTE_QUERY_CLAIMS_QUALIFICATION_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "query/claims/claim_table.h"
#include "storage/read_view.h"

namespace entente {

// Lists of ids ascend. A list that is there but empty lets nothing pass: its IRIs are none that the
// data knows.
struct ClaimConditions {
  std::optional<DayRange> valid = {};
  std::optional<DayRange> known = {};
  bool is_time_certain = false;
  std::optional<std::vector<TermId>> sources = {};
  std::optional<std::vector<TermId>> claimants = {};
  std::optional<std::vector<TermId>> modalities = {};
  bool takes_no_modality = false;  // With modalities: whether categorical ones are among them.
  std::optional<double> min_confidence = {};
};

// The conditions that `view` sets, with the ids of `data`. Errors: those of `data`.
absl::StatusOr<ClaimConditions> ConditionsOf(const EvidenceView& view, const ReadView& data);

// The graphs that count for `view`, ascending: the none id alone is the default graph. Graphs that
// the data does not know are left out.
absl::StatusOr<std::vector<TermId>> GraphsOf(const EvidenceView& view, const ReadView& data);

// Whether the claim meets all conditions. By docs/data_model.md, "Evidence views".
bool Qualifies(const ClaimRow& claim, const ClaimConditions& conditions);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_QUALIFICATION_H_

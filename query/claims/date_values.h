// Values that are dates, and which of them may be one.
#ifndef ENTENTE_QUERY_CLAIMS_DATE_VALUES_H_
#define ENTENTE_QUERY_CLAIMS_DATE_VALUES_H_

#include <cstdint>
#include <span>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "storage/ids/term_id.h"
#include "storage/read_view.h"

namespace entente {

// A partial date stands for one unknown day within it, so 1996 and 1996-09-19 may be one: one has
// all days of the other. Days count as they are written, in any zone; but a dateTime is a moment of
// its day, and no two of them are one.
class DateValues {
 public:
  // Reads which of `values` are dates: gYear, gYearMonth, date, dateTime. Decodes only what may be
  // one, and nothing where there are not two. Errors: those of `data`.
  absl::Status Read(const ReadView& data, std::span<const TermId> values);

  bool empty() const { return dates_.empty(); }
  // False unless both are dates of the last Read.
  bool MayBeOne(TermId a, TermId b) const;

 private:
  struct Days {
    int32_t first = 0;  // Of the epoch.
    int32_t last = 0;
    bool is_moment = false;
  };
  absl::flat_hash_map<TermId, Days> dates_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_DATE_VALUES_H_

// How many records of a class a view holds.
#ifndef ENTENTE_STORAGE_RECORD_COUNTS_H_
#define ENTENTE_STORAGE_RECORD_COUNTS_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/read_view.h"

namespace entente {

// How many subjects of the default graph have the class. Takes time by how many.
absl::StatusOr<uint64_t> CountRecords(const ReadView& view, std::string_view record_class);

}  // namespace entente

#endif  // ENTENTE_STORAGE_RECORD_COUNTS_H_

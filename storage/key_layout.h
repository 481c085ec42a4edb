// Every key in RocksDB, byte by byte. Numbers are big-endian, so that keys sort as numbers do.
//
//   family   key                                            value
//   default  "manifest"                                     manifest.h
//   default  "statistics"                                   triples/statistics.h
//   pages    order (1) · page number (8)                    a ColumnBlock of rows or fences
//   terms    kind (1) · number (8)                          the bytes of one term, not in a page
//   terms    80h | kind (1) · page number (8)               ids/term_page.h
//   delta    generation (4) · order (1) · four ids (32)     00h insertion, 01h removal
//
// A page's number is never used twice by one order, except for pages that were never published.
#ifndef ENTENTE_STORAGE_KEY_LAYOUT_H_
#define ENTENTE_STORAGE_KEY_LAYOUT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "storage/ids/term_id.h"
#include "storage/triples/triple_order.h"

namespace entente {

inline constexpr std::string_view kManifestKey = "manifest";
inline constexpr std::string_view kStatisticsKey = "statistics";

std::string PageKey(TripleOrder order, uint64_t number);
std::string TermKey(IdKind kind, uint64_t number);
std::string TermPageKey(IdKind kind, uint64_t page_number);

// The place that a term page's checksum is salted with: the first byte of its key.
uint8_t TermPageOrder(IdKind kind);

// With fewer than four ids: the prefix of all keys that begin with them.
std::string DeltaKey(uint32_t generation, TripleOrder order, std::span<const TermId> ids);
inline constexpr size_t kDeltaKeySize = 4 + 1 + 32;
// REQUIRES: a whole key of kDeltaKeySize bytes.
IdQuad DeltaKeyRow(std::string_view key);

inline constexpr std::string_view kDeltaInsertion{"\0", 1};
inline constexpr std::string_view kDeltaRemoval{"\1", 1};

// The smallest key greater than all that begin with `prefix`; empty if there is none.
std::string PrefixEnd(std::string prefix);

}  // namespace entente

#endif  // ENTENTE_STORAGE_KEY_LAYOUT_H_

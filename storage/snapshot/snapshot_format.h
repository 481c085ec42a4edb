// The fixed numbers of a snapshot file, of which docs/snapshot_format.md tells every byte: a
// prologue, then messages of Cap'n Proto (snapshot.capnp): chunks of units, the directories that
// say where chunks lie, and the header last.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_FORMAT_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/ids/term_id.h"
#include "storage/read_view.h"
#include "storage/triples/permutation.h"
#include "storage/triples/triple_order.h"

namespace entente {

// As those of PNG: a copy that changes line ends or strips the eighth bit breaks it.
inline constexpr std::string_view kSnapshotMagic{
    "\x89"
    "ENTS\r\n\x1a",
    8};
inline constexpr uint16_t kSnapshotMajor = 1;
inline constexpr uint16_t kSnapshotMinor = 0;
inline constexpr uint16_t kSnapshotMinReader = 1;
inline constexpr size_t kPrologueSize = 128;
inline constexpr size_t kLogicalHashSize = 32;  // SHA-256.

// Parts by number. 0–10: the pages of the order of that number; kHash has none, because terms are
// sorted.
constexpr uint8_t PartOfOrder(TripleOrder order) { return static_cast<uint8_t>(order); }
// Term pages of a dictionary kind, and its terms that are too long for them, one a unit.
constexpr uint8_t PartOfTerms(IdKind kind) { return 0x80 | static_cast<uint8_t>(kind); }
constexpr uint8_t PartOfLongTerms(IdKind kind) { return 0x90 | static_cast<uint8_t>(kind); }
// Blocks of four columns: predicate, quads, distinct subjects, distinct objects.
inline constexpr uint8_t kStatisticsPart = 0xA0;

// How large a writer lets things grow. Readers take any size up to kMessageSizeMax.
struct SnapshotLimits {
  size_t chunk_bytes = size_t{64} << 10;  // Units are added to a chunk until it has so many.
  size_t chunk_unit_count = 4096;         // And no more units than this.
  size_t directory_extent_count = 4096;   // Chunks that one directory knows.
};
// Far below what Cap'n Proto can take (lists of 2^29 − 1 elements), far above what one unit needs:
// the longest term is 64 MiB.
inline constexpr uint64_t kMessageSizeMax = uint64_t{256} << 20;

struct SnapshotSignature {
  std::string public_key = {};  // 32 bytes.
  std::string signature = {};   // 64 bytes.
  friend bool operator==(const SnapshotSignature&, const SnapshotSignature&) = default;
};

// What the header says, except where parts lie. Hashes are bytes, not digits.
struct SnapshotHeader {
  uint16_t major = kSnapshotMajor;  // Of the file that was read.
  uint16_t minor = kSnapshotMinor;
  std::string description = {};
  std::string licence = {};
  std::vector<std::string> sources = {};
  std::vector<std::string> parents = {};
  std::vector<std::pair<std::string, std::string>> prefixes = {};
  std::string logical_hash = {};
  uint64_t quad_count = 0;
  uint64_t term_count = 0;  // Of the dictionary, and triple terms.
  uint64_t actor_count = 0;
  uint64_t coalition_count = 0;
  uint64_t document_count = 0;
  uint64_t claim_count = 0;
  // By order; next_page is the number of pages. Nothing for kHash.
  std::array<PermutationRoot, kOrderCount> roots = {};
  std::array<uint64_t, 5> term_counts = {};  // By IdKind; kTriple counts triple terms.
  std::vector<SnapshotSignature> signatures = {};
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_FORMAT_H_

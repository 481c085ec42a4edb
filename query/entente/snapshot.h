// Snapshots: one file that is a database, to be shared. Made by Reader::WriteSnapshot, asked
// through Database::Open, compared and merged by the functions here. docs/snapshot_format.md tells
// the bytes.
#ifndef ENTENTE_SNAPSHOT_H_
#define ENTENTE_SNAPSHOT_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/claims.h"
#include "entente/term.h"

namespace entente {

// What people say of a snapshot. No clock, machine or path enters by itself.
struct SnapshotMetadata {
  std::string description = {};
  std::string licence = {};               // An IRI or a name.
  std::vector<std::string> sources = {};  // Where the content comes from: IRIs or texts.
  std::vector<std::string> parents = {};  // Logical hashes of what it was made from.
  std::vector<std::pair<std::string, std::string>> prefixes = {};  // For those who read it.
  friend bool operator==(const SnapshotMetadata&, const SnapshotMetadata&) = default;
};

struct SnapshotProgress {
  uint64_t quad_count = 0;
  std::string_view stage = {};
};

struct SnapshotOptions {
  SnapshotMetadata metadata = {};
  // Only quads of these graphs; no term is the default graph. Unset: all.
  std::optional<std::vector<Term>> graphs = {};
  // What queries under this view see instead of the default graph becomes the default graph of the
  // snapshot; the named graphs stay.
  std::optional<EvidenceView> view = {};
  // For sorting; beyond it, runs go to temporary files beside the snapshot.
  uint64_t memory_budget_bytes = uint64_t{384} << 20;
  unsigned thread_count = 0;  // 0: as many as the machine has. The bytes do not depend on it.
  const std::atomic<bool>* cancelled = nullptr;
  std::function<void(const SnapshotProgress&)> progress = {};  // Never from two threads at once.
};

struct SnapshotSignatureInfo {
  std::string public_key = {};  // 64 hexadecimal digits.
  bool is_good = false;         // Of the logical hash that the header says.
};

// What the header of a snapshot says.
struct SnapshotInfo {
  SnapshotMetadata metadata = {};
  // SHA-256 of the sorted canonical N-Quads, in hexadecimal: equal content, equal hash. What
  // `entente dump FILE | sha256sum` prints.
  std::string logical_hash = {};
  std::string format_version = {};  // "1.0"
  uint64_t file_bytes = 0;
  uint64_t quad_count = 0;
  uint64_t term_count = 0;
  uint64_t actor_count = 0;
  uint64_t coalition_count = 0;
  uint64_t document_count = 0;
  uint64_t claim_count = 0;
  std::vector<SnapshotSignatureInfo> signatures = {};
};

// Reads prologue and header only. NotFound; FailedPrecondition for a file that is no snapshot or of
// a newer format; DataLoss if what is read is not whole.
absl::StatusOr<SnapshotInfo> ReadSnapshotInfo(const std::filesystem::path& file);

// Reads everything, then signs the logical hash with a private Ed25519 key (PEM, as `openssl
// genpkey -algorithm ed25519` writes it) and replaces `file` by one that has the signature besides
// those it had. InvalidArgument if the key is none; DataLoss if the file is not whole or its
// content has another hash than its header says; FailedPrecondition if its format is newer than
// what this version writes; Cancelled once another thread has set *cancelled. With an error nothing
// is written.
absl::Status SignSnapshot(const std::filesystem::path& file, std::string_view private_key_pem,
                          const std::atomic<bool>* cancelled = nullptr);

// OK if a signature of `file` is good for its logical hash and made by the holder of this public
// key (PEM). FailedPrecondition if there is none. That the content has the hash is what
// Database::Verify says.
absl::Status CheckSnapshotSignature(const std::filesystem::path& file,
                                    std::string_view public_key_pem);

// How one state differs from another, record by record.
struct RecordChange {
  enum class Kind : uint8_t {
    kAdded,    // A record that was not there.
    kRemoved,  // One that is no more.
    kChanged,  // Something else of it is different; see the patch.
    kStance,   // Of a claim: from `before` to `after`.
    // Of a coalition that was there before and is now; plainly, or by a claim whose stance is for
    // it. Told only where it changes whether there is any such.
    kMemberGained,  // The member is `after`.
    kMemberLost,    // The member is `before`.
  };
  Kind kind = Kind::kAdded;
  std::string record = {};        // IRI.
  std::string record_class = {};  // IRI: Actor, Coalition, Document or Claim of the vocabulary.
  Term before = {};
  Term after = {};
  std::string claim =
      {};  // Of members, where it is not said plainly: a claim that said or says so.
  friend bool operator==(const RecordChange&, const RecordChange&) = default;
};

struct DifferenceOptions {
  uint64_t memory_budget_bytes = uint64_t{256} << 20;
  std::filesystem::path temporary_directory = {};  // Empty: where the system keeps such files.
  const std::atomic<bool>* cancelled = nullptr;
  // Given each change of a record, in the sequence that a dump has its subjects, then kChanged of
  // records of which only blank nodes that they lead to are different (see MergeSnapshots), in that
  // sequence again, and then members, ascending by coalition; an error from it ends the comparing.
  // May be null.
  std::function<absl::Status(const RecordChange&)> record_changed = {};
};

struct DifferenceReport {
  uint64_t quads_added = 0;
  uint64_t quads_removed = 0;
};

struct PatchOptions {
  uint64_t memory_budget_bytes = uint64_t{1} << 30;  // For the changes, about 200 bytes each.
  const std::atomic<bool>* cancelled = nullptr;
};

struct PatchReport {
  uint64_t quads_added = 0;    // Those that were not there before.
  uint64_t quads_removed = 0;  // Those that were there before.
  uint64_t additions_read = 0;
  uint64_t removals_read = 0;
};

enum class MergeConflicts : uint8_t { kFail, kOurs, kTheirs };

// A claim that both sides changed, not in the same way. Lines of canonical N-Quads, ascending by
// node: its own, and those of blank nodes that belong to it.
struct MergeConflict {
  std::string claim = {};  // IRI.
  std::vector<std::string> ours_added = {};
  std::vector<std::string> ours_removed = {};
  std::vector<std::string> theirs_added = {};
  std::vector<std::string> theirs_removed = {};
};

struct MergeOptions {
  MergeConflicts conflicts = MergeConflicts::kFail;
  SnapshotOptions snapshot = {};  // Of the file that is written; without a view.
  // Given each conflict, in the sequence that a dump has its subjects; an error from it ends the
  // merge. May be null.
  std::function<absl::Status(const MergeConflict&)> conflict_found = {};
};

struct MergeReport {
  uint64_t conflict_count = 0;
  // Whether a snapshot was written: always, unless there are conflicts and they are kFail.
  bool is_written = false;
  std::string logical_hash = {};  // Of what was written: 64 digits.
  uint64_t quad_count = 0;
};

class Reader;

// Merges what two sides made of a common base and writes the result as a snapshot. A quad is in it
// if both sides have it, or if one has it and the base has not: what either side added is there,
// what either side removed is not. Blank nodes keep their labels, by which those of the three are
// the same or not.
//
// A claim (what has the class ent:Claim in any of the three) is its quads and those of the blank
// nodes that it leads to in any of the three, in any number of steps: objects of its quads, such as
// a citation that is its ent:evidence, and annotations, which have as rdf:reifies a triple of which
// it is the subject and are no claims themselves. A blank node to which several claims lead belongs
// to each; one to which none does is in no conflict.
//
// A claim is in conflict if both sides changed quads of that whole, not in the same way. Each is
// given to options.conflict_found. With kFail nothing is written then; else the whole has the quads
// that the chosen side has. Blank nodes that each side made for itself have two labels: they are
// two nodes.
//
// Without parents in options.snapshot.metadata, they are the logical hashes of the two sides,
// sorted: so without conflicts, the bytes are the same whichever side is ours. The result goes
// through a temporary database beside `file`. Errors as of Reader::WriteSnapshot.
absl::StatusOr<MergeReport> MergeSnapshots(const Reader& base, const Reader& ours,
                                           const Reader& theirs, const std::filesystem::path& file,
                                           const MergeOptions& options);

}  // namespace entente

#endif  // ENTENTE_SNAPSHOT_H_

// Signatures of snapshots: who has the private key says that he stands for content with this
// logical hash. docs/snapshot_format.md, "Header", has the bytes.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SIGNATURE_H_
#define ENTENTE_STORAGE_SNAPSHOT_SIGNATURE_H_

#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/snapshot/snapshot_format.h"

namespace entente {

// Signs with a private Ed25519 key (PEM, not encrypted). InvalidArgument if the text is none.
absl::StatusOr<SnapshotSignature> MakeSignature(std::string_view logical_hash,
                                                std::string_view private_key_pem);

// Whether the holder of signature.public_key made it, for this hash.
bool IsGoodSignature(std::string_view logical_hash, const SnapshotSignature& signature);

// The 32 bytes of a public Ed25519 key in PEM. InvalidArgument if the text is none.
absl::StatusOr<std::string> ParsePublicKey(std::string_view public_key_pem);

// Reads everything as CheckSnapshot does, then replaces `file` by one with the same units and one
// signature more; a key that has signed before changes nothing. Errors: those of MakeSignature,
// SnapshotReader and SnapshotWriter; DataLoss with the first damage, such as a header with the hash
// of other content; FailedPrecondition for a file of a newer version than this program writes, of
// which something could get lost; Cancelled once
// another thread has set *cancelled. With an error the file stays as it was.
absl::Status SignFile(const std::filesystem::path& file, std::string_view private_key_pem,
                      const std::atomic<bool>* cancelled = nullptr);

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SIGNATURE_H_

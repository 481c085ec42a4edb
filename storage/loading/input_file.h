// A file to be loaded, as the bytes of the document in it: gzip, zstd and bzip2 are undone.
#ifndef ENTENTE_STORAGE_LOADING_INPUT_FILE_H_
#define ENTENTE_STORAGE_LOADING_INPUT_FILE_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "schema/byte_source.h"
#include "storage/files/temporary_file.h"
#include "storage/loading/decompress.h"

namespace entente {

// Compression is told by the first bytes, not by the name. Several gzip members, zstd frames or
// bzip2 streams one after another are one document. Compressed files are unpacked by a thread of
// their own, a few MiB ahead of the reader. Files are read, never mapped: one that shrinks
// meanwhile is a shorter file, not a signal.
class InputFile : public ByteSource {
 public:
  // "-" is standard input. It and whatever else is no regular file (a pipe, a device) is first
  // copied to a temporary file in `temporary_directory`, because ContentHash needs it twice.
  // Errors: NotFound, PermissionDenied; InvalidArgument for a directory.
  //
  // Once another thread sets *cancelled, which must outlive the file and may be null, whatever
  // reads gives Cancelled, also while it waits for a pipe.
  static absl::StatusOr<std::unique_ptr<InputFile>> Open(
      const std::filesystem::path& path, const std::filesystem::path& temporary_directory,
      const std::atomic<bool>* cancelled = nullptr);
  ~InputFile() override;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // One thread at a time. InvalidArgument if compressed data is damaged or cut short.
  absl::StatusOr<size_t> Read(std::span<char> buffer) override;

  const std::filesystem::path& path() const { return path_; }  // As given.
  // For messages: the path, or "standard input".
  const std::string& name() const { return name_; }
  // Of the file as it is, compressed if it is: how far it has been read, and its size when opened.
  // Any thread.
  uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }
  uint64_t bytes_total() const { return bytes_total_; }

  // The document from its beginning, whatever Read has come to, at a place of its own. The result
  // must not outlive the file. Any thread.
  std::unique_ptr<ByteSource> Reopen() const;

  // Twenty characters from [0-9a-v]: 100 bits of the XXH3-128 of the file as it is. The first call
  // reads the whole file, whatever Read has come to; any thread.
  absl::StatusOr<std::string_view> ContentHash();

 private:
  InputFile() = default;

  std::filesystem::path path_;
  std::string name_;
  const std::atomic<bool>* cancelled_ = nullptr;
  int descriptor_ = -1;
  std::unique_ptr<TemporaryFile> spooled_;  // Owns the descriptor if there is one.
  uint64_t bytes_total_ = 0;
  std::atomic<uint64_t> bytes_read_ = 0;
  Compression compression_ = Compression::kNone;
  std::unique_ptr<ByteSource> document_;

  std::once_flag hash_once_;
  absl::StatusOr<std::string> content_hash_ = absl::UnknownError("not asked for yet");
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_INPUT_FILE_H_

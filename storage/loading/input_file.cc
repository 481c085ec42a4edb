#include "storage/loading/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/cancellation.h"
#include "storage/files/system_error.h"

namespace entente {
namespace {

constexpr size_t kCopyBufferBytes = size_t{1} << 20;
constexpr int kMillisecondsUnlooked = 100;

absl::Status Failure(const std::string& name, std::string_view what, int error) {
  return SystemError(error, StrCat(name, ": ", what));
}

// The bytes of a regular file from the start, at places of its own: others may read it too.
class DescriptorSource : public ByteSource {
 public:
  DescriptorSource(int descriptor, std::string name, const std::atomic<bool>* cancelled,
                   std::atomic<uint64_t>* bytes_read = nullptr)
      : descriptor_(descriptor),
        name_(std::move(name)),
        cancelled_(cancelled),
        bytes_read_(bytes_read) {}

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    RETURN_IF_ERROR(CheckCancelled(cancelled_));
    while (true) {
      const ssize_t size =
          pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(offset_));
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) return Failure(name_, "cannot be read", errno);
      offset_ += static_cast<uint64_t>(size);
      if (bytes_read_ != nullptr) bytes_read_->store(offset_, std::memory_order_relaxed);
      return static_cast<size_t>(size);
    }
  }

 private:
  const int descriptor_;
  const std::string name_;
  const std::atomic<bool>* const cancelled_;
  std::atomic<uint64_t>* const bytes_read_;
  uint64_t offset_ = 0;
};

// Waits for bytes, or an end, of a pipe. Cancelled if that is wished first.
absl::Status WaitForBytes(int descriptor, const std::atomic<bool>* cancelled) {
  pollfd waited = {.fd = descriptor, .events = POLLIN, .revents = 0};
  do {
    RETURN_IF_ERROR(CheckCancelled(cancelled));
  } while (poll(&waited, 1, cancelled == nullptr ? -1 : kMillisecondsUnlooked) == 0);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<TemporaryFile>> Spool(
    int descriptor, const std::string& name, const std::filesystem::path& temporary_directory,
    const std::atomic<bool>* cancelled) {
  ASSIGN_OR_RETURN(std::unique_ptr<TemporaryFile> file, TemporaryFile::Create(temporary_directory));
  std::vector<char> buffer(kCopyBufferBytes);
  while (true) {
    RETURN_IF_ERROR(WaitForBytes(descriptor, cancelled));
    const ssize_t size = read(descriptor, buffer.data(), buffer.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size < 0) return Failure(name, "cannot be read", errno);
    if (size == 0) return file;
    RETURN_IF_ERROR(file->Append({buffer.data(), static_cast<size_t>(size)}));
  }
}

absl::StatusOr<std::string> HashOf(int descriptor, const std::string& name,
                                   const std::atomic<bool>* cancelled) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  DescriptorSource source(descriptor, name, cancelled);
  std::vector<char> buffer(kCopyBufferBytes);
  while (true) {
    ASSIGN_OR_RETURN(const size_t size, source.Read(buffer));
    if (size == 0) break;
    XXH3_128bits_update(state.get(), buffer.data(), size);
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  std::string text;
  for (const uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 59; shift > 9; shift -= 5) {
      text.push_back("0123456789abcdefghijklmnopqrstuv"[half >> shift & 31]);
    }
  }
  return text;
}

}  // namespace

absl::StatusOr<std::unique_ptr<InputFile>> InputFile::Open(
    const std::filesystem::path& path, const std::filesystem::path& temporary_directory,
    const std::atomic<bool>* cancelled) {
  const bool is_standard_input = path == "-";
  std::unique_ptr<InputFile> file(new InputFile());
  file->path_ = path;
  file->cancelled_ = cancelled;
  file->name_ = is_standard_input ? "standard input" : path.string();
  // O_NONBLOCK: a pipe is waited for where that can be cancelled.
  file->descriptor_ =
      is_standard_input ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file->descriptor_ < 0) return Failure(file->name_, "cannot be opened", errno);

  struct stat facts = {};
  if (fstat(file->descriptor_, &facts) != 0) {
    return Failure(file->name_, "cannot be examined", errno);
  }
  if (S_ISDIR(facts.st_mode)) {
    return absl::InvalidArgumentError(StrCat(file->name_, ": is a directory, not a file"));
  }
  // Standard input too when it is a file: it may have been read up to somewhere.
  if (is_standard_input || !S_ISREG(facts.st_mode)) {
    ASSIGN_OR_RETURN(file->spooled_,
                     Spool(file->descriptor_, file->name_, temporary_directory, cancelled));
    close(std::exchange(file->descriptor_, file->spooled_->descriptor()));
    file->bytes_total_ = file->spooled_->size();
  } else {
    file->bytes_total_ = static_cast<uint64_t>(facts.st_size);
    posix_fadvise(file->descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }

  char first_bytes[kMagicBytes] = {};
  DescriptorSource start(file->descriptor_, file->name_, cancelled);
  size_t first_size = 0;
  while (first_size < kMagicBytes) {
    ASSIGN_OR_RETURN(const size_t size, start.Read(std::span(first_bytes).subspan(first_size)));
    if (size == 0) break;
    first_size += size;
  }
  file->document_ = std::make_unique<DescriptorSource>(file->descriptor_, file->name_, cancelled,
                                                       &file->bytes_read_);
  file->compression_ = CompressionOf({first_bytes, first_size});
  if (file->compression_ != Compression::kNone) {
    file->document_ =
        ReadAhead(Decompress(file->compression_, std::move(file->document_), file->name_));
  }
  return file;
}

InputFile::~InputFile() {
  document_.reset();  // Its thread may still be reading the descriptor.
  if (spooled_ == nullptr && descriptor_ >= 0) close(descriptor_);
}

absl::StatusOr<size_t> InputFile::Read(std::span<char> buffer) { return document_->Read(buffer); }

std::unique_ptr<ByteSource> InputFile::Reopen() const {
  auto source = std::make_unique<DescriptorSource>(descriptor_, name_, cancelled_);
  if (compression_ == Compression::kNone) return source;
  return Decompress(compression_, std::move(source), name_);
}

absl::StatusOr<std::string_view> InputFile::ContentHash() {
  std::call_once(hash_once_, [this] { content_hash_ = HashOf(descriptor_, name_, cancelled_); });
  if (!content_hash_.ok()) return content_hash_.status();
  return std::string_view(*content_hash_);
}

}  // namespace entente

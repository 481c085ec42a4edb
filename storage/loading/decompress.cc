#include "storage/loading/decompress.h"

#include <bzlib.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

constexpr size_t kPackedBufferBytes = size_t{256} << 10;

// What the three decoders have in common: a buffer of packed bytes, and how a stream may end.
class Decoder : public ByteSource {
 public:
  Decoder(std::unique_ptr<ByteSource> packed, std::string name, std::string_view format)
      : packed_(std::move(packed)),
        name_(std::move(name)),
        format_(format),
        buffer_(kPackedBufferBytes) {}

  absl::StatusOr<size_t> Read(std::span<char> out) final {
    while (true) {
      if (input_.empty() && !packed_ended_) {
        ASSIGN_OR_RETURN(const size_t size, packed_->Read(buffer_));
        input_ = std::string_view(buffer_.data(), size);
        packed_ended_ = size == 0;
      }
      if (input_.empty() && at_stream_start_) return 0;
      if (at_stream_start_) {
        RETURN_IF_ERROR(BeginStream());
        at_stream_start_ = false;
      }
      const size_t input_before = input_.size();
      ASSIGN_OR_RETURN(const Step step, Decode(&input_, out));
      at_stream_start_ = step.stream_ended;
      if (step.produced > 0) return step.produced;
      if (!step.stream_ended && packed_ended_ && input_.size() == input_before) {
        return Damaged("ends in the middle of a compressed stream: the file is cut short");
      }
    }
  }

 protected:
  struct Step {
    size_t produced = 0;
    bool stream_ended = false;  // A member, frame or stream is complete; another may follow.
  };

  // Makes ready for a stream, also after one before.
  virtual absl::Status BeginStream() = 0;
  // Takes from the front of *input, which may be empty, and puts unpacked bytes into `out`.
  virtual absl::StatusOr<Step> Decode(std::string_view* input, std::span<char> out) = 0;

  absl::Status Damaged(std::string_view what) const {
    return absl::InvalidArgumentError(StrCat(name_, ": ", format_, ": ", what));
  }

 private:
  const std::unique_ptr<ByteSource> packed_;
  const std::string name_;
  const std::string_view format_;
  std::vector<char> buffer_;
  std::string_view input_;
  bool packed_ended_ = false;
  bool at_stream_start_ = true;
};

class GzipDecoder : public Decoder {
 public:
  using Decoder::Decoder;
  ~GzipDecoder() override {
    if (is_open_) inflateEnd(&stream_);
  }

 protected:
  absl::Status BeginStream() override {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    const int result = is_open_ ? inflateReset(&stream_) : inflateInit2(&stream_, kGzipOnly);
    if (result != Z_OK) return absl::ResourceExhaustedError("zlib cannot be started");
    is_open_ = true;
    return absl::OkStatus();
  }

  absl::StatusOr<Step> Decode(std::string_view* input, std::span<char> out) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input->data()));
    stream_.avail_in = static_cast<uInt>(input->size());
    const size_t room = std::min(out.size(), size_t{1} << 30);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      return Damaged(stream_.msg != nullptr ? stream_.msg : "damaged data");
    }
    input->remove_prefix(input->size() - stream_.avail_in);
    return Step{.produced = room - stream_.avail_out, .stream_ended = result == Z_STREAM_END};
  }

 private:
  z_stream stream_ = {};
  bool is_open_ = false;
};

class Bzip2Decoder : public Decoder {
 public:
  using Decoder::Decoder;
  ~Bzip2Decoder() override {
    if (is_open_) BZ2_bzDecompressEnd(&stream_);
  }

 protected:
  absl::Status BeginStream() override {
    if (is_open_) BZ2_bzDecompressEnd(&stream_);
    stream_ = {};
    is_open_ = BZ2_bzDecompressInit(&stream_, /*verbosity=*/0, /*small=*/0) == BZ_OK;
    if (!is_open_) return absl::ResourceExhaustedError("libbz2 cannot be started");
    return absl::OkStatus();
  }

  absl::StatusOr<Step> Decode(std::string_view* input, std::span<char> out) override {
    stream_.next_in = const_cast<char*>(input->data());
    stream_.avail_in = static_cast<unsigned>(input->size());
    const size_t room = std::min(out.size(), size_t{1} << 30);
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<unsigned>(room);
    const int result = BZ2_bzDecompress(&stream_);
    if (result == BZ_DATA_ERROR_MAGIC) return Damaged("not a bzip2 stream");
    if (result != BZ_OK && result != BZ_STREAM_END) return Damaged("damaged data");
    input->remove_prefix(input->size() - stream_.avail_in);
    return Step{.produced = room - stream_.avail_out, .stream_ended = result == BZ_STREAM_END};
  }

 private:
  bz_stream stream_ = {};
  bool is_open_ = false;
};

class ZstdDecoder : public Decoder {
 public:
  using Decoder::Decoder;
  ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }

 protected:
  absl::Status BeginStream() override {
    if (context_ == nullptr) context_ = ZSTD_createDCtx();
    if (context_ == nullptr) return absl::ResourceExhaustedError("zstd cannot be started");
    ZSTD_DCtx_reset(context_, ZSTD_reset_session_only);
    return absl::OkStatus();
  }

  absl::StatusOr<Step> Decode(std::string_view* input, std::span<char> out) override {
    ZSTD_inBuffer in = {.src = input->data(), .size = input->size(), .pos = 0};
    ZSTD_outBuffer result = {.dst = out.data(), .size = out.size(), .pos = 0};
    const size_t hint = ZSTD_decompressStream(context_, &result, &in);
    if (ZSTD_isError(hint)) return Damaged(ZSTD_getErrorName(hint));
    input->remove_prefix(in.pos);
    return Step{.produced = result.pos, .stream_ended = hint == 0};
  }

 private:
  ZSTD_DCtx* context_ = nullptr;
};

// A ring of buffers between one thread that fills them and one that empties them.
class ReadAheadSource : public ByteSource {
 public:
  explicit ReadAheadSource(std::unique_ptr<ByteSource> source)
      : source_(std::move(source)), thread_([this] { FillBuffers(); }) {}

  ~ReadAheadSource() override {
    {
      const std::lock_guard lock(mutex_);
      is_abandoned_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  absl::StatusOr<size_t> Read(std::span<char> out) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return emptied_count_ < filled_count_ || has_ended_; });
    if (emptied_count_ == filled_count_) {
      if (!status_.ok()) return status_;
      return 0;
    }
    const Buffer& buffer = buffers_[emptied_count_ % kBufferCount];
    lock.unlock();  // A filled buffer belongs to this side.
    const size_t size = std::min(out.size(), buffer.size - offset_);
    std::memcpy(out.data(), buffer.bytes.data() + offset_, size);
    offset_ += size;
    if (offset_ == buffer.size) {
      lock.lock();
      ++emptied_count_;
      offset_ = 0;
      lock.unlock();
      changed_.notify_all();
    }
    return size;
  }

 private:
  static constexpr size_t kBufferCount = 4;
  static constexpr size_t kBufferBytes = size_t{1} << 20;
  struct Buffer {
    std::vector<char> bytes;
    size_t size = 0;
  };

  void FillBuffers() {
    while (true) {
      std::unique_lock lock(mutex_);
      changed_.wait(
          lock, [this] { return is_abandoned_ || filled_count_ - emptied_count_ < kBufferCount; });
      if (is_abandoned_) return;
      lock.unlock();
      Buffer& buffer = buffers_[filled_count_ % kBufferCount];
      buffer.bytes.resize(kBufferBytes);
      buffer.size = 0;
      absl::Status status;
      while (buffer.size < kBufferBytes) {
        const absl::StatusOr<size_t> size =
            source_->Read(std::span(buffer.bytes).subspan(buffer.size));
        status = size.status();
        if (!size.ok() || *size == 0) break;
        buffer.size += *size;
      }
      lock.lock();
      const bool is_last = buffer.size < kBufferBytes;
      if (buffer.size > 0) ++filled_count_;
      has_ended_ = is_last;
      status_ = status;
      lock.unlock();
      changed_.notify_all();
      if (is_last) return;
    }
  }

  const std::unique_ptr<ByteSource> source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<Buffer, kBufferCount> buffers_;
  uint64_t filled_count_ = 0;
  uint64_t emptied_count_ = 0;
  bool has_ended_ = false;
  bool is_abandoned_ = false;
  absl::Status status_;
  size_t offset_ = 0;  // In the buffer being emptied; the reader's own.
  std::thread thread_;
};

}  // namespace

Compression CompressionOf(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1F\x8B")) return Compression::kGzip;
  if (first_bytes.starts_with("\x28\xB5\x2F\xFD")) return Compression::kZstd;
  // A skippable frame of zstd, as some tools write first.
  if (first_bytes.size() >= 4 && (first_bytes[0] & 0xF0) == 0x50 &&
      first_bytes.substr(1, 3) == "\x2A\x4D\x18") {
    return Compression::kZstd;
  }
  // The header of bzip2 is text: what follows it, a block or the end, makes sure.
  if (first_bytes.size() >= 10 && first_bytes.starts_with("BZh") && first_bytes[3] >= '1' &&
      first_bytes[3] <= '9' &&
      (first_bytes.substr(4, 6) == "\x31\x41\x59\x26\x53\x59" ||
       first_bytes.substr(4, 6) == "\x17\x72\x45\x38\x50\x90")) {
    return Compression::kBzip2;
  }
  return Compression::kNone;
}

std::unique_ptr<ByteSource> Decompress(Compression compression, std::unique_ptr<ByteSource> packed,
                                       std::string name) {
  switch (compression) {
    case Compression::kGzip:
      return std::make_unique<GzipDecoder>(std::move(packed), std::move(name), "gzip");
    case Compression::kZstd:
      return std::make_unique<ZstdDecoder>(std::move(packed), std::move(name), "zstd");
    case Compression::kBzip2:
      return std::make_unique<Bzip2Decoder>(std::move(packed), std::move(name), "bzip2");
    case Compression::kNone:
      break;
  }
  return packed;
}

std::unique_ptr<ByteSource> ReadAhead(std::unique_ptr<ByteSource> source) {
  return std::make_unique<ReadAheadSource>(std::move(source));
}

}  // namespace entente

// gzip, zstd and bzip2 as byte sources over byte sources.
#ifndef ENTENTE_STORAGE_LOADING_DECOMPRESS_H_
#define ENTENTE_STORAGE_LOADING_DECOMPRESS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "schema/byte_source.h"

namespace entente {

enum class Compression : uint8_t { kNone, kGzip, kZstd, kBzip2 };

// How many first bytes of a file tell its compression.
inline constexpr size_t kMagicBytes = 10;

// The compression of a file that begins with these bytes: kMagicBytes of them, or all there are.
Compression CompressionOf(std::string_view first_bytes);

// The unpacked bytes of `packed`. Several gzip members, zstd frames or bzip2 streams in a row are
// one document. InvalidArgument, with `name` in front, if the data is damaged, is cut short, or is
// followed by something else. Needs at most 8 MiB (gzip and bzip2) or 128 MiB (zstd, for frames
// that were written with the largest window that zstd reads without being told to).
// REQUIRES: compression is not kNone.
std::unique_ptr<ByteSource> Decompress(Compression compression, std::unique_ptr<ByteSource> packed,
                                       std::string name);

// The bytes of `source`, read a few MiB ahead by a thread that ends with the object.
std::unique_ptr<ByteSource> ReadAhead(std::unique_ptr<ByteSource> source);

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_DECOMPRESS_H_

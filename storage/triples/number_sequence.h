// A sequence of numbers, bit-packed so that any one can be read alone: the stuff of which the
// encodings of a column are made.
//
//   sequence   := packed                                  if not framed
//               | bases, slopes, begins, frames           each of the first three packed
//   packed     := varint of zigzag(base - reference), width (one byte: 0–57 or 64), numbers as
//                 bit_packing.h packs them; the sequence's numbers are base + number mod 2^64
//
// A framed sequence is cut into frames of 64 numbers, the last one shorter. Number i of a frame is
// base + i·slope + its packed number, mod 2^64: ascending numbers become as small as differences
// would make them, without the sums that differences need on the way back. `begins` says where
// each frame begins, in words of 8 bytes counted from the first frame, and has one number more than
// there are frames: a frame of width w takes w words, so the differences are the widths. The last
// frame is cut off where its numbers end.
//
// The reference is a number that both sides know; for slopes and begins it is 0.
// varint: seven bits a byte, lowest first, the top bit set in all but the last; never longer than
// need be. zigzag: 0, -1, 1, -2, … become 0, 1, 2, 3, ….
#ifndef ENTENTE_STORAGE_TRIPLES_NUMBER_SEQUENCE_H_
#define ENTENTE_STORAGE_TRIPLES_NUMBER_SEQUENCE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "storage/byte_order.h"
#include "storage/triples/bit_packing.h"

namespace entente {

inline constexpr size_t kSequenceCountMax = 4096;
inline constexpr size_t kFrameRowCount = 64;
inline constexpr size_t kFrameCountMax = kSequenceCountMax / kFrameRowCount;

// Takes bytes from the front; never past the end.
class ByteReader {
 public:
  ByteReader(const uint8_t* begin, const uint8_t* end) : next_(begin), end_(end) {}
  const uint8_t* next() const { return next_; }
  size_t remaining() const { return static_cast<size_t>(end_ - next_); }
  // False, with *value unspecified, if the bytes do not suffice or are not what was asked for.
  bool ReadByte(uint8_t* value);
  bool ReadVarint(uint64_t* value);
  bool Skip(size_t size);

 private:
  const uint8_t* next_;
  const uint8_t* end_;
};

// How a sequence will be written, found before it is, so that encodings can be compared by size.
class SequencePlan {
 public:
  // REQUIRES: 1..kSequenceCountMax numbers. `min` and `max` are the smallest and largest of them.
  SequencePlan(std::span<const uint64_t> numbers, uint64_t min, uint64_t max);

  bool is_framed() const { return is_framed_; }
  // In bytes, but for some bytes of header.
  size_t size() const { return size_; }
  // REQUIRES: the numbers are those that the plan was made for.
  void Append(std::span<const uint64_t> numbers, uint64_t reference, std::string* out) const;

 private:
  void PlanFrames(std::span<const uint64_t> numbers);

  bool is_framed_ = false;
  size_t size_ = 0;
  uint64_t min_ = 0;
  uint64_t max_ = 0;
  std::array<uint64_t, kFrameCountMax> bases_;
  std::array<uint64_t, kFrameCountMax> slopes_;
  std::array<uint64_t, kFrameCountMax + 1> begins_;
};

// A view of an encoded sequence. Once Parse has succeeded, reading is safe for every index below
// the count that Parse was given, whatever the bytes are.
class NumberSequence {
 public:
  // Takes a sequence of `count` <= kSequenceCountMax numbers. False if the bytes are none. `limit`
  // is the end of what may be read, at least kPackedSlackSize bytes after the reader's end.
  bool Parse(bool is_framed, size_t count, uint64_t reference, const uint8_t* limit,
             ByteReader* reader);

  uint64_t Get(size_t index) const {
    if (frames_ == nullptr) return numbers_.Get(index);
    const size_t frame = index / kFrameRowCount;
    const size_t row = index % kFrameRowCount;
    const uint64_t begin = begins_.Get(frame);
    const auto width = static_cast<unsigned>(begins_.Get(frame + 1) - begin);
    return numbers_.Get(frame) + slopes_.Get(frame) * row +
           GetPacked(frames_ + begin * 8, width, row);
  }
  void Decode(size_t first, size_t count, uint64_t* out) const;

 private:
  struct Packed {
    bool Parse(size_t count, uint64_t reference, ByteReader* reader);
    uint64_t Get(size_t index) const { return base + GetPacked(data, width, index); }

    const uint8_t* data = nullptr;
    uint64_t base = 0;
    unsigned width = 0;
  };

  Packed numbers_;  // Of a framed sequence: the bases.
  Packed slopes_;
  Packed begins_;
  const uint8_t* frames_ = nullptr;
  const uint8_t* limit_ = nullptr;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_NUMBER_SEQUENCE_H_

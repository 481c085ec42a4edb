#include "storage/triples/number_sequence.h"

#include <algorithm>

namespace entente {
namespace {

uint64_t ZigZag(uint64_t value) { return value << 1 ^ (value >> 63 != 0 ? ~uint64_t{0} : 0); }
uint64_t FromZigZag(uint64_t value) { return value >> 1 ^ ((value & 1) != 0 ? ~uint64_t{0} : 0); }

size_t FrameCount(size_t count) { return (count + kFrameRowCount - 1) / kFrameRowCount; }

// The signed range of numbers[i] - numbers[0] - i·slope.
struct Range {
  int64_t low = 0;
  int64_t high = 0;
  unsigned width() const {
    return PackedWidth(static_cast<uint64_t>(high) - static_cast<uint64_t>(low));
  }
};

// Inlined into callers that are compiled for different processors.
[[gnu::always_inline]] inline Range FindRange(const uint64_t* numbers, size_t count,
                                              uint64_t slope) {
  int64_t low = 0;
  int64_t high = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto distance = static_cast<int64_t>(numbers[i] - numbers[0] - i * slope);
    low = distance < low ? distance : low;
    high = distance > high ? distance : high;
  }
  return {.low = low, .high = high};
}

#ifdef ENTENTE_HAS_AVX2_TARGET
__attribute__((target("avx2"))) Range FindRangeWithAvx2(const uint64_t* numbers, size_t count,
                                                        uint64_t slope) {
  return FindRange(numbers, count, slope);
}
#endif

Range RangeAroundLine(std::span<const uint64_t> numbers, uint64_t slope) {
#ifdef ENTENTE_HAS_AVX2_TARGET
  if (HasAvx2()) return FindRangeWithAvx2(numbers.data(), numbers.size(), slope);
#endif
  return FindRange(numbers.data(), numbers.size(), slope);
}

// Packs numbers that are near each other in the sense of signed distances from `reference`.
struct SignedPacking {
  uint64_t base = 0;
  unsigned width = 0;

  SignedPacking(std::span<const uint64_t> numbers, uint64_t reference) {
    int64_t low = INT64_MAX;
    int64_t high = INT64_MIN;
    for (const uint64_t number : numbers) {
      const auto distance = static_cast<int64_t>(number - reference);
      low = std::min(low, distance);
      high = std::max(high, distance);
    }
    base = reference + static_cast<uint64_t>(low);
    width = PackedWidth(static_cast<uint64_t>(high) - static_cast<uint64_t>(low));
  }
};

void AppendPacked(std::span<const uint64_t> numbers, uint64_t base, unsigned width,
                  uint64_t reference, std::string* out) {
  AppendVarint(ZigZag(base - reference), out);
  out->push_back(static_cast<char>(width));
  AppendPackedLinear(numbers, base, 0, width, out);
}

}  // namespace

bool ByteReader::ReadByte(uint8_t* value) {
  if (next_ == end_) return false;
  *value = *next_++;
  return true;
}

bool ByteReader::ReadVarint(uint64_t* value) {
  *value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (next_ == end_) return false;
    const uint8_t byte = *next_++;
    *value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return (shift == 0 || byte != 0) && (shift < 63 || byte == 1);
  }
  return false;
}

bool ByteReader::Skip(size_t size) {
  if (size > remaining()) return false;
  next_ += size;
  return true;
}

SequencePlan::SequencePlan(std::span<const uint64_t> numbers, uint64_t min, uint64_t max)
    : size_(PackedSize(numbers.size(), PackedWidth(max - min))), min_(min), max_(max) {
  // Frames cost three headers and a width for each; they cannot help short or narrow sequences.
  constexpr size_t kFrameHeaderSize = 8;
  if (numbers.size() <= kFrameRowCount / 2 || size_ <= kFrameHeaderSize) return;
  PlanFrames(numbers);
}

void SequencePlan::PlanFrames(std::span<const uint64_t> numbers) {
  const size_t frame_count = FrameCount(numbers.size());
  size_t size = 0;
  begins_[0] = 0;
  for (size_t frame = 0; frame < frame_count; ++frame) {
    const size_t first = frame * kFrameRowCount;
    const auto rows = numbers.subspan(first, std::min(kFrameRowCount, numbers.size() - first));
    Range range = RangeAroundLine(rows, 0);
    unsigned width = range.width();
    slopes_[frame] = 0;
    if (rows.size() > 1) {
      const auto rise = static_cast<int64_t>(rows.back() - rows.front());
      const auto slope = static_cast<uint64_t>(rise / static_cast<int64_t>(rows.size() - 1));
      if (slope != 0) {
        const Range sloped = RangeAroundLine(rows, slope);
        if (sloped.width() < width) {
          range = sloped;
          width = sloped.width();
          slopes_[frame] = slope;
        }
      }
    }
    bases_[frame] = rows.front() + static_cast<uint64_t>(range.low);
    begins_[frame + 1] = begins_[frame] + width;
    size += PackedSize(rows.size(), width);
  }
  const SignedPacking bases({bases_.data(), frame_count}, min_);
  const SignedPacking slopes({slopes_.data(), frame_count}, 0);
  size += PackedSize(frame_count, bases.width) + PackedSize(frame_count, slopes.width) +
          PackedSize(frame_count + 1, PackedWidth(begins_[frame_count])) + 8;
  // One in sixteen is what the simpler form is worth: its numbers are read faster.
  if (size + size / 16 >= size_) return;
  is_framed_ = true;
  size_ = size;
}

void SequencePlan::Append(std::span<const uint64_t> numbers, uint64_t reference,
                          std::string* out) const {
  if (!is_framed_) {
    AppendPacked(numbers, min_, PackedWidth(max_ - min_), reference, out);
    return;
  }
  const size_t frame_count = FrameCount(numbers.size());
  const std::span<const uint64_t> bases(bases_.data(), frame_count);
  const std::span<const uint64_t> slopes(slopes_.data(), frame_count);
  const SignedPacking base_packing(bases, reference);
  const SignedPacking slope_packing(slopes, 0);
  AppendPacked(bases, base_packing.base, base_packing.width, reference, out);
  AppendPacked(slopes, slope_packing.base, slope_packing.width, 0, out);
  AppendPacked({begins_.data(), frame_count + 1}, 0, PackedWidth(begins_[frame_count]), 0, out);
  for (size_t frame = 0; frame < frame_count; ++frame) {
    const size_t first = frame * kFrameRowCount;
    AppendPackedLinear(numbers.subspan(first, std::min(kFrameRowCount, numbers.size() - first)),
                       bases_[frame], slopes_[frame],
                       static_cast<unsigned>(begins_[frame + 1] - begins_[frame]), out);
  }
}

bool NumberSequence::Packed::Parse(size_t count, uint64_t reference, ByteReader* reader) {
  uint64_t zigzag;
  uint8_t width_byte;
  if (!reader->ReadVarint(&zigzag) || !reader->ReadByte(&width_byte)) return false;
  if (!IsPackedWidth(width_byte)) return false;
  base = reference + FromZigZag(zigzag);
  width = width_byte;
  data = reader->next();
  return reader->Skip(PackedSize(count, width));
}

bool NumberSequence::Parse(bool is_framed, size_t count, uint64_t reference, const uint8_t* limit,
                           ByteReader* reader) {
  limit_ = limit;
  frames_ = nullptr;
  if (!is_framed) return numbers_.Parse(count, reference, reader);
  const size_t frame_count = FrameCount(count);
  if (!numbers_.Parse(frame_count, reference, reader) || !slopes_.Parse(frame_count, 0, reader) ||
      !begins_.Parse(frame_count + 1, 0, reader)) {
    return false;
  }
  // Every begin is checked here, once, so that Get and Decode may believe them.
  std::array<uint64_t, kFrameCountMax + 1> begins;
  UnpackLinear(begins_.data, limit, begins_.width, 0, frame_count + 1, begins_.base, 0,
               begins.data());
  bool is_whole = begins[0] == 0;
  for (size_t frame = 0; frame < frame_count; ++frame) {
    is_whole &= IsPackedWidth(begins[frame + 1] - begins[frame]);
  }
  if (!is_whole) return false;
  frames_ = reader->next();
  const size_t last = frame_count - 1;
  const auto last_width = static_cast<unsigned>(begins[last + 1] - begins[last]);
  return reader->Skip(begins[last] * 8 + PackedSize(count - last * kFrameRowCount, last_width));
}

void NumberSequence::Decode(size_t first, size_t count, uint64_t* out) const {
  if (frames_ == nullptr) {
    UnpackLinear(numbers_.data, limit_, numbers_.width, first, count, numbers_.base, 0, out);
    return;
  }
  while (count > 0) {
    const size_t frame = first / kFrameRowCount;
    const size_t row = first % kFrameRowCount;
    const size_t taken = std::min(count, kFrameRowCount - row);
    const uint64_t begin = begins_.Get(frame);
    const auto width = static_cast<unsigned>(begins_.Get(frame + 1) - begin);
    const uint64_t slope = slopes_.Get(frame);
    UnpackLinear(frames_ + begin * 8, limit_, width, row, taken, numbers_.Get(frame) + slope * row,
                 slope, out);
    first += taken;
    count -= taken;
    out += taken;
  }
}

}  // namespace entente

// Lines that are not in all of three states, and the states that have them.
#ifndef ENTENTE_QUERY_EXCHANGE_SIDED_LINES_H_
#define ENTENTE_QUERY_EXCHANGE_SIDED_LINES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/exchange/text_spool.h"

namespace entente {

// In which states a line is: bits.
enum Side : uint8_t { kBase = 1, kOurs = 2, kTheirs = 4 };
inline constexpr uint8_t kAllSides = kBase | kOurs | kTheirs;

// Whether a side has it and the base has not, or the other way round.
inline bool IsChangedBy(Side side, uint8_t sides) {
  return ((sides & side) != 0) != ((sides & kBase) != 0);
}

// What happened to a line, or to any of several: bits.
enum Change : uint8_t { kByOurs = 1, kByTheirs = 2, kNotAlike = 4 };
// What changed so was changed by both, not in the same way.
inline constexpr uint8_t kIsConflict = kByOurs | kByTheirs | kNotAlike;

inline uint8_t ChangesOf(uint8_t sides) {
  const bool is_alike = ((sides & kOurs) != 0) == ((sides & kTheirs) != 0);
  return static_cast<uint8_t>((IsChangedBy(kOurs, sides) ? kByOurs : 0) |
                              (IsChangedBy(kTheirs, sides) ? kByTheirs : 0) |
                              (is_alike ? 0 : kNotAlike));
}

// One thread. Holds 1 MiB in memory and the rest in a temporary file.
class SidedLines {
 public:
  // An empty `directory` is where the system keeps temporary files.
  explicit SidedLines(std::filesystem::path directory) : text_(std::move(directory)) {}

  // `line` has no line feed.
  absl::Status Append(std::string_view line, uint8_t sides);
  // The place behind the last line, to read to or from.
  uint64_t end() const { return text_.size(); }

  // Reads the lines between two places. Nothing may be appended while one lives.
  class Reader {
   public:
    Reader(const SidedLines& lines, uint64_t begin, uint64_t end)
        : text_(lines.text_), next_(begin), end_(end) {}
    // The line lives until the next call. False at the end.
    absl::StatusOr<bool> Next(std::string_view* line, uint8_t* sides);

   private:
    const TextSpool& text_;
    uint64_t next_;  // What is to be read into the piece.
    const uint64_t end_;
    std::string piece_;
    size_t given_ = 0;  // Of the piece.
  };

 private:
  TextSpool text_;  // Of each line, a digit for the states, itself and a line feed.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_SIDED_LINES_H_

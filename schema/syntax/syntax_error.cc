#include "schema/syntax/syntax_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "schema/display_width.h"
#include "schema/text.h"
#include "schema/unicode.h"

namespace entente {
namespace {

// Code points shown on either side of the caret.
constexpr size_t kExcerptBefore = 50;
constexpr size_t kExcerptAfter = 30;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// What `text` looks like in a message: one printable character for each code point or stray byte.
std::string Printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const CodePoint next = DecodeUtf8(text);
    const uint32_t size = std::max<uint32_t>(next.size, 1);
    if (next.value == '\t') {
      shown.push_back(' ');
    } else if (next.size == 0 || next.value < 0x20 || (next.value >= 0x7F && next.value < 0xA0)) {
      shown.push_back('?');
    } else {
      shown.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  return shown;
}

}  // namespace

absl::Status SyntaxError(const TextPlace& place, std::string_view problem, std::string_view hint) {
  std::string_view before = place.text.substr(0, place.offset);
  std::string_view after = place.text.substr(before.size());
  after = after.substr(0, after.find_first_of("\r\n"));
  const uint64_t column = place.skipped + CountCodePoints(before) + 1;

  bool cut_before = place.skipped > 0;
  size_t start = before.size();
  for (size_t count = 0; start > 0; ++count) {
    if (count == kExcerptBefore) break;
    --start;
    while (start > 0 && IsContinuation(before[start])) --start;
  }
  cut_before |= start > 0;
  before.remove_prefix(start);
  size_t end = 0;
  for (size_t count = 0; end < after.size() && count < kExcerptAfter; ++count) {
    ++end;
    while (end < after.size() && IsContinuation(after[end])) ++end;
  }
  const bool cut_after = end < after.size();
  after = after.substr(0, end);

  const std::string shown_before = StrCat(cut_before ? "…" : "", Printable(before));
  std::string message =
      StrCat(place.file_name.empty() ? std::string_view("input") : place.file_name, ":", place.line,
             ":", column, ": ", problem, "\n  ", shown_before, Printable(after),
             cut_after ? "…" : "", "\n  ", std::string(DisplayWidth(shown_before), ' '), "^");
  if (!hint.empty()) StrAppend(&message, "\nhint: ", hint);
  return absl::InvalidArgumentError(message);
}

uint64_t CountLineEnds(std::string_view text) {
  // In counters of one byte, emptied before they can overflow: compilers turn this into a few wide
  // instructions, which they do not with std::count and its large counter.
  constexpr size_t kLaneCount = 64;
  constexpr size_t kBlockBytes = kLaneCount * 255;
  uint64_t count = 0;
  std::string_view rest = text;
  while (rest.size() >= kLaneCount) {
    const std::string_view block = rest.substr(0, std::min(rest.size(), kBlockBytes));
    std::array<uint8_t, kLaneCount> counters = {};
    for (size_t i = 0; i + kLaneCount <= block.size(); i += kLaneCount) {
      for (size_t lane = 0; lane < kLaneCount; ++lane) counters[lane] += block[i + lane] == '\n';
    }
    for (const uint8_t counter : counters) count += counter;
    rest.remove_prefix(block.size() - block.size() % kLaneCount);
  }
  count += static_cast<uint64_t>(std::count(rest.begin(), rest.end(), '\n'));
  size_t at = text.find('\r');
  while (at != std::string_view::npos) {
    if (at + 1 >= text.size() || text[at + 1] != '\n') ++count;
    at = text.find('\r', at + 1);
  }
  return count;
}

}  // namespace entente

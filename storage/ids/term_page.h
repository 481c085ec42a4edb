// A term page holds kTermsPerPage terms of one kind, with consecutive numbers, front-coded: each
// term says how many bytes it shares with the one before, and the rest. Every kRestartInterval-th
// term shares nothing, so that a term is found by reading at most that many.
//
//   restarts   4 bytes for the second, third, … group: where it begins, from the first entry,
//              little-endian
//   entries    varint shared × 2 + outlined, varint rest size, rest
//   checksum   8 bytes: XXH3-64 of all before, seeded with the page's place, little-endian
//
// A term longer than kTermOutlineSize is outlined: its bytes lie elsewhere, so that a page remains
// small enough to be read for one term. In a database its entry is empty, and they are under the
// term's own key; in a snapshot the entry's rest is the number of a unit, as a varint. The last
// page of a snapshot has as many terms as there are left.
#ifndef ENTENTE_STORAGE_IDS_TERM_PAGE_H_
#define ENTENTE_STORAGE_IDS_TERM_PAGE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/ids/term_id.h"
#include "storage/triples/page_place.h"

namespace entente {

// The kinds of terms whose bytes are kept.
inline constexpr std::array kPagedKinds = {IdKind::kIri, IdKind::kBlankNode, IdKind::kLiteral};
inline constexpr size_t kTermsPerPage = 128;
inline constexpr size_t kRestartInterval = 16;
inline constexpr size_t kTermOutlineSize = 1024;

// Outlined terms get no rest, or the numbers from `first_outlined` on.
// REQUIRES: 1..kTermsPerPage terms.
std::string EncodeTermPage(std::span<const std::string_view> terms, PagePlace place,
                           std::optional<uint64_t> first_outlined = {});

// A page read and checked. Threads may share it.
class TermPage {
 public:
  // Takes the bytes. DataLoss if they are not whole, lie elsewhere or do not hold `term_count`
  // terms. REQUIRES: 1 <= term_count <= kTermsPerPage.
  static absl::StatusOr<std::shared_ptr<const TermPage>> Parse(std::string bytes, PagePlace place,
                                                               size_t term_count = kTermsPerPage);

  size_t bytes() const { return bytes_.size(); }

 private:
  friend class TermPageReader;
  TermPage(std::string bytes, size_t restarts_size)
      : bytes_(std::move(bytes)), restarts_size_(restarts_size) {}
  std::string_view entries() const;

  std::string bytes_;
  size_t restarts_size_;
};

// Reads terms of one page after the other. Ascending ones cost little more than their own bytes.
class TermPageReader {
 public:
  // Whether the page of that place is being read.
  bool IsAt(PagePlace place) const { return page_ != nullptr && place == place_; }
  void Open(PagePlace place, std::shared_ptr<const TermPage> page);

  // The term, until the next call; false if it is outlined, and then it is the entry's rest.
  // REQUIRES: a page is open, and index is less than the number of its terms.
  bool Get(size_t index, std::string_view* term);

  // Room for a term that is read from elsewhere.
  std::string* scratch() { return &term_; }

 private:
  PagePlace place_ = {};
  std::shared_ptr<const TermPage> page_;
  size_t next_ = kTermsPerPage;  // The entry after the one in term_.
  std::string_view rest_;        // From that entry on.
  std::string term_;
  bool is_outlined_ = false;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_IDS_TERM_PAGE_H_

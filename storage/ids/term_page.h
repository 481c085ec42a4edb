// A term page holds kTermsPerPage terms of one kind, with consecutive numbers, front-coded: each
// term says how many bytes it shares with the one before, and the rest. Every kRestartInterval-th
// term shares nothing, so that a term is found by reading at most that many.
//
//   restarts   (kTermsPerPage / kRestartInterval − 1) × 4 bytes: where the second, third, … group
//              begins, from the first entry, little-endian
//   entries    varint shared × 2 + outlined, varint rest size, rest
//   checksum   8 bytes: XXH3-64 of all before, seeded with the page's place, little-endian
//
// A term longer than kTermOutlineSize is outlined: its entry is empty, and its bytes stay under the
// term's own key, so that a page remains small enough to be read for one term.
#ifndef ENTENTE_STORAGE_IDS_TERM_PAGE_H_
#define ENTENTE_STORAGE_IDS_TERM_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/triples/page_place.h"

namespace entente {

inline constexpr size_t kTermsPerPage = 128;
inline constexpr size_t kRestartInterval = 16;
inline constexpr size_t kTermOutlineSize = 1024;

// REQUIRES: kTermsPerPage terms.
std::string EncodeTermPage(std::span<const std::string> terms, PagePlace place);

// A page read and checked. Threads may share it.
class TermPage {
 public:
  // Takes the bytes. DataLoss if they are not whole or lie elsewhere.
  static absl::StatusOr<std::shared_ptr<const TermPage>> Parse(std::string bytes, PagePlace place);

  size_t bytes() const { return bytes_.size(); }

 private:
  friend class TermPageReader;
  explicit TermPage(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string_view entries() const;

  std::string bytes_;
};

// Reads terms of one page after the other. Ascending ones cost little more than their own bytes.
class TermPageReader {
 public:
  // Whether the page of that place is being read.
  bool IsAt(PagePlace place) const { return page_ != nullptr && place == place_; }
  void Open(PagePlace place, std::shared_ptr<const TermPage> page);

  // The term, until the next call; false if it is outlined.
  // REQUIRES: a page is open, index < kTermsPerPage.
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

#include "storage/ids/term_page.h"

#include <xxhash.h>

#include <algorithm>
#include <cassert>

#include "schema/text.h"
#include "storage/byte_order.h"

namespace entente {
namespace {

constexpr size_t kChecksumSize = 8;

constexpr size_t RestartsSize(size_t term_count) {
  return 4 * ((term_count + kRestartInterval - 1) / kRestartInterval - 1);
}

uint64_t Checksum(std::string_view bytes, PagePlace place) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(),
                              uint64_t{place.order} << 56 ^ place.number);
}

struct Entry {
  size_t shared = 0;
  bool outlined = false;
  std::string_view rest = {};
};

bool TakeEntry(std::string_view* bytes, Entry* entry) {
  uint64_t shared = 0;
  uint64_t size = 0;
  if (!TakeVarint(bytes, &shared) || !TakeVarint(bytes, &size) || size > bytes->size()) {
    return false;
  }
  *entry = {.shared = shared >> 1, .outlined = (shared & 1) != 0, .rest = bytes->substr(0, size)};
  bytes->remove_prefix(size);
  return true;
}

uint32_t LoadRestart(std::string_view bytes, size_t restart) {
  uint32_t offset = 0;
  for (size_t byte = 0; byte < 4; ++byte) {
    offset |= uint32_t{static_cast<unsigned char>(bytes[4 * restart + byte])} << (8 * byte);
  }
  return offset;
}

}  // namespace

std::string EncodeTermPage(std::span<const std::string_view> terms, PagePlace place,
                           std::optional<uint64_t> first_outlined) {
  assert(!terms.empty() && terms.size() <= kTermsPerPage);
  std::string restarts;
  std::string entries;
  std::string_view previous;
  for (size_t index = 0; index < terms.size(); ++index) {
    if (index % kRestartInterval == 0) {
      previous = {};
      if (index > 0) {
        for (int shift = 0; shift < 32; shift += 8) {
          restarts.push_back(static_cast<char>(entries.size() >> shift));
        }
      }
    }
    const bool outlined = terms[index].size() > kTermOutlineSize;
    if (outlined) {
      std::string rest;
      if (first_outlined.has_value()) AppendVarint((*first_outlined)++, &rest);
      AppendVarint(1, &entries);
      AppendVarint(rest.size(), &entries);
      entries.append(rest);
      previous = {};
      continue;
    }
    const std::string_view term = terms[index];
    const size_t limit = std::min(term.size(), previous.size());
    const size_t shared = static_cast<size_t>(
        std::mismatch(term.begin(), term.begin() + limit, previous.begin()).first - term.begin());
    AppendVarint(shared << 1, &entries);
    AppendVarint(term.size() - shared, &entries);
    entries.append(term.substr(shared));
    previous = term;
  }
  std::string bytes = restarts + entries;
  AppendLittle64(Checksum(bytes, place), &bytes);
  return bytes;
}

std::string_view TermPage::entries() const {
  return std::string_view(bytes_).substr(restarts_size_,
                                         bytes_.size() - restarts_size_ - kChecksumSize);
}

absl::StatusOr<std::shared_ptr<const TermPage>> TermPage::Parse(std::string bytes, PagePlace place,
                                                                size_t term_count) {
  assert(term_count > 0 && term_count <= kTermsPerPage);
  const auto Damaged = [&place](std::string_view what) {
    return absl::DataLossError(
        StrCat("term page ", place.number, " of kind ", uint32_t{place.order} & 0x7f, ": ", what));
  };
  const size_t restarts_size = RestartsSize(term_count);
  if (bytes.size() < restarts_size + kChecksumSize) return Damaged("too short");
  const std::string_view body = std::string_view(bytes).substr(0, bytes.size() - kChecksumSize);
  if (LoadLittle64(bytes.data() + body.size()) != Checksum(body, place)) {
    return Damaged("wrong checksum");
  }
  std::shared_ptr<const TermPage> page(new TermPage(std::move(bytes), restarts_size));
  // A good checksum says who wrote it, not that it is well formed: Get relies on what is seen here.
  const std::string_view all = page->entries();
  std::string_view rest = all;
  size_t previous_size = 0;
  for (size_t index = 0; index < term_count; ++index) {
    if (index % kRestartInterval == 0) {
      previous_size = 0;
      if (index > 0 &&
          LoadRestart(page->bytes_, index / kRestartInterval - 1) != all.size() - rest.size()) {
        return Damaged("a restart points elsewhere");
      }
    }
    Entry entry;
    if (!TakeEntry(&rest, &entry) || entry.shared > previous_size) return Damaged("bad entry");
    previous_size = entry.shared + entry.rest.size();
  }
  if (!rest.empty()) return Damaged("too long");
  return page;
}

void TermPageReader::Open(PagePlace place, std::shared_ptr<const TermPage> page) {
  place_ = place;
  page_ = std::move(page);
  next_ = kTermsPerPage;
}

bool TermPageReader::Get(size_t index, std::string_view* term) {
  const size_t group = index / kRestartInterval;
  if (index + 1 < next_ || next_ < group * kRestartInterval || next_ == kTermsPerPage) {
    next_ = group * kRestartInterval;
    rest_ = page_->entries().substr(group == 0 ? 0 : LoadRestart(page_->bytes_, group - 1));
    term_.clear();
  }
  Entry entry;
  for (; next_ <= index; ++next_) {
    TakeEntry(&rest_, &entry);
    term_.resize(entry.shared);
    term_.append(entry.rest);
    is_outlined_ = entry.outlined;
  }
  *term = term_;
  return !is_outlined_;
}

}  // namespace entente

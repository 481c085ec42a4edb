#include "storage/snapshot/snapshot_terms.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"
#include "storage/byte_order.h"
#include "storage/ids/term_bytes.h"

namespace entente {
namespace {

constexpr size_t kChecksumSize = 8;

// The unit that the entry of a long term names.
bool TakeUnit(std::string_view rest, uint64_t* unit) {
  return TakeVarint(&rest, unit) && rest.empty();
}

PagePlace PlaceOf(IdKind kind, uint64_t page) { return {PartOfTerms(kind), page}; }

}  // namespace

SnapshotTerms::SnapshotTerms(const SnapshotReader& reader, uint64_t cache_bytes)
    : reader_(reader), cache_(cache_bytes) {
  if (reader.access() != SnapshotAccess::kMapped) return;
  for (const IdKind kind : kPagedKinds) {
    checked_[static_cast<size_t>(kind)] =
        std::make_unique<UnitMarks>(reader.UnitCount(PartOfTerms(kind)));
  }
}

absl::Status SnapshotTerms::Damaged(IdKind kind, std::string_view what) const {
  return absl::DataLossError(
      StrCat(reader_.file_name(), ": terms of kind ", static_cast<uint32_t>(kind), ": ", what));
}

absl::StatusOr<std::shared_ptr<const TermPage>> SnapshotTerms::GetPage(IdKind kind,
                                                                       uint64_t number) const {
  const PagePlace place = PlaceOf(kind, number);
  if (std::shared_ptr<const TermPage> cached = cache_.Find(place)) return cached;
  ASSIGN_OR_RETURN(const SnapshotBytes unit, reader_.ReadUnit(place.order, number));
  const size_t term_count = std::min(kTermsPerPage, count(kind) - number * kTermsPerPage);
  auto page = TermPage::Parse(std::string(unit.bytes), place, term_count);
  if (!page.ok()) return Damaged(kind, FromAbsl(page.status().message()));
  UnitMarks* const checked = checked_[static_cast<size_t>(kind)].get();
  if (checked == nullptr || !checked->IsMarked(number)) {
    RETURN_IF_ERROR(CheckPage(kind, place, *page, term_count));
    if (checked != nullptr) checked->Mark(number);
  }
  cache_.Insert(place, *page, sizeof(TermPage) + (*page)->bytes());
  return *std::move(page);
}

absl::Status SnapshotTerms::CheckPage(IdKind kind, PagePlace place,
                                      const std::shared_ptr<const TermPage>& page,
                                      size_t term_count) const {
  TermPageReader reader;
  reader.Open(place, page);
  std::string token;
  std::string token_before;
  std::optional<uint64_t> unit_before;
  for (size_t index = 0; index < term_count; ++index) {
    std::string_view bytes;
    if (!reader.Get(index, &bytes)) {
      // Its own bytes are looked at when they are read.
      uint64_t unit = 0;
      if (!TakeUnit(bytes, &unit) || (unit_before && unit != *unit_before + 1) ||
          unit >= reader_.UnitCount(PartOfLongTerms(kind))) {
        return Damaged(kind, StrCat("page ", place.number, " names a unit that is not its own"));
      }
      unit_before = unit;
      continue;
    }
    const auto term = ParseTermBytes(kind, bytes);
    if (!term.ok() || bytes.size() > kTermOutlineSize || !IsWritable(*term)) {
      return Damaged(kind, StrCat("page ", place.number, " holds what is no term"));
    }
    token.clear();
    AppendNTriplesTerm(*term, &token);
    if (!token_before.empty() && token <= token_before) {
      return Damaged(kind, StrCat("those of page ", place.number, " do not ascend"));
    }
    std::swap(token, token_before);
  }
  return absl::OkStatus();
}

absl::Status SnapshotTerms::ReadLongTerm(IdKind kind, std::string_view rest,
                                         std::string* bytes) const {
  uint64_t number = 0;
  if (!TakeUnit(rest, &number)) return Damaged(kind, "the entry of a long one names no unit");
  const PagePlace place = {PartOfLongTerms(kind), number};
  ASSIGN_OR_RETURN(const SnapshotBytes unit, reader_.ReadUnit(place.order, number));
  const size_t size = unit.bytes.size() - std::min(unit.bytes.size(), kChecksumSize);
  if (size <= kTermOutlineSize ||
      LoadLittle64(unit.bytes.data() + size) !=
          XXH3_64bits_withSeed(unit.bytes.data(), size, PlaceSeed(place))) {
    return Damaged(kind, StrCat("the checksum of the long one in unit ", number, " is wrong"));
  }
  // A copy, of which `rest` may have been a part.
  bytes->assign(unit.bytes.substr(0, size));
  const auto term = ParseTermBytes(kind, *bytes);
  if (!term.ok() || !IsWritable(*term)) {
    return Damaged(kind, StrCat("the long one in unit ", number, " is none"));
  }
  return absl::OkStatus();
}

absl::Status SnapshotTerms::ReadTermBytes(TermId id, TermPageReader* page,
                                          std::string_view* bytes) const {
  const IdKind kind = id.kind();
  if (kind != IdKind::kIri && kind != IdKind::kBlankNode && kind != IdKind::kLiteral) {
    return Damaged(kind, "there are none");
  }
  if (id.payload() >= count(kind)) return Damaged(kind, StrCat("there is no ", id.payload()));
  const PagePlace place = PlaceOf(kind, id.payload() / kTermsPerPage);
  if (!page->IsAt(place)) {
    ASSIGN_OR_RETURN(std::shared_ptr<const TermPage> found, GetPage(kind, place.number));
    page->Open(place, std::move(found));
  }
  if (page->Get(id.payload() % kTermsPerPage, bytes)) return absl::OkStatus();
  const std::string rest(*bytes);
  // What is read into the page's room must not be taken for its own.
  *page = TermPageReader();
  RETURN_IF_ERROR(ReadLongTerm(kind, rest, page->scratch()));
  *bytes = *page->scratch();
  return absl::OkStatus();
}

absl::Status SnapshotTerms::ReadToken(TermId id, TermPageReader* page, std::string* token) const {
  std::string_view bytes;
  RETURN_IF_ERROR(ReadTermBytes(id, page, &bytes));
  ASSIGN_OR_RETURN(const TermView term, ParseTermBytes(id.kind(), bytes));
  token->clear();
  AppendNTriplesTerm(term, token);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<TermId>> SnapshotTerms::Find(const TermView& term) const {
  const IdKind kind = DictionaryKind(term);
  std::string wanted;
  AppendNTriplesTerm(term, &wanted);
  TermPageReader page;
  std::string token;
  // The last of `count` entries, each `step` terms behind the one before, whose token is not
  // greater than the one that is looked for; or the first.
  const auto narrow = [&](uint64_t first, uint64_t step,
                          uint64_t entry_count) -> absl::StatusOr<uint64_t> {
    uint64_t low = 0;
    for (uint64_t high = entry_count; high - low > 1;) {
      const uint64_t middle = low + (high - low) / 2;
      RETURN_IF_ERROR(ReadToken(TermId(kind, first + middle * step), &page, &token));
      (token <= wanted ? low : high) = middle;
    }
    return first + low * step;
  };
  const uint64_t end = count(kind);
  if (end == 0) return std::nullopt;
  const auto entries = [end](uint64_t first, uint64_t limit, uint64_t step) {
    return (std::min(end - first, limit) + step - 1) / step;
  };
  ASSIGN_OR_RETURN(uint64_t number, narrow(0, kTermsPerPage, entries(0, end, kTermsPerPage)));
  ASSIGN_OR_RETURN(
      number, narrow(number, kRestartInterval, entries(number, kTermsPerPage, kRestartInterval)));
  for (const uint64_t behind = std::min(end, number + kRestartInterval); number < behind;
       ++number) {
    RETURN_IF_ERROR(ReadToken(TermId(kind, number), &page, &token));
    if (token == wanted) return TermId(kind, number);
    if (token > wanted) break;
  }
  return std::nullopt;
}

}  // namespace entente

// Input: one byte of choice, then either changes to a snapshot that was whole (two bytes of place,
// eight of what is put there, again and again), after which all checksums are made right; or the
// content of one of its units (a byte says which), under right checksums; or a file as it is.
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/text.h"
#include "storage/byte_order.h"
#include "storage/snapshot/snapshot_builder.h"
#include "storage/snapshot/snapshot_checker.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/store.h"
#include "storage/transaction.h"
#include "tests/support/snapshot_forge.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

constexpr uint64_t kCacheBytes = uint64_t{1} << 20;

void Require(bool holds) {
  if (!holds) std::abort();
}

// A snapshot with a few of everything.
class Base {
 public:
  Base() {
    const auto store = Store::OpenInMemory({});
    Require(store.ok());
    auto transaction = (*store)->Begin();
    Require(transaction.ok());
    const Term predicate = Iri("http://p");
    for (int number = 0; number < 40; ++number) {
      const Term subject =
          number % 3 == 0 ? BlankNode(StrCat("b", number)) : Term(Iri(StrCat("http://s/", number)));
      Term object = number;
      if (number % 4 == 0) object = StrCat("text ", number);
      if (number % 4 == 1) object = std::string(1100 + static_cast<size_t>(number), 'x');
      if (number % 4 == 2) object = Triple{subject, predicate, Iri("http://o")};
      InnerTriples inner;
      Require((*transaction)
                  ->Insert({.subject = ViewOf(subject, &inner),
                            .predicate = ViewOf(predicate, &inner),
                            .object = ViewOf(object, &inner)})
                  .ok());
    }
    Require((*transaction)->Commit().ok());
    *transaction = nullptr;
    const std::shared_ptr<const ReadView> view = (*store)->View();
    const auto file = directory_ / "base.ents";
    Require(
        BuildSnapshot(*view, file, {.limits = {.chunk_bytes = 1024, .chunk_unit_count = 4}}).ok());
    parts = SnapshotParts::Read(file);
    bytes = ReadBytes(file);
    mender = std::make_unique<SnapshotMender>(bytes);
    for (const auto& [part, units] : parts.units) {
      for (size_t unit = 0; unit < units.size(); ++unit) places.push_back({part, unit});
    }
  }

  std::filesystem::path scratch() const { return directory_ / "forged.ents"; }

  SnapshotParts parts;
  std::string bytes;
  std::unique_ptr<SnapshotMender> mender;
  std::vector<PagePlace> places;

 private:
  TempDir directory_;
};

std::string WithChanges(const Base& base, std::string_view changes) {
  std::string bytes = base.bytes;
  for (; changes.size() >= 10; changes.remove_prefix(10)) {
    const size_t word = static_cast<unsigned char>(changes[0]) |
                        static_cast<size_t>(static_cast<unsigned char>(changes[1])) << 8;
    bytes.replace(word * 8 % (bytes.size() - 8), 8, changes.substr(2, 8));
  }
  base.mender->Mend(&bytes);
  return bytes;
}

std::string WithUnit(const Base& base, std::string_view content) {
  if (content.empty()) return base.bytes;
  const PagePlace place = base.places[static_cast<unsigned char>(content[0]) % base.places.size()];
  std::string unit(content.substr(1));
  const bool is_term_page = place.order >= 0x81 && place.order <= 0x84;
  const uint64_t seed =
      is_term_page ? uint64_t{place.order} << 56 ^ place.number : PlaceSeed(place);
  AppendLittle64(XXH3_64bits_withSeed(unit.data(), unit.size(), seed), &unit);
  SnapshotParts parts = base.parts;
  parts.units[place.order][place.number] = std::move(unit);
  parts.Write(base.scratch());
  return ReadBytes(base.scratch());
}

// Reads everything, whatever comes of it; what is read must be in sequence and within bounds.
void ReadAll(const SnapshotView& view) {
  for (size_t index = 0; index < kOrderCount; ++index) {
    const auto order = static_cast<TripleOrder>(index);
    const auto rows = view.Scan(order, {});
    std::optional<IdQuad> before;
    uint64_t count = 0;
    for (RowBatch batch; rows->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        const IdQuad ids = batch.Row(row);
        Require(!before || *before < ids);
        before = ids;
        ++count;
        if (count % 16 == 1) {
          (void)view.Count(order, std::span(ids).first(1 + count % 4)).ok();
          (void)view.Decode(ids).ok();
        }
      }
    }
    if (rows->status().ok()) Require(count == view.reader().header().roots[index].row_count);
  }
  (void)view.Find(TermView::OfIri("http://s/7")).ok();
  (void)view.Find(TermView::OfBlankNode("b9")).ok();
  (void)view.Statistics().ok();
  Require(CheckSnapshot(view).ok());
}

}  // namespace
}  // namespace entente

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const entente::Base* const kBase = new entente::Base();
  if (size == 0) return 0;
  const std::string_view content(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string bytes = data[0] < 128   ? entente::WithChanges(*kBase, content)
                            : data[0] < 250 ? entente::WithUnit(*kBase, content)
                                            : std::string(content);
  const int file = memfd_create("forged", MFD_CLOEXEC);
  entente::Require(file >= 0 &&
                   write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  for (const auto access : {entente::SnapshotAccess::kMapped, entente::SnapshotAccess::kRead}) {
    const auto view = entente::SnapshotView::Open("/proc/self/fd/" + std::to_string(file), access,
                                                  entente::kCacheBytes);
    if (view.ok()) entente::ReadAll(**view);
  }
  close(file);
  return 0;
}

#include "tests/crash/hostile_snapshots.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "schema/text.h"
#include "storage/byte_order.h"
#include "storage/ids/term_page.h"
#include "storage/snapshot/snapshot_format.h"
#include "storage/triples/page_source.h"
#include "tests/support/process.h"
#include "tests/support/snapshot_forge.h"

namespace entente {
namespace {

constexpr uint64_t kAllOnes = ~uint64_t{0};

void Put64(uint64_t value, size_t at, std::string* bytes) {
  std::string little;
  AppendLittle64(value, &little);
  bytes->replace(at, little.size(), little);
}

// What a pointer of Cap'n Proto can be: into another segment, to lists of 2^29 − 1 elements of
// every size, to structs far away and before the message.
std::vector<uint64_t> HostilePointers() {
  std::vector<uint64_t> pointers = {2, 6, uint64_t{1} << 32 | 2, kAllOnes - 1, 3};
  for (uint64_t element_size = 0; element_size < 8; ++element_size) {
    pointers.push_back(uint64_t{0x1FFFFFFF} << 35 | element_size << 32 | 1);
    pointers.push_back(uint64_t{0x1FFFFFFF} << 35 | element_size << 32 | 0xFFFFFFFC | 1);
  }
  pointers.push_back(uint64_t{0xFFFF} << 32 | uint64_t{0xFFFF} << 48 | 0xFFFFFFFC);
  return pointers;
}

class Maker {
 public:
  using Use = std::function<void(const std::string&, std::string_view)>;

  Maker(const std::filesystem::path& whole, std::filesystem::path scratch, uint64_t seed, Use use)
      : scratch_(std::move(scratch)),
        use_(std::move(use)),
        random_(seed),
        parts_(SnapshotParts::Read(whole)) {
    // Of the sizes of chunks that forged files have.
    parts_.Write(scratch_);
    whole_ = ReadBytes(scratch_);
  }

  void Make() {
    const SnapshotMender mender(whole_);
    Truncate(mender);
    LieInPrologue();
    LieInMessages(mender);
    FlipMended(mender);
    for (const auto& [part, units] : parts_.units) DamageUnits(part, units);
    for (uint8_t order = 0; order < kOrderCount - 1; ++order) {
      if (parts_.units.contains(order)) ForgeTree(order);
    }
    ForgeQuads();
    ForgeTripleTerms();
    for (const IdKind kind : kPagedKinds) ForgeTerms(kind);
    ForgeStatistics();
    ForgeHeader();
    ForgeBombs();
    OtherKinds();
  }

 private:
  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

  void Truncate(const SnapshotMender& mender) {
    std::set<size_t> sizes = {0,  1,  7,  8,  9,  10, 12, 14, 15,  16,  23, 24,
                              31, 32, 39, 40, 47, 48, 63, 64, 119, 120, 127};
    for (const MessageExtent& message : mender.messages()) {
      for (const size_t inside : {size_t{0}, size_t{4}, size_t{8}, size_t{16}, message.size / 2}) {
        sizes.insert(message.offset + inside);
      }
    }
    for (size_t size = kPrologueSize; size < whole_.size(); size += 499) sizes.insert(size);
    for (const size_t size : sizes) {
      std::string bytes = whole_.substr(0, size);
      use_(StrCat("cut at ", size), bytes);
      if (size < kPrologueSize) continue;
      // As if it had been written so short.
      Put64(size, 16, &bytes);
      MendPrologue(&bytes);
      use_(StrCat("cut and mended at ", size), bytes);
      bytes.resize(whole_.size());
      use_(StrCat("zero from ", size), bytes);
    }
  }

  static void MendPrologue(std::string* bytes) {
    Put64(XXH3_64bits(bytes->data(), 120), 120, bytes);
  }

  void LieInPrologue() {
    const uint64_t size = whole_.size();
    for (const size_t field : {0, 8, 16, 24, 32, 40, 48, 56, 64, 112}) {
      const uint64_t truth = LoadLittle64(whole_.data() + field);
      for (const uint64_t lie :
           {uint64_t{0}, uint64_t{1}, uint64_t{8}, uint64_t{120}, uint64_t{128}, truth - 8,
            truth + 8, truth + 1, size, size - 8, size + 8, uint64_t{1} << 32, uint64_t{1} << 63,
            kAllOnes, kAllOnes - 7}) {
        std::string bytes = whole_;
        Put64(lie, field, &bytes);
        MendPrologue(&bytes);
        use_(StrCat("prologue at ", field, ": ", lie), bytes);
      }
    }
  }

  // Every word of directories and header, and the heads of chunks.
  void LieInMessages(const SnapshotMender& mender) {
    const std::vector<uint64_t> pointers = HostilePointers();
    const auto& messages = mender.messages();
    for (size_t index = 0; index < messages.size(); ++index) {
      const MessageExtent& message = messages[index];
      const bool is_header = index + 1 == messages.size();
      const size_t word_count = std::min<size_t>(message.size / 8, is_header ? 400 : 12);
      for (size_t word = 0; word < word_count; ++word) {
        if (!is_header && Below(4) != 0) continue;
        const size_t at = message.offset + 8 * word;
        const uint64_t truth = LoadLittle64(whole_.data() + at);
        const std::array lies = {uint64_t{0},
                                 kAllOnes,
                                 truth + 1,
                                 truth - 1,
                                 truth + 8,
                                 truth ^ uint64_t{1} << 32,
                                 truth ^ uint64_t{1} << 63,
                                 pointers[Below(pointers.size())],
                                 LoadLittle64(whole_.data() + 8 * Below(whole_.size() / 8))};
        for (size_t which = 0; which < lies.size(); ++which) {
          if (Below(is_header ? 2 : 3) != 0) continue;
          std::string bytes = whole_;
          Put64(lies[which], at, &bytes);
          mender.Mend(&bytes);
          use_(StrCat("word ", word, " of message ", index, ": ", lies[which]), bytes);
        }
      }
    }
  }

  void FlipMended(const SnapshotMender& mender) {
    for (size_t round = 0; round < 300; ++round) {
      std::string bytes = whole_;
      const size_t at = kPrologueSize + Below(whole_.size() - kPrologueSize);
      bytes[at] = static_cast<char>(bytes[at] ^ 1 << Below(8));
      mender.Mend(&bytes);
      use_(StrCat("flipped and mended at ", at), bytes);
    }
  }

  void UseParts(const std::string& name, const SnapshotParts& parts) {
    parts.Write(scratch_);
    use_(name, ReadBytes(scratch_));
  }
  void UseUnit(const std::string& name, uint8_t part, size_t unit, std::string bytes) {
    SnapshotParts parts = parts_;
    parts.units[part][unit] = std::move(bytes);
    UseParts(StrCat("unit ", unit, " of part ", uint32_t{part}, ": ", name), parts);
  }

  // The checksum of a unit of the part, made right.
  static void MendUnit(uint8_t part, uint64_t unit, std::string* bytes) {
    if (bytes->size() < 8) return;
    const PagePlace place = {part, unit};
    const bool is_term_page = part >= 0x81 && part <= 0x84;
    const uint64_t seed =
        is_term_page ? uint64_t{place.order} << 56 ^ place.number : PlaceSeed(place);
    Put64(XXH3_64bits_withSeed(bytes->data(), bytes->size() - 8, seed), bytes->size() - 8, bytes);
  }

  void DamageUnits(uint8_t part, const std::vector<std::string>& units) {
    for (size_t unit = 0; unit < units.size(); unit += 1 + units.size() / 3) {
      const std::string& whole = units[unit];
      UseUnit("nothing", part, unit, "");
      UseUnit("one byte", part, unit, "x");
      UseUnit("one byte short", part, unit, whole.substr(1));
      UseUnit("that of another", part, unit, units[(unit + 1) % units.size()] + "x");
      std::string zeros(whole.size(), '\0');
      MendUnit(part, unit, &zeros);
      UseUnit("zeros", part, unit, zeros);
      for (int round = 0; round < 12; ++round) {
        std::string bytes = whole;
        for (size_t count = 1 + Below(3); count > 0; --count) {
          bytes[Below(bytes.size())] = static_cast<char>(random_());
        }
        if (Below(4) == 0) bytes.erase(Below(bytes.size()), 1 + Below(8));
        MendUnit(part, unit, &bytes);
        UseUnit("other bytes", part, unit, bytes);
      }
    }
    SnapshotParts parts = parts_;
    parts.units[part].pop_back();
    UseParts(StrCat("part ", uint32_t{part}, " without its last unit"), parts);
    parts = parts_;
    parts.units[part].push_back(parts.units[part].front());
    UseParts(StrCat("part ", uint32_t{part}, " with one unit more"), parts);
    parts = parts_;
    parts.units.erase(part);
    UseParts(StrCat("no part ", uint32_t{part}), parts);
    if (units.size() < 2) return;
    parts = parts_;
    std::swap(parts.units[part].front(), parts.units[part].back());
    UseParts(StrCat("part ", uint32_t{part}, " with two units exchanged"), parts);
  }

  // Trees of small pages, so that there are several levels, with one thing wrong each.
  void ForgeTree(uint8_t part) {
    SnapshotParts base = parts_;
    PermutationRoot& root = base.header.roots[part];
    const PageRows rows = AllRows(part, root, base.units[part]);
    constexpr size_t kLeafSize = 16;
    root = BuildTree(part, rows, kLeafSize, 3, &base.units[part]);
    const size_t leaf_count = (rows[0].size() + kLeafSize - 1) / kLeafSize;
    const auto change = [&](const std::string& name, uint64_t page, size_t column_count,
                            const std::function<void(PageRows&)>& edit) {
      SnapshotParts parts = base;
      PageRows columns = DecodePage(part, page, column_count, base.units[part][page]);
      edit(columns);
      parts.units[part][page] = EncodePage(part, page, columns);
      UseParts(StrCat("order ", uint32_t{part}, ", page ", page, ": ", name), parts);
    };
    const auto leaf = [&](const std::string& name, const std::function<void(PageRows&)>& edit) {
      change(name, Below(leaf_count), kLeafColumnCount, edit);
    };
    const uint64_t node_page = leaf_count;  // The first one behind the leaves.
    const auto node = [&](const std::string& name, const std::function<void(PageRows&)>& edit) {
      change(name, node_page, kNodeColumnCount, edit);
      change(name, root.page, kNodeColumnCount, edit);
    };
    const auto swap_rows = [](PageRows& columns) {
      for (auto& column : columns) std::swap(column.front(), column.back());
    };
    leaf("rows exchanged", swap_rows);
    leaf("a row twice", [](PageRows& columns) {
      for (auto& column : columns) column.back() = column.front();
    });
    leaf("a row less", [](PageRows& columns) {
      for (auto& column : columns) column.pop_back();
    });
    leaf("a row more", [](PageRows& columns) {
      for (auto& column : columns) column.push_back(column.back());
      ++columns[3].back();
    });
    leaf("no first row", [](PageRows& columns) {
      for (auto& column : columns) column.erase(column.begin());
    });
    leaf("a last row beyond the fence",
         [](PageRows& columns) { columns[0].back() = TermId(IdKind::kIri, 0xFFFF).bits(); });
    for (size_t column = 0; column < 4; ++column) {
      for (const uint64_t id :
           {uint64_t{0}, kAllOnes, TermId(IdKind::kIri, TermId::kPayloadMask).bits(),
            TermId(IdKind::kTriple, 1 << 20).bits(), TermId(IdKind::kLiteral, 1 << 30).bits(),
            TermId(static_cast<IdKind>(9), 0).bits(), TermId(IdKind::kLocal, 0).bits(),
            TermId(IdKind::kBoolean, 7).bits(), TermId(IdKind::kDate, TermId::kPayloadMask).bits(),
            TermId(IdKind::kDouble, 1).bits(),
            TermId(IdKind::kDateTimeZoned, TermId::kPayloadMask).bits()}) {
        leaf(StrCat("id ", id, " in column ", column),
             [&](PageRows& columns) { columns[column][columns[column].size() / 2] = id; });
        leaf(StrCat("id ", id, " in column ", column, " at the end"),
             [&](PageRows& columns) { columns[column].back() = id; });
      }
    }
    node("children exchanged", swap_rows);
    for (const uint64_t child : {uint64_t{0}, node_page, root.page, root.page + 1, kAllOnes}) {
      node(StrCat("a child ", child),
           [&](PageRows& columns) { columns[kNodeChild].back() = child; });
    }
    node("all children the same", [](PageRows& columns) {
      for (uint64_t& child : columns[kNodeChild]) child = columns[kNodeChild].front();
    });
    for (const uint64_t before : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 40, kAllOnes}) {
      node(StrCat("first rows before: ", before),
           [&](PageRows& columns) { columns[kNodeRowsBefore].front() = before; });
      node(StrCat("last rows before: ", before),
           [&](PageRows& columns) { columns[kNodeRowsBefore].back() = before; });
    }
    for (size_t column = 0; column < 4; ++column) {
      node(StrCat("another last key in column ", column),
           [&](PageRows& columns) { ++columns[column].back(); });
      node(StrCat("another first key in column ", column),
           [&](PageRows& columns) { --columns[column].front(); });
    }
    node("a child less", [](PageRows& columns) {
      for (auto& column : columns) column.pop_back();
    });
    const auto with_root = [&](const std::string& name, const PermutationRoot& forged) {
      SnapshotParts parts = base;
      parts.header.roots[part] = forged;
      UseParts(StrCat("order ", uint32_t{part}, ", root: ", name), parts);
    };
    for (const uint32_t level : {0, 1, 2, 3, 4, 7, 8, 9, 255}) {
      if (level == root.level) continue;
      PermutationRoot forged = root;
      forged.level = level;
      with_root(StrCat("level ", level), forged);
    }
    for (const uint64_t count : {uint64_t{0}, root.row_count - 1, root.row_count + 1,
                                 root.row_count * 100, uint64_t{1} << 50, kAllOnes}) {
      PermutationRoot forged = root;
      forged.row_count = count;
      with_root(StrCat(count, " rows"), forged);
    }
    for (const uint64_t page : {uint64_t{0}, root.page - 1, root.page + 1, kAllOnes}) {
      PermutationRoot forged = root;
      forged.page = page;
      with_root(StrCat("page ", page), forged);
    }
    // One row is another, whole and in sequence: only the other orders know.
    SnapshotParts parts = base;
    PageRows other = rows;
    for (auto& column : other) column.pop_back();
    std::vector<uint64_t> last;
    for (const auto& column : rows) last.push_back(column.back());
    other[3].back() = rows[3].back();
    for (size_t column = 0; column < 4; ++column) other[column].push_back(last[column]);
    other[2].front() = rows[2].front() + 1;
    parts.header.roots[part] = BuildTree(part, other, 16, 3, &parts.units[part]);
    UseParts(StrCat("order ", uint32_t{part}, " with another row"), parts);
  }

  std::vector<IdQuad> RelationIn(TripleOrder order) const {
    const uint8_t part = PartOfOrder(order);
    const PageRows rows = AllRows(part, parts_.header.roots[part], parts_.units.at(part));
    std::vector<IdQuad> relation;
    for (size_t row = 0; row < rows[0].size(); ++row) {
      relation.push_back(FromOrder(order, {TermId(rows[0][row]), TermId(rows[1][row]),
                                           TermId(rows[2][row]), TermId(rows[3][row])}));
    }
    return relation;
  }

  // Writes a relation in all its orders: they agree, and only the ids themselves are wrong.
  static void PutRelation(std::span<const TripleOrder> orders, const std::vector<IdQuad>& relation,
                          SnapshotParts* parts) {
    for (const TripleOrder order : orders) {
      std::set<IdQuad> sorted;
      for (const IdQuad& row : relation) sorted.insert(ToOrder(order, row));
      PageRows rows(4);
      for (const IdQuad& row : sorted) {
        for (size_t column = 0; column < 4; ++column) rows[column].push_back(row[column].bits());
      }
      const uint8_t part = PartOfOrder(order);
      parts->header.roots[part] = BuildTree(part, rows, 64, 8, &parts->units[part]);
    }
  }

  // One id of every kind and of every place, also where it may not be.
  std::vector<TermId> SomeIds() {
    std::vector<TermId> ids = {TermId(uint64_t{5}), TermId(uint64_t{1} << 55),
                               TermId(static_cast<IdKind>(5), 0), TermId(IdKind::kLocal, 0)};
    for (size_t kind = 1; kind < 5; ++kind) {
      const uint64_t count = parts_.header.term_counts[kind];
      for (const uint64_t payload : {uint64_t{0}, count - 1, count, TermId::kPayloadMask}) {
        ids.emplace_back(static_cast<IdKind>(kind), payload);
      }
    }
    for (uint8_t kind = 16; kind < 28; ++kind) {
      for (const uint64_t payload :
           {uint64_t{0}, uint64_t{1}, uint64_t{2}, uint64_t{127}, uint64_t{1} << 40,
            uint64_t{1} << 55, uint64_t{0x7ff8} << 40, TermId::kPayloadMask,
            random_() & TermId::kPayloadMask, random_() & TermId::kPayloadMask}) {
        ids.emplace_back(static_cast<IdKind>(kind), payload);
      }
    }
    return ids;
  }

  void ForgeQuads() {
    const std::vector<IdQuad> quads = RelationIn(TripleOrder::kSpog);
    for (const TermId id : SomeIds()) {
      for (const size_t position : {kSubject, kPredicate, kObject, kGraph}) {
        if (position != kObject && Below(4) != 0) continue;
        std::vector<IdQuad> others = quads;
        others[Below(others.size())][position] = id;
        SnapshotParts parts = parts_;
        PutRelation(kQuadOrders, others, &parts);
        UseParts(StrCat("all orders with ", id.bits(), " as ", position), parts);
      }
    }
  }

  void ForgeTripleTerms() {
    const std::vector<IdQuad> terms = RelationIn(TripleOrder::kTermTspo);
    // The last ones are nested deepest, and what follows them is numbered as they want it.
    for (const TermId id : SomeIds()) {
      for (const size_t position : {kSubject, kPredicate, kObject}) {
        if (position != kObject && Below(4) != 0) continue;
        std::vector<IdQuad> others = terms;
        others.back()[position] = id;
        SnapshotParts parts = parts_;
        PutRelation(kTripleTermOrders, others, &parts);
        UseParts(StrCat("triple terms with ", id.bits(), " as ", position), parts);
      }
    }
    for (const size_t count : {1, 200, 250, 255, 256, 300, 1000}) {
      SnapshotParts parts = parts_;
      std::vector<IdQuad> nested = terms;
      for (size_t index = 0; index < count; ++index) {
        IdQuad next = nested.back();
        next[kObject] = nested.back()[3];
        next[3] = TermId(IdKind::kTriple, nested.size());
        nested.push_back(next);
      }
      PutRelation(kTripleTermOrders, nested, &parts);
      parts.header.term_counts[static_cast<size_t>(IdKind::kTriple)] += count;
      parts.header.term_count += count;
      UseParts(StrCat("triple terms in one another, ", count), parts);
      std::vector<IdQuad> quads = RelationIn(TripleOrder::kSpog);
      quads[Below(quads.size())][kObject] = nested.back()[3];
      PutRelation(kQuadOrders, quads, &parts);
      UseParts(StrCat("triple terms in one another and in a quad, ", count), parts);
    }
  }

  void UseTermPage(const std::string& name, IdKind kind, const std::vector<std::string>& terms,
                   std::optional<uint64_t> first_outlined = 0) {
    SnapshotParts parts = parts_;
    const uint8_t part = PartOfTerms(kind);
    parts.units[part].back() =
        EncodeTermPage(std::vector<std::string_view>(terms.begin(), terms.end()),
                       {part, parts.units[part].size() - 1}, first_outlined);
    UseParts(StrCat("terms of kind ", uint32_t{part} & 0x0f, ": ", name), parts);
  }

  // The last page of a kind anew, with as many terms as it should have.
  void ForgeTerms(IdKind kind) {
    const uint64_t all = parts_.header.term_counts[static_cast<size_t>(kind)];
    const size_t count = (all - 1) % kTermsPerPage + 1;
    std::vector<std::string> ascending;
    for (size_t index = 0; index < count; ++index) {
      ascending.push_back(StrCat("http://z.example/", 100'000 + index));
    }
    UseTermPage("others", kind, ascending);
    std::vector<std::string> terms = ascending;
    std::swap(terms.front(), terms.back());
    UseTermPage("two exchanged", kind, terms);
    terms = ascending;
    terms.back() = terms.front();
    UseTermPage("one twice", kind, terms);
    terms.assign(count, std::string(2000, 'x'));
    UseTermPage("all long", kind, terms);
    UseTermPage("all long, without units", kind, terms, std::nullopt);
    UseTermPage("all long, in units that are not there", kind, terms, uint64_t{1} << 60);
    for (const std::string& hostile :
         {std::string("\xFF"), std::string("\xC0\x80"), std::string("a\xFE"),
          std::string("http://a> <b> <c> .\n<"), std::string("a b"), std::string("\0", 1),
          std::string("text\xFF\x42"), std::string("5\xFF\x42"),
          std::string("x\xFE not a language"),
          std::string("x\xFF\x20http://www.w3.org/2001/XMLSchema#string"),
          std::string("x\xFF\x20http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"),
          std::string("x\xFF\x20http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString"),
          std::string("x\xFE"
                      "en\xFF"),
          std::string("x\xFD"), std::string(), std::string("\xED\xA0\x80"),
          std::string("x\xFF\x20<")}) {
      terms = ascending;
      terms.back() = hostile;
      UseTermPage("what is none", kind, terms);
      terms = ascending;
      terms.front() = hostile;
      UseTermPage("what is none, in the beginning", kind, terms);
    }
    terms = ascending;
    terms.pop_back();
    if (!terms.empty()) UseTermPage("one less", kind, terms);
    terms = ascending;
    terms.push_back("http://z.example/200000");
    if (terms.size() <= kTermsPerPage) UseTermPage("one more", kind, terms);
  }

  void ForgeStatistics() {
    const auto& units = parts_.units.at(kStatisticsPart);
    const PageRows truth = DecodePage(kStatisticsPart, 0, 4, units[0]);
    for (size_t column = 0; column < 4; ++column) {
      for (const uint64_t lie : {uint64_t{0}, uint64_t{1}, truth[column][0] + 1,
                                 truth[column].back(), uint64_t{1} << 63, kAllOnes}) {
        PageRows columns = truth;
        columns[column][0] = lie;
        UseUnit(StrCat("column ", column, " with ", lie), kStatisticsPart, 0,
                EncodePage(kStatisticsPart, 0, columns));
      }
    }
    // Many ascending predicates in few bytes.
    PageRows many(4);
    for (uint64_t row = 0; row < kBlockRowCountMax; ++row) {
      many[0].push_back(TermId(IdKind::kIri, row).bits());
      for (size_t column = 1; column < 4; ++column) many[column].push_back(1);
    }
    UseUnit("many", kStatisticsPart, 0, EncodePage(kStatisticsPart, 0, many));
  }

  void ForgeHeader() {
    const auto with = [this](const std::string& name,
                             const std::function<void(SnapshotHeader&)>& edit) {
      SnapshotParts parts = parts_;
      edit(parts.header);
      UseParts(StrCat("header: ", name), parts);
    };
    for (const uint64_t count :
         {uint64_t{0}, uint64_t{1}, uint64_t{1} << 40, uint64_t{1} << 56, kAllOnes}) {
      with(StrCat("quads ", count), [=](SnapshotHeader& header) { header.quad_count = count; });
      with(StrCat("quads and rows ", count), [=](SnapshotHeader& header) {
        header.quad_count = count;
        for (const TripleOrder order : kQuadOrders) {
          header.roots[static_cast<size_t>(order)].row_count = count;
        }
      });
      with(StrCat("terms ", count), [=](SnapshotHeader& header) { header.term_count = count; });
      for (size_t kind = 1; kind < 5; ++kind) {
        with(StrCat("terms of kind ", kind, ": ", count), [=](SnapshotHeader& header) {
          header.term_count += count - header.term_counts[kind];
          header.term_counts[kind] = count;
        });
      }
      with(StrCat("records ", count), [=](SnapshotHeader& header) { header.claim_count = count; });
    }
    for (const std::string& text :
         {std::string("\xFF"), std::string("\x1b[31m"), std::string(1 << 20, 'x')}) {
      with("texts", [=](SnapshotHeader& header) {
        header.description = header.licence = text;
        header.sources = {text, text};
        header.prefixes = {{text, text}};
      });
    }
    with("a short hash", [](SnapshotHeader& header) { header.logical_hash.resize(31); });
    with("another hash", [](SnapshotHeader& header) { header.logical_hash[0] ^= 1; });
    with("parents", [](SnapshotHeader& header) { header.parents = {"x"}; });
    with("signatures", [](SnapshotHeader& header) {
      header.signatures = {{.public_key = std::string(32, 'k'), .signature = std::string(64, 's')},
                           {.public_key = "k", .signature = "s"}};
    });
  }

  // Few pages that claim to be very many rows: each node leads to one page again and again.
  void ForgeBombs() {
    for (const size_t fan_out : {2, 64, 256}) {
      for (const uint32_t level : {2, 5, 8}) {
        SnapshotParts parts = parts_;
        constexpr uint8_t kPart = PartOfOrder(TripleOrder::kSpog);
        const PageRows rows = AllRows(kPart, parts.header.roots[kPart], parts.units[kPart]);
        PageRows leaf(4);
        for (size_t column = 0; column < 4; ++column) leaf[column] = {rows[column][0]};
        std::vector<std::string> pages = {EncodePage(kPart, 0, leaf)};
        uint64_t row_count = 1;
        for (uint32_t node = 1; node <= level; ++node) {
          PageRows columns(kNodeColumnCount);
          for (size_t child = 0; child < fan_out; ++child) {
            for (size_t column = 0; column < 4; ++column) {
              columns[column].push_back(rows[column][0] + (column == 3 ? child : 0));
            }
            columns[kNodeRowsBefore].push_back(child * row_count);
            columns[kNodeChild].push_back(node - 1);
          }
          pages.push_back(EncodePage(kPart, node, columns));
          row_count *= fan_out;
        }
        // The header may not say more rows than its pages could have: padding, which is cheap.
        parts.units[kPart] = pages;
        parts.header.roots[kPart] = {.page = pages.size() - 1,
                                     .row_count = parts.header.quad_count,
                                     .next_page = pages.size(),
                                     .level = level};
        UseParts(StrCat("a bomb of ", level, " levels and ", fan_out, " children"), parts);
      }
    }
  }

  void OtherKinds() {
    use_("nothing", "");
    use_("zeros", std::string(100'000, '\0'));
    use_("a program", ReadBytes(OwnProgram()).substr(0, 100'000));
    use_("text", "<http://s> <http://p> <http://o> .\n");
    use_("gzip", std::string("\x1f\x8b\x08\x00", 4) + std::string(500, 'x'));
    use_("the magic", kSnapshotMagic);
    use_("the magic and more", std::string(kSnapshotMagic) + std::string(200, '\xFF'));
    std::string twice = whole_ + whole_;
    use_("one behind the other", twice);
  }

  const std::filesystem::path scratch_;
  const Use use_;
  std::mt19937_64 random_;
  const SnapshotParts parts_;
  std::string whole_;
};

}  // namespace

void MakeHostileSnapshots(
    const std::filesystem::path& whole, const std::filesystem::path& scratch, uint64_t seed,
    const std::function<void(const std::string& name, std::string_view bytes)>& use) {
  Maker(whole, scratch, seed, use).Make();
}

std::string MakeDeepSnapshot(const std::filesystem::path& whole,
                             const std::filesystem::path& scratch, bool too_deep) {
  SnapshotParts parts = SnapshotParts::Read(whole);
  for (uint8_t order = 0; order < kOrderCount - 1; ++order) {
    PermutationRoot& root = parts.header.roots[order];
    if (root.row_count == 0) continue;
    const PageRows rows = AllRows(order, root, parts.units[order]);
    const uint32_t level_max = kPermutationLevelMax + (too_deep ? 1 : 0);
    std::vector<std::string>& pages = parts.units[order];
    root = BuildTree(order, rows, 8, 4, &pages);
    // Nodes of one child, as many as there may be.
    while (root.level < level_max) {
      const PageRows below = DecodePage(order, root.page, kNodeColumnCount, pages[root.page]);
      PageRows node(kNodeColumnCount);
      for (size_t column = 0; column < 4; ++column) node[column] = {below[column][0]};
      node[kNodeRowsBefore] = {0};
      node[kNodeChild] = {root.page};
      root.page = pages.size();
      pages.push_back(EncodePage(order, root.page, node));
      ++root.level;
      root.next_page = pages.size();
    }
  }
  parts.Write(scratch);
  return ReadBytes(scratch);
}

}  // namespace entente

#include "query/exec/value_ranks.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "query/exec/bounded_sort.h"
#include "query/exec/id_order.h"
#include "query/exec/operator.h"
#include "query/exec/row_numbering.h"
#include "query/expression/compare.h"
#include "query/expression/value.h"
#include "storage/ids/inline_value.h"

namespace entente {
namespace {

// Where terms stand by what they are; within a part the values decide.
enum class Part : uint8_t { kNone, kBlankNode, kIri, kNumber, kString, kOtherLiteral, kTriple };

bool IsText(Part part) {
  return part == Part::kBlankNode || part == Part::kIri || part == Part::kString;
}

// A distinct term. Those with a lesser `key` come first within a part; where keys are equal, texts
// or values are compared.
struct Entry {
  uint64_t key = 0;
  uint32_t number = 0;
  Part part = Part::kNone;
};

// A number's place among the doubles is its place among all numbers, but for those that are equal
// as doubles. NaN comes first.
uint64_t KeyOfNumber(const XsdValue& number) {
  const double value = number.ToDouble();
  if (std::isnan(value)) return 0;
  constexpr uint64_t kSign = uint64_t{1} << 63;
  const auto bits = std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

// Eight bytes of `text` from `begin` on, so that numbers compare as the bytes do.
uint64_t KeyOfText(std::string_view text, size_t begin) {
  uint64_t key = 0;
  for (size_t i = begin; i < begin + 8; ++i) {
    key = key << 8 | (i < text.size() ? static_cast<uint8_t>(text[i]) : 0);
  }
  return key;
}

// Sorts distinct ids by their values.
class Ranking {
 public:
  Ranking(std::span<const TermId> ids, QueryContext* context)
      : ids_(ids), context_(context), limits_(context->limits()), charge_(limits_) {}

  // Puts a rank for each id into `ranks`.
  void Rank(std::vector<uint32_t>* ranks) {
    ranks->assign(ids_.size(), 0);
    constexpr uint64_t kBytesPerId = 2 * sizeof(Entry) + sizeof(TextPlace) + sizeof(uint32_t);
    if (!charge_.Add(ids_.size() * kBytesPerId)) return;
    entries_.resize(ids_.size());
    places_.resize(ids_.size());
    if (!Describe()) return;
    AddTextKeys();
    const auto less = [this](const Entry& a, const Entry& b) { return Order(a, b) < 0; };
    if (!BoundedSort(&entries_, limits_, less)) return;
    uint32_t rank = 0;
    for (size_t i = 0; i < entries_.size() && limits_->Tick(); ++i) {
      if (i > 0 && Order(entries_[i - 1], entries_[i]) != 0) ++rank;
      (*ranks)[entries_[i].number] = rank;
    }
  }

 private:
  // Where a text is in `texts_`.
  struct TextPlace {
    uint64_t begin = 0;
    uint64_t size = 0;
  };

  // Fills entries, texts and values; false after an error.
  bool Describe() {
    std::vector<uint32_t> to_decode;
    for (size_t i = 0; i < ids_.size(); ++i) {
      Entry& entry = entries_[i];
      entry.number = static_cast<uint32_t>(i);
      if (ids_[i].is_none()) continue;
      if (!ids_[i].is_inline()) {
        to_decode.push_back(entry.number);
        continue;
      }
      if (!limits_->Tick()) return false;
      if (const std::optional<XsdValue> value = ValueOfInlineId(ids_[i]); value.has_value()) {
        Classify(*value, &entry);
      }
    }
    // Neighbours in the dictionary are read together.
    if (!charge_.Add(2 * to_decode.size() * sizeof(uint32_t))) return false;
    const bool is_sorted = BoundedSort(
        &to_decode, limits_, [this](uint32_t a, uint32_t b) { return ids_[a] < ids_[b]; });
    if (!is_sorted) return false;
    constexpr size_t kDecodedCount = 2048;
    std::vector<TermId> some;
    for (size_t begin = 0; begin < to_decode.size(); begin += kDecodedCount) {
      const size_t end = std::min(to_decode.size(), begin + kDecodedCount);
      some.clear();
      for (size_t i = begin; i < end; ++i) some.push_back(ids_[to_decode[i]]);
      absl::StatusOr<std::vector<Term>> terms = context_->pool()->Decode(some);
      if (!terms.ok()) {
        limits_->Fail(terms.status());
        return false;
      }
      for (size_t i = begin; i < end; ++i) {
        if (!limits_->Tick()) return false;
        Describe(std::move((*terms)[i - begin]), &entries_[to_decode[i]]);
      }
    }
    return limits_->ok();
  }

  void Describe(Term term, Entry* entry) {
    switch (term.kind()) {
      case Term::Kind::kNone:
        return;
      case Term::Kind::kBlankNode:
        entry->part = Part::kBlankNode;
        return AddText(term.blank_node().label, entry->number);
      case Term::Kind::kIri:
        entry->part = Part::kIri;
        return AddText(term.iri().text, entry->number);
      case Term::Kind::kLiteral:
      case Term::Kind::kTriple:
        break;
    }
    auto value = std::make_unique<Value>(std::move(term));
    if (value->term().is_triple()) {
      entry->part = Part::kTriple;
    } else if (const XsdValue* const typed = value->typed(); typed == nullptr) {
      entry->part = Part::kOtherLiteral;
    } else if (IsStringType(typed->type())) {
      entry->part = Part::kString;
      return AddText(typed->text(), entry->number);
    } else {
      Classify(*typed, entry);
    }
    constexpr uint64_t kValueBytes = 350;
    charge_.Add(kValueBytes);
    values_[entry->number] = std::move(value);
  }

  static void Classify(const XsdValue& value, Entry* entry) {
    const bool is_number = IsNumericType(value.type());
    entry->part = is_number ? Part::kNumber : Part::kOtherLiteral;
    if (is_number) entry->key = KeyOfNumber(value);
  }

  void AddText(std::string_view text, uint32_t number) {
    const size_t capacity = texts_.capacity();
    places_[number] = {.begin = texts_.size(), .size = text.size()};
    texts_.append(text);
    if (texts_.capacity() > capacity) charge_.Add(texts_.capacity() - capacity);
  }

  std::string_view TextOf(uint32_t number) const {
    return std::string_view(texts_).substr(places_[number].begin, places_[number].size);
  }

  // Keys that begin where the texts of a part begin to differ.
  void AddTextKeys() {
    for (const Part part : {Part::kBlankNode, Part::kIri, Part::kString}) {
      std::optional<std::string_view> common;
      for (const Entry& entry : entries_) {
        if (entry.part != part) continue;
        const std::string_view text = TextOf(entry.number);
        if (!common.has_value()) common = text;
        const auto differ = std::mismatch(common->begin(), common->end(), text.begin(), text.end());
        common = common->substr(0, static_cast<size_t>(differ.first - common->begin()));
      }
      if (!common.has_value()) continue;
      for (Entry& entry : entries_) {
        if (entry.part == part) entry.key = KeyOfText(TextOf(entry.number), common->size());
      }
    }
  }

  std::weak_ordering Order(const Entry& a, const Entry& b) const {
    if (a.part != b.part) return a.part <=> b.part;
    if (a.key != b.key) return a.key <=> b.key;
    if (a.number == b.number || a.part == Part::kNone) return std::weak_ordering::equivalent;
    if (IsText(a.part)) return TextOf(a.number) <=> TextOf(b.number);
    const std::optional<std::weak_ordering> order = OrderOfIds(ids_[a.number], ids_[b.number]);
    if (order.has_value()) return *order;
    std::optional<Value> a_made;
    std::optional<Value> b_made;
    return OrderOf(ValueOf(a.number, &a_made), ValueOf(b.number, &b_made));
  }

  const Value* ValueOf(uint32_t number, std::optional<Value>* made) const {
    const auto found = values_.find(number);
    if (found != values_.end()) return found->second.get();
    std::optional<XsdValue> value = ValueOfInlineId(ids_[number]);
    if (!value.has_value()) return nullptr;
    return &made->emplace(*std::move(value));
  }

  std::span<const TermId> ids_;
  QueryContext* context_;
  QueryLimits* limits_;
  MemoryCharge charge_;
  std::vector<Entry> entries_;
  std::string texts_;
  std::vector<TextPlace> places_;
  absl::flat_hash_map<uint32_t, std::unique_ptr<Value>>
      values_;  // Of what is neither text nor inline.
};

// Ranks that are the ids themselves, but for a base; false if the ids do not tell the order.
bool RankById(std::span<const TermId> ids, ValueRanks* result) {
  result->ranks.assign(ids.size(), 0);
  IdKind kind = IdKind::kNone;
  uint64_t least = std::numeric_limits<uint64_t>::max();
  uint64_t greatest = 0;
  for (const TermId id : ids) {
    if (id.is_none()) continue;
    if (kind == IdKind::kNone) kind = id.kind();
    if (id.kind() != kind) return false;
    least = std::min(least, id.bits());
    greatest = std::max(greatest, id.bits());
  }
  if (kind == IdKind::kNone) return true;
  const std::optional<int> shift = OrderShift(kind);
  if (!shift.has_value() && least != greatest) return false;
  const int bits = shift.value_or(0);
  const uint64_t base = least >> bits;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (!ids[i].is_none()) result->ranks[i] = (ids[i].bits() >> bits) - base + 1;
  }
  result->rank_max = (greatest >> bits) - base + 1;
  return true;
}

}  // namespace

ValueRanks RankValues(std::span<const TermId> ids, QueryContext* context) {
  ValueRanks result;
  if (RankById(ids, &result)) return result;
  QueryLimits* const limits = context->limits();
  RowNumbering distinct(1, limits);
  MemoryCharge charge(limits);
  if (!charge.Add(ids.size() * sizeof(uint32_t))) return result;
  std::vector<uint32_t> numbers(ids.size());
  constexpr size_t kStep = 65536;
  for (size_t begin = 0; begin < ids.size() && limits->ok(); begin += kStep) {
    limits->CheckNow();
    const TermId* const some = ids.data() + begin;
    distinct.Number(std::span<const TermId* const>(&some, 1), std::min(kStep, ids.size() - begin),
                    numbers.data() + begin);
  }
  if (!limits->ok()) return result;
  std::vector<uint32_t> ranks;
  Ranking({distinct.column(0), distinct.row_count()}, context).Rank(&ranks);
  for (size_t i = 0; i < ids.size(); ++i) result.ranks[i] = ranks[numbers[i]];
  result.rank_max = ranks.empty() ? 0 : *std::max_element(ranks.begin(), ranks.end());
  return result;
}

}  // namespace entente

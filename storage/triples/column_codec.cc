#include "storage/triples/column_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

namespace entente {
namespace {

constexpr uint8_t kValuesFramed = 4;
constexpr uint8_t kRowsFramed = 8;
constexpr uint8_t kHasKinds = 16;
constexpr uint8_t kEncodingMask = 3;
constexpr uint8_t kTagMax = 31;

// Encodings other than plain are tried only if they can halve the count of values.
constexpr size_t kValueCountMax = kBlockRowCountMax / 2;

struct Summary {
  uint64_t min = 0;
  uint64_t max = 0;
  size_t run_count = 0;
  bool is_ascending = true;
};

[[gnu::always_inline]] inline Summary FindSummary(const uint64_t* values, size_t count) {
  uint64_t min = values[0];
  uint64_t max = values[0];
  uint64_t change_count = 0;
  uint64_t descent_count = 0;
  for (size_t row = 1; row < count; ++row) {
    const uint64_t value = values[row];
    const uint64_t before = values[row - 1];
    min = value < min ? value : min;
    max = value > max ? value : max;
    change_count += value != before ? 1 : 0;
    descent_count += value < before ? 1 : 0;
  }
  return {
      .min = min, .max = max, .run_count = change_count + 1, .is_ascending = descent_count == 0};
}

#ifdef ENTENTE_HAS_AVX2_TARGET
__attribute__((target("avx2"))) Summary FindSummaryWithAvx2(const uint64_t* values, size_t count) {
  return FindSummary(values, count);
}
#endif

Summary Summarize(std::span<const uint64_t> values) {
#ifdef ENTENTE_HAS_AVX2_TARGET
  if (HasAvx2()) return FindSummaryWithAvx2(values.data(), values.size());
#endif
  return FindSummary(values.data(), values.size());
}

// The first index of [begin, end) for which `holds`, if it holds for all after the first; else end.
template <typename Predicate>
size_t FirstIndex(size_t begin, size_t end, Predicate holds) {
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    if (holds(middle)) {
      end = middle;
    } else {
      begin = middle + 1;
    }
  }
  return begin;
}

// Runs of equal rows: their values and first rows.
struct Runs {
  size_t count = 0;
  std::array<uint64_t, kValueCountMax> values;
  std::array<uint64_t, kValueCountMax> rows;

  void Find(std::span<const uint64_t> column) {
    values[0] = column[0];
    rows[0] = 0;
    count = 1;
    for (size_t row = 1; row < column.size(); ++row) {
      if (column[row] == column[row - 1]) continue;
      values[count] = column[row];
      rows[count] = row;
      ++count;
    }
  }
};

// The distinct values of a column, ascending, and each row's index among them.
class Dictionary {
 public:
  // False, with nothing found, if an encoding with the dictionary is sure to take more than
  // `size_max` bytes (or more distinct values than are sensible).
  bool Find(std::span<const uint64_t> column, size_t size_max) {
    slots_.fill(0);
    count_ = 0;
    size_t check_at = kFirstCheck;
    for (size_t row = 0; row < column.size(); ++row) {
      if (row == check_at) {
        // A guess, but the same one everywhere: columns that hardly repeat go on like that.
        if (count_ > row - row / 8) return false;
        check_at *= 2;
      }
      const uint64_t value = column[row];
      size_t slot = value * kGoldenRatio >> (64 - kSlotBits);
      while (slots_[slot] != 0 && found_[slots_[slot] - 1] != value) {
        slot = (slot + 1) % slots_.size();
      }
      if (slots_[slot] == 0) {
        if (count_ == kValueCountMax) return false;
        if (PackedSize(column.size(), PackedWidth(count_)) + count_ / 4 > size_max) return false;
        found_[count_] = value;
        slots_[slot] = static_cast<uint16_t>(++count_);
      }
      found_index_[row] = static_cast<uint16_t>(slots_[slot] - 1);
    }
    Sort();
    for (size_t row = 0; row < column.size(); ++row) rows_[row] = rank_[found_index_[row]];
    return true;
  }

  std::span<const uint64_t> values() const { return {values_.data(), count_}; }
  std::span<const uint64_t> rows(size_t row_count) const { return {rows_.data(), row_count}; }

 private:
  static constexpr unsigned kSlotBits = 13;
  static constexpr size_t kFirstCheck = 128;
  static constexpr uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;

  // By radix, lowest byte first, without the bytes that are the same in all values.
  void Sort() {
    uint64_t varying = 0;
    for (size_t i = 0; i < count_; ++i) {
      order_[i] = static_cast<uint16_t>(i);
      varying |= found_[i] ^ found_[0];
    }
    for (unsigned shift = 0; shift < 64; shift += 8) {
      if ((varying >> shift & 0xFF) == 0) continue;
      std::array<uint16_t, 257> begins = {};
      for (size_t i = 0; i < count_; ++i) ++begins[(found_[i] >> shift & 0xFF) + 1];
      for (size_t byte = 0; byte < 256; ++byte) begins[byte + 1] += begins[byte];
      for (size_t i = 0; i < count_; ++i) {
        const uint16_t index = order_[i];
        sorted_[begins[found_[index] >> shift & 0xFF]++] = index;
      }
      std::copy_n(sorted_.begin(), count_, order_.begin());
    }
    for (size_t i = 0; i < count_; ++i) {
      values_[i] = found_[order_[i]];
      rank_[order_[i]] = static_cast<uint16_t>(i);
    }
  }

  size_t count_ = 0;
  std::array<uint64_t, kValueCountMax> values_;
  std::array<uint64_t, kBlockRowCountMax> rows_;
  std::array<uint64_t, kValueCountMax> found_;  // In the sequence of first appearance.
  std::array<uint16_t, kBlockRowCountMax> found_index_;
  std::array<uint16_t, size_t{1} << kSlotBits> slots_;  // 1 + index into found_, or 0.
  std::array<uint16_t, kValueCountMax> order_;
  std::array<uint16_t, kValueCountMax> sorted_;
  std::array<uint16_t, kValueCountMax> rank_;
};

constexpr unsigned kKindShift = 56;

}  // namespace

bool ColumnKinds::Find(std::span<const uint64_t> values) {
  std::array<uint64_t, 256> min;
  std::array<uint64_t, 256> max;
  std::array<bool, 256> is_there = {};
  for (const uint64_t value : values) {
    const size_t kind = value >> kKindShift;
    if (!is_there[kind]) {
      is_there[kind] = true;
      min[kind] = max[kind] = value;
    }
    min[kind] = std::min(min[kind], value);
    max[kind] = std::max(max[kind], value);
  }
  size_t count = 0;
  uint64_t span = 0;
  for (size_t kind = 0; kind < is_there.size(); ++kind) {
    if (!is_there[kind]) continue;
    if (count == kCountMax) return false;
    smallest_[count++] = min[kind];
    span = std::max(span, max[kind] - min[kind]);
  }
  const auto width = static_cast<uint32_t>(std::bit_width(span));
  if (count < 2 || width > kWidthMax) return false;
  count_ = static_cast<uint32_t>(count);
  width_ = width;
  return true;
}

uint64_t ColumnKinds::Keep(uint64_t value) const {
  uint64_t index = 0;
  for (size_t kind = 1; kind < count_; ++kind) index += smallest_[kind] <= value ? 1 : 0;
  return (index << width_) + (value - smallest_[index]);
}

void ColumnKinds::Restore(std::span<uint64_t> numbers) const {
  if (count_ == 0) return;
  for (uint64_t& number : numbers) number = Restore(number);
}

void ColumnKinds::Append(std::string* out) const {
  AppendVarint(count_, out);
  out->push_back(static_cast<char>(width_));
  for (size_t kind = 0; kind < count_; ++kind) AppendVarint(std::rotl(smallest_[kind], 8), out);
}

bool ColumnKinds::Parse(ByteReader* reader) {
  uint64_t count;
  uint8_t width;
  if (!reader->ReadVarint(&count) || count < 2 || count > kCountMax || !reader->ReadByte(&width) ||
      width > kWidthMax) {
    return false;
  }
  for (size_t kind = 0; kind < count; ++kind) {
    uint64_t rotated;
    if (!reader->ReadVarint(&rotated)) return false;
    smallest_[kind] = std::rotr(rotated, 8);
  }
  count_ = static_cast<uint32_t>(count);
  width_ = width;
  return true;
}

void EncodeColumn(std::span<const uint64_t> values, std::string* out) {
  using Encoding = EncodedColumn::Encoding;
  const Summary summary = Summarize(values);
  ColumnKinds kinds;
  std::array<uint64_t, kBlockRowCountMax> kept;
  uint64_t reference = summary.min;
  uint64_t largest = summary.max;
  const bool has_kinds =
      summary.min >> kKindShift != summary.max >> kKindShift && kinds.Find(values);
  if (has_kinds) {
    for (size_t row = 0; row < values.size(); ++row) kept[row] = kinds.Keep(values[row]);
    values = {kept.data(), values.size()};
    reference = 0;
    largest = *std::max_element(values.begin(), values.end());
  }
  const auto append_head = [&](Encoding encoding, bool values_framed, bool rows_framed) {
    out->push_back(
        static_cast<char>(static_cast<uint8_t>(encoding) | (values_framed ? kValuesFramed : 0) |
                          (rows_framed ? kRowsFramed : 0) | (has_kinds ? kHasKinds : 0)));
    AppendVarint(std::rotl(summary.min, 8), out);
    if (encoding != Encoding::kConstant) AppendVarint(summary.max - summary.min, out);
    if (has_kinds) kinds.Append(out);
  };
  if (summary.run_count == 1) {
    append_head(Encoding::kConstant, false, false);
    return;
  }

  const SequencePlan plain(values, reference, largest);
  size_t best_size = plain.size();
  // What an encoding with two sequences must save to be worth its slower reading.
  const auto is_better = [&](size_t size) { return size + size / 16 + 4 < best_size; };

  Runs runs;
  std::optional<SequencePlan> run_values;
  std::optional<SequencePlan> run_rows;
  if (summary.run_count <= values.size() / 2) {
    runs.Find(values);
    run_values.emplace(std::span(runs.values.data(), runs.count), reference, largest);
    run_rows.emplace(std::span(runs.rows.data(), runs.count), 0, runs.rows[runs.count - 1]);
    const size_t size = run_values->size() + run_rows->size();
    if (is_better(size)) {
      best_size = size;
    } else {
      run_values.reset();
    }
  }

  // Where rows ascend, distinct values are runs, and a dictionary cannot be better than those.
  Dictionary dictionary;
  if (!summary.is_ascending && dictionary.Find(values, best_size)) {
    const SequencePlan entries(dictionary.values(), reference, largest);
    const std::span<const uint64_t> rows = dictionary.rows(values.size());
    const SequencePlan indexes(rows, 0, dictionary.values().size() - 1);
    if (is_better(entries.size() + indexes.size())) {
      append_head(Encoding::kDictionary, entries.is_framed(), indexes.is_framed());
      AppendVarint(dictionary.values().size(), out);
      entries.Append(dictionary.values(), reference, out);
      indexes.Append(rows, 0, out);
      return;
    }
  }

  if (run_values.has_value()) {
    append_head(Encoding::kRuns, run_values->is_framed(), run_rows->is_framed());
    AppendVarint(runs.count, out);
    run_values->Append({runs.values.data(), runs.count}, reference, out);
    run_rows->Append({runs.rows.data(), runs.count}, 0, out);
    return;
  }
  append_head(Encoding::kPlain, plain.is_framed(), false);
  plain.Append(values, reference, out);
}

bool EncodedColumn::Parse(size_t row_count, const uint8_t* limit, ByteReader* reader) {
  uint8_t tag;
  uint64_t rotated_min;
  if (!reader->ReadByte(&tag) || tag > kTagMax || !reader->ReadVarint(&rotated_min)) return false;
  encoding_ = static_cast<Encoding>(tag & kEncodingMask);
  row_count_ = static_cast<uint32_t>(row_count);
  min_ = std::rotr(rotated_min, 8);
  max_ = min_;
  value_count_ = 1;
  if (encoding_ == Encoding::kConstant) return tag == 0;

  uint64_t span;
  if (!reader->ReadVarint(&span) || span > ~uint64_t{0} - min_) return false;
  max_ = min_ + span;
  const bool has_kinds = (tag & kHasKinds) != 0;
  if (has_kinds && !kinds_.Parse(reader)) return false;
  const uint64_t reference = has_kinds ? 0 : min_;
  const bool values_framed = (tag & kValuesFramed) != 0;
  const bool rows_framed = (tag & kRowsFramed) != 0;
  if (encoding_ == Encoding::kPlain) {
    return !rows_framed && values_.Parse(values_framed, row_count, reference, limit, reader);
  }
  uint64_t value_count;
  if (!reader->ReadVarint(&value_count) || value_count == 0 || value_count > row_count) {
    return false;
  }
  value_count_ = static_cast<uint32_t>(value_count);
  return values_.Parse(values_framed, value_count, reference, limit, reader) &&
         rows_.Parse(rows_framed, encoding_ == Encoding::kRuns ? value_count : row_count, 0, limit,
                     reader);
}

uint64_t EncodedColumn::Value(size_t row) const {
  switch (encoding_) {
    case Encoding::kConstant:
      return min_;
    case Encoding::kPlain:
      return ValueAt(row);
    case Encoding::kRuns:
      return ValueAt(RunOfRow(row));
    case Encoding::kDictionary:
      return DictionaryValue(rows_.Get(row));
  }
  return 0;
}

void EncodedColumn::Decode(size_t first_row, size_t count, uint64_t* out) const {
  switch (encoding_) {
    case Encoding::kConstant:
      std::fill_n(out, count, min_);
      return;
    case Encoding::kPlain:
      return DecodeValues(first_row, count, out);
    case Encoding::kRuns:
      return DecodeRuns(first_row, count, out);
    case Encoding::kDictionary:
      return DecodeDictionary(first_row, count, out);
  }
}

// Indexes are not checked when a block is parsed, so one beyond the values must do no harm.
uint64_t EncodedColumn::DictionaryValue(uint64_t index) const {
  return ValueAt(std::min<uint64_t>(index, value_count_ - 1));
}

void EncodedColumn::DecodeDictionary(size_t first_row, size_t count, uint64_t* out) const {
  rows_.Decode(first_row, count, out);
  if (count < value_count_ / 8) {
    for (size_t i = 0; i < count; ++i) out[i] = DictionaryValue(out[i]);
    return;
  }
  std::array<uint64_t, kBlockRowCountMax> values;
  const size_t table_size = std::bit_ceil(size_t{value_count_});
  DecodeValues(0, value_count_, values.data());
  std::fill(values.begin() + value_count_, values.begin() + table_size, min_);
  const size_t mask = table_size - 1;
  for (size_t i = 0; i < count; ++i) out[i] = values[out[i] & mask];
}

// The last run that begins at or before `row`.
size_t EncodedColumn::RunOfRow(size_t row) const {
  return FirstIndex(1, value_count_, [&](size_t run) { return rows_.Get(run) > row; }) - 1;
}

void EncodedColumn::DecodeRuns(size_t first_row, size_t count, uint64_t* out) const {
  constexpr size_t kChunk = 256;
  std::array<uint64_t, kChunk> values;
  std::array<uint64_t, kChunk> ends;
  const size_t end_row = first_row + count;
  size_t row = first_row;
  size_t run = RunOfRow(first_row);
  while (row < end_row) {
    // The rows that are left bound the runs that are left, so short reads stay short.
    const size_t taken = std::min({kChunk, value_count_ - run, end_row - row});
    DecodeValues(run, taken, values.data());
    const bool has_last = run + taken == value_count_;
    rows_.Decode(run + 1, has_last ? taken - 1 : taken, ends.data());
    if (has_last) ends[taken - 1] = end_row;
    for (size_t i = 0; i < taken; ++i) {
      const uint64_t value = values[i];
      const size_t end = std::min<uint64_t>(ends[i], end_row);
      // Most runs are short: eight rows without asking how many, wherever there is room for them.
      if (row + 8 <= end_row) {
        for (size_t k = 0; k < 8; ++k) out[row - first_row + k] = value;
      } else {
        for (size_t k = row; k < end; ++k) out[k - first_row] = value;
      }
      for (size_t k = row + 8; k < end; ++k) out[k - first_row] = value;
      row = std::max(row, end);
    }
    run += taken;
  }
}

RowRange EncodedColumn::EqualRange(RowRange rows, uint64_t value) const {
  if (rows.begin == rows.end || value < min_) return {rows.begin, rows.begin};
  if (value > max_) return {rows.end, rows.end};
  switch (encoding_) {
    case Encoding::kConstant:
      return rows;
    case Encoding::kRuns:
      return EqualRangeOfRuns(rows, value);
    case Encoding::kPlain:
    case Encoding::kDictionary:
      break;
  }
  const size_t begin =
      FirstIndex(rows.begin, rows.end, [&](size_t row) { return Value(row) >= value; });
  // Equal rows are mostly few: look near first.
  size_t step = 1;
  size_t end = begin;
  while (end + step < rows.end && Value(end + step - 1) == value) {
    end += step;
    step *= 2;
  }
  end = FirstIndex(end, std::min(end + step, rows.end),
                   [&](size_t row) { return Value(row) > value; });
  return {begin, end};
}

RowRange EncodedColumn::EqualRangeOfRuns(RowRange rows, uint64_t value) const {
  const size_t first_run = rows.begin == 0 ? 0 : RunOfRow(rows.begin);
  const size_t end_run = rows.end == row_count_ ? value_count_ : RunOfRow(rows.end - 1) + 1;
  const size_t run =
      FirstIndex(first_run, end_run, [&](size_t index) { return ValueAt(index) >= value; });
  // Runs may begin before `rows` do and go on after them.
  const auto begin_of_run = [&](size_t index) -> size_t {
    if (index >= end_run) return rows.end;
    return std::clamp<size_t>(rows_.Get(index), rows.begin, rows.end);
  };
  const size_t begin = begin_of_run(run);
  if (run == end_run || ValueAt(run) != value) return {begin, begin};
  return {begin, std::max(begin, begin_of_run(run + 1))};
}

}  // namespace entente

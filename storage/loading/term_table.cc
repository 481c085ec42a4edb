#include "storage/loading/term_table.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

#include "schema/status_macros.h"

namespace entente {
namespace {

constexpr size_t kEntryCountMin = 16;
constexpr double kFullShare = 0.8;
constexpr double kGrowth = 1.4;
constexpr size_t kRunCountMax = 8;
constexpr size_t kPageEntryCount = 170;  // 4,080 bytes.
constexpr size_t kWriteEntryCount = 256 * kPageEntryCount;

}  // namespace

// Entries in a file, ascending by key, 24 bytes each as they are in memory. Never changes.
class TermTable::Run {
 public:
  explicit Run(std::unique_ptr<TemporaryFile> file, uint64_t count_max)
      : file_(std::move(file)), filter_(count_max / kKeysInFilterLine + 1) {
    page_keys_.reserve(count_max / kPageEntryCount + 1);
    buffer_.reserve(std::min<uint64_t>(count_max, kWriteEntryCount));
  }

  // Of entries in ascending order.
  absl::Status Append(const Entry& entry) {
    if (count_ % kPageEntryCount == 0) page_keys_.push_back(entry.key);
    const uint64_t bits = FilterBits(entry.key);
    uint64_t* line = FilterLine(entry.key);
    for (int shift = 0; shift < 63; shift += 9) line[bits >> shift >> 6 & 7] |= Bit(bits >> shift);
    ++count_;
    buffer_.push_back(entry);
    return buffer_.size() < kWriteEntryCount ? absl::OkStatus() : Flush();
  }
  absl::Status Finish() {
    RETURN_IF_ERROR(Flush());
    buffer_ = {};
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<TermId>> Find(const TermKey& key) const {
    const uint64_t bits = FilterBits(key);
    const uint64_t* line = FilterLine(key);
    for (int shift = 0; shift < 63; shift += 9) {
      if ((line[bits >> shift >> 6 & 7] & Bit(bits >> shift)) == 0) return std::nullopt;
    }
    const auto after = std::upper_bound(page_keys_.begin(), page_keys_.end(), key);
    if (after == page_keys_.begin()) return std::nullopt;
    std::array<Entry, kPageEntryCount> page;
    const auto page_index = static_cast<uint64_t>(after - page_keys_.begin()) - 1;
    const std::span<Entry> entries(
        page.data(), std::min<uint64_t>(kPageEntryCount, count_ - page_index * kPageEntryCount));
    RETURN_IF_ERROR(Read(page_index * kPageEntryCount, entries));
    const auto found = std::lower_bound(
        entries.begin(), entries.end(), key,
        [](const Entry& entry, const TermKey& sought) { return entry.key < sought; });
    if (found == entries.end() || found->key != key) return std::nullopt;
    return TermId(found->id_bits);
  }

  absl::Status Read(uint64_t first, std::span<Entry> out) const {
    return file_->ReadAt(first * sizeof(Entry),
                         {reinterpret_cast<char*>(out.data()), out.size_bytes()});
  }

  uint64_t count() const { return count_; }
  uint64_t size_bytes() const {
    return filter_.size() * sizeof(filter_[0]) + page_keys_.size() * sizeof(TermKey);
  }

 private:
  // A blocked Bloom filter: seven bits of one cache line for a key, about one of 200 passes in
  // vain.
  struct alignas(64) CacheLine {
    std::array<uint64_t, 8> words = {};
  };
  static constexpr uint64_t kKeysInFilterLine = 40;
  static uint64_t Bit(uint64_t bits) { return uint64_t{1} << (bits & 63); }
  static uint64_t FilterBits(const TermKey& key) { return key.low; }
  // `high` says where the entry is sorted, so mixed with `low` it still spreads over the lines.
  size_t LineOf(const TermKey& key) const {
    return Scale((key.high ^ key.low) * 0x9E3779B97F4A7C15, filter_.size());
  }
  uint64_t* FilterLine(const TermKey& key) { return filter_[LineOf(key)].words.data(); }
  const uint64_t* FilterLine(const TermKey& key) const { return filter_[LineOf(key)].words.data(); }

  absl::Status Flush() {
    RETURN_IF_ERROR(file_->Append(
        {reinterpret_cast<const char*>(buffer_.data()), buffer_.size() * sizeof(Entry)}));
    buffer_.clear();
    return absl::OkStatus();
  }

  const std::unique_ptr<TemporaryFile> file_;
  uint64_t count_ = 0;
  std::vector<Entry> buffer_;
  std::vector<TermKey> page_keys_;  // The first key of each page.
  std::vector<CacheLine> filter_;
};

TermTable::TermTable(uint64_t budget_bytes, std::filesystem::path temporary_directory)
    : budget_bytes_(budget_bytes), temporary_directory_(std::move(temporary_directory)) {
  for (Part& part : parts_) part.entries.resize(kEntryCountMin);
  entries_bytes_ = kPartCount * kEntryCountMin * sizeof(Entry);
}

TermTable::~TermTable() = default;

size_t TermTable::LowerBound(const std::vector<Entry>& entries, const TermKey& key) {
  size_t at = HomeOf(key, entries.size());
  while (!entries[at].is_empty() && entries[at].key < key) ++at;
  return at;
}

absl::StatusOr<std::optional<TermId>> TermTable::Find(const TermKey& key) const {
  {
    const Part& part = parts_[PartOf(key)];
    const std::lock_guard lock(part.mutex);
    const Entry& entry = part.entries[LowerBound(part.entries, key)];
    if (!entry.is_empty() && entry.key == key) return TermId(entry.id_bits);
  }
  return FindInRuns(key);
}

absl::StatusOr<std::optional<TermId>> TermTable::FindOrInsert(const TermKey& key, TermId id) {
  Part& part = parts_[PartOf(key)];
  // Only this thread writes, so it reads without the lock.
  size_t at = LowerBound(part.entries, key);
  if (!part.entries[at].is_empty() && part.entries[at].key == key) {
    return TermId(part.entries[at].id_bits);
  }
  ASSIGN_OR_RETURN(const std::optional<TermId> spilled, FindInRuns(key));
  {
    const std::lock_guard lock(part.mutex);
    size_t end = at;
    while (!part.entries[end].is_empty()) ++end;
    // The last entry stays empty: it is what ends every search.
    while (end + 1 >= part.entries.size() ||
           static_cast<double>(part.count + 1) >
               kFullShare * static_cast<double>(part.entries.size())) {
      const size_t size_before = part.entries.size();
      Grow(part);
      entries_bytes_ += (part.entries.size() - size_before) * sizeof(Entry);
      at = end = LowerBound(part.entries, key);
      while (!part.entries[end].is_empty()) ++end;
    }
    const auto begin = part.entries.begin();
    std::move_backward(begin + static_cast<ptrdiff_t>(at), begin + static_cast<ptrdiff_t>(end),
                       begin + static_cast<ptrdiff_t>(end) + 1);
    // A spilled entry comes back to memory: terms that were met again will be met once more.
    part.entries[at] = {.key = key, .id_bits = spilled.value_or(id).bits()};
    ++part.count;
  }
  // The filters of runs take from the budget, but never so much that every few entries are a run.
  const uint64_t entries_budget =
      std::max(budget_bytes_ / 2, budget_bytes_ - std::min(budget_bytes_, runs_bytes_));
  if (entries_bytes_ > entries_budget && part.count > kEntryCountMin) RETURN_IF_ERROR(Spill());
  return spilled;
}

void TermTable::Grow(Part& part) {
  size_t size = static_cast<size_t>(static_cast<double>(part.entries.size()) * kGrowth) + 1;
  while (true) {
    std::vector<Entry> grown(size);
    size_t end = 0;  // Behind the last entry placed: the old order is the new order.
    bool fits = true;
    for (const Entry& entry : part.entries) {
      if (entry.is_empty()) continue;
      end = std::max(end, HomeOf(entry.key, size));
      fits = end + 1 < size;
      if (!fits) break;
      grown[end++] = entry;
    }
    if (fits) {
      part.entries = std::move(grown);
      return;
    }
    size = static_cast<size_t>(static_cast<double>(size) * kGrowth) + 1;
  }
}

absl::StatusOr<std::optional<TermId>> TermTable::FindInRuns(const TermKey& key) const {
  const std::shared_lock lock(runs_mutex_);
  for (const std::unique_ptr<Run>& run : runs_) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, run->Find(key));
    if (id.has_value()) return id;
  }
  return std::nullopt;
}

absl::Status TermTable::Spill() {
  uint64_t count = 0;
  for (const Part& part : parts_) count += part.count;
  ASSIGN_OR_RETURN(std::unique_ptr<TemporaryFile> file,
                   TemporaryFile::Create(temporary_directory_));
  auto run = std::make_unique<Run>(std::move(file), count);
  for (const Part& part : parts_) {
    for (const Entry& entry : part.entries) {
      if (!entry.is_empty()) RETURN_IF_ERROR(run->Append(entry));
    }
  }
  RETURN_IF_ERROR(run->Finish());
  runs_bytes_ += run->size_bytes();
  {
    const std::unique_lock lock(runs_mutex_);
    runs_.push_back(std::move(run));
  }
  // After the run is there, so that whoever looks meanwhile finds an entry in one or the other.
  for (Part& part : parts_) {
    const std::lock_guard lock(part.mutex);
    std::vector<Entry>(kEntryCountMin).swap(part.entries);
    part.count = 0;
  }
  entries_bytes_ = kPartCount * kEntryCountMin * sizeof(Entry);
  return runs_.size() < kRunCountMax ? absl::OkStatus() : MergeRuns();
}

absl::Status TermTable::MergeRuns() {
  struct Reader {
    const Run* run;
    uint64_t next = 0;  // In the run.
    std::vector<Entry> page = {};
    size_t at = 0;  // In the page.
    absl::Status Advance() {
      if (++at < page.size()) return absl::OkStatus();
      at = 0;
      page.resize(std::min<uint64_t>(16 * kPageEntryCount, run->count() - next));
      next += page.size();
      return run->Read(next - page.size(), page);
    }
    bool has_ended() const { return page.empty(); }
    const TermKey& key() const { return page[at].key; }
  };
  std::vector<Reader> readers;
  uint64_t count = 0;
  for (const std::unique_ptr<Run>& run : runs_) {
    count += run->count();
    readers.push_back({.run = run.get()});
    RETURN_IF_ERROR(readers.back().Advance());
  }
  ASSIGN_OR_RETURN(std::unique_ptr<TemporaryFile> file,
                   TemporaryFile::Create(temporary_directory_));
  auto merged = std::make_unique<Run>(std::move(file), count);
  while (true) {
    std::erase_if(readers, [](const Reader& reader) { return reader.has_ended(); });
    if (readers.empty()) break;
    const auto least =
        std::min_element(readers.begin(), readers.end(),
                         [](const Reader& a, const Reader& b) { return a.key() < b.key(); });
    const Entry entry = least->page[least->at];
    RETURN_IF_ERROR(merged->Append(entry));
    // A term that came back to memory is in several runs, with the same id.
    for (Reader& reader : readers) {
      if (reader.key() == entry.key) RETURN_IF_ERROR(reader.Advance());
    }
  }
  RETURN_IF_ERROR(merged->Finish());
  const std::unique_lock lock(runs_mutex_);
  runs_bytes_ = merged->size_bytes();
  runs_.clear();
  runs_.push_back(std::move(merged));
  return absl::OkStatus();
}

}  // namespace entente

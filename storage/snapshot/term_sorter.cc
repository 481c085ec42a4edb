#include "storage/snapshot/term_sorter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <random>
#include <utility>

#include "schema/status_macros.h"
#include "schema/syntax/line_writer.h"
#include "storage/byte_order.h"
#include "storage/cancellation.h"
#include "storage/ids/term_bytes.h"

namespace entente {
namespace {

constexpr size_t kCacheBytes = sizeof(uint64_t);
constexpr size_t kSmallGroup = 24;
// Groups of more are worth a look at `cancelled`.
constexpr size_t kLargeGroup = size_t{1} << 12;
constexpr size_t kWriteBytes = size_t{1} << 20;
constexpr size_t kReadBytesMin = size_t{8} << 10;
constexpr size_t kReadBytesMax = size_t{1} << 20;
// For each entry, and as much again while the list of them grows.
constexpr uint64_t kEntryBytes = 2 * 16;

// The key by which terms are compared is the token without its first bytes, which are those of the
// kind. Most terms are their key but for the byte that ends it; others keep their bytes behind it.
struct RecordHead {
  uint32_t key_size = 0;
  uint32_t bytes_size = 0;  // 0: they are the key without its `end_size` last bytes.
  uint64_t tag = 0;
};

constexpr size_t EndSize(IdKind kind) { return kind == IdKind::kBlankNode ? 0 : 1; }

size_t CommonPrefix(std::string_view a, std::string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  return static_cast<size_t>(std::mismatch(a.begin(), a.begin() + limit, b.begin()).first -
                             a.begin());
}

}  // namespace

struct TermSorter::Record {
  RecordHead head = {};
  std::string_view key = {};
  std::string_view all = {};  // Key and bytes, as far as those are there.

  std::string_view Bytes(IdKind kind) const {
    return head.bytes_size > 0 ? all.substr(head.key_size)
                               : key.substr(0, key.size() - EndSize(kind));
  }
};

// Entries whose keys have their first `depth` bytes in common.
struct TermSorter::Group {
  size_t begin = 0;
  size_t end = 0;
  size_t depth = 0;
  bool has_caches = false;  // Those from `depth` on.
};

// Gives the records of one run: that in memory, or one in the file.
class TermSorter::Reader {
 public:
  explicit Reader(const TermSorter& sorter) : sorter_(sorter) {}
  Reader(const TermSorter& sorter, const FileRun& run, size_t buffer_bytes)
      : sorter_(sorter), next_(run.begin), end_(run.end), buffer_bytes_(buffer_bytes) {}

  absl::StatusOr<bool> Next() {
    if (buffer_bytes_ == 0) {
      if (entry_ == sorter_.entries_.size()) return false;
      // Records lie where they came in: the processor does not guess where the next one is.
      constexpr size_t kAhead = 8;
      if (entry_ + kAhead < sorter_.entries_.size()) {
        __builtin_prefetch(sorter_.records_.data() + sorter_.entries_[entry_ + kAhead].offset);
      }
      record_ = sorter_.RecordAt(sorter_.entries_[entry_++].offset);
      return true;
    }
    RETURN_IF_ERROR(Need(sizeof(RecordHead)));
    if (position_ == buffer_.size()) return false;
    std::memcpy(&record_.head, buffer_.data() + position_, sizeof(RecordHead));
    const size_t size = size_t{record_.head.key_size} + record_.head.bytes_size;
    RETURN_IF_ERROR(Need(sizeof(RecordHead) + size));
    record_.all = std::string_view(buffer_).substr(position_ + sizeof(RecordHead), size);
    record_.key = record_.all.substr(0, record_.head.key_size);
    position_ += sizeof(RecordHead) + size;
    return true;
  }
  const Record& record() const { return record_; }
  const TermSorter& sorter() const { return sorter_; }

 private:
  // Has at least `size` bytes in the buffer, unless the run ends before.
  absl::Status Need(size_t size) {
    if (buffer_.size() - position_ >= size || next_ == end_) return absl::OkStatus();
    buffer_.erase(0, position_);
    position_ = 0;
    const size_t kept = buffer_.size();
    const auto more =
        static_cast<size_t>(std::min<uint64_t>(std::max(buffer_bytes_, size - kept), end_ - next_));
    buffer_.resize(kept + more);
    RETURN_IF_ERROR(sorter_.file_->ReadAt(next_, std::span<char>(buffer_).subspan(kept)));
    next_ += more;
    return absl::OkStatus();
  }

  const TermSorter& sorter_;
  Record record_;
  size_t entry_ = 0;
  uint64_t next_ = 0;
  uint64_t end_ = 0;
  size_t buffer_bytes_ = 0;  // 0: in memory.
  std::string buffer_;
  size_t position_ = 0;
};

TermSorter::TermSorter(IdKind kind, uint64_t memory_budget_bytes,
                       std::filesystem::path temporary_directory,
                       const std::atomic<bool>* cancelled)
    : kind_(kind),
      memory_budget_bytes_(memory_budget_bytes),
      temporary_directory_(std::move(temporary_directory)),
      cancelled_(cancelled) {}

TermSorter::~TermSorter() = default;

absl::Status TermSorter::Add(std::string_view bytes, uint64_t tag) {
  std::string_view key = bytes;
  RecordHead head = {.tag = tag};
  if (kind_ == IdKind::kIri) {
    head.key_size = static_cast<uint32_t>(bytes.size() + EndSize(kind_));
  } else if (kind_ == IdKind::kBlankNode) {
    head.key_size = static_cast<uint32_t>(bytes.size());
  } else {
    ASSIGN_OR_RETURN(const TermView term, ParseTermBytes(kind_, bytes));
    token_.clear();
    AppendNTriplesTerm(term, &token_);
    key = std::string_view(token_).substr(1);
    head.key_size = static_cast<uint32_t>(key.size());
    // A plain string without escapes is found in its key again.
    const bool is_plain = bytes.size() == term.text.size();
    if (!is_plain || key.size() != bytes.size() + EndSize(kind_)) {
      head.bytes_size = static_cast<uint32_t>(bytes.size());
    }
  }
  const size_t size = sizeof(head) + head.key_size + head.bytes_size;
  const uint64_t used = records_.size() + entries_.size() * kEntryBytes;
  if (used + size + kEntryBytes > memory_budget_bytes_ && !entries_.empty()) {
    RETURN_IF_ERROR(Spill());
  }
  // Growing step by step would take up to twice the budget; memory never touched costs nothing.
  if (records_.capacity() >= kWriteBytes) records_.reserve(memory_budget_bytes_);
  entries_.push_back({.offset = records_.size()});
  records_.append(reinterpret_cast<const char*>(&head), sizeof(head));
  records_.append(key);
  if (kind_ == IdKind::kIri) records_.push_back('>');
  if (head.bytes_size > 0) records_.append(bytes);
  return absl::OkStatus();
}

absl::Status TermSorter::Sort() { return SortEntries(); }

TermSorter::Record TermSorter::RecordAt(uint64_t offset) const {
  Record record;
  std::memcpy(&record.head, records_.data() + offset, sizeof(record.head));
  record.all = std::string_view(records_).substr(
      offset + sizeof(record.head), size_t{record.head.key_size} + record.head.bytes_size);
  record.key = record.all.substr(0, record.head.key_size);
  return record;
}

std::string_view TermSorter::KeyOf(const Entry& entry) const { return RecordAt(entry.offset).key; }

// As a number that compares as they do; shorter keys end with zeros.
uint64_t TermSorter::CachedBytes(const Entry& entry, size_t depth) const {
  const std::string_view rest = KeyOf(entry).substr(depth);
  if (rest.size() >= kCacheBytes) return LoadBig64(rest.data());
  std::array<char, kCacheBytes> padded = {};
  std::memcpy(padded.data(), rest.data(), rest.size());
  return LoadBig64(padded.data());
}

// REQUIRES: caches from `depth` on.
void TermSorter::SortSmall(std::span<Entry> entries, size_t depth) const {
  std::sort(entries.begin(), entries.end(), [this, depth](const Entry& a, const Entry& b) {
    if (a.cache != b.cache) return a.cache < b.cache;
    return KeyOf(a).substr(depth) < KeyOf(b).substr(depth);
  });
}

absl::Status TermSorter::SortEntries() {
  std::minstd_rand random;  // So that no sequence of keys is slow on purpose.
  std::vector<Group> groups = {{.begin = 0, .end = entries_.size()}};
  while (!groups.empty()) {
    Group group = groups.back();
    groups.pop_back();
    std::span<Entry> entries = std::span(entries_).subspan(group.begin, group.end - group.begin);
    if (entries.size() < 2) continue;
    if (entries.size() >= kLargeGroup) RETURN_IF_ERROR(CheckCancelled(cancelled_));
    if (!group.has_caches) {
      const std::string_view first = KeyOf(entries[0]);
      size_t common = first.size() - group.depth;
      for (size_t index = 1; index < entries.size() && common > 0; ++index) {
        common = CommonPrefix(first.substr(group.depth, common),
                              KeyOf(entries[index]).substr(group.depth));
      }
      group.depth += common;
      for (Entry& entry : entries) entry.cache = CachedBytes(entry, group.depth);
    }
    if (entries.size() <= kSmallGroup) {
      SortSmall(entries, group.depth);
      continue;
    }
    std::array<uint64_t, 3> sample = {};
    for (uint64_t& value : sample) value = entries[random() % entries.size()].cache;
    std::sort(sample.begin(), sample.end());
    const uint64_t pivot = sample[1];
    // Less, equal, greater (Dijkstra).
    size_t less = 0;
    size_t greater = entries.size();
    for (size_t index = 0; index < greater;) {
      if (entries[index].cache < pivot) {
        std::swap(entries[index++], entries[less++]);
      } else if (entries[index].cache > pivot) {
        std::swap(entries[index], entries[--greater]);
      } else {
        ++index;
      }
    }
    groups.push_back({group.begin, group.begin + less, group.depth, true});
    groups.push_back({group.begin + greater, group.end, group.depth, true});
    // Of those that are equal, the ones that end within the cache come first, the shorter before.
    const std::span<Entry> equal = entries.subspan(less, greater - less);
    const auto ended = std::partition(equal.begin(), equal.end(), [&](const Entry& entry) {
      return KeyOf(entry).size() - group.depth <= kCacheBytes;
    });
    std::sort(equal.begin(), ended,
              [this](const Entry& a, const Entry& b) { return KeyOf(a).size() < KeyOf(b).size(); });
    groups.push_back({group.begin + less + static_cast<size_t>(ended - equal.begin()),
                      group.begin + greater, group.depth + kCacheBytes, false});
  }
  return absl::OkStatus();
}

absl::Status TermSorter::Spill() {
  RETURN_IF_ERROR(SortEntries());
  if (file_ == nullptr) {
    ASSIGN_OR_RETURN(file_, TemporaryFile::Create(temporary_directory_));
  }
  FileRun run = {.begin = file_->size()};
  std::string buffer;
  for (const Entry& entry : entries_) {
    const Record record = RecordAt(entry.offset);
    buffer.append(reinterpret_cast<const char*>(&record.head), sizeof(record.head));
    buffer.append(record.all);
    if (buffer.size() < kWriteBytes) continue;
    RETURN_IF_ERROR(CheckCancelled(cancelled_));
    RETURN_IF_ERROR(file_->Append(buffer));
    buffer.clear();
  }
  RETURN_IF_ERROR(file_->Append(buffer));
  run.end = file_->size();
  runs_.push_back(run);
  entries_.clear();
  records_.clear();
  return absl::OkStatus();
}

absl::Status TermSorter::Merge(std::span<const std::unique_ptr<TermSorter>> sorters,
                               const SortedTermConsumer& consume) {
  size_t run_count = 0;
  for (const auto& sorter : sorters) run_count += sorter->runs_.size();
  std::vector<std::unique_ptr<Reader>> readers;
  for (const auto& sorter : sorters) {
    readers.push_back(std::make_unique<Reader>(*sorter));
    for (const FileRun& run : sorter->runs_) {
      const size_t buffer_bytes = std::clamp<size_t>(sorter->memory_budget_bytes_ / run_count,
                                                     kReadBytesMin, kReadBytesMax);
      readers.push_back(std::make_unique<Reader>(*sorter, run, buffer_bytes));
    }
  }
  const auto is_after = [](const std::unique_ptr<Reader>& a, const std::unique_ptr<Reader>& b) {
    return a->record().key > b->record().key;
  };
  std::vector<std::unique_ptr<Reader>> heap;
  for (std::unique_ptr<Reader>& reader : readers) {
    ASSIGN_OR_RETURN(const bool has_record, reader->Next());
    if (!has_record) continue;
    heap.push_back(std::move(reader));
    std::push_heap(heap.begin(), heap.end(), is_after);
  }
  bool is_first = true;
  std::string last_key;
  for (uint64_t count = 0; !heap.empty(); ++count) {
    if (count % kLargeGroup == 0) RETURN_IF_ERROR(CheckCancelled(sorters[0]->cancelled_));
    std::pop_heap(heap.begin(), heap.end(), is_after);
    const Record& record = heap.back()->record();
    const bool is_repeated = !is_first && record.key == last_key;
    RETURN_IF_ERROR(
        consume(record.Bytes(heap.back()->sorter().kind_), record.head.tag, is_repeated));
    last_key = record.key;
    is_first = false;
    ASSIGN_OR_RETURN(const bool has_record, heap.back()->Next());
    if (has_record) {
      std::push_heap(heap.begin(), heap.end(), is_after);
    } else {
      heap.pop_back();
    }
  }
  return absl::OkStatus();
}

}  // namespace entente
